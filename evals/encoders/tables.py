"""The bench in the terminal: means with their intervals below, differences, the curve of the fusion."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.encoders.parts import PARTS
from evals.encoders.summary import sheets_of
from evals.labels import change, figure
from evals.terminal import WIDTH

BAR = 24
"""Columns of the longest bar of a curve."""


def print_report(report: Mapping[str, Any]) -> None:
    """Print every part of a report."""
    console = Console(highlight=False)
    console.width = min(console.width, WIDTH) if console.is_terminal else WIDTH
    for part in report["parts"].values():
        for sheet in sheets_of(part, report["first"]):
            table = _table(sheet.caption or part["title"], *sheet.measures)
            for label, cells in sheet.rows.items():
                write = _difference if sheet.caption else _mean
                table.add_row(Text(label), *(write(cells[measure]) for measure in sheet.measures))
            console.print(table)
            console.print()
    for name, fusion in report["fusion"].items():
        console.print(_curve(name, fusion))
        console.print()
    if report["speed"]:
        names = list(next(iter(report["speed"].values())))
        table = _table(PARTS["speed"], *names)
        for encoder, figures in report["speed"].items():
            table.add_row(Text(encoder), *(f"{figures[name]:g}" for name in names))
        console.print(table)
    console.print(Text("* its 95 % interval (paired bootstrap) leaves out 0", style="dim"))


def _curve(name: str, fusion: Mapping[str, Any]) -> Table:
    curve = fusion["curve"]
    measures = [key for key in curve[0] if key != "weight"]
    table = _table(f"share of BM25 with {name}, PIAF dev", *measures, "")
    table.columns[-1].justify = "left"
    values = [point[measures[0]]["value"] for point in curve]
    low, high = min(values), max(values)
    for point, value in zip(curve, values, strict=True):
        bar = "█" * (1 + round((BAR - 1) * (value - low) / (high - low))) if high > low else "█"
        chosen = " best" if point["weight"] == fusion["weight"] else ""
        cells = [figure(point[measure]["value"]) for measure in measures]
        table.add_row(f"{point['weight']:.2f}", *cells, bar + chosen)
    return table


def _mean(cell: Mapping[str, Any]) -> Text:
    text = Text(figure(cell["value"]))
    if cell["value"] is not None:
        text.append(f"\n{cell['low']:.3f}–{cell['high']:.3f}", style="dim")
    return text


def _difference(cell: Mapping[str, Any]) -> Text:
    if cell["value"] is None:
        return Text(figure(None))
    return Text(change(cell["value"]) + ("*" if cell["stands"] else " "))


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(first, overflow="fold")
    for heading in others:
        table.add_column(heading, justify="right")
    return table
