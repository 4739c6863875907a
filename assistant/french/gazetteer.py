"""The regions and departments of France, as our own tables give them.

`regions.csv` holds the 18 regions of today, then the 16 that became part of
another in 2016; `departments.csv` the 101 departments. How much care a name
needs in a text is said in `places.py`. INSEE codes and numbers.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from assistant.french.folding import fold

PlaceKind = Literal["region", "department", "commune", "area"]
"""The last two are in no table: `localities.py` learns them from texts."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of the tables."""

    name: str
    kind: PlaceKind
    number: str | None
    region: str
    """Of today; "" when unknown."""
    former: str
    """Before 2016, where it was another."""
    care: str


@cache
def departments() -> Mapping[str, Entry]:
    """Return the departments by number; the five that are regions too are regions."""
    regions = {row["name"] for row in _rows("regions.csv")}
    return {
        row["number"]: Entry(
            row["name"],
            "region" if row["name"] in regions else "department",
            row["number"],
            row["region"],
            row["former"],
            row["care"],
        )
        for row in _rows("departments.csv")
    }


@cache
def names() -> Mapping[str, Entry]:
    """Return the places by folded name, its words parted by one space."""
    found = {spaced(entry.name): entry for entry in departments().values()}
    numbers = {entry.name: entry.number for entry in departments().values()}
    for row in _rows("regions.csv"):
        name, number = row["name"], numbers.get(row["name"])
        found[spaced(name)] = Entry(name, "region", number, row["current"], "", row["care"])
        for alias in filter(None, row["aliases"].split("|")):
            care = "letters" if alias.isupper() else ""
            found[spaced(alias)] = Entry(name, "region", number, row["current"], "", care)
    return found


@cache
def name_pattern() -> re.Pattern[str]:
    """Return a pattern for folded text: any name, the longest first, its words parted by blanks or hyphens."""
    longest_first = sorted(names(), key=len, reverse=True)
    alternatives = (name.replace("saint", "(?:saint|st)").replace(" ", r"[\s'-]+") for name in longest_first)
    return re.compile(rf"(?<![\w@])(?:{'|'.join(alternatives)})(?!\w|-\w)")


def spaced(name: str) -> str:
    """Return the key of a name in `names`, however it was written."""
    words = re.split(r"[\s'-]+", fold(name))
    return " ".join("saint" if word == "st" else word for word in words[words[0] == "la" :])


def _rows(file: str) -> Iterator[dict[str, str]]:
    with resources.files("assistant.french").joinpath(file).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)
