from dataclasses import replace
from datetime import date

import pytest

from assistant.french import find_places
from assistant.reading.asked import asked
from assistant.reading.requirements import counts
from assistant.reading.values import Value, leading, newest, others, same_place, same_time, value_of
from tests.reading.pages import page, read

REPORT = page(
    ("heading", "Les gares en 2021"),
    ("paragraph", "Le Lot compte 12 gares. On en trouvait 15 en 1990. D'ici à 2030, 20 gares seront ouvertes."),
    ("paragraph", "En France, 3 000 gares reçoivent 40 agents. Le nombre de gares rénovées atteint 7."),
    ("paragraph", "Mesure : Gares fermées ; Nombre : 4 ; Date : mai 2020"),
    title="Les gares du Lot",
    date="2021-06",
)  # fmt: skip


def values(question: str) -> list[Value | None]:
    taken_apart = asked(question)
    return [value_of(taken_apart, passage, s) for passage in read(REPORT) for s in passage.sentences]


def test_a_value_has_its_day_its_place_and_what_kind_it_is() -> None:
    found = [value for value in values("Combien de gares ?") if value]
    assert [(v.amount, v.last, v.planned, v.national) for v in found] == [
        (12, date(2021, 12, 31), False, False),  # by the heading
        (20, date(2030, 12, 31), True, False),
        (3000, date(2021, 12, 31), False, True),
        (7, date(2021, 12, 31), False, False),
        (4, date(2020, 5, 31), False, False),
    ]
    assert {place.name for value in found for place in value.places} == {"Lot"}


def test_only_what_is_asked_counts() -> None:
    taken_apart = asked("Combien d'agents ?")
    (agents,) = [value for value in values("Combien d'agents ?") if value]
    assert agents.amount == 40
    sentence = next(s for passage in read(REPORT) for s in passage.sentences if "3 000" in s.text)
    assert [counts(taken_apart, sentence, number) for number in sentence.numbers] == [False, True]
    assert not any(values("Quand la gare a-t-elle ouvert ?"))


def value(
    amount: float,
    year: int,
    planned: bool = False,
    superseded: bool = False,
    cover: float = 1.0,
    beyond: str = "",
) -> Value:
    said = frozenset(beyond.split())
    return Value(amount, date(year, 1, 1), date(year, 12, 31), (), False, planned, superseded, cover, said)


def test_the_newest_goes_first_when_no_date_is_asked_for() -> None:
    old, new = value(52, 2015), value(113, 2024)
    question = asked("Combien de gares ?")
    assert newest(question, old, [old, new]) == 1
    assert newest(question, new, [old, new]) is None
    assert newest(question, old, [old, value(113, 2024, planned=True)]) is None
    assert newest(question, old, [old, value(113, 2024, cover=0.5)]) is None  # another measure
    assert newest(question, old, [old, value(113, 2024, beyond="ferm")]) is None  # of other things
    assert newest(asked("Combien de gares en 2015 ?"), old, [old, new]) is None
    assert newest(asked("Combien y avait-il de gares ?"), old, [old, new]) is None


@pytest.mark.parametrize(
    ("question", "first"), [("Combien de gares ?", 1), ("Combien de gares sont prévues ?", 0)]
)
def test_what_is_expected_stays_behind_unless_asked_for(question: str, first: int) -> None:
    assert leading(asked(question), [value(20, 2030, planned=True), value(12, 2021)]) == first


def test_a_value_that_says_more_is_of_another_measure() -> None:
    said = {v.amount: v.beyond for v in values("Combien de gares ?") if v}
    assert [sorted(said[amount]) for amount in (12, 7, 3000)] == [
        [],
        ["renov"],
        ["agent", "franc", "recoivent"],
    ]
    lead = value(113, 2024)
    assert others(asked("Combien de gares ?"), lead, [lead, value(7, 2014, beyond="ferm")]) == []


def test_no_place_is_not_the_place_asked_for() -> None:
    lot = tuple(find_places("dans le Lot, le Gers")[:1])
    here, nowhere = replace(value(12, 2020), places=lot), value(30, 2024)
    assert same_place(here, here)
    assert same_place(nowhere, nowhere)
    assert not same_place(here, nowhere)
    for placed, same in ((True, True), (False, False)):  # its document is about the Lot, or is not
        assert same_place(replace(here, placed=True), replace(nowhere, placed=placed)) is same
    found = values("Combien de gares dans le Lot ?")
    assert {v.placed for v in found if v} == {True}
    assert {v.placed for v in values("Combien de gares dans le Gers ?") if v} == {False}


def test_what_is_replaced_stays_behind_and_beside() -> None:
    old, final = value(39, 2023, superseded=True), value(47, 2023)
    question = asked("Combien de gares ?")
    assert leading(question, [old, final]) == 1
    assert others(question, final, [old, final]) == [0]


def test_other_values_are_of_another_time_or_place() -> None:
    lead = value(113, 2024)
    question = asked("Combien de gares ?")
    assert others(question, lead, [lead, value(52, 2015), value(113, 2014), value(110, 2024)]) == [1]
    assert others(asked("Combien de gares par département ?"), lead, [value(52, 2015)]) == []
    assert same_time(lead, Value(1, None, None, (), False, False, False, 1.0))
    assert same_place(lead, value(1, 2000))


def test_a_value_qualified_otherwise_at_another_time_stands_beside_and_never_first() -> None:
    question = asked("Combien de gares ?")
    lead, later = (
        value(52, 2015, beyond="pluridisciplinair ouvert"),
        value(113, 2024, beyond="pluriprofessionnel"),
    )
    assert others(question, lead, [lead, later]) == [1]
    assert newest(question, lead, [lead, later]) is None
    for other in (
        value(113, 2015, beyond="pluriprofessionnel"),  # of the same time: of another kind
        value(113, 2024, beyond="pluriprofessionnel", planned=True),
        value(113, 2024, beyond="pluriprofessionnel", cover=0.6),
        value(113, 2024, beyond="un deux trois quatre"),
    ):
        assert others(question, lead, [lead, other]) == []
    every = value(113, 2024)
    assert others(question, lead, [lead, every]) == [1]
    assert others(question, every, [lead, every]) == []  # a kind is not beside all of them
