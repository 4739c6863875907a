"""Questions to start with, made from the documents and kept only when they are answered as meant."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence

from assistant.french import Token, find_numbers, tokenise
from assistant.french.phrases import elided
from assistant.index import PassageIndex
from assistant.types import Answer, Document, Passage, Span

MOST = 4
TRIED = 40
"""Figures looked at, at most, to find those."""

_SMALL = frozenset({"de", "d", "du", "des", "en"})
_GOES_ON = frozenset({"et", "ou", "à", "au", "aux"})


def suggestions(index: PassageIndex, answer: Callable[[str], Answer]) -> tuple[str, ...]:
    """Return up to `MOST` questions that the documents answer, each from another document.

    A question asks for a figure that a sentence gives ("113 maisons de santé" → "Combien de
    maisons de santé ?"); it is kept when the first quote holds that sentence. The newest
    documents come first, one figure of each in turn, and no text is read before its turn.
    """
    passages = defaultdict(list)
    for passage in index.passages:
        passages[passage.document].append(passage)
    newest = sorted(index.documents.values(), key=lambda document: document.metadata.date or "", reverse=True)
    waiting = deque((document, _figures(document, passages[document.path])) for document in newest)
    kept: list[str] = []
    tried = 0
    while waiting and len(kept) < MOST and tried < TRIED:
        document, figures = waiting.popleft()
        found = next(figures, None)
        if found is None:
            continue
        tried += 1
        question, sentence = found
        if question not in kept and _is_answered_by(document, sentence, answer(question)):
            kept.append(question)
        else:
            waiting.append((document, figures))
    return tuple(kept)


def _is_answered_by(document: Document, sentence: Span, answer: Answer) -> bool:
    if not answer.citations:
        return False
    first = answer.citations[0]
    return first.document == document.path and first.start <= sentence.start and sentence.end <= first.end


def _figures(document: Document, passages: Sequence[Passage]) -> Iterator[tuple[str, Span]]:
    """Yield questions for the figures of a document, each with the sentence that gives it."""
    for passage in passages:
        for span in passage.sentences:
            text = document.text[span.start : span.end]
            for number in find_numbers(text):
                noun = "" if number.is_year else _counted(text, number.end)
                if noun:
                    yield f"Combien {elided('de', noun)} ?", span


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
