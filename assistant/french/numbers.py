"""Numbers of a French text, in digits or words, and what they count."""

import re
from dataclasses import dataclass
from datetime import date

from assistant.french.analysis import is_stop_word, tokenise
from assistant.french.dates import find_dates
from assistant.french.folding import fold

_VALUE = re.compile(r"\d+(?:\.\d+)?")
_IDENTIFIER = re.compile(
    r"(?:n\s?°|\b(?:no|numero|art|article|alinea|page|pp?|chapitre|annexe|figure|tableau|[lrd])s?\b\.?)"
    r"\s*(?:\d+[.-])*\Z|[a-z]-\Z"
)
_UNIT = re.compile(
    r"[ \u00a0\u202f\u2009]?(?P<sign>[%€$£‰]|°C)"
    r"|\s+(?P<percent>pour\s+cent)\b"
    r"|\s+(?:de\s+|d['’])?(?P<word>(?:[^\W\d_]|[\u00ad\u200b\u0300-\u036f]|['’-](?=[^\W\d_]))+)"
)
_BEFORE_NOUN = frozenset(
    ["nouveaux", "nouvelles", "autres", "premiers", "premieres", "grands", "grandes", "petits", "petites"]
)
_ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Number:
    """A number at characters `start` to `end` of a text, without its unit."""

    start: int
    end: int
    value: float
    """Scale words and letters included: 29 000 000 for `29 millions`."""
    unit: str | None
    """The sign or the word counted, as written: `%`, `€`, `euros`, `ans`, `médecins`."""
    is_year: bool
    """Whether it belongs to a date."""


def find_numbers(text: str) -> list[Number]:
    """Return the numbers of a text, in order; not those that only name something (`n° 3`, `Covid-19`)."""
    dates = [(span.start, span.end) for span in find_dates(text, _ANY_DAY)]
    numbers = []
    for token in tokenise(text):
        if not _VALUE.fullmatch(token.term) or _IDENTIFIER.search(
            fold(text[max(0, token.start - 24) : token.start])
        ):
            continue
        unit = _unit(text, token.end)
        in_date = any(start <= token.start < end for start, end in dates)
        is_year = in_date and (unit is None or fold(unit) not in {"an", "ans"})
        numbers.append(Number(token.start, token.end, float(token.term), None if is_year else unit, is_year))
    return numbers


def _unit(text: str, end: int) -> str | None:
    while match := _UNIT.match(text, end):
        word = match["word"]
        if word is None:
            return match["sign"] or match["percent"]
        if fold(word) not in _BEFORE_NOUN:
            return None if is_stop_word(word) else str(word)
        end = match.end()
    return None
