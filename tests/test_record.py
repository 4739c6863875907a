import pytest

from assistant.errors import UsageError
from assistant.record import MAX_HISTORY, Question, parse_line, parse_question
from assistant.types import Turn


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
