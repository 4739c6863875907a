"""A document, its questions and answers about them, small enough to check by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from assistant.types import Document, Metadata
from evals.compare import compare_runs, plain
from evals.gold import Gold, locate_gold
from evals.questions import parse_question
from evals.records import AnswerRecord, parse_answer
from evals.report import Run, report_of
from evals.score import Case, evaluate_cases

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


def hit(start: int, end: int, document: str = "a.txt") -> dict[str, Any]:
    return {"document": document, "start": start, "end": end, "score": 0.5}


@pytest.fixture
def report_on(
    gold_of: Callable[..., Gold], answer_of: Callable[..., AnswerRecord], document: Document
) -> Callable[..., dict[str, Any]]:
    """Build the report of four questions: right, refused, missing and answered without an answer.

    `asked` replaces the second question and the notes of it, `better` answers it right.
    """

    def build(asked: str = "Et l'Occitanie ?", better: bool = False, **of_run: Any) -> dict[str, Any]:
        right = answer_of(
            (0, 67),
            (68, 127),
            confidence=0.8,
            timings_ms={"read": 10.0, "total": 12.5},
            hits=[hit(128, 189), hit(0, 67), hit(0, 9, "b.txt")],
        )
        refusal = answer_of(
            confidence=0.2,
            reason={"code": "off_topic", "text": asked, "missing": asked},
            standalone_question=f"{asked} (maisons)",
            understood={"places": [asked], "dates": ["2022"], "corrections": [{"typed": asked, "read": "x"}]},
            nearest=[{"document": asked, "start": 0, "end": 3, "quote": asked, "short_answer": asked}],
            timings_ms={"read": 4.0, "total": 8.0},
            hits=[hit(0, 67)],
        )
        again = right if better else refusal
        missed = {
            "answerable": False,
            "docs": [],
            "answers": [],
            "evidence": [],
            "kind": "unanswerable-nearmiss",
        }
        cases = [
            Case(gold_of(split="test"), right, right),
            Case(gold_of(id="2", question=asked, notes=asked, history=[asked], tags=["typed"]), again, again),
            Case(gold_of(id="3", kind="definition"), None),
            Case(
                gold_of(id="4", question="Et en 2030 ?", near=["a.txt"], miss="year", **missed), right, right
            ),
        ]
        run: dict[str, Any] = {
            "started": "2026-01-01T00:00:00+00:00",
            "commit": "abc",
            "index": "g1",
            "questions": "sets/q.jsonl",
            "questions_sha256": "0" * 64,
            "settings": {"k": 20},
            "machine": {"cpu": "x"},
            "problems": [f"un souci : {asked}"],
        }
        return report_of(Run(**run | of_run), evaluate_cases(cases, {"a.txt": document.text}))

    return build


@pytest.fixture
def compared(report_on: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Build a report that stands against a worse one, with an ablation of two variants."""

    def build(asked: str = "Et l'Occitanie ?") -> dict[str, Any]:
        before, after = report_on(asked), report_on(asked, better=True)
        after["comparison"] = plain(compare_runs(before, after, f"run {asked}"))
        names = ("answer@3", "words_per_answer")
        differences = {each["measure"]: each for each in after["comparison"]["differences"]}
        after["ablation"] = {
            "fused": {
                "label": "whole",
                "measures": {n: after["measures"][n] for n in names},
                "differences": {},
            },
            "lexical": {
                "label": asked,
                "measures": {n: before["measures"][n] for n in names},
                "differences": {n: differences[n] for n in names},
            },
        }
        return after

    return build
