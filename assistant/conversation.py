"""Follow-up to standalone question, by rules over the wording, without a language model.

Three cases, tried in this order. A question that stands alone is returned as typed.

1. An ellipsis ("Et dans le Gers ?", "Non, en 2024", "Et celle du Loiret ?"): the earlier
   question is asked again with its place, its date, its complement or what it counts replaced.
   Without a word that opens on what came before ("et", "non"), only a place or a date is one.
2. An anaphora ("Qui la finance ?", "Combien de médecins y travaillent ?", "Quelles sont
   ses missions ?"): the pronoun gives way to the noun phrase the earlier question is about.
3. A question too short to stand alone ("Depuis quand ?", "Quel budget ?"): the subject of
   the earlier question, and its place, are added to it.

What it does not do: it never reads the earlier answers, so a subject that only an answer
named is not found.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.french import NounPhrase, analyse, find_dates, find_places, fold, noun_phrases
from assistant.french.phrases import complements, elided, is_name, of, with_complement
from assistant.types import Turn

SPEAKS_FOR_ITSELF = 6
"""Content words from which a question is taken to hold what its pronouns stand for."""

MOST_TURNS = 12
"""Earlier questions read, the newest: a chain of follow-ups is shorter, and fifty long ones took up to 2 s."""

_I = re.IGNORECASE
_GREETING = (
    r"(?:bonjour|bonsoir|salut|au revoir|à bientôt|bonne (?:journée|soirée)"
    r"|merci(?:\s+(?:beaucoup|bien))?(?:\s+(?:(?:pour|de)\s|d['’])[^?.!,]*)?)"
)
_GREETINGS = re.compile(rf"^(?:{_GREETING}(?!\w)[\s,:.!]*)+", _I)
_OPENER = re.compile(
    rf"^\s*(?:(?P<joins>et|mais|puis|alors|dont|non|plutôt|plutot|sinon|ok|oui|seulement|uniquement)\b[\s,:.!]*"
    rf"|{_GREETING}(?!\w)[\s,:.!]*)+"
    r"(?:(?:pour|concernant|quant)\s+(?=(?:aux?|les?|la|l['’]|des?|ceux|celles?|celui)\b))?",
    _I,
)
_ASKS = re.compile(
    r"\b(?:combien|quel(?:le)?s?|qui|quand|ou (?:est|sont|se)|comment|pourquoi|que|qu|quoi|lequel|laquelle|"
    r"citez|donnez|expliquez|comparez)\b|(?:^|et |d')ou\b"
)
_DEFINES = re.compile(
    r"qu['’ ]?est[- ]ce qu|c['’ ]?est quoi (?:la|le|les|l|un)|signifie|veut dire|définition", _I
)
_COUNTED = re.compile(
    r"\b(?:combien\s+(?:de\s+|d['’])|(?:nombre|part|total)\s+(?:de\s+|des\s+|d['’])|(?P<which>quel(?:le)?s?\s+))(?P<focus>[\w'’-]+)",
    _I,
)
_CELUI = re.compile(
    r"^(?:celui|celle|ceux|celles)\s+(?P<complement>(?:(?:du|de|des|en|dans|à|au|aux)\s|d['’]).+)$", _I
)
_PARTITIVE = re.compile(r"^(?:des?|du)\s+(?!(?:la|les?|l)\b)|^d['’]", _I)
_DETERMINER = re.compile(r"^(?:(?:les?|la|des?|du|une?)\s+|[ld]['’])", _I)
_PREPOSITIONS = r"(?:dans|en|au|aux|à|a|de|du|des|pour|chez|sur|depuis|fin|début|avant|après)"
_OPENS_ON_ONE = re.compile(rf"(?:{_PREPOSITIONS}|par|avec|sans|sous|vers|selon|entre|pendant)\s|d['’]", _I)
_WHEN = re.compile(r"\b(?:en|depuis|avant|après|fin|début)\s+$", _I)
_LEAD = re.compile(rf"(?:\b(?:{_PREPOSITIONS}|le|la|les)\s+|\b(?:l|d)['’])+$", _I)

_WEATHER = re.compile(
    r"\btemps\s+(?:fait|fera|faisait)(?:-t)?-il\b|\b(?:pleut|neige|gèle|pleuvra|neigera)(?:-t)?-il\b"
    r"|\b(?:fait|fera)(?:-t)?-il\s+(?:beau|chaud|froid|jour|nuit)\b"
    r"|\bil\s+(?:pleut|neige|gèle|fait\s+(?:beau|chaud|froid|jour|nuit))\b",
    _I,
)
_IMPERSONAL = re.compile(
    rf"{_WEATHER.pattern}|"
    r"\ba-t-il\b|\b(?:existe|faut|pleut|agit)-t-il\b|\best-il\s+(?:possible|prévu|prevu|vrai)\b"
    r"|\bil\s+(?:y|existe|faut|s['’]agit|est\s+(?:possible|prévu|prevu|vrai|question))\b",
    _I,
)
_OBJECT = re.compile(
    r"\b(?:qui|quand|comment|pourquoi|on|nous|vous|se|ne|où)\s+(?P<pronoun>l['’]|(?:la|le|les)\s+)"
    r"(?P<verb>(?:(?:a|ont|avait|avaient|est|sont)\s+)?\w+)(?=\s*\??$|\s+(?:pas|par|à|au|en|dans|pour|avec)\b)",
    _I,
)
_LOCATIVE = re.compile(r"\by\s+(?!(?:en\s+)?(?:a|avait|aura)\b)(?=\w)", _I)
_POSSESSIVE = re.compile(r"\b(?P<owner>son|sa|ses|leurs?)\s+(?P<noun>\w+)", _I)
_DEMONSTRATIVE = re.compile(
    r"\bc(?:e|et|ette|es)\s+derni(?:er|ère)s?\b(?!\s+(?:ans?|années?|mois|semaines?|jours?|temps))|\b(?:celui|celle|ceux|celles)-(?:ci|là)\b|\b(?:cela|ça|là-bas)\b"
    r"|\b(?:ce|cet|cette|ces)\s+(?!(?:que|qu|qui|sont|année|mois|jour|soir|semaine|derni\w+)\b)\w+",
    _I,
)
_SUBJECT = re.compile(r"-(?:t-)?(?P<inverted>ils?|elles?)\b|\b(?P<plain>ils?|elles?|eux|lui)\b", _I)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A question that stands alone, and the readings to pick from when two are plausible."""

    text: str
    choices: tuple[str, ...] = ()


def standalone_question(question: str, turns: Sequence[Turn]) -> Rewrite:
    """Complete a follow-up from the questions before it.

    Args:
        question: as typed.
        turns: earlier questions, oldest first; each is itself completed from those before it.

    Returns:
        The question as typed (outer blanks removed) when it stands alone or nothing precedes it.
    """
    earlier = ""
    for turn in [turn for turn in turns if not _says_nothing(turn.question)][-MOST_TURNS:]:
        asked = _capitalised(_GREETINGS.sub("", turn.question.strip()))
        earlier = _complete(asked, earlier)
    return Rewrite(_complete(question.strip(), earlier))


def _says_nothing(question: str) -> bool:
    """Whether only signs, greetings and words like "et", "non" are there."""
    return not any(letter.isalnum() for letter in _OPENER.sub("", question.strip()))


def _complete(question: str, earlier: str) -> str:
    if not earlier or _says_nothing(question):
        return question
    opener = _OPENER.match(question)
    body = question[opener.end() :] if opener else question
    joined = opener is not None and opener["joins"] is not None
    asks = _ASKS.search(fold(body)) is not None
    bare = body.strip(" \u00a0?.!,;")
    if not asks and (joined or _is_where_or_when(bare)):
        return _capitalised(_replaced(earlier, bare))
    topic = _topic(earlier)
    if topic is None:
        return question
    resolved = _resolved(body, topic)
    if resolved == body and (joined or (asks and not _stands_alone(body))):
        resolved = _with(body, _determined(topic))
    if resolved == body:
        return question
    place = _place_phrase(earlier)
    if place and not find_places(resolved):
        resolved = _with(resolved, place, joint=" ")
    return _capitalised(resolved)


def _is_where_or_when(fragment: str) -> bool:
    """Whether the words are a place or a date and nothing else."""
    if re.fullmatch(r"(?:à|en|dans|chez)\s+[A-ZÀ-Þ][\w'’-]*(?:\s+[A-ZÀ-Þ][\w'’-]*)*", _lowered(fragment)):
        return True
    spans = [(span.start, span.end) for span in (find_places(fragment) or find_dates(fragment))]
    return bool(spans) and _says_only(fragment, spans)


def _stands_alone(question: str) -> bool:
    """Whether the question names what it is about: two content words, a name, a place, or one to define."""
    if find_places(question) or _WEATHER.search(question):
        return True
    words = [word.strip("«»\"'’(?,.") for word in question.split()[1:]]
    if any(re.sub(r"^[ldLD]['’]", "", word)[:1].isupper() for word in words):
        return True
    return len(set(analyse(question))) >= (1 if _DEFINES.search(question) else 2)


def _replaced(earlier: str, new: str) -> str:
    """Ask the earlier question again with a fragment in place of what it replaces."""
    new = _lowered(new)
    that = _CELUI.match(new)
    if that:
        topic = _topic(earlier)
        after = f"{earlier[: topic.end]} {that['complement']}{earlier[topic.end :]}" if topic else None
        return (
            with_complement(earlier, that["complement"])
            or after
            or _with(earlier, that["complement"], joint=" ")
        )
    places, dates = find_places(new), find_dates(new)
    asked = [(place.start, place.end) for place in find_places(earlier)]
    if places and asked and _says_only(new, [(place.start, place.end) for place in places]):
        return _swapped(earlier, new, asked)
    if dates and _says_only(new, [(date.start, date.end) for date in dates]):
        return _swapped(earlier, new, [(date.start, date.end) for date in find_dates(earlier)])
    when = _WHEN.search(new, 0, dates[0].start) if len(dates) == 1 else None
    rest = (new[: when.start()] + new[dates[0].end :]).strip(" ,") if when else ""
    if when and rest:
        return _replaced(_replaced(earlier, rest), new[when.start() : dates[0].end])
    counted = _COUNTED.search(earlier)
    counts = counted is not None and not counted["which"] and not places and not dates
    if _OPENS_ON_ONE.match(new) or is_name(new):
        swapped = with_complement(earlier, new)
        if swapped is not None:
            return swapped
        if not (counts and _PARTITIVE.match(new) and new.islower()):
            return _with(earlier, new, joint=" ")
    noun = _DETERMINER.sub("", new)
    if counted is None or not counts or _is_plural(noun) != _is_plural(counted["focus"]):
        return _with(earlier, new)
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
    small = re.match(rf"(?:{_PREPOSITIONS}|cel(?:ui|les?)|ceux)\s|d['’]", fragment, _I)
    return fragment[:1].lower() + fragment[1:] if small else fragment


def _says_only(fragment: str, spans: Sequence[tuple[int, int]]) -> bool:
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
        return _with(earlier, new, joint=" ")
    start, end = spans[0]
    lead = _LEAD.search(earlier, 0, start)
    if lead and re.match(rf"{_PREPOSITIONS}\b", new, _I):
        start = lead.start()
    elif lead and re.match(r"(?:le|la|les)\s|l['’]", new, _I):
        article = re.search(r"(?:\b(?:le|la|les)\s+|\bl['’])$", earlier[:start], _I)
        start = article.start() if article else start
    return earlier[:start] + new + earlier[end:]


def _topic(earlier: str) -> NounPhrase | None:
    """The noun phrase the earlier question is about.

    What a question counts ("combien de médecins …") and bare places come last, names and acronyms
    first, then the phrase of most content words, then the later one.
    """
    counted = _COUNTED.search(earlier)
    places = find_places(earlier)

    def weight(phrase: NounPhrase) -> tuple[bool, bool, int, int]:
        asked = counted is not None and phrase.start <= counted.start("focus") < phrase.end
        bare = any(p.start <= phrase.end <= p.end and len(analyse(phrase.text)) <= 3 for p in places)
        return (not bare, not asked, phrase.named, len(analyse(phrase.text)) * 1000 + phrase.start)

    return max(noun_phrases(earlier), key=weight, default=None)


def _place_phrase(earlier: str) -> str:
    """The first place of the earlier question with its preposition, or nothing."""
    places = find_places(earlier)
    if not places:
        return ""
    lead = _LEAD.search(earlier, 0, places[0].start)
    return earlier[lead.start() if lead else places[0].start : places[0].end]


def _determined(topic: NounPhrase) -> str:
    """The phrase with an article where the question had none ("combien de centres" → "les centres")."""
    bare = topic.text[:1].islower() and not re.match(
        r"(?:les?|la|des|du|une?|cet?|cette|ces|aux?)\s|[ld]['’]", topic.text, _I
    )
    return f"les {topic.text}" if bare else topic.text


def _resolved(body: str, topic: NounPhrase) -> str:
    """Put the topic where a pronoun stands; the body unchanged when it holds none, or names what it stands for."""
    subject = _determined(topic)
    phrases = noun_phrases(body)
    counted = _COUNTED.search(body)

    def is_free(position: int) -> bool:
        """Whether nothing before the pronoun, what is counted aside, can be what it stands for."""
        return (
            len(set(analyse(body))) < SPEAKS_FOR_ITSELF
            and not any(
                p.end <= position and not (counted and p.start <= counted.start("focus") < p.end)
                for p in phrases
            )
            and not re.search(r"[A-ZÀ-Þ]\w*\s+[A-ZÀ-Þ]", body[:position])
        )

    named = _OBJECT.search(body)
    if named and is_free(named.start("pronoun")):
        return f"{body[: named.start('pronoun')]}{named['verb']} {subject}{body[named.end() :]}"
    there = _LOCATIVE.search(body)
    if there and is_free(there.start()):
        return _with(body[: there.start()] + body[there.end() :], subject, joint=" dans ")
    owned = _POSSESSIVE.search(body)
    if owned and is_free(owned.start()):
        return _owned(body, owned, subject)
    shown = _DEMONSTRATIVE.search(body)
    vague = shown is not None and fold(shown.group()) in ("ca", "cela")
    if shown and is_free(shown.start()) and not (vague and phrases):
        return body[: shown.start()] + subject + body[shown.end() :]
    personal = _IMPERSONAL.sub(lambda match: " " * len(match.group()), body)
    pronoun = _SUBJECT.search(personal)
    if pronoun is None or not is_free(pronoun.start()):
        return body
    if pronoun["plain"]:
        return body[: pronoun.start()] + subject + body[pronoun.end() :]
    return _with(body[: pronoun.start()] + body[pronoun.end() :], subject, joint=" ")


def _owned(body: str, owned: re.Match[str], topic: str) -> str:
    """ "ses missions" → "les missions de la CPTS"."""
    article = {"son": "le", "sa": "la", "leur": "le"}.get(owned["owner"].lower(), "les")
    phrase = next((p for p in noun_phrases(body) if p.start == owned.start()), None)
    end = phrase.end if phrase else owned.end()
    noun = body[owned.start("noun") : end]
    return f"{body[: owned.start()]}{elided(article, noun)} {of(topic)}{body[end:]}"


def _with(question: str, addition: str, joint: str = ", ") -> str:
    """Add words before the final mark, unless the question holds them already."""
    if fold(addition) in fold(question):
        return question
    mark = re.search(r"\s*[?!.]*\s*$", question)
    cut = mark.start() if mark else len(question)
    return question[:cut].rstrip() + joint + addition + (question[cut:].rstrip() or " ?")


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
