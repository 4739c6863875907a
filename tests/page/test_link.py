"""Text fragments: encoded as the specification says, and matching the quote alone."""

from dataclasses import replace
from urllib.parse import unquote

import pytest

from assistant.page.link import original_page, text_directive
from assistant.types import Document

LIST = "Les aides :\n- une bourse de 1 200 € par mois\n- un logement pendant les stages\n- un suivi."


def of(text: str, quote: str, occurrence: int = 1) -> str:
    start = -1
    for _ in range(occurrence):
        start = text.index(quote, start + 1)
    return text_directive(text, start, start + len(quote))


def test_a_quote_that_stands_once_is_given_whole_and_encoded() -> None:
    directive = of(
        "Avant. Le « 15 », c'est-à-dire le SAMU, & rien d'autre. Après.", "Le « 15 », c'est-à-dire"
    )
    assert directive == "text=Le%20%C2%AB%2015%20%C2%BB%2C%20c%27est%2D%C3%A0%2Ddire"


@pytest.mark.parametrize(
    ("text", "quote", "occurrence", "told"),
    [
        # Nothing tells the first from the second but what stands before, or after.
        ("À Tours, 12 lits.\nÀ Blois, 12 lits.", "12 lits.", 2, "text=Blois,-,12 lits."),
        ("12 lits. À Tours.\n12 lits. À Blois.", "12 lits.", 2, "text=Tours.-,12 lits.,-À"),
        # A browser matches whatever the case and the accents, and by whole words alone.
        ("Les écoles. Les ÉCOLES.", "Les écoles.", 1, "text=Les écoles.,-Les"),
        ("Un pont. Un pontonnier.", "Un pont", 1, "text=Un pont"),
        ("Pareil.\nPareil.\nPareil.\nPareil.", "Pareil.", 2, ""),
    ],
)
def test_words_around_tell_a_quote_from_its_like(text, quote, occurrence, told) -> None:
    directive = of(text, quote, occurrence)
    parts = directive.removeprefix("text=").split(",")
    assert ",".join(unquote(part) for part in parts) == told.removeprefix("text=")


def test_lines_of_a_list_are_given_by_their_ends_without_bullets() -> None:
    quote = LIST[LIST.index("une bourse") : LIST.index("\n- un suivi")]
    assert unquote(of(LIST, quote)) == "text=une bourse de 1 200 € par mois,un logement pendant les stages"


def test_a_long_quote_is_given_by_its_ends_and_only_when_the_end_is_met_first() -> None:
    words = [f"mot{n}" for n in range(80)]
    assert unquote(of(" ".join(words), " ".join(words))) == (
        f"text={' '.join(words[:8])},{' '.join(words[-8:])}"
    )
    echo = " ".join([*words[:20], *words[-8:], *words[20:]])
    assert of(echo, echo) == "", "the range would end too early"


def test_pdfs_open_at_their_page_and_other_documents_at_the_quote(health, make_citation) -> None:
    citation = make_citation(health, 74, 118)
    assert original_page(citation, health) == (
        "https://exemple.fr/bilan#:~:text=En%202023%2C%20elle%20comptait%20113%20maisons%20de%20sant%C3%A9."
    )
    anchored = replace(citation, url="https://exemple.fr/bilan#chapitre:~:text=autre")
    assert str(original_page(anchored, health)).startswith("https://exemple.fr/bilan#chapitre:~:text=En%20")
    pdf = replace(anchored, document="bilan.PDF", page=3)
    assert original_page(pdf, None) == "https://exemple.fr/bilan#page=3"


def test_a_quote_that_has_moved_gets_the_page_alone(health, make_citation) -> None:
    citation = make_citation(health, 74, 118)
    moved: Document = replace(health, text=f"Nouveau. {health.text}")
    assert original_page(citation, moved) == original_page(citation, None) == "https://exemple.fr/bilan"
    assert original_page(replace(citation, url="javascript:alert(1)"), health) is None
