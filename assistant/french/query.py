"""A question to the terms to search, each with its near terms; an English question to French ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from assistant.french.acronyms import find_acronyms
from assistant.french.analysis import Token, analyse, tokenise
from assistant.french.folding import fold
from assistant.french.lexicon import french_of, near_terms

_ENGLISH = frozenset(
    "the of and to in is are was were what which who whom when where why how many much does do did has have had can "
    "could will would should for from with by about there their its this that these those an be been".split()
)
_NOT_FRENCH = _ENGLISH - {"an"}


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A content word of a question."""

    term: str
    """As `analyse` gives it; for an English word, its likeliest French translation."""
    form: str
    """As typed."""
    start: int
    near: Mapping[str, float]
    """Other terms that may stand for it in a document, with their probability in (0, 1)."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """Acronyms as the documents define them: the acronym's term, and the terms of what it stands for."""

    expansions: Mapping[str, tuple[str, ...]]

    @classmethod
    def learned(cls, texts: Iterable[str]) -> "Glossary":
        """Collect the acronyms that the texts define; the first definition of each counts."""
        expansions: dict[str, tuple[str, ...]] = {}
        for text in texts:
            for acronym, words in find_acronyms(text).items():
                for term in analyse(acronym)[:1]:
                    expansions.setdefault(term, tuple(dict.fromkeys(analyse(words))))
        return cls(expansions)


NO_GLOSSARY = Glossary({})
_EXPANDED = 0.5
"""Weight of the terms of an acronym, and of the acronym of its terms, as if a probability."""


def query_terms(question: str, glossary: Glossary = NO_GLOSSARY) -> list[QueryTerm]:
    """Return the content words of a question, each term once, in order.

    Args:
        question: in French, or in English: then its words come translated.
        glossary: what the corpus says its acronyms mean.
    """
    english = is_english(question)
    found: dict[str, QueryTerm] = {}
    for token in tokenise(question):
        if token.stop or (english and fold(token.form) in _ENGLISH):
            continue
        term = (
            _translated(token)
            if english
            else QueryTerm(token.term, token.form, token.start, near_terms(token.term))
        )
        found.setdefault(term.term, term)
    for acronym, expansion in glossary.expansions.items():
        if acronym in found:
            found[acronym] = _nearer(found[acronym], expansion)
        elif len(expansion) > 1 and found.keys() >= set(expansion):
            found[expansion[0]] = _nearer(found[expansion[0]], [acronym])
    return list(found.values())


def _nearer(term: QueryTerm, others: Iterable[str]) -> QueryTerm:
    return replace(term, near={**term.near, **dict.fromkeys(others, _EXPANDED)})


def is_english(question: str) -> bool:
    """Say whether at least two words, and a quarter of them, are English function words."""
    words = [fold(token.form) for token in tokenise(question)]
    count = sum(word in _NOT_FRENCH for word in words)
    return count >= 2 and count * 4 >= len(words)


def _translated(token: Token) -> QueryTerm:
    """The likeliest translation in place of an English word; names and numbers stay."""
    translations = french_of(token.term)
    best = max(translations, key=lambda term: translations[term], default=token.term)
    is_name = token.start > 0 and token.form[:1].isupper()
    if not translations or (is_name and translations[best] < 0.5):
        return QueryTerm(token.term, token.form, token.start, {**near_terms(token.term), **translations})
    others = {term: p for term, p in translations.items() if term != best}
    return QueryTerm(best, token.form, token.start, {**near_terms(best), **others})
