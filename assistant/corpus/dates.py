"""Dates of a document: written in its metadata, or found in its text.

Only what dating a document needs; dates in questions are another matter.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTH_NAMES = (
    "janvier janv|fevrier fevr fev|mars|avril avr|mai|juin|juillet juil|aout|septembre sept|octobre oct|"
    "novembre nov|decembre dec"
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split("|"), 1) for name in names.split()}
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY = "(?:" + "|".join(_WEEKDAYS) + ")"
_DATE = re.compile(
    rf"(?:\b(?P<weekday>{_WEEKDAY})\s+)?(?<!\d)(?P<day>\d{{1,2}}|1er)\s+(?P<month>{_MONTH})(?:\s+(?P<year>\d{{4}})\b)?"
    r"|(?<![\d/.])(?P<d>\d{1,2})(?P<separator>[/.-])(?P<m>\d{1,2})(?P=separator)(?P<y>\d{4})(?![\d/])"
    r"|(?<![\d-])(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)"
    rf"|\b(?P<lone_month>{_MONTH})\s+(?P<its_year>\d{{4}})\b"
    r"|\b(?:en|depuis|fin|debut|courant|annee|mi-|a partir de|horizon|d'ici(?: a)?|avant)\s*(?P<lone_year>\d{4})\b"
    r"(?!\s*[-/]\s*\d)"
)
_PUBLICATION = re.compile(
    r"(?:^|\W)(?:publiee?s?|publication|mise?s? (?:en ligne|a jour)|modifie\w*|actualise\w*|parue?s?|postee?s?"
    r"|date de (?:publication|parution|mise en ligne|mise a jour|modification))"
    r"(?: (?:de|du|la|page|document|article))*\s*:?\s*(?:le )?$"
)
_AHEAD = re.compile(
    r"(?:\bhorizon|\bd'ici|\bjusqu'|\ba partir d|\ba compter d|\bavant (?:le|la|fin)\b|\bau plus tard|\bobjectif|\becheance)"
)
"""Before a date, in its sentence: it is ahead of the text."""
_PLANNED = re.compile(
    r"\b(?:prochain|futur|(?:prevu|prevoi|attendu|vise|souhaite)\w*\b)"
    r"|\b(?!(?:camera|opera|cholera|para|extra|infra|supra|ultra|contra)\b)[a-z]{2,}(?:ra|ront)\b"
    r"|\b(?!environs\b)[a-z]{2,}[eidv]rons\b"
    r"|\b(?:va|vont) (?:\w+ )?(?:s[e'] ?)?\w+(?:er|ir|re)\b"
)
"""Anywhere in a sentence: its dates may be ahead of the text."""
_SENTENCE_END = re.compile(r"(?<=[.!?;…])\s+(?=\S)|\n")
_FROM = re.compile(r"\bdès (?!lors)")
_HEAD_LINES = 12
_SHORT = 80
_LONGEST = 400_000
"""Characters of a text in which a date is looked for."""


@dataclass(frozen=True, slots=True, order=True)
class _Day:
    """A date of day, month (day 0) or year (month 0) precision."""

    year: int
    month: int = 0
    day: int = 0

    def iso(self) -> str:
        parts = [f"{self.year:04d}", f"{self.month:02d}", f"{self.day:02d}"]
        return "-".join(parts[: 1 + bool(self.month) + bool(self.day)])


@dataclass(frozen=True, slots=True)
class _Mention:
    when: _Day
    weekday: int | None
    """0 for Monday; only when the year is missing, and then `when.year` is 0."""
    start: int
    """Where it stands in its line or sentence, the word before a bare year included."""
    end: int


def parse_date(written: str) -> str | None:
    """Return the ISO form, of day, month or year precision, of a date given alone, or None when it is none.

    Accepts `2024-01-29` with or without a time after it, `2024-01`, `2024`, `29/01/2024`, `29 janvier 2024`, `janvier 2024`.
    """
    plain = _plain(written).strip()
    iso = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[t ].*)?)?)?", plain)
    if iso:
        year, month, day = (int(part or 0) for part in iso.groups())
        return _text_or_none(_valid(year, month, day))
    found = _DATE.fullmatch(re.sub(r"^le ", "", plain))
    mention = _read(found) if found else None
    return mention.when.iso() if mention is not None and mention.weekday is None else None


def text_date(text: str) -> str | None:
    """Date a document by its own words, or return None when they do not tell.

    1. The latest date of a line that says when it was published or updated ("Publié le 3 mai 2024").
    2. Else the first full date of a short line among the first twelve lines ("Orléans, le 12 mars 2024").
    3. Else the latest date that the text speaks of as past: a text is not older than what it
       relates. Dates of sentences that plan (a future tense, "d'ici", "à l'horizon", "dès") do
       not count, nor does a bare year that is planned elsewhere. A day with its weekday but no
       year ("jeudi 26 novembre") takes the only year that agrees with the weekday, from the latest past year to the
       first planned one, or to four years later.
    """
    plain = _plain(text[:_LONGEST])
    lines = [line.strip() for line in plain.split("\n") if line.strip()]
    published = [mention.when for line in lines if len(line) <= 2 * _SHORT for mention in _publications(line)]
    if published:
        return max(published).iso()
    for line in lines[:_HEAD_LINES]:
        if len(line) <= _SHORT and not line.endswith((".", "!", "…")) and not _PLANNED.search(line):
            for mention in _mentions(line):
                full = mention.when.day and mention.weekday is None
                if full and not _AHEAD.search(line[: mention.start]):
                    return mention.when.iso()
    return _text_or_none(_latest_past(plain))


def _publications(line: str) -> Iterator[_Mention]:
    if line.endswith((".", "!", "…")):
        return
    for mention in _mentions(line):
        if mention.when.day and mention.weekday is None and _PUBLICATION.search(line[: mention.start]):
            yield mention


def _latest_past(plain: str) -> _Day | None:
    past: list[_Day] = []
    planned: list[_Day] = []
    undated: list[_Mention] = []
    for sentence in _SENTENCE_END.split(plain):
        mentions = list(_mentions(sentence))
        if not mentions:
            continue
        plans = _PLANNED.search(sentence) is not None
        for mention in mentions:
            if mention.weekday is not None:
                undated.append(mention)
            else:
                ahead = plans or _AHEAD.search(sentence[: mention.end])
                (planned if ahead else past).append(mention.when)
    planned_years = {when.year for when in planned}
    past = [when for when in past if when.month or when.year not in planned_years]
    if not past:
        return None
    latest = max(past)
    horizon = min((when.year for when in planned if when.year > latest.year), default=latest.year + 4)
    for mention in undated:
        years = range(latest.year, min(horizon, latest.year + 8) + 1)
        days = [day for year in years if (day := _valid(year, mention.when.month, mention.when.day))]
        fitting = [day for day in days if date(day.year, day.month, day.day).weekday() == mention.weekday]
        if len(fitting) == 1:
            past.append(fitting[0])
    return max(past)


def _mentions(plain: str) -> Iterator[_Mention]:
    for found in _DATE.finditer(plain):
        mention = _read(found)
        if mention is not None:
            yield mention


def _read(found: re.Match[str]) -> _Mention | None:
    """Return the date of a match, or None when the calendar has no such day."""
    part = found.groupdict()
    weekday = None
    when: _Day | None
    if part["day"]:
        day, month = int(part["day"].removesuffix("er")), _MONTHS[part["month"].rstrip(".")]
        when = _valid(int(part["year"] or 2000), month, day)
        if when is not None and not part["year"]:
            if part["weekday"] is None:
                return None
            when, weekday = _Day(0, month, day), _WEEKDAYS.index(part["weekday"])
    elif part["y"]:
        when = _valid(int(part["y"]), int(part["m"]), int(part["d"]))
    elif part["iso"]:
        year, month, day = map(int, part["iso"].split("-"))
        when = _valid(year, month, day) if month and day else None
    elif part["its_year"]:
        when = _valid(int(part["its_year"]), _MONTHS[part["lone_month"].rstrip(".")], 0)
    else:
        when = _valid(int(part["lone_year"]), 0, 0)
    return None if when is None else _Mention(when, weekday, found.start(), found.end())


def _valid(year: int, month: int, day: int) -> _Day | None:
    if not 1900 <= year <= 2100 or (day and not month):
        return None
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return _Day(year, month, day)


def _text_or_none(when: _Day | None) -> str | None:
    return None if when is None else when.iso()


def _plain(text: str) -> str:
    """Lower case, no accents, plain apostrophes and spaces; line ends stay. `dès` must not become `des`."""
    lower = _FROM.sub("a partir de ", text.lower().replace("’", "'").replace("\u00ad", ""))
    letters = unicodedata.normalize("NFD", lower)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^\S\n]+", " ", bare)
