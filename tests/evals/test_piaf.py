"""PIAF: what is read of it and how its answers are judged, on two paragraphs of our own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import UsageError
from assistant.types import Hit, Passage
from evals import piaf
from evals.measures import Estimate
from evals.piaf import holds_answer, main, measure, read_piaf
from evals.questions import Question
from evals.records import AnswerRecord, CitedQuote


def article(title: str, context: str, question: str, answer: str) -> dict[str, Any]:
    answers = [{"text": answer, "answer_start": context.index(answer)}]
    return {
        "title": title,
        "paragraphs": [
            {"context": context, "qas": [{"id": title, "question": question, "answers": answers}]}
        ],
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = [
        article("Lac", "Le lac e\u0301tait bleu. Il gela en 1963.", "Quand gela le lac ?", "1963"),
        article("Pont", "Le pont a 12 arches.", "Combien d'arches ?", "12"),
    ]
    (tmp_path / "piaf-v1.1.json").write_text(json.dumps({"data": data}), "utf-8")
    (tmp_path / "split.json").write_text(json.dumps({"dev": ["Lac"], "test": ["Pont"]}), "utf-8")
    return tmp_path


def test_all_paragraphs_and_the_questions_of_a_split(folder: Path) -> None:
    paragraphs, [asked] = read_piaf(folder, "dev")
    assert paragraphs == {
        "0000.txt": "Le lac était bleu. Il gela en 1963.",
        "0001.txt": "Le pont a 12 arches.",
    }
    [place] = asked.answers
    assert paragraphs[place.document][place.start : place.end] == "1963"
    assert asked.gold.question.id == "Lac"
    assert len(read_piaf(folder, "all")[1]) == 2


def test_the_answer_must_stand_in_the_quote_where_it_was_marked(folder: Path) -> None:
    [asked] = read_piaf(folder, "dev")[1]
    for start, end, expected in ((19, 35, 1), (19, 33, 0), (0, 18, 0)):
        quote = CitedQuote("0000.txt", start, end, "…")
        assert holds_answer(asked, AnswerRecord("Lac", True, 1.0, (quote,))) == expected
    elsewhere = CitedQuote("0001.txt", 0, 99, "1963")
    assert holds_answer(asked, AnswerRecord("Lac", True, 1.0, (elsewhere,))) == 0


def test_means(folder: Path) -> None:
    asked = read_piaf(folder, "all")[1]
    hits = [
        Hit(number, Passage(f"000{number}.txt", 0, 20, (), None, ()), 1.0, rank)
        for rank, number in enumerate((1, 0), 1)
    ]
    rank: dict[str, Callable[[str], list[Hit]]] = {"fused": lambda question: hits}

    def answer(question: Question) -> AnswerRecord:
        return AnswerRecord(question.id, True, 1.0, (CitedQuote("0001.txt", 0, 20, "…", "12 arches"),))

    means = measure(asked, rank, answer)
    assert {name: mean.value for name, mean in means.items()} == {
        "fused recall@1": 0.5,
        "fused recall@5": 1,
        "fused recall@10": 1,
        "fused MRR@10": 0.75,
        "first quote holds the answer": 0.5,
        "token F1 of the short answer": pytest.approx((0 + 2 / 3) / 2),
    }


@pytest.mark.parametrize(
    ("split", "spoiled", "message"),
    [
        ("train", {}, "no split 'train'; use one of dev, test or all"),
        ("dev", {"piaf-v1.1.json": "[]"}, "not in SQuAD format"),
        ("dev", {"split.json": "{"}, "not JSON"),
    ],
)
def test_bad_data_is_named(folder: Path, split: str, spoiled: dict[str, str], message: str) -> None:
    for name, text in spoiled.items():
        (folder / name).write_text(text)
    with pytest.raises(UsageError, match=message):
        read_piaf(folder, split)


def test_absent_data_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path / "none")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "cannot be read" in captured.err


def test_json_says_where_the_figures_come_from(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piaf, "_run", lambda *given: {"fused recall@1": Estimate(0.5, 0.0, 1.0, 2)})
    assert main(["--data", str(folder), "--split", "test", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["measures"] == {"fused recall@1": {"value": 0.5, "low": 0.0, "high": 1.0, "n": 2}}
    assert set(report["run"]) == {"started", "commit", "split", "machine"}
    assert report["run"]["split"] == "test"
