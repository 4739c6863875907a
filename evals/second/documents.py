"""Which documents the set is about, and how they are taken out of the data."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import UsageError

DATA = "prose_fr.jsonl.gz"
CHOICE = Path(__file__).parent / "documents.json"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One document of the set."""

    id: str
    """In the data."""
    document: str
    """Its path below the corpus folder."""
    split: str
    """`dev` or `test`."""
    sha256: str
    """Of its text in the data, as UTF-8."""


def read_choice(path: Path = CHOICE) -> tuple[Chosen, ...]:
    """Return the documents of the set, in the order of the file."""
    return tuple(Chosen(**row) for row in json.loads(path.read_text(encoding="utf-8")))


def read_texts(folder: Path, chosen: Sequence[Chosen]) -> dict[str, str]:
    """Take the texts of the chosen documents out of the data.

    Args:
        folder: holds `prose_fr.jsonl.gz`, one `{"id", "text", …}` a line.
        chosen: the documents wanted.

    Returns:
        Text by `document`, as the data has it, in the order of `chosen`.

    Raises:
        UsageError: the file cannot be read, or a document is not there or is another text.
    """
    file = folder / DATA
    wanted = {each.id for each in chosen}
    texts = {row["id"]: row["text"] for row in _rows(file) if row["id"] in wanted}
    absent = [each.id for each in chosen if each.id not in texts]
    other = [each.id for each in chosen if each.id in texts and _digest(texts[each.id]) != each.sha256]
    for ids, fault in ((absent, "are not there"), (other, "are not the texts the questions were written on")):
        if ids:
            raise UsageError(
                f"{file}: {len(ids)} of {len(chosen)} documents {fault}, first: {ids[0]};"
                " give the edition of the data that the set was made from"
            )
    return {each.document: texts[each.id] for each in chosen}


def write_corpus(texts: Mapping[str, str], folder: Path) -> None:
    """Write one file a document, the text's bytes unchanged.

    Raises:
        UsageError: the folder holds other files, or cannot be written.
    """
    try:
        strangers = sorted(
            path
            for path in (file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
            if path not in texts
        )
        if strangers:
            raise UsageError(
                f"{folder}: holds files that are not of the set, first: {strangers[0]};"
                " give an empty folder with --work"
            )
        for name, text in texts.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
    except OSError as error:
        raise UsageError(
            f"{folder}: cannot be written ({error.strerror}); give another folder with --work"
        ) from error


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
            for number, line in enumerate(lines, 1):
                row = json.loads(line)
                if not isinstance(row, dict) or not all(
                    isinstance(row.get(key), str) for key in ("id", "text")
                ):
                    raise UsageError(f'{file}, line {number}: no "id" and "text"; give another {DATA}')
                yield row
    except (OSError, EOFError, zlib.error, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise UsageError(f"{file}: cannot be read ({reason}); give another {DATA} with --data") from error


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
