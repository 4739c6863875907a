"""Filters, from the narrowest documents to the widest; places and dates taken out of a question."""

import pytest

from assistant.frame import NO_FRAME, Frame
from assistant.steering import scopes, without
from assistant.types import Filters, Metadata

KNOWN = {
    "a": Metadata(region="Occitanie", publisher="Région Occitanie", date="2024-01-29"),
    "b": Metadata(region="Gers", publisher="Département du Gers", date="2019"),
    "c": Metadata(region="Bretagne", publisher="Région Bretagne", date="2021-09"),
    "d": Metadata(publisher="Région Occitanie"),
}


@pytest.mark.parametrize(
    ("filters", "paths"),
    [
        (Filters(), [None]),
        (Filters(document="b"), ["b"]),
        (Filters(publisher="Région Occitanie"), ["ad"]),
        (Filters(region="Occitanie"), ["ab", "abcd"]),  # the Gers lies in Occitanie
        (Filters(region="Gers"), ["b", "abcd"]),
        (Filters(since=2020), ["ac", "abcd"]),  # d says no date
        (Filters(since=2020, until=2021), ["c", "abcd"]),
        (Filters(until=2019, publisher="Région Occitanie"), ["", "ad"]),
        (Filters(region="Occitanie", document="a"), ["a"]),
        (Filters(document="gone"), [""]),
    ],
)
def test_publisher_and_document_hold_region_and_period_give_way(filters: Filters, paths: list) -> None:
    expected = [None if each is None else frozenset(each) for each in paths]
    assert list(scopes(KNOWN, filters)) == expected


@pytest.mark.parametrize(
    ("question", "name", "left"),
    [
        ("Combien de médecins dans le Gers en 2023 ?", "Gers", "Combien de médecins en 2023 ?"),
        ("Combien de médecins dans le Gers en 2023 ?", "2023", "Combien de médecins dans le Gers ?"),
        ("Combien de gares dans le département du Gers ?", "Gers", "Combien de gares ?"),
        ("En 2023, combien de gares compte l'Hérault ?", "2023", "Combien de gares compte l'Hérault ?"),
        ("En 2023, combien de gares compte l'Hérault ?", "Hérault", "En 2023, combien de gares compte ?"),
        ("Quelles gares dans le Gers et le Lot ?", "Gers", "Quelles gares dans le Lot ?"),
        ("Quelles gares dans le Gers et le Lot ?", "Lot", "Quelles gares dans le Gers ?"),
        ("Quels projets depuis 2018 en Bretagne ?", "depuis 2018", "Quels projets en Bretagne ?"),
        ("Combien de gares ?", "Gers", "Combien de gares ?"),
        ("Le Gers ?", "Gers", "Le Gers ?"),
    ],
)
def test_a_question_without_a_place_or_a_date(question: str, name: str, left: str) -> None:
    assert without(question, name, NO_FRAME) == left


def test_what_now_was_read_as_goes_with_it() -> None:
    frame = Frame(newest="2024-01-29")
    question = "Combien de gares ont été fermées cette année ?"
    (shown,) = frame.dates_understood(question)
    assert without(question, shown, frame) == "Combien de gares ont été fermées ?"
