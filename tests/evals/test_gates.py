"""Gates."""

import math
from pathlib import Path

import pytest

from assistant.errors import QuestionSetError
from evals.gates import DEFAULT_GATES, Gate, failed_gates, read_gates
from evals.labels import LABELS


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
