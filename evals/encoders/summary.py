"""What is kept of a bench: plain values, and the same as Markdown."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.compare import Difference
from evals.encoders.parts import PARTS, Candidate, Measured, Row
from evals.encoders.search import BM25, DENSE, FITTED, FUSED, PASSAGES
from evals.labels import change, figure, interval
from evals.measures import Estimate

LABELS = {
    BM25: "BM25 alone",
    DENSE: "{name}",
    PASSAGES: "{name}, passages alone",
    FUSED: "{name} + BM25, {weight:g}",
    FITTED: "{name} + BM25, {weight:g} fitted",
}
NOTES = {
    "piaf": "Right paragraph among all of PIAF's, by words, by vectors (a passage and its best sentence, unless"
    " said otherwise) and by both; the number is the share of BM25.",
    "robustness": "recall@1 of the same questions, and how much of it is lost (lower is better) without accents,"
    " with a slip in two words, or in capitals.",
    "shipped": "Answerable questions over the documents of the repository, completed and corrected as the"
    " assistant does.",
    "second": "Answerable questions over 150 documents on other subjects, likewise.",
    "sts": "Rank correlation of cosines with people's judgement.",
    "bitext": "Share of sentences whose nearest one in the other language is their translation.",
    "speed": "Each encoder in a process of its own: the first 500 sentences of PIAF (27 words a sentence), the fastest of"
    " three rounds; `load` is the model alone, from its name to a first vector.",
}
AGAINST = {"bm25": "Difference to BM25 alone", "first": "Difference to {first}"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a part: its means, or their differences to one of its rows."""

    caption: str
    """Empty for the means."""
    measures: Sequence[str]
    rows: Mapping[str, Mapping[str, Any]]
    """By label of the row and by measure: `value`, `low`, `high`, and `stands` for a difference."""


def report_of(
    run: Mapping[str, Any], candidates: Sequence[Candidate], measured: Measured, notes: Sequence[str]
) -> dict[str, Any]:
    """Return the whole bench as plain values, ready for JSON; what is undefined is null.

    Args:
        run: where the figures come from.
        candidates: the first is the one that others are compared with.
        measured: what came out.
        notes: what was left out, one line each.
    """
    first = candidates[0].name
    return {
        "run": dict(run),
        "notes": list(notes),
        "encoders": {each.name: each.encoder.identity for each in candidates},
        "first": first,
        "parts": {
            part: {
                "title": PARTS[part],
                "note": NOTES[part],
                "rows": [_row(row, rows, first) for row in rows],
            }
            for part, rows in measured.rows.items()
        },
        "fusion": {
            name: {
                "weight": fit.weight,
                "curve": [
                    {"weight": weight} | {measure: _estimate(mean) for measure, mean in means.items()}
                    for weight, means in fit.curve.items()
                ],
            }
            for name, fit in measured.fits.items()
        },
        "speed": measured.speed,
    }


def sheets_of(part: Mapping[str, Any], first: str) -> Iterator[Sheet]:
    """Yield the tables of a part: its means, then the differences there are."""
    rows = {row["label"]: row["cells"] for row in part["rows"]}
    measures = list(next(iter(rows.values())))
    yield Sheet("", measures, rows)
    for key, caption in AGAINST.items():
        differences = {
            label: {measure: cell[key] for measure, cell in cells.items()}
            for label, cells in rows.items()
            if all(key in cell for cell in cells.values())
        }
        if differences:
            yield Sheet(caption.format(first=first), measures, differences)


def markdown_of(report: Mapping[str, Any]) -> str:
    """Return the report as Markdown: every mean and difference with its interval."""
    lines = ["# Encoders", ""]
    lines += [f"- {name}: {value}" for name, value in origin(report).items()]
    lines += [f"- {note}" for note in report["notes"]]
    for part in report["parts"].values():
        lines += ["", f"## {part['title']}", "", part["note"]]
        for sheet in sheets_of(part, report["first"]):
            write = _difference_text if sheet.caption else _mean_text
            lines += [
                "",
                *([f"{sheet.caption} (* its interval leaves out 0):", ""] if sheet.caption else []),
            ]
            lines += [f"| | {' | '.join(sheet.measures)} |", f"| --- |{' ---: |' * len(sheet.measures)}"]
            lines += [
                f"| {label} | {' | '.join(write(cells[measure]) for measure in sheet.measures)} |"
                for label, cells in sheet.rows.items()
            ]
    for name, fusion in report["fusion"].items():
        lines += ["", f"## Fusion of BM25 and {name}, PIAF dev", "", f"Best at {fusion['weight']:g}.", ""]
        measures = [key for key in fusion["curve"][0] if key != "weight"]
        lines += [f"| share of BM25 | {' | '.join(measures)} |", f"| ---: |{' ---: |' * len(measures)}"]
        lines += [
            f"| {point['weight']:g} | {' | '.join(_mean_text(point[measure]) for measure in measures)} |"
            for point in fusion["curve"]
        ]
    if report["speed"]:
        names = list(next(iter(report["speed"].values())))
        lines += ["", f"## {PARTS['speed']}", "", NOTES["speed"], ""]
        lines += [f"| | {' | '.join(names)} |", f"| --- |{' ---: |' * len(names)}"]
        lines += [
            f"| {encoder} | {' | '.join(f'{figures[name]:g}' for name in names)} |"
            for encoder, figures in report["speed"].items()
        ]
    return "\n".join(lines) + "\n"


def origin(report: Mapping[str, Any]) -> dict[str, object]:
    """Return where the figures come from, by name: the run, the machine, the encoders."""
    run, encoders = report["run"], report["encoders"]
    facts: dict[str, object] = {name: value for name, value in run.items() if name != "machine"}
    return {**facts, **run["machine"], **{f"encoder {name}": encoders[name] for name in encoders}}


def _row(row: Row, rows: Sequence[Row], first: str) -> dict[str, Any]:
    bm25 = next((each for each in rows if each.way == BM25), None)
    same = next((each for each in rows if each.encoder == first and each.way == row.way), None)
    cells = {}
    for measure, sample in row.samples.items():
        cell: dict[str, Any] = _estimate(sample.estimate())
        if bm25 is not None and row.encoder is not None:
            cell["bm25"] = _difference(sample.against(bm25.samples[measure]))
        if same is not None and row.encoder != first:
            cell["first"] = _difference(sample.against(same.samples[measure]))
        cells[measure] = cell
    label = LABELS[row.way].format(name=row.encoder, weight=row.weight)
    return {"label": label, "encoder": row.encoder, "way": row.way, "weight": row.weight, "cells": cells}


def _estimate(mean: Estimate) -> dict[str, float | int | None]:
    return {
        "value": _number(mean.value),
        "low": _number(mean.low),
        "high": _number(mean.high),
        "n": mean.n,
    }


def _difference(difference: Difference) -> dict[str, float | bool | None]:
    return {
        "value": _number(difference.after - difference.before),
        "low": _number(difference.low),
        "high": _number(difference.high),
        "stands": difference.stands,
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)


def _mean_text(mean: Mapping[str, Any]) -> str:
    return f"{figure(mean['value'])} ({interval(mean)})"


def _difference_text(each: Mapping[str, Any]) -> str:
    if each["value"] is None:
        return figure(None)
    star = "\\*" if each["stands"] else ""
    return f"{change(each['value'])}{star} ({change(each['low'])} to {change(each['high'])})"
