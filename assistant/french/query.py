"""A question to the terms to search, each with its near terms; an English question to French ones."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.french.analysis import Token, tokenise
from assistant.french.folding import fold
from assistant.french.glossary import NO_GLOSSARY, Glossary
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


def query_terms(question: str, glossary: Glossary = NO_GLOSSARY) -> list[QueryTerm]:
    """Return the content words of a question, each term once, in order.

    Args:
        question: in French, or in English: then its words come translated.
        glossary: what the corpus says its acronyms mean, and which words are said to mean the same.
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
    terms = list(found.values())
    return [
        replace(term, near=_merged(term.near, near))
        for term, near in zip(terms, glossary.near(list(found)), strict=True)
    ]


def _merged(one: Mapping[str, float], other: Mapping[str, float]) -> Mapping[str, float]:
    """Both, each term at its greater weight."""
    return {**one, **{term: max(weight, one.get(term, 0.0)) for term, weight in other.items()}}


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
