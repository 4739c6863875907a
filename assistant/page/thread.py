"""What one browser tab has asked so far. Values only: each act gives a new conversation."""

from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any, Literal

from assistant.record import MAX_HISTORY
from assistant.types import Answer, Citation, Filters, Flag, FlaggedQuote, FlagReason, Thumb, Turn

Language = Literal["fr", "en"]
Part = Literal["citations", "related", "nearest"]
NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the reader said of an answer."""

    thumb: Thumb
    reason: FlagReason | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came back: an answer, or the one line that says why none could be given."""

    question: str
    answer: Answer | None = None
    day: str = ""
    """ISO date of the answer."""
    error: str | None = None
    opinion: Opinion | None = None
    filters: Filters = NO_FILTERS
    """In force when it was asked."""
    alone: bool = False
    """Whether it says all it means: one that was offered, or asked again without a place."""

    @property
    def waiting(self) -> bool:
        """Whether it has neither an answer nor an error yet."""
        return self.answer is None and self.error is None


@dataclass(frozen=True, slots=True)
class Opened:
    """The quote whose document stands in the source panel."""

    exchange: int
    """Position in the conversation, from 0."""
    part: Part
    place: int
    """Position in that part of the answer, from 0."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The exchanges of one tab, oldest first, and what it shows."""

    exchanges: tuple[Exchange, ...] = ()
    opened: Opened | None = None
    language: Language = "fr"
    filters: Filters = NO_FILTERS
    """For the next question."""
    kept_from: str = ""
    """The generation that answered it before the page was loaded again; nothing when none did."""
    going_on: tuple[str, ...] = ()
    """Questions offered after the last answer."""
    offered: frozenset[str] = frozenset()
    """Every question offered so far."""
    version: int = field(default=0, compare=False)
    """Counts the changes, so that a screen knows the newer of two."""

    @property
    def waiting(self) -> Exchange | None:
        """The first question that waits."""
        return next((each for each in self.exchanges if each.waiting), None)

    @property
    def generation(self) -> str:
        """The generation that answered last; nothing when none did."""
        return next((each.answer.index for each in reversed(self.exchanges) if each.answer is not None), "")

    @property
    def renewed(self) -> bool:
        """Whether it was kept from another generation, and answered again by this one."""
        return self.kept_from != "" and self.generation not in ("", self.kept_from)

    def turns(self, before: Exchange | None = None) -> tuple[Turn, ...]:
        """Return the questions answered before one that it may lean on, oldest first."""
        if before is not None and before.alone:
            return ()
        earlier = takewhile(lambda each: each is not before, self.exchanges)
        return tuple(Turn(each.question) for each in earlier if each.answer is not None)

    def pending(self, question: str, alone: bool = False) -> "Conversation":
        """Add a question that waits; beyond the longest history, the oldest exchange goes."""
        asked = Exchange(question, filters=self.filters, alone=alone)
        return self._with((*self.exchanges, asked), going_on=())

    def after(self, kept: "Conversation") -> "Conversation":
        """Put what was kept before what has been asked since the page was loaded."""
        return kept._with((*kept.exchanges, *self.exchanges), version=self.version)

    def answered(self, waiting: Exchange, answer: Answer, day: str) -> "Conversation":
        """Give a waiting question its answer of that day and open its first quote; another conversation is left alone."""
        place = self._place(waiting)
        if place is None:
            return self
        opened = Opened(place, "citations", 0) if answer.citations else None
        return replace(self._put(place, replace(waiting, answer=answer, day=day)), opened=opened)

    def failed(self, waiting: Exchange, error: str) -> "Conversation":
        """Say why a waiting question could not be answered."""
        place = self._place(waiting)
        return (
            self if place is None else replace(self._put(place, replace(waiting, error=error)), opened=None)
        )

    def _with(self, exchanges: tuple[Exchange, ...], **changes: Any) -> "Conversation":
        kept = exchanges[-MAX_HISTORY:]
        opened = self.opened if len(kept) == len(exchanges) else None
        return replace(self, exchanges=kept, opened=opened, **changes)

    def _place(self, exchange: Exchange) -> int | None:
        """Return where that very exchange stands: a question may be asked twice."""
        return next((place for place, each in enumerate(self.exchanges) if each is exchange), None)

    def _put(self, place: int, exchange: Exchange) -> "Conversation":
        return replace(self, exchanges=(*self.exchanges[:place], exchange, *self.exchanges[place + 1 :]))

    def flag(self, place: int, opinion: Opinion) -> Flag:
        """Return what is kept when the reader says what an answer is worth.

        Raises:
            IndexError: this conversation holds no such answer, or it was flagged already.
        """
        exchange = self.exchanges[place]
        if place < 0 or exchange.answer is None or exchange.opinion is not None:
            raise IndexError(f"nothing to flag at {place}")
        answer = exchange.answer
        return Flag(
            thumb=opinion.thumb,
            reason=opinion.reason,
            question=exchange.question,
            turns=self.turns(exchange),
            answered=answer.answered,
            quotes=tuple(
                FlaggedQuote(each.document, each.start, each.end, each.quote, each.short_answer)
                for each in answer.citations
            ),
            index=answer.index,
        )

    def offering(self, questions: tuple[str, ...], after: Answer) -> "Conversation":
        """Offer questions after the last answer, unless another question came since."""
        if not self.exchanges or self.exchanges[-1].answer is not after:
            return self
        return replace(self, going_on=questions, offered=self.offered.union(questions))

    def filtered(self, filters: Filters) -> "Conversation":
        """Ask the next questions of some documents."""
        return replace(self, filters=filters)

    def flagged(self, place: int, opinion: Opinion) -> "Conversation":
        """Remember what the reader said of an answer."""
        return self._put(place, replace(self.exchanges[place], opinion=opinion))

    def open(self, exchange: int, part: Part, place: int) -> "Conversation":
        """Open another quote.

        Raises:
            IndexError: this conversation holds no such quote.
        """
        self.quote(opened := Opened(exchange, part, place))
        return replace(self, opened=opened)

    def quote(self, opened: Opened) -> Citation:
        """Return the quote that stands there.

        Raises:
            IndexError: this conversation holds no such quote.
        """
        if min(opened.exchange, opened.place) < 0:
            raise IndexError(f"no quote at {opened}")
        answer = self.exchanges[opened.exchange].answer
        if answer is None:
            raise IndexError(f"no answer at {opened}")
        parts = {"citations": answer.citations, "related": answer.related, "nearest": answer.nearest}
        return parts[opened.part][opened.place]

    def fresh(self) -> "Conversation":
        """Forget everything but the language."""
        return Conversation(language=self.language)

    def speaking(self, language: Language) -> "Conversation":
        """Show the interface in another language."""
        return replace(self, language=language)
