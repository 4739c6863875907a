from assistant.reading.kind import AnswerKind
from assistant.reading.quotes import MAX_WORDS, quote_span
from assistant.types import Document
from tests.reading.pages import page, read


def quoted(document: Document, sentence: str, kind: AnswerKind = "other") -> str:
    """The quote chosen for the sentence that starts so."""
    for passage in read(document):
        for place, found in enumerate(passage.sentences):
            if found.text.startswith(sentence):
                span = quote_span(document, passage, place, kind)
                return document.text[span.start : span.end]
    raise AssertionError(sentence)


def test_a_sentence_is_quoted_alone() -> None:
    document = page(("paragraph", "Le canal relie deux mers. Douze écluses le règlent."))
    assert quoted(document, "Le canal") == "Le canal relie deux mers."


def test_a_pronoun_brings_the_sentence_that_names_it() -> None:
    document = page(("paragraph", "Le canal relie deux mers. Il compte douze écluses."))
    assert quoted(document, "Il compte") == "Le canal relie deux mers. Il compte douze écluses."


def test_an_explanation_brings_the_sentence_that_goes_on() -> None:
    document = page(("paragraph", "Le canal est fermé. L'écluse a cédé en mai. On la répare."))
    assert quoted(document, "Le canal", "reason") == "Le canal est fermé. L'écluse a cédé en mai."
    assert quoted(document, "Le canal", "date") == "Le canal est fermé."


LIST = page(
    ("paragraph", "Le péage finance :"),
    ("item", "• les écluses ;"),
    ("item", "• les chemins ;"),
    ("item", "• les arbres."),
    ("paragraph", "Il est annuel."),
)


def test_a_list_is_quoted_whole_when_one_is_asked_for() -> None:
    whole = "Le péage finance :\n• les écluses ;\n• les chemins ;\n• les arbres."
    assert quoted(LIST, "• les chemins", "list") == whole
    assert quoted(LIST, "Le péage") == whole


def test_one_item_is_quoted_without_its_mark() -> None:
    assert quoted(LIST, "• les chemins", "number") == "les chemins ;"


def test_a_heading_answers_alone_only_for_a_fact() -> None:
    document = page(("heading", "Plus de 300 bateaux en 2021"), ("paragraph", "Le port s'agrandit."))
    assert quoted(document, "Plus de", "number") == "Plus de 300 bateaux en 2021"
    assert quoted(document, "Plus de", "reason") == "Plus de 300 bateaux en 2021\nLe port s'agrandit."


def test_no_quote_is_longer_than_the_limit() -> None:
    clauses = ", ".join(f"la commune numéro {number} a voté" for number in range(40))
    document = page(("paragraph", f"En mars, {clauses}."))
    text = quoted(document, "En mars")
    assert len(text.split()) <= MAX_WORDS
    assert text.endswith("a voté")
    assert document.text.startswith(text)
