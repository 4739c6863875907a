"""The commands that `evals` adds to `motamot`.

`eval` runs a question set, prints the measures, keeps a report and holds the gates; `feedback` lists
what users flagged, turns it into rows of a question set, and deletes it.
"""

from pathlib import Path
from typing import Annotated

import typer

from assistant.errors import UsageError
from evals import DEFAULT_QUESTIONS

Corpus = Annotated[Path, typer.Option("--corpus", metavar="DIR", help="Folder of documents.")]
Index = Annotated[Path, typer.Option("--index", metavar="DIR", help="Folder of the built index.")]


def evaluate(
    questions: Annotated[
        Path, typer.Option("--questions", metavar="FILE", help="Question set, JSON Lines.")
    ] = DEFAULT_QUESTIONS,
    corpus: Corpus = Path("corpus"),
    index: Index = Path("index"),
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


def feedback(
    ids: Annotated[
        list[int] | None,
        typer.Option("--id", metavar="N", min=1, max=2**63 - 1, help="This row alone; may be repeated."),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option("--export", metavar="FILE", help="Write them as rows of a question set, to complete."),
    ] = None,
    delete: Annotated[bool, typer.Option("--delete", help="Delete them: --id N, or --all.")] = False,
    every: Annotated[bool, typer.Option("--all", help="With --delete: every row.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON record a row.")] = False,
    corpus: Corpus = Path("corpus"),
    index: Index = Path("index"),
) -> None:
    """List what users flagged, turn it into rows of a question set, or delete it."""
    if delete + as_json + (export is not None) > 1:
        raise UsageError("feedback: --export, --delete and --json do not go together; give one of them")
    if delete and bool(ids) == every:
        raise UsageError("feedback: --delete takes --id N, once or more, or --all; give one of the two")
    if every and not delete:
        raise UsageError("feedback: --all goes with --delete; without --id, all rows are listed or exported")

    import json

    from assistant.feedback import FeedbackStore, feedback_file
    from assistant.settings import load_settings
    from evals.flagged import chosen, record_of, write_rows

    store = FeedbackStore(feedback_file(index), load_settings(None))
    rows = chosen(store.rows(), ids, store.path)
    if delete:
        typer.echo(f"{store.delete([row.id for row in rows])} rows deleted from {store.path}")
    elif export is not None:
        write_rows(export, rows, corpus)
        typer.echo(f"{len(rows)} rows written; complete each, then: motamot eval --questions {export}")
    elif as_json:
        for row in rows:
            typer.echo(json.dumps(record_of(row), ensure_ascii=False))
    elif rows:
        from evals.terminal import print_flagged

        print_flagged(rows)
    else:
        typer.echo(f"nothing flagged in {store.path}")
