"""A question with a hole for one side of what it compares, asked as of that side alone."""

import re

from assistant.french.phrases import elided

HOLE = "\0"
"""Where the words of a side will stand."""
_I = re.IGNORECASE
NUMBERS = r"(?:\d|une?\b|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|cent\b|mille|la\b|l['’])"
_COUNT = re.compile(
    rf"(?<!\ben )(?<!\w)(?:le\s+)?(?:plus|moins|davantage|autant)\s+(?P<of>de\s+|d['’])(?!{NUMBERS})", _I
)
_MORE = re.compile(r"(?<!\w)(?:plus|moins|aussi|autant|davantage)\s+", _I)
_FIRST = re.compile(r"\s*\b(?:en premier|le premier|la première|d['’]abord|le plus tôt)(?!\s\w)", _I)
_MOST = re.compile(r"\b(?:le|la|les) (?:plus|moins|mieux|meilleur)", _I)
_ONE = r"(?P<one>lequel|laquelle|lesquel(?:le)?s)"
_WHO = rf"(?:{_ONE}|qu['’]est-ce qui|(?P<where>où)|qui|quel(?:le)?s?(?:(?=\s+(?:est|sont)\s)|\s+[^\W\d]+))"
_WHICH = tuple(
    re.compile(pattern, _I)
    for pattern in (
        # de A et de B, lequel …; A ou B : lequel …
        rf"(?P<before>){HOLE}\s*[,:]\s*{_WHO}\s+(?P<said>[^?{HOLE}]+?)[\s?]*",
        # lequel …, A ou B
        rf"(?P<before>(?:[^?,{HOLE}]+,\s*)?){_WHO}\s+(?P<said>[^?,:{HOLE}]+?)\s*[,:]\s*{HOLE}[\s?]*",
        # lequel de A et de B …
        rf"(?P<before>)(?:{_ONE}|(?P<where>(?!))qui)\s+{HOLE}\s+(?P<said>[^?{HOLE}]+?)[\s?]*",
    )
)
_COMPARE = re.compile(r"compare[rz]?(?:[- ]moi)?\s+(?P<rest>.*)", _I)
_ON = re.compile(
    rf"{HOLE},?\s+(?:sur|concernant|quant (?:à|aux?)|en termes? de|en matière de)\s+(?P<what>[^?{HOLE}]+?)[\s?.]*",
    _I,
)
_DIFFERENCE = re.compile(
    r"(?:quel(?:le)?s?\s+)?(?:(?:est|sont|était)\s+)?(?:(?:la|les)\s+|l['’])?(?:principales?\s+|grandes?\s+)?"
    r"(?:diff[ée]rences?|[ée]carts?|comparaison)(?:\s+(?:y a-t-il|qu['’]il y a))?(?:\s+de\b|\s+du\b|\s+des\b|\s+d['’])?"
    rf"(?:\s+entre\b)?\s*(?P<rest>[^{HOLE}]*{HOLE}.*)",
    _I,
)


def counted(template: str) -> str | None:
    """Ask how many, or how: "y a-t-il plus de lits (à Tours)" → "Combien de lits y a-t-il (à Tours)".

    None where a side that is the subject is not counted: adjectives agree with it.
    """
    found = _COUNT.search(template)
    if found is None:
        return None if template.startswith(HOLE) else _MORE.sub("", template, count=1)
    head, tail = template[: found.start()].strip(), template[found.end() :].strip(" ?")
    noun, hole, after = tail.partition(HOLE)
    if hole:
        return f"Combien {found['of']}{noun.strip()} {lowered(head)} {HOLE}{after}"
    verb = re.fullmatch(rf"{HOLE}\s+(?P<verb>\w+)(?:-(?:t-)?(?:ils?|elles?))?(?P<rest>.*)", head)
    if verb is None:
        return None
    if verb["rest"].startswith(","):
        return f"Combien {found['of']}{tail} {verb['verb']} {HOLE}{verb['rest'].rstrip(' ,')}"
    return f"Combien {found['of']}{tail} {verb['verb']}{verb['rest']} {HOLE}"


def asked_which(template: str) -> tuple[str, bool] | None:
    """Ask of one side what is asked of which one, and say whether the side keeps its preposition.

    "Lequel (de A et de B) compte le plus de lits" → "Combien de lits compte (A)".
    """
    found = next((match for match in (p.fullmatch(template) for p in _WHICH) if match), None)
    if found is None:
        return None
    said, before, where = found["said"], found["before"], found["where"] is not None
    count = _COUNT.search(said)
    if count is not None:
        asked = f"combien {count['of']}{said[count.end() :]} {said[: count.start()].strip()} {HOLE}"
    elif where or not (found["one"] or _MOST.search(said) or _FIRST.search(said)):
        return None
    elif _FIRST.search(said):
        asked = f"quand {_FIRST.sub('', said)} {HOLE}"
    else:
        asked = f"{HOLE} {said}"
    return before + asked, where


def unframed(template: str) -> str | None:
    """Leave "comparez" and "la différence entre" out; the hole alone when nothing else is said; None without them."""
    found = _COMPARE.fullmatch(template) or _DIFFERENCE.fullmatch(template)
    if found is None:
        return None
    rest = found["rest"].strip(" ?.")
    on = _ON.fullmatch(rest)
    return f"{on['what']} {HOLE}" if on else rest


def definition(thing: str) -> str:
    """Ask what a thing is: "Qu'est-ce qu'une écluse", "Que désigne écluse"."""
    determined = re.match(r"(?:les?|la|une?)\s|l['’]", thing, _I)
    return f"Qu'est-ce {elided('que', lowered(thing))}" if determined else f"Que désigne {thing}"


def sentence(words: str) -> str:
    """The words as one question."""
    plain = re.sub(r"\s+([,.])", r"\1", " ".join(words.split())).strip(" ,:;?.!")
    return f"{plain[:1].upper()}{plain[1:]} ?"


def lowered(words: str) -> str:
    """The words without the capital of a sentence, where they open on a small word; names keep theirs."""
    small = re.match(
        r"(?:les?|la|une?|des|ce|cette|ces|son|sa|ses|dans|en|à|aux?|du?|de|pour|chez|sur|y|est|sont|a|ont)\b|[ldj]['’]",
        words,
        _I,
    )
    return words[:1].lower() + words[1:] if small else words
