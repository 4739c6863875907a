import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.corpus.limits import DEFAULT_LIMITS, ReadLimits
from assistant.corpus.txt import read_txt, structure
from assistant.errors import DocumentError
from tests.corpus.samples import Kinds, assert_covers, shown


def read(text: str) -> Kinds:
    return shown(read_txt(text.encode(), DEFAULT_LIMITS))


def test_a_page_has_title_headings_paragraphs_and_items() -> None:
    assert read(
        "Les actus\n\nLa gare rouvre au printemps\n\nLa gare de Meung a fermé en 2019.\n\n"
        "Des travaux en trois temps\n\nLes quais sont refaits :\n\n  • le quai nord ;\n  • le quai sud.\n\n"
        "Quel budget ?\n\nDeux millions d'euros.\n\nContact\n\nAbonnez-vous"
    ) == [
        ("heading2", "Les actus"),
        ("heading1", "La gare rouvre au printemps"),
        ("paragraph", "La gare de Meung a fermé en 2019."),
        ("heading2", "Des travaux en trois temps"),
        ("paragraph", "Les quais sont refaits :"),
        ("item", "• le quai nord ;"),
        ("item", "• le quai sud."),
        ("heading2", "Quel budget ?"),
        ("paragraph", "Deux millions d'euros."),
        ("heading2", "Contact"),
        ("heading3", "Abonnez-vous"),
    ]


def test_levels_follow_capitals_and_series() -> None:
    text = (
        "Plan de la commune nouvelle\n\nTexte.\n\nAXE I - ROULER\nMIEUX\n\nMesure 1 : réparer les routes\n\nTexte.\n\n"
        "Mesure 2 : peindre les ponts\n\nTexte.\n\nTexte sans point\n\nAXE II - RESPIRER\n\nDans les parcs\n\n"
        "Mesure 3 : planter\n\nTexte."
    )
    assert [found for found in read(text) if found[1] != "Texte."] == [
        ("heading1", "Plan de la commune nouvelle"),
        ("heading2", "AXE I - ROULER\nMIEUX"),
        ("heading3", "Mesure 1 : réparer les routes"),
        ("heading3", "Mesure 2 : peindre les ponts"),
        ("paragraph", "Texte sans point"),
        ("heading2", "AXE II - RESPIRER"),
        ("heading3", "Dans les parcs"),
        ("heading4", "Mesure 3 : planter"),
    ]


def test_lines_without_blank_between_them_are_paragraphs() -> None:
    assert read("Un titre de trois mots\nUn paragraphe.\nUn autre.\nUne section\nSa phrase.") == [
        ("heading1", "Un titre de trois mots"),
        ("paragraph", "Un paragraphe."),
        ("paragraph", "Un autre."),
        ("heading2", "Une section"),
        ("paragraph", "Sa phrase."),
    ]


def test_wrapped_lines_are_joined() -> None:
    first = (
        "La commission permanente a voté mardi soir une aide de dix mille\n"
        "euros pour la salle des fêtes, qui doit être\nrefaite."
    )
    second = (
        "Les travaux commencent en mai et dureront neuf mois, pendant\n"
        "lesquels les fêtes auront lieu à la halle du marché\ncouvert."
    )
    item = "- un premier point dont le texte va à la ligne parce que la page\n  est étroite ;"
    assert read(f"La salle des fêtes\n\n{first}\n\n{second}\n\n{item}\n- un second.") == [
        ("heading1", "La salle des fêtes"),
        ("paragraph", first),
        ("paragraph", second),
        ("item", item),
        ("item", "- un second."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Hausse de 6,4 %, de manière ciblée, des places",  # commas of a sentence
        "Jeanne Dupuis, maire de la commune",  # who said it
        "Conseil municipal, 12 mars 2021",  # who wrote it, when
        "suite de la phrase d'avant",  # no capital
        "Publié le 12 mars 2021",
    ],
)
def test_what_looks_like_no_heading_stays_a_paragraph(line: str) -> None:
    assert ("paragraph", line) in read(f"Le titre de la page\n\nUn texte.\n\n{line}\n\nUn autre texte.")


def test_captions_addresses_and_last_lines_are_no_headings() -> None:
    assert read(
        "Le titre est là\n\nTexte.\n\nLa photo\nLa photo\n\nTexte.\n\nMairie\n3 rue Haute\nMeung\n\nFin sans point"
    ) == [
        ("heading1", "Le titre est là"),
        ("paragraph", "Texte."),
        ("paragraph", "La photo"),
        ("paragraph", "La photo"),
        ("paragraph", "Texte."),
        ("paragraph", "Mairie"),
        ("paragraph", "3 rue Haute"),
        ("paragraph", "Meung"),
        ("paragraph", "Fin sans point"),
    ]


def test_numbered_lines_are_items_in_a_list_and_headings_alone() -> None:
    assert read(
        "Le guide du vélo\n\n1. Choisir\n\nUn texte.\n\n2. Rouler\n\nPour rouler :\n1. monter ;\n2. pédaler."
    ) == [
        ("heading1", "Le guide du vélo"),
        ("heading2", "1. Choisir"),
        ("paragraph", "Un texte."),
        ("heading2", "2. Rouler"),
        ("paragraph", "Pour rouler :"),
        ("item", "1. monter ;"),
        ("item", "2. pédaler."),
    ]


def test_tabulated_lines_are_rows() -> None:
    assert read("Année\tNombre\n2020\t12\n") == [("row", "Année\tNombre"), ("row", "2020\t12")]


def test_the_text_is_the_file() -> None:
    text = "Début\u00a0: l’é\u00adté\u200b\n\n\t suite  \n\x0c\nfin"
    assert read_txt(text.encode(), DEFAULT_LIMITS).text == text
    assert read_txt(b"\xef\xbb\xbfe\xcc\x81\r\nb", DEFAULT_LIMITS).text == "é\nb"


def test_too_long_is_refused() -> None:
    with pytest.raises(DocumentError, match="more than 10 characters of text"):
        read_txt(b"mot " * 4, ReadLimits(text_chars=10))


LINES = st.lists(
    st.sampled_from(
        [
            "",
            " ",
            "Un titre",
            "AXE I - TOUT",
            "Mesure 2 : rien",
            "- point",
            "1. un",
            "Une phrase.",
            "a\tb",
            "\u00a0x ",
        ]
    )
    | st.text(max_size=12)
)


@given(LINES)
def test_blocks_cover_the_text(lines: list[str]) -> None:
    text = unicodedata.normalize("NFC", "\n".join(lines))
    assert_covers(text, structure(text))
