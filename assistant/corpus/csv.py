"""CSV: a row is a block that names its columns."""

import csv
import io
from collections import Counter
from collections.abc import Sequence

from assistant.corpus.draft import Draft, Extract
from assistant.corpus.limits import ReadLimits
from assistant.corpus.rows import row_texts
from assistant.corpus.text import decode, normalise
from assistant.errors import DocumentError

_DELIMITERS = (";", ",", "\t", "|")
_LONGEST_FIELD = 100_000
_MOST_COLUMNS = 1_000
_SAMPLE = 100


def read_csv(data: bytes, limits: ReadLimits) -> Extract:
    """Read a `.csv` file separated by semicolons, commas, tabs or bars.

    Lines of a single cell above the table, such as a title or a source, are paragraphs; the next
    line names the columns.

    Raises:
        DocumentError: not text, a field without end, or more columns than a table has.
    """
    decoded, warnings = decode(data)
    rows = _rows(normalise(decoded))
    if any(len(row) > _MOST_COLUMNS for row in rows):
        raise DocumentError(f"a row of more than {_MOST_COLUMNS} columns: check the separator")
    draft = Draft(limits)
    width = max((len(row) for row in rows), default=0)
    while width > 1 and rows and sum(bool(cell.strip()) for cell in rows[0]) <= 1:
        draft.add("paragraph", " ".join(rows.pop(0)))
    for line in row_texts(rows, header=True):
        draft.add("row", line)
    return Extract(draft.text, tuple(draft.blocks), warnings=warnings, narrative=False)


def _rows(text: str) -> list[list[str]]:
    csv.field_size_limit(_LONGEST_FIELD)
    delimiter = _delimiter(text)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise DocumentError(f"not a usable CSV file ({error}): check its quotes and separators") from error


def _delimiter(text: str) -> str:
    """Return the separator that gives the same number of columns, more than one, on the most lines."""

    def agreement(delimiter: str) -> tuple[int, int]:
        try:
            sample = _head(text, delimiter)
        except csv.Error:
            return (0, 0)
        counts = Counter(len(row) for row in sample if len(row) > 1)
        columns, lines = counts.most_common(1)[0] if counts else (0, 0)
        return (lines, columns)

    return max(_DELIMITERS, key=agreement)


def _head(text: str, delimiter: str) -> Sequence[Sequence[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [row for row, _ in zip(reader, range(_SAMPLE), strict=False)]
