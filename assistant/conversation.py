"""Follow-up to standalone question, by rules over the wording, without a language model.

Three cases, tried in this order. A question that stands alone is returned as typed.

1. An ellipsis ("Et dans le Gers ?", "Non, en 2024", "Et celle du Loiret ?"): the earlier
   question is asked again with its place, its date, its complement or what it counts replaced.
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
from assistant.types import Turn

SPEAKS_FOR_ITSELF = 6
"""Content words from which a question is taken to hold what its pronouns stand for."""

_I = re.IGNORECASE
_OPENER = re.compile(
    r"^\s*(?:(?:et|mais|puis|alors|dont|non|plutôt|plutot|sinon|ok|oui|merci|seulement|uniquement)\b[\s,:]*)+"
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
_CELUI = re.compile(r"^(?:celui|celle|ceux|celles)\s+(?P<complement>(?:du|de|des|d['’]|en|dans).+)$", _I)
_PREPOSITIONS = r"(?:dans|en|au|aux|à|a|de|du|des|pour|chez|sur|depuis|fin|début|avant|après)"
_LEAD = re.compile(rf"(?:\b(?:{_PREPOSITIONS}|le|la|les)\s+|\b(?:l|d)['’])+$", _I)

_IMPERSONAL = re.compile(
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
_FRAGMENT = re.compile(rf"^(?:{_PREPOSITIONS}|les?|la|un|une|aux?)\s|^[ld]['’]", _I)
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
    for turn in turns:
        earlier = _complete(turn.question.strip(), earlier)
    return Rewrite(_complete(question.strip(), earlier))


def _complete(question: str, earlier: str) -> str:
    if not earlier or not question:
        return question
    opener = _OPENER.match(question)
    body = question[opener.end() :] if opener else question
    asks = _ASKS.search(fold(body)) is not None
    if not asks and (opener or _is_fragment(body)):
        return _capitalised(_replaced(earlier, body.strip(" ?.!,;")))
    topic = _topic(earlier)
    if topic is None:
        return question
    resolved = _resolved(body, topic)
    if resolved == body and (opener or not _stands_alone(body)):
        resolved = _with(body, _determined(topic))
    if resolved == body:
        return question
    place = _place_phrase(earlier)
    if place and not find_places(resolved):
        resolved = _with(resolved, place, joint=" ")
    return _capitalised(resolved)


def _is_fragment(body: str) -> bool:
    """Whether the words ask nothing themselves: a place, a date or a bare noun phrase."""
    return len(body.split()) <= 6 and _FRAGMENT.match(body) is not None and not _SUBJECT.search(body)


def _stands_alone(question: str) -> bool:
    """Whether the question names what it is about: two content words, a name, a place, or one to define."""
    if find_places(question):
        return True
    words = [word.strip("«»\"'’(?,.") for word in question.split()[1:]]
    if any(re.sub(r"^[ldLD]['’]", "", word)[:1].isupper() for word in words):
        return True
    return len(set(analyse(question))) >= (1 if _DEFINES.search(question) else 2)


def _replaced(earlier: str, new: str) -> str:
    """Ask the earlier question again with a fragment in place of what it replaces."""
    if not new:
        return earlier
    places, dates = find_places(new), find_dates(new)
    if places and _says_only(new, [(place.start, place.end) for place in places]):
        return _swapped(earlier, new, [(place.start, place.end) for place in find_places(earlier)])
    if dates and _says_only(new, [(date.start, date.end) for date in dates]):
        return _swapped(earlier, new, [(date.start, date.end) for date in find_dates(earlier)])
    topic = _topic(earlier)
    of = _CELUI.match(new)
    if of and topic:
        head = re.split(r"\s+(?:de|du|des|en|dans)\s|\s+d['’]", topic.text, maxsplit=1)[0]
        return f"{earlier[: topic.start]}{head} {of['complement']}{earlier[topic.end :]}"
    counted = _COUNTED.search(earlier)
    if places or dates or counted is None or counted["which"]:
        return _with(earlier, new)
    phrase = next((p for p in noun_phrases(earlier) if p.start <= counted.start("focus") < p.end), None)
    end = phrase.end if phrase else counted.end("focus")
    bare = re.sub(r"^(?:(?:les?|la|des?|du|un|une|aux?)\s+|[ld]['’])", "", new, flags=_I)
    return _linked(earlier[: counted.start("focus")], bare) + earlier[end:]


def _says_only(fragment: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether nothing but small words stands outside the spans."""
    for start, end in reversed(spans):
        fragment = fragment[:start] + fragment[end:]
    return not analyse(fragment)


def _linked(head: str, noun: str) -> str:
    """Join, with "de" or "d'" as the noun's first letter wants."""
    if re.match(r"[aeiouyhéèêà]", noun, _I):
        return re.sub(r"\bde\s+$", "d'", head) + noun
    return re.sub(r"\bd['’]$", "de ", head) + noun


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
    article = {"son": "le ", "sa": "la ", "leur": "le "}.get(owned["owner"].lower(), "les ")
    if article != "les " and re.match(r"[aeiouyhéèê]", owned["noun"], _I):
        article = "l'"
    phrase = next((p for p in noun_phrases(body) if p.start == owned.start()), None)
    end = phrase.end if phrase else owned.end()
    noun = body[owned.start("noun") : end]
    return f"{body[: owned.start()]}{article}{noun} {_of(topic)}{body[end:]}"


def _of(phrase: str) -> str:
    """ "le dispositif" → "du dispositif"."""
    phrase = re.sub(
        r"^(?:un|ce|cet)\s+", "le ", re.sub(r"^(?:une|cette)\s+", "la ", phrase, flags=_I), flags=_I
    )
    for article, contracted in (("le ", "du "), ("les ", "des ")):
        if phrase.lower().startswith(article):
            return contracted + phrase[len(article) :]
    return f"d'{phrase}" if re.match(r"[aeiouéèêh]", phrase, _I) else f"de {phrase}"


def _with(question: str, addition: str, joint: str = ", ") -> str:
    """Add words before the final mark, unless the question holds them already."""
    if fold(addition) in fold(question):
        return question
    mark = re.search(r"\s*[?!.]*\s*$", question)
    cut = mark.start() if mark else len(question)
    return question[:cut].rstrip() + joint + addition + (question[cut:].rstrip() or " ?")


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
