"""`motamot eval` from end to end, on a corpus of one file."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from assistant.errors import QuestionSetError, UsageError
from evals.command import evaluate

TEXT = "En 2022, le Berry compte 113 maisons de santé.\n\nLe Perche a ouvert 4 cabines de téléconsultation.\n"
QUOTE = "En 2022, le Berry compte 113 maisons de santé."
QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "q1",
        "kind": "factoid-number",
        "question": "Combien de maisons de santé compte le Berry ?",
        "answerable": True,
        "docs": ["berry.txt"],
        "answers": ["113 maisons de santé"],
        "evidence": [QUOTE],
    },
    {
        "id": "q2",
        "kind": "unanswerable-offtopic",
        "question": "Qui a peint la Joconde ?",
        "answerable": False,
    },
]
ANSWERS: list[dict[str, Any]] = [
    {
        "id": "q1",
        "answered": True,
        "confidence": 0.9,
        "reason": None,
        "citations": [
            {"document": "berry.txt", "start": 0, "end": 46, "quote": QUOTE, "short_answer": "113"}
        ],
        "hits": [{"document": "berry.txt", "start": 0, "end": 46, "score": 1.0}],
        "index": "g1",
        "timings_ms": {"total": 5.0},
    },
    {
        "id": "q2",
        "answered": False,
        "confidence": 0.1,
        "reason": {"code": "off_topic", "text": "Hors sujet.", "missing": None},
        "citations": [],
    },
]


def lines(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return str(path)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "berry.txt").write_text(TEXT, "utf-8")
    lines(tmp_path / "questions.jsonl", QUESTIONS)
    lines(tmp_path / "answers.jsonl", ANSWERS)
    return tmp_path


def run_eval(work: Path, *more: str) -> Result:
    app = typer.Typer()
    app.command()(evaluate)
    places = [
        "--corpus",
        str(work / "corpus"),
        "--index",
        str(work / "index"),
        "--report",
        str(work / "report"),
    ]
    return CliRunner().invoke(app, ["--questions", str(work / "questions.jsonl"), *places, *more])


def judge(work: Path, *more: str) -> Result:
    return run_eval(work, "--answers", str(work / "answers.jsonl"), *more)


def test_judges_the_output_of_a_batch(work: Path) -> None:
    result = judge(work, "--open-answers", str(work / "answers.jsonl"), "--json")
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    report = json.loads(result.stdout)
    means = {name: mean["value"] for name, mean in report["measures"].items()}
    assert (means["answer@1"], means["citation_precision"], means["verbatim_quotes"]) == (1, 1, 1)
    assert (means["abstention_offtopic"], means["over_refusal"], means["auroc"]) == (1, 0, 1)
    assert (means["exact_match"], means["token_f1"]) == (0, pytest.approx(0.5))
    assert report["run"]["index"] == "g1"
    assert report["run"]["problems"] == []
    assert json.loads((work / "report" / "report.json").read_text("utf-8")) == report


def test_a_missing_answer_scores_nothing(work: Path) -> None:
    lines(work / "answers.jsonl", ANSWERS[1:])
    report = json.loads(judge(work, "--json").stdout)
    assert report["measures"]["answer@3"]["value"] == 0
    assert report["measures"]["over_refusal"]["value"] == 1
    assert "auroc" not in report["measures"]


def test_the_table(work: Path) -> None:
    result = judge(work)
    assert "answer@3" in result.stdout
    assert "2 questions: 1 right, 1 abstained" in result.stdout
    assert f"report: {work / 'report'}" in result.stdout


def test_the_table_by_kind(work: Path) -> None:
    printed = judge(work).stdout.splitlines()
    assert max(map(len, printed)) <= 100
    kinds = next(place for place, line in enumerate(printed) if line.startswith("kind"))
    assert printed[kinds].split("  ")[-1].strip() == "refused"
    number, offtopic = (" ".join(line.split()) for line in printed[kinds + 1 : kinds + 3])
    assert number == (
        "factoid-number 1 1.00 [1.00, 1.00] 1.00 [1.00, 1.00] 1.00 [1.00, 1.00] 0.00 [0.00, 0.00]"
    )
    assert offtopic == "unanswerable-offtopic 1 1.00 [1.00, 1.00]*"


def test_no_interval_breaks_in_80_columns(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.terminal.WIDTH", 80)
    printed = judge(work).stdout.splitlines()
    kinds = next(place for place, line in enumerate(printed) if line.startswith("kind"))
    assert "recall" not in printed[kinds]
    number, offtopic = (" ".join(line.split()) for line in printed[kinds + 1 : kinds + 3])
    assert number == "factoid-number 1 1.00 [1.00, 1.00] 1.00 [1.00, 1.00] 0.00 [0.00, 0.00]"
    assert offtopic == "unanswerable-offtopic 1 1.00 [1.00, 1.00]*"
    assert max(len(line) for line in printed if not line.startswith("report: ")) <= 80


def test_a_split(work: Path) -> None:
    assert isinstance(judge(work, "--split", "test").exception, UsageError)
    lines(work / "questions.jsonl", [QUESTIONS[0] | {"split": "test"}, QUESTIONS[1] | {"split": "dev"}])
    assert "1 questions of test: 1 right" in judge(work, "--split", "test").stdout
    assert "2 questions: 1 right, 1 abstained" in judge(work).stdout


def test_a_failed_gate_exits_1(work: Path) -> None:
    (work / "gates.toml").write_text('[gates]\n"answer@3" = 0.8\nexact_match = 0.9\nmax_over_refusal = 0\n')
    result = judge(work, "--gates", str(work / "gates.toml"))
    assert result.exit_code == 1
    assert "1 gates failed: exact_match at least 0.9: 0.000" in result.stderr
    assert json.loads((work / "report" / "report.json").read_text())["gates"]["failed"] != []


def test_a_comparison(work: Path) -> None:
    judge(work)
    (work / "report").rename(work / "before")
    long = "Combien de maisons de santé " + "de toutes sortes " * 10 + "compte le Berry ?"
    lines(work / "answers.jsonl", [ANSWERS[0], ANSWERS[0] | {"id": "q2"}])
    report = json.loads(judge(work, "--compare", str(work / "before"), "--json").stdout)
    [worse] = report["comparison"]["worse"]
    assert (worse["id"], worse["before"], worse["after"]) == ("q2", "abstained", "not refused")
    assert report["comparison"]["better"] == []
    printed = judge(work, "--compare", str(work / "before")).stdout
    assert "better: 0\n" in printed
    assert "worse: 1\nq2  unanswerable-offtopic  Qui a peint la Joconde ?" in printed
    assert "abstained → not refused" in printed
    lines(work / "questions.jsonl", [QUESTIONS[0] | {"question": long}, QUESTIONS[1]])
    assert (
        "not compared, in one run only or changed: 1 (q1)"
        in judge(work, "--compare", str(work / "before")).stdout
    )


def test_a_question_is_cut_to_its_line(work: Path) -> None:
    long = "Combien de maisons de santé " + "de toutes sortes " * 10 + "compte le Berry ?"
    lines(work / "questions.jsonl", [QUESTIONS[0] | {"question": long}, QUESTIONS[1]])
    judge(work)
    (work / "report").rename(work / "before")
    lines(work / "answers.jsonl", ANSWERS[1:])
    printed = judge(work, "--compare", str(work / "before")).stdout.splitlines()
    [line] = [line for line in printed if line.startswith("q1 ")]
    assert len(line) == 100
    assert "…  right → missing" in line


def test_a_question_set_that_disagrees_is_reported(work: Path) -> None:
    lines(work / "questions.jsonl", [QUESTIONS[0] | {"evidence": ["Absent, 113 maisons de santé."]}])
    result = judge(work)
    assert result.exit_code == 0
    assert "1 faults, first: line 1 (q1): evidence" in result.stderr


def test_wrong_use_is_named(work: Path) -> None:
    assert isinstance(run_eval(work, "--open-answers", "x").exception, UsageError)
    assert isinstance(judge(work, "--ablate").exception, UsageError)
    assert isinstance(judge(work, "--compare", "absent").exception, UsageError)
    (work / "answers.jsonl").write_text("{}\n")
    error = judge(work).exception
    assert isinstance(error, QuestionSetError)
    assert "answers.jsonl, line 1: the key 'id' is missing" in str(error)
    (work / "answers.jsonl").unlink()
    assert isinstance(judge(work).exception, QuestionSetError)


@pytest.mark.slow
def test_runs_the_assistant_itself(work: Path) -> None:
    from assistant.settings import Settings
    from assistant.wiring import build

    build(Settings(), work / "corpus", work / "index")
    result = run_eval(work, "--ablate", "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["measures"]["document_recall@1"]["value"] == 1
    assert report["measures"]["verbatim_quotes"]["value"] in (None, 1)
    assert report["run"]["index"]
    assert [row["open_confidence"] is not None for row in report["questions"]] == [True, True]
    kept = (work / "report" / "open-answers.jsonl").read_text("utf-8").splitlines()
    assert json.loads(kept[0])["answered"] is True
    assert json.loads(kept[0])["citations"][0]["quote"] in TEXT
    without = report["ablation"]["without_reader"]
    assert without["measures"]["answer@1"]["value"] == 1
    assert without["differences"]["answer@1"]["stands"] is False
