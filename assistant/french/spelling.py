"""The term of a vocabulary nearest to a misspelt one."""

import re
from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

_VOWEL = re.compile("[aeiouy]")


def correct(term: str, vocabulary: Mapping[str, int]) -> str | None:
    """Return the known term that an unknown one most likely stands for, or None.

    Args:
        term: as `analyse` gives it.
        vocabulary: known terms and how often each occurs.

    Returns:
        The nearest term one edit away (from 4 letters), or two (from 8); an edit adds, drops, changes
        or swaps letters. Between equals the most frequent, then the first in alphabetical order. None
        for a known term, a number, an acronym, or when nothing is near enough.

    Source: Damerau-Levenshtein distance, F. J. Damerau, "A technique for computer detection and
    correction of spelling errors", 1964.
    """
    if term in vocabulary or not _is_word(term):
        return None
    most = 2 if len(term) >= 8 else 1
    near = process.extract(
        term, list(vocabulary), scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=None
    )
    words = [(distance, -vocabulary[known], known) for known, distance, _ in near if _is_word(known)]
    return min(words)[2] if words else None


def _is_word(term: str) -> bool:
    return len(term) >= 4 and term.isalpha() and not term.isupper() and _VOWEL.search(term) is not None
