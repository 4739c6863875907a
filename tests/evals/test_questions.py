"""Question sets: what is read, what is refused and with which words."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import QuestionSetError
from assistant.types import Document
from evals.questions import Question, parse_question, read_questions, verify_questions

ROW: dict[str, Any] = {
    "id": "q1",
    "kind": "factoid-number",
    "history": ["Et avant ?"],
    "question": "Combien de maisons de santé ?",
    "answerable": True,
    "docs": ["a.txt"],
    "answers": ["113 maisons de santé"],
    "evidence": ["En 2022, la région Centre-Val de Loire compte 113 maisons de santé."],
}


def write(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
    return path


def test_reads_a_question(tmp_path: Path) -> None:
    file = write(tmp_path / "q.jsonl", "", ROW | {"unknown": 1, "docs_required": "all", "notes": "ici"})
    [question] = read_questions(file)
    assert question == Question(
        id="q1",
        kind="factoid-number",
        question="Combien de maisons de santé ?",
        answerable=True,
        history=("Et avant ?",),
        docs=("a.txt",),
        answers=("113 maisons de santé",),
        evidence=("En 2022, la région Centre-Val de Loire compte 113 maisons de santé.",),
        all_docs=True,
        notes="ici",
        line=2,
    )


def test_texts_become_nfc() -> None:
    assert parse_question(ROW | {"question": "Sante\u0301 ?"}).question == "Santé ?"


def test_reads_split_tags_and_dialogue() -> None:
    question = parse_question(ROW | {"split": "dev", "tags": ["typed", "english"], "dialogue": "d1"})
    assert (question.split, question.tags, question.dialogue) == ("dev", ("typed", "english"), "d1")
    plain = parse_question(ROW)
    assert (plain.split, plain.tags, plain.dialogue, plain.near, plain.miss) == (None, (), None, (), None)


def test_reads_what_a_near_miss_comes_near() -> None:
    row = {"id": "u", "kind": "unanswerable-nearmiss", "question": "Et à Foix ?", "answerable": False}
    question = parse_question(row | {"near": ["a.txt"], "miss": "region"})
    assert (question.near, question.miss) == (("a.txt",), "region")


def test_an_unanswerable_question_needs_no_gold() -> None:
    row = {"id": "u", "kind": "unanswerable-offtopic", "question": "La recette ?", "answerable": False}
    assert parse_question(row).docs == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "trivia"}, "unknown kind 'trivia'; use one of factoid-number, "),
        ({"id": ""}, '"id" must be a text that is not empty'),
        ({"answerable": "yes"}, '"answerable" must be true or false'),
        ({"docs": []}, '"docs" is empty'),
        ({"answers": []}, '"answers" is empty'),
        ({"evidence": []}, '"evidence" is empty'),
        ({"history": "Et avant ?"}, '"history" must be a list of texts'),
        ({"answers_all": [[]]}, '"answers_all" must be a list of groups'),
        ({"docs_required": "some"}, '"docs_required" must be "all"'),
        ({"kind": "unanswerable-nearmiss"}, 'cannot have "answerable": true'),
        ({"split": "train"}, "\"split\" must be one of dev, test or left out, not 'train'"),
        ({"miss": ["year"]}, '"miss" must be one of region, year, measure, detail, premise or left out'),
        ({"near": ["a.txt"]}, '"near" and "miss" are for unanswerable questions'),
        ({"tags": ["typed", "shouted"]}, "unknown tag 'shouted'; use some of typed, english"),
        ({"tags": "typed"}, '"tags" must be a list of texts'),
        ({"dialogue": 3}, '"dialogue" must be a text that is not empty'),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, change: dict[str, object], message: str) -> None:
    file = write(tmp_path / "q.jsonl", ROW, ROW | {"id": "q2"} | change)
    with pytest.raises(QuestionSetError) as caught:
        read_questions(file)
    assert str(caught.value).startswith(f"{file}, line 2: ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([ROW, "", ROW], "line 3: the id 'q1' stands already on line 1"),
        ([ROW, "{"], "line 2: not JSON"),
        (["[1]"], "line 1: not a JSON object"),
        ([""], "holds no question"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, rows: list[object], message: str) -> None:
    file = write(tmp_path / "q.jsonl", *rows)
    with pytest.raises(QuestionSetError, match=message):
        read_questions(file)


def test_a_missing_or_undecodable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl")
    (tmp_path / "latin.jsonl").write_bytes("é".encode("latin-1"))
    with pytest.raises(QuestionSetError, match="not UTF-8"):
        read_questions(tmp_path / "latin.jsonl")


def test_a_question_set_that_agrees_with_its_documents(document: Document) -> None:
    assert (
        verify_questions([parse_question(ROW), parse_question(ROW | {"docs": ["copie/a.txt"]})], [document])
        == []
    )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"docs": ["a.txt", "z.txt"]}, "line 7 (q1): document 'z.txt' is not in the corpus"),
        (
            {"kind": "adversarial", "answerable": False, "docs": [], "near": ["y.txt"], "miss": "year"},
            "line 7 (q1): document 'y.txt' is not in the corpus",
        ),
        (
            {"answers": ["113 maisons de santé", "114"]},
            "line 7 (q1): answer '114' is not verbatim in its documents",
        ),
        (
            {"evidence": [*ROW["evidence"], "Elle compte."]},
            "line 7 (q1): evidence 'Elle compte.' is not verbatim in its documents",
        ),
        ({"answers": ["3,5 %"]}, "line 7 (q1): no evidence holds any of '3,5 %'"),
        (
            {"answers_all": [["113 maisons"], ["infirmières"]]},
            "line 7 (q1): no evidence holds any of 'infirmières'",
        ),
    ],
)
def test_each_disagreement_is_reported(document: Document, change: dict[str, Any], problem: str) -> None:
    assert verify_questions([parse_question(ROW | change, line=7)], [document]) == [problem]


def test_evidence_across_a_line_break_is_located(gold_of: Callable[..., Any]) -> None:
    gold = gold_of(evidence=["3,5 % du total. L'aide d'urgence"])
    [[place]] = gold.evidence
    assert (place.document, place.start, place.end) == ("a.txt", 112, 144)
    assert gold.accepted == {"a.txt", "copie/a.txt"}
