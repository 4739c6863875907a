"""Table cells to lines that can be read, and quoted, one by one."""

import re
from collections.abc import Sequence

_BLANK = re.compile(r"[ \t\r\n\f]+")
_NUMBER = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d")


def row_texts(rows: Sequence[Sequence[str]], header: bool | None) -> list[str]:
    """Return one line a row: `column : value ; column : value` under a header, else `value ; value`.

    The header is not repeated as a line of its own, unless nothing follows it. Empty cells are left out; a row
    of a single cell, such as a subtitle across the table, has no column to name.

    Args:
        rows: cells as text, white space free; rows may have different lengths.
        header: whether the first row names the columns; None when the file does not tell: then
            it does only if every name is a different short text and a column of figures stands under one.
    """
    cells = [[_BLANK.sub(" ", cell).strip() for cell in row] for row in rows]
    cells = [row for row in cells if any(row)]
    if not cells:
        return []
    if header is None:
        header = _looks_like_header(cells)
    if not header or len(cells) == 1:
        return [_plain(row) for row in cells]
    names, *body = cells
    return [_named(names, row) for row in body]


def _plain(row: Sequence[str]) -> str:
    return " ; ".join(cell for cell in row if cell)


def _named(names: Sequence[str], row: Sequence[str]) -> str:
    if len(row) == 1 < len(names):
        return row[0]
    padded = [*names, *[""] * (len(row) - len(names))]
    pairs = [(name.rstrip(" :\u00a0"), cell) for name, cell in zip(padded, row, strict=False) if cell]
    return " ; ".join(f"{name} : {cell}" if name else cell for name, cell in pairs)


def _looks_like_header(rows: Sequence[Sequence[str]]) -> bool:
    names, *body = rows
    if len(names) < 3 or not body or len(set(names)) < len(names):
        return False
    if any(len(name) > 60 or (_NUMBER.search(name) and not _YEAR.fullmatch(name)) for name in names):
        return False
    columns = [[row[index] for row in body if index < len(row) and row[index]] for index in range(len(names))]
    return any(column and all(_NUMBER.search(cell) for cell in column) for column in columns)
