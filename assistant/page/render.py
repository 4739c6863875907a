"""A conversation to HTML. Pure: values in, escaped markup out; nothing is decided here."""

from collections.abc import Sequence

from assistant.page.answering import OpenIndex, PageSettings
from assistant.page.escape import text
from assistant.page.reply import FOLDED, Surroundings, questions, render_reply
from assistant.page.texts import TEXTS, Texts
from assistant.page.thread import Conversation, Exchange, Language
from assistant.page.wording import counted, moment_in_words


def render_header(index: OpenIndex, settings: PageSettings, language: Language) -> str:
    """Return the masthead: name, state of the index, language switch, new conversation, notice."""
    texts = TEXTS[language]
    state = " · ".join(
        text(part)
        for part in (
            counted(len(index.documents), texts.documents, texts),
            counted(len(index.passages), texts.passages, texts),
            texts.built.format(when=moment_in_words(index.created, texts)),
        )
    )
    generation = text(texts.generation.format(generation=index.generation))
    switch = "".join(_language_button(each, language) for each in TEXTS)
    notice = (
        f'<p class="notice" role="note"><strong>{text(texts.notice)}</strong> {text(settings.notice)}</p>'
        if settings.notice
        else ""
    )
    return (
        f'<a class="skip" href="#question">{text(texts.skip)}</a>'
        f'<header class="masthead" data-language="{language}" data-title="{text(texts.title)}">'
        f'<div class="name"><h1>Motamot</h1><p class="motto">{text(texts.motto)}</p></div>'
        f'<p class="state"><span>{state}</span> <span class="generation">{generation}</span></p>'
        f'<div class="tools"><div class="switch" role="group" aria-label="{text(texts.language_label)}">'
        f'{switch}</div><button type="button" class="fresh" data-act="fresh">{text(texts.fresh)}</button>'
        f"</div></header>{notice}"
    )


def render_thread(conversation: Conversation, around: Surroundings) -> str:
    """Return the whole conversation, oldest first, or the welcome when nothing was asked.

    Args:
        conversation: what this tab asked.
        around: the documents, the questions they answer, and the keeper's lines.
    """
    texts = TEXTS[conversation.language]
    told = f"{len(conversation.exchanges)}{'…' if conversation.waiting else ''}"
    if conversation.exchanges:
        inside = f'<p class="stale">{text(texts.restored)}</p>' if conversation.renewed else ""
        inside += "".join(
            _exchange(place, exchange, around, texts) for place, exchange in enumerate(conversation.exchanges)
        )
    else:
        inside = _welcome(around.suggestions, texts)
    return (
        f'<div class="thread" role="log" aria-label="{text(texts.conversation)}" '
        f'data-told="{told}" data-version="{conversation.version}">{inside}</div>'
    )


def _language_button(each: Language, current: Language) -> str:
    name = {"fr": "Français", "en": "English"}[each]
    return (
        f'<button type="button" data-act="switch" data-language="{each}" lang="{each}" '
        f'aria-pressed="{"true" if each == current else "false"}" aria-label="{each.upper()}, {name}" title="{name}">'
        f"{each.upper()}</button>"
    )


def _welcome(suggestions: Sequence[str], texts: Texts) -> str:
    examples = (
        f'<h3 id="examples">{text(texts.examples)}</h3>{questions(suggestions, "examples")}'
        if suggestions
        else ""
    )
    return (
        f'<section class="welcome"><h2>{text(texts.welcome)}</h2>'
        f'<p class="explained">{text(texts.explained)}</p>{examples}</section>'
    )


def _exchange(place: int, exchange: Exchange, around: Surroundings, texts: Texts) -> str:
    long = len(exchange.question) > FOLDED
    words = f'<span class="words{" folded" if long else ""}" dir="auto">{text(exchange.question)}</span>'
    unfold = (
        f'<button type="button" class="unfold" data-act="unfold" data-other="{text(texts.fold)}" '
        f'aria-expanded="false" aria-controls="asked-{place}">{text(texts.unfold)}</button>'
        if long
        else ""
    )
    return (
        f'<article class="exchange" id="exchange-{place}" aria-labelledby="asked-{place}">'
        f'<h2 class="asked" id="asked-{place}"><span class="unseen">{text(texts.your_question)} </span>{words}</h2>'
        f'{unfold}<div class="reply">{render_reply(place, exchange, around, texts)}</div></article>'
    )


def render_going_on(conversation: Conversation) -> str:
    """Return the questions to go on with after the last answer; nothing when there are none."""
    if not conversation.going_on:
        return ""
    texts = TEXTS[conversation.language]
    answer = conversation.exchanges[-1].answer
    heading = texts.go_on if answer is not None and answer.answered else texts.covered
    return (
        f'<section class="going-on" aria-labelledby="going-on"><h3 class="aside" id="going-on">{text(heading)}</h3>'
        f"{questions(conversation.going_on, 'going-on')}</section>"
    )


def render_hint(message: str) -> str:
    """Return what is said at once beside the question box; nothing when there is nothing to say."""
    return f'<p class="hint" role="alert">{text(message)}</p>' if message else ""
