"""Documents and passages as JSON Lines, and the check that they belong together."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import pairwise

from assistant.types import Block, Document, Metadata, Passage, Span


def documents_to_lines(documents: Iterable[Document]) -> bytes:
    """Return one JSON object a document, UTF-8."""
    return _lines(asdict(document) for document in documents)


def documents_from_lines(data: bytes) -> dict[str, Document]:
    """Return the documents by path, in the order of the lines.

    Raises:
        ValueError, KeyError, TypeError: the lines are not those of `documents_to_lines`.
    """
    return {document.path: document for document in map(document_from_line, data.splitlines())}


def document_from_line(line: bytes) -> Document:
    """Return the document of a line; see `documents_from_lines`."""
    record = json.loads(line)
    return Document(
        **record
        | {
            "blocks": tuple(Block(**block) for block in record["blocks"]),
            "metadata": Metadata(**record["metadata"]),
            "also": tuple(record["also"]),
            "warnings": tuple(record["warnings"]),
        }
    )


def passages_to_lines(passages: Iterable[Passage]) -> bytes:
    """Return one JSON object a passage, sentences as pairs of offsets, UTF-8."""
    return _lines(
        {
            "document": passage.document,
            "start": passage.start,
            "end": passage.end,
            "heading": passage.heading,
            "page": passage.page,
            "sentences": [(span.start, span.end) for span in passage.sentences],
        }
        for passage in passages
    )


def passages_from_lines(data: bytes) -> list[Passage]:
    """Return the passages, in the order of the lines.

    Raises:
        ValueError, KeyError, TypeError: the lines are not those of `passages_to_lines`.
    """
    return [passage_from_line(line) for line in data.splitlines()]


def passage_from_line(line: bytes) -> Passage:
    """Return the passage of a line; see `passages_from_lines`."""
    record = json.loads(line)
    spans = tuple(Span(start, end) for start, end in record["sentences"])
    return Passage(**record | {"heading": tuple(record["heading"]), "sentences": spans})


def check_passages(documents: Mapping[str, Document], passages: Sequence[Passage]) -> None:
    """Check that every passage and sentence lies in its document's text.

    Raises:
        ValueError: naming the first one that does not, or that has no sentence.
    """
    for passage in passages:
        document = documents.get(passage.document)
        spans = passage.sentences
        if (
            document is None
            or not spans
            or not 0 <= passage.start <= spans[0].start
            or not spans[-1].end <= passage.end <= len(document.text)
            or any(span.start > span.end for span in spans)
            or any(left.end > right.start for left, right in pairwise(spans))
        ):
            raise ValueError(
                f"{passage.document}: passage {passage.start}-{passage.end} has impossible offsets"
            )


def passage_text(document: Document, passage: Passage) -> str:
    """Return what is embedded and searched for a passage: where it stands, then its words.

    "Title > Chapter > Section", a line end, and the text. What the text itself holds is not said
    twice; the first line is left out when empty.
    """
    title = (document.metadata.title,) if document.metadata.title else ()
    text = document.text[passage.start : passage.end]
    above = " > ".join(line for line in (*title, *passage.heading) if line not in text)
    return f"{above}\n{text}" if above else text


def sentence_texts(document: Document, passage: Passage) -> list[str]:
    """Return the sentences of a passage, in reading order."""
    return [document.text[span.start : span.end] for span in passage.sentences]


def _lines(records: Iterable[object]) -> bytes:
    # U+2028 and the like stay as they are: lines of bytes end at \n (and \r, which JSON escapes) only.
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)
