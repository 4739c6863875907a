"""A question and the ones before it, to a question that stands alone."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.conversation.acts import (
    GREETINGS,
    about,
    about_of,
    asks_about_answer,
    asks_of_document,
    is_courtesy,
    new_subject,
    returns_to,
    within,
    within_of,
)
from assistant.conversation.anaphora import WEATHER, readings
from assistant.conversation.ellipsis import (
    is_where_or_when,
    opposes,
    owned_again,
    replacements,
    says_nothing_new,
)
from assistant.conversation.fragments import asked_again, with_subject
from assistant.conversation.ordinals import rank_of
from assistant.conversation.state import State
from assistant.conversation.steps import moved_on
from assistant.conversation.topic import with_words
from assistant.french import analyse, find_places, fold, rarity
from assistant.french.clauses import QuestionPhrase, agreement, inversions, question_phrase
from assistant.french.phrases import elided
from assistant.types import Turn

MOST_TURNS = 12
"""Earlier questions read, the newest: a chain of follow-ups is shorter, and fifty long ones took up to 2 s."""
MOST_CHOICES = 3
TELLS_ALL = 0.7
"""Rarity from which one word makes a question stand alone ("Où sont les glucosinolates ?")."""

_I = re.IGNORECASE
_MEANT = (
    r"(?:non,?\s+)?je (?:voulais dire|veux dire|voulais|parlais|parle|pensais|cherchais|demandais|précise)"
)
_OPENER = re.compile(
    r"^\s*(?P<joins>(?:(?:et|mais|puis|alors|dont|non|plut[ôo]t|sinon|ok|oui|seulement|uniquement|juste|pardon"
    r"|d[ée]sol[ée]e?|en fait|d['’]accord|très bien|merci(?!\s+d(?:e\s|['’]))|erreur|correction|c['’]est-à-dire"
    rf"|{_MEANT}(?:\s+(?:à|plutôt|de(?=\s+la\b|\s+l['’])|du|des|d['’]))?)"
    r"\b(?!-)[\s,:.!]*)+)",
    _I,
)
_OF = re.compile(r"(?P<verb>parl(?:ais|e)|demandais|pensais)\s+(?P<word>du|des|aux?)\s*$", _I)
_TRAILING = re.compile(r"[\s,]+(?:seulement|uniquement|exclusivement|plutôt|alors)$", _I)
_QUESTION_WORDS = (
    r"combien|quel(?:le)?s?|qui|quand|ou (?:est|sont|se)|comment|pourquoi|que|qu|quoi"
    r"|lequel|laquelle|lesquels|lesquelles"
)
_REQUESTS = (
    r"(?:cite|donne|explique|compare|indique)[rz]|decri(?:re|vez)"
    r"|(?:peux|pouvez|pourriez|sais|savez|connais|connaissez)-(?:tu|vous)"
)
_ASKS = re.compile(
    rf"\b(?:{_QUESTION_WORDS}|{_REQUESTS})\b|(?:^|et |d')ou\b|\bou (?:cela|ca)\b|-(?:t-)?(?:ils?|elles?)\b"
)
_DEFINES = re.compile(
    r"qu['’ ]?est[- ]ce qu|c['’ ]?est quoi (?:la|le|les|l|un)|signifie|veut dire|définition", _I
)
_DEEP = re.compile(
    r"(?:avec|sans|sous|par|pour|dans|sur|à|en)\s+(?:(?:le|la|les)\s+|l['’])?[^\W\d_]+\s+d(?:e\s+|['’])(?:quel(?:le)?s?\s+[^\W\d_]+|qui|quoi)",
    _I,
)
_ELIDED = re.compile(r"(?<=(?<![\w'’])[ldjs])\s(?=[aeiouyéèêh]\w|(?<=l\s)a\s)", _I)
_SAME = re.compile(
    r"[\s,]*\bc['’](?:est|était|etait)\s+(?:combien|pareil|quoi|la même chose|le cas)$|^(?:c['’]est|[çc]a fait)\s+combien\s+",
    _I,
)
_WHAT_IS_IT = re.compile(r"(?:c['’](?:est|était)\s+quoi|qu['’]est[- ]ce(?:\s+que\s+c['’]est)?)$", _I)
_IS_WHICH = re.compile(r"^quel(?:le)?\s+(?:est|était|sera|fut)\s+", _I)
_IT_IS = re.compile(r"^(?:c['’](?:est|était)|est-ce(?!\s+qu))\b", _I)
_BETWEEN_US = re.compile(r"\w-(?:tu|vous|je)\b", _I)
_WITH = re.compile(r"(?<=différence)\s+avec\s+", _I)
_OWNED = re.compile(r"(?:son|sa|ses|leurs?)\s", _I)
_WHERE_THAT = re.compile(r"\s+(?:cela|ça|ca|là-bas|là|donc|exactement|au juste|précisément|alors)$", _I)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A question that stands alone, and the readings to pick from when two are plausible."""

    text: str
    choices: tuple[str, ...] = ()
    courtesy: bool = False
    """The turn greets or thanks: there is nothing to look for."""


def _none(_: str) -> str | None:
    return None


def standalone_question(
    question: str, turns: Sequence[Turn], document_of: Callable[[str], str | None] = _none
) -> Rewrite:
    """Complete a follow-up from the questions before it.

    Args:
        question: as typed.
        turns: earlier questions, oldest first; each is itself completed from those before it.
        document_of: a standalone question to the name of the document that answers it, None when it is
            refused; called only when the question, not a turn before it, speaks of "ce document".

    Returns:
        The question as typed (outer blanks removed) when it stands alone or nothing precedes it.
    """
    state = State()
    offered: tuple[str, ...] = ()
    for turn in [turn for turn in turns if not _says_nothing(turn.question)][-MOST_TURNS:]:
        rewrite, state = _turn(turn.question.strip(), state, offered, _none)
        kept = rewrite.courtesy or rewrite.text in offered
        offered = rewrite.choices or (offered if kept else ())
    return _turn(question.strip(), state, offered, document_of)[0]


def _as_written(question: str) -> str:
    """Give a typed "l assure" its apostrophe back."""
    return _ELIDED.sub("'", question)


def _says_nothing(question: str) -> bool:
    return not any(letter.isalnum() for letter in question)


def _turn(
    question: str, state: State, offered: Sequence[str], document_of: Callable[[str], str | None]
) -> tuple[Rewrite, State]:
    """One turn: what it asks, standing alone, and the state after it."""
    if is_courtesy(question):
        return Rewrite(question, courtesy=True), state
    asked = _capitalised(GREETINGS.sub("", question))
    other = new_subject(asked)
    if other is not None:
        text = _capitalised(other)
        return Rewrite(text), state.after(text, linked=False)
    if about_of(asked):
        return Rewrite(question), state
    scoped = within_of(asked)
    if scoped:
        return Rewrite(question), state.after(_capitalised(scoped[1]), linked=True)
    if not state.question:
        return Rewrite(question), state.after(asked, linked=False)
    opener = _OPENER.match(asked)
    body = asked[opener.end() :] if opener else asked
    rank = rank_of(body.strip(" \u00a0?.!,;"))
    if offered and rank is not None and (rank == -1 or rank <= len(offered)):
        chosen = offered[rank if rank == -1 else rank - 1]
        return Rewrite(chosen), state.after(chosen, linked=True)
    aspect = asks_about_answer(body)
    if aspect:
        return Rewrite(about(aspect, state.question)), state
    of_document = asks_of_document(body)
    if of_document:
        text = readings(of_document, state)[0]
        name, plain = document_of(state.question), _capitalised(text)
        text = within(name, text[:1].lower() + text[1:]) if name else plain
        return Rewrite(text), state.after(plain, linked=True)
    texts, after = _completed(asked, state)
    if texts == [asked]:
        return Rewrite(question), after
    texts = list(dict.fromkeys(_capitalised(text) for text in texts))
    choices = tuple(texts[:MOST_CHOICES]) if len(texts) > 1 else ()
    return Rewrite(texts[0], choices), after


def _completed(asked: str, state: State) -> tuple[list[str], State]:
    """The readings of a question, likeliest first; the question alone when it stands so."""
    back = returns_to(_OPENER.sub("", asked, count=1))
    if back:
        phrase, rest = back
        state = state.about(phrase)
        texts = readings(rest, state)
        if texts == [rest] and state.subject and analyse(phrase)[:1] != analyse(rest)[-1:]:
            texts = [with_words(rest, f"pour {state.subject.text}", joint=" ")]
        return texts, state.after(_capitalised(texts[0]), linked=True)
    opener = _OPENER.match(asked)
    body = asked[opener.end() :] if opener else asked
    if not body.strip(" ?!.") or says_nothing_new(body.strip(" \u00a0?.!,;")):
        return [asked], state
    taken = _OF.search(opener["joins"]) if opener else None
    if taken:
        body = {"du": "le ", "des": "les ", "au": "le ", "aux": "les "}[taken["word"].lower()] + body
    body = _as_written(body)
    whole = body.strip(" \u00a0?.!,;")
    bare = _SAME.sub("", _TRAILING.sub("", whole))
    if _IS_WHICH.match(bare) and rank_of(_IS_WHICH.sub("", bare)):
        bare = body = _IS_WHICH.sub("", bare)
    if state.subject and _WHAT_IS_IT.match(whole):
        text = f"Qu'est-ce {elided('que', state.subject.text)} ?"
        return [text], state.after(text, linked=True)
    moved = moved_on(state.question, bare)
    if moved:
        return [moved], state.after(moved, linked=True)
    trailed = bare != whole
    body = bare if _SAME.search(whole) else body
    joined = opener is not None or trailed or opposes(bare)
    asks = _ASKS.search(fold(body)) is not None
    ranked = rank_of(bare) is not None
    if not asks and joined and _OWNED.match(bare):
        beside = owned_again(state.question, bare)
        texts = [beside] if beside else [_asked_for(text) for text in readings(bare, state)]
        return texts, state.after(_capitalised(texts[0]), linked=True)
    if not asks and (joined or ranked or is_where_or_when(bare)):
        texts = replacements(state.question, bare)
        return texts, state.after(_capitalised(texts[0]), linked=True)
    asked_only = _WHERE_THAT.sub("", bare)
    opening = question_phrase(asked_only) or _ends_on_question(asked_only)
    if opening and opening.end == len(asked_only):
        again = asked_again(state.question, asked_only, opening)
        text = again or with_subject(f"{asked_only} ?", state)
        return [text], state.after(_capitalised(text), linked=True)
    if state.subject and _WITH.search(body) and " entre " not in body:
        body = _WITH.sub(f" entre {state.subject.text} et ", body)
        return [body], state.after(_capitalised(body), linked=True)
    texts = readings(body, state)
    if (
        texts == [body]
        and state.subject
        and _IT_IS.match(body)
        and not _DEFINES.search(body)
        and len(set(analyse(body))) < 2
    ):
        texts = [with_words(body, state.subject.text)]
    if texts == [body] and asks and not _stands_alone(body):
        texts = [with_subject(body, state)]
    if texts == [body]:
        return [asked if opener is None else body], state.after(_capitalised(body), linked=opener is not None)
    texts = [_placed(text, state) for text in texts]
    return texts, state.after(_capitalised(texts[0]), linked=True)


def _asked_for(thing: str) -> str:
    """ "les horaires du musée" → "Quels sont les horaires du musée ?"."""
    shown = agreement(thing)
    which = "quelle" if shown.gender == "f" else "quel"
    return f"{which}s sont {thing} ?" if shown.plural else f"{which} est {thing} ?"


def _ends_on_question(fragment: str) -> QuestionPhrase | None:
    """Question words deep in a complement: "avec la bénédiction de quel pape"."""
    deep = _DEEP.fullmatch(fragment)
    if deep is None or next(inversions(fragment), None):
        return None
    return QuestionPhrase(len(fragment), True, len(fragment), "")


def _placed(text: str, state: State) -> str:
    """Keep the place of the conversation where the question names none."""
    if not state.place or find_places(text):
        return text
    return with_words(text, state.place, joint=" ")


def _stands_alone(question: str) -> bool:
    """Whether the question names what it is about: two content words, a name, a place, or one to define.

    So does one put to the assistant, or on behalf of whoever asks ("Qui es-tu ?", "Où puis-je manger ?").
    """
    if find_places(question) or WEATHER.search(question) or _BETWEEN_US.search(question):
        return True
    words = [word.strip("«»\"'’(?,.") for word in question.split()[1:]]
    if any(re.sub(r"^[ldLD]['’]", "", word)[:1].isupper() for word in words):
        return True
    terms = set(analyse(question))
    if any(rarity(term) >= TELLS_ALL for term in terms):
        return True
    return len(terms) >= (1 if _DEFINES.search(question) else 2)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
