"""The report for people who read text: means with intervals, kinds, confidence, and what to look at."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evals.labels import (
    BY_CHANCE,
    GROUPINGS,
    MEANINGS,
    REMARKS,
    change,
    compared,
    figure,
    interval,
    label_of,
    shown_for,
    sizes,
)

TEXTS = (
    "measure",
    "kind",
    "tag",
    "miss",
    "split",
    "recall of",
    "confidence",
    "stage",
    "id",
    "verdict",
    "question",
)
"""Headings of the columns that hold words."""
WELL = ("right", "abstained")
"""Verdicts with nothing to look at."""


def markdown_of(report: Mapping[str, Any]) -> str:
    """Return the report as Markdown.

    Args:
        report: as `report.report_of` gives it, with what a session added.
    """
    run = report["run"]
    split = f" ({run['split']})" if run.get("split") else ""
    lines = [
        "# Evaluation",
        "",
        f"- Run: {run['started']}, commit `{run['commit']}`, index `{run['index']}`",
        f"- Questions: {len(report['questions'])} of `{run['questions']}`{split}, SHA-256 {run['questions_sha256']}",
        f"- Settings: {_listed(run['settings'])}",
        f"- Machine: {_listed(run['machine'])}",
        f"- Answers: {', '.join(f'{count} {verdict}' for verdict, count in report['verdicts'].items())}",
        *_sentences("Gates failed", report.get("gates", {}).get("failed")),
        *_sentences("Faults of the set or of the index", run["problems"]),
        "",
        "## Measures",
        "",
        "Mean, 95 % bootstrap interval, questions it stands on.",
        "",
        *_table(
            ("measure", "value", "interval", "n"),
            (
                (label_of(name), figure(mean["value"]), interval(mean), mean["n"])
                for name, mean in report["measures"].items()
            ),
        ),
        *_groups("By kind", "kind", report["by_kind"], report["questions"]),
    ]
    for grouping, title in GROUPINGS.items():
        lines += _groups(title, grouping, report["by_group"].get(grouping, {}), report["questions"])
    lines += _recall(report["recall_by_k"])
    lines += _reliability(report)
    if report["latency_ms"]:
        lines += ["", "## Latency", ""]
        lines += _table(
            ("stage", "p50, ms", "p95, ms"),
            [(stage, f"{at['p50']:.1f}", f"{at['p95']:.1f}") for stage, at in report["latency_ms"].items()],
        )
    if report.get("comparison"):
        lines += _comparison(report["comparison"])
    if report.get("ablation"):
        lines += _ablation(report["ablation"])
    rows = [
        (row["id"], row["kind"], row["verdict"], row["question"])
        for row in report["questions"]
        if row["verdict"] not in WELL
    ]
    lines += ["", f"## To look at: {len(rows)}", ""]
    lines += _table(("id", "kind", "verdict", "question"), rows) if rows else ["Nothing."]
    lines += ["", "## What the measures mean", ""]
    lines += [f"- **{name}**: {meaning}." for name, meaning in MEANINGS.items()]
    lines += ["", *(f"- {remark}" for remark in REMARKS)]
    return "\n".join(lines) + "\n"


def _groups(
    title: str, grouping: str, groups: Mapping[str, Mapping[str, Any]], questions: Sequence[Mapping[str, Any]]
) -> list[str]:
    if not groups:
        return []
    counts, names = sizes(questions, grouping), shown_for(groups)
    rows = [
        (group, counts[group], *(figure(means[name]["value"]) if name in means else "" for name in names))
        for group, means in groups.items()
    ]
    return ["", f"## {title}", "", *_table((grouping, "n", *map(label_of, names)), rows)]


def _recall(curves: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    if not curves:
        return []
    ks = [str(row["k"]) for row in next(iter(curves.values()))]
    rows = [(name, *(figure(row["value"]) for row in curve)) for name, curve in curves.items()]
    return ["", "## Recall by k", "", *_table(("recall of", *ks), rows)]


def _reliability(report: Mapping[str, Any]) -> list[str]:
    rows = [
        (
            f"{each['low']:.1f} to {each['high']:.1f}",
            each["count"],
            figure(each["confidence"]),
            figure(each["accuracy"]),
            f"{figure(each['accuracy_low'])} to {figure(each['accuracy_high'])}",
        )
        for each in report["reliability"]
        if each["count"]
    ]
    if not rows:
        return []
    headings = ("confidence", "answers", "mean confidence", "share right", "interval")
    return ["", "## Reliability, always answering", "", *_table(headings, rows)]


def _comparison(comparison: Mapping[str, Any]) -> list[str]:
    rows = [compared(each) for each in comparison["differences"]]
    lines = ["", f"## Against {_cell(comparison['run'])}", ""]
    if not rows:
        return [*lines, "The two runs have no question in common."]
    lines += _table(("measure", "before", "after", "change", "interval", "stands"), rows)
    lines += ["", BY_CHANCE]
    for name in ("better", "worse"):
        changed = [
            (each["id"], each["kind"], each["before"], each["after"], each["question"])
            for each in comparison[name]
        ]
        lines += ["", f"### {name.capitalize()}: {len(changed)}", ""]
        lines += _table(("id", "kind", "before", "after", "question"), changed) if changed else ["None."]
    if comparison["apart"]:
        lines += [
            "",
            f"In one run only, or of another question or gold: {', '.join(map(_cell, comparison['apart']))}",
        ]
    return lines


def _ablation(ablation: Mapping[str, Any]) -> list[str]:
    variants = list(ablation.values())
    names = dict.fromkeys(name for variant in variants for name in variant["measures"])
    rows = [(label_of(name), *(_varied(variant, name) for variant in variants)) for name in names]
    lines = [
        "",
        "## Ablation",
        "",
        f"In brackets the change from the whole; it stands when its 95 % interval leaves out 0. {BY_CHANCE}",
        "",
    ]
    return lines + _table(("measure", *(_cell(variant["label"]) for variant in variants)), rows)


def _varied(variant: Mapping[str, Any], name: str) -> str:
    mean, moved = variant["measures"].get(name), variant["differences"].get(name)
    if mean is None:
        return ""
    by = f" ({change(moved['after'] - moved['before'])})" if moved else ""
    return f"{figure(mean['value'])}{by}{' stands' if moved and moved['stands'] else ''}"


def _sentences(title: str, sentences: Sequence[str] | None) -> list[str]:
    return ["", f"## {title}", "", *(f"- {_cell(sentence)}" for sentence in sentences)] if sentences else []


def _table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Return a table; columns of `TEXTS` stand left, figures right."""
    return [
        f"| {' | '.join(headings)} |",
        f"| {' | '.join('---' if heading in TEXTS else '---:' for heading in headings)} |",
        *(f"| {' | '.join(map(_cell, row))} |" for row in rows),
    ]


def _listed(facts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in facts.items() if value is not None)


def _cell(value: object) -> str:
    """Return a text as one cell: one line, no markup alive."""
    line = " ".join(str(value).split())
    return "".join(f"\\{sign}" if sign in "\\|`*_[]" else "&lt;" if sign == "<" else sign for sign in line)
