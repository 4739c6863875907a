"""Things that the wording of a question sets side by side."""

import re

from assistant.comparison.slots import Comparison, Item, aligned
from assistant.comparison.wording import HOLE, asked_which, counted, definition, lowered
from assistant.french.phrases import elided, is_name, of

_A, _B = r"(?P<a>[^?,;:]{2,80}?)", r"(?P<b>[^?,;:]{2,80}?)"
_STOP = r"(?=\s*(?:[?.!,;:]|\Z|\s(?:en|depuis|fin|debut|pour|dans)\s))"
_WHICH_ONE = r"\s*[,:]\s*(?:lequel|laquelle|lesquel(?:le)?s|qui|quel(?:le)?s?)\b"
_DIFFERENCE = (
    r"(?:quel(?:le)?s?\s+)?(?:(?:est|sont|etait)\s+)?(?:(?:la|les)\s+|l')?(?:principales?\s+|grandes?\s+)?"
    r"(?:differences?|ecarts?|distinctions?)"
)
_WHAT = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_DIFFERENCE}(?:\s+(?:de\s+|d')(?P<of>[\w' -]{{2,60}}?))?(?:\s+(?:y a-t-il|qu'il y a|existe-t-il|fait-on))?"
        rf"\s+entre\s+{_A}\s+et\s+{_B}{_STOP}",
        rf"differences?\s+{_A}\s*(?:/|\bet\b|\bvs\b\.?)\s*{_B}{_STOP}",
        rf"comment\s+(?:choisir|distinguer)\s+entre\s+(?=(?:les?|la|une?)\s|l'){_A}\s+et\s+{_B}{_STOP}",
        rf"(?:comparaison|compare[rz]?)\s+(?:entre\s+)?{_A}\s+(?:et|avec|a|par rapport a)\s+{_B}{_STOP}",
        rf"en quoi\s+{_A}\s+(?:differe(?:nt)?|se distinguent?)(?:[- ]t[- ]\w+|-\w+)?\s+(?:de\s+|d'){_B}{_STOP}",
        rf"(?:qu'est-ce qui|ce qui)\s+(?:distingue|differencie)\s+{_A}\s+(?:de\s+|d'|et\s+)"
        rf"(?P<b>(?:(?:les?|la|une?|celui|celle)\s|l')[^?,;:]{{2,80}}?){_STOP}",
        rf"{_A}\s+(?:vs\.?|versus)\s+{_B}{_STOP}",
    )
)
_CHOICES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:^|, )(?P<lead>de\s+|d'|entre\s+){_A}\s+(?:et|ou)\s+(?:de\s+|d')?{_B}(?={_WHICH_ONE})",
        rf"^(?P<lead>){_A},?\s+(?:ou(?: bien)?|vs\.?|versus)\s+{_B}(?={_WHICH_ONE})",
        r"\b(?:plus|moins|mieux|meilleur\w*|premiere?|lequel|laquelle)\b[^?,;:]*?\s?[,:]\s*"
        rf"(?P<lead>(?:entre\s+)?){_A},?\s+ou(?: bien)?\s+{_B}{_STOP}",
    )
)
_SUBJECTS = re.compile(
    rf"{_A}\s+\w+-(?:t-)?(?:ils?|elles?)\s+(?:\w+\s+)?(?:plus|moins|autant|davantage)\s+(?:de\s+|d')[a-z][\w-]*\s+"
    rf"(?P<than>qu(?:e\s+|'){_B})[\s?]*"
)
_INSIDE = re.compile(
    rf"\b(?:plus|moins|autant|aussi|davantage)\b[^?]*\b(?P<p>dans|chez|pour|a|avec|par)\s+{_A}\s+"
    rf"(?P<than>qu(?:e\s+|')(?P=p)\s+{_B})[\s?]*\Z"
)
_WHO = re.compile(r"(?:pourquoi|comment|qui|quel(?:le)?s?)\b")
_NO_THING = re.compile(
    r"\b(?:qui|que|quoi|comment|pourquoi|quand|où|oui|non|est|sont|a|ont|fait|était|avait|ferme|ouvre|tombe)\b|"
    r"\w+(?:er?ait|aient|eront|èrent|issait|oulait)\b|\bqu'|"
    r"^(?:l[ea]s?\s|l['’])(?:premi[eè]re?|seconde?|derni[eè]re?|autre|même|\w+ième)s?$"
)
_DETERMINER = re.compile(r"\A(?:(?:les?|la|une?|du|des|cet?|cette|ces)\s+|[ld]['’])", re.IGNORECASE)
_SHORT = re.compile(
    r"(?:(?:les?|la|une?|des|cet?|cette|ces)\s+|l['’])[\w-]+"
    r"(?:\s+(?:(?:de|du|des|de la)\s+|d['’]|de l['’])[\w-]+|\s+[A-ZÀ-Þ\d][\w-]*)*"
)
"""A noun with its complements: a word more may be the verb of a clause ("que le rapport montre")."""
_THAT_OF = re.compile(r"(?:celui|celle|ceux|celles)\s+(?=(?:du|de|des|d['’]|en|dans|à)(?!\w))", re.IGNORECASE)


def compared_things(question: str) -> Comparison | None:
    """Return the two things that a question sets side by side, or None.

    Args:
        question: NFC.
    """
    plain = aligned(question)
    for pattern in _WHAT:
        found = pattern.match(plain)
        pair = _pair(question, found) if found else None
        if found and pair:
            named = question[slice(*found.span("of"))] if "of" in found.groupdict() and found["of"] else ""
            tail = question[found.end("b") :].rstrip(" ?.!")
            if tail.startswith((",", ";", ":")):
                return None
            words = [f"{named} {_of(item.phrase)}" if named else definition(item.phrase) for item in pair]
            return _compared(HOLE + tail, pair, words)
    for pattern in _CHOICES:
        found = pattern.search(plain)
        pair = _pair(question, found) if found else None
        if found and pair:
            which = asked_which(f"{question[: found.start('lead')]}{HOLE}{question[found.end('b') :]}")
            return _compared(which[0], pair, [i.phrase for i in pair]) if which and not which[1] else None
    return None if _WHO.match(plain) else _than(question, plain)


def _than(question: str, plain: str) -> Comparison | None:
    """ "Le tram a-t-il plus d'arrêts que le bus", "… chez les femmes que chez les hommes"."""
    found = _SUBJECTS.fullmatch(plain)
    pair = _pair(question, found, whole=True) if found else None
    if found and pair:
        template = counted(f"{HOLE}{question[found.end('a') : found.start('than')]}")
        return _compared(template, pair, [item.phrase for item in pair]) if template else None
    found = _INSIDE.search(plain)
    pair = _pair(question, found, whole=True) if found else None
    if found and pair:
        preposition = question[slice(*found.span("p"))]
        template = counted(f"{question[: found.start('p')]}{HOLE}")
        return _compared(template, pair, [f"{preposition} {i.phrase}" for i in pair]) if template else None
    return None


def _compared(template: str, pair: tuple[Item, Item], words: list[str]) -> Comparison:
    return Comparison(template, (pair[0].slot(words[0]), pair[1].slot(words[1])))


def _pair(question: str, found: re.Match[str], whole: bool = False) -> tuple[Item, Item] | None:
    """The two things of a match, None when one is hardly a thing; "celle de Blois" takes the noun of the first."""
    first, second = (question[slice(*found.span(group))].strip() for group in ("a", "b"))
    noun = re.match(r"(?:(?:les?|la|une?|du|des)\s+|[ld]['’])?[\w-]+", first, re.IGNORECASE)
    if noun and _THAT_OF.match(second):
        second = f"{noun.group()} {_THAT_OF.sub('', second)}"
    if not all(_is_thing(each, whole) for each in (first, second)) or aligned(first) == aligned(second):
        return None
    one, other = (Item(0, 0, "", lowered(each), _DETERMINER.sub("", each)) for each in (first, second))
    return one, other


def _of(phrase: str) -> str:
    """After "de": "une écluse" keeps its article."""
    return elided("de", phrase) if re.match(r"une?\s", phrase) else of(phrase)


def _is_thing(words: str, whole: bool) -> bool:
    """Whether words are a thing: they open on an article or are few, and have no verb that shows.

    Args:
        words: not empty.
        whole: nothing but a noun with its complements, or a name.
    """
    if words.isdigit() or _NO_THING.search(words.lower()):
        return False
    if whole:
        return _SHORT.fullmatch(words[:1].lower() + words[1:]) is not None or is_name(words)
    return _DETERMINER.match(words) is not None or len(words.split()) <= 4
