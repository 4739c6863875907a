"""Where the right answers of a question stand: gold documents and gold spans."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.types import Document
from evals.questions import Question


@dataclass(frozen=True, slots=True)
class Place:
    """Characters `start` to `end` (excluded) of the text of `document`."""

    document: str
    start: int
    end: int

    def overlaps(self, documents: Iterable[str], start: int, end: int) -> bool:
        """Whether a span of any of these documents shares a character with this one."""
        return self.document in documents and start < self.end and self.start < end


@dataclass(frozen=True, slots=True)
class Gold:
    """A question with its accepted documents and the places of its evidence."""

    question: Question
    documents: tuple[frozenset[str], ...]
    """One set a document of `docs`: its path and the paths of identical files."""
    evidence: tuple[tuple[Place, ...], ...]
    """For each piece of evidence, every place where it stands in an accepted document."""

    @property
    def accepted(self) -> frozenset[str]:
        """Every path of an accepted document."""
        return frozenset().union(*self.documents)

    @property
    def places(self) -> tuple[Place, ...]:
        """Every gold evidence span."""
        return tuple(place for places in self.evidence for place in places)


def locate_gold(questions: Iterable[Question], documents: Iterable[Document]) -> list[Gold]:
    """Find each question's evidence in its documents.

    Evidence is matched verbatim, except that a space of the evidence stands for any run of spaces
    and line ends of the document (a PDF breaks its lines inside sentences). What is not found has no
    place and can never be overlapped: `verify_questions` reports it.
    """
    by_path = {path: document for document in documents for path in (document.path, *document.also)}
    return [_locate(question, by_path) for question in questions]


def _locate(question: Question, by_path: dict[str, Document]) -> Gold:
    sets: list[frozenset[str]] = []
    sources: dict[str, Document] = {}
    for path in question.docs:
        document = by_path.get(path)
        if document is None:
            sets.append(frozenset({path}))
        else:
            sets.append(frozenset((document.path, *document.also)))
            sources[document.path] = document
    return Gold(
        question,
        tuple(dict.fromkeys(sets)),
        tuple(
            tuple(place for document in sources.values() for place in _places(document, sentence))
            for sentence in question.evidence
        ),
    )


def _places(document: Document, sentence: str) -> list[Place]:
    pattern = r"\s+".join(re.escape(word) for word in sentence.split())
    return [Place(document.path, found.start(), found.end()) for found in re.finditer(pattern, document.text)]
