from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.corpus.limits import DEFAULT_LIMITS
from assistant.corpus.pdf import read_pdf
from assistant.corpus.pdf_paragraphs import join_lines
from assistant.errors import DocumentError
from tests.corpus.samples import Put, Rule, assert_covers, column, pdf, shown

LEFT = [f"Ligne {n} du texte de gauche, assez" for n in range(5)]
RIGHT = [f"Rang {n} du texte de droite, aussi" for n in range(5)]


def test_headings_paragraphs_and_items() -> None:
    page = [
        Put(60, 80, "Le pont de Meung", 18, True),
        *column(60, 120, ["Le pont de Meung a été refait en trois ans par douze ouvriers, sans fer-",
                          "mer la route. Le coût a doublé."]),
        Put(60, 170, "Le chantier", 10, True),
        *column(60, 190, ["Il a commencé au nord.", "- les piles, refaites en pierre par des tailleurs venus de toute la région",
                         "  et d'ailleurs ;", "- le tablier."]),
    ]  # fmt: skip
    extract = read_pdf(pdf([page], "/Title (Pont) /CreationDate (D:20240129120000)"), DEFAULT_LIMITS)
    assert shown(extract) == [
        ("heading1", "Le pont de Meung"),
        (
            "paragraph",
            "Le pont de Meung a été refait en trois ans par douze ouvriers, sans fermer la route. Le coût a doublé.",
        ),
        ("heading2", "Le chantier"),
        ("paragraph", "Il a commencé au nord."),
        (
            "item",
            "- les piles, refaites en pierre par des tailleurs venus de toute la région et d'ailleurs ;",
        ),
        ("item", "- le tablier."),
    ]
    assert {block.page for block in extract.blocks} == {1}
    assert extract.embedded == {"title": "Pont", "published": "2024-01-29", "language": "fr-FR"}


def test_columns_are_read_one_after_the_other() -> None:
    page = [
        Put(60, 80, "Un titre qui va d'un bord à l'autre de la page", 18),
        *column(60, 120, LEFT),
        *column(320, 127, RIGHT),
        Put(60, 220, "Une ligne de bas de texte qui va, elle aussi, d'un bord à l'autre de toute la page."),
    ]
    text = read_pdf(pdf([page]), DEFAULT_LIMITS).text
    assert text == (
        "Un titre qui va d'un bord à l'autre de la page\n\n"
        + f"{' '.join(LEFT)}\n\n{' '.join(RIGHT)}\n\n"
        + "Une ligne de bas de texte qui va, elle aussi, d'un bord à l'autre de toute la page."
    )


def test_cells_side_by_side_are_no_columns() -> None:
    rows = [[f"Ville {n}", str(n), str(n * 2)] for n in range(6)]
    page = [Put(60 + 150 * c, 100 + 14 * r, cell) for r, row in enumerate(rows) for c, cell in enumerate(row)]
    assert (
        read_pdf(pdf([page]), DEFAULT_LIMITS)
        .text.replace("\n\n", " ")
        .startswith("Ville 0 0 0 Ville 1 1 2 Ville 2")
    )


def test_ruled_tables_are_read_row_by_row() -> None:
    cells = [["Ville", "2022", "2023"], ["Meung", "1", "2"], ["Tours", "3", "4"]]
    page: list[Put | Rule] = [Put(60, 80, "Avant."), Put(60, 220, "Après.")]
    page += [
        Put(65 + 100 * c, 115 + 20 * r, cell) for r, row in enumerate(cells) for c, cell in enumerate(row)
    ]
    page += [Rule(60, 100 + 20 * n, 360, 100 + 20 * n) for n in range(4)]
    page += [Rule(60 + 100 * n, 100, 60 + 100 * n, 160) for n in range(4)]
    assert shown(read_pdf(pdf([page]), DEFAULT_LIMITS)) == [
        ("paragraph", "Avant."),
        ("row", "Ville : Meung ; 2022 : 1 ; 2023 : 2"),
        ("row", "Ville : Tours ; 2022 : 3 ; 2023 : 4"),
        ("paragraph", "Après."),
    ]


def test_running_heads_and_page_numbers_go_and_sentences_go_on() -> None:
    texts = ["La phrase commence ici et", "continue là. Une autre la suit et", "finit enfin."]
    pages = [
        [Put(60, 40, "Rapport annuel"), Put(60, 100, text), Put(290, 810, f"Page {n} / 3")]
        for n, text in enumerate(texts, 1)
    ]
    extract = read_pdf(pdf(pages), DEFAULT_LIMITS)
    assert shown(extract) == [
        ("paragraph", "La phrase commence ici et continue là. Une autre la suit et finit enfin.")
    ]
    first = [Put(60, 40, "Une ligne seule."), Put(60, 100, "Texte.")]
    assert "Une ligne seule." in read_pdf(pdf([first, [Put(60, 100, "Suite.")]]), DEFAULT_LIMITS).text


def test_text_off_the_page_is_not_read() -> None:
    words = [Put(9e6, 100 + 14 * n, "Trop loin") for n in range(20)]
    assert read_pdf(pdf([[Put(60, 100, "Visible."), *words]]), DEFAULT_LIMITS).text == "Visible."


def test_blocks_know_their_page() -> None:
    extract = read_pdf(pdf([[Put(60, 100, "Un.")], [Put(60, 100, "Deux.")]]), DEFAULT_LIMITS)
    assert [(extract.text[block.start : block.end], block.page) for block in extract.blocks] == [
        ("Un.", 1),
        ("Deux.", 2),
    ]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["le développe-", "ment local"], "le développement local"),
        (["le Centre-", "Val de Loire"], "le Centre-Val de Loire"),
        (["c'est-à-", "dire ici"], "c'est-à-dire ici"),
        (["le sous-", "préfet"], "le sous-préfet"),
        (["celui-", "ci part"], "celui-ci part"),
        (["une sage-", "femme"], "une sage-femme"),  # known with its hyphen
        (["le mé\u00ad", "decin"], "le médecin"),
        (["de 10-", "15 ans"], "de 10-15 ans"),
        (["un tiret -", "puis"], "un tiret - puis"),
        (["deux", "lignes"], "deux lignes"),
    ],
)
def test_hyphens_at_line_ends(lines: list[str], joined: str) -> None:
    assert join_lines(lines, Counter({"sage-femme": 1})) == joined


@pytest.mark.parametrize("title", ["Microsoft Word - pont.docx", "pont.pdf", "Sans titre 1", "untitled", ""])
def test_titles_that_programs_invent_are_left_out(title: str) -> None:
    assert (
        "title" not in read_pdf(pdf([[Put(60, 100, "Texte.")]], f"/Title ({title})"), DEFAULT_LIMITS).embedded
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf([[Rule(10, 10, 90, 90)]]), "no text in this PDF"),
        (b"<html>", "not a PDF file"),
        (b"%PDF-1.4\nrien", "damaged PDF"),
        (
            pdf([[Put(60, 100, "Secret")]], trailer="/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
                f"/O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<00> <00>]"),
            "encrypted PDF",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read_pdf(data, DEFAULT_LIMITS)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(20, 820), st.sampled_from(["a b c", "Mot", "- x", "3"])),
        min_size=1,
        max_size=12,
    )
)
def test_nothing_is_lost_and_blocks_cover_the_text(places: list[tuple[int, int, str]]) -> None:
    extract = read_pdf(
        pdf([[Put(x, y, text) for x, y, text in places] + [Put(60, 400, "Fin", 30)]]), DEFAULT_LIMITS
    )
    assert_covers(extract.text, extract.blocks)
    assert "Fin" in extract.text
