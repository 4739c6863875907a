"""Follow-up to standalone question, by rules over the wording, without a language model.

Three cases, tried in this order. A question that stands alone is returned as typed.

1. An ellipsis ("Et dans le Gers ?", "Non, en 2024", "Et les infirmiers ?"): the earlier
   question is asked again with its place, its date or what it counts replaced.
2. An anaphora ("Qui la finance ?", "Combien de médecins y travaillent ?", "Quelles sont
   ses missions ?"): the pronoun gives way to the noun phrase the earlier question is about.
3. A question too short to stand alone ("Depuis quand ?", "Quel budget ?"): the subject of
   the earlier question is added to it.

What it does not do: it never reads the earlier answers, so a subject that only an answer
named is not found.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.french import analyse, find_dates, find_places, fold
from assistant.noun_phrases import NounPhrase, noun_phrases
from assistant.types import Turn

_OPENER = re.compile(
    r"^\s*(?:(?:et|mais|puis|alors|non|plutôt|plutot|sinon|ok|oui|merci|seulement|uniquement)\b[\s,:]*)+"
    r"(?:(?:pour|concernant|s['’]agissant|quant)\s+(?=(?:les?|la|l['’]|des?|ceux|celles?)))?",
    re.IGNORECASE,
)
_INTERROGATIVE = re.compile(
    r"\b(?:combien|quel(?:le)?s?|qui|quand|ou est|ou sont|ou se|ou|comment|pourquoi|que|qu|quoi|lequel|laquelle|"
    r"est-ce|citez|donnez|expliquez|comparez)\b"
)
_EXISTENTIAL = re.compile(
    r"\b(?:y\s+en\s+)?a-t-il\b|\by\s+(?:en\s+)?(?:a|avait|aura)\b|\b(?:existe|faut|pleut|s['’]agit)-t-il\b"
    r"|\bil\s+(?:y|existe|faut|s['’]agit|est\s+(?:possible|prévu|prevu|nécessaire|necessaire|question))\b",
    re.IGNORECASE,
)
_VERB_AFTER = r"(?=\w+(?:\s*\?|\s+(?:pas|par|à|au|aux|en|dans|sur|de|pour|avec)\b|\s*$))"
_OBJECT = re.compile(
    r"\b(?P<who>qui|quand|comment|pourquoi|on|nous|vous|se|ne|où|peut-on|doit-on)\s+(?P<pronoun>l['’]|la\s+|le\s+|les\s+)"
    r"(?:(?=(?:a|ont|avait|est|sont|fait|dirige|finance)\b)|" + _VERB_AFTER + ")",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?P<inverted>-(?:t-)?(?:ils?|elles?)\b)|\b(?P<plain>ils?|elles?)\b|\b(?P<stressed>eux|lui)\b",
    re.IGNORECASE,
)
_LOCATIVE = re.compile(r"\by\s+(?!(?:en\s+)?(?:a|avait|aura)\b)(?=\w)", re.IGNORECASE)
_PARTITIVE = re.compile(
    r"\ben\s+(?=(?:compte|existe|reste|dénombre|bénéficie|a-t|fait-on|trouve)\b)|\ben\s+a-t", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"\b(?P<det>son|sa|ses|leurs?)\s+(?P<noun>\w+)", re.IGNORECASE)
_DEMONSTRATIVE = re.compile(
    r"\b(?:ce|cet|cette|ces)\s+(?!(?:que|qu|qui|sont|année|mois|jour|soir|semaine)\b)(?P<noun>\w+)"
    r"|\b(?:celui|celle|ceux|celles)(?:-ci|-là)\b|\b(?:cela|ça|là-bas)\b|\bc(?:e|ette|es)\s+derni(?:er|ère)s?\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:combien\s+(?:de\s+|d['’])|(?:nombre|part|total)\s+(?:de\s+|des\s+|d['’]))(?P<focus>[\w'’-]+)",
    re.IGNORECASE,
)


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
    asks = _INTERROGATIVE.search(fold(body)) is not None
    if not asks and (opener or _is_fragment(body)):
        return _replace_part(earlier, body)
    topic = _topic(earlier)
    if topic is None:
        return question
    resolved = _resolve(body, topic)
    if resolved != body:
        return _capitalised(resolved)
    if opener or not _stands_alone(body):
        return _capitalised(_append(body, topic.text, earlier))
    return question


def _is_fragment(body: str) -> bool:
    """Whether the words ask nothing themselves: a place, a date or a bare noun phrase."""
    return body.rstrip().endswith("?") and len(body.split()) <= 7


def _stands_alone(question: str) -> bool:
    """Whether the question names what it is about: two content words, a name, a place or a definition."""
    if find_places(question):
        return True
    words = question.split()[1:]
    if any(word.strip("«»\"'’(?,.").lstrip("ldLD'’")[:1].isupper() for word in words):
        return True
    defines = re.search(
        r"qu['’ ]?est[- ]ce qu|c['’ ]?est quoi|signifie|veut dire|définition", question, re.IGNORECASE
    )
    return len(set(analyse(question))) >= (1 if defines else 2)


def _replace_part(earlier: str, fragment: str) -> str:
    """Ask the earlier question again with the fragment in place of what it replaces."""
    new = fragment.strip(" ?.!,")
    if not new:
        return earlier
    places, dates = find_places(new), find_dates(new)
    if places:
        return _swap(earlier, new, [(p.start, p.end) for p in find_places(earlier)])
    if dates:
        return _swap(earlier, new, [(d.start, d.end) for d in find_dates(earlier)])
    counted = _COUNTED.search(earlier)
    if counted:
        bare = re.sub(r"^(?:les?|la|l['’]|des?|du|d['’]|un|une)\s*", "", new, flags=re.IGNORECASE)
        phrase = next((p for p in noun_phrases(earlier) if p.start <= counted.start("focus") < p.end), None)
        end = phrase.end if phrase else counted.end("focus")
        head = earlier[: counted.start("focus")]
        if bare[:1] in "aeiouyhéèêAEIOUYHÉ":
            head = re.sub(r"\bde\s+$", "d'", head)
        else:
            head = re.sub(r"\bd['’]$", "de ", head)
        return head + bare + earlier[end:]
    return _append(earlier, new, "")


def _swap(earlier: str, new: str, spans: Sequence[tuple[int, int]]) -> str:
    """Put `new` where the first span stands, its preposition included; drop the other spans' text only if adjacent."""
    if not spans:
        return _append(earlier, new, "")
    start, end = spans[0]
    before = re.search(
        r"(?:\b(?:dans|en|au|aux|à|a|de|du|des|pour|chez|sur|depuis|fin|début|le|la|les)\s+|\b(?:l|d)['’])+$",
        earlier[:start],
        re.IGNORECASE,
    )
    keeps = re.match(r"(?:dans|en|au|aux|à|a|pour|sur|depuis|fin|début|avant|après)\b", new, re.IGNORECASE)
    if before and keeps:
        start = before.start()
    elif before and re.match(r"(?:le|la|les)\b|l['’]", new, re.IGNORECASE):
        article = re.search(r"(?:\b(?:le|la|les)\s+|\bl['’])$", earlier[:start], re.IGNORECASE)
        start = article.start() if article else start
    return earlier[:start] + new + earlier[end:]


def _topic(earlier: str) -> NounPhrase | None:
    """The noun phrase the earlier question is about: the most telling one, the last of equals.

    Telling: a name or an acronym first, then the number of content words. What the question
    counts ("combien de médecins …") comes last, since a follow-up rarely speaks of it again.
    """
    phrases = noun_phrases(earlier)
    if not phrases:
        return None
    counted = _COUNTED.search(earlier)

    def weight(phrase: NounPhrase) -> tuple[bool, bool, int, int]:
        asked = counted is not None and phrase.start <= counted.start("focus") < phrase.end
        place_only = any(p.start <= phrase.start and phrase.end <= p.end for p in find_places(earlier))
        return (not asked and not place_only, phrase.named, len(analyse(phrase.text)), phrase.start)

    return max(phrases, key=weight)


def _resolve(body: str, topic: NounPhrase) -> str:
    """Put the topic where a pronoun stands; the body unchanged when it holds none."""
    found = _OBJECT.search(body)
    if found:
        rest = body[found.end("pronoun") :]
        verb = re.match(r"(?:(?:a|ont|avait|est|sont)\s+)?\w+", rest)
        if verb:
            return body[: found.start("pronoun")] + verb.group() + " " + topic.text + rest[verb.end() :]
    located = _LOCATIVE.search(body)
    if located:
        return _append(body[: located.start()] + body[located.end() :], topic.text, "", "dans ")
    owned = _POSSESSIVE.search(body)
    if owned and not any(p.end <= owned.start() for p in noun_phrases(body)):
        plural = owned["det"].lower() in ("ses", "leurs")
        article = "les" if plural else {"son": "le", "sa": "la"}.get(owned["det"].lower(), "le")
        if not plural and owned["noun"][:1].lower() in "aeiouyhéè":
            article = "l'"
        phrase = next((p for p in noun_phrases(body) if p.start <= owned.start("noun") < p.end), None)
        end = phrase.end if phrase else owned.end()
        noun = body[owned.start("noun") : end]
        start = f"{article}{noun}" if article.endswith("'") else f"{article} {noun}"
        return body[: owned.start()] + start + " " + _joined("de", topic) + body[end:]
    shown = _DEMONSTRATIVE.search(body)
    if shown and not topic.text.lower().endswith(shown.group().lower()):
        return body[: shown.start()] + topic.text + body[shown.end() :]
    plain = _EXISTENTIAL.sub(lambda match: " " * len(match.group()), body)
    subject = _SUBJECT.search(plain)
    if subject:
        if subject["plain"]:
            return body[: subject.start()] + topic.text + body[subject.end() :]
        return _append(body[: subject.start()] + body[subject.end() :], topic.text, "", "")
    if _PARTITIVE.search(body):
        return _append(body, topic.text, "")
    return body


def _joined(preposition: str, topic: NounPhrase) -> str:
    """ "de" + "le dispositif" → "du dispositif"."""
    text = re.sub(r"^(?:un|une|ce|cet|cette)\s+", "le " if not topic.feminine else "la ", topic.text)
    for article, contracted in (("le ", "du "), ("les ", "des "), ("Le ", "du "), ("Les ", "des ")):
        if text.startswith(article):
            return contracted + text[len(article) :]
    if text[:1].lower() in "aeiouéèê":
        return "d'" + text
    return f"{preposition} {text}"


def _append(question: str, addition: str, earlier: str, preposition: str | None = None) -> str:
    """Add words before the final question mark, and the earlier place when the question has none."""
    if fold(addition) in fold(question):
        return question
    mark = re.search(r"\s*[?!.]*\s*$", question)
    cut = mark.start() if mark else len(question)
    joint = ", " if preposition is None else " " + preposition
    joint = joint.rstrip() + " " if preposition != "" else " "
    del earlier
    return question[:cut] + joint + addition + (question[cut:] or " ?")


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


_Resolver = Callable[[str, NounPhrase], str]
