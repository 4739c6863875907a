"""One measure, several values: which value a sentence gives, of when and of where.

Documents disagree when one is older, or speaks of somewhere else. Two sentences give values of one measure
when each counts what the question counts, or gives it in the unit asked for, covers as much of the question, and says the
same things beyond it, places and times left out: "12 lits de réanimation" is no newer value of "420 lits".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from assistant.frame import last_day
from assistant.french import DateSpan, Number, Place, analyse, find_dates, fold, tokenise
from assistant.reading.asked import Asked
from assistant.reading.columns import NATIONAL
from assistant.reading.evidence import PassageEvidence, SentenceEvidence
from assistant.reading.kind import UNITS
from assistant.reading.requirements import NEAR, Support, counts, measure_support, place_support
from assistant.reading.short_answer import short_answer

COVER = 0.1
"""Share of the question's rarity mass by which one sentence may cover less of it than another of the same measure."""
QUALIFIERS = 3
"""Terms that a sentence may add to what is asked and still give a value of it."""
_PLANNED = re.compile(
    r"\b(?:d'ici|objectifs?|vise(?:nt)?|cibles?|horizon|prevoi\w+|prevu\w*|devr\w+|doi(?:t|vent)|sera(?:it|ient)?|"
    r"seront|aura(?:it|ient)?|auront|annonce\w*|attendu\w*|esper\w+|prochain\w*|bientot|a venir|compte sur)\b"
)
_PAST = re.compile(r"\b(?:avai(?:t|ent)|etai(?:t|ent)|fu(?:t|rent)|avant|autrefois|a l'origine)\b")
_EACH = re.compile(r"\b(?:par|chaque|chacune?|respective\w*|selon)\b")


@dataclass(frozen=True, slots=True)
class Value:
    """What a sentence answers to a question for a number."""

    amount: float
    first: date | None
    last: date | None
    """The days it holds for, from the sentence, its heading or its document; None when nothing tells."""
    places: tuple[Place, ...]
    """Of the nearest level that names some: the sentence, then its headings, title and region."""
    national: bool
    """Whether the sentence itself speaks of the whole country."""
    planned: bool
    """Whether it is expected, not observed."""
    superseded: bool
    """Whether another document replaces the one that says it."""
    cover: float
    """Share of the question's rarity mass, place and time left out, in the sentence and its headings."""
    beyond: frozenset[str] = frozenset()
    """Terms of the sentence that the question does not have, its places, dates and numbers left out."""
    placed: bool | None = None
    """Whether it is carried that the value is of the place asked for; None where the question has none."""


def value_of(question: Asked, passage: PassageEvidence, sentence: SentenceEvidence) -> Value | None:
    """Return the value that a sentence gives to what the question measures; None when it gives none."""
    if question.kind != "number" or (question.measure == "none" and not question.focus):
        return None
    if question.measure in UNITS and measure_support(question, passage, sentence) is not Support.STATED:
        return None
    short = short_answer(question, sentence)
    number = next((n for n in sentence.numbers if short and short.start <= n.start < short.end), None)
    if number is None or (question.measure not in UNITS and not counts(question, sentence, number)):
        return None
    span = _when(sentence, number, passage)
    own = passage.of.document.metadata.date
    published = last_day(own) if own else None
    if span is None:
        first, last = (_first_day(own), published) if own else (None, None)
    else:
        first, last = span.first, span.last
    later = published is not None and first is not None and first > published
    until = span is not None and span.open == "until"
    return Value(
        amount=number.value,
        first=first,
        last=last,
        places=tuple(sentence.places or passage.heading_places),
        national=NATIONAL.search(sentence.plain) is not None,
        planned=later or until or _PLANNED.search(sentence.plain) is not None,
        superseded=passage.of.superseded,
        cover=_cover(question, sentence.terms | passage.heading_terms),
        beyond=_beyond(question, sentence),
        placed=place_support(question, passage, sentence) in (Support.STATED, Support.NEAR)
        if question.places
        else None,
    )


def same_measure(one: Value, other: Value) -> bool:
    """Say whether two values answer the question alike, whatever their place and time."""
    return one.beyond == other.beyond and abs(one.cover - other.cover) <= COVER


def same_place(one: Value, other: Value) -> bool:
    """Say whether two values are of one place; a department is not its region, nor is a value without a place.

    Where the question names a place, a value that names none is of it when its document is.
    """
    if one.national != other.national or False in (one.placed, other.placed):
        return False
    if one.national or (not one.places and not other.places):
        return True
    if not one.places or not other.places:
        return one.placed is True
    return not {place.name for place in one.places}.isdisjoint(place.name for place in other.places)


def same_time(one: Value, other: Value) -> bool:
    """Say whether some day belongs to both values, or one has no date."""
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return True
    return one.first <= other.last and other.first <= one.last


def newness(value: Value) -> date:
    """Return the last day a value holds for; a value without a date is the oldest."""
    return value.last or date.min


def leading(question: Asked, values: Sequence[Value]) -> int:
    """Return the place, among values about as likely, of the first that answers.

    What is only expected stays behind what was observed, unless the question asks for it, and what another
    document replaces behind what stands.

    Args:
        question: taken apart.
        values: at least one, the likeliest first.
    """
    plans = _PLANNED.search(fold(question.text)) is not None
    return min(
        (place for place, value in enumerate(values) if same_measure(values[0], value)),
        key=lambda place: (values[place].planned and not plans, values[place].superseded, place),
    )


def newest(question: Asked, lead: Value, values: Sequence[Value]) -> int | None:
    """Return the place of the newest value of the measure and place of another, when it is newer.

    None too when the question names a date or speaks of the past.
    """
    if question.dates or _PAST.search(fold(question.text)):
        return None
    newer = [
        place
        for place, value in enumerate(values)
        if value.planned == lead.planned
        and same_measure(lead, value)
        and same_place(lead, value)
        and not value.superseded
        and not same_time(lead, value)
        and newness(value) > newness(lead)
    ]
    return max(newer, key=lambda place: newness(values[place]), default=None)  # the first of equals


def at_another_time(one: Value, other: Value) -> bool:
    """Say whether a value holds all that the question names, as another does, at the same place and another time.

    The sentence of `one` qualifies what is asked ("maisons pluridisciplinaires"), that of the other in another way or
    not at all: not enough to take its place, but enough to be shown beside.
    """
    return (
        min(one.cover, other.cover) >= 1 - COVER
        and 1 <= len(one.beyond) <= QUALIFIERS
        and len(other.beyond) <= QUALIFIERS
        and one.planned == other.planned
        and same_place(one, other)
        and not same_time(one, other)
    )


def others(question: Asked, lead: Value, values: Sequence[Value]) -> list[int]:
    """Return the places of the values of the measure that differ and are of another time or place, or superseded.

    None where the question asks for several at once ("par département").
    """
    if _EACH.search(fold(question.text)):
        return []
    return [
        place
        for place, value in enumerate(values)
        if (same_measure(lead, value) or at_another_time(lead, value))
        and value.amount != lead.amount
        and not (same_place(lead, value) and same_time(lead, value) and value.superseded <= lead.superseded)
    ]


def _when(sentence: SentenceEvidence, number: Number, passage: PassageEvidence) -> DateSpan | None:
    """The date nearest to the number, else that of the innermost heading that has one; "depuis 2010" says no end."""
    own = [span for span in sentence.dates if span.open != "since"]
    if own:
        return min(own, key=lambda span: max(span.start - number.end, number.start - span.end))
    for heading in reversed(passage.passage.heading):
        spans = find_dates(heading)
        if spans:
            return spans[-1]
    return None


def _first_day(iso: str) -> date:
    year, month, day = [*map(int, iso.split("-")), 1, 1][:3]
    return date(year, month, day)


@cache
def _neutral() -> frozenset[str]:
    """Words that only bring a value, or label its cell."""
    return _naming_kinds() | frozenset(
        analyse(
            "compte comptait existe recense dispose possède atteint atteignait représente s'élève établit reste soit environ "
            "près plus moins actuellement désormais aujourd'hui mesure valeur indicateur unité année date chiffre effectif"
        )
    )


def _beyond(question: Asked, sentence: SentenceEvidence) -> frozenset[str]:
    """What a sentence says that the question does not, and that is no place, date or number."""
    asked = {*question.terms, *(term for near in question.near for term, p in near.items() if p >= NEAR)}
    told: list[Place | DateSpan | Number] = [*sentence.places, *sentence.dates, *sentence.numbers]
    return frozenset(
        token.term
        for token in sentence.content
        if token.term not in asked
        and token.term not in _neutral()
        and any(letter.isalpha() for letter in token.term)
        and not any(span.start <= token.start < span.end for span in told)
    )


@cache
def _naming_kinds() -> frozenset[str]:
    return frozenset(analyse("région département commune ville territoire pays canton quartier nombre total"))


def _cover(question: Asked, spoken: frozenset[str]) -> float:
    """The share of the question's mass, without its places and dates, whose terms are spoken of."""
    left_out = (
        _naming_kinds()
        | question.place_terms
        | {token.term for span in question.dates for token in tokenise(question.text[span.start : span.end])}
    )
    total = met = 0.0
    for term, near, weight in zip(question.terms, question.near, question.weights, strict=True):
        if term in left_out:
            continue
        total += weight
        if term in spoken or any(p >= NEAR and other in spoken for other, p in near.items()):
            met += weight
    return met / total if total else 1.0
