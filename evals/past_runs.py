"""The runs that were kept: read from their folders, grouped by what they were asked, told apart by settings."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from evals.compare import REPORT_JSON

MAIN = {
    "answer@1": "ans@1",
    "answer@3": "ans@3",
    "citation_precision": "cited",
    "evidence_recall@10": "evid@10",
    "abstention_recall": "abst",
    "over_refusal": "over",
    "auroc": "AUROC",
    "calibration_error": "ECE",
}
"""The measures that are plotted, with their short names for the terminal."""


@dataclass(frozen=True, slots=True)
class PastRun:
    """What the history needs of one run."""

    folder: Path
    started: str
    """ISO, UTC."""
    commit: str
    questions: str
    """The question file, as it was given."""
    split: str
    digest: str
    """SHA-256 of the question file."""
    asked: int
    measures: Mapping[str, tuple[float, float, float]]
    """(value, low, high) of those of `MAIN` that were measured."""
    settings: Mapping[str, Any]
    """As they applied, by name."""

    @property
    def series(self) -> tuple[str, str]:
        """The question file and the split: runs with the same are one history."""
        return str(Path(self.questions).resolve()), self.split


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of a folder, oldest first, and what in it is none: its name and why."""

    runs: tuple[PastRun, ...]
    skipped: tuple[str, ...]


def read_runs(folder: Path) -> Runs:
    """Read every run below a folder; none when there is no such folder.

    Raises:
        UsageError: the folder is there but cannot be listed.
    """
    try:
        inside = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    except OSError as error:
        raise UsageError(f"{folder}: cannot be read ({error.strerror}); give a folder of runs") from error
    runs, skipped = [], []
    for path in inside:
        try:
            runs.append(past_run(json.loads((path / REPORT_JSON).read_text(encoding="utf-8")), path))
        except OSError as error:
            skipped.append(f"{path.name} ({REPORT_JSON}: {error.strerror})")
        except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
            skipped.append(f"{path.name} ({REPORT_JSON} is not JSON)")
        except ValueError as error:
            skipped.append(f"{path.name} ({error})")
    return Runs(tuple(sorted(runs, key=lambda run: (run.started, run.folder.name))), tuple(skipped))


def past_run(report: Any, folder: Path) -> PastRun:
    """Take from a report what the history needs.

    Raises:
        ValueError: it is no report of `motamot eval`.
    """
    try:
        run, measures = report["run"], report["measures"]
        kept = {
            name: (measures[name]["value"], measures[name]["low"], measures[name]["high"])
            for name in MAIN
            if name in measures and measures[name]["value"] is not None
        }
        if not all(
            isinstance(value, int | float) and math.isfinite(value)
            for each in kept.values()
            for value in each
        ):
            raise ValueError("a measure is no number")
        return PastRun(
            folder,
            str(run["started"]),
            str(run["commit"]),
            str(run["questions"]),
            str(run.get("split") or "all"),
            str(run["questions_sha256"]),
            len(report["questions"]),
            kept,
            {**run.get("settings", {})},
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a report of `motamot eval`") from error


def changed_settings(before: PastRun, after: PastRun) -> str:
    """Return the settings in which a run differs from the one before: `k 12 → 20`; nothing where in none."""
    names = dict.fromkeys((*before.settings, *after.settings))
    pairs = {name: (before.settings.get(name), after.settings.get(name)) for name in names}
    return ", ".join(
        f"{name} {' → '.join('unset' if value is None else str(value) for value in pair)}"
        for name, pair in pairs.items()
        if pair[0] != pair[1]
    )


def histories(runs: Sequence[PastRun]) -> list[tuple[str, list[PastRun]]]:
    """Return the title and the runs of each series, oldest first."""
    ordered = sorted(runs, key=lambda run: (run.series, run.started, run.folder.name))
    return [
        (set_name(file, split), list(members))
        for (file, split), members in groupby(ordered, key=lambda run: run.series)
    ]


def set_name(questions: str, split: str | None) -> str:
    """Return what to call a question file and its split: `evals/second/questions.jsonl, test`.

    A file of this package goes by its path in the repository, wherever that lies; another by its last two parts.
    """
    parts = Path(questions).parts
    within = [place for place, part in enumerate(parts) if part == "evals"]
    name = "/".join(parts[within[-1] if within else -2 :])
    return name if split in (None, "all") else f"{name}, {split}"
