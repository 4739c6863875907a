"""The measures over the runs that were kept: `python -m evals.history [RUNS]`.

Each folder of RUNS with a `report.json` of `motamot eval` is one run. Runs on one question file and one
split make one history; its lines break where the question set changed, because figures on other questions
cannot be compared.
"""

import argparse
import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from assistant.errors import UsageError
from evals import RUNS
from evals.compare import REPORT_JSON
from evals.labels import figure, label_of
from evals.markup import section, table, text, whole_page
from evals.plots import Frame
from evals.program import program
from evals.terminal import print_runs

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
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a report of `motamot eval`") from error


def history_of(runs: Sequence[PastRun], href: Callable[[PastRun], str | None]) -> str:
    """Return the plots of one history and the table of its runs, newest first.

    Args:
        runs: of one series, oldest first.
        href: where the page of a run lies, None for no link.
    """
    shown = [name for name in MAIN if any(name in run.measures for run in runs)]
    changed = len({run.digest for run in runs}) > 1
    note = " A dashed line: the question set changed there." if changed else ""
    rows = [
        [
            _linked(_moment(run), href(run)),
            str(run.asked),
            *(figure(run.measures[name][0]) if name in run.measures else "" for name in shown),
            text(run.digest[:7]),
            text(run.commit),
        ]
        for run in reversed(runs)
    ]
    headings = ("run", "n", *(text(label_of(name)) for name in shown), "set", "commit")
    return (
        f'<p class="note">{len(runs)} runs, oldest first, with 95 % intervals.{note}</p>'
        f'<div class="panels">{"".join(_panel(name, runs) for name in shown)}</div>'
        + table("Runs, newest first", headings, rows, "kinds runs")
    )


def histories(runs: Sequence[PastRun]) -> list[tuple[str, list[PastRun]]]:
    """Return the title and the runs of each series, oldest first."""
    ordered = sorted(runs, key=lambda run: (run.series, run.started, run.folder.name))
    return [
        (set_name(file, split), list(members))
        for (file, split), members in groupby(ordered, key=lambda run: run.series)
    ]


def set_name(questions: str, split: str | None) -> str:
    """Return what to call a question file and its split: `evals/questions.jsonl, test`."""
    name = "/".join(Path(questions).parts[-2:])
    return name if split in (None, "all") else f"{name}, {split}"


def history_page(runs: Sequence[PastRun]) -> str:
    """Return the page of all histories, one part a question file and split."""
    titled = {f"part-{place}": each for place, each in enumerate(histories(runs), 1)}
    return whole_page(
        "Runs over time",
        "",
        {id: title for id, (title, _) in titled.items()},
        [section(id, title, history_of(members, _beside)) for id, (title, members) in titled.items()],
    )


@program
def main(arguments: Sequence[str] | None) -> int:
    """Write RUNS/history.html and print the table."""
    parser = argparse.ArgumentParser(prog="python -m evals.history", description="Plot the runs kept.")
    parser.add_argument(
        "runs", nargs="?", type=Path, default=RUNS, metavar="RUNS", help=f"folder of runs (default: {RUNS})"
    )
    folder = parser.parse_args(arguments).runs
    found = read_runs(folder)
    if found.skipped:
        print(f"motamot: skipped, no runs: {', '.join(found.skipped)}", file=sys.stderr)
    if not found.runs:
        raise UsageError(f"{folder}: no run of `motamot eval` there; run it, or give the folder of its runs")
    page = folder / "history.html"
    try:
        page.write_text(history_page(found.runs), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{page}: cannot be written ({error.strerror}); free the place") from error
    for title, members in histories(found.runs):
        _print_runs(title, members)
    print(f"history: {page}")
    return 0


def _panel(name: str, runs: Sequence[PastRun]) -> str:
    """Return the small plot of one measure over the runs."""
    last = len(runs) - 1
    frame = Frame(
        width=300, height=170, left=36, right=42, top=12, bottom=26, x_range=(-0.25, max(last, 1) + 0.25)
    )
    drawn = [
        f'<path class="break" d="M{frame.x(at - 0.5)} {frame.y(1)}V{frame.y(0)}"/>'
        for at in range(1, len(runs))
        if runs[at].digest != runs[at - 1].digest
    ]
    places = [at for at, run in enumerate(runs) if name in run.measures]
    for _, group in groupby(places, key=lambda at: runs[at].digest):
        line = " ".join(f"{frame.x(at)},{frame.y(runs[at].measures[name][0])}" for at in group)
        drawn.append(f'<polyline class="line first" points="{line}"/>')
    for at in places:
        value, low, high = runs[at].measures[name]
        x = frame.x(at)
        drawn.append(f'<path class="whisker" d="M{x} {frame.y(low)}V{frame.y(high)}"/>')
        drawn.append(
            f'<circle class="dot first" cx="{x}" cy="{frame.y(value)}" r="3.5"><title>{text(_moment(runs[at]))}, '
            f"commit {text(runs[at].commit)}: {figure(value)}</title></circle>"
        )
    end = runs[places[-1]].measures[name][0]
    drawn.append(
        f'<text class="name" x="{frame.x(places[-1]) + 8}" y="{frame.y(end) + 4}">{figure(end)}</text>'
    )
    dates = (
        {0.0: runs[0].started[:10], float(last): runs[-1].started[:10]}
        if last
        else {0.0: runs[0].started[:10]}
    )
    ticks = "".join(
        f'<text x="{frame.x(at)}" y="{frame.height - 8}" text-anchor="{"start" if at == 0 else "end"}">{text(date)}</text>'
        for at, date in dates.items()
    )
    said = "; ".join(f"{runs[at].started[:10]}: {runs[at].measures[name][0]:.3f}" for at in places)
    axes = frame.axes({}, {0.0: "0", 0.5: "0.5", 1.0: "1"}, "", "")
    return (
        f"<figure><figcaption>{text(label_of(name))}</figcaption>"
        f"{frame.drawing(label_of(name), said, axes, ticks, *drawn)}</figure>"
    )


def _print_runs(title: str, runs: Sequence[PastRun]) -> None:
    shown = {name: short for name, short in MAIN.items() if any(name in run.measures for run in runs)}
    rows = [
        [_moment(run), run.commit, run.digest[:7], str(run.asked)]
        + [figure(run.measures[name][0]) if name in run.measures else "" for name in shown]
        for run in runs
    ]
    print_runs(title, ("run", "commit", "set"), ("n", *shown.values()), rows)


def _beside(run: PastRun) -> str:
    return f"{quote(run.folder.name)}/report.html"


def _linked(words: str, href: str | None) -> str:
    return text(words) if href is None else f'<a href="{text(href)}">{text(words)}</a>'


def _moment(run: PastRun) -> str:
    return run.started[:16].replace("T", " ")


if __name__ == "__main__":
    sys.exit(main())
