"""What the learned reader sees at once: a question, and a sentence of a passage with its neighbours.

`[CLS] question [SEP] headings, sentences [SEP]`, as piece numbers. A window takes the sentence it is about, then
its neighbours by turns while there is room: reading costs what the pieces cost, and an answer seldom needs more.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.bert import Pieces

QUESTION_PIECES = 48
HEADING_PIECES = 24
ROOM = 96
"""Pieces of a window's sentences; a longer sentence has up to `LONGEST`."""
LONGEST = 160


@dataclass(frozen=True, slots=True)
class ReadingText:
    """A passage as it is read."""

    headings: str
    text: str
    sentences: Sequence[tuple[int, int]]
    """First character of each and the one after its last."""


@dataclass(frozen=True, slots=True)
class Window:
    """What the reader sees of one passage."""

    ids: Sequence[int]
    types: Sequence[int]
    """0 for the question, 1 for the passage."""
    lead: int
    """Pieces before those of the sentences."""
    first: int
    """Piece of the passage that the first one of the sentences is."""
    count: int
    """Pieces of the sentences."""

    def places(self, first: int, stop: int) -> tuple[int, int]:
        """Where pieces `first` to `stop` (excluded) of the passage stand in this window; empty if outside."""
        inside = max(first - self.first, 0), min(stop - self.first, self.count)
        return self.lead + inside[0], self.lead + max(inside)


def sentence_pieces(pieces: Pieces, sentences: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the first piece of each sentence and the one after its last.

    Args:
        pieces: of the passage.
        sentences: first character of each and the one after its last, in their order.
    """
    starts = [start for start, _ in pieces.offsets]
    return [(bisect_left(starts, start), bisect_left(starts, end)) for start, end in sentences]


def around(sentences: Sequence[tuple[int, int]], centre: int, room: int = ROOM) -> tuple[int, int]:
    """Return the first and last sentence (included) that are read together.

    Args:
        sentences: pieces of each, from `sentence_pieces`.
        centre: number of the sentence that the window is about.
        room: pieces.
    """
    first = last = centre
    open_sides = {1, -1}
    while open_sides:
        for side in sorted(open_sides, reverse=True):
            begin, end = first - (side < 0), last + (side > 0)
            if begin < 0 or end >= len(sentences) or sentences[end][1] - sentences[begin][0] > room:
                open_sides.discard(side)
            else:
                first, last = begin, end
    return first, last


def window(
    marks: tuple[int, int], question: Pieces, headings: Pieces, passage: Pieces, span: tuple[int, int]
) -> Window:
    """Put a question and pieces of a passage together.

    Args:
        marks: the pieces that open a text and that close one.
        question: as pieces.
        headings: above the passage.
        passage: as pieces.
        span: first piece of the passage that is read and the one after the last.
    """
    opening, closing = marks
    head = [opening, *question.ids[:QUESTION_PIECES], closing, *headings.ids[:HEADING_PIECES]]
    asked = 2 + min(len(question.ids), QUESTION_PIECES)
    body = passage.ids[span[0] : min(span[1], span[0] + LONGEST)]
    ids = [*head, *body, closing]
    return Window(ids, [0] * asked + [1] * (len(ids) - asked), len(head), span[0], len(body))
