import pytest

from assistant.french.numerals import parse_numeral


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("zero", 0),
        ("quatorze", 14),
        ("dix sept", 17),
        ("vingt et un", 21),
        ("soixante et onze", 71),
        ("quatre vingts", 80),
        ("quatre vingt dix sept", 97),
        ("nonante neuf", 99),
        ("cent un", 101),
        ("deux cents", 200),
        ("mille", 1000),
        ("mille neuf cent quatre vingt quatre", 1984),
        ("vingt cinq mille", 25_000),
        ("cent vingt trois mille quatre cent cinquante six", 123_456),
        ("un million", 1_000_000),
        ("trois milliards deux cents millions", 3_200_000_000),
    ],
)
def test_value(words: str, value: int) -> None:
    assert parse_numeral(words.split()) == (value, len(words.split()))


@pytest.mark.parametrize(
    ("words", "value", "taken"),
    [
        ("deux trois", 2, 1),
        ("vingt et deux", 20, 1),
        ("trente et", 30, 1),
        ("millions", 0, 0),
        ("et deux", 0, 0),
    ],
)
def test_only_the_first_number_is_read(words: str, value: int, taken: int) -> None:
    assert parse_numeral(words.split()) == (value, taken)
