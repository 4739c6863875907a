from collections.abc import Callable

import pytest

from assistant.reading.asked import asked
from assistant.reading.evidence import PassageEvidence
from assistant.reading.ordering import Candidate, newest_value_first, values_beside, with_values
from assistant.types import Hit
from tests.reading.pages import page, read

PASSAGES = [
    read(page(("paragraph", f"Le canal compte {count} écluses."), title="Le canal", date=year))[0]
    for count, year in ((52, "2015"), (113, "2024"), (60, "2019"))
]
HITS = [Hit(number, passage.passage, 1.0, number + 1) for number, passage in enumerate(PASSAGES)]


def passage_of(hit: Hit) -> PassageEvidence:
    return PASSAGES[hit.number]


def candidates(*log_odds: float) -> list[Candidate]:
    return [Candidate(hit, 0, odds, odds) for hit, odds in zip(HITS, log_odds, strict=True)]


def above(least: float) -> Callable[[float], bool]:
    return lambda log_odds: log_odds >= least


def test_the_newest_value_goes_first_no_surer_than_it_was_and_the_others_beside() -> None:
    question, found = asked("Combien d'écluses compte le canal ?"), candidates(2.0, 1.0, 0.5)
    values = with_values(question, found, passage_of)
    assert [value.amount for _, value in values] == [52, 113, 60]
    ordered = newest_value_first(question, found, values, above(0.0))
    assert [(c.hit.number, c.log_odds) for c in ordered] == [(1, 1.0), (0, 2.0), (2, 0.5)]
    beside = values_beside(question, ordered[0], values)
    assert [value.amount for _, value in beside] == [60, 52]  # newest first


@pytest.mark.parametrize(
    ("question", "whole", "part"),
    [
        ("Combien de lits compte l'hôpital ?", "L'hôpital compte 420 lits.", "L'hôpital compte 12 lits de réanimation."),
        (
            "Quel est le taux de chômage ?",
            "Le taux de chômage est de 8 %.",
            "Le taux de chômage est de 22 % chez les jeunes.",
        ),
        ("Quel est le taux de chômage ?", "Le taux de chômage est de 8 %.", "Le taux de chômage des jeunes est de 22 %."),
        ("Quel est le budget de la commune ?", "Le budget est de 4 M€.", "Le budget du stade est de 9 000 €."),
        ("Combien de gares ?", "On compte 420 gares.", "On compte 7 gares fermées."),
    ],
)  # fmt: skip
def test_a_newer_value_of_a_part_goes_neither_first_nor_beside(question: str, whole: str, part: str) -> None:
    pages = [
        read(page(("paragraph", text), title="Le bilan", date=year))[0]
        for text, year in ((whole, "2021"), (part, "2023"))
    ]
    found = [Candidate(Hit(n, each.passage, 1.0, n + 1), 0, 2.0 - n, 2.0 - n) for n, each in enumerate(pages)]
    taken_apart = asked(question)
    values = with_values(taken_apart, found, lambda hit: pages[hit.number])
    assert len(values) == 2
    assert newest_value_first(taken_apart, found, values, above(0.0)) == found
    assert values_beside(taken_apart, found[0], values) == []


def test_a_newer_value_without_a_place_stays_behind_that_of_the_place_asked_for() -> None:
    pages = [
        read(page(("paragraph", text), title="Le bilan", date=year))[0]
        for text, year in (("Dans le Lot, on compte 12 gares.", "2021"), ("On compte 30 gares.", "2023"))
    ]
    found = [Candidate(Hit(n, each.passage, 1.0, n + 1), 0, 2.0 - n, 2.0 - n) for n, each in enumerate(pages)]
    taken_apart = asked("Combien de gares dans le Lot ?")
    values = with_values(taken_apart, found, lambda hit: pages[hit.number])
    assert len(values) == 2
    assert newest_value_first(taken_apart, found, values, above(0.0)) == found


def test_a_newer_value_that_is_not_sure_enough_stays_where_it_is() -> None:
    question, found = asked("Combien d'écluses compte le canal ?"), candidates(2.0, -1.0, -1.5)
    values = with_values(question, found, passage_of)
    assert newest_value_first(question, found, values, above(0.0)) == found


def test_questions_without_a_number_are_left_alone() -> None:
    question, found = asked("Qui gère le canal ?"), candidates(2.0, 1.0, 0.5)
    assert with_values(question, found, passage_of) == []
    assert newest_value_first(question, found, [], above(0.0)) == found
    assert values_beside(question, found[0], []) == []
