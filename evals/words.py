"""How the measures compare French texts: folded, cut into tokens, blind to typography.

This is the judge's own reading of a text, on purpose apart from the assistant's
analysis for search: a measure must not move when the search changes.
"""

import re
import unicodedata

_IGNORED = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_SHAPES = {
    **dict.fromkeys(map(ord, "’‘ʼ′´`＇"), "'"),
    **dict.fromkeys(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹"), " "),  # calls of footnotes
    **str.maketrans({"œ": "oe", "æ": "ae", "ᵈ": "d", "ᵉ": "e", "ᵐ": "m", "ⁿ": "n", "ʳ": "r", "ˢ": "s"}),
}
_THOUSANDS = re.compile(r"(?<!\d)(?<!\d[.,])\d{1,3}(?:\s\d{3})+(?!\d)")
_TOKEN = re.compile(r"\d++(?:[.,]\d++)*+(?:[^\W\d_][^\W_]*|\s*%)?|[^\W_]+|[%‰€$£]")
_ELISION = re.compile(r"(?<!\w)[ld]'")
_ARTICLES = frozenset({"le", "la", "les", "un", "une", "du", "de", "des", "au", "aux"})


def fold(text: str) -> str:
    """Return a text without case, accents, ligatures, invisible characters and spaces inside numbers."""
    plain = unicodedata.normalize("NFD", text.casefold().translate(_IGNORED).translate(_SHAPES))
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return _THOUSANDS.sub(lambda number: re.sub(r"\s", "", number[0]), bare)


def tokens(text: str) -> list[str]:
    """Cut a text into folded tokens.

    A number keeps its decimals (written with a comma) and its percent sign: `3,5 %` is the one token
    `3,5%`, in which neither `3` nor `3,5` is found. `17 000` with any one space is `17000`. Apostrophes
    and hyphens part words; other punctuation is dropped.
    """
    return [_number(token) for token in _TOKEN.findall(fold(text))]


def holds(text: str, answer: str) -> bool:
    """Whether the tokens of `answer` stand in a row among those of `text`; never for an empty answer."""
    wanted = tokens(answer)
    return bool(wanted) and f" {' '.join(wanted)} " in f" {' '.join(tokens(text))} "


def answer_tokens(text: str) -> list[str]:
    """Return the tokens that exact match and token F1 compare: without articles.

    Articles go as whole words only (`l'`, `d'`, le, la, les, un, une, du, de, des, au, aux): `d'urgence`
    gives `urgence`, `lait` stays. A text of articles alone keeps them, since `un` may be the number.

    Source: the SQuAD normaliser (Rajpurkar et al., 2016: lower case, no punctuation, no articles),
    with the articles of French.
    """
    found = [_number(token) for token in _TOKEN.findall(_ELISION.sub(" ", fold(text)))]
    return [token for token in found if token not in _ARTICLES] or found


def count_words(text: str) -> int:
    """Return the number of runs of characters that are not spaces."""
    return len(text.split())


def _number(token: str) -> str:
    return re.sub(r"\s", "", token).replace(".", ",") if token[0].isdigit() else token
