"""What the commands print for people: answers laid out, build and check reports, a progress bar."""

import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

if TYPE_CHECKING:
    from assistant.index import BuildReport, CheckReport
    from assistant.types import Answer, Citation, Hit


def shown(text: str) -> str:
    """Put U+FFFD for control characters, which a terminal would obey; line ends and tabs stay."""
    return "".join(
        "\ufffd" if unicodedata.category(character) == "Cc" and character not in "\n\t" else character
        for character in text
    )


def print_answer(answer: "Answer", in_batch: bool = False) -> None:
    """Print an answer, its quotes by side, their sources and what is related, or the refusal and the nearest passages.

    Args:
        answer: what the assistant returned; its ranking is printed when it carries one.
        in_batch: whether to print the question above and an empty line below.
    """
    console = Console(highlight=False, soft_wrap=True)
    if in_batch:
        console.print(_text(answer.question.strip(), "bold"))
    if answer.standalone_question != answer.question.strip():
        console.print(_text(f"Compris comme : {answer.standalone_question}", "dim"))
    for typed, read in answer.understood.corrections:
        console.print(_text(f"Lu : {read} (pour {typed})", "dim"))
    for when in answer.understood.dates:
        if when not in answer.standalone_question:
            console.print(_text(f"Lu : {when}", "dim"))
    if answer.reason is not None:
        console.print(_text(answer.reason.text, "bold"))
        if answer.nearest:
            console.print(_text("Les passages les plus proches, qui ne répondent pas :", "dim"))
    for number, citation in enumerate(answer.citations or answer.nearest, 1):
        _print_citation(console, number, citation, answered=answer.answered)
    if answer.empty_sides:
        console.print(_text(f"Aucun passage ne répond pour : {', '.join(answer.empty_sides)}", "bold"))
    if answer.related:
        console.print(_text("Le même sujet à d'autres dates ou dans d'autres lieux :", "dim"))
    for number, citation in enumerate(answer.related, len(answer.citations) + 1):
        _print_citation(console, number, citation, answered=False)
    if answer.hits:
        console.print(_text("Passages classés :", "dim"))
    for hit in answer.hits:
        console.print(_text(_ranked(hit)))
    if in_batch:
        console.print()


def _print_citation(console: Console, number: int, citation: "Citation", answered: bool) -> None:
    opening = f"[{number}] « "
    quote = _text(f"{opening}{citation.quote} »")
    if answered and citation.short_answer:
        start = citation.quote.find(citation.short_answer)
        if start >= 0:
            start += len(opening)
            quote.stylize("bold", start, start + len(citation.short_answer))
    if citation.side:
        console.print(_text(f"{citation.side} :", "bold"))
    console.print(quote)
    date = citation.date and citation.date + (" (d'après le texte)" if citation.date_from == "text" else "")
    where = [citation.title, citation.publisher, date or "sans date", citation.region]
    page = f", p. {citation.page}" if citation.page else ""
    source = f"    {' · '.join(part for part in where if part)} — {citation.document}{page}"
    console.print(_text(source, "dim"))
    if citation.superseded_by:
        console.print(_text(f"    remplacé par : {citation.superseded_by}", "dim"))
    if answered:
        console.print(_text(f"    confiance : {citation.confidence:.0%}".replace("%", " %"), "dim"))


def _ranked(hit: "Hit") -> str:
    heading = " › ".join(hit.passage.heading)
    return f"{hit.rank:>4}. {hit.score:.4f}  {hit.passage.document}{' — ' if heading else ''}{heading}"


def _text(text: str, style: str = "") -> Text:
    return Text(shown(text), style=style)


def build_lines(report: "BuildReport") -> Iterator[str]:
    """Yield what a build added, changed, removed and refused, and how it ended."""
    return map(shown, _build_lines(report))


def _build_lines(report: "BuildReport") -> Iterator[str]:
    if report.rebuilt_because:
        yield f"full rebuild: {report.rebuilt_because}"
    for sign, paths in (("+", report.added), ("~", report.changed), ("-", report.removed)):
        for path in paths:
            yield f"{sign} {path}"
    for refusal in report.refused:
        yield f"refused {refusal.path}: {refusal.reason}"
    for warning in report.warnings:
        yield f"warning {warning}"
    if report.resumed:
        yield f"went on from an unfinished build: {report.resumed} of {report.resumed + report.embedded} texts were embedded"
    documents = len(report.added) + len(report.changed) + len(report.unchanged)
    state = "published" if report.published else "up to date"
    yield (
        f"index {state}: {documents} documents, {report.passages} passages, "
        f"generation {report.generation}, {report.seconds:.1f} s"
    )


def check_lines(report: "CheckReport") -> Iterator[str]:
    """Yield damage, stale documents, the corpus' health, and whether the index is whole."""
    return map(shown, _check_lines(report))


def _check_lines(report: "CheckReport") -> Iterator[str]:
    for line in report.damaged:
        yield f"damaged: {line}"
    for line in report.stale:
        yield f"warning: {line}"
    for refusal in report.refused:
        yield f"refused {refusal.path}: {refusal.reason}"
    for line in report.warnings:
        yield f"warning {line}"
    for same in report.duplicates:
        yield f"note: same bytes: {', '.join(same)}"
    for what, paths in (("date", report.undated), ("publisher", report.unsigned), ("title", report.untitled)):
        if paths:
            yield f"note: no {what}: {', '.join(paths)}"
    if report.damaged:
        yield "index damaged: run `motamot index`"
    else:
        counts = f"{report.documents} documents, {report.passages} passages, {report.sentences} sentences"
        yield f"index whole: {counts}, generation {report.generation}, built {report.created}"


class _Rate(ProgressColumn):
    """How many are done in a second, lately."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.3g}/s")


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function (stage, done, total) that moves a bar on stderr; silent where that is no terminal."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        console=console,
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    tasks: dict[str, TaskID] = {}

    def advance(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            tasks[stage] = bar.add_task(stage, total=total)
        bar.update(tasks[stage], completed=done, total=total)

    with bar:
        yield advance
