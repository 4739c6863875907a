"""The only place where concrete classes meet."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from assistant.assistant import Assistant, Engine
from assistant.encoder import SHIPPED, load_encoder
from assistant.errors import CorpusError, UsageError
from assistant.frame import Frame
from assistant.french import Glossary, read_equivalents
from assistant.index import BuildReport, PassageIndex, build_index, current_generation
from assistant.reading import QuoteReader, SpanReader, load_model
from assistant.retrieval import HybridRetriever
from assistant.settings import Settings
from assistant.types import Encoder, Vectors

RECENT_QUESTIONS = 256
"""Question vectors kept: the retriever and the reader ask for the same one."""


def build(
    settings: Settings, corpus: Path, index: Path, progress: Callable[[str, int, int], None] | None = None
) -> BuildReport:
    """Update the index from the corpus; the model is loaded only when something is to be embedded.

    Raises:
        AssistantError: the corpus, the model or the index folder cannot be used.
    """
    one, other = corpus.resolve(), index.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise UsageError(f"index {index} and corpus {corpus}: one holds the other; give two separate folders")
    return build_index(corpus, index, settings, load_encoder(settings), progress)


def load_assistant(settings: Settings, corpus: Path, index: Path) -> Assistant:
    """Open the index and put together what answers from it.

    Raises:
        AssistantError: the index is missing, damaged or of another model, or the model cannot be loaded.
    """
    return load_variants([settings], corpus, index)[0]


def load_variants(
    variants: Sequence[Settings], corpus: Path, index: Path, check_sources: bool = True
) -> list[Assistant]:
    """Open the index once and put together one assistant for each of the settings.

    Args:
        variants: at least one; all with the encoder, the prompts and the glossary of the first.
        corpus: the documents.
        index: built from them.
        check_sources: False leaves out the comparison with the files, to judge an index by itself. What
            answers people always compares.

    Raises:
        AssistantError: as for `load_assistant`.
    """
    if not corpus.is_dir():
        raise CorpusError(
            f"{corpus}: no such folder, and no quote can be checked without it; give --corpus DIR"
        )
    encoder = load_encoder(variants[0])
    model = load_model()
    spans = SpanReader(SHIPPED)
    vector_of = _question_vectors(encoder)
    named = variants[0].glossary
    equivalents = read_equivalents(None if named is None else Path(named))

    def opened() -> tuple[PassageIndex, Glossary, Frame]:
        generation = PassageIndex.open(index, encoder.identity)
        documents = dict(generation.documents)  # decoded once
        glossary = Glossary.learned((document.text for document in documents.values()), equivalents)
        return generation, glossary, Frame.of(documents)

    def engine(generation: PassageIndex, glossary: Glossary, frame: Frame, settings: Settings) -> Engine:
        return Engine(
            index=generation,
            frame=frame,
            glossary=glossary,
            retriever=HybridRetriever(generation, vector_of, settings.lexical_weight, glossary, frame),
            reader=QuoteReader(generation, vector_of, model, spans, glossary, frame),
        )

    first = opened()

    def assistant(settings: Settings) -> Assistant:
        def newer(name: str) -> Engine | None:
            return None if current_generation(index) == name else engine(*opened(), settings)

        threshold = model.threshold if settings.threshold is None else settings.threshold
        return Assistant(engine(*first, settings), corpus, settings, threshold, newer, check_sources)

    return [assistant(settings) for settings in variants]


def _question_vectors(encoder: Encoder) -> Callable[[str], Vectors]:
    @lru_cache(maxsize=RECENT_QUESTIONS)
    def vector_of(question: str) -> Vectors:
        vector: Vectors = encoder.encode([question], "question")[0]
        return vector

    return vector_of
