"""Text without accents, case and typography, and the way back to its offsets."""

import unicodedata
from collections.abc import Sequence

_REPLACED = {
    "œ": "oe",
    "Œ": "oe",
    "æ": "ae",
    "Æ": "ae",
    "ß": "ss",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "‐": "-",
    "‑": "-",
    "–": "-",
    "−": "-",
    "\u00ad": "",
    "\u200b": "",
    "\u200c": "",
    "\u200d": "",
    "\u2060": "",
    "\ufeff": "",
}


class _Folding(dict[int, str]):
    """Code point to folded characters, filled as characters are met."""

    def __init__(self) -> None:
        super().__init__((ord(character), folded) for character, folded in _REPLACED.items())
        self.uneven = {character for character, folded in _REPLACED.items() if len(folded) != 1}

    def __missing__(self, code: int) -> str:
        character = chr(code)
        decomposed = unicodedata.normalize("NFKD", character)
        folded = "".join(part for part in decomposed if not unicodedata.combining(part)).lower()
        if len(folded) != 1:
            self.uneven.add(character)
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return the text in lower case, without accents, ligatures, soft hyphens and zero-width characters.

    Special blanks become a space, curly apostrophes `'`, dashes `-`. The same
    letters give the same result in any Unicode form; the length may change.
    """
    return text.translate(_FOLDING)


def fold_map(text: str) -> tuple[str, Sequence[int]]:
    """Return the folded text, and for each of its characters (and its end) the offset it comes from."""
    folded = text.translate(_FOLDING)
    if len(folded) == len(text) and _FOLDING.uneven.isdisjoint(text):
        return folded, range(len(text) + 1)
    offsets = [at for at, character in enumerate(text) for _ in _FOLDING[ord(character)]]
    offsets.append(len(text))
    return folded, offsets


def unfold(text: str, offsets: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """Return the offsets in `text` of the folded characters `start` to `end`, `start` < `end`."""
    last = offsets[end - 1] + 1
    while last < len(text) and unicodedata.combining(text[last]):
        last += 1
    return offsets[start], last
