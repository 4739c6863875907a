"""Noun phrases and complements of a short French text, found by small words, without a tagger.

A phrase opens on a determiner ("la", "des", "cette", "l'") or on a capitalised word, and
runs through nouns, adjectives and complements ("la communauté professionnelle de santé
du Sud-Lochois") until a verb of the list below, a word ending of the third person plural,
a question word or punctuation. Good enough for questions; long prose is not its business.

Many verbs of the list are nouns as well ("l'aide", "la date"): one ends a phrase only after
a noun ("le service | aide …"), never after a determiner or a preposition.
"""

import re
from dataclasses import dataclass

from assistant.french.dates import find_dates
from assistant.french.folding import fold
from assistant.french.places import find_places

_DETERMINERS = frozenset("le la les l un une des du au aux ce cet cette ces son sa ses leur leurs".split())
_LINKS = frozenset("de du des d à a au aux et".split())
_CLITICS = frozenset("le la les l".split())
_SUBJECTS = frozenset("qui on ne n je tu il elle ils elles".split())
_STOPS = frozenset(
    "qui que qu quoi dont où ou quand comment pourquoi combien quel quelle quels quelles lequel laquelle est sont "
    "était étaient fut furent sera seront a ont avait avaient aura auront va vont fait font peut peuvent doit doivent "
    "en pour y il elle ils elles on nous vous je tu j me m te se s "
    "ne n pas plus si par dans sur avec sans sous chez vers depuis avant "
    "après entre selon contre malgré parmi envers dès lors jusque pendant durant comme mais donc car t ci là".split()
)
_VERBS = frozenset(
    "finance financent propose proposent permet permettent compte comptent concerne concernent prévoit prévoient "
    "ouvre ouvrent travaille exerce dirige gère organise porte bénéficie existe signifie désigne veut dire consiste "
    "sert fonctionne commence date situe trouve appelle regroupe rassemble fédère couvre emploie reçoit crée lance "
    "soutient aide vise verse touche".split()
)
MOST_SMALL_WORDS = 6
"""In a row inside a phrase: real ones hold three ("de l'un des"), and a run of them must not be read again and again."""
_BEFORE_NOUN = re.compile(
    r"(?:nouve(?:au|l|lle)|premi(?:er|ère)|derni(?:er|ère)|prochaine?|ancien(?:ne)?|grande?|petite?|seule?|autre|"
    r"même|double|futur?e?|bonne?|meilleure?|principale?|vieille|vieux|belle|beau|bel|longue?|\w+ième)s?"
)
_WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*|['’]|[^\w\s]")
_PERSON_ENDING = re.compile(r"(?:aient|èrent|[^m]ent|-(?:t-)?(?:ils?|elles?|on|ce|vous|nous))$")
_NOUNS_IN_ENT = re.compile(
    r"ment$|(?:parent|talent|couvent|content|présent|absent)$"
    r"|^(?:.*[cs]cent|accent|innocent|récent|décent|cent|(?:acci|inci|prési|rési|anté?cé|précé|excé|occi|confi)?dent|.*(?:évi|pru|ar)dent"
    r"|agent|argent|urgent|intelligent|contingent|sergent|régent"
    r"|(?:pat|cl|ingréd|quot|or|coeffic|inconvén|récip|consc|effic|défic|suffic|nutr|grad|expéd)ient)$"
)

_ELIDES = re.compile(r"(?!onz|oui\b)(?:[aeiouh]|y(?![aiou])|yonne)")
_PREPOSITION = re.compile(
    r"(?<![\w'’-])(?:(?P<word>à|au|aux|de|du|des|dans|en|chez|sur|vers|sous|par|pour|avec|sans|contre|a(?=\s+[A-ZÀ-Þ]))\s+"
    r"|d['’]\s*)(?:(?:la|le|les|une?|cet?|cette|ces|son|sa|ses|leurs?)\s+|l['’]\s*)?(?=(?P<noun>\w+))"
)
_NAME = re.compile(r"(?<=[\s'’])[A-ZÀ-ÞŒ][\w'’-]*(?:\s+(?:l[ea]\s+)?[A-ZÀ-ÞŒ][\w'’-]*)*")
_KINDS = dict.fromkeys(("de", "du", "des"), "de") | dict.fromkeys(
    ("à", "a", "au", "aux", "dans", "en", "chez", "sur", "vers"), "à"
)


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase with its determiner."""

    text: str
    start: int
    end: int
    named: bool
    """Holds a capitalised word or an acronym beyond its first word."""


@dataclass(frozen=True, slots=True)
class Complement:
    """A preposition and what it brings ("de l'hôpital", "à Tours"), or a name that stands without one."""

    start: int
    noun: int
    """Where the noun starts, after the preposition and its article."""
    end: int
    kind: str
    """ "de", "à" for every preposition of place, the preposition itself for others, "" for a name alone."""
    named: bool
    """The noun is capitalised."""


def elided(word: str, noun: str) -> str:
    """Join a preposition or an article to the noun after it: "d'œuvres", "l'hôpital", "de pain", "du pain".

    Every h counts as mute ("d'haricots"): which ones are not is a matter of each word.

    Args:
        word: "de", "le", "la", "que" lose their vowel; others are kept.
        noun: the words after it, not empty.
    """
    if word.lower() in ("de", "le", "la", "que") and _ELIDES.match(fold(noun)):
        return f"{word[:-1]}'{noun}"
    return f"{word} {noun}"


def complements(text: str) -> list[Complement]:
    """Return the complements in reading order, dates and what a "combien de" counts left out.

    One ends where the next starts: "de l'hôpital", "de Blois". Offsets count characters of `text`.
    """
    phrases, places = noun_phrases(text), find_places(text)
    dates = find_dates(text)
    openings = [
        m for m in _PREPOSITION.finditer(text) if not any(p.start < m.start() < p.end for p in places)
    ]
    found = []
    for number, opening in enumerate(openings):
        noun, word = opening.end(), opening["word"] or "de"
        asks = re.search(r"\bcombien\s$", text[: opening.start()], re.IGNORECASE) or opening["noun"] in _STOPS
        infinitive = word in ("à", "pour", "sans") and re.fullmatch(r"[a-zà-ÿ]+[ei]r", opening["noun"])
        if asks or infinitive or any(d.start <= noun < d.end for d in dates):
            continue
        ends = [place.end for place in places if place.start <= noun < place.end]
        ends += [phrase.end for phrase in phrases if phrase.start <= noun < phrase.end]
        end = ends[0] if ends else opening.end("noun")
        after = openings[number + 1].start() if number + 1 < len(openings) else len(text)
        end = len(text[: min(end, after)].rstrip())
        found.append(Complement(opening.start(), noun, end, _KINDS.get(word, word), text[noun].isupper()))
    for name in _NAME.finditer(text):
        if not any(each.start <= name.start() < each.end for each in found):
            found.append(Complement(name.start(), name.start(), name.end(), "", True))
    return sorted(found, key=lambda each: each.start)


def of(phrase: str) -> str:
    """Return the phrase after "de": "le dispositif" → "du dispositif", "cette école" → "de l'école"."""
    opening = re.match(r"(?P<article>le|un|cet?|la|une|cette|les)\s+(?=\S)", phrase, re.IGNORECASE)
    if opening is None:
        return elided("de", phrase)
    noun, article = phrase[opening.end() :], opening["article"].lower()
    if article == "les":
        return f"des {noun}"
    if article in ("le", "la"):
        return f"du {noun}" if article == "le" else f"de {phrase}"
    joined = elided("la" if article in ("une", "cette") else "le", noun)
    return f"du {noun}" if joined.startswith("le ") else f"de {joined}"


def is_name(fragment: str) -> bool:
    """Whether every word but small ones is capitalised."""
    words = fragment.split()
    small = _LINKS | _DETERMINERS | {"en", "sur"}
    return fragment[:1].isupper() and all(word[:1].isupper() or word in small for word in words)


def with_complement(earlier: str, new: str) -> str | None:
    """Put a complement or a name where the last one like it stands.

    A name takes the place of a name, whatever its preposition, before that of a common noun.

    Args:
        earlier: a question.
        new: "à Toulouse", "du Loiret", "Toulouse"; its small first word without a capital.

    Returns:
        The question with `new` in it, or None when it holds nothing alike.
    """
    asked = complements(earlier)
    if is_name(new):
        names = [c for c in asked if c.named and earlier[c.noun : c.end].isupper() == new.isupper()]
        return _renamed(earlier, names[-1], new) if names else None
    inside = complements(new)
    if not inside:
        return None
    first, same = inside[0], [c for c in asked if c.kind == inside[0].kind]
    alike = [c for c in same if c.named == first.named]
    named = [c for c in asked if c.named and c.kind] if first.named else []
    for choice in (alike, named, same):
        if choice:
            end = choice[-1].end
            nested = [c for c in asked if c.start == end + 1 and c.named] if len(inside) > 1 else []
            return earlier[: choice[-1].start] + new + earlier[nested[0].end if nested else end :]
    return None


def _renamed(earlier: str, old: Complement, new: str) -> str:
    """Put a bare name in place of a name, with the preposition but not the article of that one."""
    head, lead, tail = earlier[: old.start], earlier[old.start : old.noun], earlier[old.end :]
    if old.kind == "de":
        return head + elided("de", new) + tail
    if old.kind == "à":
        keeps = re.match(r"(?:chez|sur|vers)\s", lead)
        return head + (keeps.group() if keeps else "à ") + new + tail
    article = re.search(r"(?:\b(la|le)\s+|\b(l)['’])$", head)
    if old.kind == "" and article:
        return head[: article.start()] + (elided("la", new) if new.isupper() else new) + tail
    return head + lead + new + tail


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
    following = words[first + 1].group().lower() if first + 1 < len(words) else ""
    if opener.lower() in _CLITICS and before in _SUBJECTS and following in _VERBS:
        return None
    last = None if opener.lower() in _DETERMINERS else first
    noun = last is not None
    place = first + 1
    while place < len(words):
        word = words[place].group()
        plain = word.lower()
        superlative = plain in ("plus", "moins") and words[place - 1].group().lower() in (
            "le",
            "la",
            "les",
            "du",
            "au",
        )
        small = place - (first if last is None else last)
        if (
            small > MOST_SMALL_WORDS
            or not word[0].isalnum()
            or (plain in _STOPS and not superlative and not word[0].isupper())
        ):
            break
        linked = plain in _LINKS or plain in _DETERMINERS
        if not linked:
            if noun and _is_verb(word, words[place - 1].group().lower()):
                break
            last = place
            noun = noun or not _BEFORE_NOUN.fullmatch(plain)
        elif (
            plain in ("le", "la", "les", "l")
            and words[place - 1].group().lower() not in _LINKS
            and not _is_epithet(words, place)
        ):
            break
        place += 1
    return last


def _is_epithet(words: list[re.Match[str]], place: int) -> bool:
    """Whether an article opens what a name is known by: "Louis Ier le Grand"."""
    around = (words[place - 1], words[place + 1]) if place + 1 < len(words) else ()
    return (
        bool(around) and words[place].group() in ("le", "la") and all(w.group()[0].isupper() for w in around)
    )


def _is_verb(word: str, before: str) -> bool:
    if before in _LINKS or before in _DETERMINERS:
        return False
    ending = _PERSON_ENDING.search(word.lower()) and not _NOUNS_IN_ENT.search(word.lower())
    return word in _VERBS or bool(ending)
