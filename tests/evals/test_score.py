"""The whole table over a few answers, by hand."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from assistant.types import Document
from evals.score import Case, evaluate_cases, verdict_of

FIRST, SECOND = (0, 67), (68, 127)
Build = Callable[..., Any]


@pytest.fixture
def cases(gold_of: Build, answer_of: Build) -> list[Case]:
    no = {"answerable": False, "docs": [], "answers": [], "evidence": []}
    near = gold_of(id="n", kind="unanswerable-nearmiss", **no)
    off = gold_of(id="o", kind="unanswerable-offtopic", **no)
    hits = [{"document": "a.txt", "start": 0, "end": 67, "score": 1.0}]
    return [
        Case(gold_of(id="1"), answer_of(FIRST, SECOND, hits=hits), answer_of(FIRST, confidence=0.9)),
        Case(gold_of(id="2"), answer_of(hits=hits), answer_of(SECOND, confidence=0.3)),
        Case(gold_of(id="3"), None, None),
        Case(near, answer_of(FIRST), answer_of(FIRST, confidence=0.9)),
        Case(off, answer_of(), answer_of(SECOND, confidence=0.1)),
    ]


def test_means(cases: list[Case], document: Document) -> None:
    means = evaluate_cases(cases, {"a.txt": document.text}).means
    found = {name: means[name].value for name in means}
    assert found["answer@3"] == pytest.approx(1 / 3)
    assert found["citation_precision"] == pytest.approx(1 / 3)
    assert found["verbatim_quotes"] == 1
    assert found["words_per_answer"] == pytest.approx((12 + 12 + 12) / 2)
    assert found["mrr@10"] == pytest.approx(2 / 3)
    assert found["abstention_recall"] == 0.5
    assert (found["abstention_nearmiss"], found["abstention_offtopic"]) == (0, 1)
    assert found["over_refusal"] == pytest.approx(2 / 3)
    assert means["citation_precision"].n == 2
    assert found["answer@1_open"] == pytest.approx(1 / 3)
    # confidence: right 0.9; wrong 0.3, 1.0 (missing), 0.9, 0.1
    assert found["auroc"] == (1 + 0 + 0.5 + 1) / 4


def test_a_missing_run_leaves_its_measures_out(cases: list[Case]) -> None:
    evaluation = evaluate_cases([Case(case.gold, case.record) for case in cases], {})
    assert "auroc" not in evaluation.means
    assert "answer@1_open" not in evaluation.means
    assert evaluation.curve == ()
    assert evaluation.means["verbatim_quotes"].value == 0


def test_what_does_not_apply_is_undefined(cases: list[Case]) -> None:
    evaluation = evaluate_cases(cases[:1], {})
    assert math.isnan(evaluation.means["abstention_recall"].value)
    assert evaluation.means["abstention_recall"].n == 0
    assert "abstention_recall" not in evaluation.by_kind["factoid-number"]


def test_a_near_miss_of_any_kind_counts_as_one(gold_of: Build, answer_of: Build) -> None:
    no = {"answerable": False, "docs": [], "answers": [], "evidence": []}
    follow_up = gold_of(id="f", kind="follow-up", miss="year", **no)
    means = evaluate_cases([Case(follow_up, answer_of())], {}).means
    assert (means["abstention_nearmiss"].value, means["abstention_nearmiss"].n) == (1, 1)
    assert means["abstention_offtopic"].n == 0


def test_verdicts(cases: list[Case], gold_of: Build, answer_of: Build) -> None:
    assert [verdict_of(case) for case in cases] == ["right", "refused", "missing", "not refused", "abstained"]
    half = gold_of(answers_all=[["113"], ["dentistes"]])
    assert verdict_of(Case(half, answer_of(FIRST))) == "partial"
    assert verdict_of(Case(half, answer_of(SECOND))) == "wrong"


def test_latency(gold_of: Build, answer_of: Build) -> None:
    cases = [Case(gold_of(), answer_of(FIRST, timings_ms={"total": ms})) for ms in (10, 20, 30)]
    assert evaluate_cases(cases, {}).latency_ms == {"total": (20, pytest.approx(29))}
