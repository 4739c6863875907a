"""What each act of the reader changes on the screen."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial

from assistant.errors import AssistantError
from assistant.page.answering import Desk, Flags
from assistant.page.filters import Facets, render_filters
from assistant.page.kept import readable, unpack
from assistant.page.render import render_going_on, render_header, render_thread
from assistant.page.reply import Surroundings
from assistant.page.source import Source, render_empty, render_source
from assistant.page.tab import Tab
from assistant.page.texts import TEXTS
from assistant.page.thread import Conversation, Exchange, Opened, Opinion
from assistant.page.wording import number
from assistant.record import MAX_QUESTION_CHARS
from assistant.types import Span, Turn

SHOWN_HITS = 8
"""Passages listed under "what was searched"."""
MOST_LED_ON = 3
"""Questions offered after a refusal, of those to start with."""


class Room:
    """Where readers sit. Holds no conversation: each tab brings its own."""

    def __init__(self, desk: Desk, flags: Flags | None = None) -> None:
        """Furnish the room.

        Args:
            desk: where questions wait their turn.
            flags: where opinions are kept; None when they are not.
        """
        self._desk = desk
        self._flags = flags

    @property
    def suggests(self) -> bool:
        """Whether the questions to start with have been looked for."""
        return self._desk.suggestions() is not None

    def header(self, conversation: Conversation) -> str:
        assistant = self._desk.assistant
        return render_header(assistant.index, assistant.settings, conversation.language)

    def thread(self, conversation: Conversation) -> str:
        assistant = self._desk.assistant
        suggestions = (self._desk.suggestions() or ()) if not conversation.exchanges else ()
        around = Surroundings(
            assistant.index.documents, assistant.settings, suggestions, self._flags is not None
        )
        return render_thread(conversation, around)

    def going_on(self, conversation: Conversation) -> str:
        return render_going_on(conversation)

    def source(self, conversation: Conversation, moved_to: bool = False) -> str:
        """Return the source panel, its quote compared with the document now."""
        opened = conversation.opened
        if opened is None:
            return render_empty(conversation.language)
        citation = conversation.quote(opened)
        document, state = self._desk.consult(citation.document)
        source = Source(citation, document, state, datetime.now().astimezone())
        return render_source(
            source, opened, conversation.language, _others(conversation, opened), moved_to=moved_to
        )

    def ask(self, question: str, tab: Tab, alone: bool = False) -> None:
        """Put a question; one that waits already is not put twice.

        Args:
            question: as typed, or as offered.
            tab: where it is put.
            alone: whether it says all it means, whatever was asked before.

        Raises:
            ValueError: the question is empty or too long; the text is for the reader.
        """
        texts = TEXTS[tab.now.language]
        question = readable(question).strip()
        if not question:
            raise ValueError(texts.empty)
        if len(question) > MAX_QUESTION_CHARS:
            raise ValueError(
                texts.too_long.format(n=number(len(question), texts), limit=number(MAX_QUESTION_CHARS, texts))
            )

        def put(now: Conversation) -> Conversation:
            last = now.exchanges[-1] if now.exchanges else None
            return (
                now if last and last.waiting and last.question == question else now.pending(question, alone)
            )

        tab.change(put)

    def ask_without(self, place: int, name: str, tab: Tab) -> None:
        """Put a question again without a place or a date that was understood in it.

        Raises:
            IndexError: the conversation holds no such answer.
            ValueError: nothing is left of the question; the text is for the reader.
        """
        answer = tab.now.exchanges[place].answer
        if place < 0 or answer is None:
            raise IndexError(f"no answer at {place}")
        question = answer.standalone_question or answer.question
        self.ask(self._desk.assistant.without(question, name), tab, alone=True)

    def restore(self, kept: object, tab: Tab) -> None:
        """Put the questions that a browser kept, once, before those asked since; the index of now answers them.

        A tab is new to this server when its page was just loaded, or when the server was started again meanwhile.
        """
        if tab.takes_back():
            earlier = unpack(kept)
            tab.change(lambda now: now.after(earlier) if earlier != Conversation() else now)

    def answer(self, tab: Tab) -> bool:
        """Answer the questions that wait, oldest first; return whether there were any."""
        some = False
        with tab.answering:
            while (waiting := tab.now.waiting) is not None:
                some = True
                tab.change(self._answered(waiting, tab.now.turns(waiting)))
        return some

    def give_up(self, tab: Tab) -> None:
        """Say that the questions that wait met an unexpected error."""
        with tab.answering:
            while (waiting := tab.now.waiting) is not None:
                error = TEXTS[tab.now.language].unexpected
                tab.change(partial(Conversation.failed, waiting=waiting, error=error))

    def lead_on(self, tab: Tab) -> bool:
        """Look for questions to go on with after the last answer, until another is asked; return whether some were found."""
        now = tab.now
        answer = now.exchanges[-1].answer if now.exchanges else None
        if answer is None or answer is tab.led_on or answer.choices:
            return False
        tab.led_on = answer

        def wanted() -> bool:
            return tab.now.exchanges[-1:] != () and tab.now.exchanges[-1].answer is answer

        known = {each.question for each in now.exchanges}
        if not answer.answered:
            known |= now.offered  # never the same ones under every refusal
        try:
            questions = self._desk.next_questions(answer, known, wanted)
        except AssistantError:
            return False  # the answer stands; the next question will say what is wrong
        if not questions and not answer.answered:
            questions = tuple(each for each in self._desk.suggestions() or () if each not in known)[
                :MOST_LED_ON
            ]
        return (
            bool(questions) and tab.change(lambda now: now.offering(questions, answer)).going_on == questions
        )

    def facets(self) -> Facets:
        """What the documents can be filtered by."""
        return Facets.of(self._desk.assistant.index.metadata)

    def filters(self, conversation: Conversation) -> str:
        return render_filters(self.facets(), conversation.filters, conversation.language)

    def flag(self, tab: Tab, place: int, opinion: Opinion) -> None:
        """Keep what the reader says of an answer.

        Raises:
            IndexError: there is nothing to flag there, or opinions are not kept.
            ValueError: it could not be kept; the text is for the reader.
        """
        flags = self._flags
        if flags is None:
            raise IndexError("opinions are not kept")

        def flagged(now: Conversation) -> Conversation:
            flags.add(now.flag(place, opinion))
            return now.flagged(place, opinion)

        try:
            tab.change(flagged)
        except AssistantError as error:
            raise ValueError(f"{TEXTS[tab.now.language].not_kept} {error}") from error

    def _answered(self, waiting: Exchange, turns: Sequence[Turn]) -> Callable[[Conversation], Conversation]:
        """Return the change that an answer makes."""
        try:
            answer = self._desk.ask(waiting.question, turns, SHOWN_HITS, waiting.filters)
        except AssistantError as error:
            said = str(error)
            return lambda now: now.failed(waiting, said)
        return lambda now: now.answered(waiting, answer, date.today().isoformat())


def _others(conversation: Conversation, opened: Opened) -> tuple[Span, ...]:
    """Return where the answer's other quotes stand in the document that is open."""
    answer = conversation.exchanges[opened.exchange].answer
    if answer is None:
        return ()
    shown = conversation.quote(opened)
    return tuple(
        Span(other.start, other.end)
        for other in (*answer.citations, *answer.related, *answer.nearest)
        if other.document == shown.document and other != shown
    )
