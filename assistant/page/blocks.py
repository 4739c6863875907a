"""The chat page: what the reader does, sent to the assistant; what it returns, sent to the screen."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast, get_args

from assistant.errors import AssistantError
from assistant.page.answering import Answering, Desk
from assistant.page.render import render_header, render_thread
from assistant.page.source import Source, render_empty, render_source
from assistant.page.texts import TEXTS
from assistant.page.theme import SCRIPT
from assistant.page.thread import Conversation, Language, Opened, Part
from assistant.page.wording import number
from assistant.record import MAX_QUESTION_CHARS
from assistant.types import Span

if TYPE_CHECKING:
    from gradio import Blocks

SHOWN_HITS = 8
"""Passages listed under "what was searched"."""


class Room:
    """What each act of the reader changes on the screen. Holds no conversation: each tab brings its own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def header(self, conversation: Conversation) -> str:
        assistant = self._desk.assistant
        return render_header(assistant.index, assistant.settings, conversation.language)

    def thread(self, conversation: Conversation) -> str:
        assistant = self._desk.assistant
        return render_thread(
            conversation, self._desk.suggestions() or (), assistant.settings, assistant.index.documents
        )

    @property
    def suggests(self) -> bool:
        """Whether the questions to start with have been looked for."""
        return self._desk.suggestions() is not None

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

    def ask(self, question: str, conversation: Conversation) -> Iterator[Conversation]:
        """Yield the conversation with the question waiting, then with its answer.

        Raises:
            ValueError: the question is empty or too long; the text is for the reader.
        """
        texts = TEXTS[conversation.language]
        question = question.strip()
        if not question:
            raise ValueError(texts.empty)
        if len(question) > MAX_QUESTION_CHARS:
            raise ValueError(
                texts.too_long.format(n=number(len(question), texts), limit=number(MAX_QUESTION_CHARS, texts))
            )
        turns = conversation.turns()
        waiting = conversation.pending(question)
        yield waiting
        try:
            yield waiting.answered(self._desk.ask(question, turns, hits=SHOWN_HITS))
        except AssistantError as error:
            yield waiting.failed(str(error))


def build_page(assistant: Answering | Desk) -> "Blocks":
    """Return the chat page over an assistant; `server.py` serves it.

    Args:
        assistant: what answers, or the desk where its questions already wait their turn.
    """
    import gradio as gr

    room = Room(assistant if isinstance(assistant, Desk) else Desk(assistant))
    start = Conversation()
    texts = TEXTS[start.language]
    script = SCRIPT.read_text(encoding="utf-8")

    def part(value: str, name: str) -> Any:
        return gr.HTML(value, elem_id=name, js_on_load=script, apply_default_css=False)

    with gr.Blocks(title=texts.title, analytics_enabled=False, fill_width=True) as page:
        conversation = gr.State(start)
        looking = gr.Timer(1)  # until the questions to start with are found
        header = part(room.header(start), "header")
        with gr.Row(elem_id="room"):
            with gr.Column(elem_id="talk"):
                thread = part(room.thread(start), "thread")
                with gr.Row(elem_id="composer"):
                    question = gr.Textbox(
                        label=texts.ask_label,
                        placeholder=texts.ask_placeholder,
                        info=texts.ask_hint,
                        lines=1,
                        max_lines=6,
                        max_length=MAX_QUESTION_CHARS,
                        autofocus=True,
                        elem_id="question",
                    )
                    ask = gr.Button(texts.ask, variant="primary", elem_id="ask")
            with gr.Column(elem_id="shelf"):
                panel = part(room.source(start), "panel")

        def asked(typed: str, said: Conversation) -> Iterator[tuple[Any, ...]]:
            try:
                for now in room.ask(typed, said):
                    if now.waiting:
                        yield now, "", room.thread(now), gr.skip()
                    else:
                        yield now, gr.skip(), room.thread(now), room.source(now)
            except ValueError as error:
                gr.Warning(str(error), title=TEXTS[said.language].ask_label)
                yield gr.skip(), gr.skip(), gr.skip(), gr.skip()

        def picked(event: gr.EventData, said: Conversation) -> Iterator[tuple[Any, ...]]:
            yield from asked(_field(event, "question"), said)

        def unexpected(said: Conversation) -> tuple[Any, ...]:
            if not said.waiting:
                return gr.skip(), gr.skip()
            failed = said.failed(TEXTS[said.language].unexpected)
            return failed, room.thread(failed)

        def opened(event: gr.EventData, said: Conversation) -> tuple[Any, ...]:
            try:
                place = int(_field(event, "exchange")), _part(event), int(_field(event, "place"))
                now = said.open(*place)
            except (IndexError, ValueError):
                return gr.skip(), gr.skip()
            return now, room.source(now, moved_to=True)

        def switched(event: gr.EventData, said: Conversation) -> tuple[Any, ...]:
            wanted = _field(event, "language")
            now = said.speaking(cast(Language, wanted)) if wanted in TEXTS else said
            words = TEXTS[now.language]
            box = gr.update(label=words.ask_label, placeholder=words.ask_placeholder, info=words.ask_hint)
            return now, room.header(now), room.thread(now), room.source(now), box, gr.update(value=words.ask)

        def renewed(said: Conversation) -> tuple[Any, ...]:
            now = said.fresh()
            return now, room.header(now), room.thread(now), room.source(now), ""

        def welcomed(said: Conversation) -> tuple[Any, ...]:
            waits = not said.exchanges and not room.suggests
            return gr.skip() if said.exchanges or waits else room.thread(said), gr.Timer(active=waits)

        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        told = [conversation, question, thread, panel]
        for act in (question.submit, ask.click):
            event = act(asked, [question, conversation], told, concurrency_id="ask", **quiet)
            event.failure(unexpected, conversation, [conversation, thread], **quiet)
        event = thread.ask(picked, conversation, told, concurrency_id="ask", **quiet)
        event.failure(unexpected, conversation, [conversation, thread], **quiet)
        thread.open(opened, conversation, [conversation, panel], **quiet)
        everything = [conversation, header, thread, panel, question]
        header.switch(switched, conversation, [*everything, ask], **quiet)
        header.fresh(renewed, conversation, everything, **quiet)
        page.load(room.header, conversation, header, **quiet)
        page.load(welcomed, conversation, [thread, looking], **quiet)
        looking.tick(welcomed, conversation, [thread, looking], **quiet)
    page.queue(api_open=False, max_size=64, default_concurrency_limit=8)
    return cast("Blocks", page)


def _others(conversation: Conversation, opened: Opened) -> tuple[Span, ...]:
    """Return where the answer's other quotes stand in the document that is open."""
    answer = conversation.exchanges[opened.exchange].answer
    if answer is None or opened.part == "nearest":
        return ()
    shown = conversation.quote(opened)
    return tuple(
        Span(other.start, other.end)
        for other in (*answer.citations, *answer.related)
        if other.document == shown.document and other != shown
    )


def _field(event: Any, name: str) -> str:
    """Return one word of what the browser sent, or nothing; the browser is not to be believed."""
    data = event._data
    value = data.get(name, "") if isinstance(data, Mapping) else ""
    return value if isinstance(value, str) else ""


def _part(event: Any) -> Part:
    name = _field(event, "part")
    if name not in get_args(Part):
        raise ValueError(f"no part of an answer is called {name!r}")
    return cast(Part, name)
