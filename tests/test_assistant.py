"""The whole path over a small corpus, with the fake encoder."""

from pathlib import Path

import pytest

from assistant.assistant import Assistant, Engine
from assistant.frame import Frame
from assistant.french import Glossary
from assistant.index import PassageIndex, build_index, current_generation
from assistant.reading import QuoteReader, load_model
from assistant.retrieval import HybridRetriever, fuse, weighted_terms
from assistant.settings import Settings
from assistant.suggestions import suggestions
from assistant.types import Turn, Vectors
from assistant.understanding import understand
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


def assemble(corpus: Path) -> Assistant:
    encoder, settings, index = FakeEncoder(), Settings(), corpus.parent / "index"
    build_index(corpus, index, settings, encoder)

    def vector_of(question: str) -> Vectors:
        return encoder.encode([question], "question")[0]

    def engine() -> Engine:
        opened = PassageIndex.open(index)
        glossary = Glossary.learned(document.text for document in opened.documents.values())
        frame = Frame.of(opened.documents)
        return Engine(
            opened,
            HybridRetriever(opened, vector_of, 0.8, glossary, frame),
            QuoteReader(opened, vector_of, load_model(), glossary, frame),
            frame,
        )

    def newer(generation: str) -> Engine | None:
        return None if current_generation(index) == generation else engine()

    return Assistant(engine(), corpus, settings, load_model().threshold, newer)


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


def test_an_acronym_finds_what_it_stands_for(assistant: Assistant) -> None:
    documents = assistant.index.documents.values()
    glossary = Glossary.learned(document.text for document in documents)
    widened = weighted_terms("Que fait la DDT ?", glossary)
    assert widened["ddt"] == 1.0
    assert 0 < widened["territoir"] < 1
    assert "territoir" not in weighted_terms("Que fait la DDT ?", Glossary({}))


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


REPORTS = {
    "gares-2019.md": "---\ndate: 2019\nregion: Occitanie\n---\n# Les gares\n\nLe réseau compte 12 gares ouvertes.\n",
    "gares-2023.md": "---\ndate: 2023\nregion: Occitanie\nsupersedes: gares-provisoire.md\n---\n# Les gares\n\n"
    "Le réseau compte 17 gares ouvertes.\n",
    "gares-provisoire.md": "---\ndate: 2023\nregion: Occitanie\n---\n# Les gares\n\nLe réseau compte 16 gares ouvertes.\n",
    "gares-bretagne.md": "---\ndate: 2022\nregion: Bretagne\n---\n# Les gares\n\nLe réseau compte 30 gares ouvertes.\n",
}  # fmt: skip


@pytest.fixture
def stations(tmp_path: Path) -> Assistant:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in REPORTS.items():
        (folder / name).write_text(text, "utf-8")
    return assemble(folder)


def test_the_newest_value_is_cited_and_the_others_are_related_newest_first(stations: Assistant) -> None:
    answer = stations.answer("Combien de gares ouvertes le réseau compte-t-il en Occitanie ?", threshold=0)
    assert [citation.document for citation in answer.citations] == ["gares-2023.md"]
    assert [(each.document, each.superseded_by) for each in answer.related] == [
        ("gares-provisoire.md", "gares-2023.md"),
        ("gares-bretagne.md", None),
        ("gares-2019.md", None),
    ]


def test_a_date_asked_for_settles_it(stations: Assistant) -> None:
    asked = "Combien de gares ouvertes le réseau comptait-il en Occitanie en 2019 ?"
    answer = stations.answer(asked, threshold=0)
    assert answer.citations[0].document == "gares-2019.md"
    assert "gares-2023.md" in {citation.document for citation in answer.related}


def test_each_side_of_a_comparison_has_its_quote_and_an_empty_one_is_said(stations: Assistant) -> None:
    answer = stations.answer(
        "Combien de gares ouvertes en Occitanie, en Bretagne et en Corse ?", threshold=0.1
    )
    assert [(citation.side, citation.document) for citation in answer.citations] == [
        ("Occitanie", "gares-2023.md"),
        ("Bretagne", "gares-bretagne.md"),
    ]
    assert answer.empty_sides == ("Corse",)
    assert answer.confidence == answer.citations[0].confidence


def test_place_and_time_move_a_passage_and_hide_none(stations: Assistant) -> None:
    retrieve = stations.engine.retriever.retrieve
    plain = retrieve("Combien de gares ouvertes ?", 9)
    placed = retrieve("Combien de gares ouvertes en Bretagne ?", 9)
    assert placed[0].passage.document == "gares-bretagne.md"
    assert {hit.number for hit in placed} == {hit.number for hit in plain}
    assert all(0 <= hit.score <= 1 for hit in placed)
