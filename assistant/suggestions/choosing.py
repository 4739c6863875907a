"""Which questions to offer: those whose answer is the very sentence they were made of, not all of one kind."""

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice

from assistant.french import analyse
from assistant.index import PassageIndex
from assistant.suggestions.wording import questions_of
from assistant.types import Answer, Document, Passage, Span

MOST = 4
ALIKE = 2
"""Questions offered that open with the same word, as long as others can be found."""
TRIED = 40
"""Questions asked, at most, to find those."""
LOOKED_AT = 400
"""Questions looked at, at most, for other openings."""
NEXT = 3
TRIED_NEXT = 6
"""The same after an answer: few, since each costs as much as an answer."""

Candidate = tuple[Document, str, Span]


def suggestions(index: PassageIndex, answer: Callable[[str], Answer]) -> tuple[str, ...]:
    """Return up to `MOST` questions to start with, each from another document as long as there are some.

    A question is made of what a sentence says ("113 maisons de santé" → "Combien de maisons de
    santé ?"); it is kept when the first quote holds that sentence. The newest documents come
    first, one question of each in turn, and no text is read before its turn.
    """
    newest = sorted(index.documents, key=lambda path: index.metadata[path].date or "", reverse=True)
    waiting = deque(_questions_of(index, path) for path in newest)
    choice = _Choice(answer, MOST, TRIED)
    later: list[Candidate] = []
    looked = 0
    while waiting and choice.goes_on and looked < LOOKED_AT:
        candidates = waiting.popleft()
        found = next(candidates, None)
        if found is None:
            continue
        looked += 1
        if choice.has_enough_like(found[1]):
            later.append(found)
            waiting.append(candidates)
        elif not choice.tried(found):
            waiting.append(candidates)
    return choice.completed(later)


def next_questions(
    index: PassageIndex, answer: Callable[[str], Answer], given: Answer, asked: Collection[str] = ()
) -> tuple[str, ...]:
    """Return up to `NEXT` questions to go on with, out of the documents just shown.

    After an answer, those nearest to its quotes come first. After a refusal, those that share most words with
    the question, out of the documents that came nearest; none when no question shares any.

    Args:
        index: that answered.
        answer: answers a question that stands alone.
        given: the answer or the refusal to go on from.
        asked: questions not to offer again.
    """
    shown = (*given.citations, *given.related) if given.answered else given.nearest
    quoted = {citation.document: citation for citation in reversed(shown)}
    near = sorted(
        (passage for path in sorted(quoted) for passage in index.passages_of(path)),
        key=lambda passage: (
            passage.heading != quoted[passage.document].heading,
            abs(passage.start - quoted[passage.document].start),
        ),
    )
    choice = _Choice(answer, NEXT, TRIED_NEXT, asked=(given.standalone_question, *asked))
    spans = [(each.document, each.start, each.end) for each in shown if given.answered]
    candidates: Iterable[Candidate] = (
        found
        for passage in near
        for found in _questions(index.documents[passage.document], [passage])
        if not any(
            found[0].path == path and found[2].start < end and start < found[2].end
            for path, start, end in spans
        )
    )
    candidates = islice(candidates, LOOKED_AT)
    if not given.answered:
        candidates = _about(given.standalone_question, candidates)
    later = []
    for found in candidates:
        if not choice.goes_on:
            break
        if choice.has_enough_like(found[1]):
            later.append(found)
        else:
            choice.tried(found)
    return choice.completed(later)


def _about(question: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates that share words with a question, those that share most first."""
    terms = {*analyse(question)}
    shared = [(len(terms.intersection(analyse(found[1]))), found) for found in candidates]
    shared = [each for each in shared if each[0]]
    return [found for _, found in sorted(shared, key=lambda each: -each[0])]


class _Choice:
    """The questions kept so far, and what is left to try."""

    def __init__(
        self, answer: Callable[[str], Answer], most: int, tries: int, asked: Iterable[str] = ()
    ) -> None:
        self._answer = answer
        self._most = most
        self._tries = tries
        self._kept: list[str] = []
        self._known = {question.casefold() for question in asked}

    @property
    def goes_on(self) -> bool:
        return len(self._kept) < self._most and self._tries > 0

    def has_enough_like(self, question: str) -> bool:
        """Whether enough questions kept open with the same word."""
        return Counter(each.split()[0] for each in self._kept)[question.split()[0]] >= ALIKE

    def tried(self, candidate: Candidate) -> bool:
        """Keep a question that is not there yet when its own sentence answers it; say whether it was kept."""
        document, question, sentence = candidate
        if question.casefold() in self._known:
            return False
        self._tries -= 1
        kept = _is_answered_by(document, sentence, self._answer(question))
        if kept:
            self._kept.append(question)
            self._known.add(question.casefold())
        return kept

    def completed(self, candidates: Iterable[Candidate]) -> tuple[str, ...]:
        """Fill what is left with questions that open alike, and return all that are kept."""
        for candidate in candidates:
            if not self.goes_on:
                break
            self.tried(candidate)
        return tuple(self._kept)


def _is_answered_by(document: Document, sentence: Span, answer: Answer) -> bool:
    if not answer.citations:
        return False
    first = answer.citations[0]
    return first.document == document.path and first.start <= sentence.start and sentence.end <= first.end


def _questions_of(index: PassageIndex, path: str) -> Iterator[Candidate]:
    """Yield the questions that a document answers; it is decoded when the first one is asked for."""
    yield from _questions(index.documents[path], index.passages_of(path))


def _questions(document: Document, passages: Iterable[Passage]) -> Iterator[Candidate]:
    """Yield the questions that a document answers, each with the sentence that does."""
    for passage in passages:
        for span in passage.sentences:
            for question in questions_of(document.text[span.start : span.end]):
                yield document, question, span
