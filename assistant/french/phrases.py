"""Noun phrases of a short French text, found by their determiners, without a tagger.

A phrase opens on a determiner ("la", "des", "cette", "l'") or on a capitalised word, and
runs through nouns, adjectives and complements ("la communauté professionnelle de santé
du Sud-Lochois") until a verb of the list below, a word ending of the third person plural,
a question word or punctuation. Good enough for questions; long prose is not its business.
"""

import re
from dataclasses import dataclass

_DETERMINERS = frozenset("le la les l un une des du au aux ce cet cette ces son sa ses leur leurs".split())
_LINKS = frozenset("de du des d à a au aux et".split())
_STOPS = frozenset(
    "qui que qu quoi dont où ou quand comment pourquoi combien quel quelle quels quelles lequel laquelle est sont "
    "était étaient fut furent sera seront a ont avait avaient aura auront va vont fait font peut peuvent doit doivent "
    "en pour y il elle ils elles on nous vous je tu se s ne n pas plus si par dans sur avec sans sous chez vers depuis avant "
    "après entre selon comme mais donc car finance financent propose proposent permet permettent compte comptent "
    "concerne concernent prévoit prévoient ouvre ouvrent travaille exerce dirige gère organise porte bénéficie existe "
    "signifie désigne veut dire consiste sert fonctionne commence date situe trouve appelle regroupe rassemble fédère "
    "couvre emploie reçoit crée lance soutient aide vise verse touche t ci là".split()
)
_WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*|['’]|[^\w\s]")
_PERSON_ENDING = re.compile(r"(?:aient|èrent|[^m]ent|-(?:t-)?(?:ils?|elles?|on|ce|vous|nous))$")
_NOUNS_IN_ENT = re.compile(r"(?:ment|cent|dent|gent|ient|parent|talent|couvent)$")


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase with its determiner."""

    text: str
    start: int
    end: int
    named: bool
    """Holds a capitalised word or an acronym beyond its first word."""


def noun_phrases(text: str) -> list[NounPhrase]:
    """Return the noun phrases in reading order; offsets count characters of `text`."""
    words = [m for m in _WORD.finditer(text) if m.group() not in "'’"]
    phrases = []
    position = 0
    while position < len(words):
        last = _phrase_end(words, position)
        if last is None:
            position += 1
            continue
        start, end = words[position].start(), words[last].end()
        inside = [w.group() for w in words[position : last + 1]]
        named = any(w[:1].isupper() for w in (inside if position else inside[1:]))
        phrases.append(NounPhrase(text[start:end], start, end, named))
        position = last + 1
    return phrases


def _phrase_end(words: list[re.Match[str]], first: int) -> int | None:
    """Index of the last word of the phrase that opens at `first`, or None when none opens there."""
    opener = words[first].group()
    name = first > 0 and opener[:1].isupper() and opener.lower() not in _STOPS
    before = words[first - 1].group().lower() if first else ""
    after_quantity = before in ("de", "d", "quel", "quelle", "quels", "quelles") and opener[:1].isalpha()
    if opener.lower() not in _DETERMINERS and not name and not after_quantity:
        return None
    if after_quantity and opener.lower() in _STOPS:
        return None
    last = None if opener.lower() in _DETERMINERS else first
    place = first + 1
    while place < len(words):
        word = words[place].group()
        plain = word.lower()
        if not word[0].isalnum() or (plain in _STOPS and not word[0].isupper()):
            break
        linked = plain in _LINKS or plain in _DETERMINERS
        if not linked:
            if last is not None and _is_verb(plain, words[place - 1].group().lower()):
                break
            last = place
        elif plain in ("le", "la", "les", "l") and words[place - 1].group().lower() not in _LINKS:
            break
        place += 1
    return last


def _is_verb(word: str, before: str) -> bool:
    if before in _LINKS or before in _DETERMINERS:
        return False
    return bool(_PERSON_ENDING.search(word)) and not _NOUNS_IN_ENT.search(word)
