"""What one browser tab has asked so far. Values only: each act gives a new conversation."""

from dataclasses import dataclass, replace
from typing import Literal

from assistant.record import MAX_HISTORY
from assistant.types import Answer, Citation, Turn

Language = Literal["fr", "en"]
Part = Literal["citations", "related", "nearest"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came back: an answer, or the one line that says why none could be given."""

    question: str
    answer: Answer | None = None
    error: str | None = None


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

    @property
    def waiting(self) -> bool:
        """Whether the last question has neither an answer nor an error yet."""
        last = self.exchanges[-1] if self.exchanges else None
        return last is not None and last.answer is None and last.error is None

    def turns(self) -> tuple[Turn, ...]:
        """Return the earlier questions as an assistant takes them, oldest first."""
        return tuple(Turn(exchange.question) for exchange in self.exchanges if exchange.answer is not None)

    def pending(self, question: str) -> "Conversation":
        """Add a question that waits; beyond the longest history, the oldest exchange goes."""
        kept = self.exchanges[-MAX_HISTORY + 1 :]
        opened = self.opened if len(kept) == len(self.exchanges) else None
        return replace(self, exchanges=(*kept, Exchange(question)), opened=opened)

    def answered(self, answer: Answer) -> "Conversation":
        """Give the waiting question its answer and open its first quote."""
        last = len(self.exchanges) - 1
        exchange = replace(self.exchanges[last], answer=answer)
        opened = Opened(last, "citations", 0) if answer.citations else None
        return replace(self, exchanges=(*self.exchanges[:last], exchange), opened=opened)

    def failed(self, error: str) -> "Conversation":
        """Say why the waiting question could not be answered."""
        exchange = replace(self.exchanges[-1], error=error)
        return replace(self, exchanges=(*self.exchanges[:-1], exchange), opened=None)

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
