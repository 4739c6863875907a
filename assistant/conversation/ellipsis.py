"""A fragment ("et dans le Gers ?", "seulement les médecins") to the earlier question, with a part of it replaced."""

import re
from collections.abc import Sequence

from assistant.conversation.beside import as_counted, compared_again, counted_anew, of_what_is_counted
from assistant.conversation.ordinals import with_rank
from assistant.conversation.topic import COUNTED, LEAD, PREPOSITIONS, says_only, topic_of, with_words
from assistant.frame import times_in
from assistant.french import find_dates, find_places, fold, noun_phrases
from assistant.french.clauses import agreement, inversions
from assistant.french.phrases import complements, elided, is_name, of, with_complement

_I = re.IGNORECASE
_CELUI = re.compile(
    r"^(?:celui|celle|ceux|celles)\s+(?P<complement>(?:(?:du|de|des|en|dans|à|au|aux)\s|d['’]).+)$", _I
)
_PARTITIVE = re.compile(r"^(?:des?|du)\s+(?!(?:la|les?|l)\b)|^d['’]", _I)
_DETERMINER = re.compile(r"^(?:(?:les?|la|des?|du|une?)\s+|[ld]['’])", _I)
_DEFINITE = re.compile(r"^(?:(?:les?|la|cette|cet?|ces)\s+|l['’])", _I)
_INDEFINITE = re.compile(r"(?:un|une|des)\s+[a-zà-ÿ]+", _I)
_OPENS_ON_ONE = re.compile(
    rf"(?:{PREPOSITIONS}|par|avec|sans|sous|vers|selon|entre|pendant|contre)\s|d['’]", _I
)
_TOPIC = re.compile(r"^(?:pour|pr|concernant|quant)\s+(?=(?:aux?|les?|la|ceux|celles?|celui)\b|l['’])", _I)
_SCALE = re.compile(r"(?:au niveau|à l['’]échelle|à l['’]echelle|dans (?:toute?|l['’]ensemble) )", _I)
_WHEN_USUAL = re.compile(
    r"(?:(?:le|la|les)\s+)?(?:(?:lun|mar|mercre|jeu|vendre|same)dis?|dimanches?|matins?|soirs?|week-ends?|vacances)\b",
    _I,
)
_QUALITY = r"(?:nouve(?:au|l|lle)|ancien(?:ne)?|grande?|petite?|vieux|vieil(?:le)?|autre|premi(?:er|ère)|derni(?:er|ère))"
_OTHER = re.compile(rf"(?:l[ea]\s+|l['’])(?P<adjective>{_QUALITY})", _I)
_ADJECTIVE = re.compile(rf"(?:(?P<article>\ble\s+)|\bla\s+|\bl['’]){_QUALITY}\s+(?=\w)", _I)
_BEYOND = re.compile(r"(?P<word>avant|après)\s+(?:lui|elles?|eux|cela|ça)", _I)
_KIN = (
    r"(?:pères?|mères?|parents|fr[èe]res?|sœurs?|soeurs?|fils|filles?|enfants?|mari|femme|[ée]poux|[ée]pouses?"
    r"|oncles?|tantes?|cousine?s?|neveux?|ni[èe]ces?|(?:grand|beau|belle)s?-\w+)"
)
_OWNED = re.compile(rf"(?:\bl[ea]s?\s+|\bl['’]){_KIN}\s+(?=(?:de|du|des)\s|d['’])", _I)
_POSSESSED = re.compile(rf"(?P<owner>son|sa|ses|leurs?)\s+(?P<noun>{_KIN})\b", _I)
_MOST = re.compile(r"(?:le|la|les)\s+(?:plus|moins)\s+[^\W\d_]+", _I)
_WHEN = re.compile(r"\b(?:en|depuis|avant|après|fin|début)\s+$", _I)
_NOTHING_NEW = re.compile(
    r"(?:pas\s+)?(?:après|avant|ailleurs|ensuite|sinon|encore|[vn]ous|toi|moi|[çc]a|cela|ceux?-(?:ci|là)|celle-(?:ci|là))",
    _I,
)
_NOT_BUT = re.compile(
    r"^pas\s+(?P<old>[^,]+?)\s*(?:,\s*(?:mais\s+|plutôt\s+)?|\s+mais\s+|\s+plutôt\s+)(?P<new>.+)$", _I
)


def is_where_or_when(fragment: str) -> bool:
    """Whether the words are a place or a date and nothing else."""
    if re.fullmatch(r"(?:à|en|dans|chez)\s+[A-ZÀ-Þ][\w'’-]*(?:\s+[A-ZÀ-Þ][\w'’-]*)*", _lowered(fragment)):
        return True
    spans = [(place.start, place.end) for place in find_places(fragment)] or times_in(fragment)
    return bool(spans) and says_only(fragment, spans)


def says_nothing_new(fragment: str) -> bool:
    """Whether no part of a question can give way to the fragment ("après", "pas ça")."""
    return _NOTHING_NEW.fullmatch(fragment) is not None


def opposes(fragment: str) -> bool:
    """Whether a fragment takes something back and gives another ("pas les médecins, les infirmiers")."""
    return _NOT_BUT.match(fragment) is not None


def replacements(earlier: str, new: str) -> list[str]:
    """Ask the earlier question again with a fragment in place of what it replaces.

    Returns:
        The readings, likeliest first: two where it may take the place of what is counted or of the subject.
    """
    opposed = _NOT_BUT.match(new)
    if opposed:
        old, new = _lowered(opposed["old"]), _lowered(opposed["new"])
        bare, put = _DETERMINER.sub("", old), _DETERMINER.sub("", new)
        at = fold(earlier).find(fold(bare))
        if at >= 0 and len(fold(earlier)) == len(earlier):
            return [_linked(earlier[:at], put) + earlier[at + len(bare) :]]
    other = _OTHER.fullmatch(new)
    before = _ADJECTIVE.search(earlier) if other else None
    if other and before:
        quality = elided("le" if before["article"] else "la", other["adjective"])
        return [f"{earlier[: before.start()]}{quality} {earlier[before.end() :]}"]
    beyond = _BEYOND.fullmatch(new)
    if beyond:
        swapped = re.sub(r"\b(?:avant|après)\b", beyond["word"].lower(), earlier, count=1, flags=_I)
        if swapped != earlier:
            return [swapped]
    if _MOST.fullmatch(new) and _MOST.search(earlier):
        return [_MOST.sub(_lowered(new), earlier, count=1)]
    ranked = with_rank(earlier, new)
    if ranked is not None:
        return [ranked]
    new = as_counted(earlier, _lowered(new))
    topic = _TOPIC.match(new)
    if topic and not any(each.kind == "pour" for each in complements(earlier)):
        bare = new[topic.end() :]
        appended = replaced(earlier, bare) == with_words(earlier, bare)
        new = f"pour {bare}" if appended else bare
        if appended:
            return [with_words(earlier, new, joint=" ")]
    subject = _subject(earlier)
    if subject and _DEFINITE.match(new) and not find_places(new) and not times_in(new):
        shown = agreement(new)
        counted = COUNTED.search(earlier)
        counts = counted is not None and not counted["which"] and counted.start("focus") < subject[0]
        beside = next((c.start for c in complements(new) if c.kind in ("à", "pour")), len(new))
        if shown.plural == agreement(earlier[subject[0] : subject[1]]).plural:
            swapped = _with_subject(earlier, subject, new[:beside].rstrip())
            swapped = replaced(swapped, new[beside:]) if beside < len(new) else swapped
            return [replaced(earlier, new), swapped] if counts and shown.plural else [swapped]
    apart = counted_anew(earlier, new) or of_what_is_counted(earlier, new) or compared_again(earlier, new)
    return [apart if apart and not times_in(new) and not find_places(new) else replaced(earlier, new)]


def owned_again(earlier: str, owned: str) -> str | None:
    """Put "la mère" where "le père de X" stands, for "et sa mère ?"; None unless both are of the family."""
    possessed, kin = _POSSESSED.fullmatch(owned), _OWNED.search(earlier)
    if possessed is None or kin is None:
        return None
    article = {"son": "le", "sa": "la", "leur": "le"}.get(possessed["owner"].lower(), "les")
    return f"{earlier[: kin.start()]}{elided(article, possessed['noun'])} {earlier[kin.end() :]}"


def _subject(earlier: str) -> tuple[int, int] | None:
    """Where the subject stands that an inverted pronoun repeats: "la région" in "la région gère-t-elle"."""
    inverted = next((each for each in inversions(earlier) if each.pronoun[0] in "ie"), None)
    if inverted is None:
        return None
    phrases = [p for p in noun_phrases(earlier) if p.start < inverted.start]
    if not phrases or earlier[min(phrases[-1].end, inverted.start) : inverted.start].strip():
        return None
    start = phrases[-1].start
    name = re.search(r"(?<=[a-zà-ÿ]\s)[A-ZÀ-ÞŁŚ].*$", earlier[start : inverted.start])
    start += name.start() if name and not _DEFINITE.match(earlier[start:]) else 0
    return start, start + len(earlier[start : inverted.start].rstrip())


def _with_subject(earlier: str, subject: tuple[int, int], new: str) -> str:
    """Put another subject there; the pronoun that repeats it follows its gender where both show one."""
    inverted = next(each for each in inversions(earlier) if each.start >= subject[1])
    shows = agreement(new)
    pronoun = inverted.pronoun
    if shows.gender:
        pronoun = ("elle" if shows.gender == "f" else "il") + ("s" if shows.plural else "")
    tail = earlier[inverted.end - len(inverted.pronoun) :]
    return (
        earlier[: subject[0]]
        + new
        + earlier[subject[1] : inverted.end - len(inverted.pronoun)]
        + pronoun
        + tail[len(inverted.pronoun) :]
    )


def replaced(earlier: str, new: str) -> str:
    """Ask the earlier question again with a fragment in place of what it replaces most likely."""
    that = _CELUI.match(new)
    counted = COUNTED.search(earlier)
    if that:
        several = counted is not None and re.match("ce(?:ux|lles)", new, _I) and _is_plural(counted["focus"])
        if (
            several
            and counted is not None
            and not re.match(r"\s+(?:de|du|des|d['’])", earlier[counted.end() :])
        ):
            return f"{earlier[: counted.end()]} {that['complement']}{earlier[counted.end() :]}"
        topic = topic_of(earlier)
        after = f"{earlier[: topic.end]} {that['complement']}{earlier[topic.end :]}" if topic else None
        return (
            with_complement(earlier, that["complement"])
            or after
            or with_words(earlier, that["complement"], joint=" ")
        )
    if _SCALE.match(new):
        spans = [(c.start, c.end) for c in complements(earlier) if c.kind == "à" and c.named]
        return (
            f"{earlier[: spans[-1][0]]}{new}{earlier[spans[-1][1] :]}"
            if spans
            else with_words(earlier, new, joint=" ")
        )
    if _WHEN_USUAL.match(new):
        return with_words(earlier, new, joint=" ")
    places, dates = find_places(new), times_in(new)
    asked = [(place.start, place.end) for place in find_places(earlier)]
    if places and asked and says_only(new, [(place.start, place.end) for place in places]):
        return _swapped(earlier, new, asked)
    if places and says_only(new, [(place.start, place.end) for place in places]):
        kinds = ("à", "de") if is_name(new) else ("à",)
        alike = any(each.kind in kinds and each.named for each in complements(earlier))
        return (with_complement(earlier, new) if alike else None) or with_words(earlier, new, joint=" ")
    if dates and says_only(new, dates):
        alone = not find_dates(new)
        return _swapped(earlier, new[:1].lower() + new[1:] if alone else new, times_in(earlier), alone)
    when = _WHEN.search(new, 0, dates[0][0]) if len(dates) == 1 else None
    rest = (new[: when.start()] + new[dates[0][1] :]).strip(" ,") if when else ""
    if when and rest:
        return replaced(replaced(earlier, rest), new[when.start() : dates[0][1]])
    counts = counted is not None and not counted["which"] and not places and not dates
    if (
        _INDEFINITE.match(new)
        and not counts
        and any(_INDEFINITE.match(p.text) for p in noun_phrases(earlier))
    ):
        return _with_thing(earlier, new)
    if _OPENS_ON_ONE.match(new) or is_name(new):
        swapped = with_complement(earlier, new)
        if swapped is not None:
            return swapped
        if not (counts and _PARTITIVE.match(new) and new.islower()):
            return with_words(earlier, new, joint=" ")
    noun = _DETERMINER.sub("", new)
    if counted is None or not counts or _is_plural(noun) != _is_plural(counted["focus"]):
        return _with_thing(earlier, new)
    phrase = next((p for p in noun_phrases(earlier) if p.start <= counted.start("focus") < p.end), None)
    following = [
        each.start
        for each in complements(earlier)
        if each.kind == "à" and each.start > counted.start("focus")
    ]
    end = min([phrase.end if phrase else counted.end("focus"), *following])
    verbs = [each.start for each in inversions(earlier) if each.start > counted.start("focus")]
    end = min([end, *verbs])
    end = len(earlier[:end].rstrip())
    return _linked(earlier[: counted.start("focus")], noun) + earlier[end:]


def _with_thing(earlier: str, new: str) -> str:
    """A noun phrase in place of one alike: indefinite of indefinite, definite of what the question is about."""
    if _INDEFINITE.match(new):
        alike = [p for p in noun_phrases(earlier) if _INDEFINITE.match(p.text)]
        return (
            earlier[: alike[-1].start] + new + earlier[alike[-1].end :] if alike else with_words(earlier, new)
        )
    topic = topic_of(earlier)
    counted = COUNTED.search(earlier)
    if topic is None or not _DEFINITE.match(new) or (counted is not None and not counted["which"]):
        return with_words(earlier, new)
    if re.match(r"quel(?:le)?s?\s+(?:est|était|sont|étaient)\s", earlier, _I):
        swapped = with_complement(earlier, of(new))
        if swapped is not None:
            return swapped
    same = agreement(topic.text).plural == agreement(new).plural
    if not same or not _DEFINITE.match(topic.text):
        return with_words(earlier, new)
    return earlier[: topic.start] + new + earlier[topic.end :]


def _is_plural(noun: str) -> bool:
    """Whether the first word has the ending of a plural: what is counted gives way to its like alone."""
    return re.match(r"[^\s'’]*[sx](?:\s|$)", noun) is not None


def _lowered(fragment: str) -> str:
    """The fragment without the capital of a sentence on a small word, "a" that opens it read as "à"."""
    fragment = re.sub(r"^a\s", "à ", fragment, flags=_I)
    small = re.match(rf"(?:{PREPOSITIONS}|cel(?:ui|les?)|ceux|les?|la)\s|[dl]['’]", fragment, _I)
    return small.group().lower() + fragment[small.end() :] if small else fragment


def _linked(head: str, noun: str) -> str:
    """Join, with "de" or "d'" as the noun's first letter wants."""
    link = re.search(r"\bd(?:e\s+|['’])$", head, _I)
    return head[: link.start()] + elided("de", noun) if link else head + noun


def _swapped(earlier: str, new: str, spans: Sequence[tuple[int, int]], alone: bool = False) -> str:
    """Put a new place or date where the first of the spans stands, with its own preposition if it has one.

    Args:
        alone: it takes none ("actuellement", "l'année dernière").

    Spans that only small words part ("en 2015 et en 2018") give way together.
    """
    if not spans:
        return with_words(earlier, new, joint=" ")
    start, end = spans[0]
    for first, last in spans[1:]:
        if not re.fullmatch(
            r"\s*(?:,|et|ou|à)?\s*(?:et|ou)?\s*(?:(?:en|dans|au|à|le|la|les)\s+|l['’])*", earlier[end:first]
        ):
            break
        end = last
    lead = LEAD.search(earlier, 0, start)
    if lead and (alone or re.match(rf"{PREPOSITIONS}\b", new, _I)):
        start = lead.start()
    elif lead and re.match(r"(?:le|la|les)\s|l['’]", new, _I):
        article = re.search(r"(?:\b(?:le|la|les)\s+|\bl['’])$", earlier[:start], _I)
        start = article.start() if article else start
    before = re.sub(r"\ben\s+$", "dans ", earlier[:start]) if _DEFINITE.match(new) else earlier[:start]
    return before + new + earlier[end:]
