"""The chat page: what the reader does, sent to the assistant; what it returns, sent to the screen."""

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, cast, get_args

from assistant.page.answering import Answering, Desk, Flags
from assistant.page.kept import pack
from assistant.page.render import render_hint
from assistant.page.room import Room
from assistant.page.tab import Tab
from assistant.page.texts import TEXTS
from assistant.page.theme import SCRIPT
from assistant.page.thread import Conversation, Language, Opinion, Part
from assistant.record import MAX_QUESTION_CHARS, REASONS, THUMBS
from assistant.types import Filters

if TYPE_CHECKING:
    from gradio import Blocks

KEPT_AS = "motamot"
"""Name of what the browser keeps; it also mixes what is stored there, which protects nothing."""


def build_page(assistant: Answering | Desk, flags: Flags | None = None) -> "Blocks":
    """Return the chat page over an assistant; `server.py` serves it.

    Args:
        assistant: what answers, or the desk where its questions already wait their turn.
        flags: where opinions on answers are kept; None when they are not, and none is asked for.
    """
    import gradio as gr

    room = Room(assistant if isinstance(assistant, Desk) else Desk(assistant), flags)
    start = Conversation()
    texts = TEXTS[start.language]
    script = SCRIPT.read_text(encoding="utf-8")

    def part(value: str, name: str) -> Any:
        return gr.HTML(value, elem_id=name, js_on_load=script, apply_default_css=False)

    with gr.Blocks(title=texts.title, analytics_enabled=False, fill_width=True) as page:
        state = gr.State(Tab())
        kept = gr.BrowserState(None, storage_key=KEPT_AS, secret=KEPT_AS)
        looking = gr.Timer(1)  # until the questions to start with are found
        header = part(room.header(start), "header")
        with gr.Row(elem_id="room"):
            with gr.Column(elem_id="talk"):
                thread = part(room.thread(start), "thread")
                going_on = part(room.going_on(start), "next")
                with gr.Row(elem_id="composer"):
                    filters = part(room.filters(start), "filters")
                    hint = part("", "hint")
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
        screen = [thread, going_on, panel, hint, kept]
        around = [header, filters, question, ask]

        def shown(now: Conversation) -> tuple[Any, ...]:
            """The screen after an act. The panel is left alone until there is an answer to open."""
            source = gr.skip() if now.waiting else room.source(now)
            return room.thread(now), room.going_on(now), source, "", pack(now)

        def unchanged(message: str = "") -> tuple[Any, ...]:
            return gr.skip(), gr.skip(), gr.skip(), render_hint(message), gr.skip()

        def spoken(now: Conversation) -> tuple[Any, ...]:
            """What surrounds the conversation, in its language."""
            words = TEXTS[now.language]
            box = gr.update(label=words.ask_label, placeholder=words.ask_placeholder, info=words.ask_hint)
            return room.header(now), room.filters(now), box, gr.update(value=words.ask)

        def asked(typed: str, memory: object, tab: Tab) -> tuple[Any, ...]:
            room.restore(memory, tab)
            try:
                room.ask(typed, tab)
            except ValueError as error:
                return *unchanged(str(error)), gr.skip()
            return *shown(tab.now), ""

        def picked(event: gr.EventData, memory: object, tab: Tab) -> tuple[Any, ...]:
            room.restore(memory, tab)
            try:
                room.ask(_field(event, "question"), tab, alone=True)
            except ValueError as error:
                return unchanged(str(error))
            return shown(tab.now)

        def spared(event: gr.EventData, memory: object, tab: Tab) -> tuple[Any, ...]:
            room.restore(memory, tab)
            try:
                room.ask_without(int(_field(event, "exchange")), _field(event, "name"), tab)
            except IndexError:
                return unchanged()
            except ValueError as error:
                return unchanged(str(error))
            return shown(tab.now)

        def restored(memory: object, tab: Tab) -> tuple[Any, ...]:
            room.restore(memory, tab)
            now = tab.now
            return *shown(now), *spoken(now), gr.Timer(active=not now.exchanges and not room.suggests)

        def answered(tab: Tab) -> tuple[Any, ...]:
            return shown(tab.now) if room.answer(tab) else (gr.skip(),) * len(screen)

        def unexpected(tab: Tab) -> tuple[Any, ...]:
            room.give_up(tab)
            return shown(tab.now)

        def led_on(tab: Tab) -> Any:
            return room.going_on(tab.now) if room.lead_on(tab) else gr.skip()

        def filtered(event: gr.EventData, memory: object, tab: Tab) -> tuple[Any, ...]:
            room.restore(memory, tab)
            chosen = room.facets().chosen({each.name: _field(event, each.name) for each in fields(Filters)})
            now = tab.change(lambda now: now.filtered(chosen))
            return room.filters(now), pack(now)

        def opened(event: gr.EventData, memory: object, tab: Tab) -> Any:
            room.restore(memory, tab)
            try:
                place = int(_field(event, "exchange")), _part(event), int(_field(event, "place"))
                return room.source(tab.change(lambda now: now.open(*place)), moved_to=True)
            except (IndexError, ValueError):
                return gr.skip()

        def flagged(event: gr.EventData, memory: object, tab: Tab) -> tuple[Any, ...]:
            room.restore(memory, tab)
            try:
                room.flag(tab, *_opinion(event))
            except IndexError:
                return unchanged()
            except ValueError as error:
                return unchanged(str(error))
            return room.thread(tab.now), gr.skip(), gr.skip(), "", pack(tab.now)

        def switched(event: gr.EventData, memory: object, tab: Tab) -> tuple[Any, ...]:
            room.restore(memory, tab)
            wanted = _field(event, "language")
            now = tab.change(lambda now: now.speaking(cast(Language, wanted)) if wanted in TEXTS else now)
            return *shown(now), *spoken(now)

        def renewed(tab: Tab) -> tuple[Any, ...]:
            now = tab.change(Conversation.fresh)
            return *shown(now), "", room.filters(now)

        def again(tab: Tab) -> tuple[Any, ...]:
            return shown(tab.now)

        def welcomed(tab: Tab) -> tuple[Any, ...]:
            now = tab.now
            waits = not now.exchanges and not room.suggests
            return gr.skip() if now.exchanges or waits else room.thread(now), gr.Timer(active=waits)

        # Every act is one request with its reply. Gradio's queue sends replies on a stream that it closes when
        # nothing is left to send; what is asked in that very moment is answered to nobody, and the page waits on.
        direct: dict[str, Any] = {
            "queue": False,
            "trigger_mode": "multiple",
            "show_progress": "hidden",
            "api_visibility": "private",
        }

        def follow(event: Any) -> None:
            """Answer what waits, then look for questions to go on with while the page is free."""
            event = event.success(answered, state, screen, **direct)
            event.failure(unexpected, state, screen, **direct)
            event.success(led_on, state, going_on, **direct)

        for act in (question.submit, ask.click):
            follow(act(asked, [question, kept, state], [*screen, question], **direct))
        for questions in (thread, going_on):
            follow(questions.ask(picked, [kept, state], screen, **direct))
        follow(thread.without(spared, [kept, state], screen, **direct))
        follow(page.load(restored, [kept, state], [*screen, *around, looking], **direct))
        follow(thread.open(opened, [kept, state], panel, **direct))
        follow(thread.judge(flagged, [kept, state], screen, **direct))
        thread.again(again, state, screen, **direct)
        filters.filter(filtered, [kept, state], [filters, kept], **direct)
        follow(header.switch(switched, [kept, state], [*screen, *around], **direct))
        header.fresh(renewed, state, [*screen, question, filters], **direct)
        looking.tick(welcomed, state, [thread, looking], **direct)
    return cast("Blocks", page)


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


def _opinion(event: Any) -> tuple[int, Opinion]:
    """Return which answer is flagged, and how.

    Raises:
        IndexError: the browser sent something else.
    """
    place, thumb, reason = (_field(event, name) for name in ("exchange", "thumb", "reason"))
    thumbs = [each for each in THUMBS if each == thumb]
    reasons = [each for each in REASONS if each == reason]
    if not place.isdecimal() or not thumbs or (thumbs == ["up"] and reasons):
        raise IndexError(f"no opinion: {place!r}, {thumb!r}, {reason!r}")
    return int(place), Opinion(thumbs[0], reasons[0] if reasons else None)
