"""What is kept of a run: JSON for programs, Markdown and a page for people."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from evals.compare import REPORT_JSON, Comparison
from evals.gold import Gold
from evals.measures import Estimate
from evals.records import AnswerRecord
from evals.report_page import page_of
from evals.score import LABELS_OF_CONFIDENCE, Evaluation, Scored, measure_table

LABELS = {each.name: each.label for each in measure_table({})} | LABELS_OF_CONFIDENCE


@dataclass(frozen=True, slots=True)
class Run:
    """Where a run's figures come from."""

    started: str
    """ISO, UTC."""
    commit: str
    index: str
    """Generation that answered."""
    questions: str
    """The question file, as it was given."""
    questions_sha256: str
    settings: Mapping[str, Any]
    machine: Mapping[str, Any]
    problems: Sequence[str] = field(default_factory=tuple)
    """What `verify_questions` found."""


def report_of(run: Run, evaluation: Evaluation) -> dict[str, Any]:
    """Return the whole report as plain values, ready for JSON; what is undefined is null."""
    return {
        "run": asdict(run) | {"problems": list(run.problems)},
        "measures": {name: _estimate(mean) for name, mean in evaluation.means.items()},
        "by_kind": {
            kind: {name: _estimate(mean) for name, mean in means.items()}
            for kind, means in evaluation.by_kind.items()
        },
        "verdicts": _verdicts(evaluation),
        "latency_ms": {
            stage: {"p50": _number(p50), "p95": _number(p95)}
            for stage, (p50, p95) in evaluation.latency_ms.items()
        },
        "risk_coverage": [[_number(value) for value in point] for point in evaluation.curve],
        "reliability": [
            {name: _number(value) for name, value in asdict(each).items()} for each in evaluation.reliability
        ],
        "questions": [_question(scored) for scored in evaluation.scored],
    }


def write_report(
    folder: Path, report: Mapping[str, Any], records: Mapping[str, Sequence[Mapping[str, Any]]]
) -> None:
    """Write `report.json`, `report.md`, `report.html` and the answer records into a folder.

    Args:
        folder: made when it is not there; reports in it are replaced.
        report: what `report_of` gives, with `gates` and `comparison` added where there are any.
        records: answer records by file name without its ending.

    Raises:
        UsageError: the folder cannot be written.
    """
    files = {
        REPORT_JSON: json.dumps(report, ensure_ascii=False, indent=1) + "\n",
        "report.md": markdown_of(report),
        "report.html": page_of(report, LABELS),
    }
    for name, rows in records.items():
        files[f"{name}.jsonl"] = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{folder}: the report cannot be written ({error.strerror}); give another folder with --report"
        ) from error


def comparison_of(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain values."""
    return {
        "run": comparison.run,
        "differences": [
            {
                name: _number(value) if isinstance(value, float) else value
                for name, value in asdict(each).items()
            }
            | {"stands": each.stands}
            for each in comparison.differences
        ],
        "better": list(comparison.better),
        "worse": list(comparison.worse),
        "apart": list(comparison.apart),
    }


def markdown_of(report: Mapping[str, Any]) -> str:
    """Return the report for people: means with intervals, kinds, latency, and what went wrong."""
    run = report["run"]
    lines = [
        "# Evaluation",
        "",
        f"- Run: {run['started']}, commit `{run['commit']}`, index `{run['index']}`",
        f"- Questions: {len(report['questions'])} of `{run['questions']}`, SHA-256 {run['questions_sha256']}",
        f"- Settings: {_listed(run['settings'])}",
        f"- Machine: {_listed(run['machine'])}",
        f"- Answers: {_listed(report['verdicts'])}",
        "",
        "## Measures",
        "",
        "Mean, 95 % bootstrap interval, questions it stands on.",
        "",
        "| measure | value | interval | n |",
        "| --- | ---: | :---: | ---: |",
    ]
    for name, mean in report["measures"].items():
        lines.append(f"| {LABELS[name]} | {figure(mean['value'])} | {interval(mean)} | {mean['n']} |")
    lines += _by_kind(report["by_kind"])
    if report["latency_ms"]:
        lines += ["", "## Latency", "", "| stage | p50, ms | p95, ms |", "| --- | ---: | ---: |"]
        lines += [
            f"| {stage} | {at['p50']:.1f} | {at['p95']:.1f} |" for stage, at in report["latency_ms"].items()
        ]
    for title, sentences in (
        ("Gates failed", report.get("gates", {}).get("failed")),
        ("Question set", run["problems"]),
    ):
        if sentences:
            lines += ["", f"## {title}", "", *(f"- {sentence}" for sentence in sentences)]
    if "comparison" in report:
        lines += _compared(report["comparison"])
    wrong = [row for row in report["questions"] if row["verdict"] not in ("right", "abstained")]
    lines += ["", "## To look at", "", "| id | kind | verdict | question |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {row['id']} | {row['kind']} | {row['verdict']} | {_cell(row['question'])} |" for row in wrong
    ]
    return "\n".join(lines) + "\n"


def figure(value: float | None) -> str:
    """Write a mean: three decimals, one above 10, a dash when undefined."""
    if value is None:
        return "–"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"


def interval(mean: Mapping[str, Any]) -> str:
    """Write the interval of a mean."""
    return "" if mean["low"] is None else f"{figure(mean['low'])} to {figure(mean['high'])}"


def _by_kind(by_kind: Mapping[str, Mapping[str, Any]]) -> list[str]:
    names = (
        "answer@1",
        "answer@3",
        "citation_precision",
        "evidence_recall@10",
        "over_refusal",
        "abstention_recall",
    )
    lines = ["", "## By kind", "", f"| kind | n | {' | '.join(LABELS[name] for name in names)} |"]
    lines.append("| --- | ---: |" + " ---: |" * len(names))
    for kind, means in by_kind.items():
        n = max(mean["n"] for mean in means.values())
        cells = [figure(means[name]["value"]) if name in means else "" for name in names]
        lines.append(f"| {kind} | {n} | {' | '.join(cells)} |")
    return lines


def _compared(comparison: Mapping[str, Any]) -> list[str]:
    lines = ["", f"## Against {comparison['run']}", "", "| measure | before | after | change | stands |"]
    lines.append("| --- | ---: | ---: | :---: | --- |")
    for each in comparison["differences"]:
        change = f"{each['low']:+.3f} to {each['high']:+.3f}"
        lines.append(
            f"| {LABELS[each['measure']]} | {figure(each['before'])} | {figure(each['after'])} | {change} |"
            f" {'yes' if each['stands'] else 'no'} |"
        )
    for name in ("better", "worse", "apart"):
        lines += ["", f"{name}: {', '.join(comparison[name]) or 'none'}"]
    return lines


def _question(scored: Scored) -> dict[str, Any]:
    case = scored.case
    question = case.gold.question
    row: dict[str, Any] = {
        name: getattr(question, name) for name in ("id", "kind", "line", "question", "answerable", "notes")
    }
    row |= {
        "history": list(question.history),
        "docs": list(question.docs),
        "answers": list(question.answers),
        "answers_all": [list(group) for group in question.answers_all],
        "evidence": list(question.evidence),
        "verdict": scored.verdict,
        "values": {name: _number(value.value) for name, value in scored.values.items()},
        "weights": {name: value.weight for name, value in scored.values.items() if value.weight != 1},
        "answer": _answer(case.gold, case.record),
        "open_confidence": case.open_record.confidence if case.open_record else None,
    }
    return row


def _answer(gold: Gold, record: AnswerRecord | None) -> dict[str, Any] | None:
    if record is None:
        return None
    citations = []
    for each in record.citations:
        right = any(place.overlaps(each.documents, each.start, each.end) for place in gold.places)
        citations.append(asdict(each) | {"also": list(each.also), "right": right})
    return {
        "answered": record.answered,
        "confidence": record.confidence,
        "standalone_question": record.standalone_question,
        "reason": record.reason,
        "reason_text": record.reason_text,
        "citations": citations,
    }


def _verdicts(evaluation: Evaluation) -> dict[str, int]:
    counts: dict[str, int] = {}
    for scored in evaluation.scored:
        counts[scored.verdict] = counts.get(scored.verdict, 0) + 1
    return counts


def _estimate(mean: Estimate) -> dict[str, float | int | None]:
    return {"value": _number(mean.value), "low": _number(mean.low), "high": _number(mean.high), "n": mean.n}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)


def _listed(facts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in facts.items())


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
