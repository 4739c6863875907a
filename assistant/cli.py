"""The `motamot` command. Only here do errors become one line on stderr and an exit code.

Exit codes: 0 done (abstaining included), 1 a gate or check failed, 2 wrong use,
bad input, an unusable index, folder or disk, or output that could not be written.
Nothing heavy is imported before a command needs it; `eval` and `feedback` come from the entry-point
group `motamot.commands` and `index --preview` from `motamot.previews`, so that this package
never imports `evals`.
"""

import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from assistant.errors import AssistantError, UsageError

if TYPE_CHECKING:
    from assistant.record import Question

COMMAND_GROUP = "motamot.commands"
PREVIEW_GROUP = "motamot.previews"
"""Of what `index --preview` runs: a function of the corpus, the index and a question file or None."""

Corpus = Annotated[Path, typer.Option("--corpus", metavar="DIR", help="Folder of documents.")]
Index = Annotated[Path, typer.Option("--index", metavar="DIR", help="Folder of the built index.")]

app = typer.Typer(
    name="motamot",
    help="Answers questions about French documents in the documents' own words.",
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def index(
    corpus: Corpus = Path("corpus"),
    index: Index = Path("index"),
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 when a file was refused.")] = False,
    rollback: Annotated[bool, typer.Option("--rollback", help="Back to the previous generation.")] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="List the answers that would change; publish nothing.")
    ] = False,
    questions: Annotated[
        Path | None, typer.Option("--questions", metavar="FILE", help="With --preview: another question set.")
    ] = None,
) -> None:
    """Update the index from the corpus: only what changed is read and embedded again."""
    if questions is not None and not preview:
        raise UsageError("index: --questions goes with --preview; give both or neither")
    if preview and (strict or rollback):
        raise UsageError("index: --preview publishes nothing; leave out --strict and --rollback")
    if preview:
        _preview()(corpus, index, questions)
        return

    from assistant.settings import load_settings

    if rollback:
        from assistant.index import rollback as roll_back

        typer.echo(f"index: back to generation {roll_back(index)}")
        return

    from assistant.terminal import build_lines, progress_bar
    from assistant.wiring import build

    with progress_bar() as progress:
        report = build(load_settings(None), corpus, index, progress)
    for line in build_lines(report):
        typer.echo(line)
    if strict and report.refused:
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in French.")] = None,
    batch: Annotated[
        str | None, typer.Option("--batch", metavar="FILE", help="Questions, JSON Lines; - for stdin.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON record a question.")] = False,
    hits: Annotated[
        int | None, typer.Option("--hits", metavar="K", min=1, help="Add the K best passages.")
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option("--threshold", metavar="X", help="Answer only above this confidence, in [0, 1]."),
    ] = None,
    corpus: Corpus = Path("corpus"),
    index: Index = Path("index"),
) -> None:
    """Answer one question, or a batch of them, with exact quotes and their sources."""
    if (question is None) == (batch is None):
        raise UsageError('ask: give one question ("…") or --batch FILE, and not both')
    if threshold is not None and not 0 <= threshold <= 1:
        raise UsageError(f"ask: --threshold must be in [0, 1], not {threshold}")
    questions = _batch(batch) if batch is not None else [_single(question or "")]

    from assistant.record import to_record
    from assistant.settings import load_settings
    from assistant.wiring import load_assistant

    assistant = load_assistant(load_settings(None), corpus, index)
    for asked in questions:
        answer = assistant.answer(asked.question, asked.history, threshold=threshold, hits=hits or 0)
        for path in answer.stale:
            _say(f"{path} changed or went since it was indexed and is not quoted; run `motamot index`")
        if as_json:
            record = to_record(answer, asked.id, hits=hits is not None)
            typer.echo(json.dumps(record, ensure_ascii=False))
        else:
            from assistant.terminal import print_answer

            print_answer(answer, in_batch=batch is not None)


@app.command()
def chat(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 7860,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    corpus: Corpus = Path("corpus"),
    index: Index = Path("index"),
) -> None:
    """Open the chat page on this machine."""
    from assistant.settings import load_settings
    from assistant.wiring import load_assistant

    settings = load_settings(None)
    assistant = load_assistant(settings, corpus, index)

    from assistant.feedback import FeedbackStore, feedback_file
    from assistant.page import serve

    flags = FeedbackStore(feedback_file(index), settings) if settings.feedback else None
    serve(assistant, host=host, port=port, open_browser=open_browser, flags=flags)


@app.command()
def check(corpus: Corpus = Path("corpus"), index: Index = Path("index")) -> None:
    """Verify the whole index and report the corpus' health: exit 1 when damaged."""
    from assistant.index import check as verify
    from assistant.terminal import check_lines

    report = verify(index, corpus)
    for line in check_lines(report):
        typer.echo(line)
    if report.damaged:
        raise typer.Exit(1)


def _single(question: str) -> "Question":
    from assistant.record import parse_question

    try:
        return parse_question({"question": question})
    except UsageError as error:
        raise UsageError(f"ask: {error}") from error


def _batch(file: str) -> list["Question"]:
    """Read and check the whole batch before the first answer."""
    from assistant.record import parse_line

    name = "standard input" if file == "-" else file
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        lines = data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UsageError(f"{name}, line {line}: not UTF-8; save the file as UTF-8") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"{name}: cannot be read ({reason}); give a JSON Lines file") from error
    questions = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            questions.append(parse_line(line))
        except UsageError as error:
            raise UsageError(f"{name}, line {number}: {error}") from error
    if not questions:
        raise UsageError(f'{name}: no question; write one {{"question": "…"}} a line')
    return questions


def _add_plugins() -> None:
    """Register the commands that other installed packages offer."""
    known = {info.name or getattr(info.callback, "__name__", "") for info in app.registered_commands}
    for point in entry_points(group=COMMAND_GROUP):
        if point.name not in known:
            command: Callable[..., Any] = point.load()
            app.command(name=point.name)(command)


def _preview() -> Callable[[Path, Path, Path | None], None]:
    """Return what another installed package offers for `index --preview`."""
    for point in entry_points(group=PREVIEW_GROUP):
        offered: Callable[[Path, Path, Path | None], None] = point.load()
        return offered
    raise UsageError("index: --preview needs the package evals; run `make setup` to install it")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code; it reads and writes UTF-8 whatever the locale."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    _add_plugins()
    typed = [os.fsencode(argument).decode("utf-8", "surrogateescape") for argument in sys.argv[1:]]
    code = run((typed if arguments is None else list(arguments)) or ["--help"])
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None:
            _drop_unwritable(stream)
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command; errors a user can act on become one line on stderr.

    Returns:
        The exit code; 2 without a word when the reader of a pipe left before the end.
    """
    try:
        code = _run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # typer and rich turn a broken pipe into SystemExit(1)
        return 2
    except OSError as error:
        where = error.filename or "output"
        with suppress(OSError):
            _say(f"{where} cannot be written or read ({error.strerror}); check the disk and its permissions")
        return 2
    return code


def _run(arguments: list[str]) -> int:
    try:
        outcome = app(args=arguments, prog_name="motamot", standalone_mode=False)
    except typer.TyperException as error:
        return _fail(f"{error.format_message()} (see `motamot --help`)")
    except AssistantError as error:
        return _fail(str(error))
    except (KeyboardInterrupt, typer.Abort):
        return _fail("interrupted", 130)
    return outcome if isinstance(outcome, int) else 0


def _fail(message: str, code: int = 2) -> int:
    _say(message)
    return code


def _say(message: str) -> None:
    """One line on stderr."""
    from assistant.terminal import shown

    typer.echo("motamot: " + shown(" ".join(message.split())), err=True)


def _drop_unwritable(stream: TextIO) -> None:
    """Send what a stream still holds nowhere if it cannot be written, or Python would try, and complain, again."""
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


if __name__ == "__main__":
    main()
