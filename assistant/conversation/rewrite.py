"""A question and the ones before it, to a question that stands alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.conversation.anaphora import WEATHER, resolved_in
from assistant.conversation.ellipsis import is_where_or_when, replaced
from assistant.conversation.topic import determined, place_phrase, topic_of, with_words
from assistant.french import analyse, find_places, fold
from assistant.types import Turn

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
    if not asks and (joined or is_where_or_when(bare)):
        return _capitalised(replaced(earlier, bare))
    topic = topic_of(earlier)
    if topic is None:
        return question
    resolved = resolved_in(body, topic)
    if resolved == body and (joined or (asks and not _stands_alone(body))):
        resolved = with_words(body, determined(topic))
    if resolved == body:
        return question
    place = place_phrase(earlier)
    if place and not find_places(resolved):
        resolved = with_words(resolved, place, joint=" ")
    return _capitalised(resolved)


def _stands_alone(question: str) -> bool:
    """Whether the question names what it is about: two content words, a name, a place, or one to define."""
    if find_places(question) or WEATHER.search(question):
        return True
    words = [word.strip("«»\"'’(?,.") for word in question.split()[1:]]
    if any(re.sub(r"^[ldLD]['’]", "", word)[:1].isupper() for word in words):
        return True
    return len(set(analyse(question))) >= (1 if _DEFINES.search(question) else 2)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
