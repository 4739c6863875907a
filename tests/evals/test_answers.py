"""Measures of quotes and refusals, by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from evals.measures import (
    abstained,
    answer_at,
    cited_right,
    exact_match,
    over_refused,
    quoted_words,
    token_f1,
    verbatim_quotes,
)
from evals.records import parse_answer

FIRST, SECOND, THIRD = (0, 67), (68, 127), (128, 189)
Build = Callable[..., Any]


def test_answer_at_1_looks_at_the_first_quote_only(gold_of: Build, answer_of: Build) -> None:
    gold = gold_of()
    assert answer_at(gold, answer_of(FIRST), 1) == 1
    assert answer_at(gold, answer_of(SECOND, FIRST), 1) == 0
    assert answer_at(gold, answer_of(SECOND, FIRST), 3) == 1
    assert answer_at(gold, answer_of(SECOND, SECOND, THIRD, FIRST), 3) == 0


def test_a_refusal_and_a_missing_answer_are_wrong(gold_of: Build, answer_of: Build) -> None:
    assert answer_at(gold_of(), answer_of(), 3) == 0
    assert answer_at(gold_of(), None, 3) == 0
    assert answer_at(gold_of(), answer_of(FIRST, answered=False), 3) == 0


def test_only_accepted_documents_count(gold_of: Build, answer_of: Build) -> None:
    quote = {"document": "b.txt", "start": 6, "end": 27, "quote": "113 maisons de santé."}
    assert answer_at(gold_of(), answer_of(answered=True, citations=[quote]), 1) == 0
    assert answer_at(gold_of(docs=["b.txt", "a.txt"]), answer_of(answered=True, citations=[quote]), 1) == 1
    assert (
        answer_at(gold_of(), answer_of(answered=True, citations=[quote | {"also": ["copie/a.txt"]}]), 1) == 1
    )


def test_a_quote_over_80_words_is_wrong(gold_of: Build, answer_of: Build) -> None:
    quote = {"document": "a.txt", "start": 0, "end": 1}
    for words, expected in ((76, 1), (77, 0)):
        long = "mot " * words + "113 maisons de santé"
        answer = answer_of(answered=True, citations=[quote | {"quote": long}])
        assert answer_at(gold_of(), answer, 1) == expected


def test_lists_score_the_share_of_required_items(gold_of: Build, answer_of: Build) -> None:
    gold = gold_of(kind="list", answers_all=[["médecins"], ["113 maisons", "113 centres"], ["dentistes"]])
    assert answer_at(gold, answer_of(FIRST, THIRD), 1) == pytest.approx(1 / 3)
    assert answer_at(gold, answer_of(FIRST, THIRD), 3) == pytest.approx(2 / 3)


def test_a_comparison_counts_all_quotes(gold_of: Build, answer_of: Build) -> None:
    gold = gold_of(kind="comparison", answers_all=[["113 maisons"], ["17 000"]])
    assert answer_at(gold, answer_of(FIRST, SECOND), 1) == 1
    assert answer_at(gold, answer_of(SECOND), 1) == 0.5


def test_citations_are_right_when_they_overlap_gold(gold_of: Build, answer_of: Build) -> None:
    assert cited_right(gold_of(), answer_of((60, 127), SECOND, (66, 68))) == (2, 3)
    assert cited_right(gold_of(), answer_of((67, 127))) == (0, 1)
    assert cited_right(gold_of(), None) == (0, 0)


def test_citations_of_unanswerable_questions_are_wrong(gold_of: Build, answer_of: Build) -> None:
    gold = gold_of(kind="unanswerable-nearmiss", answerable=False)
    assert cited_right(gold, answer_of(FIRST, SECOND)) == (0, 2)
    assert cited_right(gold, answer_of()) == (0, 0)


def test_quotes_are_compared_with_the_text(answer_of: Build, document: Any) -> None:
    texts = {"a.txt": document.text}
    changed = {"document": "a.txt", "start": 0, "end": 7, "quote": "En 2023"}
    assert verbatim_quotes(answer_of(FIRST, SECOND), texts) == (2, 2)
    assert verbatim_quotes(answer_of(answered=True, citations=[changed]), texts) == (0, 1)
    assert verbatim_quotes(answer_of(FIRST), {}) == (0, 1)


def test_words_of_all_quotes(answer_of: Build) -> None:
    assert quoted_words(answer_of(FIRST, THIRD)) == 12 + 9


@pytest.mark.parametrize(
    ("short", "golds", "exact", "f1"),
    [
        ("les 113 maisons de santé", ["113 maisons de santé"], 1, 1),
        ("113", ["113 maisons de santé"], 0, 2 * 1 / (1 + 3)),
        ("113 maisons de ville", ["113 maisons de santé", "100"], 0, 2 * 2 / (3 + 3)),
        ("l'aide d'urgence", ["urgence", "aide"], 0, 2 * 1 / (2 + 1)),
        ("lait lait", ["lait"], 0, 2 * 1 / (2 + 1)),
        (None, ["113"], 0, 0),
    ],
)
def test_exact_match_and_token_f1(
    gold_of: Build, answer_of: Build, short: str | None, golds: list[str], exact: float, f1: float
) -> None:
    quote = {"document": "a.txt", "start": 0, "end": 67, "quote": "…", "short_answer": short}
    answer = answer_of(answered=True, citations=[quote, quote | {"short_answer": golds[0]}])
    assert exact_match(gold_of(answers=golds), answer) == exact
    assert token_f1(gold_of(answers=golds), answer) == pytest.approx(f1)
    assert exact_match(gold_of(answers=golds), None) == token_f1(gold_of(answers=golds), None) == 0


def test_refusals(answer_of: Build) -> None:
    assert (abstained(answer_of()), abstained(answer_of(FIRST)), abstained(None)) == (1, 0, 0)
    assert (over_refused(answer_of()), over_refused(answer_of(FIRST)), over_refused(None)) == (1, 0, 1)


def test_a_record_without_its_keys_is_named() -> None:
    with pytest.raises(ValueError, match="the key 'answered' is missing"):
        parse_answer({"id": "q"})
