"""Prose of the State as a folder of Markdown documents, and questions of our own asked of it.

The documents are read as any corpus is: marks and link targets go. A question's answer is kept as characters of the
text in the data, and found again in the text as read by the letters and digits around it.
"""

import gzip
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.corpus import read_documents
from assistant.errors import UsageError
from assistant.training.own import Own
from assistant.training.piaf import Gold

AROUND = (60, 30, 15, 5, 0)
"""Letters and digits on both sides of an answer by which it is found again: the first of these that find it once."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A document of the data and the questions asked of it."""

    id: str
    text: str
    asked: Sequence[Own]


def read_prose(data: Path, own: Iterable[Own]) -> list[Prose]:
    """Return the documents that questions of our own are asked of, in the order of the data.

    Args:
        data: folder that holds `prose_fr.jsonl.gz`.
        own: questions; those of another source are left out.

    Raises:
        UsageError: the file is not there.
    """
    asked: dict[str, list[Own]] = {}
    for row in own:
        if row.source == "prose":
            asked.setdefault(row.id, []).append(row)
    try:
        with gzip.open(data / "prose_fr.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
    except OSError as error:
        raise UsageError(
            f"{data / 'prose_fr.jsonl.gz'}: cannot be read; name its folder with --data"
        ) from error
    return [Prose(row["id"], row["text"], asked[row["id"]]) for row in rows if row["id"] in asked]


def write_prose(folder: Path, documents: Iterable[Prose]) -> list[tuple[Own, Gold]]:
    """Write a document each; return their questions with where they are answered, those that can be found again."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {f"{number:04}.md": document for number, document in enumerate(documents)}
    for name, document in written.items():
        (folder / name).write_text(document.text, "utf-8", newline="\n")
    found = []
    for read in read_documents(folder).documents:
        document, letters = written[read.path], _letters(read.text)
        for number, row in enumerate(document.asked):
            span = row.span and _found_again(document.text, row.span, letters)
            if row.span is None or span:
                places = ((read.path, *span),) if span else ()
                found.append((row, Gold(f"{document.id} {number}", row.question, places)))
    return found


def _letters(text: str) -> tuple[str, Sequence[int]]:
    """The letters and digits of a text, and where each stands."""
    at = [number for number, character in enumerate(text) if character.isalnum()]
    return "".join(text[number] for number in at), at


def _found_again(raw: str, span: tuple[int, int], read: tuple[str, Sequence[int]]) -> tuple[int, int] | None:
    letters, at = read
    before, answer, after = (
        _letters(part)[0] for part in (raw[: span[0]], raw[slice(*span)], raw[span[1] :])
    )
    if not answer:
        return None
    for width in AROUND:
        lead = before[len(before) - min(width, len(before)) :]
        wanted = lead + answer + after[:width]
        if letters.count(wanted) == 1:
            start = letters.index(wanted) + len(lead)
            return at[start], at[start + len(answer) - 1] + 1
    return None
