"""Where and when a corpus stands: its communes and areas, its regions, its newest date.

"Cette année" of a question is the year of the newest document, never of the clock: the same question on the
same index has the same answer on any day.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from posixpath import dirname, join, normpath

from assistant.french import NO_LOCALITIES, DateSpan, Localities, Place, find_dates, find_places, fold
from assistant.french.folding import fold_map, unfold
from assistant.types import Document

_NOW = re.compile(
    r"\b(?:aujourd'hui|actuel(?:le)?ment|a l'heure actuelle|a ce jour|en ce moment|de nos jours|maintenant|desormais)\b"
)
_RELATIVE = re.compile(
    r"\b(?:cette annee|en cours|dernier|derniere|passee?|prochaine?|ce mois(?:-ci)?|il y a)\b"
)
_ANY_DAY = date(2000, 1, 1)
_COUNTED = "compté du document le plus récent"


@dataclass(frozen=True, slots=True)
class Frame:
    """What a corpus as a whole says of places and times."""

    localities: Localities = NO_LOCALITIES
    regions: tuple[str, ...] = ()
    """That documents say they are about, in alphabetical order."""
    newest: str | None = None
    """The newest date of a document, ISO; None without a dated document."""
    superseded: Mapping[str, str] = field(default_factory=dict)
    """Path of each document that another says it replaces, and the path of that other one."""

    @classmethod
    def of(cls, documents: Mapping[str, Document]) -> "Frame":
        """Learn the frame from the documents of an index, by path.

        A date found in a text counts only where no document comes with one of its own: texts speak of the future.
        """
        regions = {path: _region(document) for path, document in documents.items()}
        said = [document.metadata for document in documents.values() if document.metadata.date]
        given = [metadata for metadata in said if metadata.date_from == "metadata"]
        return cls(
            localities=Localities.learned((documents[path].text, regions[path]) for path in documents),
            regions=tuple(sorted({region for region in regions.values() if region})),
            newest=max(
                (metadata.date or "" for metadata in given or said),
                key=lambda iso: (last_day(iso), len(iso)),
                default=None,
            ),
            superseded={
                old: path
                for path, document in documents.items()
                for old in _replaced(document)
                if old in documents and old != path
            },
        )

    def places(self, text: str) -> list[Place]:
        """Return the places of a text, the communes and areas of the corpus among them."""
        return find_places(text, self.localities)

    def places_asked(self, question: str) -> list[Place]:
        """Return the places of a question, which may name one as such itself ("la commune de X")."""
        return find_places(question, self.localities.with_those_of(question))

    def dates_asked(self, question: str) -> list[DateSpan]:
        """Return the dates that a question requires, those relative to now counted from the newest document.

        "Aujourd'hui" and its like are no requirement: they ask for the newest answer, of whatever day.
        """
        spans = {(span.start, span.end): span for span in find_dates(question)}
        for span in find_dates(question, last_day(self.newest)) if self.newest else ():
            if _RELATIVE.search(fold(question[span.start : span.end])):
                spans.setdefault((span.start, span.end), span)
        return sorted(spans.values(), key=lambda span: span.start)

    def dates_understood(self, question: str) -> tuple[str, ...]:
        """Return the dates of a question as typed, and for those relative to now what they were read as."""
        absolute = {(span.start, span.end) for span in find_dates(question)}
        words = [
            (span.start, question[span.start : span.end])
            if (span.start, span.end) in absolute
            else (span.start, f"{question[span.start : span.end]} ({_in_words(span)}, {_COUNTED})")
            for span in self.dates_asked(question)
        ]
        folded, offsets = fold_map(question)
        now = _NOW.search(folded)
        if now is not None and self.newest is not None:
            start, end = unfold(question, offsets, now.start(), now.end())
            words.append((start, f"{question[start:end]} ({self.newest}, {_COUNTED})"))
        return tuple(dict.fromkeys(text for _, text in sorted(words)))


NO_FRAME = Frame()


def times_in(text: str) -> list[tuple[int, int]]:
    """Return where a text names dates, those relative to now too ("l'an dernier", "actuellement"), whatever now is."""
    folded, offsets = fold_map(text)
    now = [unfold(text, offsets, found.start(), found.end()) for found in _NOW.finditer(folded)]
    dates = [(span.start, span.end) for span in find_dates(text, _ANY_DAY)]
    return sorted({*dates, *(each for each in now if not any(s <= each[0] < e for s, e in dates))})


def last_day(iso: str) -> date:
    """Return the last day of an ISO date of day, month or year precision."""
    year, month, day = [*map(int, iso.split("-")), 0, 0][:3]
    return date(year, month or 12, day or monthrange(year, month or 12)[1])


def _region(document: Document) -> str:
    """The region of today that a document says it is about, "" when it says none or several."""
    regions = {place.region for place in find_places(document.metadata.region or "")}
    return regions.pop() if len(regions) == 1 else ""


def _replaced(document: Document) -> set[str]:
    """The paths that a document may mean by what it supersedes: below the corpus folder, or beside it."""
    old = document.metadata.supersedes
    return {old, normpath(join(dirname(document.path), old))} if old else set()


def _in_words(span: DateSpan) -> str:
    if span.precision == "year":
        return str(span.first.year)
    if span.precision == "month":
        return f"{span.first:%Y-%m}"
    return span.first.isoformat() if span.first == span.last else f"{span.first} à {span.last}"
