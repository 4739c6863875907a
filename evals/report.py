"""What is kept of a run: JSON for programs, Markdown and a page for people."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from assistant.errors import UsageError
from evals import RUNS, measures
from evals.compare import REPORT_JSON
from evals.gold import Gold
from evals.measures import Bin, Estimate
from evals.past_runs import read_runs
from evals.questions import Question
from evals.records import AnswerRecord, CitedQuote, RankedPassage
from evals.report_markdown import markdown_of
from evals.report_page import page_of
from evals.run import HITS
from evals.score import RIGHT_FROM, Evaluation, Scored, means_of


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
    """What is wrong with the questions or the index."""


def report_of(run: Run, evaluation: Evaluation) -> dict[str, Any]:
    """Return the whole report as plain values, ready for JSON; what is undefined is null."""
    return {
        "run": asdict(run) | {"problems": list(run.problems)},
        "measures": _estimates(evaluation.means),
        "by_kind": {kind: _estimates(means) for kind, means in evaluation.by_kind.items()},
        "by_group": _by_group(evaluation),
        "recall_by_k": recall_by_k(evaluation.scored),
        "verdicts": _verdicts(evaluation),
        "latency_ms": {
            stage: {"p50": _number(p50), "p95": _number(p95)}
            for stage, (p50, p95) in evaluation.latency_ms.items()
        },
        "risk_coverage": [[_number(value) for value in point] for point in evaluation.curve],
        "working_point": _working_point(evaluation.scored),
        "reliability": [_bin(each) for each in evaluation.reliability],
        "questions": [_question(scored) for scored in evaluation.scored],
    }


def write_report(
    folder: Path,
    report: Mapping[str, Any],
    records: Mapping[str, Sequence[Mapping[str, Any]]],
    runs: Path = RUNS,
) -> None:
    """Write `report.json`, `report.md`, `report.html` and the answer records into a folder.

    Args:
        folder: made when it is not there; reports in it are replaced.
        report: what `report_of` gives, with `gates`, `comparison` and `ablation` added where there are any.
        records: answer records by file name without its ending.
        runs: where earlier runs lie; those on the same questions are plotted on the page.

    Raises:
        UsageError: the folder cannot be written.
    """
    earlier = [each for each in read_runs(runs).runs if each.folder.resolve() != folder.resolve()]
    files = {
        REPORT_JSON: json.dumps(report, ensure_ascii=False, indent=1) + "\n",
        "report.md": markdown_of(report),
        "report.html": page_of(report, earlier, linked=folder.resolve().parent == runs.resolve()),
    }
    for name, rows in records.items():
        files[f"{name}.jsonl"] = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise _unwritable(folder, error) from error


def check_writable(folder: Path) -> None:
    """Check that a report can be written, before there is one: asking takes minutes.

    Raises:
        UsageError: the folder, or the one that it would be made in, cannot be written.
    """
    there = next(each for each in (folder, *folder.parents) if each.exists())
    try:
        with TemporaryFile(dir=there):
            pass
    except OSError as error:
        raise _unwritable(folder, error) from error


def recall_by_k(scored: Sequence[Scored]) -> dict[str, list[dict[str, float | int | None]]]:
    """Return document and evidence recall at k = 1 to 10 over the answerable questions.

    Returns:
        `document` and `evidence`, each one row a k: `k` and an estimate. Empty when no answer came with
        its ranking.
    """
    cases = [each.case for each in scored]
    if not any(case.record is not None and case.record.hits for case in cases):
        return {}
    answerable = [case for case in cases if case.gold.question.answerable]
    recalls = {"document": measures.document_recall, "evidence": measures.evidence_recall}
    return {
        name: [
            {"k": k}
            | _estimate(measures.estimate([recall(case.gold, case.record, k) for case in answerable]))
            for k in range(1, HITS + 1)
        ]
        for name, recall in recalls.items()
        if answerable
    }


def _unwritable(folder: Path, error: OSError) -> UsageError:
    return UsageError(
        f"{folder}: the report cannot be written ({error.strerror}); give another folder with --report"
    )


def _by_group(evaluation: Evaluation) -> dict[str, dict[str, dict[str, Any]]]:
    """Return means by tag, by what a near miss misses, and by split: only where questions have them."""
    groupings: dict[str, Callable[[Question], Sequence[str | None]]] = {
        "tag": lambda question: question.tags,
        "miss": lambda question: [question.miss],
        "split": lambda question: [question.split],
    }
    tables: dict[str, dict[str, dict[str, Any]]] = {}
    for grouping, groups_of in groupings.items():
        members: dict[str, list[Scored]] = {}
        for scored in evaluation.scored:
            for group in groups_of(scored.case.gold.question):
                if group is not None:
                    members.setdefault(group, []).append(scored)
        if members:
            tables[grouping] = {
                group: _estimates(means_of(of_group, evaluation.means)) for group, of_group in members.items()
            }
    return tables


def _working_point(scored: Sequence[Scored]) -> dict[str, float] | None:
    """Return coverage and risk of the run at its own threshold; None when nothing was answered."""
    answered = [each for each in scored if each.case.record is not None and each.case.record.answered]
    if not answered:
        return None
    right = sum(
        "answer@1" in each.values and each.values["answer@1"].value >= RIGHT_FROM for each in answered
    )
    return {
        "coverage": round(len(answered) / len(scored), 6),
        "risk": round(1 - right / len(answered), 6),
    }


def _bin(each: Bin) -> dict[str, float | int | None]:
    low, high = (
        measures.wilson_interval(round(each.accuracy * each.count), each.count) if each.count else (0, 1)
    )
    row = asdict(each) | {"accuracy_low": low, "accuracy_high": high}
    return {name: _number(value) for name, value in row.items()}


def _question(scored: Scored) -> dict[str, Any]:
    case, question = scored.case, scored.case.gold.question
    opened = case.open_record
    row: dict[str, Any] = {
        name: getattr(question, name) for name in ("id", "kind", "line", "question", "answerable", "notes")
    }
    return row | {
        "split": question.split,
        "tags": list(question.tags),
        "dialogue": question.dialogue,
        "miss": question.miss,
        "near": list(question.near),
        "history": list(question.history),
        "docs": list(question.docs),
        "answers": list(question.answers),
        "answers_all": [list(group) for group in question.answers_all],
        "evidence": list(question.evidence),
        "verdict": scored.verdict,
        "values": {name: _number(value.value) for name, value in scored.values.items()},
        "weights": {name: value.weight for name, value in scored.values.items() if value.weight != 1},
        "answer": _answer(case.gold, case.record),
        "ranking": [_ranked(case.gold, hit) for hit in case.record.hits] if case.record else [],
        "timings_ms": dict(case.record.timings_ms) if case.record else {},
        "open_confidence": opened.confidence if opened else None,
    }


def _answer(gold: Gold, record: AnswerRecord | None) -> dict[str, Any] | None:
    if record is None:
        return None
    return {
        "answered": record.answered,
        "confidence": record.confidence,
        "standalone_question": record.standalone_question,
        "places": list(record.places),
        "dates": list(record.dates),
        "corrections": [list(pair) for pair in record.corrections],
        "reason": record.reason,
        "reason_text": record.reason_text,
        "missing": record.missing,
        "citations": [_cited(gold, record, each) for each in record.citations],
        "nearest": [_cited(gold, record, each) for each in record.nearest],
    }


def _cited(gold: Gold, record: AnswerRecord, quote: CitedQuote) -> dict[str, Any]:
    """Return a quote, whether it is `right` (on a gold span) and whether it `holds` an accepted answer."""
    alone = replace(record, answered=True, citations=(quote,))
    right = measures.cited_right(gold, alone)[0] > 0
    holds = gold.question.answerable and measures.answer_at(gold, alone, 1) > 0
    return asdict(quote) | {"also": list(quote.also), "right": right, "holds": holds}


def _ranked(gold: Gold, hit: RankedPassage) -> dict[str, Any]:
    """Return a hit and what of the gold it holds: `evidence`, the right `document` alone, or null."""
    on_evidence = any(place.overlaps((hit.document,), hit.start, hit.end) for place in gold.places)
    held = "evidence" if on_evidence else "document" if hit.document in gold.accepted else None
    return asdict(hit) | {"gold": held}


def _verdicts(evaluation: Evaluation) -> dict[str, int]:
    counts: dict[str, int] = {}
    for scored in evaluation.scored:
        counts[scored.verdict] = counts.get(scored.verdict, 0) + 1
    return counts


def _estimates(means: Mapping[str, Estimate]) -> dict[str, dict[str, float | int | None]]:
    return {name: _estimate(mean) for name, mean in means.items()}


def _estimate(mean: Estimate) -> dict[str, float | int | None]:
    return {"value": _number(mean.value), "low": _number(mean.low), "high": _number(mean.high), "n": mean.n}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)
