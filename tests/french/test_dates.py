from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.french.dates import find_dates, overlaps

TODAY = date(2025, 3, 10)


@pytest.mark.parametrize(
    ("text", "said", "first", "last", "precision"),
    [
        ("le 29 janvier 2024 à 14 h", "29 janvier 2024", "2024-01-29", "2024-01-29", "day"),
        ("LE 1ER FE\u0301VRIER 2024\u00a0!", "1ER FE\u0301VRIER 2024", "2024-02-01", "2024-02-01", "day"),
        ("lundi 29 janvier 2024", "lundi 29 janvier 2024", "2024-01-29", "2024-01-29", "day"),
        ("29/01/2024", "29/01/2024", "2024-01-29", "2024-01-29", "day"),
        ("26/11/15", "26/11/15", "2015-11-26", "2015-11-26", "day"),
        ("2024-01-29", "2024-01-29", "2024-01-29", "2024-01-29", "day"),
        ("fevrier 2024", "fevrier 2024", "2024-02-01", "2024-02-29", "month"),
        ("en déc. 2012", "déc. 2012", "2012-12-01", "2012-12-31", "month"),
        ("12/2023", "12/2023", "2023-12-01", "2023-12-31", "month"),
        ("en 2000", "2000", "2000-01-01", "2000-12-31", "year"),
        ("En 2023 les médecins", "2023", "2023-01-01", "2023-12-31", "year"),
        ("à l'horizon 2028, 50 centres", "2028", "2028-01-01", "2028-12-31", "year"),
        ("fin 2024, ils", "fin 2024", "2024-09-01", "2024-12-31", "period"),
        ("début 2023", "début 2023", "2023-01-01", "2023-04-30", "period"),
        ("mi-2023", "mi-2023", "2023-05-01", "2023-08-31", "period"),
        ("fin mars 2024", "fin mars 2024", "2024-03-21", "2024-03-31", "period"),
        ("au 1er semestre 2018", "1er semestre 2018", "2018-01-01", "2018-06-30", "period"),
        ("au 2nd semestre de 2018", "2nd semestre de 2018", "2018-07-01", "2018-12-31", "period"),
        ("2e trimestre 2019", "2e trimestre 2019", "2019-04-01", "2019-06-30", "period"),
        ("session 2018-2019", "2018-2019", "2018-01-01", "2019-12-31", "period"),
        ("entre 2015 et 2018", "entre 2015 et 2018", "2015-01-01", "2018-12-31", "period"),
        ("de janvier 2022 à mars 2023", "de janvier 2022 à mars 2023", "2022-01-01", "2023-03-31", "period"),
        ("de mars à juin 2023", "mars à juin 2023", "2023-03-01", "2023-06-30", "period"),
        ("du 3 au 5 mars 2024", "3 au 5 mars 2024", "2024-03-03", "2024-03-05", "period"),
        ("les années 2010", "années 2010", "2010-01-01", "2019-12-31", "period"),
        ("l'été 2023", "été 2023", "2023-06-21", "2023-09-21", "period"),
        ("le 31 février 2024", "février 2024", "2024-02-01", "2024-02-29", "month"),
    ],
)
def test_a_date(text: str, said: str, first: str, last: str, precision: str) -> None:
    (span,) = find_dates(text)
    found = (
        text[span.start : span.end],
        span.first.isoformat(),
        span.last.isoformat(),
        span.precision,
        span.open,
    )
    assert found == (said, first, last, precision, "")


@pytest.mark.parametrize(
    ("text", "said", "opening"),
    [
        ("Depuis 2010, 52 contrats", "Depuis 2010", "since"),
        ("à partir du 1er mars 2024", "à partir du 1er mars 2024", "since"),
        ("dès le 1er mars 2024", "dès le 1er mars 2024", "since"),
        ("(700 d’ici 2017)", "d’ici 2017", "until"),
        ("jusqu'au 31 décembre 2025", "jusqu'au 31 décembre 2025", "until"),
    ],
)
def test_an_open_date_takes_in_the_word_that_opens_it(text: str, said: str, opening: str) -> None:
    (span,) = find_dates(text)
    assert (text[span.start : span.end], span.open) == (said, opening)


@pytest.mark.parametrize(
    "text",
    [
        "2000 euros", "1347 professionnels", "2023 professionnels", "n° 2018-1862", "la loi n°2019", "17 2024567",
        "en sept ans", "aujourd'hui", "le 29 janvier", "en janvier", "3,2024", "",
    ],
)  # fmt: skip
def test_not_a_date(text: str) -> None:
    assert find_dates(text) == []


def test_the_article_des_opens_nothing() -> None:
    (span,) = find_dates("lors des 15 et 16 mars 2024")
    assert span.open == ""


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("aujourd’hui", "2025-03-10", "2025-03-10"),
        ("l'année dernière", "2024-01-01", "2024-12-31"),
        ("le mois dernier", "2025-02-01", "2025-02-28"),
        ("il y a 3 ans", "2022-01-01", "2022-12-31"),
        ("le 29 janvier", "2025-01-29", "2025-01-29"),
        ("le 29 avril", "2024-04-29", "2024-04-29"),
        ("lundi 29 janvier", "2024-01-29", "2024-01-29"),
        ("Début novembre, l’ouverture", "2024-11-01", "2024-11-10"),
    ],
)
def test_dates_counted_from_today(text: str, first: str, last: str) -> None:
    (span,) = find_dates(text, TODAY)
    assert (span.first.isoformat(), span.last.isoformat()) == (first, last)


def test_a_day_takes_the_year_that_the_text_gives_it() -> None:
    first, second = find_dates("Réuni le 29 janvier dernier. Le lundi 29 janvier 2024, il a voté.")
    assert first.first == second.first == date(2024, 1, 29)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("en 2024", "fin 2024", True),
        ("en 2024", "en 2023", False),
        ("depuis 2008", "en 2015", True),
        ("depuis 2008", "en 2007", False),
        ("d'ici 2027", "en 2025", True),
        ("d'ici 2027", "en 2028", False),
        ("entre 2015 et 2018", "mars 2016", True),
        ("depuis 2020", "d'ici 2019", False),
    ],
)
def test_overlap(one: str, other: str, expected: bool) -> None:
    (a,), (b,) = find_dates(one), find_dates(other)
    assert overlaps(a, b) is overlaps(b, a) is expected


PIECES = "depuis|d'ici|entre|et|de|à|le|1er|29|31|février|sept|mars|2024|2018-2019|fin|mi-|dès|29/02/2023|n°|lundi|2000|été"
TEXTS = st.lists(st.sampled_from(PIECES.split("|")), max_size=14).map(" ".join)


@given(st.one_of(st.text(), TEXTS), st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2090, 1, 1))))
def test_dates_are_in_order_and_possible(text: str, today: date | None) -> None:
    spans = find_dates(text, today)
    assert all(0 <= span.start < span.end <= len(text) and span.first <= span.last for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
