"""The one orchestrator: a question and its turns to an answer."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.comparison import compared, merged_ranking, sides_of
from assistant.conversation import (
    NOTHING_CITED,
    About,
    about_of,
    courtesy_reply,
    source_quote,
    standalone_question,
    within_of,
)
from assistant.corpus import SourceState, source_state
from assistant.frame import NO_FRAME, Frame
from assistant.french import NO_GLOSSARY, Glossary
from assistant.index import PassageIndex
from assistant.settings import Settings
from assistant.steering import scopes, without
from assistant.suggestions import next_questions, suggestions
from assistant.types import Answer, Filters, Hit, Reader, Reason, Retriever, Turn, Understood
from assistant.understanding import understand

BESIDE = 0.3
"""A further quote is shown when it is at least this sure, the first being 1: on 186 questions kept out of the
fixed set, citation precision 0.42 to 0.45 and 0.50 to 0.52 for no or 0.02 of answer@3."""

NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Engine:
    """What answers from one generation of the index."""

    index: PassageIndex
    retriever: Retriever
    reader: Reader
    frame: Frame = NO_FRAME
    glossary: Glossary = NO_GLOSSARY


class Assistant:
    """Answers questions from the generation that was current when it was last refreshed."""

    def __init__(
        self,
        engine: Engine,
        corpus: Path,
        settings: Settings,
        threshold: float,
        newer: Callable[[str], Engine | None],
        check_sources: bool = True,
    ) -> None:
        """Hold the parts.

        Args:
            engine: the opened index with its retriever and reader.
            corpus: where the sources of the indexed documents are.
            settings: as loaded.
            threshold: confidence in [0, 1] below which a question is refused.
            newer: given a generation, the engine of the published one when it is another.
            check_sources: whether documents whose file is not as it was indexed are left out, as people
                are promised; False only to judge an index by itself.
        """
        self._engine = engine
        self._corpus = corpus
        self._newer = newer
        self._check_sources = check_sources
        self.settings = settings
        self.threshold = threshold

    @property
    def engine(self) -> Engine:
        return self._engine

    @property
    def index(self) -> PassageIndex:
        return self._engine.index

    def refresh(self) -> None:
        """Move to the published generation if it is another one."""
        engine = self._newer(self._engine.index.generation)
        if engine is not None:
            self._engine = engine

    def suggestions(self, ask: Callable[[str], Answer]) -> tuple[str, ...]:
        """Return questions to start with; `ask` answers each candidate."""
        return suggestions(self.index, ask)

    def next_questions(
        self, answer: Answer, asked: Collection[str], ask: Callable[[str], Answer]
    ) -> tuple[str, ...]:
        """Return questions to go on with after an answer of this generation, none of those asked; `ask` answers each."""
        index = self.index
        return next_questions(index, ask, answer, asked) if answer.index == index.generation else ()

    def without(self, question: str, name: str) -> str:
        """Return a standalone question without a place or a date that was understood in it."""
        return without(question, name, self._engine.frame)

    def source_state(self, path: str) -> SourceState:
        """Compare a document's file, as it is now, with what was indexed."""
        return source_state(self._corpus, self.index.documents[path])

    def answer(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        threshold: float | None = None,
        hits: int = 0,
        filters: Filters = NO_FILTERS,
    ) -> Answer:
        """Answer in the documents' words, or refuse and say why.

        Args:
            question: as typed.
            turns: the earlier questions of the conversation, oldest first.
            threshold: replaces the calibrated one; 0 answers whenever anything was retrieved.
            hits: how many passages of the ranking to give back.
            filters: which documents to quote from; a region and a period give way when nothing answers within.

        Returns:
            An answer whose quotes all are `document.text[start:end]` of unchanged files.
        """
        clock = _Clock()
        engine = self._engine
        limit = self.threshold if threshold is None else threshold
        if not any(character.isalnum() for character in question):
            return _empty(question, engine.index.generation, clock.total())

        def document_of(standalone: str) -> str | None:
            answer = self._filtered(engine, standalone, limit, hits, filters, clock)
            first = answer.citations[0] if answer.citations else None
            return (first.title or first.document) if first else None

        rewritten = standalone_question(question, turns, document_of)
        if rewritten.courtesy:
            ranking = engine.retriever.retrieve(question, hits)[:hits] if hits else []
            said = _empty(question, engine.index.generation, clock.total())
            return replace(said, reason=courtesy_reply(question), hits=tuple(ranking))
        about = about_of(rewritten.text)
        asked = about.question if about else rewritten.text
        answer = self._filtered(engine, asked, limit, hits, filters, clock)
        return replace(
            _on_source(answer, about, engine.index) if about else answer,
            question=question,
            standalone_question=rewritten.text,
            choices=rewritten.choices,
            timings_ms=clock.total(),
        )

    def _filtered(
        self, engine: Engine, standalone: str, limit: float, hits: int, filters: Filters, clock: "_Clock"
    ) -> Answer:
        """Answer out of the narrowest of the documents asked for that answer, else refuse out of the widest."""
        first, *wider = scopes(engine.index.metadata, filters)
        answer = self._answer(engine, standalone, limit, hits, first, clock)
        for scope in wider:
            if not answer.answered:
                around = self._answer(engine, standalone, limit, hits, scope, clock)
                answer = replace(around, beyond_filters=around.answered)
        return answer

    def _answer(
        self,
        engine: Engine,
        standalone: str,
        limit: float,
        hits: int,
        scope: Collection[str] | None,
        clock: "_Clock",
    ) -> Answer:
        """Answer a question that stands alone out of some documents; one that names a document, out of that one."""
        named, asked = within_of(standalone) or ("", standalone)
        known = engine.index.metadata.items() if named else ()
        paths = {path for path, each in known if named in (each.title, path)}
        understanding = understand(
            asked if paths else standalone, engine.index, engine.frame, engine.glossary
        )
        sides = sides_of(understanding.text, engine.frame)
        questions = [understanding.text, *(side.question for side in sides)]
        wanted = max(self.settings.k, hits)
        if scope is not None:
            paths = paths & {*scope} if paths else {*scope}
        within = paths if paths or scope is not None else None
        rankings = [engine.retriever.retrieve(each, wanted, within) for each in questions]
        clock.lap("retrieve")

        stale = self._stale(engine.index, rankings) if self._check_sources else ()
        whole, *parts = (
            engine.reader.read(
                each, [h for h in ranking[: self.settings.k] if h.passage.document not in stale]
            )
            for each, ranking in zip(questions, rankings, strict=True)
        )
        both = compared(sides, whole, parts, engine.frame, limit) if sides else None
        reading, empty = (both.reading, both.empty) if both else (whole, ())
        clock.lap("read")

        answered = bool(reading.citations) and reading.confidence >= limit
        kept = [
            citation
            for rank, citation in enumerate(reading.citations)
            if rank == 0
            or citation.side is not None
            or citation.confidence >= max(limit, BESIDE * reading.confidence)
        ]
        return Answer(
            question=standalone,
            standalone_question=standalone,
            answered=answered,
            confidence=reading.confidence,
            reason=None if answered else _with_stale(reading.doubt, stale, bool(reading.citations)),
            citations=tuple(kept) if answered else (),
            related=reading.related if answered else (),
            nearest=() if answered else reading.nearest,
            choices=(),
            understood=understanding.understood,
            hits=tuple(merged_ranking(rankings, hits)),
            index=engine.index.generation,
            stale=stale,
            empty_sides=empty,
        )

    def _stale(self, index: PassageIndex, rankings: Sequence[Sequence[Hit]]) -> tuple[str, ...]:
        """Documents among the passages to read that are not as they were indexed."""
        read = [hit for ranking in rankings for hit in ranking[: self.settings.k]]
        paths = dict.fromkeys(hit.passage.document for hit in read)
        return tuple(path for path in paths if source_state(self._corpus, index.documents[path]) != "same")


def _on_source(answer: Answer, about: About, index: PassageIndex) -> Answer:
    """Turn an answer into what it says of its own source; a refusal has none to give."""
    if not answer.citations:
        return replace(answer, reason=NOTHING_CITED)
    asked_of = [each for each in answer.citations if each.side is not None] or answer.citations[:1]
    sources = tuple(source_quote(about.aspect, each, index) for each in asked_of)
    return replace(answer, citations=sources, related=())


class _Clock:
    """Milliseconds spent in each stage."""

    def __init__(self) -> None:
        self._first = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self._laps[stage] = round(self._laps.get(stage, 0.0) + (now - self._last) * 1000, 1)
        self._last = now

    def total(self) -> Mapping[str, float]:
        return self._laps | {"total": round((time.perf_counter() - self._first) * 1000, 1)}


def _with_stale(doubt: Reason, stale: Sequence[str], found: bool) -> Reason:
    if not stale:
        return doubt
    note = "Modifiés ou retirés depuis l'indexation, donc non cités : " + ", ".join(stale) + "."
    if not found:
        return Reason("detail_missing", f"Les passages les plus proches ne peuvent plus être cités. {note}")
    return replace(doubt, text=f"{doubt.text} {note}")


def _empty(question: str, generation: str, timings: Mapping[str, float]) -> Answer:
    reason = Reason("empty_question", "La question est vide : écrivez ce que vous cherchez.")
    return Answer(
        question=question,
        standalone_question=question.strip(),
        answered=False,
        confidence=0.0,
        reason=reason,
        citations=(),
        related=(),
        nearest=(),
        choices=(),
        understood=Understood(),
        hits=(),
        index=generation,
        timings_ms=timings,
    )
