"""A whole assistant over a small folder, with the fake encoder."""

from pathlib import Path

from assistant.assistant import Assistant, Engine
from assistant.encoder import SHIPPED
from assistant.frame import Frame
from assistant.french import Glossary, read_equivalents
from assistant.index import PassageIndex, build_index, current_generation
from assistant.reading import QuoteReader, SpanReader, load_model
from assistant.retrieval import HybridRetriever
from assistant.settings import Settings
from assistant.types import Vectors
from tests.fakes import FakeEncoder

SPANS = SpanReader(SHIPPED)
"""The one that ships, its weights read once."""


def assemble(corpus: Path) -> Assistant:
    encoder, settings, index = FakeEncoder(), Settings(), corpus.parent / "index"
    build_index(corpus, index, settings, encoder)

    def vector_of(question: str) -> Vectors:
        return encoder.encode([question], "question")[0]

    def engine() -> Engine:
        opened = PassageIndex.open(index)
        glossary = Glossary.learned(
            (document.text for document in opened.documents.values()), read_equivalents()
        )
        frame = Frame.of(opened.documents)
        return Engine(
            opened,
            HybridRetriever(opened, vector_of, 0.8, glossary, frame),
            QuoteReader(opened, vector_of, load_model(), SPANS, glossary, frame),
            frame,
            glossary,
        )

    def newer(generation: str) -> Engine | None:
        return None if current_generation(index) == generation else engine()

    return Assistant(engine(), corpus, settings, load_model().threshold, newer)
