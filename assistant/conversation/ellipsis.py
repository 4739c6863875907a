"""A fragment ("et dans le Gers ?") to the earlier question, with a part of it replaced."""

import re
from collections.abc import Sequence

from assistant.conversation.topic import COUNTED, LEAD, PREPOSITIONS, topic_of, with_words
from assistant.french import analyse, find_dates, find_places, noun_phrases
from assistant.french.phrases import complements, elided, is_name, with_complement

_I = re.IGNORECASE
_CELUI = re.compile(
    r"^(?:celui|celle|ceux|celles)\s+(?P<complement>(?:(?:du|de|des|en|dans|à|au|aux)\s|d['’]).+)$", _I
)
_PARTITIVE = re.compile(r"^(?:des?|du)\s+(?!(?:la|les?|l)\b)|^d['’]", _I)
_DETERMINER = re.compile(r"^(?:(?:les?|la|des?|du|une?)\s+|[ld]['’])", _I)
_OPENS_ON_ONE = re.compile(rf"(?:{PREPOSITIONS}|par|avec|sans|sous|vers|selon|entre|pendant)\s|d['’]", _I)
_WHEN = re.compile(r"\b(?:en|depuis|avant|après|fin|début)\s+$", _I)


def is_where_or_when(fragment: str) -> bool:
    """Whether the words are a place or a date and nothing else."""
    if re.fullmatch(r"(?:à|en|dans|chez)\s+[A-ZÀ-Þ][\w'’-]*(?:\s+[A-ZÀ-Þ][\w'’-]*)*", _lowered(fragment)):
        return True
    spans = [(span.start, span.end) for span in (find_places(fragment) or find_dates(fragment))]
    return bool(spans) and says_only(fragment, spans)


def replaced(earlier: str, new: str) -> str:
    """Ask the earlier question again with a fragment in place of what it replaces."""
    new = _lowered(new)
    that = _CELUI.match(new)
    if that:
        topic = topic_of(earlier)
        after = f"{earlier[: topic.end]} {that['complement']}{earlier[topic.end :]}" if topic else None
        return (
            with_complement(earlier, that["complement"])
            or after
            or with_words(earlier, that["complement"], joint=" ")
        )
    places, dates = find_places(new), find_dates(new)
    asked = [(place.start, place.end) for place in find_places(earlier)]
    if places and asked and says_only(new, [(place.start, place.end) for place in places]):
        return _swapped(earlier, new, asked)
    if dates and says_only(new, [(date.start, date.end) for date in dates]):
        return _swapped(earlier, new, [(date.start, date.end) for date in find_dates(earlier)])
    when = _WHEN.search(new, 0, dates[0].start) if len(dates) == 1 else None
    rest = (new[: when.start()] + new[dates[0].end :]).strip(" ,") if when else ""
    if when and rest:
        return replaced(replaced(earlier, rest), new[when.start() : dates[0].end])
    counted = COUNTED.search(earlier)
    counts = counted is not None and not counted["which"] and not places and not dates
    if _OPENS_ON_ONE.match(new) or is_name(new):
        swapped = with_complement(earlier, new)
        if swapped is not None:
            return swapped
        if not (counts and _PARTITIVE.match(new) and new.islower()):
            return with_words(earlier, new, joint=" ")
    noun = _DETERMINER.sub("", new)
    if counted is None or not counts or _is_plural(noun) != _is_plural(counted["focus"]):
        return with_words(earlier, new)
    phrase = next((p for p in noun_phrases(earlier) if p.start <= counted.start("focus") < p.end), None)
    following = [
        each.start
        for each in complements(earlier)
        if each.kind == "à" and each.start > counted.start("focus")
    ]
    end = min([phrase.end if phrase else counted.end("focus"), *following])
    end = len(earlier[:end].rstrip())
    return _linked(earlier[: counted.start("focus")], noun) + earlier[end:]


def _is_plural(noun: str) -> bool:
    """Whether the first word has the ending of a plural: what is counted gives way to its like alone."""
    return re.match(r"[^\s'’]*[sx](?:\s|$)", noun) is not None


def _lowered(fragment: str) -> str:
    """The fragment without the capital of a sentence on a small word, "a" that opens it read as "à"."""
    fragment = re.sub(r"^a\s", "à ", fragment, flags=_I)
    small = re.match(rf"(?:{PREPOSITIONS}|cel(?:ui|les?)|ceux)\s|d['’]", fragment, _I)
    return fragment[:1].lower() + fragment[1:] if small else fragment


def says_only(fragment: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether nothing but small words stands outside the spans."""
    for start, end in reversed(spans):
        fragment = fragment[:start] + fragment[end:]
    return not analyse(fragment)


def _linked(head: str, noun: str) -> str:
    """Join, with "de" or "d'" as the noun's first letter wants."""
    link = re.search(r"\bd(?:e\s+|['’])$", head, _I)
    return head[: link.start()] + elided("de", noun) if link else head + noun


def _swapped(earlier: str, new: str, spans: Sequence[tuple[int, int]]) -> str:
    """Put a new place or date where the first of the spans stands, with its own preposition if it has one."""
    if not spans:
        return with_words(earlier, new, joint=" ")
    start, end = spans[0]
    lead = LEAD.search(earlier, 0, start)
    if lead and re.match(rf"{PREPOSITIONS}\b", new, _I):
        start = lead.start()
    elif lead and re.match(r"(?:le|la|les)\s|l['’]", new, _I):
        article = re.search(r"(?:\b(?:le|la|les)\s+|\bl['’])$", earlier[:start], _I)
        start = article.start() if article else start
    return earlier[:start] + new + earlier[end:]
