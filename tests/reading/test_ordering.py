from collections.abc import Callable

from assistant.reading.evidence import PassageEvidence, asked
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


def test_the_newest_value_goes_first_as_sure_as_the_likeliest_and_the_others_beside() -> None:
    question, found = asked("Combien d'écluses compte le canal ?"), candidates(2.0, 1.0, 0.5)
    values = with_values(question, found, passage_of)
    assert [value.amount for _, value in values] == [52, 113, 60]
    ordered = newest_value_first(question, found, values, above(0.0))
    assert [(c.hit.number, c.log_odds) for c in ordered] == [(1, 2.0), (0, 2.0), (2, 0.5)]
    beside = values_beside(question, ordered[0], values)
    assert [value.amount for _, value in beside] == [60, 52]  # newest first


def test_a_newer_value_that_is_not_sure_enough_stays_where_it_is() -> None:
    question, found = asked("Combien d'écluses compte le canal ?"), candidates(2.0, -1.0, -1.5)
    values = with_values(question, found, passage_of)
    assert newest_value_first(question, found, values, above(0.0)) == found


def test_questions_without_a_number_are_left_alone() -> None:
    question, found = asked("Qui gère le canal ?"), candidates(2.0, 1.0, 0.5)
    assert with_values(question, found, passage_of) == []
    assert newest_value_first(question, found, [], above(0.0)) == found
    assert values_beside(question, found[0], []) == []
