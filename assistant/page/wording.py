"""How dates, figures and probabilities are written in each language."""

from collections.abc import Mapping
from datetime import datetime

from assistant.page.texts import Texts
from assistant.page.thread import Language

_MONTHS: Mapping[Language, tuple[str, ...]] = {
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_SURE, _LIKELY = 0.8, 0.6
"""Probabilities from which the confidence is worded "high", "fair"."""


def number(value: int, texts: Texts) -> str:
    """Write a whole number with its thousands apart: 1 234 in French, 1,234 in English."""
    return f"{value:,}".replace(",", "\u202f" if texts.language == "fr" else ",")


def counted(value: int, forms: tuple[str, str], texts: Texts) -> str:
    """Write a count with its noun; French keeps the singular up to 1, English at 1 only."""
    singular = value < 2 if texts.language == "fr" else value == 1
    return forms[0 if singular else 1].format(n=number(value, texts))


def date_in_words(iso: str, texts: Texts) -> str:
    """Write "2024-01-01" as "1er janvier 2024", "2024-12" as "décembre 2024", "2018" as it is."""
    year, *rest = iso.split("-")
    if not rest:
        return year
    month = _MONTHS[texts.language][int(rest[0]) - 1]
    if len(rest) == 1:
        return f"{month} {year}"
    day = int(rest[1])
    return f"{'1er' if day == 1 and texts.language == 'fr' else day} {month} {year}"


def moment_in_words(iso: str, texts: Texts) -> str:
    """Write an ISO moment in this machine's own time: "29 janvier 2024 à 14 h 05"."""
    moment = datetime.fromisoformat(iso).astimezone()
    day = date_in_words(moment.date().isoformat(), texts)
    return f"{day} à {moment:%H h %M}" if texts.language == "fr" else f"{day} at {moment:%H:%M}"


def confidence_in_words(probability: float, texts: Texts) -> str:
    """Word a probability: high from 0.8, fair from 0.6."""
    return texts.confidence[0 if probability >= _SURE else 1 if probability >= _LIKELY else 2]
