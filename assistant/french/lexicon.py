"""How rare a French term is, which terms are near it in meaning, and what English words are in French.

The tables were learned from parallel text and French prose that have nothing to do with
any corpus (recipe: `assistant.training.lexicon`). Terms are those of `analyse`.
"""

import gzip
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_NOTHING: Mapping[str, float] = {}


def rarity(term: str) -> float:
    """Return log(N / n) / log(N) for a term met in n of N sentences: near 0 for the commonest, 1 if unknown."""
    total, counts = _counts()
    return math.log(total / counts.get(term, 1)) / math.log(total)


def is_known(term: str) -> bool:
    """Whether the term belongs to the French the tables were learned from."""
    return term in _counts()[1]


def near_terms(term: str) -> Mapping[str, float]:
    """Return French terms of near meaning and their probability in (0, 1); the term itself is left out."""
    return _table("near.tsv.gz").get(term, _NOTHING)


def french_of(term: str) -> Mapping[str, float]:
    """Return the French terms that translate an English one, with their probability in (0, 1)."""
    return _table("english.tsv.gz").get(term, _NOTHING)


@cache
def _counts() -> tuple[int, dict[str, int]]:
    counts = {row[0]: int(row[1]) for row in _read("rarity.tsv.gz")}
    return counts.pop(""), counts


@cache
def _table(name: str) -> dict[str, dict[str, float]]:
    table = {}
    for term, *entries in _read(name):
        pairs = (entry.rsplit("=", 1) for entry in entries)
        table[term] = {other: float(probability) for other, probability in pairs}
    return table


def _read(name: str) -> list[list[str]]:
    packed = (files("assistant.french") / "lexicon" / name).read_bytes()
    return [line.split("\t") for line in gzip.decompress(packed).decode("utf-8").splitlines()]
