"""Questions asked of many small worlds, each a folder of a few documents indexed as any corpus is.

Worlds of PIAF: in every article a part of the paragraphs is left out, and the questions asked of them become near
misses, on the subject but without their answer. Worlds of prose: our own questions, near misses among them.
Questions of documents that are not in the world are off topic.
"""

import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from assistant.encoder import SHIPPED
from assistant.french import Glossary, read_equivalents
from assistant.index import PassageIndex, build_index
from assistant.reading.asked import asked
from assistant.reading.features import Features
from assistant.reading.model import ALONE, ReadingModel, forest_of
from assistant.reading.reader import QuoteReader
from assistant.reading.span import SpanReader
from assistant.reading.windows import ReadingText
from assistant.retrieval import HybridRetriever
from assistant.settings import Settings
from assistant.training.piaf import Article, Gold, Selection, write_folder
from assistant.training.prose import Prose, write_prose
from assistant.types import Encoder, Vectors

WORLD_SIZES = (3, 6, 12, 25, 50)
"""Documents in a world: small corpora must be read as well as large ones."""
LEFT_OUT = 0.3
"""Share of an article's paragraphs left out of a world."""
REPEATED = 0.3
"""Share of the paragraphs that a second document repeats: sources often say the same thing twice."""
OFF_TOPIC = 0.12
"""Off-topic questions asked of a world, as a share of its own."""


@dataclass(frozen=True, slots=True)
class Group:
    """One question asked of one world."""

    features: Features
    right: npt.NDArray[np.bool_]
    """Whether each candidate sentence holds a gold answer."""
    penalty: npt.NDArray[np.float64]
    """Log-odds the reader takes from each for what the question requires."""
    question: str
    texts: Sequence[ReadingText]
    """The passages."""
    keys: Sequence[tuple[int, int]]
    """Of each candidate: number of its passage, number of the sentence in it."""


Told = TypeVar("Told", Article, Prose)


def groups_of(
    articles: Sequence[Article], rounds: int, settings: Settings, encoder: Encoder
) -> Iterator[Group]:
    """Ask the questions of articles in worlds of several sizes."""
    chance = random.Random(0)
    for inside, outside in _worlds(chance, articles, rounds):
        with tempfile.TemporaryDirectory() as folder:
            gold = _write_articles(Path(folder, "corpus"), inside, chance)
            others = [q.question for a in outside for p in a.paragraphs for q in p.questions]
            yield from _asked(Path(folder), [*gold, *_off_topic(chance, others, gold)], settings, encoder)


def prose_groups(
    documents: Sequence[Prose], rounds: int, settings: Settings, encoder: Encoder
) -> Iterator[Group]:
    """Ask our own questions of prose in worlds of several sizes."""
    chance = random.Random(0)
    for inside, outside in _worlds(chance, documents, rounds):
        with tempfile.TemporaryDirectory() as folder:
            gold = [question for _, question in write_prose(Path(folder, "corpus"), inside)]
            others = [row.question for document in outside for row in document.asked]
            yield from _asked(Path(folder), [*gold, *_off_topic(chance, others, gold)], settings, encoder)


def _worlds(
    chance: random.Random, documents: Sequence[Told], rounds: int
) -> Iterator[tuple[Sequence[Told], Sequence[Told]]]:
    """Yield the documents in each world and those outside; every document is in one world a round."""
    for turn in range(rounds):
        order = list(range(len(documents)))
        chance.shuffle(order)
        at = 0
        while at < len(order):
            size = WORLD_SIZES[(turn + at) % len(WORLD_SIZES)]
            inside, at = order[at : at + size], at + size
            yield (
                [documents[number] for number in inside],
                [document for number, document in enumerate(documents) if number not in inside],
            )
        sys.stderr.write(f"round {turn + 1} of {rounds}\n")


def _off_topic(chance: random.Random, others: Sequence[str], gold: Sequence[Gold]) -> list[Gold]:
    drawn = chance.sample(others, min(len(others), round(OFF_TOPIC * len(gold))))
    return [Gold(f"off {number}", question, ()) for number, question in enumerate(drawn)]


def _write_articles(folder: Path, inside: Sequence[Article], chance: random.Random) -> list[Gold]:
    """Write a world of articles; return the questions asked of them, those of what is left out among them."""
    chosen = []
    for article in inside:
        kept = [i for i in range(len(article.paragraphs)) if chance.random() >= LEFT_OUT]
        repeated = [i for i in kept if chance.random() < REPEATED]
        chosen.append(Selection(article, kept or [0], repeated))
    gold = write_folder(folder, chosen)
    answered = {question.id for question in gold}
    near = [
        Gold(question.id, question.question, ())
        for article in inside
        for paragraph in article.paragraphs
        for question in paragraph.questions
        if question.id not in answered
    ]
    return gold + near


def _asked(folder: Path, questions: Sequence[Gold], settings: Settings, encoder: Encoder) -> Iterator[Group]:
    """Index `corpus` in a folder and ask questions of it."""
    build_index(folder / "corpus", folder / "index", settings, encoder)
    index = PassageIndex.open(folder / "index")

    def vector_of(question: str) -> Vectors:
        vector: Vectors = encoder.encode([question], "question")[0]
        return vector

    glossary = Glossary.learned((document.text for document in index.documents.values()), read_equivalents())
    retriever = HybridRetriever(index, vector_of, settings.lexical_weight, glossary)
    model = ReadingModel(forest_of([]), ALONE, 1.0, 0.0, 0.5)  # only the features are asked for
    reader = QuoteReader(index, vector_of, model, SpanReader(SHIPPED), glossary)
    for question in questions:
        hits = retriever.retrieve(question.question, settings.k)
        taken_apart = asked(question.question, glossary)
        keys, features = reader.features(taken_apart, hits)
        if keys:
            right = [
                any(
                    hit.passage.document == document and span.start < end and start < span.end
                    for document, start, end in question.places
                    for span in [hit.passage.sentences[place]]
                )
                for hit, place in keys
            ]
            penalty = [reader.penalty(taken_apart, hit, place) for hit, place in keys]
            texts = [reader.passage(hit).as_read for hit in hits]
            number = {hit.number: at for at, hit in enumerate(hits)}
            places = [(number[hit.number], place) for hit, place in keys]
            yield Group(features, np.asarray(right), np.asarray(penalty), question.question, texts, places)
