"""Acronyms that a text spells out itself: `Agence régionale de santé (ARS)`.

An acronym is explained by words whose initials are its letters, in order; small
words (`de`, `et`, `la`) may be left out of it, others may not.
"""

import re
from functools import cache

from assistant.french.folding import fold

_ACRONYM = r"[A-Z][A-Za-z]?[A-Z]{1,8}"
_AFTER = re.compile(rf"\(\s*(?:dite?s?\s+|ou\s+)?[«“\"]?\s*(?P<acronym>{_ACRONYM})s?\s*[»”\"]?\s*[),;]")
_BEFORE = re.compile(rf"(?<![\w-])(?P<acronym>{_ACRONYM})s?\s*(?:\(|[:=]|[–—]|-\s)\s*[«“\"]?\s*")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u00ad\u200b\u0300-\u036f])*")
_BREAK = re.compile(r"[.!?;:()\n]|\s[–—-]\s")
_SMALL = frozenset(
    [
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l",
        "d",
        "et",
        "a",
        "au",
        "aux",
        "en",
        "pour",
        "par",
        "sur",
        "dans",
    ]
)


def find_acronyms(text: str) -> dict[str, str]:
    """Return the acronyms that a text explains, each with its words as first written.

    Three forms are known: the words before `(ARS)`, and the words after `ARS (`
    or `ARS :`. A plural `s` does not belong to the acronym.
    """
    found: dict[str, tuple[int, str]] = {}
    for match in _AFTER.finditer(text):
        sentence = text[max(0, match.start() - 200) : match.start()]
        breaks = [each.end() for each in _BREAK.finditer(sentence)]
        _keep(found, match, _words_before(sentence[breaks[-1] if breaks else 0 :], match["acronym"]))
    for match in _BEFORE.finditer(text):
        ahead = text[match.end() : match.end() + 200]
        stop = _BREAK.search(ahead)
        _keep(found, match, _words_after(ahead[: stop.start() if stop else len(ahead)], match["acronym"]))
    return {acronym: words for acronym, (_, words) in sorted(found.items(), key=lambda each: each[1])}


def _keep(found: dict[str, tuple[int, str]], match: re.Match[str], words: str) -> None:
    acronym = match["acronym"]
    if words and (acronym not in found or match.start() < found[acronym][0]):
        found[acronym] = (match.start(), words)


def _words_before(text: str, acronym: str) -> str:
    """Return the end of `text` that the acronym stands for, or nothing."""
    spans = [word.span() for word in _WORD.finditer(text)]
    initials = [_initial(text[start:end]) for start, end in spans]
    fitting = [first for first in range(len(spans) - 1, -1, -1) if _matches(initials[first:], acronym)]
    exact = (first for first in fitting if _is_exact(initials[first:], acronym))
    first = next(exact, fitting[0] if fitting else None)
    return "" if first is None else text[spans[first][0] : spans[-1][1]]


def _words_after(text: str, acronym: str) -> str:
    """Return the beginning of `text` that the acronym stands for, or nothing."""
    spans = [word.span() for word in _WORD.finditer(text)]
    initials = [_initial(text[start:end]) for start, end in spans]
    for last in range(len(spans), 0, -1):
        if _matches(initials[:last], acronym):
            return text[spans[0][0] : spans[last - 1][1]]
    return ""


def _initial(word: str) -> tuple[str, bool]:
    """Return the first letter of a word and whether the word is small."""
    folded = fold(word)
    return folded[:1], folded in _SMALL


def _is_exact(initials: list[tuple[str, bool]], acronym: str) -> bool:
    """Whether the letters are the initials of all words but the small ones ("DDT", not "départementale des T…")."""
    return "".join(initial for initial, small in initials if not small) == fold(acronym)


def _matches(initials: list[tuple[str, bool]], acronym: str) -> bool:
    """Whether the letters of the acronym are the initials, small words left out at will but at both ends."""
    letters = fold(acronym)
    if not initials or initials[0][1] or initials[-1][1]:
        return False

    @cache
    def rest_matches(word: int, letter: int) -> bool:
        if word == len(initials):
            return letter == len(letters)
        initial, small = initials[word]
        taken = letter < len(letters) and initial == letters[letter] and rest_matches(word + 1, letter + 1)
        return taken or (small and rest_matches(word + 1, letter))

    return rest_matches(0, 0)
