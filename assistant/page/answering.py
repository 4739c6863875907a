"""What the page needs of an assistant, and the desk where questions wait their turn."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from threading import Condition, Lock, Thread
from typing import Literal, Protocol

from assistant.errors import AssistantError, EncoderError, IndexStoreError
from assistant.types import Answer, Document, Filters, Flag, Metadata, Passage, Turn

SourceState = Literal["same", "changed", "gone"]
NO_FILTERS = Filters()

_log = logging.getLogger(__name__)


class OpenIndex(Protocol):
    """One published generation of the index."""

    @property
    def generation(self) -> str: ...

    @property
    def created(self) -> str:
        """When it was built, ISO 8601."""

    @property
    def documents(self) -> Mapping[str, Document]: ...

    @property
    def metadata(self) -> Mapping[str, Metadata]: ...

    @property
    def passages(self) -> Sequence[Passage]: ...


class PageSettings(Protocol):
    """Lines the keeper of the corpus may add to the page."""

    @property
    def contact(self) -> str | None: ...

    @property
    def notice(self) -> str | None: ...

    @property
    def feedback_days(self) -> int: ...


class Answering(Protocol):
    """An assistant, as the page sees it."""

    @property
    def index(self) -> OpenIndex: ...

    @property
    def settings(self) -> PageSettings: ...

    def suggestions(self, ask: Callable[[str], Answer]) -> tuple[str, ...]:
        """Questions to start with, that the documents answer.

        Args:
            ask: answers each candidate.
        """

    def answer(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        threshold: float | None = None,
        hits: int = 0,
        filters: Filters = NO_FILTERS,
    ) -> Answer: ...

    def next_questions(
        self, answer: Answer, asked: Collection[str], ask: Callable[[str], Answer]
    ) -> tuple[str, ...]:
        """Questions to go on with after an answer or a refusal, that the documents answer.

        Args:
            answer: the last one.
            asked: questions not to offer again.
            ask: answers each candidate.
        """

    def without(self, question: str, name: str) -> str:
        """Return a standalone question without a place or a date that was understood in it."""

    def refresh(self) -> None:
        """Move to the newest published generation."""

    def source_state(self, path: str) -> SourceState:
        """Compare the file of an indexed document with what was indexed, now."""


class Flags(Protocol):
    """Where what users flag is kept."""

    def add(self, flag: Flag) -> int:
        """Keep a flag and return the id of its row."""

    def expire(self) -> None:
        """Delete what is past its time."""


class Desk:
    """Where questions wait: one is answered at a time, always by the newest generation that opens."""

    def __init__(self, assistant: Answering) -> None:
        self.assistant = assistant
        self._turn = Lock()
        self._moving = Lock()  # what is consulted waits for another generation, never for a question
        self._trouble = ""
        self._line = Condition()
        self._in_line = 0
        self._start = Lock()
        self._sought = ""
        self._found: tuple[str, tuple[str, ...]] = ("", ())

    def ask(
        self, question: str, turns: Sequence[Turn], hits: int = 0, filters: Filters = NO_FILTERS
    ) -> Answer:
        """Answer one question; callers of other threads wait.

        Args:
            question: as typed.
            turns: earlier questions of the same conversation, oldest first.
            hits: how many ranked passages the answer carries.
            filters: which documents to quote from.

        Raises:
            AssistantError: the index cannot be used.
        """
        with self._line:
            self._in_line += 1
        try:
            with self._turn:
                self._refresh()
                return self.assistant.answer(question, turns, hits=hits, filters=filters)
        finally:
            with self._line:
                self._in_line -= 1
                self._line.notify_all()

    def next_questions(
        self, answer: Answer, asked: Collection[str], wanted: Callable[[], bool]
    ) -> tuple[str, ...]:
        """Return questions to go on with; whoever asks meanwhile goes first.

        Args:
            answer: the last one.
            asked: questions not to offer again.
            wanted: whether they are wanted still; looked at before each candidate.

        Raises:
            AssistantError: the index cannot be used.
        """

        def ask(question: str) -> Answer:
            if not wanted():
                raise _UnwantedError(question)
            return self._ask_aside(question)

        try:
            return self.assistant.next_questions(answer, asked, ask)
        except _UnwantedError:
            return ()

    def _ask_aside(self, question: str) -> Answer:
        """Answer a question that nobody waits for, once nobody is in line."""
        with self._line:
            self._line.wait_for(lambda: self._in_line == 0)
        with self._turn:
            return self.assistant.answer(question)

    def _refresh(self) -> None:
        """Move to the newest generation; the open one goes on when that cannot be opened."""
        try:
            with self._moving:
                self.assistant.refresh()
        except (IndexStoreError, EncoderError) as error:
            if self._trouble != str(error):
                _log.warning("motamot: the index open until now goes on answering: %s", error)
            self._trouble = str(error)
        else:
            self._trouble = ""

    def suggestions(self) -> tuple[str, ...] | None:
        """Return questions that the open generation answers, or None while they are being found.

        They are found once a generation, in the background; whoever asks meanwhile goes first.
        """
        generation = self.assistant.index.generation
        known, found = self._found
        if known == generation:
            return found
        with self._start:
            starts = self._sought != generation
            self._sought = generation
        if starts:
            Thread(target=self._find, name="suggestions", daemon=True).start()
        return None

    def _find(self) -> None:
        generation = self.assistant.index.generation
        try:
            found = self.assistant.suggestions(self._ask_aside)
        except AssistantError as error:
            _log.warning("motamot: no suggestions: %s", error)
            found = ()
        self._found = generation, found

    def consult(self, path: str) -> tuple[Document | None, SourceState]:
        """Return a document as it is indexed now, and the state of its file now.

        A document that the index holds no more is None and gone.
        """
        with self._moving:
            document = self.assistant.index.documents.get(path)
            return document, "gone" if document is None else self.assistant.source_state(path)


class _UnwantedError(Exception):
    """Another question was asked: those to go on with are looked for no more."""
