"""What the learned reader sees at once."""

import pytest

from assistant.bert import Pieces
from assistant.reading.windows import Window, around, sentence_pieces

FOUR = [(0, 10), (10, 30), (30, 40), (40, 90)]


@pytest.mark.parametrize(
    ("centre", "room", "expected"),
    [
        (0, 96, (0, 3)),
        (1, 10, (1, 1)),  # longer than the room itself
        (1, 30, (1, 2)),  # what follows goes before what precedes
        (2, 40, (0, 2)),  # the fourth does not fit, the others do
        (3, 50, (3, 3)),
        (3, 60, (2, 3)),
    ],
)
def test_a_window_takes_neighbours_while_there_is_room(
    centre: int, room: int, expected: tuple[int, int]
) -> None:
    assert around(FOUR, centre, room) == expected


def test_pieces_of_sentences_follow_their_characters() -> None:
    pieces = Pieces([1, 2, 3, 4], [(0, 3), (4, 6), (6, 7), (8, 12)])
    assert sentence_pieces(pieces, [(0, 7), (8, 12)]) == [(0, 3), (3, 4)]


def test_places_outside_a_window_are_empty() -> None:
    seen = Window([0] * 20, [0] * 20, lead=5, first=100, count=10)
    assert seen.places(100, 104) == (5, 9)
    assert seen.places(95, 102) == (5, 7)
    assert seen.places(108, 120) == (13, 15)
    first, stop = seen.places(60, 90)
    assert first >= stop
    first, stop = seen.places(120, 130)
    assert first >= stop
