"""The columns of a table row: what a cell says is of the place and the time that its label names, of no other.

"Commune : Foix ; Gares en France : 3 000 ; Gares en Ariège : 12" says 12 of the Ariège, and "2015 : 9 ; 2018 : 12" says 12
of 2018. Rows are read as they are indexed, and so is a sentence that is worded like one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.french import Number, fold, is_in, overlaps
from assistant.reading.asked import Asked
from assistant.reading.evidence import SentenceEvidence
from assistant.reading.kind import UNITS
from assistant.types import Span

CELL = re.compile(r"(?:(?P<label>[^:;|\n]{1,60}?)\s*:\s*)?(?P<value>[^;|\n]+)")
NATIONAL = re.compile(r"\b(?:en|la|de) france\b|\bnational\w*|\b(?:dans|pour) (?:tout )?le pays\b")


@dataclass(frozen=True, slots=True)
class _Column:
    label: Span
    cell: Span
    """What stands under the label; both in characters of the sentence."""


def fitting_numbers(question: Asked, sentence: SentenceEvidence) -> list[Number]:
    """Return the quantities that the question does not hold itself, in the unit asked for if there is one."""
    units = UNITS.get(question.measure)
    numbers = sentence.new_numbers(question)
    return numbers if units is None else [n for n in numbers if n.unit is not None and fold(n.unit) in units]


def of_another_place(question: Asked, sentence: SentenceEvidence) -> list[Span]:
    """Return the cells whose label names another place than those asked for, or the whole country."""
    if not question.places or NATIONAL.search(fold(question.text)):
        return []
    return [each.cell for each in _columns(sentence) if _is_elsewhere(question, sentence, each.label)]


def of_another_time(question: Asked, sentence: SentenceEvidence) -> list[Span]:
    """Return the cells whose label names another date than those asked for."""
    if not question.dates:
        return []
    found = []
    for each in _columns(sentence):
        dates = [date for date in sentence.dates if each.label.start <= date.start < each.label.end]
        if dates and not any(overlaps(one, other) for one in question.dates for other in dates):
            found.append(each.cell)
    return found


def all_in(numbers: Sequence[Number], cells: Sequence[Span]) -> bool:
    """Whether there are numbers, and each stands in one of the cells."""
    return bool(numbers) and all(holds(cells, number.start) for number in numbers)


def holds(cells: Sequence[Span], offset: int) -> bool:
    """Whether one of the cells holds a character."""
    return any(cell.start <= offset < cell.end for cell in cells)


def _columns(sentence: SentenceEvidence) -> Iterator[_Column]:
    """The cells that have a label, where there are at least two."""
    labelled = [cell for cell in CELL.finditer(sentence.text) if cell["label"]]
    for cell in labelled if len(labelled) > 1 else ():
        yield _Column(Span(*cell.span("label")), Span(*cell.span("value")))


def _is_elsewhere(question: Asked, sentence: SentenceEvidence, label: Span) -> bool:
    places = [place for place in sentence.places if label.start <= place.start < label.end]
    told = {is_in(one, other) for other in places for one in question.places} - {None}
    if True in told:
        return False
    return False in told or NATIONAL.search(fold(sentence.text[label.start : label.end])) is not None
