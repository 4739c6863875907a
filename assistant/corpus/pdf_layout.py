"""Words placed on a PDF page to lines in reading order."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import median

_GUTTER_STEP = 3.0
"""Points between two places where a gutter is tried, at least."""
_GUTTER_TRIALS = 300
_COLUMN_LINES = 4
_SAME_LINE = 0.5
"""Share of a word's height by which it must overlap a line to be on it."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box, in points from the top left corner of its page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one base line of one column, from left to right."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    """Of most of its characters, in points."""
    bold: bool
    column: tuple[float, float]
    """Left and right edge of the text around it."""
    page: int


def lines_of(words: Sequence[Word], page: int) -> list[Line]:
    """Return the lines of a page in reading order: column by column where a blank gutter separates two texts.

    A gutter is a vertical strip that no word crosses, with at least four lines of running
    text on each side over the same height; what stands above or below that height is read
    before or after. The columns of a table, short cells side by side, are read line by line.

    Args:
        words: in any order.
        page: from 1.
    """
    if not words:
        return []
    split = _best_gutter(words)
    if split is None:
        return _rows(words, page)
    above, left, right, below = split
    return [line for part in (above, left, right, below) for line in lines_of(part, page)]


def _best_gutter(words: Sequence[Word]) -> tuple[list[Word], list[Word], list[Word], list[Word]] | None:
    if len(words) < 4 * _COLUMN_LINES:
        return None
    left_edge, right_edge = min(word.x0 for word in words), max(word.x1 for word in words)
    size = median(word.size for word in words)
    half = max(4.0, 0.45 * size)
    best: tuple[float, list[list[Word]]] | None = None
    x = left_edge + 0.15 * (right_edge - left_edge)
    while x < right_edge - 0.15 * (right_edge - left_edge):
        crossing = sorted(
            (w for w in words if w.x0 < x + half and w.x1 > x - half), key=lambda word: word.top
        )
        clear = [word for word in words if word.x0 >= x + half or word.x1 <= x - half]
        edges = [float("-inf"), *(word.top for word in crossing), float("inf")]
        floors = [float("-inf"), *(word.bottom for word in crossing)]
        # A word may end below the next one's top: a floor is the lowest end so far.
        for index, floor in enumerate(accumulate(floors, max)):
            ceiling = edges[index + 1]
            if ceiling - floor < _COLUMN_LINES * size:
                continue
            between = [word for word in clear if word.top >= floor - 1 and word.bottom <= ceiling + 1]
            if len(between) < 4 * _COLUMN_LINES:
                continue
            left = [word for word in between if word.x1 <= x]
            right = [word for word in between if word.x0 >= x]
            if _is_column(left) and _is_column(right):
                top = max(min(w.top for w in left), min(w.top for w in right))
                height = min(max(w.bottom for w in left), max(w.bottom for w in right)) - top
                if best is None or height > best[0] + 1:
                    taken = set(between)
                    rest = [word for word in words if word not in taken]
                    middle = median(word.top for word in between)
                    above = [word for word in rest if word.top < middle]
                    below = [word for word in rest if word.top >= middle]
                    best = (height, [above, left, right, below])
        x += max(_GUTTER_STEP, (right_edge - left_edge) / _GUTTER_TRIALS)
    if best is None:
        return None
    above, left, right, below = best[1]
    return above, left, right, below


def _is_column(words: Sequence[Word]) -> bool:
    """Tell running text from the cells of a table: most lines have three words or more and fill most of the width."""
    rows = _clusters(words)
    if len(rows) < _COLUMN_LINES:
        return False
    width = max(word.x1 for word in words) - min(word.x0 for word in words)
    wide = [row for row in rows if row[-1].x1 - row[0].x0 >= 0.6 * width]
    return len(wide) >= len(rows) / 2 and median(len(row) for row in rows) >= 3


def _clusters(words: Sequence[Word]) -> list[list[Word]]:
    """Group words that share a base line, from top to bottom, each group from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.top + word.bottom, word.x0)):
        row = rows[-1] if rows else None
        if row is not None:
            last = max(row, key=lambda other: other.size)
            overlap = min(word.bottom, last.bottom) - max(word.top, last.top)
            if overlap >= _SAME_LINE * min(word.bottom - word.top, last.bottom - last.top):
                row.append(word)
                continue
        rows.append([word])
    return [sorted(row, key=lambda word: word.x0) for row in rows]


def _rows(words: Sequence[Word], page: int) -> list[Line]:
    column = (min(word.x0 for word in words), max(word.x1 for word in words))
    lines = []
    for row in _clusters(words):
        weights: dict[float, int] = {}
        for word in row:
            weights[word.size] = weights.get(word.size, 0) + len(word.text)
        lines.append(
            Line(
                text=" ".join(word.text for word in row),
                x0=row[0].x0,
                x1=max(word.x1 for word in row),
                top=min(word.top for word in row),
                bottom=max(word.bottom for word in row),
                size=max(weights, key=lambda size: (weights[size], size)),
                bold=all(word.bold for word in row if any(map(str.isalnum, word.text))),
                column=column,
                page=page,
            )
        )
    return lines
