"""Stage 1: questions with the passages that are retrieved for them, and where these hold the answer.

One index a part: all paragraphs of PIAF train, of PIAF dev, of the prose that our own questions are asked of.
A question's passages are those that the assistant would read, and the one that holds its answer when retrieval
missed it. Nothing is cut or joined for the reader's sake: it learns from passages as the index has them.
"""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.errors import UsageError
from assistant.french import Glossary, read_equivalents
from assistant.index import PassageIndex, build_index
from assistant.index.records import passage_text
from assistant.retrieval import HybridRetriever
from assistant.settings import Settings
from assistant.training.own import Own
from assistant.training.piaf import Gold, Selection, read_articles, with_own, write_folder
from assistant.training.prose import read_prose, write_prose
from assistant.types import Encoder, Vectors

READ = 8
"""Passages kept of a question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the passages read for it and its answers."""

    question: str
    passages: tuple[int, ...]
    """Numbers in `World.passages`, best first."""
    spans: tuple[tuple[int, int, int], ...]
    """Answers: number of the passage, first character and the one after the last, in the passage's text."""
    origin: str = "piaf"
    """`piaf`, or the type of a question of our own."""


@dataclass(frozen=True, slots=True)
class World:
    """Passages of one index and the questions asked of it."""

    passages: Sequence[tuple[str, str]]
    """Of each passage: the headings above it, its text."""
    asked: Sequence[Asked]
    sentences: Sequence[Sequence[tuple[int, int]]] = ()
    """Of each passage: its sentences, as characters of its text."""


def save_world(file: Path, world: World) -> None:
    """Write a world as JSON."""
    file.write_text(json.dumps(asdict(world), ensure_ascii=False), "utf-8")


def load_world(file: Path) -> World:
    """Read what `save_world` wrote.

    Raises:
        UsageError: it is not there.
    """
    try:
        stored = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"{file}: cannot be read; run the stage prepare first") from error
    asked = [
        Asked(row["question"], tuple(row["passages"]), tuple(map(tuple, row["spans"])), row["origin"])
        for row in stored["asked"]
    ]
    return World([tuple(pair) for pair in stored["passages"]], asked, stored["sentences"])


def piaf_world(data: Path, part: str, own: Sequence[Own], settings: Settings, encoder: Encoder) -> World:
    """Ask a part of PIAF of all its paragraphs, and our own questions about them."""
    articles = with_own(read_articles(data, part), own)
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        gold = write_folder(corpus, [Selection(each, range(len(each.paragraphs))) for each in articles])
        types = {row.type for row in own}
        origins = [kind if (kind := each.id.split(" ")[0]) in types else "piaf" for each in gold]
        return _world(corpus, gold, origins, settings, encoder)


def prose_world(data: Path, own: Sequence[Own], settings: Settings, encoder: Encoder) -> World:
    """Ask our own questions about prose of the documents they are about."""
    asked = read_prose(data, own)
    if not asked:
        return World((), ())
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        found = write_prose(corpus, asked)
        if not found:
            return World((), ())
        return _world(corpus, [gold for _, gold in found], [row.type for row, _ in found], settings, encoder)


def _world(
    corpus: Path, gold: Sequence[Gold], origins: Sequence[str], settings: Settings, encoder: Encoder
) -> World:
    """Index a folder and retrieve for each question."""
    build_index(corpus, corpus.parent / "index", settings, encoder)
    index = PassageIndex.open(corpus.parent / "index")
    passages = list(index.passages)  # decoded once
    vectors = encoder.encode([question.question for question in gold], "question")
    known: dict[str, Vectors] = {question.question: row for question, row in zip(gold, vectors, strict=True)}
    glossary = Glossary.learned((document.text for document in index.documents.values()), read_equivalents())
    retriever = HybridRetriever(index, known.__getitem__, settings.lexical_weight, glossary)
    asked = []
    for question, origin in zip(gold, origins, strict=True):
        numbers = [hit.number for hit in retriever.retrieve(question.question, READ)]
        spans = [
            (number, start - passage.start, end - passage.start)
            for number, passage in enumerate(passages)
            for document, start, end in question.places
            if passage.document == document and passage.start <= start and end <= passage.end
        ]
        numbers += sorted({number for number, _, _ in spans} - set(numbers))
        asked.append(Asked(question.question, tuple(numbers), tuple(dict.fromkeys(spans)), origin))
    texts = [
        (
            passage_text(index.documents[each.document], each),
            index.documents[each.document].text[each.start : each.end],
        )
        for each in passages
    ]
    return World(
        [(whole.removesuffix(text).rstrip("\n"), text) for whole, text in texts],
        asked,
        [[(span.start - each.start, span.end - each.start) for span in each.sentences] for each in passages],
    )
