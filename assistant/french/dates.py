"""Dates in French text: days, months, years and periods, with exact offsets.

What a date says is kept as its first and last day. `depuis 2008` is the year
2008, open towards the future. Beginning, middle and end (`fin 2024`) are thirds
of the year or of the month. A date that says no year (`lundi 29 janvier`,
`aujourd'hui`) is found only when the text gives it elsewhere or `today` is known.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.french.folding import fold_map, unfold
from assistant.french.moments import Moment, Precision, find_moments

Open = Literal["", "since", "until"]

_SINCE = re.compile(
    r"\b(?P<word>depuis|a partir d[eu']?|a compter d[eu']?|des|apres)\s*(?:le |la |l'|en |l'annee |l'an )?\Z"
)
_UNTIL = re.compile(
    r"\b(?:d'ici(?: a| au)?|jusqu'(?:a|au|en)|avant|au plus tard(?: au| en)?)\s+(?:le |la |l'|en |l'annee |l'an )?\Z"
)
_BETWEEN = re.compile(r"\b(?P<word>entre|de|du|d')\s*(?:le |la |l'|l'annee )?\Z")
_AND = re.compile(r"\s+(?P<word>et|a|au|jusqu'a|jusqu'au|jusqu'en)\s+(?:le |la |l')?")


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date of a text: characters `start` to `end` say `first` to `last`, both included."""

    start: int
    end: int
    first: date
    last: date
    precision: Precision
    open: Open = ""
    """`since`: and all that follows; `until`: and all that comes before."""


def find_dates(text: str, today: date | None = None) -> list[DateSpan]:
    """Return the dates of a text, in order, without overlap.

    Args:
        text: any French text.
        today: what `aujourd'hui`, `l'année dernière`, `le 29 janvier` are counted from: the day of
            the question, or of the document.

    Returns:
        Spans that take in the words that open or bind a period (`depuis`, `d'ici`, `entre`). A bare
        number from 1900 to 2100 is a year unless it counts something (`2000 euros`) or numbers it (`n° 2018`).
    """
    folded, offsets = fold_map(text)
    found = _join(text, folded, offsets, find_moments(folded, today))
    return [
        DateSpan(
            *unfold(text, offsets, span.start, span.end), span.first, span.last, span.precision, span.open
        )
        for span in found
    ]


def overlaps(a: DateSpan, b: DateSpan) -> bool:
    """Say whether some day belongs to both dates, open ends included."""
    return _earliest(a) <= _latest(b) and _earliest(b) <= _latest(a)


def _earliest(span: DateSpan) -> date:
    return date.min if span.open == "until" else span.first


def _latest(span: DateSpan) -> date:
    return date.max if span.open == "since" else span.last


def _join(text: str, folded: str, offsets: Sequence[int], moments: list[Moment]) -> Iterator[DateSpan]:
    """Yield the dates with the words that open them (`depuis`) or bind two of them (`entre … et …`)."""
    position, previous = 0, 0
    while position < len(moments):
        moment = moments[position]
        other = moments[position + 1] if position + 1 < len(moments) else moment
        earliest = max(previous, moment.start - 40)
        link = _AND.fullmatch(folded, moment.end, other.start)
        bound = _BETWEEN.search(folded, earliest, moment.start)
        since = _SINCE.search(folded, earliest, moment.start)
        until = _UNTIL.search(folded, earliest, moment.start)
        is_article = (
            since is not None
            and since["word"] == "des"
            and moment.precision not in {"month", "year"}
            and not _is_grave(text, offsets, since)
        )
        position += 1
        if (
            link
            and bound
            and moment.first <= other.last
            and (link["word"] == "et") == (bound["word"] == "entre")
        ):
            yield DateSpan(bound.start(), other.end, moment.first, other.last, "period")
            position, moment = position + 1, other
        elif since and not is_article:
            yield DateSpan(since.start(), moment.end, moment.first, moment.last, moment.precision, "since")
        elif until:
            yield DateSpan(until.start(), moment.end, moment.first, moment.last, moment.precision, "until")
        else:
            yield DateSpan(moment.start, moment.end, moment.first, moment.last, moment.precision)
        previous = moment.end


def _is_grave(text: str, offsets: Sequence[int], match: re.Match[str]) -> bool:
    """Whether `dès` was written with its accent, and is not the article."""
    return "è" in unicodedata.normalize("NFC", text[offsets[match.start()] : offsets[match.end()]]).lower()
