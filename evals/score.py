"""Every measure over every question: the table of what is measured, and its means."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from evals import measures
from evals.gold import Gold
from evals.measures import Bin, Estimate
from evals.questions import Question
from evals.records import AnswerRecord

RIGHT_FROM = 0.5
"""answer@1 from which an answer counts as right for the measures of confidence: half of a list."""

OPEN_ANSWER = "answer@1_open"
"""answer@1 of the run with threshold 0; not measured without one."""

Verdict = Literal["right", "partial", "wrong", "refused", "abstained", "not refused", "missing"]
"""Of an answerable question: right (answer@3 = 1), partial, wrong, refused; of an unanswerable one:
abstained, not refused; of either: missing."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what was answered: by the run itself and, when always answering, by the other."""

    gold: Gold
    record: AnswerRecord | None
    open_record: AnswerRecord | None = None
    """From the run with threshold 0."""


@dataclass(frozen=True, slots=True)
class Value:
    """What one question gives to a mean."""

    value: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table of measures."""

    name: str
    label: str
    applies: Callable[[Question], bool]
    of: Callable[[Case], Value]


@dataclass(frozen=True, slots=True)
class Scored:
    """One question's values by measure; a measure that does not apply, or has no weight, is left out."""

    case: Case
    verdict: Verdict
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A whole run, measured."""

    scored: tuple[Scored, ...]
    means: Mapping[str, Estimate]
    by_kind: Mapping[str, Mapping[str, Estimate]]
    curve: tuple[tuple[float, float], ...]
    """(coverage, risk), of the run with threshold 0; empty without one."""
    reliability: tuple[Bin, ...]
    latency_ms: Mapping[str, tuple[float, float]]
    """For each stage (p50, p95)."""


def evaluate_cases(cases: Sequence[Case], texts: Mapping[str, str]) -> Evaluation:
    """Score every question and take the means, overall and by kind.

    Args:
        cases: in the order of the question set.
        texts: the documents' texts by path, to compare quotes with.
    """
    opened = any(case.open_record for case in cases)
    table = [each for each in measure_table(texts) if opened or each.name != OPEN_ANSWER]
    scored = tuple(_score(case, table) for case in cases)
    names = [measure.name for measure in table]
    means = {name: _mean(scored, name) for name in names}
    kinds = dict.fromkeys(each.case.gold.question.kind for each in scored)
    by_kind = {
        kind: means_of([each for each in scored if each.case.gold.question.kind == kind], names)
        for kind in kinds
    }
    confidence, right = confidences(cases)
    if confidence:
        for name, statistic in CONFIDENCE.items():
            means[name] = measures.estimate_statistic(statistic, confidence, right)
    return Evaluation(
        scored,
        means,
        by_kind,
        tuple(measures.risk_coverage(confidence, right)) if confidence else (),
        tuple(measures.reliability_bins(confidence, right)) if confidence else (),
        _latency(cases),
    )


def means_of(scored: Sequence[Scored], names: Iterable[str]) -> dict[str, Estimate]:
    """Return the means of some questions; a measure that none of them has is left out."""
    means = {name: _mean(scored, name) for name in names}
    return {name: mean for name, mean in means.items() if mean.n}


CONFIDENCE: Mapping[str, Callable[..., float]] = {
    "auroc": measures.auroc,
    "aurc": measures.aurc,
    "calibration_error": measures.calibration_error,
}
LABELS_OF_CONFIDENCE = {
    "auroc": "AUROC of confidence",
    "aurc": "area under risk-coverage (lower is better)",
    "calibration_error": "expected calibration error (lower is better)",
}


def measure_table(texts: Mapping[str, str]) -> tuple[Measure, ...]:
    """Return every per-question measure, in the order of the report."""

    def answerable(of: Callable[[Gold, AnswerRecord | None], float]) -> Callable[[Case], Value]:
        return lambda case: Value(of(case.gold, case.record))

    def refusal(of: Callable[[AnswerRecord | None], float]) -> Callable[[Case], Value]:
        return lambda case: Value(of(case.record))

    ranking = [
        (f"{name}@{k}", f"{name.replace('_', ' ')}@{k}", partial(recall, k=k))
        for name, recall in (
            ("document_recall", measures.document_recall),
            ("evidence_recall", measures.evidence_recall),
        )
        for k in (1, 5, 10)
    ]
    return (
        Measure("answer@1", "answer@1", _answerable, answerable(partial(measures.answer_at, k=1))),
        Measure("answer@3", "answer@3", _answerable, answerable(partial(measures.answer_at, k=3))),
        Measure(
            OPEN_ANSWER,
            "answer@1, always answering",
            _answerable,
            lambda case: Value(measures.answer_at(case.gold, case.open_record, 1)),
        ),
        Measure(
            "citation_precision",
            "citation precision",
            _any,
            lambda case: _ratio(measures.cited_right(case.gold, case.record)),
        ),
        Measure(
            "verbatim_quotes",
            "quotes found verbatim",
            _any,
            lambda case: _ratio(measures.verbatim_quotes(case.record, texts)),
        ),
        Measure("words_per_answer", "words per answer", _any, _words),
        Measure("exact_match", "exact match", _answerable, answerable(measures.exact_match)),
        Measure("token_f1", "token F1", _answerable, answerable(measures.token_f1)),
        *(Measure(name, label, _answerable, answerable(recall)) for name, label, recall in ranking),
        Measure("mrr@10", "MRR@10", _answerable, answerable(measures.reciprocal_rank)),
        Measure("ndcg@10", "nDCG@10", _answerable, answerable(measures.ndcg)),
        Measure("abstention_recall", "abstention recall", _unanswerable, refusal(measures.abstained)),
        Measure(
            "abstention_nearmiss",
            "abstention recall, near misses",
            _near_miss,
            refusal(measures.abstained),
        ),
        Measure(
            "abstention_offtopic",
            "abstention recall, off topic",
            _off_topic,
            refusal(measures.abstained),
        ),
        Measure("over_refusal", "over-refusal", _answerable, refusal(measures.over_refused)),
    )


def verdict_of(case: Case) -> Verdict:
    """Return one word on an answer, see `Verdict`."""
    if case.record is None:
        return "missing"
    if not case.gold.question.answerable:
        return "not refused" if case.record.answered else "abstained"
    if not case.record.answered:
        return "refused"
    share = measures.answer_at(case.gold, case.record, 3)
    return "right" if share == 1 else "partial" if share else "wrong"


def _score(case: Case, table: Sequence[Measure]) -> Scored:
    values = {each.name: each.of(case) for each in table if each.applies(case.gold.question)}
    return Scored(case, verdict_of(case), {name: value for name, value in values.items() if value.weight})


def _mean(scored: Sequence[Scored], name: str) -> Estimate:
    values = [each.values[name] for each in scored if name in each.values]
    return measures.estimate([each.value for each in values], [each.weight for each in values])


def confidences(cases: Sequence[Case]) -> tuple[list[float], list[bool]]:
    """Return each case's confidence and whether it was right when always answering; [] without such a run.

    A missing answer is wrong at full confidence.
    """
    if all(case.open_record is None for case in cases):
        return [], []
    confidence = [case.open_record.confidence if case.open_record else 1.0 for case in cases]
    right = [
        case.gold.question.answerable and measures.answer_at(case.gold, case.open_record, 1) >= RIGHT_FROM
        for case in cases
    ]
    return confidence, right


def _latency(cases: Sequence[Case]) -> dict[str, tuple[float, float]]:
    stages: dict[str, list[float]] = {}
    for case in cases:
        for stage, ms in case.record.timings_ms if case.record else ():
            stages.setdefault(stage, []).append(ms)
    return {stage: (measures.percentile(ms, 50), measures.percentile(ms, 95)) for stage, ms in stages.items()}


def _ratio(parts: tuple[int, int]) -> Value:
    right, total = parts
    return Value(right / total, total) if total else Value(0.0, 0.0)


def _words(case: Case) -> Value:
    if case.record is None or not case.record.answered:
        return Value(0.0, 0.0)
    return Value(measures.quoted_words(case.record))


def _any(question: Question) -> bool:
    return True


def _answerable(question: Question) -> bool:
    return question.answerable


def _unanswerable(question: Question) -> bool:
    return not question.answerable


def _near_miss(question: Question) -> bool:
    return question.kind == "unanswerable-nearmiss" or question.miss is not None


def _off_topic(question: Question) -> bool:
    return question.kind == "unanswerable-offtopic"
