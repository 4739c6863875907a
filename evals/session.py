"""One evaluation from end to end: a question set asked, judged, compared and kept.

`motamot eval` prints what comes out of `evaluate_set`; other question sets may be put to it as well.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assistant.corpus import read_documents
from assistant.errors import UsageError
from assistant.index import Progress
from assistant.settings import load_settings
from assistant.types import Document
from evals import DEFAULT_QUESTIONS, RUNS, machine
from evals.ablation import FULL, VARIANTS, WITHOUT_READER, ablation_of, reduced, variant_settings
from evals.compare import compare_runs, find_run, plain, read_run
from evals.gates import DEFAULT_GATES, failed_gates, read_gates
from evals.gold import locate_gold
from evals.labels import LABELS
from evals.questions import SPLITS, Question, read_questions, verify_questions
from evals.records import AnswerRecord, parse_answers, read_answers
from evals.report import Run, check_writable, report_of, write_report
from evals.run import Answering, ask_all
from evals.score import Case, Evaluation, evaluate_cases

ALL = "all"
"""In place of a split: every question."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out of an evaluation."""

    report: dict[str, Any]
    """As written to `report.json`."""
    folder: Path
    """Where the report lies."""
    failed: list[str]
    """One sentence for each gate that was not passed."""


@dataclass(frozen=True, slots=True)
class Pass:
    """Answers by id, at the assistant's own threshold and always answering."""

    closed: Mapping[str, AnswerRecord]
    opened: Mapping[str, AnswerRecord]
    """Empty when there was no such run."""
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    """The same as records, by name of the file that keeps them."""

    @property
    def answered(self) -> int:
        """How many questions were answered at the assistant's own threshold."""
        return sum(record.answered for record in self.closed.values())


def evaluate_set(
    questions: Path,
    corpus: Path,
    index: Path,
    *,
    asked: Sequence[Question] | None = None,
    split: str | None = None,
    folder: Path | None = None,
    gates: Path | None = None,
    compare: str | None = None,
    ablate: bool = False,
    answers: Path | None = None,
    open_answers: Path | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Ask a question set, judge the answers, write the report.

    Args:
        questions: the question file.
        corpus: the documents it is about.
        index: built from them.
        asked: the questions, when they were read already (a set that keeps no text of its own).
        split: `dev`, `test` or `all`; None means `test` for the default set and all for others.
        folder: where the report goes; None for a new folder of `RUNS`.
        gates: the gates to hold; None means those of the repository on `test` of the default set, else none.
        compare: an earlier run, as `find_run` takes it.
        ablate: whether to ask again without each part.
        answers: judge this output of `motamot ask --batch --hits 10 --json` instead of asking.
        open_answers: the same with `--threshold 0`.
        progress: told what is being asked, how many are done, and how many there are.

    Raises:
        AssistantError: a file, a split, the corpus or the index cannot be used, or the report not written.
    """
    default_set = questions.resolve() == DEFAULT_QUESTIONS.resolve()
    whole = read_questions(questions) if asked is None else list(asked)
    chosen, split, gated = choose_split(whole, split, questions, default_set)
    gate_file = DEFAULT_GATES if gates is None and gated else gates
    limits = read_gates(gate_file, tuple(LABELS)) if gate_file is not None else []
    if ablate and answers is not None:
        raise UsageError("eval: --ablate asks the assistant itself; leave out --answers")
    run_before = find_run(compare, RUNS, questions, split) if compare is not None else None
    before = read_run(run_before) if run_before is not None else None
    started, commit, digest = machine.now(), machine.current_commit(), machine.file_digest(questions)
    target = folder if folder is not None else RUNS / f"{started:%Y%m%dT%H%M%SZ}-{commit}"
    check_writable(target)
    if answers is None:
        settings, passes = _ask(corpus, index, chosen, ablate, progress)
    else:
        settings = {"answers": str(answers)}
        passes = {FULL: Pass(read_answers(answers), read_answers(open_answers) if open_answers else {})}

    whole_pass = passes[FULL]
    documents = read_documents(corpus).documents
    problems = [*verify_questions(chosen, documents), *_stale(whole_pass)]
    evaluations = {name: _judge(each, chosen, documents) for name, each in passes.items()}
    evaluation = evaluations[FULL]
    run = Run(
        started=started.isoformat(),
        commit=commit,
        index=next((record.index for record in whole_pass.closed.values()), ""),
        questions=str(questions),
        questions_sha256=digest,
        settings=settings,
        machine=machine.describe_machine(),
        problems=problems,
    )
    result = report_of(run, evaluation)
    result["run"]["split"] = split
    failed = failed_gates(limits, {name: mean.value for name, mean in evaluation.means.items()})
    result["gates"] = {"file": str(gate_file) if gate_file else None, "failed": failed}
    if before is not None:
        result["comparison"] = plain(compare_runs(before, result, str(run_before)))
    if ablate:
        result["ablation"] = ablation_of(evaluations)
    write_report(target, result, whole_pass.rows)
    return Outcome(result, target, failed)


def choose_split(
    questions: Sequence[Question], split: str | None, file: Path, default_set: bool
) -> tuple[list[Question], str, bool]:
    """Return the questions to ask, the name of their split, and whether the gates of the repository apply.

    They apply to `test` of the default set.

    Raises:
        UsageError: no such split, or no question is of it.
    """
    if split not in (None, ALL, *SPLITS):
        raise UsageError(f"eval: --split must be {', '.join(SPLITS)} or {ALL}, not {split}")
    name = split or ("test" if default_set else ALL)
    chosen = [question for question in questions if name in (ALL, question.split)]
    if not chosen:
        raise UsageError(f"{file}: no question of the split {name}; give --split {ALL}")
    return chosen, name, default_set and name == "test"


def _ask(
    corpus: Path, index: Path, asked: Sequence[Question], ablate: bool, progress: Progress | None
) -> tuple[dict[str, Any], dict[str, Pass]]:
    """Return the settings as they applied, and what the assistant and its variants answered."""
    from assistant.wiring import load_variants

    loaded = load_settings(None)
    assistants = load_variants(variant_settings(loaded) if ablate else [loaded], corpus, index)
    answering: dict[str, Answering] = {FULL: assistants[0]}
    if ablate:
        answering |= reduced(assistants, corpus)
    passes = {FULL: ask_twice(answering.pop(FULL), asked, progress)}
    for name, each in answering.items():
        coverage = passes[FULL].answered if name == WITHOUT_READER else None
        passes[name] = ask_twice(each, asked, progress, VARIANTS[name], coverage)
    return asdict(loaded) | {"threshold": assistants[0].threshold}, passes


def ask_twice(
    assistant: Answering,
    asked: Sequence[Question],
    progress: Progress | None = None,
    stage: str = "asking",
    coverage: int | None = None,
) -> Pass:
    """Ask every question always answering, then at a threshold.

    Args:
        assistant: what answers.
        asked: one after the other.
        progress: told how many of both passes are done, under the name `stage`.
        stage: what it is.
        coverage: how many questions are to be answered, the surest ones; None leaves the assistant its own
            threshold. A confidence on another scale has no threshold of its own.
    """
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(stage, done, 2 * len(asked))

    opened = ask_all(assistant, asked, threshold=0.0, progress=step)
    threshold = None
    if coverage is not None:
        surest = sorted((row["confidence"] for row in opened), reverse=True)
        threshold = surest[coverage - 1] if coverage else math.inf
    closed = ask_all(assistant, asked, threshold=threshold, progress=step)
    rows = {"answers": closed, "open-answers": opened}
    return Pass(parse_answers(closed), parse_answers(opened), rows)


def _stale(given: Pass) -> list[str]:
    """Return one line when documents changed since they were indexed: they were not quoted."""
    paths = {path for rows in given.rows.values() for row in rows for path in row.get("stale", ())}
    if not paths:
        return []
    return [f"{len(paths)} documents changed since they were indexed ({min(paths)}); run `motamot index`"]


def _judge(given: Pass, asked: Sequence[Question], documents: Sequence[Document]) -> Evaluation:
    cases = [
        Case(gold, given.closed.get(gold.question.id), given.opened.get(gold.question.id))
        for gold in locate_gold(asked, documents)
    ]
    return evaluate_cases(
        cases, {path: document.text for document in documents for path in (document.path, *document.also)}
    )
