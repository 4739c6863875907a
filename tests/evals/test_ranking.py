"""Measures of the ranking, by hand and against scikit-learn."""

from collections.abc import Callable, Sequence
from math import log2
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.types import Document, Metadata
from evals.gold import locate_gold
from evals.measures import document_recall, evidence_recall, ndcg, reciprocal_rank
from evals.questions import Question
from evals.records import AnswerRecord, RankedPassage

FIRST, SECOND, THIRD = (0, 67), (68, 127), (128, 189)
Build = Callable[..., Any]


def ranking(*hits: tuple[int, int] | str) -> AnswerRecord:
    """Make a refusal whose hits are spans of a.txt, or the whole of another document."""
    passages = [
        RankedPassage(hit, 0, 1000) if isinstance(hit, str) else RankedPassage("a.txt", *hit) for hit in hits
    ]
    return AnswerRecord("q", False, 0.1, hits=tuple(passages))


def test_document_recall(gold_of: Build) -> None:
    record = ranking("z.txt", THIRD, "b.txt")
    assert [document_recall(gold_of(), record, k) for k in (1, 2, 10)] == [0, 1, 1]
    both = gold_of(docs=["a.txt", "b.txt"], docs_required="all")
    assert [document_recall(both, record, k) for k in (1, 2, 10)] == [0, 0.5, 1]
    assert document_recall(gold_of(), None, 10) == 0


def test_evidence_recall(gold_of: Build, document: Document) -> None:
    record = ranking(THIRD, FIRST)
    assert [evidence_recall(gold_of(), record, k) for k in (1, 2)] == [0, 1]
    pieces = [document.text[slice(*span)] for span in (FIRST, SECOND)]
    assert evidence_recall(gold_of(evidence=pieces), record, 5) == 1
    assert evidence_recall(gold_of(evidence=pieces, answers_all=[["113"], ["17 000"]]), record, 5) == 0.5
    assert evidence_recall(gold_of(evidence=["Introuvable."]), record, 5) == 0
    assert evidence_recall(gold_of(), ranking(), 5) == 0


def test_reciprocal_rank_counts_refusals_and_stops_at_k(gold_of: Build) -> None:
    assert reciprocal_rank(gold_of(), ranking("z.txt", THIRD, FIRST, FIRST)) == pytest.approx(1 / 3)
    assert reciprocal_rank(gold_of(), ranking(*["z.txt"] * 10, FIRST)) == 0
    assert reciprocal_rank(gold_of(), None) == 0


def test_ndcg(gold_of: Build, document: Document) -> None:
    pieces = [document.text[slice(*span)] for span in (FIRST, SECOND)]
    two = gold_of(evidence=pieces)
    ideal = 1 + 1 / log2(3)
    assert ndcg(two, ranking(SECOND, FIRST)) == pytest.approx(1)
    assert ndcg(two, ranking("z.txt", SECOND)) == pytest.approx((1 / log2(3)) / ideal)
    assert ndcg(two, ranking(FIRST, FIRST, SECOND)) == pytest.approx((1 + 1 / log2(4)) / ideal)
    assert ndcg(two, ranking((0, 127))) == 1
    assert ndcg(two, ranking()) == 0


@settings(deadline=None)  # the first call imports scikit-learn
@given(st.permutations(range(10)), st.sets(st.integers(0, 9), min_size=1))
def test_ndcg_agrees_with_scikit_learn(order: Sequence[int], relevant: set[int]) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    text = "".join(f"Phrase {number}." for number in range(10))  # nine characters each
    evidence = tuple(f"Phrase {number}." for number in relevant)
    question = Question("q", "list", "?", True, docs=("a.txt",), evidence=evidence)
    [gold] = locate_gold([question], [Document("a.txt", text, (), Metadata(), "", 1)])
    record = ranking(*((number * 9, number * 9 + 9) for number in order))
    gains = [[float(number in relevant) for number in order]]
    assert ndcg(gold, record) == pytest.approx(metrics.ndcg_score(gains, [list(range(10, 0, -1))]))
