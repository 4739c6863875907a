"""What each side counts is told where the sides count unlike things, and only there."""

import pytest

from assistant.comparison.notes import with_notes
from assistant.types import Citation


def side(name: str, quote: str, short: str) -> Citation:
    nothing = (None,) * 6
    return Citation("a.txt", (), *nothing, (), None, name, 0, len(quote), quote, short, 0.5)


@pytest.mark.parametrize(
    ("one", "other", "sides"),
    [
        (
            ("On compte 52 maisons de santé.", "52"),
            ("On compte 225 centres de santé.", "225"),
            ["Gers : maisons de santé", "Lot : centres de santé"],
        ),
        (("Il y a 120 nouveaux médecins.", "120"), ("Il y a 113 médecins.", "113"), ["Gers", "Lot"]),
        (("Il y a 12 grandes maisons.", "12"), ("Il y a 9 maisons.", "9"), ["Gers", "Lot"]),
        (("Il y a 52 maisons.", "52"), ("Rien n'est dit.", None), ["Gers", "Lot"]),
        (("La gare date de 1850.", "1850"), ("Il y a 9 maisons.", "9"), ["Gers", "Lot"]),
    ],
)
def test_sides_are_noted_where_they_count_unlike_things(one, other, sides) -> None:
    found = with_notes([side("Gers", *one), side("Lot", *other)])
    assert [each.side for each in found] == sides
