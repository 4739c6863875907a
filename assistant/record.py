"""The two JSON lines other programs meet: a question coming in, an answer going out.

The command line, the page's `POST /api/ask` and the evaluation all use these,
so that one question gives one record everywhere.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.errors import UsageError
from assistant.types import Answer, Citation, Hit, Turn

MAX_QUESTION_CHARS = 2000
MAX_HISTORY = 50


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
    if identifier is not None and not isinstance(identifier, str):
        raise UsageError(f'"id" must be a string, not {_kind(identifier)}')
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
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"not valid JSON ({str(error).splitlines()[0]})") from error
    return parse_question(value)


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
