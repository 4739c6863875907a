"""Gates and comparisons."""

import math
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import QuestionSetError
from evals.compare import compare_runs, read_run
from evals.gates import DEFAULT_GATES, Gate, failed_gates, read_gates
from evals.report import LABELS


def test_the_default_gates_can_be_read() -> None:
    assert Gate("verbatim_quotes", 1.0, upper=False) in read_gates(DEFAULT_GATES, tuple(LABELS))


@pytest.mark.parametrize(
    ("value", "minimum", "maximum"),
    [(0.5, True, True), (0.4, False, True), (0.6, True, False), (math.nan, False, False)],
)
def test_a_gate(value: float, minimum: bool, maximum: bool) -> None:
    assert Gate("answer@3", 0.5, upper=False).passes(value) is minimum
    assert Gate("answer@3", 0.5, upper=True).passes(value) is maximum


def test_failures_are_told() -> None:
    gates = [Gate("answer@3", 0.8, False), Gate("over_refusal", 0.1, True), Gate("auroc", 0.7, False)]
    assert failed_gates(gates, {"answer@3": 0.9, "over_refusal": 0.25}) == [
        "over_refusal at most 0.1: 0.250",
        "auroc at least 0.7: not measured",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[gates]\nanswer = 1", "unknown measure 'answer'"),
        ("[gates]\nauroc = true", "must be a number"),
        ("[gate]\nauroc = 1", r"expected one table \[gates\]"),
        ("[gates", "not TOML"),
    ],
)
def test_a_bad_gates_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "gates.toml"
    file.write_text(text)
    with pytest.raises(QuestionSetError, match=message) as caught:
        read_gates(file, ("auroc",))
    assert str(file) in str(caught.value)


def run_of(values: list[float], **extra: Any) -> dict[str, Any]:
    rows = [
        {
            "id": f"q{place}",
            "question": "?",
            "history": [],
            "answerable": True,
            "values": {"answer@3": value},
            "weights": {},
        }
        for place, value in enumerate(values)
    ]
    return {"measures": {"answer@3": {}}, "questions": rows} | extra


def test_a_difference_that_stands() -> None:
    comparison = compare_runs(run_of([0.0] * 30), run_of([1.0] * 20 + [0.0] * 10), "before")
    [difference] = comparison.differences
    assert (difference.before, difference.after) == (0, pytest.approx(2 / 3))
    assert difference.stands
    assert len(comparison.better) == 20
    assert comparison.worse == ()


def test_a_difference_that_does_not_stand() -> None:
    comparison = compare_runs(run_of([1.0, 0.0] * 10), run_of([0.0, 1.0] * 9 + [1.0, 1.0]), "before")
    [difference] = comparison.differences
    assert difference.after - difference.before == pytest.approx(0.05)
    assert not difference.stands
    assert len(comparison.worse) == 9


def test_questions_that_changed_are_left_apart() -> None:
    after = run_of([1.0, 1.0])
    after["questions"][1]["question"] = "autre ?"
    assert compare_runs(run_of([1.0, 0.0, 1.0]), after, "before").apart == ("q1", "q2")


def test_an_unreadable_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match=r"report\.json: cannot be read"):
        read_run(tmp_path)
    (tmp_path / "report.json").write_text("[]")
    with pytest.raises(QuestionSetError, match="not a report"):
        read_run(tmp_path)
