"""The measures over the runs that were kept: `python -m evals.history [RUNS]`.

Each folder of RUNS with a `report.json` of `motamot eval` is one run. Runs on one question file and one
split make one history; its lines break where the question set changed, because figures on other questions
cannot be compared.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from urllib.parse import quote

from assistant.errors import UsageError
from assistant.terminal import shown
from evals import RUNS
from evals.labels import figure, label_of
from evals.markup import section, table, text, whole_page
from evals.past_runs import MAIN, PastRun, changed_settings, histories, read_runs
from evals.plots import Frame
from evals.program import program
from evals.terminal import print_runs


def history_of(runs: Sequence[PastRun], href: Callable[[PastRun], str | None]) -> str:
    """Return the plots of one history and the table of its runs, newest first.

    Args:
        runs: of one series, oldest first.
        href: where the page of a run lies, None for no link.
    """
    measured = [name for name in MAIN if any(name in run.measures for run in runs)]
    changed = len({run.digest for run in runs}) > 1
    note = " A dashed line: the question set changed there." if changed else ""
    news = _news(runs)
    if len(runs) > 1 and not any(news):
        note += " All were made with the same settings."
    rows = [
        [
            _linked(_moment(run), href(run)),
            *([text(settings)] if any(news) else []),
            str(run.asked),
            *(figure(run.measures[name][0]) if name in run.measures else "" for name in measured),
            text(run.digest[:7]),
            text(run.commit),
        ]
        for run, settings in reversed(list(zip(runs, news, strict=True)))
    ]
    first = ("run", "settings changed") if any(news) else ("run",)
    headings = (*first, "n", *(text(label_of(name)) for name in measured), "set", "commit")
    return (
        f'<p class="note">{_count(runs)}, oldest first, with 95 % intervals.{note}</p>'
        f'<div class="panels">{"".join(_panel(name, runs) for name in measured)}</div>'
        + table("Runs, newest first", headings, rows, "kinds runs changing" if any(news) else "kinds runs")
    )


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
    dates = _ends(runs)
    ticks = "".join(
        f'<text x="{frame.x(at)}" y="{frame.height - 8}" text-anchor="{"start" if at == 0 else "end"}">{text(date)}</text>'
        for at, date in dates.items()
    )
    said = "; ".join(f"{_moment(runs[at])}: {runs[at].measures[name][0]:.3f}" for at in places)
    axes = frame.axes({}, {0.0: "0", 0.5: "0.5", 1.0: "1"}, "", "")
    return (
        f"<figure><figcaption>{text(label_of(name))}</figcaption>"
        f"{frame.drawing(label_of(name), said, axes, ticks, *drawn)}</figure>"
    )


def _print_runs(title: str, runs: Sequence[PastRun]) -> None:
    measured = {name: short for name, short in MAIN.items() if any(name in run.measures for run in runs)}
    rows = [
        [_moment(run), run.commit, run.digest[:7], str(run.asked)]
        + [figure(run.measures[name][0]) if name in run.measures else "" for name in measured]
        for run in runs
    ]
    print_runs(f"{title}: {_count(runs)}", ("run", "commit", "set"), ("n", *measured.values()), rows)
    for run, settings in zip(runs, _news(runs), strict=True):
        if settings:
            print(shown(f" settings changed on {_moment(run)}: {settings}"))


def _news(runs: Sequence[PastRun]) -> list[str]:
    """Return the settings that changed before each run; nothing for the first."""
    return [changed_settings(*pair) for pair in pairwise((runs[0], *runs))]


def _count(runs: Sequence[PastRun]) -> str:
    return f"{len(runs)} run{'s' if len(runs) > 1 else ''}"


def _ends(runs: Sequence[PastRun]) -> dict[float, str]:
    """Return the labels of the first and the last run: their days or, within one day, their times too."""
    first, last = runs[0].started, runs[-1].started
    if len(runs) == 1:
        return {0.0: first[:10]}
    if first[:10] != last[:10]:
        return {0.0: first[:10], float(len(runs) - 1): last[:10]}
    end = 16 if first[:16] != last[:16] else 19
    return {0.0: first[:end].replace("T", " "), float(len(runs) - 1): last[11:end]}


def _beside(run: PastRun) -> str:
    return f"{quote(run.folder.name)}/report.html"


def _linked(words: str, href: str | None) -> str:
    return text(words) if href is None else f'<a href="{text(href)}">{text(words)}</a>'


def _moment(run: PastRun) -> str:
    return run.started[:16].replace("T", " ")


if __name__ == "__main__":
    sys.exit(main())
