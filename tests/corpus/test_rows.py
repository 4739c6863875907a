import pytest

from assistant.corpus.csv import read_csv
from assistant.corpus.limits import DEFAULT_LIMITS, ReadLimits
from assistant.corpus.rows import row_texts
from assistant.errors import DocumentError
from tests.corpus.samples import shown


def test_rows_name_their_columns() -> None:
    assert row_texts(
        [["Ville", "Gares", "Note"], ["Meung", "1", ""], ["Tours", "2", "dont une fermée"]], True
    ) == [
        "Ville : Meung ; Gares : 1",
        "Ville : Tours ; Gares : 2 ; Note : dont une fermée",
    ]


def test_rows_without_header_list_their_cells() -> None:
    assert row_texts([["Adresse", "3 rue Haute"], ["Téléphone", "02 38"]], None) == [
        "Adresse ; 3 rue Haute",
        "Téléphone ; 02 38",
    ]


def test_a_header_is_recognised_by_the_figures_under_it() -> None:
    assert row_texts([["Ville", "2022", "2023"], ["Meung", "1", "2"]], None) == [
        "Ville : Meung ; 2022 : 1 ; 2023 : 2"
    ]
    assert row_texts([["Ville", "État", "Nom"], ["Meung", "ouvert", "x"]], None)[0] == "Ville ; État ; Nom"


def test_odd_tables() -> None:
    assert row_texts([], True) == []
    assert row_texts([["", " "], ["a", "b"]], True) == ["a ; b"]
    assert row_texts([["A", "B"]], True) == ["A ; B"]
    assert row_texts([["A", "B"], ["Total"], ["8", "8"], ["x", "y", "z"]], True) == [
        "Total",
        "A : 8 ; B : 8",
        "A : x ; B : y ; z",
    ]
    assert row_texts([["A :", "B"], ["1\n2", "17\u00a0000"]], True) == ["A : 1 2 ; B : 17\u00a0000"]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_csv_separators(separator: str) -> None:
    text = f'Ville{separator}Gares\r\n"Meung{separator} bourg"{separator}"1"\r\nTours{separator}2\r\n'
    assert shown(read_csv(text.encode("cp1252"), DEFAULT_LIMITS)) == [
        (
            "row",
            f"Ville : Meung{separator.replace(chr(9), ' ')}{'' if separator == chr(9) else ' '}bourg ; Gares : 1",
        ),
        ("row", "Ville : Tours ; Gares : 2"),
    ]


def test_decimal_commas_are_no_separators() -> None:
    assert shown(read_csv(b"Ville;Part;Note\nMeung;1,5;a, b\nTours;2,5;c\n", DEFAULT_LIMITS))[0] == (
        "row",
        "Ville : Meung ; Part : 1,5 ; Note : a, b",
    )


def test_lines_above_the_table_are_paragraphs() -> None:
    extract = read_csv(b"Gares en 2023;;\n;;\nVille;Gares;Quais\nMeung;1;2\n", DEFAULT_LIMITS)
    assert shown(extract) == [
        ("paragraph", "Gares en 2023"),
        ("row", "Ville : Meung ; Gares : 1 ; Quais : 2"),
    ]
    assert not extract.narrative


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('a;b\n"' + "x" * 100_001 + '";c', "not a usable CSV file"),
        ("a;" * 1001, "more than 1000 columns"),
        ("a;b\n" + "mot;mot\n" * 20, "characters of text"),
    ],
)
def test_csv_that_is_no_table_is_refused(text: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read_csv(text.encode(), ReadLimits(text_chars=100))
