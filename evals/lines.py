"""JSON Lines, as question sets, answers and verdicts are kept: one object a line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.errors import QuestionSetError


def read_objects(path: Path, mend: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each object with the number of its line, from 1; blank lines are skipped.

    Args:
        path: UTF-8, with a byte order mark or without.
        mend: what to do when the file cannot be used, for the message.

    Raises:
        QuestionSetError: the file cannot be read, or a line is no JSON object.
    """
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise QuestionSetError(f"{path}: not UTF-8; {mend}") from error
    except OSError as error:
        raise QuestionSetError(f"{path}: cannot be read ({error.strerror}); {mend}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            reason = str(error).splitlines()[0]
            raise QuestionSetError(f"{path}, line {number}: not JSON ({reason}); {mend}") from error
        if not isinstance(row, dict):
            raise QuestionSetError(f"{path}, line {number}: not a JSON object; {mend}")
        yield number, row
