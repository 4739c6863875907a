"""A document, its questions and answers about them, small enough to check by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from assistant.types import Document, Metadata
from evals.gold import Gold, locate_gold
from evals.questions import parse_question
from evals.records import AnswerRecord, parse_answer

TEXT = (
    "En 2022, la région Centre-Val de Loire compte 113 maisons de santé.\n"
    "L’Occitanie en compte 17 000 de moins, soit 3,5 % du total.\n"
    "L'aide d'urgence est ouverte aux médecins et aux infirmières.\n"
)
"""Sentences at [0:67], [68:127] and [128:189]."""


@pytest.fixture
def document() -> Document:
    return Document("a.txt", TEXT, (), Metadata(), "", len(TEXT), also=("copie/a.txt",))


@pytest.fixture
def gold_of(document: Document) -> Callable[..., Gold]:
    """Build the gold of one question; keys given replace those of a plain factoid."""

    def build(**keys: Any) -> Gold:
        row = {
            "id": "q",
            "kind": "factoid-number",
            "question": "Combien de maisons de santé ?",
            "answerable": True,
            "docs": ["a.txt"],
            "answers": ["113 maisons de santé"],
            "evidence": [TEXT[0:67]],
        }
        other = Document("b.txt", "Rien.\n113 maisons de santé.", (), Metadata(), "", 1)
        return locate_gold([parse_question(row | keys)], [document, other])[0]

    return build


@pytest.fixture
def answer_of() -> Callable[..., AnswerRecord]:
    """Build an answer that quotes spans (start, end) of the document, or a refusal for no span."""

    def build(*spans: tuple[int, int], **keys: Any) -> AnswerRecord:
        citations = [
            {"document": "a.txt", "start": start, "end": end, "quote": TEXT[start:end]}
            for start, end in spans
        ]
        row = {"id": "q", "answered": bool(spans), "confidence": 0.5, "citations": citations}
        return parse_answer(row | keys)

    return build
