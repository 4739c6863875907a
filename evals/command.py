"""`motamot eval`: run a question set, print the measures, keep a report, hold the gates."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.errors import UsageError

if TYPE_CHECKING:
    from evals.questions import Question
    from evals.run import Answering

HERE = Path(__file__).parent
DEFAULT_QUESTIONS = HERE / "questions.jsonl"
RUNS = HERE / "runs"


def evaluate(
    questions: Annotated[
        Path, typer.Option("--questions", metavar="FILE", help="Question set, JSON Lines.")
    ] = DEFAULT_QUESTIONS,
    corpus: Annotated[Path, typer.Option("--corpus", metavar="DIR", help="Folder of documents.")] = Path(
        "corpus"
    ),
    index: Annotated[Path, typer.Option("--index", metavar="DIR", help="Folder of the built index.")] = Path(
        "index"
    ),
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="DIR", help="Where the report goes, instead of evals/runs/."),
    ] = None,
    gates: Annotated[
        Path | None,
        typer.Option("--gates", metavar="FILE", help="Gates to hold; evals/gates.toml for the default set."),
    ] = None,
    compare: Annotated[
        Path | None, typer.Option("--compare", metavar="RUN", help="Folder of an earlier report.")
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(
            "--answers", metavar="FILE", help="Judge this output of `ask --batch --hits 10 --json` instead."
        ),
    ] = None,
    open_answers: Annotated[
        Path | None,
        typer.Option("--open-answers", metavar="FILE", help="With --answers: the same with --threshold 0."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Run a question set and measure the answers: exit 1 when a gate fails."""
    if open_answers is not None and answers is None:
        raise UsageError("eval: --open-answers goes with --answers; give both or neither")

    import json
    from dataclasses import asdict

    from assistant.corpus import read_documents
    from assistant.settings import load_settings
    from evals import machine
    from evals.compare import compare_runs, read_run
    from evals.gates import DEFAULT_GATES, failed_gates, read_gates
    from evals.gold import locate_gold
    from evals.questions import read_questions, verify_questions
    from evals.records import parse_answers, read_answers
    from evals.report import LABELS, Run, comparison_of, report_of, write_report
    from evals.score import Case, evaluate_cases

    asked = read_questions(questions)
    default_set = questions.resolve() == DEFAULT_QUESTIONS.resolve()
    gate_file = DEFAULT_GATES if gates is None and default_set else gates
    limits = read_gates(gate_file, tuple(LABELS)) if gate_file is not None else []
    before = read_run(compare) if compare is not None else None
    loaded = load_settings(None)
    settings: dict[str, Any] = asdict(loaded)
    rows: dict[str, list[dict[str, Any]]] = {}
    if answers is None:
        from assistant.wiring import load_assistant

        assistant = load_assistant(loaded, corpus, index)
        settings["threshold"] = assistant.threshold
        rows = _ask_twice(assistant, asked)
        closed, opened = parse_answers(rows["answers"]), parse_answers(rows["open-answers"])
    else:
        settings = {"answers": str(answers)}
        closed = read_answers(answers)
        opened = read_answers(open_answers) if open_answers is not None else {}

    documents = read_documents(corpus).documents
    problems = verify_questions(asked, documents)
    started = machine.now()
    evaluation = evaluate_cases(
        [
            Case(gold, closed.get(gold.question.id), opened.get(gold.question.id))
            for gold in locate_gold(asked, documents)
        ],
        {path: document.text for document in documents for path in (document.path, *document.also)},
    )
    run = Run(
        started=started.isoformat(),
        commit=machine.current_commit(),
        index=next((record.index for record in closed.values()), ""),
        questions=str(questions),
        questions_sha256=machine.file_digest(questions),
        settings=settings,
        machine=machine.describe_machine(),
        problems=problems,
    )
    result = report_of(run, evaluation)
    failed = failed_gates(limits, {name: mean.value for name, mean in evaluation.means.items()})
    result["gates"] = {"file": str(gate_file) if gate_file else None, "failed": failed}
    if before is not None:
        result["comparison"] = comparison_of(compare_runs(before, result, str(compare)))
    folder = report if report is not None else RUNS / f"{started:%Y%m%dT%H%M%SZ}-{run.commit}"
    write_report(folder, result, rows)

    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False))
    else:
        from evals.terminal import print_report

        print_report(result, folder)
    if problems:
        typer.echo(f"motamot: {questions}: {len(problems)} faults, first: {problems[0]}", err=True)
    if failed:
        typer.echo(f"motamot: {len(failed)} gates failed: {'; '.join(failed)}", err=True)
        raise typer.Exit(1)


def _ask_twice(assistant: "Answering", asked: list["Question"]) -> dict[str, list[dict[str, Any]]]:
    """Return the records at the assistant's own threshold, and those of always answering."""
    from rich.console import Console
    from rich.progress import Progress

    from evals.run import ask_all

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("questions", total=2 * len(asked))

        def step() -> None:
            progress.advance(task)

        return {
            "answers": ask_all(assistant, asked, progress=step),
            "open-answers": ask_all(assistant, asked, threshold=0.0, progress=step),
        }
