"""Questions to start with, made from the documents and kept only when they are answered as meant."""

from collections.abc import Callable, Iterator
from itertools import zip_longest

from assistant.french import Token, find_numbers, find_places, tokenise
from assistant.index import PassageIndex
from assistant.types import Answer, Document, Span

MOST = 4
TRIED = 40
"""Questions asked at most to find those."""

_SMALL = frozenset({"de", "d", "du", "des", "en"})
_GOES_ON = frozenset({"et", "ou", "à", "au", "aux"})
_PLURAL_REGIONS = frozenset({"Hauts-de-France", "Pays de la Loire"})
_ISLANDS = frozenset({"La Réunion", "Mayotte"})


def suggestions(index: PassageIndex, answer: Callable[[str], Answer]) -> tuple[str, ...]:
    """Return up to `MOST` questions that the documents answer, each from another document.

    A question asks for a figure that a sentence gives ("113 maisons de santé" → "Combien de
    maisons de santé ?"); it is kept when the first quote holds that sentence.
    """
    kept: list[str] = []
    used: set[str] = set()
    for tried, (question, document, span) in enumerate(_candidates(index)):
        if len(kept) == MOST or tried == TRIED:
            break
        if document.path in used or question in kept:
            continue
        given = answer(question)
        first = given.citations[0] if given.citations else None
        if first and first.document == document.path and first.start <= span.start and span.end <= first.end:
            kept.append(question)
            used.add(document.path)
    return tuple(kept)


def _candidates(index: PassageIndex) -> Iterator[tuple[str, Document, Span]]:
    """Yield questions, newest documents first, one figure of each document in turn."""
    newest = sorted(index.documents.values(), key=lambda document: document.metadata.date or "", reverse=True)
    figures = [_figures(document, index) for document in newest]
    for round_of_one_each in zip_longest(*figures):
        yield from (found for found in round_of_one_each if found is not None)


def _figures(document: Document, index: PassageIndex) -> Iterator[tuple[str, Document, Span]]:
    for passage in index.passages:
        if passage.document != document.path:
            continue
        for span in passage.sentences:
            text = document.text[span.start : span.end]
            for number in find_numbers(text):
                noun = "" if number.is_year else _counted(text, number.end)
                if noun:
                    yield f"Combien {_of(noun)}{_where(document)} ?", document, span


def _counted(text: str, start: int) -> str:
    """The noun after a number with all its complements: two or three words of substance, or nothing."""
    words: list[Token] = []
    for token in tokenise(text[start : start + 80]):
        between = text[start + (words[-1].end if words else 0) : start + token.start]
        if between.strip(" \u00a0'’"):
            break
        if token.stop and token.form.lower() not in _SMALL:
            if token.form.lower() in _GOES_ON:
                return ""
            break
        words.append(token)
    substance = sum(not word.stop for word in words)
    if not 2 <= substance <= 3 or words[0].stop or words[-1].stop or not all(w.form.islower() for w in words):
        return ""
    return text[start + words[0].start : start + words[-1].end]


def _of(noun: str) -> str:
    return f"d'{noun}" if noun[0] in "aeiouéèêh" else f"de {noun}"


def _where(document: Document) -> str:
    """The document's region with its preposition, or nothing."""
    region = document.metadata.region
    if region is None or not find_places(region):
        return ""
    if region in _ISLANDS:
        return f" à {region}"
    return f" dans les {region}" if region in _PLURAL_REGIONS else f" en {region}"
