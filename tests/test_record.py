from dataclasses import replace

import pytest

from assistant.errors import UsageError
from assistant.record import MAX_HISTORY, Question, parse_line, parse_question, to_record
from assistant.types import Answer, Citation, Turn, Understood


def test_a_line_is_read_and_unknown_keys_are_ignored() -> None:
    line = '{"id": 7, "question": "Et après ?", "history": ["Avant ?"], "note": 1}'
    assert parse_line(line) == Question("7", "Et après ?", (Turn("Avant ?"),))
    assert parse_question({"question": "x", "history": None}) == Question(None, "x")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (3, "JSON object"),
        ({}, "missing"),
        ({"question": None}, "null"),
        ({"question": "x", "id": True}, "boolean"),
        ({"question": "x", "id": "\ud800"}, "lone surrogate"),
        ({"question": "x", "history": ["a", 2]}, "item 2"),
        ({"question": "x", "history": ["a"] * (MAX_HISTORY + 1)}, "keep the last"),
    ],
)
def test_what_is_wrong_is_said(value: object, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_question(value)


def test_a_line_nested_too_deeply_is_refused() -> None:
    with pytest.raises(UsageError, match="not valid JSON"):
        parse_line("[" * 100_000)


def test_keys_that_say_what_is_rare_stand_only_where_it_is_so() -> None:
    citation = Citation(
        document="d", also=(), title=None, publisher=None, date=None, date_from=None, region=None, url=None,
        heading=(), page=None, side="Lot", start=0, end=1, quote="x", short_answer=None, confidence=0.5,
    )  # fmt: skip
    answer = Answer(
        question="q", standalone_question="q", answered=True, confidence=0.5, reason=None, citations=(citation,),
        related=(), nearest=(), choices=(), understood=Understood(), hits=(), index="g",
    )  # fmt: skip
    plain = to_record(answer)
    assert not {"empty_sides", "stale"} & plain.keys()
    assert "superseded_by" not in plain["citations"][0]
    told = to_record(
        replace(answer, empty_sides=("Gers",), related=(replace(citation, superseded_by="new.md"),))
    )
    assert told["empty_sides"] == ["Gers"]
    assert told["related"][0]["superseded_by"] == "new.md"
