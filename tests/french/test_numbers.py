import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.french.numbers import find_numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("51 millions d'euros", [("51 millions", 51e6, "euros")]),
        ("15 M€ et 9,5 %", [("15 M", 15e6, "€"), ("9,5", 9.5, "%")]),
        (
            "plus de 1347 professionnels, dont 421 médecins",
            [("1347", 1347, "professionnels"), ("421", 421, "médecins")],
        ),
        ("deux nouveaux centres, une maison", [("deux", 2, "centres")]),
        ("neuf sage-femmes dans un hôpital neuf", [("neuf", 9, "sage-femmes")]),
        ("dix pour cent", [("dix", 10, "pour cent")]),
        ("79\u202f000 habitants", [("79\u202f000", 79000, "habitants")]),
        ("10-15 lits", [("10", 10, None), ("15", 15, "lits")]),
        ("2 dans le Cher", [("2", 2, None)]),
        ("2000 euros", [("2000", 2000, "euros")]),
        ("l'article 3, n° 12, la Covid-19, la CPTS Sud-28", []),
    ],
)
def test_quantities(text: str, found: list[tuple[str, float, str | None]]) -> None:
    numbers = find_numbers(text)
    assert [(text[number.start : number.end], number.value, number.unit) for number in numbers] == found
    assert not any(number.is_year for number in numbers)


def test_numbers_of_dates_are_marked() -> None:
    text = "Le 29 janvier 2024, 6 centres ; d'ici 4 ans, 300 postes en 2028."
    assert [(number.value, number.is_year) for number in find_numbers(text)] == [
        (29, True), (2024, True), (6, False), (4, False), (300, False), (2028, True),
    ]  # fmt: skip


@given(st.text(alphabet="0123456789 .,-%€Mdeux mille'n°"))
def test_offsets_are_exact(text: str) -> None:
    numbers = find_numbers(text)
    assert all(0 <= number.start < number.end <= len(text) and number.value >= 0 for number in numbers)
    assert all(number.unit is None or number.unit in text[number.end :] for number in numbers)
