"""Two runs side by side: which questions got better or worse, and whether a difference stands."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import QuestionSetError

REPORT_JSON = "report.json"


@dataclass(frozen=True, slots=True)
class Difference:
    """The change of one measure over the questions of both runs."""

    measure: str
    before: float
    after: float
    low: float
    high: float
    """95 % interval of after - before."""
    n: int

    @property
    def stands(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """This run against an earlier one."""

    run: str
    differences: tuple[Difference, ...]
    better: tuple[str, ...]
    worse: tuple[str, ...]
    """Ids, by answer@3 of answerable questions and refusal of the others."""
    apart: tuple[str, ...]
    """Ids that are in one run only, or whose question changed."""


def read_run(path: Path) -> dict[str, Any]:
    """Read the report of an earlier run.

    Args:
        path: the run's folder, or its `report.json`.

    Raises:
        QuestionSetError: there is no report, or it cannot be read.
    """
    file = path / REPORT_JSON if path.is_dir() else path
    try:
        report = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise QuestionSetError(
            f"{file}: cannot be read ({error.strerror}); give the folder of an earlier run"
        ) from error
    except ValueError as error:
        raise QuestionSetError(f"{file}: not JSON; give the folder of an earlier run") from error
    if not isinstance(report, dict) or "questions" not in report:
        raise QuestionSetError(f"{file}: not a report of `motamot eval`; give the folder of an earlier run")
    return report


def compare_runs(before: Mapping[str, Any], after: Mapping[str, Any], run: str) -> Comparison:
    """Compare two reports over the questions they share.

    Args:
        before: an earlier report, as `read_run` gives it.
        after: the report of this run.
        run: what to call the earlier one.
    """
    old = {row["id"]: row for row in before["questions"]}
    new = {row["id"]: row for row in after["questions"]}
    shared = [id for id in new if id in old and _asked(old[id]) == _asked(new[id])]
    differences = []
    for measure in after["measures"]:
        pairs = [(_part(old[id], measure), _part(new[id], measure)) for id in shared]
        pairs = [pair for pair in pairs if pair[0][1] or pair[1][1]]
        if any(first[1] for first, _ in pairs) and any(second[1] for _, second in pairs):
            differences.append(_difference(measure, pairs))
    changes = {id: _success(new[id]) - _success(old[id]) for id in shared}
    return Comparison(
        run,
        tuple(differences),
        tuple(id for id, change in changes.items() if change > 0),
        tuple(id for id, change in changes.items() if change < 0),
        tuple(id for id in dict.fromkeys((*old, *new)) if id not in changes),
    )


Part = tuple[float, float]
"""A question's (value, weight) in a mean."""


def _difference(measure: str, pairs: Sequence[tuple[Part, Part]]) -> Difference:
    """Return the paired bootstrap of the difference of two (weighted) means.

    The same questions are drawn for both runs, 1,000 times, seed 0.

    Source: Efron and Tibshirani, 1993; for paired systems Koehn, 2004, "Statistical Significance Tests
    for Machine Translation Evaluation".
    """
    table = np.asarray(pairs, dtype=np.float64)  # (questions, runs, value and weight)
    values, weights = table[:, :, 0], table[:, :, 1]
    means = (values * weights).sum(axis=0) / weights.sum(axis=0)
    drawn = np.random.default_rng(0).integers(0, len(table), size=(1000, len(table)))
    totals = weights[drawn].sum(axis=1)
    usable = (totals > 0).all(axis=1)
    resampled = (values * weights)[drawn].sum(axis=1)[usable] / totals[usable]
    low, high = np.percentile(resampled[:, 1] - resampled[:, 0], [2.5, 97.5])
    return Difference(measure, float(means[0]), float(means[1]), float(low), float(high), len(table))


def _part(row: Mapping[str, Any], measure: str) -> Part:
    if measure not in row["values"]:
        return 0.0, 0.0
    return row["values"][measure], row["weights"].get(measure, 1.0)


def _asked(row: Mapping[str, Any]) -> tuple[object, ...]:
    return row["question"], row["history"], row["answerable"]


def _success(row: Mapping[str, Any]) -> float:
    return float(row["values"]["answer@3" if row["answerable"] else "abstention_recall"])
