"""A report against itself: every figure that is shown follows from the questions it lists."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from assistant.errors import UsageError
from evals import measures
from evals.ablation import FULL
from evals.measures import Estimate
from evals.score import CONFIDENCE, OPEN_ANSWER, RIGHT_FROM

ROUNDED = 2e-6
"""How far two figures may be apart: a report keeps six decimals of values and of means."""

Report = Mapping[str, Any]


def check_consistent(report: Report) -> None:
    """Check the means, intervals and counts of a report of `motamot eval` against its questions.

    The answers of the ablation's variants are not in the report: of these figures it is only checked that the
    whole assistant's are those of the run, that changes run from one mean to the other, and which ones stand.

    Raises:
        UsageError: a figure is another one.
    """
    for fault in _faults(report):
        raise UsageError(
            f"publish: the report contradicts itself: {fault}; run `motamot eval` again and leave its report as it is"
        )


def _faults(report: Report) -> Iterator[str]:
    rows = report["questions"]
    verdicts = Counter(row["verdict"] for row in rows)
    if report["verdicts"] != verdicts:
        yield f"verdicts {dict(report['verdicts'])}, while its questions have {dict(verdicts)}"
    for group, members, means in _groups(report):
        for name in dict.fromkeys((*means, *(name for row in members for name in row["values"]))):
            fault = _difference(means.get(name), _estimate(name, members))
            if fault:
                yield f"{name} of {group}: {fault}"
    if report.get("ablation"):
        yield from _ablation_faults(report)


def _groups(report: Report) -> Iterator[tuple[str, Sequence[Report], Report]]:
    """Yield what means are taken of: its name, its questions, the means that the report gives."""
    rows = report["questions"]
    yield "all questions", rows, report["measures"]
    for kind in dict.fromkeys((*report["by_kind"], *(row["kind"] for row in rows))):
        yield f"kind {kind}", [row for row in rows if row["kind"] == kind], report["by_kind"].get(kind, {})
    for grouping, tables in report.get("by_group", {}).items():
        for group, means in tables.items():
            members = [
                row for row in rows if (group in row["tags"] if grouping == "tag" else row[grouping] == group)
            ]
            yield f"{grouping} {group}", members, means


def _estimate(name: str, rows: Sequence[Report]) -> Estimate:
    """Take a mean again, with its interval: drawn from the same seed, it is the same."""
    if name in CONFIDENCE:
        sure = [1.0 if row["open_confidence"] is None else row["open_confidence"] for row in rows]
        right = [row["values"].get(OPEN_ANSWER, 0.0) >= RIGHT_FROM for row in rows]
        return measures.estimate_statistic(CONFIDENCE[name], sure, right)
    having = [row for row in rows if name in row["values"]]
    weights = [row["weights"].get(name, 1.0) for row in having]
    return measures.estimate([row["values"][name] for row in having], weights)


def _difference(given: Report | None, found: Estimate) -> str:
    """Return how a mean differs from the one found, in words; nothing when it does not."""
    if given is None:
        return f"not given, while its questions give {found.value:.6f}"
    for part, value in asdict(found).items():
        if not _same(given[part], None if math.isnan(value) else value):
            return f"{part} {given[part]}, while its questions give {value:.6g}"
    return ""


def _ablation_faults(report: Report) -> Iterator[str]:
    whole = report["ablation"][FULL]["measures"]
    for name, mean in whole.items():
        if mean != report["measures"][name]:
            yield f"{name} of the ablation: {mean}, while the run has {report['measures'][name]}"
    for variant in report["ablation"].values():
        for name, row in variant["differences"].items():
            ends = (whole[name]["value"], variant["measures"][name]["value"])
            if not (_same(row["before"], ends[0]) and _same(row["after"], ends[1])):
                yield (
                    f"{name} of the ablation, {variant['label']}: {row['before']} to {row['after']},"
                    f" while its means are {ends[0]} and {ends[1]}"
                )
            if row["stands"] != (row["low"] > 0 or row["high"] < 0):
                yield (
                    f"{name} of the ablation, {variant['label']}: stands {row['stands']}, while its interval is"
                    f" {row['low']} to {row['high']}"
                )


def _same(given: float | None, found: float | None) -> bool:
    if given is None or found is None:
        return given is found
    return abs(given - found) <= ROUNDED
