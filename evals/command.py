"""`motamot eval`: run a question set, print the measures, keep a report, hold the gates."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.errors import UsageError
from evals import DEFAULT_QUESTIONS


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
    split: Annotated[
        str | None,
        typer.Option(
            "--split",
            metavar="SPLIT",
            help="dev, test or all; by default test of the fixed set, all of others.",
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="DIR", help="Where the report goes, instead of evals/runs/."),
    ] = None,
    gates: Annotated[
        Path | None,
        typer.Option("--gates", metavar="FILE", help="Gates to hold; evals/gates.toml for the fixed set."),
    ] = None,
    compare: Annotated[
        str | None,
        typer.Option("--compare", metavar="RUN", help="An earlier run: its folder, its name, or last."),
    ] = None,
    ablate: Annotated[
        bool, typer.Option("--ablate", help="Ask again with one part taken out, for each part.")
    ] = False,
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

    from assistant.terminal import progress_bar
    from evals.session import evaluate_set

    with progress_bar() as progress:
        outcome = evaluate_set(
            questions,
            corpus,
            index,
            split=split,
            folder=report,
            gates=gates,
            compare=compare,
            ablate=ablate,
            answers=answers,
            open_answers=open_answers,
            progress=progress,
        )
    if as_json:
        typer.echo(json.dumps(outcome.report, ensure_ascii=False))
    else:
        from evals.terminal import print_report

        print_report(outcome.report, outcome.folder)
    problems = outcome.report["run"]["problems"]
    if problems:
        typer.echo(f"motamot: {questions}: {len(problems)} faults, first: {problems[0]}", err=True)
    if outcome.failed:
        typer.echo(f"motamot: {len(outcome.failed)} gates failed: {'; '.join(outcome.failed)}", err=True)
        raise typer.Exit(1)
