"""The JSON lines other programs meet: a question coming in, an answer going out, a flag coming back.

The command line, the page's `POST /api/ask`, the MCP tool and the evaluation all use
these, so that one question gives one record everywhere.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from assistant.errors import UsageError
from assistant.types import Answer, Citation, Flag, FlaggedQuote, FlagReason, Hit, Thumb, Turn

MAX_QUESTION_CHARS = 2000
MAX_HISTORY = 50
MAX_OFFSET = 2**53
"""What JSON numbers hold exactly."""
THUMBS: tuple[Thumb, ...] = get_args(Thumb)
REASONS: tuple[FlagReason, ...] = get_args(FlagReason)

Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a batch."""

    id: str | None
    question: str
    history: tuple[Turn, ...] = ()


def parse_question(line: Mapping[str, Any] | object) -> Question:
    """Check one batch line or request body; unknown keys are ignored.

    Raises:
        UsageError: not an object, no question, or a value of the wrong type or size.
    """
    if not isinstance(line, Mapping):
        raise UsageError('expected a JSON object such as {"id": "q1", "question": "…"}')
    if "question" not in line:
        raise UsageError('the key "question" is missing')
    question = _checked_text(line["question"], '"question"')
    identifier = line.get("id")
    if isinstance(identifier, int) and not isinstance(identifier, bool):
        identifier = str(identifier)
    if identifier is not None:
        identifier = _checked_text(identifier, '"id"')
    history = line.get("history")
    if history is None:
        history = []
    if not isinstance(history, list):
        raise UsageError(f'"history" must be a list of earlier questions, not {_kind(history)}')
    if len(history) > MAX_HISTORY:
        raise UsageError(f'"history" holds {len(history)} questions; keep the last {MAX_HISTORY}')
    turns = tuple(
        Turn(_checked_text(earlier, f'"history" item {place}')) for place, earlier in enumerate(history, 1)
    )
    return Question(identifier, question, turns)


def parse_line(line: str) -> Question:
    """Read one line of a JSON Lines batch.

    Raises:
        UsageError: the line is no JSON, or not a question.
    """
    return parse_question(_value(line))


def parse_flag(line: str) -> Flag:
    """Read what a user says of an answer: `thumb`, `reason`, and `answer` and `history` as they were served.

    Of the answer's record `question`, `answered`, `citations` and `index` are kept; other keys are ignored.

    Raises:
        UsageError: the line is no JSON, or a value is missing or of the wrong type or size.
    """
    body = _value(line)
    if not isinstance(body, Mapping) or not isinstance(body.get("answer"), Mapping):
        raise UsageError('expected a JSON object such as {"thumb": "up", "answer": {…}}')
    record: Mapping[str, Any] = body["answer"]
    thumb = _one_of(THUMBS, body.get("thumb"), '"thumb"')
    reason = body.get("reason")
    if reason is not None and thumb == "up":
        raise UsageError('"reason" goes with "thumb": "down"; leave it out')
    asked = parse_question({"question": record.get("question"), "history": body.get("history")})
    if not isinstance(record.get("answered"), bool):
        raise UsageError('"answered" must be true or false, as in the record')
    citations = record.get("citations")
    if not isinstance(citations, list):
        raise UsageError(f'"citations" must be the list of the record, not {_kind(citations)}')
    return Flag(
        thumb=thumb,
        reason=None if reason is None else _one_of(REASONS, reason, '"reason"'),
        question=asked.question,
        turns=asked.history,
        answered=record["answered"],
        quotes=tuple(_quote(citation, f'"citations" item {n}') for n, citation in enumerate(citations, 1)),
        index=_checked_text(record.get("index"), '"index"'),
    )


def to_record(answer: Answer, id: str | None = None, hits: bool = False) -> dict[str, Any]:
    """Return the contract's answer record, ready for `json.dumps`.

    Args:
        answer: what the assistant returned.
        id: given back, as a string; the key is left out when None.
        hits: whether to add the final passage ranking.

    Returns:
        A dict of plain values. Three keys stand there only when there is something to say: `stale`, documents left
        out because their file changed or went since it was indexed; `empty_sides`, sides of a comparison that the
        documents do not cover; in a citation, `superseded_by`, the document that replaces the one quoted.
    """
    record: dict[str, Any] = {} if id is None else {"id": id}
    record |= {
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "reason": None
        if answer.reason is None
        else {"code": answer.reason.code, "text": answer.reason.text, "missing": answer.reason.missing},
        "citations": [_citation(citation) for citation in answer.citations],
        "related": [_citation(citation) for citation in answer.related],
        "nearest": [_citation(citation) for citation in answer.nearest],
        "choices": list(answer.choices),
        "understood": {
            "places": list(answer.understood.places),
            "dates": list(answer.understood.dates),
            "corrections": [{"typed": typed, "read": read} for typed, read in answer.understood.corrections],
        },
    }
    if hits:
        record["hits"] = [_hit(hit) for hit in answer.hits]
    if answer.empty_sides:
        record["empty_sides"] = list(answer.empty_sides)
    if answer.stale:
        record["stale"] = list(answer.stale)
    record["index"] = answer.index
    record["timings_ms"] = {stage: round(ms, 1) for stage, ms in answer.timings_ms.items()}
    return record


def _citation(citation: Citation) -> dict[str, Any]:
    record = {
        "document": citation.document,
        "also": list(citation.also),
        "title": citation.title,
        "publisher": citation.publisher,
        "date": citation.date,
        "date_from": citation.date_from,
        "region": citation.region,
        "url": citation.url,
        "heading": list(citation.heading),
        "page": citation.page,
        "side": citation.side,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "short_answer": citation.short_answer,
        "confidence": round(citation.confidence, 4),
    }
    if citation.superseded_by is not None:
        record["superseded_by"] = citation.superseded_by
    return record


def _hit(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "document": passage.document,
        "start": passage.start,
        "end": passage.end,
        "score": round(hit.score, 4),
    }


def _value(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"not valid JSON ({str(error).splitlines()[0]})") from error


def _quote(citation: object, where: str) -> FlaggedQuote:
    if not isinstance(citation, Mapping):
        raise UsageError(f"{where} must be an object, not {_kind(citation)}")
    start, end = citation.get("start"), citation.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end < MAX_OFFSET:
        raise UsageError(f'{where}: "start" and "end" must be the offsets of the record')
    short = citation.get("short_answer")
    return FlaggedQuote(
        document=_checked_text(citation.get("document"), f'{where}: "document"'),
        start=start,
        end=end,
        quote=_checked_text(citation.get("quote"), f'{where}: "quote"'),
        short_answer=None if short is None else _checked_text(short, f'{where}: "short_answer"'),
    )


def _one_of(choices: Sequence[Choice], value: object, where: str) -> Choice:
    for choice in choices:
        if value == choice:
            return choice
    raise UsageError(f"{where} must be one of {', '.join(map(repr, choices))}")


def _checked_text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{where} must be a string, not {_kind(value)}")
    if len(value) > MAX_QUESTION_CHARS:
        raise UsageError(f"{where} has {len(value)} characters; the limit is {MAX_QUESTION_CHARS}")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise UsageError(f"{where} holds half of a character (a lone surrogate); send valid Unicode")
    return value


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", bool: "a boolean", int: "a number", float: "a number"}
    return "null" if value is None else names.get(type(value), "a string")
