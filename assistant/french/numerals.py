"""French number words to values: `quatre-vingt-dix-sept` is 97, `deux cent mille` 200 000."""

from collections.abc import Sequence

_SMALL = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
    "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15,
    "seize": 16,
}  # fmt: skip
_TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
_SCALES = {
    "mille": 10**3, "mil": 10**3,
    "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9,
}  # fmt: skip

NUMBER_WORDS = frozenset({*_SMALL, *_TENS, *_SCALES, "cent", "cents"})
"""Folded, in lower case. `et` links them and is not one."""

SCALES = {word: value for word, value in _SCALES.items() if word != "mil"}
"""Words that multiply a number written in digits: `1,5 million`."""


def parse_numeral(words: Sequence[str]) -> tuple[int, int]:
    """Read the longest number at the beginning of a run of words.

    Args:
        words: folded number words, and `et` between them.

    Returns:
        (value, count of words read); (0, 0) when no number begins here, as with `millions`.
    """
    total, taken, limit = 0, 0, 10**12
    while True:
        value, after = _below_thousand(words, taken)
        scale = _SCALES.get(words[after], limit) if after < len(words) else limit
        if scale >= limit or (after == taken and scale != 1000):
            return total + value, after
        total, taken, limit = total + (value or 1) * scale, after + 1, scale


def _below_thousand(words: Sequence[str], at: int) -> tuple[int, int]:
    value, after = _below_hundred(words, at)
    if after < len(words) and words[after] in {"cent", "cents"} and (after == at or 2 <= value < 20):
        rest, end = _below_hundred(words, after + 1)
        return (value or 1) * 100 + rest, end
    return value, after


def _below_hundred(words: Sequence[str], at: int) -> tuple[int, int]:
    first = words[at] if at < len(words) else ""
    second = words[at + 1] if at + 1 < len(words) else ""
    if first == "quatre" and second in {"vingt", "vingts"}:
        tens, after = 80, at + 2
    elif first in _TENS:
        tens, after = _TENS[first], at + 1
    elif first == "dix" and _SMALL.get(second, 0) in {7, 8, 9}:
        return 10 + _SMALL[second], at + 2
    elif first in _SMALL:
        return _SMALL[first], at + 1
    else:
        return 0, at
    linked = after < len(words) and words[after] == "et"
    rest, end = _below_hundred(words, after + linked)
    most = 19 if tens in {60, 80} else 9
    if end == after + linked or not 1 <= rest <= most or (linked and rest not in {1, 11}):
        return tens, after
    return tens + rest, end
