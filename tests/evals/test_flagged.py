"""`motamot feedback`: flags listed, turned into rows that a person completes for `motamot eval`, deleted."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from assistant.errors import FeedbackError, QuestionSetError, UsageError
from assistant.feedback import FeedbackStore, feedback_file
from assistant.settings import Settings
from assistant.types import Block, Document, Flag, FlaggedQuote, FlagReason, Metadata, Turn
from evals.command import feedback
from evals.flagged import question_row
from evals.questions import read_questions, verify_questions

TEXT = "En 2022, le Berry compte 113 maisons de santé."
QUOTE = FlaggedQuote("berry.txt", 0, 46, TEXT, "113 maisons de santé")
UP = Flag("up", None, "Combien de maisons compte le Berry ?", (), True, (QUOTE,), "g1")
WRONG = replace(UP, thumb="down", reason="mauvaise source", turns=(Turn("Et avant ?"),))
REFUSED = replace(WRONG, reason="il y avait une réponse", turns=(), answered=False, quotes=())


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "berry.txt").write_text(TEXT, "utf-8")
    return tmp_path


@pytest.fixture
def store(work: Path) -> FeedbackStore:
    """Rows 1, 2 and 3: found right, of a wrong source, wrongly refused."""
    store = FeedbackStore(feedback_file(work / "index"), Settings(k=5))
    for flag in (UP, WRONG, REFUSED):
        store.add(flag)
    return store


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(feedback)
    return CliRunner().invoke(app, list(arguments))


def rows(file: str = "rows.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(file).read_text("utf-8").splitlines()]


def test_the_table(store: FeedbackStore) -> None:
    store.add(replace(UP, question="Une question\n\x1b[2J " + "très longue " * 20, index="g2"))
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    heading, *lines = result.stdout.splitlines()
    assert heading.split() == ["id", "time", "(UTC)", "thumb", "reason", "question", "first", "source"]
    assert [line.split()[0] for line in lines] == ["1", "2", "3", "4"]
    assert "mauvaise source" in lines[1]
    assert lines[1].rstrip().endswith("berry.txt")
    assert lines[2].rstrip().endswith("(refused)")
    assert "\x1b" not in result.stdout
    assert max(map(len, lines)) <= 100


def test_json_is_one_record_a_row(store: FeedbackStore) -> None:
    one, two, _ = map(json.loads, run("--json").stdout.splitlines())
    assert list(one) == [
        "id", "time", "until", "thumb", "reason", "question", "history", "answered", "quotes", "index", "settings",
    ]  # fmt: skip
    assert (two["reason"], two["history"], two["settings"]["k"]) == ("mauvaise source", ["Et avant ?"], 5)
    assert two["quotes"] == [
        {
            "document": "berry.txt",
            "start": 0,
            "end": 46,
            "quote": TEXT,
            "short_answer": "113 maisons de santé",
        }
    ]
    assert [json.loads(line)["id"] for line in run("--json", "--id", "3").stdout.splitlines()] == [3]


def test_nothing_flagged_is_no_error(work: Path) -> None:
    assert (run().exit_code, run("--json").stdout) == (0, "")
    assert "nothing flagged" in run().stdout
    assert "0 rows deleted" in run("--delete", "--all").stdout
    assert list(work.iterdir()) == [work / "corpus"]


def test_a_chosen_row_is_read_by_eval_once_completed(store: FeedbackStore) -> None:
    result = run("--export", "rows.jsonl", "--id", "1")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "1 rows written; complete each, then: motamot eval --questions rows.jsonl\n"
    with pytest.raises(QuestionSetError, match=r'rows\.jsonl, line 1: "kind" must be a text'):
        read_questions(Path("rows.jsonl"))
    (row,) = rows()
    Path("rows.jsonl").write_text(json.dumps(row | {"kind": "factoid-number"}), "utf-8")
    (question,) = read_questions(Path("rows.jsonl"))
    assert (question.id, question.docs, question.evidence) == ("feedback-1", ("berry.txt",), (TEXT,))
    document = Document("berry.txt", TEXT, (Block("paragraph", 0, 46),), Metadata(), "0" * 64, 46)
    assert verify_questions([question], [document]) == []


def test_each_reason_fills_what_it_tells(store: FeedbackStore, work: Path) -> None:
    def row(flag: Flag) -> dict[str, Any]:
        (kept,) = [replace(each, flag=flag) for each in store.rows() if each.id == 1]
        return question_row(kept, work / "corpus")

    def told(thumb: str, reason: FlagReason | None, answered: bool = True) -> tuple[object, bool]:
        flag = replace(UP, thumb=thumb, reason=reason, answered=answered, quotes=(QUOTE,) * answered)
        filled = row(flag)
        assert filled["kind"] == ""
        assert bool(filled["docs"]) == bool(filled["answers"]) == bool(filled["evidence"])
        return filled["answerable"], bool(filled["docs"])

    assert told("up", None) == (True, True)
    assert told("up", None, answered=False) == (False, False)
    assert told("down", "incomplet") == (True, True)
    assert told("down", "mauvaise source") == (True, False)
    assert told("down", "il y avait une réponse", answered=False) == (True, False)
    assert told("down", "hors sujet") == (None, False)
    assert told("down", None) == (None, False)
    assert row(WRONG)["history"] == ["Et avant ?"]
    assert "on g1: down, mauvaise source; shown: berry.txt « En 2022" in row(WRONG)["notes"]
    assert "shown: a refusal" in row(REFUSED)["notes"]
    (work / "corpus" / "berry.txt").unlink()
    assert row(UP)["docs"] == []


def test_all_rows_are_exported_without_ids_and_no_file_is_overwritten(store: FeedbackStore) -> None:
    assert run("--export", "rows.jsonl").exit_code == 0
    assert [row["id"] for row in rows()] == ["feedback-1", "feedback-2", "feedback-3"]
    before = Path("rows.jsonl").read_bytes()
    assert_wrong(["--export", "rows.jsonl"], "rows.jsonl: is there already")
    assert Path("rows.jsonl").read_bytes() == before


def test_deleting_one_or_all(store: FeedbackStore) -> None:
    assert run("--delete", "--id", "2").stdout == f"1 rows deleted from {store.path.name}\n"
    assert [row.id for row in store.rows()] == [1, 3]
    assert run("--delete", "--all").stdout.startswith("2 rows deleted")
    assert store.rows() == []


def assert_wrong(arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert isinstance(result.exception, UsageError), result.output
    assert said in str(result.exception)
    assert "\n" not in str(result.exception)
    assert result.stdout == ""


def test_wrong_use_is_named_and_changes_nothing(store: FeedbackStore) -> None:
    assert_wrong(["--delete"], "--id N, once or more, or --all")
    assert_wrong(["--delete", "--all", "--id", "1"], "one of the two")
    assert_wrong(["--all"], "--all goes with --delete")
    assert_wrong(["--delete", "--all", "--json"], "do not go together")
    assert_wrong(["--export", "x.jsonl", "--json"], "do not go together")
    assert_wrong(["--id", "7"], "no row 7 in ")
    assert_wrong(["--delete", "--id", "1", "--id", "7"], "no row 7 in ")
    assert_wrong(["--export", "absent/x.jsonl"], "absent/x.jsonl: cannot be written")
    assert_wrong(["--export", "x.jsonl", "--corpus", "absent"], "--corpus DIR")
    assert_wrong(["--export", "x.jsonl", "--index", "other"], "nothing was flagged")
    assert len(store.rows()) == 3
    assert not Path("x.jsonl").exists()
    store.path.write_text("damaged " * 200)
    assert isinstance(run().exception, FeedbackError)
