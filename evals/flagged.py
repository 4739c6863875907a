"""What users flagged, as records for programs and as rows of a question set that a person completes.

A row carries over what the flag tells for sure. The rest is left empty, `kind` always: `motamot eval`
names the first thing that lacks, and measures nothing before somebody has read the question.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from assistant.types import Flag, Flagged, FlaggedQuote

ANSWERABLE = {"mauvaise source": True, "incomplet": True, "il y avait une réponse": True}
"""What a reason tells of the question; nothing when another or none was given."""


def chosen(rows: Sequence[Flagged], ids: Sequence[int] | None, file: Path) -> list[Flagged]:
    """Return the rows with these ids, in the order of the rows; all of them without ids.

    Raises:
        UsageError: an id is not there.
    """
    if not ids:
        return list(rows)
    for missing in sorted(set(ids) - {row.id for row in rows}):
        raise UsageError(f"feedback: no row {missing} in {file}; `motamot feedback` lists what there is")
    return [row for row in rows if row.id in ids]


def record_of(row: Flagged) -> dict[str, Any]:
    """Return a row as `motamot feedback --json` prints it."""
    flag = row.flag
    return {
        "id": row.id,
        "time": row.time,
        "until": row.until,
        "thumb": flag.thumb,
        "reason": flag.reason,
        "question": flag.question,
        "history": [turn.question for turn in flag.turns],
        "answered": flag.answered,
        "quotes": [asdict(quote) for quote in flag.quotes],
        "index": flag.index,
        "settings": dict(row.settings),
    }


def write_rows(file: Path, rows: Sequence[Flagged], corpus: Path) -> None:
    """Write rows of a question set to a new file.

    Args:
        file: made here; one that is there already is left as it is.
        rows: at least one.
        corpus: where the documents are; one that went is not named as a source.

    Raises:
        UsageError: there is no row, or the file cannot be made.
    """
    if not rows:
        raise UsageError(f"{file}: nothing was flagged, there is no row to write")
    if not corpus.is_dir():
        raise UsageError(f"{corpus}: no such folder, and the sources are looked up there; give --corpus DIR")
    lines = [json.dumps(question_row(row, corpus), ensure_ascii=False) + "\n" for row in rows]
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.writelines(lines)
    except FileExistsError as error:
        raise UsageError(f"{file}: is there already; give --export another name") from error
    except OSError as error:
        raise UsageError(
            f"{file}: cannot be written ({error.strerror}); give --export another name"
        ) from error


def question_row(row: Flagged, corpus: Path) -> dict[str, Any]:
    """Return one row to complete: gold only where the user found the quotes right, or right in part."""
    flag = row.flag
    gold = [quote for quote in flag.quotes if _is_gold(flag) and (corpus / quote.document).is_file()]
    return {
        "id": f"feedback-{row.id}",
        "kind": "",
        "history": [turn.question for turn in flag.turns],
        "question": flag.question,
        "answerable": flag.answered if flag.thumb == "up" else ANSWERABLE.get(flag.reason or ""),
        "docs": list(dict.fromkeys(quote.document for quote in gold)),
        "answers": list(dict.fromkeys(quote.short_answer for quote in gold if quote.short_answer)),
        "evidence": list(dict.fromkeys(quote.quote for quote in gold)),
        "notes": _note(row),
    }


def _is_gold(flag: Flag) -> bool:
    return flag.thumb == "up" or flag.reason == "incomplet"


def _note(row: Flagged) -> str:
    flag = row.flag
    said = f"{flag.thumb}, {flag.reason}" if flag.reason else flag.thumb
    shown = "; ".join(map(_shown, flag.quotes)) or ("nothing" if flag.answered else "a refusal")
    return f"flagged {row.time} on {flag.index}: {said}; shown: {shown}"


def _shown(quote: FlaggedQuote) -> str:
    return f"{quote.document} « {quote.quote} »"
