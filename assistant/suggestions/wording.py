"""A sentence to the questions that it answers: how many, when, since when, by whom, what something is or stands for.

Only sentences whose grammar shows on their face are turned; the agreement of a pronoun is read off a participle
after "être". What is missed costs nothing, what is wrong is a question nobody would ask.
"""

import re
from collections.abc import Iterator
from itertools import chain, takewhile

from assistant.french import Token, find_dates, find_numbers, tokenise
from assistant.french.acronyms import find_acronyms
from assistant.french.phrases import elided

_SMALL = frozenset({"de", "d", "du", "des", "en"})
_GOES_ON = frozenset({"et", "ou", "à", "au", "aux"})

_SUBJECT = r"(?P<subject>(?:Le |La |Les |L[\'’])[^,;:()«»*<>\[\]|\"_\d]{2,70}?)"
_PARTICIPLE = r"(?P<participle>[^\W\d_]{2,}(?:é|i|u|is|it|ert)(?:e|s|es)?)"
_BE = r"(?P<be>a été|ont été|est|sont|fut|furent|était|étaient)"
_EVENT = re.compile(
    rf"^{_SUBJECT} {_BE} {_PARTICIPLE}(?P<rest>(?: en (?:vigueur|service|place|ligne|fonction))?) (?:en |le |au |début |fin )?"
)
_SINCE = re.compile(
    r"^(?P<clause>(?:Le |La |Les |L['’])[^,;:()«»*<>|\d]{10,90}?) (?P<date>depuis [^,;:().]{4,30})\.?$"
)
_AGENT = re.compile(rf"^{_SUBJECT} {_BE} {_PARTICIPLE} par (?=(?:les? |la |l['’]|une? )\w|[A-ZÀ-Þ])")
_BY_SOMEBODY = re.compile(
    r"(?:financ|fond|cré|dirig|gér|port|propos|organis|soutenu|lanc|anim|pilot|constru|écri|élu|nomm|attribu|"
    r"vers|invent|découv|dessin|peint|publi|recens)"
)
_IS = re.compile(rf"^{_SUBJECT} (?P<be>est une? |sont des )(?=[^\W\d_])")
_LEANS = re.compile(
    r"\b(?:qui|que|qu['’]|dont|où|ils?|elles?|on|nous|vous|je|celui|celle|ceux|ci-dess\w+)\b", re.IGNORECASE
)
"""In a subject, a clause of its own or words that lean on the sentence before."""


def questions_of(sentence: str) -> Iterator[str]:
    """Yield the questions that a sentence answers."""
    kinds = (_how_many, _when, _since_when, _by_whom, _what, _meaning)
    return chain.from_iterable(kind(sentence) for kind in kinds)


def _how_many(sentence: str) -> Iterator[str]:
    for number in find_numbers(sentence):
        noun = "" if number.is_year else _counted(sentence, number.end)
        if noun:
            yield f"Combien {elided('de', noun)} ?"


def _when(sentence: str) -> Iterator[str]:
    found = _EVENT.match(sentence)
    if found and any(span.start == found.end() and not span.open for span in find_dates(sentence)):
        yield from _inverted("Quand", found, found["rest"])


def _since_when(sentence: str) -> Iterator[str]:
    found = _SINCE.match(sentence)
    if found and not _LEANS.search(found["clause"]):
        span = next(iter(find_dates(found["date"])), None)
        if span is not None and span.open == "since" and (span.start, span.end) == (0, len(found["date"])):
            yield f"Depuis quand est-ce que {_lowered(found['clause'])} ?"


def _by_whom(sentence: str) -> Iterator[str]:
    found = _AGENT.match(sentence)
    if found and _BY_SOMEBODY.match(found["participle"].lower()):
        yield from _inverted("Par qui", found)


def _what(sentence: str) -> Iterator[str]:
    found = _IS.match(sentence)
    if found is None or _LEANS.search(found["subject"]):
        return
    words = [token for token in tokenise(found["subject"]) if not token.stop]
    if len(words) > 1 or any(word.form[:1].isupper() for word in words):
        asked = "Que sont" if found["be"].startswith("sont") else "Qu'est-ce que"
        yield f"{asked} {_lowered(found['subject'])} ?"


def _meaning(sentence: str) -> Iterator[str]:
    for acronym in find_acronyms(sentence):
        yield f"Que signifie {acronym} ?"


def _inverted(opening: str, found: "re.Match[str]", rest: str = "") -> Iterator[str]:
    """Ask of a subject, its auxiliary and its participle: "Quand le plan a-t-il été adopté ?"."""
    subject, participle = found["subject"], found["participle"]
    if _LEANS.search(subject):
        return
    auxiliary, _, been = found["be"].partition(" ")
    many = auxiliary in ("ont", "sont", "furent", "étaient")
    feminine = participle.endswith("es" if many else "e")
    pronoun = ("elle" if feminine else "il") + ("s" if many else "")
    link = "-t-" if auxiliary == "a" else "-"
    if many != participle.endswith("s") and not participle.endswith(("is", "us")):
        return  # no agreement: what looks like a participle is none
    yield f"{opening} {_lowered(subject)} {auxiliary}{link}{pronoun}{f' {been}' if been else ''} {participle}{rest} ?"


def _lowered(clause: str) -> str:
    return clause[:1].lower() + clause[1:]


def _counted(text: str, start: int) -> str:
    """The noun after a number with all its complements: two or three words of substance, or nothing.

    Up to the first small word, all agree with a plural: "maisons de santé rurale", never "nombres coïncident".
    """
    words: list[Token] = []
    for token in tokenise(text[start : start + 80]):
        between = text[start + (words[-1].end if words else 0) : start + token.start]
        if between.strip(" \u00a0'’"):
            break
        if token.stop and token.form.lower() not in _SMALL:
            if token.form.lower() in _GOES_ON:
                return ""
            break
        words.append(token)
    substance = sum(not word.stop for word in words)
    if not 2 <= substance <= 3 or words[0].stop or words[-1].stop or not all(w.form.islower() for w in words):
        return ""
    agreeing = takewhile(lambda word: not word.stop, words)
    if not all(word.form.endswith(("s", "x", "z")) for word in agreeing):
        return ""
    return text[start + words[0].start : start + words[-1].end]
