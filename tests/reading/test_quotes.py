import time

import pytest

from assistant.reading.asked import asked
from assistant.reading.quotes import MAX_WORDS, quote_span
from assistant.types import Document
from tests.reading.pages import page, read

FACT = "Combien d'écluses ?"
LIST_ASKED = "Quels sont les travaux ?"
REASON = "Pourquoi le canal est-il fermé ?"
OTHER = "Le canal est-il ouvert ?"


def quoted(document: Document, sentence: str, question: str = OTHER) -> str:
    """The quote chosen for the sentence that starts so."""
    for passage in read(document):
        for place, found in enumerate(passage.sentences):
            if found.text.startswith(sentence):
                span = quote_span(passage, place, asked(question))
                return document.text[span.start : span.end]
    raise AssertionError(sentence)


def test_a_sentence_is_quoted_alone() -> None:
    document = page(("paragraph", "Le canal relie deux mers. Douze écluses le règlent."))
    assert quoted(document, "Le canal") == "Le canal relie deux mers."


@pytest.mark.parametrize(
    "leaning",
    [
        "Il compte douze écluses.",
        "Cette voie compte douze écluses.",
        "Toutefois, douze écluses ferment.",
        "En effet, douze écluses le règlent.",
        "Grâce à cela, douze écluses tiennent.",
    ],
)
def test_a_sentence_that_leans_brings_the_one_that_names_it(leaning: str) -> None:
    document = page(("paragraph", f"Le canal relie deux mers. {leaning}"))
    assert quoted(document, leaning) == f"Le canal relie deux mers. {leaning}"


def test_an_impersonal_pronoun_leans_on_nothing() -> None:
    document = page(("paragraph", "Le canal relie deux mers. Il existe douze écluses."))
    assert quoted(document, "Il existe") == "Il existe douze écluses."


def test_a_heading_names_what_the_first_sentence_leans_on() -> None:
    document = page(
        ("paragraph", "Le lac est vide."), ("heading", "Le canal"), ("paragraph", "Il relie deux mers.")
    )
    assert quoted(document, "Il relie") == "Le canal\nIl relie deux mers."


def test_the_sentence_that_names_it_may_stand_in_the_passage_before() -> None:
    filler = " ".join(f"La borne {number} du chemin de halage est en pierre taillée." for number in range(40))
    document = page(("paragraph", f"{filler} Elle date de 1850."))
    last = max(read(document), key=lambda passage: passage.passage.start)
    opening = last.sentences[0].text
    document = page(
        ("paragraph", f"{filler} Elle date de 1850.".replace(opening, "Elle est en pierre noire."))
    )
    assert quoted(document, "Elle est en pierre noire").startswith("La borne ")


def test_a_reason_brings_the_sentence_that_goes_on() -> None:
    document = page(("paragraph", "Le canal est fermé. L'écluse a cédé en mai. On la répare."))
    assert quoted(document, "Le canal", REASON) == "Le canal est fermé. L'écluse a cédé en mai."
    assert quoted(document, "Le canal", FACT) == "Le canal est fermé."


def test_a_consequence_brings_its_reason() -> None:
    document = page(("paragraph", "L'écluse a cédé en mai. Le canal est donc fermé."))
    whole = "L'écluse a cédé en mai. Le canal est donc fermé."
    assert quoted(document, "Le canal", REASON) == whole
    assert quoted(document, "Le canal", "À quoi bon fermer le canal ?") == whole


def test_an_explanation_does_not_run_into_the_next_paragraph() -> None:
    document = page(("paragraph", "Le canal est fermé."), ("paragraph", "Source : le service des voies."))
    assert quoted(document, "Le canal", REASON) == "Le canal est fermé."


LIST = page(
    ("paragraph", "Le péage finance :"),
    ("item", "• les écluses ;"),
    ("item", "• les chemins ;"),
    ("item", "• les arbres."),
    ("paragraph", "Le tarif est annuel."),
)
WHOLE = "Le péage finance :\n• les écluses ;\n• les chemins ;\n• les arbres."


def test_a_list_is_quoted_whole_when_one_is_asked_for() -> None:
    assert quoted(LIST, "• les chemins", LIST_ASKED) == WHOLE
    assert quoted(LIST, "• les chemins", "Comment faire pour payer le péage ?") == WHOLE
    assert quoted(LIST, "Le péage") == WHOLE


def test_one_item_is_quoted_without_its_mark() -> None:
    assert quoted(LIST, "• les chemins", FACT) == "les chemins ;"


def test_a_list_is_whole_where_passages_cut_it_and_where_no_colon_opens_it() -> None:
    items = [f"• le mur numéro {number} du grand bassin ;" for number in range(8)]
    document = page(("paragraph", "On répare"), *[("item", item) for item in items])
    assert quoted(document, "• le mur numéro 6", LIST_ASKED) == "\n".join(["On répare", *items])


def test_lines_of_a_plain_text_are_items_by_their_semicolons() -> None:
    document = page(
        ("paragraph", "On répare :"),
        ("paragraph", "les murs ;"),
        ("paragraph", "les portes."),
        ("paragraph", "Le port ferme."),
    )
    assert quoted(document, "les portes", LIST_ASKED) == "On répare :\nles murs ;\nles portes."


def test_a_list_too_long_loses_its_end() -> None:
    items = [f"• la porte numéro {number} de l'écluse du haut, en bois de chêne ;" for number in range(12)]
    document = page(("paragraph", "On répare :"), *[("item", item) for item in items])
    text = quoted(document, "On répare", LIST_ASKED)
    assert text.startswith("On répare :\n• la porte numéro 0")
    assert len(text.split()) <= MAX_WORDS
    assert text.endswith(";")


def test_a_sentence_brings_the_list_that_details_it() -> None:
    document = page(
        ("paragraph", "Deux travaux sont prévus. Il s'agit :"),
        ("item", "• du mur ;"),
        ("item", "• de la porte."),
    )
    whole = "Deux travaux sont prévus. Il s'agit :\n• du mur ;\n• de la porte."
    assert quoted(document, "Deux travaux", LIST_ASKED) == whole
    assert quoted(document, "Deux travaux", FACT) == "Deux travaux sont prévus."


def test_a_heading_answers_alone_only_when_it_holds_a_fact_asked_for() -> None:
    document = page(("heading", "Plus de 300 bateaux en 2021"), ("paragraph", "Le port s'agrandit."))
    whole = "Plus de 300 bateaux en 2021\nLe port s'agrandit."
    assert quoted(document, "Plus de", "Combien de bateaux ?") == "Plus de 300 bateaux en 2021"
    assert quoted(document, "Plus de", "Pourquoi tant de bateaux ?") == whole
    document = page(
        ("heading", "Quand le canal a-t-il été créé ?"), ("paragraph", "Les travaux ont fini en 1681.")
    )
    whole = "Quand le canal a-t-il été créé ?\nLes travaux ont fini en 1681."
    assert quoted(document, "Quand", "Quand a-t-il été créé ?") == whole


def test_no_quote_is_longer_than_the_limit() -> None:
    clauses = ", ".join(f"la commune numéro {number} a voté" for number in range(40))
    document = page(("paragraph", f"En mars, {clauses}."))
    text = quoted(document, "En mars")
    assert len(text.split()) <= MAX_WORDS
    assert text.endswith("a voté")
    assert document.text.startswith(text)


def test_a_quote_cut_before_a_spaced_semicolon_ends_on_its_word() -> None:
    sentence = (
        "Le canal " + "longe la plaine et " * 18 + "finit là ; " + "il rejoint la mer et " * 10 + "dort."
    )
    document = page(("paragraph", sentence))
    assert quoted(document, "Le canal").endswith("finit là")


def test_a_list_of_thousands_of_items_is_quoted_at_once() -> None:
    document = page(("paragraph", "Les travaux :"), *(("item", f"- écluse {n} ;") for n in range(4000)))
    passage = read(document)[0]
    start = time.process_time()
    quote_span(passage, 1, asked(LIST_ASKED))
    assert time.process_time() - start < 1.0
