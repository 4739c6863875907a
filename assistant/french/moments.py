"""Dates as single expressions of folded French text: a day, a month, a year, a share of them.

Each rule is a pattern and a function that yields what the pattern says, or
nothing when it says no date after all.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assistant.french.analysis import is_stop_word

Precision = Literal["day", "month", "year", "period"]


@dataclass(frozen=True, slots=True)
class Moment:
    """Characters `start` to `end` say the days `first` to `last`, both included."""

    start: int
    end: int
    first: date
    last: date
    precision: Precision


def find_moments(folded: str, today: date | None) -> list[Moment]:
    """Return the single dates of a folded text, in order, without overlap: the first, then the longest."""
    if not _HINT.search(folded):
        return []
    full = [match for match in _DAY_OF_MONTH.finditer(folded) if match["year"]]
    years = {(_month_number(each["month"]), _day_numbers(each)[-1]): int(each["year"]) for each in full}
    context = _Context(folded, today, years)
    moments = [
        Moment(match.start(), match.end(), first, last, precision)
        for pattern, rule in _RULES
        for match in pattern.finditer(folded)
        for first, last, precision in rule(match, context)
    ]
    kept: list[Moment] = []
    for moment in sorted(moments, key=lambda each: (each.start, -each.end)):
        if not kept or moment.start >= kept[-1].end:
            kept.append(moment)
    return kept


_MONTHS = (
    r"janv(?:ier)?", r"fev(?:r(?:ier)?)?", r"mars", r"avr(?:il)?", r"mai", r"juin",
    r"juil(?:let)?", r"aout", r"sept(?:embre)?", r"oct(?:obre)?", r"nov(?:embre)?", r"dec(?:embre)?",
)  # fmt: skip
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_SEASONS = {
    "printemps": (3, 20, 6, 20), "ete": (6, 21, 9, 21), "automne": (9, 22, 12, 20), "rentree": (9, 1, 9, 30),
}  # fmt: skip
_RANKS = {"premier": 1, "second": 2, "deuxieme": 2, "troisieme": 3, "quatrieme": 4}

_NAME = rf"(?:{'|'.join(_MONTHS)})\b\.?"
_NUMBER = r"(?:(?:19|20)\d\d|2100)"
_BEFORE = r"(?<![\w/@-])(?<!\d[.,])"
_AFTER = r"(?![\w@]|[.,]\d|-\w|/\d)"
_YEAR = rf"(?P<year>{_NUMBER}){_AFTER}"
_ANY_YEAR = rf"(?P<year>[1-9]\d{{3}}){_AFTER}"
"""After a month, four digits are a year, of any century."""
_DAY = r"(?:1er|1 er|premier|[0-3]?\d)"
_PART = r"(?:\b(?P<part>debut|mi|fin|courant)[\s-]+(?:(?:de )?l'annee |d'annee |annee |du mois de |de |d')?)?"
_OF_YEAR = r"\s+(?:de )?(?:l'annee )?"
_RELATIVE = r"(?P<relative>dernier|passe|prochain)e?\b"

_DAY_OF_MONTH = re.compile(
    rf"{_BEFORE}(?:(?P<weekday>{'|'.join(_WEEKDAYS)}) )?(?P<day>{_DAY})(?:\s*(?:au|a|et|-)\s*(?:le )?(?P<to>{_DAY}))?"
    rf"\s+(?P<month>{_NAME})(?:\s+(?:{_ANY_YEAR}|{_RELATIVE}))?"
)
_HINT = re.compile(r"\d{2}|\b(?:hier|demain|an|ans|annee|mois|aujourd'hui)\b|\b" + _NAME)
_SURELY_YEAR = re.compile(
    rf"\b(?:en|depuis|annees?|an|horizon|ici|courant|rentree|exercice|jusqu'en|{_NAME})\s+(?:de |d')?\Z"
)
_SURELY_MONTH = re.compile(r"\b(?:en|depuis|au mois de|du mois de|d'ici|jusqu'en)\s+\Z")
_NUMBERED = re.compile(r"(?:n\s?°|\b(?:no|numero|art|articles?|pages?|pp?|[lrd])\b\.?)\s*(?:\d+[.-])*\Z")
_UNIT = re.compile(r"\s?(?:[%€$£]|(?:euros?|eur|ans?|km2?|m2|ha|kg)\b)")
_NEXT_WORD = re.compile(r"\s+([a-z]{3,}[sx])\b")


@dataclass(frozen=True, slots=True)
class _Context:
    text: str
    today: date | None
    years: Mapping[tuple[int, int], int]
    """(month, day) of the dates given in full: their year."""


_Match = re.Match[str]
_Bounds = tuple[date, date, Precision]


def _month_number(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if re.fullmatch(month + r"\.?", name))


def _make(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


def _month(year: int, first: int, last: int, precision: Precision) -> _Bounds:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1]), precision


def _numeric(match: _Match, context: _Context) -> Iterator[_Bounds]:
    year = int(match["year"]) if len(match["year"]) == 4 else 2000 + int(match["year"])
    day = _make(year, int(match["month"]), int(match["day"]))
    if day and (len(match["year"]) == 4 or match["sign"] == "/"):
        yield day, day, "day"


def _numeric_month(match: _Match, context: _Context) -> Iterator[_Bounds]:
    if 1 <= int(match["month"]) <= 12:
        yield _month(int(match["year"]), int(match["month"]), int(match["month"]), "month")


def _day(match: _Match, context: _Context) -> Iterator[_Bounds]:
    month, (day, last) = _month_number(match["month"]), _day_numbers(match)
    year = int(match["year"]) if match["year"] else context.years.get((month, last))
    if year is None and context.today:
        year = _likely_year(month, last, match["weekday"], match["relative"], context.today)
    first, end = (_make(year, month, day), _make(year, month, last)) if year else (None, None)
    if first and end and first <= end:
        yield first, end, "day" if day == last else "period"


def _day_numbers(match: _Match) -> tuple[int, int]:
    first, last = (
        1 if word[:1] in {"p", "1"} and not word.isdigit() else int(word)
        for word in (match["day"], match["to"] or match["day"])
    )
    return first, last


def _likely_year(month: int, day: int, weekday: str | None, relative: str | None, today: date) -> int | None:
    """Return the year of the nearest such day; of the last one past, without a weekday to tell."""
    days = [found for year in range(today.year - 11, today.year + 3) if (found := _make(year, month, day))]
    if weekday:
        days = [found for found in days if found.weekday() == _WEEKDAYS.index(weekday)]
    if relative == "prochain":
        days = [found for found in days if found > today]
    else:
        latest = today + timedelta(days=180 if weekday and not relative else 0)
        days = [found for found in days if found <= latest]
    return min(days, key=lambda found: abs(found - today)).year if days else None


def _months(match: _Match, context: _Context) -> Iterator[_Bounds]:
    first, last = _month_number(match["month"]), _month_number(match["to"])
    if first <= last:
        yield _month(int(match["year"]), first, last, "period")


def _one_month(match: _Match, context: _Context) -> Iterator[_Bounds]:
    month, today, relative = _month_number(match["month"]), context.today, match["relative"]
    if match["year"]:
        year = int(match["year"])
    elif today and len(match["month"].rstrip(".")) > 2 and _is_month(match, context):
        later = relative == "prochain"
        year = today.year + (later and month <= today.month) - (not later and month > today.month)
    else:
        return
    first, last, precision = _month(year, month, month, "month")
    third = {"debut": (1, 10), "mi": (11, 20), "fin": (21, last.day)}.get(match["part"])
    yield (
        (first.replace(day=third[0]), first.replace(day=third[1]), "period")
        if third
        else (first, last, precision)
    )


def _is_month(match: _Match, context: _Context) -> bool:
    """Whether a month without a year is one: `sept` and `mars` are words too."""
    is_short = match["month"].rstrip(".") in {
        "janv",
        "fev",
        "fevr",
        "avr",
        "juil",
        "sept",
        "oct",
        "nov",
        "dec",
    }
    said = match["part"] or match["relative"] or _SURELY_MONTH.search(context.text, 0, match.start())
    return bool(said) and not is_short


def _share(match: _Match, context: _Context) -> Iterator[_Bounds]:
    months = 6 if match["unit"][0] == "s" else 3
    rank = _RANKS[match["rank"]] if match["rank"] in _RANKS else int(match["rank"][0])
    if rank * months <= 12:
        yield _month(int(match["year"]), (rank - 1) * months + 1, rank * months, "period")


def _season(match: _Match, context: _Context) -> Iterator[_Bounds]:
    year, (month, day, end_month, end_day) = int(match["year"]), _SEASONS[match["season"]]
    yield date(year, month, day), date(year, end_month, end_day), "period"


def _years(match: _Match, context: _Context) -> Iterator[_Bounds]:
    first, last = int(match["year"]), int(match["to"])
    if first < last:
        yield date(first, 1, 1), date(last, 12, 31), "period"


def _decade(match: _Match, context: _Context) -> Iterator[_Bounds]:
    yield date(int(match["year"]), 1, 1), date(int(match["year"]) + 9, 12, 31), "period"


def _year(match: _Match, context: _Context) -> Iterator[_Bounds]:
    year, part = int(match["year"]), match["part"]
    if part in {"debut", "mi", "fin"}:
        yield _month(year, *{"debut": (1, 4), "mi": (5, 8), "fin": (9, 12)}[part], "period")
    elif part or not _counts_or_numbers(match, context.text):
        yield _month(year, 1, 12, "year")


def _counts_or_numbers(match: _Match, text: str) -> bool:
    """Whether a number is a quantity (`2000 postes`) or a name (`n° 2018`) rather than a year."""
    start = max(0, match.start() - 30)
    if _UNIT.match(text, match.end()) or _NUMBERED.search(text, start, match.start()):
        return True
    following = _NEXT_WORD.match(text, match.end())
    if following is None or is_stop_word(following[1]):
        return False
    return not _SURELY_YEAR.search(text, start, match.start())


def _relative(match: _Match, context: _Context) -> Iterator[_Bounds]:
    today, said = context.today, match.group()
    if today is None:
        return
    step = -1 if re.search("dernier|passe", said) else 1 if "prochain" in said else 0
    if match["ago"]:
        yield _month(today.year - int(match["ago"]), 1, 12, "year")
    elif "mois" in said:
        months = today.year * 12 + today.month - 1 + step
        yield _month(months // 12, months % 12 + 1, months % 12 + 1, "month")
    elif "an" in said:
        yield _month(today.year + step, 1, 12, "year")
    else:
        day = today + timedelta(days={"hier": -1, "demain": 1}.get(said, 0))
        yield day, day, "day"


_RULES: tuple[tuple[re.Pattern[str], Callable[[_Match, _Context], Iterator[_Bounds]]], ...] = tuple(
    (re.compile(pattern), rule)
    for pattern, rule in (
        (rf"{_BEFORE}(?P<year>\d{{4}})(?P<sign>-)(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])", _numeric),
        (
            rf"{_BEFORE}(?P<day>\d\d?)(?P<sign>[/.-])(?P<month>\d\d?)(?P=sign)(?P<year>\d{{4}}|\d\d)(?![\w/-])",
            _numeric,
        ),
        (rf"{_BEFORE}(?P<month>\d\d?)/{_YEAR}", _numeric_month),
        (_DAY_OF_MONTH.pattern, _day),
        (rf"\b(?P<month>{_NAME})\s*(?:a|au|et|-)\s*(?P<to>{_NAME}){_OF_YEAR}{_YEAR}", _months),
        (rf"{_PART}\b(?P<month>{_NAME})(?:{_OF_YEAR}{_ANY_YEAR}|\s+{_RELATIVE})?", _one_month),
        (
            r"\b(?P<rank>1er|2n?de?|2e(?:me)?|3e(?:me)?|4e(?:me)?|premier|second|deuxieme|troisieme|quatrieme)"
            rf"\s+(?P<unit>semestre|trimestre){_OF_YEAR}{_YEAR}",
            _share,
        ),
        (rf"\b(?P<unit>[st])(?P<rank>[1-4])\s+(?:de )?{_YEAR}", _share),
        (
            r"(?<!\ba )(?<!ont )(?<!ait )(?<!ient )\b(?P<season>printemps|ete|automne|rentree)(?:\s+(?:de )?septembre)?"
            rf"{_OF_YEAR}{_YEAR}",
            _season,
        ),
        (rf"{_BEFORE}(?P<year>{_NUMBER})\s?[-/]\s?(?P<to>{_NUMBER}){_AFTER}", _years),
        (r"\bannees (?P<year>(?:19|20)\d0)(?!\w|\s*(?:et|a|,|-)\s*\d{4})", _decade),
        (rf"{_BEFORE}{_PART}{_YEAR}", _year),
        (
            r"\b(?:aujourd'hui|hier|demain|cette annee|l'annee en cours|l'an(?:nee)? (?:dernier|passe|prochain)e?"
            r"|le mois (?:dernier|passe|prochain)|ce mois(?:-ci)?|il y a (?P<ago>\d{1,2}) ans?)\b",
            _relative,
        ),
    )
)
