"""What a question names, in forms that can stand elsewhere, with the gender and number it shows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.conversation.topic import COUNTED
from assistant.french import analyse, find_places, noun_phrases
from assistant.french.clauses import Agreement, agreement, definite, inversions, question_phrase
from assistant.french.phrases import elided

_I = re.IGNORECASE
_VALUE = re.compile(r"\b(?:quel(?:le)?s?|quoi)\s+(?:est|sont|était|étaient|fut|furent|sera|seront)\s+$", _I)
_INNER = re.compile(
    r"(?<=\s)(?:(?P<article>du|des)\s+|de\s+(?=(?:la|cette|cet?)\s|l['’]|[A-ZÀ-Þ])|d['’](?=[A-ZÀ-Þ]))"
)
_AND = re.compile(r"\s+(?:et|ou)\s+(?=(?:la|les?|du|des?|aux?)\s|[ld]['’]|[A-ZÀ-Þ])", _I)
_TAIL = re.compile(
    r"\s+(?:en\s+(?!\d|été|cours|fin|début)|contre\s+(?:(?:les?|la)\s+|l['’]))[a-zà-ÿ]+(?![\w-])"
    r"(?:\s+[a-zà-ÿ]{3,}(?:[aiu]le|que|ive|aire|ée?|euse|ienne)s?(?![\w-]))?"
)
_BESIDE = re.compile(
    r"\b(?:sous|dans|avec|pour|par|chez|contre|sur|entre|vers|avant|après|depuis|pendant|selon)\s+$", _I
)
_SMALL = ("le", "la", "les", "de", "du", "des", "un", "une", "et", "au")
_AFTER_NOUN = r"(?<=[a-zà-ÿ])" + "".join(rf"(?<!\b{word})" for word in _SMALL) + r"\s+"
_NOUNS_IN_AIT = r"(?:fait|lait|trait|forfait|parfait|portrait|extrait|souhait|retrait|bienfait)s?\b"
_PAST = r"[a-zà-ÿ]{2,}(?:ait|aient|èrent)\b"
_PRESENT = r"(?<=[sx]\s)[a-zà-ÿ]{3,}ent\b"
_VERB = re.compile(rf"{_AFTER_NOUN}(?!{_NOUNS_IN_AIT})(?:{_PAST}|{_PRESENT})")
"""A verb inside what was taken for a phrase, by its ending."""
_BEFORE_ARTICLE = r"[a-zà-ÿ]{3,}e(?=\s+(?:des|une?)\s)"
_BEFORE_NAME = r"[a-zà-ÿ]{3,}(?:[ae]it|e)(?=\s+[A-ZÀ-Þ])"
_VERB_OF_WHICH = re.compile(rf"{_VERB.pattern}|{_AFTER_NOUN}(?:{_BEFORE_ARTICLE}|{_BEFORE_NAME})")
"""After "quel", one before an article or a name too: "Quel musée expose des …"."""
_NOUN = re.compile(
    r"(?:(?:les?|la|des?|du|une?|cet?|cette|ces|aux?|son|sa|ses|leurs?)\s+|[ld]['’])?[\w'’-]+", _I
)
_LINKED = re.compile(r"\b(?:de|du|des|à|au|aux|le|la|les|et)$|['’]$")
_WHICH = re.compile(r"quel(?:le)?s?\s+", _I)
_WHO = re.compile(r"qui\s+(?!est\b|sont\b|était\b|a-t|peut\b|doit\b)(?=[a-zà-ÿ]+\s)", _I)
_PREDICATE = re.compile(
    r"\s+(?P<verb>a|ont|est|sont|était|étaient|fut|furent|[a-zà-ÿ]+(?:e|ent|ait|aient|it))\s+(?P<definite>(?:les?|la)\s|l['’]|[A-ZÀ-Þ])?"
)
_CENTURY = re.compile(r"\s+(?:au|à la|aux)\s+(?:[IVXLC]+e|début|fin|cours|moment|\d)")
_WHERE = re.compile(r"\s+(?:à|au|aux)\s")
_BEFORE = 40
"""Characters read before a phrase to tell its part in the question."""
_LAST_NAME = re.compile(r"[A-ZÀ-ÞŁŚ][\w'’-]*(?:\s+(?:l[ea]\s+)?[A-ZÀ-ÞŁŚ][\w'’-]*)*$")
_FIRST_NAME = re.compile(r"(?P<name>[A-ZÀ-Þ][\w’'-]*[^\W\d_])\s+(?=\w+-\s?(?:t-)?(?:ils?|elles?)\b)")


@dataclass(frozen=True, slots=True)
class Mention:
    """Something a question names, in a form that can stand anywhere ("le comité de suivi")."""

    text: str
    shows: Agreement
    weight: tuple[bool, bool, bool, bool, bool, int] = (True, True, True, True, True, 0)
    """No bare place, not what is asked for, not inside another, the subject of a verb, a name, its words:
    the larger the likelier to be spoken of next."""
    start: int = 0
    """Where it stands in its question."""
    group: int = -1
    """Shared by mentions that "et" or "ou" joins; -1 for one alone."""


def measure_of(question: str) -> str:
    """Return what a question counts, with its complements; nothing when it counts nothing."""
    counted = COUNTED.search(question)
    if counted is None or counted["which"]:
        return ""
    asked = (
        each.text
        for each in mentions_of(question)
        if each.start <= counted.start("focus") and not each.weight[1]
    )
    return re.sub(r"^les\s+", "", next(asked, counted["focus"]))


def mentions_of(question: str) -> list[Mention]:
    """Return what a question names, the likeliest subject of the next one first."""
    found: list[Mention] = []
    last = group = 0
    verbs, counted = [each.start for each in inversions(question)], COUNTED.search(question)
    for start, end in _spans(question, verbs):
        group += 0 if found and question[last:start].strip() in ("et", "ou") else 2
        subject = any(question[end:verb].strip() == "" for verb in verbs if verb >= end)
        found += _members(question, start, end, group, subject, counted)
        last = end
    found = [_relative(question, each) for each in found]
    found += _agents(question)
    groups = [each.group for each in found]
    alone = [each if groups.count(each.group) > 1 else replace(each, group=-1) for each in found]
    return sorted(alone, key=lambda each: each.weight, reverse=True)


def _agents(question: str) -> list[Mention]:
    """Whoever a question about "qui" asks for: "Qui dirige le parc ?" speaks of "celui qui dirige le parc" too."""
    asked = _WHO.match(question)
    if asked is None:
        return []
    does = question[asked.end() :].rstrip(" ?.!\u00a0")
    weight = (True, False, False, False, False, 0)
    one = [
        Mention(f"celui qui {does}", Agreement("m", False), weight),
        Mention(f"celle qui {does}", Agreement("f", False), weight),
    ]
    verb, _, rest = does.partition(" ")
    several = "ont" if verb == "a" else f"{verb}nt" if verb.endswith("e") else ""
    return [*one, Mention(f"ceux qui {several} {rest}", Agreement("m", True), weight)] if several else one


def _relative(question: str, mention: Mention) -> Mention:
    """What a question asks for, by what it says of it: "Quel musée expose X ?" speaks of "le musée qui expose X"."""
    opening = _WHICH.match(question)
    if opening is None or mention.weight[1] or any(inversions(question)):
        return mention
    noun = re.sub(r"^(?:(?:les?|la)\s+|l['’])", "", mention.text)
    rest = question[opening.end() + len(noun) :].rstrip(" ?.!\u00a0")
    verb = _PREDICATE.match(rest)
    several = bool(mention.shows.plural) and verb is not None and verb["verb"].endswith("nt")
    inverted = (
        verb is not None and verb["definite"] and not (several and not verb["definite"].startswith("les"))
    )
    stands = question[opening.end() :].startswith(noun) and verb is not None and not inverted
    return replace(mention, text=f"{mention.text} qui{rest}") if stands else mention


def _spans(question: str, verbs: Sequence[int]) -> list[tuple[int, int]]:
    """Return where noun phrases stand: without the verb that one was taken to hold, with "en dôme" after it.

    Args:
        question: standing alone.
        verbs: where its inverted verbs start.
    """
    opening = question_phrase(question)
    phrases: list[tuple[int, int]] = []
    for phrase in noun_phrases(question):
        end = min([phrase.end, *(verb for verb in verbs if verb > phrase.start)])
        end = phrase.start + len(question[phrase.start : end].rstrip())
        phrases.append((phrase.start, end))
    spans: list[tuple[int, int]] = []
    for start, end in phrases:
        inverted = any(question[end:verb].strip() == "" for verb in verbs if verb >= end)
        noun = _NOUN.match(question, start, end)
        of_which = opening is not None and opening.noun != "" and start <= opening.start_of_noun < end
        verb = (_VERB_OF_WHICH if of_which else _VERB).search(question, noun.end() if noun else start, end)
        named = _LAST_NAME.search(question[:end], start)
        if verb:
            spans.append((start, verb.start()))
            spans += [(named.start(), end)] if named and named.start() >= verb.end() else []
            continue
        name = _LAST_NAME.search(question[:end], noun.end()) if noun and of_which and inverted else None
        if name and not _LINKED.search(question[start : name.start()].rstrip()):
            spans += [(start, start + len(question[start : name.start()].rstrip())), (name.start(), end)]
            continue
        where = (_WHERE if question[start].isupper() else _CENTURY).search(question, start, end)
        tail = _TAIL.match(question, end)
        against = tail is not None and "contre" in tail.group() and named is not None
        after = tail.end() if tail and not against and not find_places(tail.group()) else end
        spans.append((start, where.start() if where else after))
    first = _FIRST_NAME.match(question)
    if first and question_phrase(first["name"]) is None:
        spans = [(0, first.end("name")), *(span for span in spans if span[0] > 1)]
    return spans


def _members(
    question: str, start: int, end: int, group: int, subject: bool, counted: re.Match[str] | None
) -> list[Mention]:
    """What a phrase names: its members that "et" joins, and inside each what its complements name.

    Members that open on "de" join the first complement of the one before: "les soins de la mère et de l'enfant".
    """
    asked = counted is not None and start <= counted.start("focus") < end
    which = counted["which"] if asked and counted else None
    superlative = re.search(r"\b(?:plus|moins)\s", question[start:end]) is not None
    before = question[max(0, start - _BEFORE) : start]
    valued = _VALUE.search(before) is not None and not superlative
    cuts = [start, *(cut.end() for cut in _AND.finditer(question, start, end)), end]
    beside = _BESIDE.search(before) is not None
    mentions = []
    for place, (first, last) in enumerate(pairwise(cuts)):
        text = re.sub(r"\s+(?:et|ou)\s*$", "", question[first:last])
        of_head = _INNER.match(f" {text}", 1)
        if place and of_head:
            mentions.append(
                _mention(_inner_text(f" {text}", of_head), first, False, True, subject, valued, group + 1)
            )
            continue
        shown = f"{which}{text}" if which and not place else text
        mentions.append(_mention(shown, first, asked or valued, beside, subject, False, group))
        if len(cuts) > 2 and not place and not _INNER.match(f" {question[cuts[1] : end]}", 1):
            whole = _mention(question[start:end], start, asked or valued, False, subject, False, -1)
            both = agreement(question[start:end]).gender == "f" == agreement(question[cuts[1] : end]).gender
            mentions.append(replace(whole, shows=Agreement("f" if both else "m", True)))
        for level, inner in enumerate(_INNER.finditer(text)):
            of_group = group + 1 if level == 0 else -1
            mentions.append(
                _mention(
                    _inner_text(text, inner),
                    first + inner.end(),
                    False,
                    True,
                    False,
                    valued and level == 0,
                    of_group,
                )
            )
    return mentions


def _inner_text(text: str, inner: re.Match[str]) -> str:
    article = {"du": "le ", "des": "les "}.get(inner["article"] or "", "")
    return article + text[inner.end() :]


def _mention(
    text: str, start: int, asked: bool, inside: bool, subject: bool, valued: bool, group: int
) -> Mention:
    """Args: `valued` says that the question asks for an attribute of this ("quel est le budget de …")."""
    shows = agreement(text)
    which = _WHICH.match(text)
    article = "les" if shows.plural else "la" if shows.gender == "f" else "le"
    plain = elided(article, text[which.end() :]) if which else text
    places = find_places(plain)
    bare = bool(places) and not analyse(plain[: places[0].start])
    named = re.search(r"(?<=[\s'’])[A-ZÀ-ÞŁŚ]|^[A-ZÀ-ÞŁŚ]", text) is not None
    weight = (
        not bare or valued,
        not asked,
        not inside or valued,
        subject,
        named,
        len(analyse(text)) * 1000 + start,
    )
    return Mention(definite(plain), shows, weight, start, group)
