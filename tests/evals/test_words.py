"""The judge's reading of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.words import answer_tokens, count_words, holds, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’ÉTÉ", ["l", "ete"]),
        ("cœur", ["coeur"]),
        ("17 000 €", ["17000", "€"]),
        ("17\u202f000\u00a0€", ["17000", "€"]),
        ("1 234 567,89", ["1234567,89"]),
        ("en 2018 300 médecins", ["en", "2018", "300", "medecins"]),
        ("3,5 %, 3.5% et 3", ["3,5%", "3,5%", "et", "3"]),
        ("3,5 M€", ["3,5", "m", "€"]),
        ("le 1er et le 1ᵉʳ", ["le", "1er", "et", "le", "1er"]),
        ("le 29/01/2024.", ["le", "29", "01", "2024"]),
        ("**méde\u00adcins**²", ["medecins"]),
        ("E\u0301te\u0301", ["ete"]),
        ("", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("text", "answer", "expected"),
    [
        ("La région compte 113 maisons de santé.", "113 MAISONS de sante", True),
        ("La région compte 1 113 maisons.", "113 maisons", False),
        ("soit 3,5 % du total", "3,5 %", True),
        ("soit 3,5 % du total", "3", False),
        ("soit 3,5 % du total", "5", False),
        ("soit 12 % du total", "12", False),
        ("soit 12 du total", "12 %", False),
        ("17\u00a0000 habitants", "17000 habitants", True),
        ("l'aide d’urgence", "d'urgence", True),
        ("un laitier", "lait", False),
        ("rien", "", False),
        ("rien", "…", False),
    ],
)
def test_holds_on_token_boundaries(text: str, answer: str, expected: bool) -> None:
    assert holds(text, answer) is expected


@given(st.text(alphabet="aéœ ,%'’-", min_size=1), st.integers(0, 20), st.integers(0, 20))
def test_a_run_of_tokens_is_held(text: str, start: int, length: int) -> None:
    run = tokens(text)[start : start + length]
    assert holds(text, " ".join(run)) is bool(run)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l'aide d'urgence", ["aide", "urgence"]),
        ("d’urgence", ["urgence"]),
        ("le lait", ["lait"]),
        ("la dentelle", ["dentelle"]),
        ("Les maisons de la santé", ["maisons", "sante"]),
        ("5 l", ["5", "l"]),
        ("aujourd'hui", ["aujourd", "hui"]),
        ("un", ["un"]),
    ],
)
def test_answer_tokens_lose_articles_as_whole_words_only(text: str, expected: list[str]) -> None:
    assert answer_tokens(text) == expected


def test_words_are_runs_without_spaces() -> None:
    assert count_words("L'aide :\n 17\u00a0000 euros") == 5
