"""Two runs side by side: which questions got better or worse, and whether a difference stands."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import QuestionSetError, UsageError
from evals.score import CONFIDENCE, OPEN_ANSWER, RIGHT_FROM

REPORT_JSON = "report.json"
DRAWS = 1000
"""Resamplings of a bootstrap."""
LAST = "last"
"""In place of a run: the newest one of the same questions."""
_ROW = {"id", "kind", "question", "history", "answerable", "verdict", "values", "weights", "open_confidence"}
"""What a comparison reads of each question of a report."""


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
class Change:
    """A question that was answered better or worse than before."""

    id: str
    kind: str
    question: str
    before: str
    """Verdict; with its share when it is `partial`."""
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """This run against an earlier one."""

    run: str
    differences: tuple[Difference, ...]
    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    """By answer@3 of answerable questions and refusal of the others."""
    apart: tuple[str, ...]
    """Ids that are in one run only, or whose question or gold changed."""


def find_run(run: str, runs: Path, questions: Path, split: str) -> Path:
    """Return the folder or report that a name stands for.

    Args:
        run: the folder of an earlier report or its `report.json`, the name of a folder of `runs`, or `last`.
        runs: where reports are kept.
        questions: for `last`: the question file that was asked.
        split: for `last`: the split that was asked.

    Raises:
        UsageError: there is no such run.
    """
    if run == LAST:
        for path in sorted(runs.glob(f"*/{REPORT_JSON}"), reverse=True):  # their names begin with their time
            try:
                asked = read_run(path)["run"]
            except QuestionSetError:  # what is broken is no run of these questions
                continue
            same = Path(asked["questions"]).resolve() == questions.resolve()
            if same and asked.get("split", split) == split:
                return path.parent
        raise UsageError(f"{runs}: no earlier run of {questions} ({split}); give the folder of a report")
    for path in (Path(run), runs / run):
        if path.exists():
            return path
    raise UsageError(f"{run}: no such folder, and no run of that name in {runs}; give one, or {LAST}")


def read_run(path: Path) -> dict[str, Any]:
    """Read the report of an earlier run.

    Args:
        path: the run's folder, or its `report.json`.

    Raises:
        QuestionSetError: there is no report, or it cannot be read.
    """
    file = path / REPORT_JSON if path.is_dir() else path
    try:
        report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise QuestionSetError(
            f"{file}: cannot be read ({error.strerror}); give the folder of an earlier run"
        ) from error
    except (ValueError, RecursionError) as error:
        raise QuestionSetError(f"{file}: not JSON; give the folder of an earlier run") from error
    if not _is_report(report):
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
    both = [name for name in after["measures"] if name in before["measures"]]
    differences = []
    for measure in both:
        if measure in CONFIDENCE:
            if OPEN_ANSWER in both:
                pairs = [(_confidence(old[id]), _confidence(new[id])) for id in shared]
                differences.append(statistic_difference(measure, pairs))
        else:
            parts = [(_part(old[id], measure), _part(new[id], measure)) for id in shared]
            differences.append(mean_difference(measure, parts))
    changes = {id: _success(new[id]) - _success(old[id]) for id in shared}
    return Comparison(
        run,
        tuple(difference for difference in differences if difference is not None),
        tuple(_change(old[id], new[id]) for id, change in changes.items() if change > 0),
        tuple(_change(old[id], new[id]) for id, change in changes.items() if change < 0),
        tuple(id for id in dict.fromkeys((*old, *new)) if id not in changes),
    )


def plain(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain values, ready for JSON."""
    return {
        "run": comparison.run,
        "differences": [difference_row(each) for each in comparison.differences],
        "better": [asdict(change) for change in comparison.better],
        "worse": [asdict(change) for change in comparison.worse],
        "apart": list(comparison.apart),
    }


def difference_row(difference: Difference) -> dict[str, Any]:
    """Return a difference as plain values, rounded to six decimals."""
    row = {
        name: round(value, 6) if isinstance(value, float) else value
        for name, value in asdict(difference).items()
    }
    return row | {"stands": difference.stands}


Part = tuple[float, float]
"""A question's (value, weight) in a mean."""


Judged = tuple[float, bool]
"""A question's (confidence, whether right) when always answering."""


def mean_difference(measure: str, pairs: Sequence[tuple[Part, Part]]) -> Difference | None:
    """Return the paired bootstrap of the difference of two (weighted) means.

    The same questions are drawn for both runs, 1,000 times, seed 0; draws without any weight in one of
    them are left out.

    Args:
        measure: its name.
        pairs: one a question: its part in the earlier mean and in the later one.

    Returns:
        The difference over the questions that have a weight in either; None when one mean has none.

    Source: Efron and Tibshirani, 1993; for paired systems Koehn, 2004, "Statistical Significance Tests
    for Machine Translation Evaluation".
    """
    pairs = [pair for pair in pairs if pair[0][1] or pair[1][1]]
    table = np.asarray(pairs, dtype=np.float64).reshape(-1, 2, 2)  # (questions, runs, value and weight)
    values, weights = table[:, :, 0], table[:, :, 1]
    if not weights.sum(axis=0).all():
        return None
    means = (values * weights).sum(axis=0) / weights.sum(axis=0)
    drawn = np.random.default_rng(0).integers(0, len(table), size=(DRAWS, len(table)))
    totals = weights[drawn].sum(axis=1)
    usable = (totals > 0).all(axis=1)
    resampled = (values * weights)[drawn].sum(axis=1)[usable] / totals[usable]
    low, high = np.percentile(resampled[:, 1] - resampled[:, 0], [2.5, 97.5])
    return Difference(measure, float(means[0]), float(means[1]), float(low), float(high), len(table))


def statistic_difference(measure: str, pairs: Sequence[tuple[Judged, Judged]]) -> Difference | None:
    """Return the paired bootstrap of the difference of a measure of confidence, drawn as for means.

    Args:
        measure: one of `CONFIDENCE`.
        pairs: one a question: how it was judged in the earlier run and in the later one.

    Returns:
        None when the measure is undefined in one of the runs.
    """
    if not pairs:
        return None
    statistic = CONFIDENCE[measure]
    table = np.asarray(pairs, dtype=np.float64)  # (questions, runs, confidence and right)
    scores, right = table[:, :, 0], table[:, :, 1] > 0
    before, after = (statistic(scores[:, run], right[:, run]) for run in (0, 1))
    if math.isnan(before) or math.isnan(after):
        return None
    drawn = np.random.default_rng(0).integers(0, len(table), size=(DRAWS, len(table)))
    low, high = np.nanpercentile(
        [statistic(scores[d, 1], right[d, 1]) - statistic(scores[d, 0], right[d, 0]) for d in drawn],
        [2.5, 97.5],
    )
    return Difference(measure, before, after, float(low), float(high), len(table))


def _is_report(report: Any) -> bool:
    """Whether a value has all that a comparison reads."""
    match report:
        case {"run": {"questions": str()}, "measures": dict(), "questions": [*rows]}:
            return all(isinstance(row, dict) and row.keys() >= _ROW for row in rows)
    return False


def _part(row: Mapping[str, Any], measure: str) -> Part:
    if measure not in row["values"]:
        return 0.0, 0.0
    return row["values"][measure], row["weights"].get(measure, 1.0)


def _confidence(row: Mapping[str, Any]) -> Judged:
    """A missing answer is wrong at full confidence, as in `score.confidences`."""
    right = row["values"].get(OPEN_ANSWER, 0.0) >= RIGHT_FROM
    return (1.0 if row["open_confidence"] is None else row["open_confidence"]), right


def _change(old: Mapping[str, Any], new: Mapping[str, Any]) -> Change:
    return Change(new["id"], new["kind"], new["question"], _verdict(old), _verdict(new))


def _verdict(row: Mapping[str, Any]) -> str:
    return f"partial {_success(row):.2f}" if row["verdict"] == "partial" else str(row["verdict"])


def _asked(row: Mapping[str, Any]) -> list[object]:
    """What two runs must have in common to be compared: the question and its gold."""
    gold = [row.get(key) for key in ("docs", "answers", "answers_all", "evidence")]
    return [row["question"], row["history"], row["answerable"], *gold]


def _success(row: Mapping[str, Any]) -> float:
    return float(row["values"]["answer@3" if row["answerable"] else "abstention_recall"])
