"""What a question asks, in the units that the features compare; computed once a question."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from assistant.frame import NO_FRAME, Frame
from assistant.french import (
    NO_GLOSSARY,
    DateSpan,
    Glossary,
    Place,
    Token,
    fold,
    query_terms,
    rarity,
    tokenise,
)
from assistant.reading.kind import AnswerKind, Measure, answer_kind, asked_measure

NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'-]*")
"""A capitalised word."""
_TYPE_WORDS = frozenset(
    "nombre montant somme pourcentage taux date annee jour mois moment nom ville pays commune lieu endroit raison "
    "but objectif maniere facon definition liste type chiffre total personne signification".split()
)


@dataclass(frozen=True)
class Asked:
    """A question, taken apart."""

    text: str
    kind: AnswerKind
    terms: tuple[str, ...]
    """Content terms without repetition, in order."""
    forms: tuple[str, ...]
    """Each term as it was typed."""
    near: tuple[Mapping[str, float], ...]
    """For each term, those that may stand for it, with their probability."""
    weights: tuple[float, ...]
    """Rarity of each term in French, in (0, 1]; words that only name the kind of answer weigh less."""
    names: frozenset[str]
    """Terms of capitalised words and acronyms, the first word left out."""
    figures: frozenset[str]
    """Terms of its numbers and years."""
    places: tuple[Place, ...]
    dates: tuple[DateSpan, ...]
    measure: Measure
    focus: frozenset[str]
    """Term of what is counted ("combien de médecins …"), or of the noun after "quel"; at most one."""

    def words(self, chosen: Callable[[str], bool]) -> str:
        """Return the words, as typed, whose terms are chosen, separated by commas; words of politeness carry no question."""
        pairs = zip(self.terms, self.forms, strict=True)
        return ", ".join(form for term, form in pairs if chosen(term) and fold(form) not in _POLITE)

    @cached_property
    def near_of(self) -> dict[str, Mapping[str, float]]:
        """`near` by term."""
        return dict(zip(self.terms, self.near, strict=True))

    @cached_property
    def place_terms(self) -> frozenset[str]:
        """Terms of the places found, which are required as places."""
        return frozenset(
            token.term for place in self.places for token in tokenise(self.text[place.start : place.end])
        )

    @cached_property
    def mass(self) -> float:
        return sum(self.weights) or 1.0

    @cached_property
    def rarest(self) -> str:
        return max(zip(self.weights, self.terms, strict=True), default=(0.0, ""))[1]


def asked(question: str, glossary: Glossary = NO_GLOSSARY, frame: Frame = NO_FRAME) -> Asked:
    """Take a standalone question apart, its acronyms and places read as the corpus has them."""
    tokens = tokenise(question)
    queried = query_terms(question, glossary)
    terms = tuple(term.term for term in queried)
    weights = tuple(rarity(term) * (0.35 if term in _type_terms() else 1.0) for term in terms)
    shouted = question.upper() == question
    names = frozenset(
        term.term
        for term in queried
        if term.start > 0 and NAME.match(term.form) and not shouted and not term.term[:1].isdigit()
    )
    return Asked(
        text=question,
        kind=answer_kind(question),
        terms=terms,
        forms=tuple(term.form for term in queried),
        near=tuple(term.near for term in queried),
        weights=weights,
        names=names,
        figures=frozenset(term for term in terms if term[:1].isdigit()),
        places=tuple(frame.places_asked(question)),
        dates=tuple(frame.dates_asked(question)),
        measure=asked_measure(question),
        focus=_focus(question, tokens),
    )


_POLITE = frozenset(
    "bonjour bonsoir salut coucou madame mesdames monsieur messieurs mademoiselle mesdemoiselles cher chere chers cheres "
    "voudrais voudrait voudrions voudriez voulais voulait aimerais aimerait aimerions souhaite souhaitons souhaitais "
    "souhaiterais souhaiterait souhaiterions desire desirerais pourriez pourrais plait plairait priere prie remercie "
    "remercions remerciements cordialement excusez excuse excusez-moi pardon pardonnez besoin question".split()
)
"""How a question is brought, not what it is about."""
BEFORE_NOUNS = frozenset(
    "nouveaux nouvelles nouveau nouvelle jeunes autres grands grandes petits petites anciens anciennes premiers "
    "premieres futurs futures differents differentes".split()
)
"""Adjectives that stand before what is counted."""
_ANYONE = frozenset({"monde", "gens"})
"""What is counted by none of these words: "combien de monde" is answered by "40 visiteurs"."""
_FOCUS = re.compile(
    r"\b(?:combien\b[^?.!:;]{0,60}?[a-z]-(?:t-)?(?:ils?|elles?|on)\s+(?:de\s+|d['’])|combien\s+(?:de\s+|d['’])?|quel(?:le)?s?\s+|nombre\s+(?:de\s+|des\s+|d['’]))",
    re.IGNORECASE,
)


def _focus(question: str, tokens: Sequence[Token]) -> frozenset[str]:
    found = _FOCUS.search(question)
    if found is None:
        return frozenset()
    after = [token for token in tokens if token.start >= found.end()][:2]
    heads = [token for token in after if not token.stop and fold(token.form) not in BEFORE_NOUNS]
    return frozenset(token.term for token in heads[:1] if fold(token.form) not in _ANYONE)


@cache
def _type_terms() -> frozenset[str]:
    """The type words as search terms."""
    return frozenset(token.term for word in _TYPE_WORDS for token in tokenise(word))
