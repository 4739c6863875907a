"""Pronouns, possessives and demonstratives of a follow-up, to what they stand for."""

import re

from assistant.conversation.topic import COUNTED, determined, with_words
from assistant.french import NounPhrase, analyse, fold, noun_phrases
from assistant.french.phrases import elided, of

SPEAKS_FOR_ITSELF = 6
"""Content words from which a question is taken to hold what its pronouns stand for."""

_I = re.IGNORECASE
WEATHER = re.compile(
    r"\btemps\s+(?:fait|fera|faisait)(?:-t)?-il\b|\b(?:pleut|neige|gèle|pleuvra|neigera)(?:-t)?-il\b"
    r"|\b(?:fait|fera)(?:-t)?-il\s+(?:beau|chaud|froid|jour|nuit)\b"
    r"|\bil\s+(?:pleut|neige|gèle|fait\s+(?:beau|chaud|froid|jour|nuit))\b",
    _I,
)
_IMPERSONAL = re.compile(
    rf"{WEATHER.pattern}|"
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


def resolved_in(body: str, topic: NounPhrase) -> str:
    """Put the topic where a pronoun stands; the body unchanged when it holds none, or names what it stands for."""
    subject = determined(topic)
    phrases = noun_phrases(body)
    counted = COUNTED.search(body)

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
        return with_words(body[: there.start()] + body[there.end() :], subject, joint=" dans ")
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
    return with_words(body[: pronoun.start()] + body[pronoun.end() :], subject, joint=" ")


def _owned(body: str, owned: re.Match[str], topic: str) -> str:
    """ "ses missions" → "les missions de la CPTS"."""
    article = {"son": "le", "sa": "la", "leur": "le"}.get(owned["owner"].lower(), "les")
    phrase = next((p for p in noun_phrases(body) if p.start == owned.start()), None)
    end = phrase.end if phrase else owned.end()
    noun = body[owned.start("noun") : end]
    return f"{body[: owned.start()]}{elided(article, noun)} {of(topic)}{body[end:]}"
