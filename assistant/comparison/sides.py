"""Each side of a comparison to a question of its own, that is retrieved and read as any other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.comparison.slots import EVOLVES, Slot, find_slots, two_questions
from assistant.frame import Frame
from assistant.french import analyse, find_dates, fold
from assistant.french.phrases import elided

_I = re.IGNORECASE
_BEFORE_SIDE = re.compile(
    r"(?:(?:[,:/]|\b(?:et|and|ou(?:\s+bien)?|or|contre|vs\.?|versus|par rapport|face|comme|puis|ainsi que|que|than|"
    r"entre|avec|en|in|dans|de|du|des|à|aux?|pour|chez|les?|la|celui|celle|ceux|celles)(?!\w)|\b(?:qu|[ld])['’])\s*)+\Z",
    _I,
)
_FRAMES = tuple(
    re.compile(pattern, _I)
    for pattern in (
        r"^\s*compare[rz]?\s+(?:moi\s+)?",
        r"^\s*comparaison\s+(?:entre\s+)?(?:de\s+|d['’])?",
        r"\b(?:quel(?:le)?s?\s+)?(?:est|sont|était|étaient)?\s*(?:la|les|l['’])\s*(?:principales?\s+)?(?:différences?|differences?|"
        r"écarts?|ecarts?|comparaison|évolution|evolution)\s*(?:qu['’]il y a\s*)?(?:entre\s+|de\s+(?=l)|du\s+(?=nombre)|d['’])?",
        r"\bcomment\s+(?:a|ont)\s+(?:évolué|evolue|changé|change|progressé|progresse)e?s?\b",
        r"\bcomment\b(?=.*\b(?:évolu|evolu|chang|progress|augment|diminu|baiss))",
        r"\b(?:a|ont)-(?:t-)?(?:il|elle|on|ils|elles)\s+(?:beaucoup\s+|bien\s+)?(?:évolué|evolue|changé|progressé|augmenté|augmente|"
        r"diminué|diminue|baissé|baisse)e?s?\b",
        r"\b(?:quel(?:le)?s?\s+)?(?:est\s+)?(?:la\s+)?différences?\b",
        r"^\s*(?:sur|concernant|quant (?:à|au|aux)|en termes? de|en matière de)\s+",
        r"\b(?:lequel|laquelle|lesquel(?:le)?s)\b",
        r"\brespectivement\b",
        r"\b(?:que|comment)\s+distingue[rz]?(?:-t-on)?\b|\bqu['’]est-ce qui (?:distingue|différencie|oppose|sépare)\b",
        r"\ben quoi\b|\b(?:diff[eè]re(?:nt)?|se distinguent?)(?:-t?-?(?:ils?|elles?))?\b",
    )
)
_QUANTITY = re.compile(
    r"\b(?:le\s+)?(?:plus|moins|davantage|autant)\s+(?P<of>de\s+|d['’])(?=(?P<noun>\w))(?!la\b|l['’])", _I
)
_ASKING = re.compile(r"\b(?:combien|quel|qui\b|où\b|quand|comment|pourquoi)|-(?:t-)?(?:ils?|elles?|on)\b", _I)
_FIRST = re.compile(r"\b(?:en premier|le premier|la première|d['’]abord|le plus tôt)(?!\s\w)", _I)
_PLURAL = re.compile(
    r"^(?:(?:les|des)\s+(?=\w)|(?=\w+[sx]\b)(?!.*(?:\b(?:combien|quel|qui|comment)|-t-)))", _I
)
"""How what is counted opens a question that has no word to ask with."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison."""

    name: str
    """As the question has it, or as the place is written."""
    question: str
    """What is asked of it alone."""


def sides_of(question: str, frame: Frame) -> tuple[Side, ...]:
    """Return the sides of a question that compares, in its order; none for other questions."""
    halves = two_questions(question)
    if halves is not None:
        names = [_named(half, frame) for half in halves]
        if None not in names and names[0] != names[1]:
            return tuple(Side(name or "", half) for name, half in zip(names, halves, strict=True))
    slots = find_slots(question, frame)
    return tuple(Side(slot.name, _asked(question, slots, slot)) for slot in slots)


def _named(half: str, frame: Frame) -> str | None:
    """What tells half of a double question from the other: its place, its date, or its name."""
    own = half.partition(" : ")[2] or half
    places, dates = frame.places_asked(own), find_dates(own)
    if places:
        return places[0].name
    name = re.search(r"(?<=[\s'’])[A-ZÀ-Þ][\w-]+(?:\s+[A-ZÀ-Þ][\w-]+)*", own)
    return name.group() if name else own[dates[0].start : dates[0].end] if dates else None


def _asked(question: str, slots: Sequence[Slot], side: Slot) -> str:
    """The question without its sides and without the words that compare, then the side alone."""
    rest = _without(question, slots)
    evolves = EVOLVES.search(fold(question)) is not None
    for frame in _FRAMES:
        rest = frame.sub(" ", rest)
    rest = _FIRST.sub("quand", rest)
    rest = _QUANTITY.sub(lambda found: f"combien {found['of']}", rest)
    rest = re.sub(r"\s+([,.])", r"\1", " ".join(rest.strip(" ,:;?.!").split())).strip(" ,:")
    if not analyse(rest):
        return f"Qu'est-ce {elided('que', side.words)} ?"
    if find_dates(side.words) and (evolves or not _ASKING.search(rest)):
        counted = _PLURAL.sub("", rest)
        rest = f"combien de {_lowered(counted)}" if _PLURAL.match(rest) else rest
    return f"{rest[:1].upper()}{rest[1:]} {side.words} ?"


def _without(question: str, slots: Sequence[Slot]) -> str:
    """The question with a blank for each side and for the small words that lead to it."""
    rest = question
    for start, end in sorted({(slot.start, slot.end) for slot in slots}, reverse=True):
        before = _BEFORE_SIDE.search(rest[:start])
        rest = f"{rest[: before.start() if before else start]} {rest[end:]}"
    return rest


def _lowered(words: str) -> str:
    """The words without the capital of a sentence; acronyms keep theirs."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
