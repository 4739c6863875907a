"""Small documents for the reading tests."""

from assistant.passages import split_document
from assistant.reading.evidence import DocumentEvidence, PassageEvidence
from assistant.types import Block, BlockKind, Document, Metadata


def page(*lines: tuple[BlockKind, str], title: str = "Le canal", date: str | None = None) -> Document:
    text, blocks = "", []
    for kind, line in lines:
        blocks.append(Block(kind, len(text), len(text) + len(line), 1 if kind == "heading" else 0))
        text += line + "\n"
    return Document("canal.txt", text, tuple(blocks), Metadata(title=title, date=date), "", 0)


def read(document: Document) -> list[PassageEvidence]:
    evidence = DocumentEvidence(document)
    return [PassageEvidence(evidence, passage) for passage in split_document(document)]
