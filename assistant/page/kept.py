"""What a browser keeps of a conversation across reloads: the questions and the language, never an answer.

A kept question is asked again: the same question, turns and index give the same answer, and another index
must not be quoted from memory. What comes back from a browser is not to be believed.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast, get_args

from assistant.page.thread import NO_FILTERS, Conversation, Exchange, Language, Opinion
from assistant.record import MAX_HISTORY, MAX_QUESTION_CHARS, REASONS, THUMBS
from assistant.types import Filters

MAX_KEPT = 32 * 1024
"""Bytes of JSON; the oldest questions go first, so that a page's own request stays within the guard's limit."""


def pack(conversation: Conversation) -> dict[str, Any]:
    """Return plain values for the browser: language, generation that answered last, questions with opinions."""
    asked = [
        {"question": each.question}
        | ({"thumb": each.opinion.thumb, "reason": each.opinion.reason} if each.opinion else {})
        | ({"filters": asdict(each.filters)} if each.filters != NO_FILTERS else {})
        | ({"alone": True} if each.alone else {})
        for each in conversation.exchanges
        if each.error is None
    ]
    while asked and len(json.dumps(asked, ensure_ascii=False).encode()) > MAX_KEPT:
        del asked[0]
    return {
        "language": conversation.language,
        "generation": conversation.generation or conversation.kept_from,
        "filters": asdict(conversation.filters),
        "asked": asked,
    }


def unpack(kept: object) -> Conversation:
    """Return a conversation whose questions all wait; what is odd is left out."""
    if not isinstance(kept, Mapping):
        return Conversation()
    language, generation, asked = kept.get("language"), kept.get("generation"), kept.get("asked")
    found = (_exchange(each) for each in (asked if isinstance(asked, list) else [])[-MAX_HISTORY:])
    return Conversation(
        exchanges=tuple(exchange for exchange in found if exchange is not None),
        filters=_filters(kept.get("filters")),
        language=cast(Language, language) if language in get_args(Language) else "fr",
        kept_from=generation if isinstance(generation, str) and asked else "",
    )


def readable(words: str) -> str:
    """Leave out what no text holds: a browser may send half a character."""
    return words.encode(errors="ignore").decode()


def _exchange(value: object) -> Exchange | None:
    question = value.get("question") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(question, str):
        return None
    if not readable(question).strip() or len(question) > MAX_QUESTION_CHARS:
        return None
    thumb, reason = value.get("thumb"), value.get("reason")
    opinion = Opinion(thumb, reason if reason in REASONS else None) if thumb in THUMBS else None
    return Exchange(
        readable(question),
        opinion=opinion,
        filters=_filters(value.get("filters")),
        alone=value.get("alone") is True,
    )


def _filters(value: object) -> Filters:
    if not isinstance(value, Mapping):
        return NO_FILTERS

    def kept(name: str, kind: type) -> Any:
        return value.get(name) if type(value.get(name)) is kind else None

    return Filters(
        kept("region", str),
        kept("publisher", str),
        kept("document", str),
        kept("since", int),
        kept("until", int),
    )
