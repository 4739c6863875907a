"""What `motamot eval`, `motamot feedback` and the benchmarks print: tables of 100 columns at most."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.terminal import shown
from assistant.types import Flagged
from evals.labels import BY_CHANCE, change, compared, figure, interval, label_of

WIDTH = 100
"""Where the output is no terminal, or a wider one."""
OF_KIND = ("answer@3", "citation_precision", "evidence_recall@10")
"""The measures shown for each kind, besides refusals; in a narrow terminal the first of them."""
OF_MEASURE, COUNT_AND_REFUSED = 18, 23
"""Columns that a mean with its interval takes, and those of the two others, with the spaces between."""


def print_report(report: Mapping[str, Any], folder: Path) -> None:
    """Print a report: means, kinds, latency, comparison, ablation, and where it lies."""
    console = Console(highlight=False)
    console.width = min(console.width, WIDTH) if console.is_terminal else WIDTH
    _print_means(console, report["measures"])
    _print_kinds(console, report)
    for stage, at in report["latency_ms"].items():
        console.print(f"{stage}: p50 {at['p50']:.1f} ms, p95 {at['p95']:.1f} ms")
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in report["verdicts"].items())
    split = report["run"].get("split", "all")
    of_split = "" if split == "all" else f" of {split}"
    console.print(f"{len(report['questions'])} questions{of_split}: {verdicts}", soft_wrap=True)
    if "comparison" in report:
        _print_comparison(console, report["comparison"])
    if "ablation" in report:
        _print_ablation(console, report["ablation"])
    console.print(Text(f"\nreport: {folder}"), soft_wrap=True)


def print_rows(rows: Mapping[str, str]) -> None:
    """Print a table of two columns."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, value in rows.items():
        table.add_row(Text(name), Text(value))
    Console().print(table)


def print_runs(
    title: str, words: Sequence[str], figures: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    """Print one row a run under the headings of its words, then of its figures."""
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim")
    for heading in words:
        table.add_column(heading, no_wrap=True)
    for heading in figures:
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console()
    console.width = max(console.width, WIDTH)
    console.print(Text(title), table, sep="\n")


def print_flagged(rows: Sequence[Flagged]) -> None:
    """Print one line a row, the question and the first source cut to what the line leaves."""
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim", expand=True)
    for heading in ("id", "time (UTC)", "thumb", "reason"):
        table.add_column(heading, no_wrap=True)
    for heading, ratio in (("question", 2), ("first source", 1)):
        table.add_column(heading, no_wrap=True, overflow="ellipsis", ratio=ratio)
    for row in rows:
        flag = row.flag
        source = flag.quotes[0].document if flag.quotes else "(refused)"
        when = row.time[:16].replace("T", " ")
        cells = (str(row.id), when, flag.thumb, flag.reason or "", flag.question, source)
        table.add_row(*(Text(" ".join(shown(cell).split())) for cell in cells))
    console = Console()
    console.width = console.width if console.is_terminal else WIDTH
    console.print(table)


def short(mean: Mapping[str, Any]) -> str:
    """Write a mean and its interval in 17 columns: "0.59 [0.46, 0.71]"; a dash when undefined."""
    if mean["value"] is None:
        return "–"
    return f"{mean['value']:.2f} [{mean['low']:.2f}, {mean['high']:.2f}]"


def _print_means(console: Console, means: Mapping[str, Any]) -> None:
    table = _table("measure", "mean", "95 % interval", "n")
    for name, mean in means.items():
        table.add_row(label_of(name), figure(mean["value"]), interval(mean), str(mean["n"]))
    console.print(table)


def _print_kinds(console: Console, report: Mapping[str, Any]) -> None:
    """Print one row a kind; a star marks the refusals that are right."""
    longest = max(map(len, report["by_kind"]), default=0)
    names = OF_KIND[: max((console.width - longest - COUNT_AND_REFUSED) // OF_MEASURE, 1)]
    table = _table("kind", "n", *(label_of(name).replace(" ", "\n") for name in names), "refused")
    table.collapse_padding = True
    for column in table.columns:
        column.no_wrap = True
    for kind, means in report["by_kind"].items():
        asked = sum(row["kind"] == kind for row in report["questions"])
        cells = [short(means[name]) if name in means else "" for name in names]
        refused = [
            Text(short(means[name]) + mark)
            for name, mark in (("over_refusal", " "), ("abstention_recall", "*"))
            if name in means
        ]
        table.add_row(kind, str(asked), *cells, Text("\n").join(refused))
    console.print()
    console.print(table)
    console.print(Text("* rightly: of the questions that no document answers\n", style="dim"))


def _print_comparison(console: Console, comparison: Mapping[str, Any]) -> None:
    console.print(Text(f"\nagainst {comparison['run']}"), soft_wrap=True)
    if not comparison["differences"]:
        console.print("the two runs have no question in common")
        return
    table = _table("measure", "before", "after", "change", "95 % interval", "stands")
    for each in comparison["differences"]:
        table.add_row(*compared(each))
    console.print(table)
    console.print(Text(BY_CHANCE, style="dim"))
    for name in ("better", "worse"):
        rows = comparison[name]
        console.print(f"\n{name}: {len(rows)}")
        if rows:
            console.print(_changes(rows))
    if comparison["apart"]:
        ids = ", ".join(comparison["apart"])
        text = Text(f"\nnot compared, in one run only or changed: {len(comparison['apart'])} ({ids})")
        console.print(text, overflow="ellipsis", no_wrap=True)


def _changes(rows: Sequence[Mapping[str, str]]) -> Table:
    """Return one line a question, its text cut to what the line leaves."""
    table = Table(box=None, pad_edge=False, show_header=False, expand=True)
    for _ in ("id", "kind"):
        table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column(no_wrap=True)
    for row in rows:
        asked = " ".join(shown(row["question"]).split())
        verdicts = f"{row['before']} → {row['after']}"
        table.add_row(Text(row["id"]), Text(row["kind"]), Text(asked), Text(verdicts))
    return table


def _print_ablation(console: Console, ablation: Mapping[str, Any]) -> None:
    """Print one row a measure and one column a variant: its mean, and its difference to the whole."""
    console.print("\nablation: mean, and its difference to the whole assistant")
    table = _table("measure", *(variant["label"] for variant in ablation.values()))
    for name in next(iter(ablation.values()))["measures"]:
        cells = []
        for variant in ablation.values():
            mean, difference = variant["measures"].get(name), variant["differences"].get(name)
            cell = figure(mean["value"]) if mean else ""
            if difference is not None:
                star = "*" if difference["stands"] else " "
                cell += f" {change(difference['after'] - difference['before'])}{star}"
            cells.append(cell)
        table.add_row(label_of(name), *map(Text, cells))
    console.print(table)
    console.print(
        Text(f"* stands: its 95 % interval (paired bootstrap) leaves out 0. {BY_CHANCE}", style="dim")
    )


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(first, no_wrap=True)
    for heading in others:
        table.add_column(heading, justify="right")
    return table
