"""The whole path over a small corpus, with the fake encoder."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.conversation import source_quote
from assistant.french import NO_GLOSSARY, Glossary
from assistant.index import build_index
from assistant.retrieval import fuse, weighted_terms
from assistant.settings import Settings
from assistant.suggestions import suggestions
from assistant.types import Filters, Turn
from assistant.understanding import understand
from tests.assembled import assemble
from tests.fakes import FakeEncoder

TEXTS = {
    "eau.txt": "Le syndicat des eaux du Lot\n\nLe syndicat des eaux du Lot dessert 140 communes rurales. "
    "Son siège se trouve à Cahors.\n",
    "trains.txt": "Les gares du Gers\n\nLe Gers compte 12 gares ouvertes toute l'année. "
    "La direction départementale des territoires (DDT) en a fermé quatre en 2019.\n",
    "ecole.md": "---\nregion: Bretagne\ndate: 2021-09-01\n---\n# Les collèges\n\n"
    "La Bretagne finance 80 internats scolaires depuis 2018.\n",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name, text in TEXTS.items():
        (tmp_path / "corpus").mkdir(exist_ok=True)
        (tmp_path / "corpus" / name).write_text(text, "utf-8")
    return tmp_path / "corpus"


@pytest.fixture
def assistant(corpus: Path) -> Assistant:
    return assemble(corpus)


def test_every_quote_is_the_document_at_its_offsets(assistant: Assistant) -> None:
    for question in (
        "Combien de communes dessert le syndicat ?",
        "Où est son siège ?",
        "Qui ferme des gares ?",
    ):
        answer = assistant.answer(question, threshold=0)
        assert answer.citations
        for citation in (*answer.citations, *answer.nearest):
            text = assistant.index.documents[citation.document].text
            assert text[citation.start : citation.end] == citation.quote
            assert citation.short_answer is None or citation.short_answer in citation.quote


def test_the_same_question_gets_the_same_answer(assistant: Assistant) -> None:
    turns = [Turn("Combien de communes dessert le syndicat des eaux du Lot ?")]
    first, second = (assistant.answer("Et où est son siège ?", turns, hits=5) for _ in range(2))
    assert (first.citations, first.hits, first.confidence) == (
        second.citations,
        second.hits,
        second.confidence,
    )


def test_a_place_that_no_document_covers_is_named_in_the_refusal(assistant: Assistant) -> None:
    answer = assistant.answer("Combien de communes dessert le syndicat des eaux du Finistère ?")
    assert answer.answered is False
    assert answer.reason is not None
    assert (answer.reason.code, answer.reason.missing) == ("place_mismatch", "Finistère")
    assert answer.understood.places == ("Finistère",)
    assert answer.nearest


def test_the_threshold_decides(assistant: Assistant) -> None:
    question = "Combien de gares compte le Gers ?"
    confidence = assistant.answer(question).confidence
    assert assistant.answer(question, threshold=confidence).answered is True
    assert assistant.answer(question, threshold=min(1.0, confidence + 0.001)).answered is False


def test_a_changed_or_withdrawn_source_is_not_quoted(assistant: Assistant, corpus: Path) -> None:
    question = "Combien de gares compte le Gers ?"
    (corpus / "trains.txt").unlink()
    answer = assistant.answer(question, threshold=0)
    assert answer.stale == ("trains.txt",)
    assert "trains.txt" not in {citation.document for citation in (*answer.citations, *answer.nearest)}
    refused = assistant.answer(question, threshold=1)
    assert refused.reason is not None
    assert "trains.txt" in refused.reason.text


def test_it_moves_to_a_newer_generation_when_told(assistant: Assistant, corpus: Path) -> None:
    before = assistant.index.generation
    (corpus / "neuf.txt").write_text(
        "Le phare d'Ouessant\n\nLe phare d'Ouessant mesure 55 mètres.\n", "utf-8"
    )
    build_index(corpus, corpus.parent / "index", Settings(), FakeEncoder())
    assert assistant.index.generation == before
    assistant.refresh()
    assert assistant.index.generation != before
    assert assistant.answer("Combien mesure le phare ?", threshold=0).citations[0].document == "neuf.txt"


def test_a_misspelt_word_of_the_corpus_is_corrected_and_shown(assistant: Assistant) -> None:
    understanding = understand("Combien d'internnats scolaires ?", assistant.index)
    assert understanding.understood.corrections == (("internnats", "internats"),)
    assert understanding.text == "Combien d'internats scolaires ?"
    assert understand("Combien de chevaux en Bretagne ?", assistant.index).understood.corrections == ()


def test_a_word_of_the_glossary_is_no_misspelling(assistant: Assistant) -> None:
    engine, question = assistant.engine, "Combien d'internnats scolaires ?"
    known = Glossary({}, {("internnat",): (("internat",),)})
    assert understand(question, engine.index).understood.corrections == (("internnats", "internats"),)
    assert understand(question, engine.index, engine.frame, known).understood.corrections == ()


def test_an_acronym_finds_what_it_stands_for(assistant: Assistant) -> None:
    documents = assistant.index.documents.values()
    glossary = Glossary.learned(document.text for document in documents)
    widened = weighted_terms("Que fait la DDT ?", glossary, {"ddt"})
    assert widened["ddt"] == 1.0
    assert 0 < widened["territoir"] < 1
    absent = weighted_terms("Que fait la DDT ?", glossary, ())
    assert widened["territoir"] < absent["territoir"] < 1
    assert "territoir" not in weighted_terms("Que fait la DDT ?", NO_GLOSSARY, ())


def test_suggestions_are_answered_by_the_sentence_they_come_from(assistant: Assistant) -> None:
    asked = suggestions(assistant.index, lambda question: assistant.answer(question, threshold=0))
    assert "Combien d'internats scolaires ?" in asked
    for question in asked:
        assert assistant.answer(question, threshold=0).citations


def test_fusion_is_a_weighted_sum_of_scaled_scores() -> None:
    lexical, dense = {1: 4.0, 2: 2.0, 3: 0.0}, {1: 0.1, 2: 0.5, 3: 0.3}
    assert fuse(lexical, dense, 0.75) == pytest.approx({1: 0.75, 2: 0.375 + 0.25, 3: 0.125})
    assert fuse(lexical, dense, 1.0) == pytest.approx({1: 1.0, 2: 0.5, 3: 0.0})
    assert fuse({}, {}, 0.5) == {}


def test_a_question_about_the_answer_shows_where_it_comes_from(assistant: Assistant, corpus: Path) -> None:
    (corpus / "bilan.md").write_text(
        "---\npublisher: Région Bretagne\ndate: 2022-03\n---\n# Bilan des phares, mars 2022\n\n"
        "Les phares du littoral accueillent 900 visiteurs.\n\nSource : page publiée par la Région Bretagne.\n",
        "utf-8",
    )
    build_index(corpus, corpus.parent / "index", Settings(), FakeEncoder())
    assistant.refresh()
    turns = [Turn("Combien de visiteurs accueillent les phares du littoral ?")]
    said = assistant.answer(turns[0].question, threshold=0)
    who = assistant.answer("Qui a dit cela ?", turns, threshold=0)
    assert (who.citations[0].quote, who.citations[0].short_answer) == (
        "Source : page publiée par la Région Bretagne.",
        "Région Bretagne",
    )
    assert who.confidence == said.confidence
    when = assistant.answer("De quand date ce chiffre ?", turns, threshold=0)
    assert (when.citations[0].short_answer, when.citations[0].date) == ("mars 2022", "2022-03")
    where = assistant.answer("Dans quel document ?", turns, threshold=0)
    assert (where.citations[0].quote, where.citations[0].document) == (said.citations[0].quote, "bilan.md")
    for answer in (who, when, where):
        quote = answer.citations[0]
        assert assistant.index.documents[quote.document].text[quote.start : quote.end] == quote.quote
        assert assistant.answer(answer.standalone_question, threshold=0).citations == answer.citations


def rebuilt(assistant: Assistant, corpus: Path, name: str, text: str) -> None:
    (corpus / name).write_text(text, "utf-8")
    build_index(corpus, corpus.parent / "index", Settings(), FakeEncoder())
    assistant.refresh()


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Les phares accueilleront 900 visiteurs en 2030.", None),
        ("Les phares accueillent 900 visiteurs depuis 2018.", None),
        ("Les phares accueilleront 900 visiteurs d'ici 2021.", None),
        ("Les phares ont accueilli 900 visiteurs en 2021.", "2021"),
        ("Les phares accueillaient 900 visiteurs fin 2021.", "fin 2021"),
    ],
)
def test_a_figure_is_of_a_date_that_its_document_can_know(
    assistant: Assistant, corpus: Path, sentence: str, said: str | None
) -> None:
    rebuilt(assistant, corpus, "phares.md", f"---\ndate: 2022-03\n---\n# Les phares\n\n{sentence}\n")
    turns = [Turn("Combien de visiteurs dans les phares ?")]
    quote = assistant.answer("De quand date ce chiffre ?", turns, threshold=0).citations[0]
    assert (quote.quote, quote.short_answer, quote.date) == (sentence, said, "2022-03")


def test_the_date_of_the_document_goes_before_one_of_the_quote(assistant: Assistant, corpus: Path) -> None:
    text = "# Bilan de mars 2022\n\nLes phares ont accueilli 900 visiteurs en 2021.\n"
    rebuilt(assistant, corpus, "phares.md", f"---\ndate: 2022-03\n---\n{text}")
    turns = [Turn("Combien de visiteurs dans les phares ?")]
    quote = assistant.answer("De quand date ce chiffre ?", turns, threshold=0).citations[0]
    assert (quote.quote, quote.short_answer) == ("Bilan de mars 2022", "mars 2022")


def test_a_source_is_short_and_keeps_what_is_known_of_the_quote(assistant: Assistant, corpus: Path) -> None:
    long = (
        f"Source : page publiée par la Région Bretagne, {'avec le soutien de la mer et du vent, ' * 20}merci."
    )
    text = f"---\npublisher: Région Bretagne\n---\n# Les phares\n\nIls ont 900 visiteurs.\n\n{long}\n"
    rebuilt(assistant, corpus, "phares.md", text)
    cited = replace(assistant.answer("Combien de visiteurs ?", threshold=0).citations[0], side="Bretagne")
    source = source_quote("publisher", cited, assistant.index)
    assert (source.side, len(source.quote.split()) <= 80) == ("Bretagne", True)
    rebuilt(assistant, corpus, "phares.md", f"{text}\nÉdité par la Région Bretagne.\n")
    source = source_quote("publisher", cited, assistant.index)
    assert (source.quote, source.side) == ("Édité par la Région Bretagne.", "Bretagne")


def test_a_refusal_names_no_source(assistant: Assistant) -> None:
    turns = [Turn("Combien d'internats scolaires finance la Bretagne ?")]
    refused = assistant.answer("Quelle est la source ?", turns, threshold=1)
    assert refused.reason is not None
    assert (refused.answered, refused.reason.code) == (False, "out_of_scope")


def test_a_question_put_to_a_document_is_answered_from_it_alone(assistant: Assistant) -> None:
    turns = [Turn("Combien de gares compte le Gers ?")]
    answer = assistant.answer("Que dit ce document sur les communes rurales ?", turns, threshold=0, hits=9)
    title = assistant.index.documents["trains.txt"].metadata.title
    assert (
        answer.standalone_question == f"Dans le document « {title} », que dit-on sur les communes rurales ?"
    )
    assert {hit.passage.document for hit in answer.hits} == {"trains.txt"}


def test_a_greeting_gets_a_word_and_no_citation(assistant: Assistant) -> None:
    for question in ("Bonjour !", "Merci beaucoup"):
        answer = assistant.answer(question, threshold=0)
        assert answer.reason is not None
        assert (answer.answered, answer.reason.code, answer.citations) == (False, "out_of_scope", ())
    assert answer.reason is not None
    assert answer.reason.text.startswith("Avec plaisir")
    assert len(assistant.answer("Bonjour !", hits=2).hits) == 2


def test_a_document_asked_for_is_the_only_one_quoted(assistant: Assistant) -> None:
    question = "Combien de gares compte le Gers ?"
    assert assistant.answer(question, threshold=0).citations[0].document == "trains.txt"
    held = assistant.answer(question, threshold=0, hits=9, filters=Filters(document="eau.txt"))
    assert {hit.passage.document for hit in held.hits} == {"eau.txt"}
    assert {each.document for each in held.citations} == {"eau.txt"}
    assert not held.beyond_filters
    nowhere = assistant.answer(question, filters=Filters(document="absent.txt"))
    assert (nowhere.answered, nowhere.citations, nowhere.nearest) == (False, (), ())


def test_a_region_gives_way_when_nothing_in_it_answers_and_says_so(assistant: Assistant) -> None:
    inside = assistant.answer(
        "Combien d'internats scolaires ?", threshold=0, filters=Filters(region="Bretagne")
    )
    assert (inside.citations[0].document, inside.beyond_filters) == ("ecole.md", False)
    sure = assistant.answer("Combien de gares compte le Gers ?", threshold=0).confidence
    around = assistant.answer(
        "Combien de gares compte le Gers ?", threshold=sure, filters=Filters(region="Bretagne", since=2021)
    )
    assert (around.citations[0].document, around.beyond_filters) == ("trains.txt", True)


def test_every_question_to_go_on_with_is_answered(assistant: Assistant) -> None:
    answer = assistant.answer("Combien de gares compte le Gers ?", threshold=0)
    going_on = assistant.next_questions(answer, (), assistant.answer)
    for question in going_on:
        assert assistant.answer(question).citations[0].document == "trains.txt"
    assert not {answer.standalone_question, *going_on[:1]} & {
        *assistant.next_questions(answer, going_on[:1], assistant.answer)
    }
    assert assistant.next_questions(replace(answer, index="another"), (), assistant.answer) == ()


def test_a_question_loses_a_place_of_the_corpus(assistant: Assistant) -> None:
    assert assistant.without("Combien de gares compte le Gers ?", "Gers") == "Combien de gares compte ?"


def test_a_courtesy_says_that_it_is_one(assistant: Assistant) -> None:
    thanks = assistant.answer("Merci !").reason
    refusal = assistant.answer("Combien de phares ?", threshold=1).reason
    assert thanks is not None
    assert refusal is not None
    assert (thanks.code, thanks.courtesy, refusal.courtesy) == ("out_of_scope", True, False)
