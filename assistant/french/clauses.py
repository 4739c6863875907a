"""Agreement and inversion: the gender and number that French words show, and where a pronoun follows its verb.

Found by determiners, endings and hyphens, without a tagger; "" and None stand for what the wording does not tell.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.french.phrases import elided

Gender = Literal["m", "f", ""]

_I = re.IGNORECASE
_DETERMINER = re.compile(
    r"(?:(?P<m>le|un|du|au|ce|cet|son|quel)|(?P<f>la|une|cette|sa|quelle)|(?P<fp>quelles)"
    r"|(?P<p>les|des|aux|ces|ses|leurs|quels|plusieurs))\s+|(?P<e>[ld]['’])\s*|(?P<of>leur|chaque)\s+",
    _I,
)
_FEMININE = re.compile(r"(?:[tsx]ion|té|ure|[ae]nce|[ée]e|ette|esse|ade|école|aide)s?$", _I)
_MASCULINE = re.compile(r"(?:[^i]age|ment|isme|oir|eau|teur|al|ier)s?$", _I)
_PARTICIPLE = re.compile(r"(?P<stem>\w+(?:é|i|u|ait|uit|int|ert|is))(?:e|s|es)$", _I)
HAS = r"(?:a|ont|avait|avaient|aura|auront|est|sont|était|étaient|fut|furent|eut|eurent)"
AFTER_VERB = re.compile(
    r"(?:\s+(?:pas|plus|été|jamais|bien|alors|d'abord))*(?P<participle>\s+(?!(?:de|le|que|une)\b)[^\W\d_]+(?:[éeiuts]|is)e?s?(?![\w'’-]))?",
    _I,
)
"""What follows an auxiliary: small adverbs, then perhaps a past participle."""
_CLITICS = r"(?P<clitics>(?<![\w'’-])(?:(?:ne|se|y|en|lui|leur|le|la|les)\s+|[nsl]['’]\s*){,3})"
_BE = r"est|sont|fut|furent|sera|seront|était|étaient|etait|etaient|a|ont|avait|avaient"
_INVERTED = (
    re.compile(
        rf"{_CLITICS}(?P<verb>[^\W\d_]+)-\s?(?:t[-'’ ]?)?(?P<pronoun>ils?|elles?|on|vous|nous|tu|je)\b(?!['’])",
        _I,
    ),
    re.compile(rf"{_CLITICS}(?P<verb>{_BE})\s(?:t[-'’ ])?(?P<pronoun>ils?|elles?)\b(?!['’])", _I),
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Gender and number, as far as they are shown."""

    gender: Gender = ""
    plural: bool | None = None

    def with_(self, other: "Agreement") -> bool:
        """Whether nothing shown by one contradicts the other."""
        genders = not self.gender or not other.gender or self.gender == other.gender
        return genders and (self.plural is None or other.plural is None or self.plural == other.plural)


@dataclass(frozen=True, slots=True)
class Inversion:
    """A verb and the subject pronoun after it ("les a-t-il"), with the pronouns that stand before."""

    start: int
    """Of the pronouns before the verb, or of the verb."""
    verb: int
    """Start of the verb."""
    end: int
    clitics: tuple[str, ...]
    """In lower case, apostrophes straight: "les", "l'", "y"."""
    pronoun: str


def inversions(text: str) -> Iterator[Inversion]:
    """Yield the subject pronouns that follow their verb, in order."""
    found = {match.start("pronoun"): match for pattern in _INVERTED for match in pattern.finditer(text)}
    for _, match in sorted(found.items()):
        clitics = re.findall(r"\w+['’]?", match["clitics"].lower().replace("’", "'"))
        yield Inversion(
            match.start(), match.start("verb"), match.end(), tuple(clitics), match["pronoun"].lower()
        )


def agreement(phrase: str) -> Agreement:
    """Return what a noun phrase shows: by its determiner first, then by how its noun ends."""
    opening = _DETERMINER.match(phrase)
    words = phrase[opening.end() if opening else 0 :].split()
    noun = words[0].strip("«»\"'’,.") if words else ""
    if not opening and noun[:1].isupper():
        return Agreement("", False)
    plural: bool | None = noun.endswith(("s", "x")) and noun.islower()
    gender = _gender_of(noun)
    if opening:
        gender = "m" if opening["m"] else "f" if opening["f"] or opening["fp"] else gender
        if opening["p"] or opening["fp"]:
            plural = True
        elif opening["m"] or opening["f"] or opening["of"] or (opening["e"] or "")[:1].lower() == "l":
            plural = False
    if opening and opening["m"] and opening["m"].lower() == "son" and _gender_of(noun) == "f":
        gender = "f"
    return Agreement(gender, plural)


def _gender_of(noun: str) -> Gender:
    if not noun.islower():
        return ""
    return "f" if _FEMININE.search(noun) else "m" if _MASCULINE.search(noun) else ""


def definite(phrase: str) -> str:
    """Return the phrase with the definite article: "au comité" → "le comité", "une aide" → "l'aide".

    A phrase without a determiner takes "les" when it is a plural, and is left as it is otherwise.
    """
    opening = _DETERMINER.match(phrase)
    if opening is None:
        noun = phrase.split()[0] if phrase.split() else ""
        return f"les {phrase}" if noun.islower() and noun.endswith(("s", "x")) else phrase
    noun, shown = phrase[opening.end() :], agreement(phrase)
    if not noun.strip():
        return phrase
    word = opening.group().strip().lower()
    if word in ("le", "la", "les") or (word[:1] == "l" and opening["e"]):
        return f"l{opening.group()[1]}{noun}" if opening["e"] else f"{word} {noun}"
    if opening["e"] or opening["of"]:
        plural = noun.split()[0].endswith(("s", "x"))
        return f"les {noun}" if plural else elided("la" if shown.gender == "f" else "le", noun)
    return f"les {noun}" if shown.plural else elided("la" if shown.gender == "f" else "le", noun)


def pronoun_agreement(pronoun: str) -> Agreement:
    """Return what a pronoun, a possessive or a demonstrative asks of the words it stands for."""
    word = pronoun.lower().replace("’", "'")
    gender: Gender = "f" if word in _FEMININE_PRONOUNS else "m" if word in _MASCULINE_PRONOUNS else ""
    if word in _SINGULAR:
        return Agreement(gender, False)
    return Agreement(gender, True if word in _PLURAL else None)


_FEMININE_PRONOUNS = frozenset(
    {"elle", "elles", "la", "celle-ci", "celles-ci", "cette", "laquelle", "lesquelles"}
)
_MASCULINE_PRONOUNS = frozenset(
    {"il", "le", "celui-ci", "ceux-ci", "eux", "ce", "cet", "lequel", "ils", "lesquels"}
)
_SINGULAR = frozenset(
    {"il", "elle", "le", "la", "l'", "lui", "son", "sa", "ses", "celui-ci", "celle-ci", "ce", "cet", "cette"}
)
_PLURAL = frozenset(
    {"ils", "elles", "les", "eux", "leur", "leurs", "ceux-ci", "celles-ci", "ces", "lesquels", "lesquelles"}
)


def without_agreement(participle: str) -> str:
    """Return a past participle in the masculine singular, as before an object that follows: "envahie" → "envahi"."""
    plain = _PARTICIPLE.fullmatch(participle)
    return plain["stem"] if plain else participle


_QUESTION_WORD = re.compile(
    r"(?:(?:(?P<prep>à|de|en|dans|par|pour|sur|sous|avec|chez|contre|vers|depuis|jusqu['’]à|pendant|selon|d['’]après|a|ds|pr)\s+"
    r"|(?P<d>d['’]))?(?:(?P<which>quel(?:le)?s?|combien\s+(?:de\s+|d['’]))\s*(?P<noun>[\w'’-]+)"
    r"|(?P<word>qui|quoi|où|ou(?=\s*$|\s+(?:est|sont|se)\b)|quand|comment|pourquoi|combien|que|qu['’]))(?![\w-]))",
    _I,
)


@dataclass(frozen=True, slots=True)
class QuestionPhrase:
    """The words that open a question and say what is asked: "où", "en quelle année", "combien de lits"."""

    end: int
    adverbial: bool
    """Asks for a place, a time, a way…: whatever the verb is, another such phrase may stand for it."""
    start_of_noun: int
    """Where the noun after "quel" or "combien de" starts; `end` for others."""
    noun: str
    """After "quel" or "combien de", with that word ("quels territoires"); "" for others."""


def question_phrase(text: str) -> QuestionPhrase | None:
    """Return the question words at the start of a text, or None when it opens otherwise."""
    opening = _QUESTION_WORD.match(text)
    if opening is None:
        return None
    word = (opening["word"] or "").lower()
    preposition = opening["prep"] or opening["d"]
    lasts = opening["which"] is not None and opening["noun"].lower() in ("temps", "fois")
    adverbial = lasts or word in ("où", "ou", "quand", "comment", "pourquoi") or bool(preposition)
    noun = f"{opening['which'].strip()} {opening['noun']}" if opening["which"] else ""
    start = opening.start("noun") if noun else opening.end()
    return QuestionPhrase(opening.end(), adverbial, start, noun)


def plural(noun: str) -> str:
    """Return a noun in the plural: "axe" → "axes", "hôpital" → "hôpitaux", "bureau" → "bureaux"."""
    if noun.endswith(("s", "x", "z")):
        return noun
    if noun.endswith("al"):
        return f"{noun[:-2]}aux"
    return f"{noun}x" if noun.endswith(("eau", "eu")) else f"{noun}s"
