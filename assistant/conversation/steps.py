"""What stands before or after in time: "et l'année suivante ?", "et pour l'édition d'après ?", "deux ans plus tard".

The date of the earlier question cannot stay with such words: where they count years its years move, any other date is left
out.
"""

import re

from assistant.conversation.topic import LEAD, with_words
from assistant.french import DateSpan, find_dates, find_numbers

_I = re.IGNORECASE
_LEADS = r"(?P<asks>combien\s+)?(?P<words>(?:(?:pour|pendant|durant|lors de|en|à|dans)\s+)?"
_STEP = re.compile(
    rf"{_LEADS}(?:les?\s+|la\s+|l['’])(?P<noun>[^\W\d_]+)(?:\s+[^\W\d_]+)?\s+"
    r"(?:(?P<after>suivante?s?|d['’]apr[èe]s)|pr[ée]c[ée]dente?s?|d['’]avant))",
    _I,
)
_LATER = re.compile(
    rf"{_LEADS}(?P<count>[\w-]+)\s+(?:ans?|ann[ée]es?)\s+(?:(?P<after>plus\s+tard|apr[èe]s)|plus\s+t[ôo]t|avant|auparavant))",
    _I,
)
_YEARLY = re.compile(
    r"ans?|ann[ée]es?|exercices?|saisons?|rentr[ée]es?|mill[ée]simes?|[ée]ditions?|promotions?|sessions?|campagnes?",
    _I,
)
"""What mostly comes once a year: the year before it would only bring the same answer again."""
_TIME = re.compile(
    r"ans?|ann[ée]es?|mois|semaines?|jours?|trimestres?|semestres?|si[èe]cles?|d[ée]cennies?", _I
)
_YEAR = re.compile(r"\d{4}")


def moved_on(earlier: str, fragment: str) -> str | None:
    """Ask the earlier question of the time before or after its own.

    Args:
        earlier: standing alone.
        fragment: what follows "et", without its final mark.

    Returns:
        "… en 2017 ?" as "… en 2018 ?" after "l'année suivante", and as "… pour le trimestre suivant ?" after those words;
        None for other fragments, and where neither the earlier question nor the fragment speaks of time.
    """
    step = _STEP.fullmatch(fragment) or _LATER.fullmatch(fragment)
    dates = find_dates(earlier)
    if step is None or not (dates or _TIME.fullmatch(step.groupdict().get("noun") or "")):
        return None
    years = _years(step.groupdict())
    if years and dates and _is_one_time(earlier, dates):
        start, end = dates[0].start, dates[0].end
        moved = _YEAR.sub(lambda year: str(int(year.group()) + years), earlier[start:end])
        return earlier[:start] + moved + earlier[end:]
    for date in reversed(dates):
        lead = LEAD.search(earlier, 0, date.start)
        head = earlier[: lead.start() if lead else date.start].rstrip(" ,")
        earlier = f"{head}{earlier[date.end :]}".lstrip(" ,")
    words = step["words"][:1].lower() + step["words"][1:]
    return with_words(earlier[:1].upper() + earlier[1:], words, joint=" ")


def _years(step: dict[str, str | None]) -> int:
    """How many years the words move by, negative towards the past; 0 where they count no years."""
    if step.get("noun") is not None:
        years = 1 if _YEARLY.fullmatch(step["noun"] or "") else 0
    elif re.fullmatch("une?", step["count"] or "", _I):
        years = 1
    else:
        years = next((int(number.value) for number in find_numbers(step["count"] or "")), 0)
    return years if step["after"] else -years


def _is_one_time(earlier: str, dates: list[DateSpan]) -> bool:
    """Whether the dates are one, of a year in figures or of two that follow each other ("2018-2019")."""
    years = [int(year) for year in _YEAR.findall(earlier[dates[0].start : dates[0].end])]
    follow = bool(years) and years == list(range(years[0], years[0] + min(len(years), 2)))
    return len(dates) == 1 and not dates[0].open and follow
