"""Questions of PIAF asked of many small worlds, each a folder of a few articles indexed as any corpus is.

In every article a part of the paragraphs is left out: the questions asked of them become near misses, on the
subject but without their answer. Questions of articles that are not in the world are off topic.
"""

import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

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
from assistant.types import Encoder, Vectors

WORLD_SIZES = (3, 6, 12, 25, 50)
"""Articles in a world: small corpora must be read as well as large ones."""
LEFT_OUT = 0.3
"""Share of the paragraphs left out of a world."""
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


def groups_of(
    articles: Sequence[Article], rounds: int, settings: Settings, encoder: Encoder
) -> Iterator[Group]:
    """Ask the questions of articles in worlds of several sizes."""
    chance = random.Random(0)
    for turn in range(rounds):
        order = list(articles)
        chance.shuffle(order)
        at = 0
        while at < len(order):
            size = WORLD_SIZES[(turn + at) % len(WORLD_SIZES)]
            inside, at = order[at : at + size], at + size
            outside = [article for article in articles if article not in inside]
            yield from _world(inside, outside, chance, settings, encoder)
        sys.stderr.write(f"round {turn + 1} of {rounds}\n")


def _world(
    inside: Sequence[Article],
    outside: Sequence[Article],
    chance: random.Random,
    settings: Settings,
    encoder: Encoder,
) -> Iterator[Group]:
    chosen = []
    for article in inside:
        kept = [i for i in range(len(article.paragraphs)) if chance.random() >= LEFT_OUT]
        repeated = [i for i in kept if chance.random() < REPEATED]
        chosen.append(Selection(article, kept or [0], repeated))
    with tempfile.TemporaryDirectory() as folder:
        gold = write_folder(Path(folder, "corpus"), chosen)
        build_index(Path(folder, "corpus"), Path(folder, "index"), settings, encoder)
        index = PassageIndex.open(Path(folder, "index"))
    answered = {question.id for question in gold}
    near = [
        Gold(question.id, question.question, ())
        for article in inside
        for paragraph in article.paragraphs
        for question in paragraph.questions
        if question.id not in answered
    ]
    others = [q for a in outside for p in a.paragraphs for q in p.questions]
    off = chance.sample(others, min(len(others), round(OFF_TOPIC * len(gold))))
    questions = gold + near + [Gold(question.id, question.question, ()) for question in off]

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
