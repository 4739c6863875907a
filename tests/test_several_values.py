"""One measure at several dates and places, through the whole assistant."""

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from tests.assembled import assemble

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


def test_of_chosen_documents_the_same_passages_come_in_the_same_order(stations: Assistant) -> None:
    retrieve = stations.engine.retriever.retrieve
    question = "Combien de gares ouvertes en Bretagne ?"
    chosen = {"gares-2019.md", "gares-2023.md"}
    expected = [hit for hit in retrieve(question, 9) if hit.passage.document in chosen]
    assert retrieve(question, 9, chosen) == expected
    assert retrieve(question, 1, chosen) == expected[:1]
    assert retrieve(question, 9, ()) == []
