"""What `motamot eval` and the benchmarks print."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.report import LABELS, figure, interval


def print_report(report: Mapping[str, Any], folder: Path) -> None:
    """Print the means with their intervals, the latency, the comparison and where the report lies."""
    console = Console()
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("measure")
    for heading in ("mean", "95 % interval", "n"):
        table.add_column(heading, justify="right")
    for name, mean in report["measures"].items():
        table.add_row(LABELS[name], figure(mean["value"]), interval(mean), str(mean["n"]))
    console.print(table)
    for stage, at in report["latency_ms"].items():
        console.print(f"{stage}: p50 {at['p50']:.1f} ms, p95 {at['p95']:.1f} ms", highlight=False)
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in report["verdicts"].items())
    console.print(f"{len(report['questions'])} questions: {verdicts}", highlight=False)
    if "comparison" in report:
        _print_comparison(console, report["comparison"])
    console.print(Text(f"report: {folder}"), soft_wrap=True)


def print_rows(rows: Mapping[str, str]) -> None:
    """Print a table of two columns."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, value in rows.items():
        table.add_row(Text(name), Text(value))
    Console().print(table)


def _print_comparison(console: Console, comparison: Mapping[str, Any]) -> None:
    console.print(Text(f"\nagainst {comparison['run']}"), soft_wrap=True)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for place, heading in enumerate(("measure", "before", "after", "95 % interval of the change", "stands")):
        table.add_column(heading, justify="right" if place else "left")
    for each in comparison["differences"]:
        change = f"{each['low']:+.3f} to {each['high']:+.3f}"
        stands = "yes" if each["stands"] else "no"
        table.add_row(LABELS[each["measure"]], figure(each["before"]), figure(each["after"]), change, stands)
    console.print(table)
    for name in ("better", "worse", "apart"):
        console.print(Text(f"{name}: {', '.join(comparison[name]) or 'none'}"), soft_wrap=True)
