"""The desk: one question at a time, a generation that stays open, suggestions found once."""

import logging
import threading
import time
from collections.abc import Callable, Collection

import pytest

from assistant.errors import (
    AssistantError,
    EncoderError,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    IndexStoreError,
    UsageError,
)
from assistant.page.answering import Desk
from assistant.types import Answer

Q = "Combien de maisons de santé en 2023 ?"


def raising(error: Exception) -> Callable[[], None]:
    def refresh() -> None:
        raise error

    return refresh


def eventually(desk: Desk) -> tuple[str, ...]:
    limit = time.monotonic() + 10
    while (found := desk.suggestions()) is None:
        assert time.monotonic() < limit
        time.sleep(0.01)
    return found


@pytest.mark.parametrize("kind", [IndexMissing, IndexDamaged, IndexMismatch, IndexStoreError, EncoderError])
def test_the_open_generation_answers_and_the_keeper_is_told_once(tiny, monkeypatch, caplog, kind) -> None:
    desk = Desk(tiny)
    monkeypatch.setattr(tiny, "refresh", raising(kind("run `motamot index`")))
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert desk.ask(Q, ()).answered is True
    assert [record.getMessage() for record in caplog.records] == [
        "motamot: the index open until now goes on answering: run `motamot index`"
    ]


def test_other_errors_of_a_refresh_are_not_hidden(tiny, monkeypatch) -> None:
    monkeypatch.setattr(tiny, "refresh", raising(UsageError("wrong")))
    with pytest.raises(UsageError):
        Desk(tiny).ask(Q, ())


def test_an_error_of_the_answer_itself_is_raised(tiny, monkeypatch) -> None:
    monkeypatch.setattr(tiny, "answer", lambda *_, **__: raising(IndexDamaged("gone"))())
    with pytest.raises(IndexDamaged):
        Desk(tiny).ask(Q, ())


class Suggesting:
    """Makes a tiny assistant count how often it looks for suggestions, and what goes on meanwhile."""

    def __init__(self, tiny) -> None:
        self.index, self.settings, self.answer, self.refresh = (
            tiny.index,
            tiny.settings,
            tiny.answer,
            tiny.refresh,
        )
        self.sought: list[str] = []
        self.go_on = threading.Event()
        self.error: AssistantError | None = None

    def suggestions(self, ask: Callable[[str], Answer]) -> tuple[str, ...]:
        assert self.go_on.wait(10)
        ask("Combien de maisons ?")
        self.sought.append(self.index.generation)
        if self.error is not None:
            raise self.error
        return (f"question of {self.index.generation} ?",)


def test_suggestions_are_found_once_a_generation_and_nobody_waits_to_see_them(tiny) -> None:
    slow = Suggesting(tiny)
    desk = Desk(slow)
    slow.index.generation = "one"
    assert [desk.suggestions() for _ in range(5)] == [None] * 5
    slow.go_on.set()
    assert eventually(desk) == ("question of one ?",)
    slow.index.generation = "two"
    assert eventually(desk) == ("question of two ?",)
    assert [desk.suggestions() for _ in range(5)] == [("question of two ?",)] * 5
    assert slow.sought == ["one", "two"]


def test_a_question_goes_before_those_that_are_sought(tiny) -> None:
    slow = Suggesting(tiny)
    desk = Desk(slow)
    assert desk.suggestions() is None
    assert desk.ask(Q, ()).answered is True, "it waits for one candidate at most"
    slow.go_on.set()
    assert eventually(desk)


def test_candidates_come_one_by_one_until_they_are_wanted_no_more(tiny, monkeypatch) -> None:
    """TinyAssistant asserts that no two questions are answered at once."""
    desk, tried, wanted = Desk(tiny), [], [True, True, False]

    def seek(answer: Answer, asked: Collection[str], ask: Callable[[str], Answer]) -> tuple[str, ...]:
        for place in range(5):
            tried.append(ask(f"Question {place} ?").question)
            desk.ask(Q, ())
        return tuple(tried)

    monkeypatch.setattr(tiny, "next_questions", seek)
    assert desk.next_questions(tiny.answer(Q), (), lambda: wanted.pop(0)) == ()
    assert tried == ["Question 0 ?", "Question 1 ?"]


def test_suggestions_that_fail_are_none_and_not_sought_again(tiny) -> None:
    slow = Suggesting(tiny)
    slow.error = IndexDamaged("gone")
    slow.go_on.set()
    desk = Desk(slow)
    assert eventually(desk) == ()
    assert desk.suggestions() == ()
    assert len(slow.sought) == 1


def test_a_source_opens_while_questions_are_sought(tiny) -> None:
    desk = Desk(tiny)
    with desk._turn:
        assert desk.consult("centre/sante.md") == (tiny.index.documents["centre/sante.md"], "same")
