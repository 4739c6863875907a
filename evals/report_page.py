"""The report as one page: what was measured and how sure it is, then every question. No outside host."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from evals import charts, plots
from evals.history import history_of
from evals.labels import (
    GROUPINGS,
    LOWER_IS_BETTER,
    MEANINGS,
    NOT_IN_0_1,
    REMARKS,
    figure,
    grouped,
    interval,
    label_of,
    shown_for,
    sizes,
)
from evals.markup import estimated, facts, folded, listed, scrolling, section, table, text, whole_page
from evals.past_runs import PastRun, past_run, set_name
from evals.report_changes import ablation_section, comparison_section
from evals.report_questions import questions_section

ANSWERABLE = {"right": "right", "partial": "partial", "wrong": "wrong", "refused": "refused"}
UNANSWERABLE = {"abstained": "right", "not refused": "wrong"}
"""Verdicts by sort of question, and the class of their colour."""


def page_of(report: Mapping[str, Any], earlier: Sequence[PastRun] = (), linked: bool = False) -> str:
    """Return the report as a whole HTML page, light and dark.

    Args:
        report: as `report.report_of` gives it, with what a session added.
        earlier: other runs; those on the same questions are plotted with this one.
        linked: whether they lie beside the folder of this page, to be linked to.
    """
    run = report["run"]
    titled = {
        "summary": ("Summary", _summary(report)),
        "measures": ("Measures", measures_table(report["measures"]) + _meanings()),
        "kinds": ("By kind", _kinds(report)),
        "recall": ("Ranking", _recall(report.get("recall_by_k") or {})),
        "confidence": ("Confidence", _confidence(report)),
        "latency": ("Latency", _latency(report)),
        "comparison": ("Comparison", comparison_section(report)),
        "ablation": ("Ablation", ablation_section(report)),
        "history": ("History", _history(report, earlier, linked)),
        "questions": ("Questions", questions_section(report)),
        "run": ("Run", _run(run)),
    }
    parts = {f"part-{id}": part for id, part in titled.items() if part[1]}
    lead = (
        f'<p class="origin">{text(_moment(run["started"]))} · commit <code>{text(run["commit"])}</code>'
        f" · index <code>{text(run['index'])}</code></p>"
    )
    return whole_page(
        f"Evaluation on {len(report['questions'])} questions of {set_name(run['questions'], run.get('split'))}",
        lead,
        {id: title for id, (title, _) in parts.items()},
        [section(id, title, inside) for id, (title, inside) in parts.items()],
    )


def measures_table(means: Mapping[str, Any]) -> str:
    """Return every measure with its interval as a dot-and-whisker plot, in groups."""
    bodies = []
    for group, names in grouped(name for name, mean in means.items() if mean["value"] is not None).items():
        rows = []
        for name in names:
            mean = means[name]
            plot = "" if name in NOT_IN_0_1 else plots.whisker(mean)
            lower = ' <span class="aside">lower is better</span>' if name in LOWER_IS_BETTER else ""
            rows.append(
                f'<tr><th scope="row"><div><span>{text(label_of(name))}{lower}</span>{plot}</div></th>'
                f"<td>{estimated(mean)}</td><td>{mean['n']}</td></tr>"
            )
        heading = f'<tr class="group"><th scope="rowgroup" colspan="3">{text(group)}</th></tr>'
        bodies.append(f"<tbody>{heading}{''.join(rows)}</tbody>")
    head = (
        f'<thead><tr><th scope="col"><div><span>measure</span>{plots.row_axis()}</div></th>'
        '<th scope="col">mean <span class="range">95 % interval</span></th><th scope="col">n</th></tr></thead>'
    )
    return scrolling("Measures", f'<table class="measures">{head}{"".join(bodies)}</table>')


def _meanings() -> str:
    return folded("What the measures mean", facts(MEANINGS), listed(REMARKS))


def _summary(report: Mapping[str, Any]) -> str:
    counts = report["verdicts"]
    rows = report["questions"]
    answerable = sum(row["answerable"] for row in rows)
    missing = counts.get("missing", 0)
    bars = []
    for title, total, classes in (
        ("Answerable", answerable, ANSWERABLE),
        ("Not answerable from the documents", len(rows) - answerable, UNANSWERABLE),
    ):
        if total:
            shown = {name: counts.get(name, 0) for name in classes}
            keys = "".join(
                f'<li><span class="key {classes[name]}"></span>{count} {text(name)}</li>'
                for name, count in shown.items()
            )
            bars.append(
                f'<div class="verdicts"><h3>{total} {title.lower()}</h3>'
                f'{plots.stacked_bar(shown, classes, title)}<ul class="keys">{keys}</ul></div>'
            )
    gates = report.get("gates") or {}
    notices = [
        _notice("Gates failed", gates.get("failed") or ()),
        _notice("Faults of the set or of the index", report["run"]["problems"]),
    ]
    if gates.get("file") and not gates.get("failed"):
        notices.append(
            f'<p class="note">Every gate of {text(str(gates["file"]).rsplit("/", 1)[-1])} holds.</p>'
        )
    if missing:
        notices.append(f'<p class="note">{missing} without an answer in the file.</p>')
    return "".join((*notices, *bars))


def _notice(title: str, sentences: Sequence[str]) -> str:
    if not sentences:
        return ""
    return f'<div class="notice"><h3>{title}</h3>{listed(sentences)}</div>'


def _kinds(report: Mapping[str, Any]) -> str:
    questions = report["questions"]
    parts = [_by("Measures by kind", "kind", report["by_kind"], questions)]
    for grouping, title in GROUPINGS.items():
        groups = report["by_group"].get(grouping, {})
        if len(groups) > (grouping == "split"):
            parts.append(f"<h3>{title}</h3>{_by(title, grouping, groups, questions)}")
    return (
        '<p class="note"><span class="key dot"></span>answer@3 of answerable questions, '
        '<span class="key ring"></span>share refused of the others, with 95 % intervals.</p>' + "".join(parts)
    )


def _by(
    label: str, grouping: str, groups: Mapping[str, Mapping[str, Any]], questions: Sequence[Mapping[str, Any]]
) -> str:
    counts, names = sizes(questions, grouping), shown_for(groups)
    rows = []
    for group, means in groups.items():
        lines = [
            plots.whisker(means[name], width=plots.NARROW, mark=mark)
            for name, mark in (("answer@3", "dot"), ("abstention_recall", "ring"))
            if name in means
        ]
        cells = [figure(means[name]["value"]) if name in means else "" for name in names]
        rows.append([text(group), str(counts[group]), "".join(lines), *cells])
    headings = (grouping, "n", plots.row_axis(width=plots.NARROW), *(text(label_of(name)) for name in names))
    return table(label, headings, rows, "kinds")


def _recall(curves: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    if not curves:
        return ""
    rows = [
        [
            str(at[0]["k"]),
            *(f'{figure(row["value"])} <span class="range">{interval(row)}</span>' for row in at),
        ]
        for at in zip(*curves.values(), strict=True)
    ]
    return (
        '<p class="note">Share of answerable questions whose right document, or whose evidence, stands among '
        "the first k passages; shaded, the 95 % interval.</p>"
        f'<div class="charts"><figure>{charts.recall_chart(curves)}</figure>'
        + table("Recall by k", ("k", *map(text, curves)), rows, "recall")
        + "</div>"
    )


def _confidence(report: Mapping[str, Any]) -> str:
    curve, bins = report["risk_coverage"], report["reliability"]
    if not curve:
        return ""
    error = report["measures"].get("calibration_error", {}).get("value")
    steps = [curve[max(round(len(curve) * tenth / 10) - 1, 0)] for tenth in range(1, 11)]
    filled = [each for each in bins if each["count"]]
    return (
        '<p class="note">Of a run that answers every question. Right: answer@1 of at least one half; any answer '
        'to an unanswerable question is wrong.</p><div class="charts">'
        f"<figure><figcaption>Risk and coverage</figcaption>"
        f"{charts.risk_coverage_chart(curve, report.get('working_point'))}"
        + folded(
            "Figures",
            table("Risk by coverage", ("coverage", "risk"), [[figure(c), figure(r)] for c, r in steps]),
        )
        + "</figure><figure><figcaption>Reliability</figcaption>"
        + charts.reliability_chart(bins, error)
        + folded(
            "Figures",
            table(
                "Reliability",
                ("confidence", "answers", "mean confidence", "share right", "95 % interval"),
                [
                    [
                        f"{each['low']:.1f} to {each['high']:.1f}",
                        str(each["count"]),
                        figure(each["confidence"]),
                        figure(each["accuracy"]),
                        interval({"low": each["accuracy_low"], "high": each["accuracy_high"]}),
                    ]
                    for each in filled
                ],
            ),
        )
        + "</figure></div>"
    )


def _latency(report: Mapping[str, Any]) -> str:
    stages: dict[str, list[float]] = {}
    for row in report["questions"]:
        for stage, ms in row["timings_ms"].items():
            stages.setdefault(stage, []).append(ms)
    if not stages:
        return ""
    longest = plots.rounded_up(max(report["latency_ms"][stage]["p95"] for stage in stages) * 1.15)
    figures = "".join(
        f"<figure><figcaption>{text(stage)}</figcaption>{charts.histogram(times, stage, longest)}</figure>"
        for stage, times in stages.items()
    )
    rows = [
        [text(stage), f"{at['p50']:.1f}", f"{at['p95']:.1f}", f"{max(stages[stage]):.1f}"]
        for stage, at in report["latency_ms"].items()
    ]
    return f'<div class="panels">{figures}</div>' + table(
        "Latency", ("stage", "p50, ms", "p95, ms", "longest, ms"), rows
    )


def _history(report: Mapping[str, Any], earlier: Sequence[PastRun], linked: bool) -> str:
    this = past_run(report, Path())
    runs = sorted(
        [each for each in earlier if each.series == this.series] + [this], key=lambda run: run.started
    )
    if len(runs) < 2:
        return ""
    return history_of(
        runs,
        lambda each: f"../{quote(each.folder.name)}/report.html" if linked and each is not this else None,
    )


def _run(run: Mapping[str, Any]) -> str:
    known = {
        "started": run["started"],
        "commit": run["commit"],
        "index": run["index"],
        "questions": run["questions"],
        "SHA-256 of the questions": run["questions_sha256"],
        "split": run.get("split") or "all",
    }
    settings = {f"setting {name}": value for name, value in run["settings"].items() if value is not None}
    return facts(known | settings | dict(run["machine"]))


def _moment(started: str) -> str:
    """Return "22 November 2026, 23:40 UTC"; an unreadable time as it stands."""
    try:
        at = datetime.fromisoformat(started)
    except ValueError:
        return started
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
