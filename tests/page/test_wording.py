import os
import time
from dataclasses import fields
from string import Formatter

import pytest

from assistant.page.texts import ENGLISH, FRENCH
from assistant.page.wording import confidence_in_words, counted, date_in_words, moment_in_words, number


@pytest.mark.parametrize(
    ("iso", "french", "english"),
    [
        ("2024-01-29", "29 janvier 2024", "29 January 2024"),
        ("2024-08-01", "1er août 2024", "1 August 2024"),
        ("2024-12", "décembre 2024", "December 2024"),
        ("2018", "2018", "2018"),
    ],
)
def test_dates_are_written_with_the_precision_they_have(iso: str, french: str, english: str) -> None:
    assert date_in_words(iso, FRENCH) == french
    assert date_in_words(iso, ENGLISH) == english


def test_moments_are_written_in_this_machines_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "TZ", "Europe/Paris")
    time.tzset()
    try:
        assert moment_in_words("2024-03-05T23:05:00+00:00", FRENCH) == "6 mars 2024 à 00 h 05"
        assert moment_in_words("2024-03-05T13:05:00Z", ENGLISH) == "5 March 2024 at 14:05"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_counts_follow_each_language() -> None:
    assert [counted(n, FRENCH.documents, FRENCH) for n in (0, 1, 2)] == [
        "0 document",
        "1 document",
        "2 documents",
    ]
    assert [counted(n, ENGLISH.documents, ENGLISH) for n in (0, 1, 2)] == [
        "0 documents",
        "1 document",
        "2 documents",
    ]
    assert number(12345, FRENCH) == "12\u202f345"
    assert number(12345, ENGLISH) == "12,345"


@pytest.mark.parametrize(
    ("probability", "place"), [(1.0, 0), (0.8, 0), (0.79, 1), (0.6, 1), (0.59, 2), (0.0, 2)]
)
def test_confidence_is_worded_by_its_probability(probability: float, place: int) -> None:
    assert confidence_in_words(probability, FRENCH) == FRENCH.confidence[place]


def test_both_languages_say_the_same_things() -> None:
    def holes(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    for field in fields(FRENCH):
        french, english = getattr(FRENCH, field.name), getattr(ENGLISH, field.name)
        if isinstance(french, str):
            french, english = (french,), (english,)
        if isinstance(french, tuple):
            assert all(french), field.name
            assert all(english), field.name
            assert [holes(text) for text in french] == [holes(text) for text in english], field.name


def test_every_reason_has_its_english_words() -> None:
    codes = {
        "off_topic",
        "detail_missing",
        "place_mismatch",
        "date_mismatch",
        "out_of_scope",
        "empty_question",
    }
    assert set(ENGLISH.reasons) == codes | {"courtesy"}
