"""Each side of a comparison to a question of its own, that is retrieved and read as any other."""

import re
import unicodedata
from dataclasses import dataclass

from assistant.comparison.slots import located_comparison
from assistant.comparison.things import compared_things
from assistant.comparison.wording import HOLE, sentence
from assistant.frame import Frame
from assistant.french import DateSpan, Place, find_dates

_I = re.IGNORECASE
_ASKS = r"(?:combien|quel(?:le)?s?|quand|qui|où)\b"
_TWO_QUESTIONS = re.compile(
    rf"(?P<one>.*?\b{_ASKS}.+?),?\s+et\s+(?P<two>(?:à |en |de |d['’]|pour )?{_ASKS}.+)", _I | re.DOTALL
)
_COUNTED = re.compile(r"\bcombien\s+((?:de\s+|d['’])[^\W\d]+(?:\s+(?:de|d['’]|en)\s*[^\W\d]+)?)", _I)
_NAME = re.compile(r"(?<=[\s'’])[A-ZÀ-Þ][\w-]+(?:\s+[A-ZÀ-Þ][\w-]+)*")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison."""

    name: str
    """As the question has it, or as the place is written."""
    question: str
    """What is asked of it alone."""
    place: Place | None = None
    """The place or the date that its quotes must speak of; else they name it."""
    date: DateSpan | None = None


def sides_of(question: str, frame: Frame) -> tuple[Side, ...]:
    """Return the sides of a question that compares, in its order; none for other questions."""
    question = unicodedata.normalize("NFC", question).strip()
    halves = [_half(half, frame) for half in two_questions(question)]
    if halves and len({half.name for half in halves} - {""}) == 2:
        return tuple(halves)
    question = re.sub(r"^est-ce qu(?:e\s+|['’])", "", question, flags=_I)
    found = located_comparison(question, frame) or compared_things(question)
    if found is None:
        return ()
    return tuple(
        Side(slot.name, sentence(found.template.replace(HOLE, f" {slot.words} ")), slot.place, slot.date)
        for slot in found.slots
    )


def _half(half: str, frame: Frame) -> Side:
    """Half of a double question, told from the other by its place, its name or its date; "" when by none."""
    own = half.partition(" : ")[2] or half
    places, dates, name = frame.places_asked(own), find_dates(own), _NAME.search(own)
    if places:
        return Side(places[0].name, half, place=places[0])
    if name:
        return Side(name.group(), half)
    return Side(own[dates[0].start : dates[0].end], half, date=dates[0]) if dates else Side("", half)


def two_questions(question: str) -> tuple[str, ...]:
    """Return the halves of "combien …, et combien … ?", what stands before a colon given to both; none for others."""
    head, colon, tail = question.partition(" : ")
    subject, asked = (f"{head} : ", tail) if colon else ("", question)
    found = _TWO_QUESTIONS.fullmatch(asked)
    if found is None:
        return ()
    one, two = found["one"].rstrip(" ,"), found["two"]
    counted = _COUNTED.search(one)
    if counted and re.search(r"\bcombien\b(?!\s+d).*\ben\b", two, _I):
        two = f"{two.rstrip(' ?')} {counted[1]} ?"
    return f"{subject}{one} ?", f"{subject}{two}"
