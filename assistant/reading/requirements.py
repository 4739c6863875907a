"""What a question requires by name (a place, a date), held against what a sentence speaks of.

A sentence is believed on its own words first, then on its headings and title, then on its
passage and its document: the first level that names a place, or a date, decides.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum

from assistant.french import DateSpan, Number, Place, Token, analyse, fold, is_in, overlaps
from assistant.french.places import LEARNED
from assistant.reading.asked import Asked
from assistant.reading.columns import CELL, all_in, fitting_numbers, of_another_place, of_another_time
from assistant.reading.evidence import PassageEvidence, SentenceEvidence
from assistant.reading.kind import UNITS
from assistant.reading.lines import is_item, is_row
from assistant.types import Reason

_POINTER = re.compile(
    r"\W*(?:sources?|credits?|contacts?|(?:a )?(?:lire|voir|decouvrir)(?: aussi| egalement)?)\s*:"
)
_REACH = 30
"""Characters within which a number counts a word after it."""
NEAR = 0.1
"""Probability from which a near term may stand for what is counted."""


class Support(Enum):
    """How well the documents carry a requirement for one sentence."""

    NOT_ASKED = 0
    STATED = 1
    """By the sentence itself, or by the nearest level that speaks of such a thing."""
    NEAR = 2
    """Only by its passage or its document; of what is counted, by words that no number of the sentence counts."""
    SILENT = 3
    """Nothing near the sentence speaks of such a thing."""
    OTHER = 4
    """The nearest level that does speaks of another one."""
    DENIED = 5
    """Of dates: the sentence itself speaks of another one."""


def place_support(question: Asked, passage: PassageEvidence, sentence: SentenceEvidence) -> Support:
    """Say whether the sentence speaks of the places asked for.

    A text that speaks of a commune names others without leaving it: for communes and areas another place
    decides only where no level names the one asked for. A number is of the place of its column.
    """
    if not question.places:
        return Support.NOT_ASKED
    if question.kind == "number":
        numbers = fitting_numbers(question, sentence)
        if all_in(numbers, of_another_place(question, sentence)):
            return Support.OTHER
    levels = (sentence.places, passage.heading_places, passage.places, passage.of.places)
    told = [_speaks_of_places(question.places, level) for level in levels]
    if not told[0] and any(told[1:]) and all(place.kind in LEARNED for place in question.places):
        return Support.STATED if told[0] is None and told[1] else Support.NEAR
    return _first_decision(told)


def date_support(question: Asked, passage: PassageEvidence, sentence: SentenceEvidence) -> Support:
    """Say whether the sentence speaks of the dates asked for; the passage and the document's own date come last."""
    if not question.dates:
        return Support.NOT_ASKED
    levels = [sentence.dates, passage.heading_dates, [*passage.dates, *passage.of.own_dates]]
    if question.kind == "number":
        if all_in(fitting_numbers(question, sentence), of_another_time(question, sentence)):
            return Support.DENIED
        levels = [[_at_its_end(date) for date in level] for level in levels]
    told = [_speaks_of_dates(question.dates, level) for level in levels]
    return Support.DENIED if told[0] is False else _first_decision(told)


def _at_its_end(date: DateSpan) -> DateSpan:
    """A number expected "d'ici à 2030" is of 2030, not of the years before."""
    return replace(date, open="") if date.open == "until" else date


def measure_support(question: Asked, passage: PassageEvidence, sentence: SentenceEvidence) -> Support:
    """Say whether the sentence measures in the unit asked for, or counts what the question counts.

    The items of a list ("Cher : 2") count what the headings above it say.
    """
    if question.measure == "none":
        return Support.NOT_ASKED
    units = UNITS.get(question.measure)
    if units is not None:
        stated = any(number.unit is not None and fold(number.unit) in units for number in sentence.numbers)
        return Support.STATED if stated else Support.SILENT
    if not question.focus:
        return Support.NOT_ASKED
    if not _speaks_of_focus(question, sentence.terms | passage.heading_terms):
        return Support.SILENT
    named = [token for token in sentence.content if _is_focus(token.term, question)]
    numbers = [number for number in sentence.numbers if not number.is_year]
    if not sentence.numbers or any(_is_counted(t, n, question, sentence) for t in named for n in numbers):
        return Support.STATED
    if numbers and all(_counts_other(number, question) for number in numbers):
        return Support.OTHER
    listed = is_item(passage.of.document, sentence.span) and not is_row(passage.of.document, sentence.span)
    above = listed and _speaks_of_focus(question, passage.heading_terms)
    return Support.STATED if above else Support.NEAR


def name_support(question: Asked, passage: PassageEvidence) -> Support:
    """Say whether the passage, or at least its document, holds the names of the question."""
    named = question.names - question.place_terms
    if not named:
        return Support.NOT_ASKED
    if named <= passage.terms:
        return Support.STATED
    return Support.SILENT if named <= passage.of.terms else Support.OTHER


def is_boilerplate(sentence: SentenceEvidence) -> bool:
    """Say whether the sentence only points elsewhere ("Source : …", "À lire aussi : …")."""
    return _POINTER.match(sentence.plain) is not None


def explains_acronym(question: Asked, sentence: SentenceEvidence) -> bool:
    """Say whether the sentence gives, in brackets, one side of an acronym that the question wants defined."""
    if question.kind != "definition":
        return False
    acronyms = [form for form in question.forms if form.isupper() and len(form) > 1]
    return any(f"{acronym} (" in sentence.text or f"({acronym})" in sentence.text for acronym in acronyms)


def _is_focus(term: str, question: Asked) -> bool:
    return _speaks_of_focus(question, frozenset({term}))


def counts(question: Asked, sentence: SentenceEvidence, number: Number) -> bool:
    """Whether a number counts the focus of the question itself, and not something that only stands near.

    It does as the number of the noun after it ("40 lits"), after "le nombre de lits", or in a row, where the label of
    its cell or the cell before it names the focus ("Lits : 40", "Mesure : Lits ; Nombre : 40").
    """
    if any(_is_focus(term, question) for term in analyse(number.unit or "")):
        return True
    after = [t for t in sentence.counted_by(number) if len(t.form) > 1]
    cell = re.search(r"[;|\n]", sentence.text[number.end :])
    end = number.end + cell.start() if cell else len(sentence.text)
    noun = next((token for token in after if token.start < end), None)
    if noun is not None and noun.start - number.end <= _REACH and _is_focus(noun.term, question):
        return True
    said = _NUMBER_OF.match(sentence.text[: number.start])
    if noun is None and said and any(_is_focus(term, question) for term in analyse(said["noun"])):
        return True
    heads: list[str] = []
    for cell in CELL.finditer(sentence.text):
        label, value = analyse(cell["label"] or "")[:1], analyse(cell["value"])[:1]
        if cell.start() <= number.start < cell.end():
            return noun is None and any(_is_focus(term, question) for term in (*label, *heads))
        if value and not value[0][:1].isdigit():
            heads = value
    return False


_NUMBER_OF = re.compile(r".*\bnombre\s+(?:de\s+|des\s+|d['’])(?P<noun>[^\W\d_]+)", re.IGNORECASE | re.DOTALL)
"""The noun of the last "nombre de"."""


def _is_counted(token: Token, number: Number, question: Asked, sentence: SentenceEvidence) -> bool:
    """Whether a number stands a few words before what is counted, or just after it ("Lits : 40").

    One that counts a noun of its own does only through "de" ("300 postes de médecins", not "300 visites par des
    médecins"), or in the cell that the word labels ("Médecins : 40 postes").
    """
    other = _counts_other(number, question)
    if number.end <= token.start <= number.end + _REACH:
        return not other or _CHAIN.fullmatch(sentence.text[number.end : token.start]) is not None
    if token.end <= number.start <= token.end + _REACH // 2:
        return not other or ":" in sentence.text[token.end : number.start]
    return False


def _counts_other(number: Number, question: Asked) -> bool:
    """Whether the noun after a number is another than what the question counts."""
    terms = analyse(number.unit or "")
    return bool(terms) and number.unit not in ("%", "‰") and not any(_is_focus(t, question) for t in terms)


_CHAIN = re.compile(
    r"\s+(?:[^\W\d_]+\s+){1,3}?(?:(?:de|des|du)\s+|d['’])(?:(?:la|les)\s+|l['’])?(?:[^\W\d_]+\s+)?"
    r"|\s+[^\W\d_]+\s+"
)
"""Between a number and what it counts: "40 *postes de* médecins", "40 *jeunes* médecins"."""


def _speaks_of_focus(question: Asked, spoken: frozenset[str]) -> bool:
    """What is counted itself, a term near in meaning, or one of the same family."""
    for term in question.focus:
        near = question.near_of.get(term, {})
        if term in spoken or any(p >= NEAR and other in spoken for other, p in near.items()):
            return True
        if len(term) >= 5 and any(other.startswith(term[: max(5, len(term) - 2)]) for other in spoken):
            return True
    return False


def _first_decision(levels: Sequence[bool | None]) -> Support:
    """The first level that speaks of such a thing decides: the sentence, its headings, then what is around."""
    for distance, level in enumerate(levels):
        if level is not None:
            return Support.OTHER if not level else Support.STATED if distance < 2 else Support.NEAR
    return Support.SILENT


def _speaks_of_places(asked: Sequence[Place], found: Iterable[Place]) -> bool | None:
    """True when one asked place, or a part of it, is among those found; None when none found tells."""
    told = {is_in(one, other) for other in found for one in asked} - {None}
    return any(told) if told else None


def _speaks_of_dates(asked: Sequence[DateSpan], found: Sequence[DateSpan]) -> bool | None:
    if not found:
        return None
    return any(overlaps(one, other) for one in asked for other in found)


def place_reason(question: Asked, found: Iterable[Place]) -> Reason:
    """Name the place that the documents do not cover, and those they do."""
    asked = " et ".join(dict.fromkeys(place.name for place in question.places))
    names = {place.name for place in question.places}
    others = [name for name in dict.fromkeys(place.name for place in found) if name not in names][:3]
    text = f"Aucun passage ne répond pour le lieu demandé ({asked})"
    text += f" ; les plus proches parlent de : {', '.join(others)}." if others else "."
    return Reason("place_mismatch", text, asked)


def date_reason(question: Asked, found: Iterable[DateSpan]) -> Reason:
    """Name the date that the documents do not cover, and those they do."""
    asked = " et ".join(dict.fromkeys(question.text[date.start : date.end] for date in question.dates))
    wanted = {date.first.year for date in question.dates}
    years = sorted({date.first.year for date in found} - wanted)[:5]
    text = f"Aucun passage ne répond pour la date demandée ({asked})"
    text += f" ; les plus proches portent sur : {', '.join(map(str, years))}." if years else "."
    return Reason("date_mismatch", text, asked)
