"""One evaluation from end to end, over the fake encoder."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import IndexMissing, QuestionSetError, UsageError
from assistant.settings import Settings
from assistant.wiring import build
from evals import session
from evals.questions import parse_question
from evals.session import Outcome, choose_split, evaluate_set
from evals.terminal import print_report
from tests.evals.town import QUESTIONS, use_fake_encoder, write_town

Evaluate = Callable[..., Outcome]


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(session, "RUNS", tmp_path / "runs")
    use_fake_encoder(monkeypatch)
    write_town(tmp_path)
    build(Settings(), tmp_path / "corpus", tmp_path / "index")
    return tmp_path


@pytest.fixture
def evaluate(town: Path) -> Evaluate:
    def run(**keys: Any) -> Outcome:
        places = {"questions": town / "questions.jsonl", "corpus": town / "corpus", "index": town / "index"}
        return evaluate_set(**(places | {"folder": town / "report"} | keys))

    return run


def asked(outcome: Outcome) -> list[str]:
    return [row["id"] for row in outcome.report["questions"]]


def test_another_set_is_asked_whole(evaluate: Evaluate) -> None:
    outcome = evaluate()
    assert asked(outcome) == ["eau", "siege", "gares", "joconde"]
    assert outcome.report["run"]["split"] == "all"
    assert outcome.report["gates"] == {"file": None, "failed": []}
    assert outcome.report["run"]["problems"] == []
    assert outcome.report["measures"]["answer@3"]["value"] == 1
    assert json.loads((outcome.folder / "report.json").read_text("utf-8")) == outcome.report


@pytest.mark.parametrize(("split", "ids"), [("test", ["eau", "siege", "joconde"]), ("dev", ["gares"])])
def test_a_split(evaluate: Evaluate, split: str, ids: list[str]) -> None:
    outcome = evaluate(split=split)
    assert asked(outcome) == ids
    assert outcome.report["run"]["split"] == split
    kept = (outcome.folder / "answers.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in kept] == ids


def test_the_default_set_is_asked_on_test_and_held_to_the_gates(
    evaluate: Evaluate, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gates = town / "gates.toml"
    gates.write_text('[gates]\nexact_match = 1.1\n"answer@3" = 0.1\n')
    monkeypatch.setattr(session, "DEFAULT_QUESTIONS", town / "questions.jsonl")
    monkeypatch.setattr(session, "DEFAULT_GATES", gates)
    outcome = evaluate()
    assert asked(outcome) == ["eau", "siege", "joconde"]
    [failed] = outcome.failed
    assert failed.startswith("exact_match at least 1.1: ")
    assert outcome.report["gates"] == {"file": str(gates), "failed": [failed]}
    assert evaluate(split="dev").report["gates"] == {"file": None, "failed": []}


@pytest.mark.parametrize(
    ("split", "default_set", "expected"),
    [
        (None, True, ("test", True)),
        ("test", True, ("test", True)),
        ("dev", True, ("dev", False)),
        ("all", True, ("all", False)),
        (None, False, ("all", False)),
        ("test", False, ("test", False)),
    ],
)
def test_what_is_asked_and_whether_the_gates_hold(
    split: str | None, default_set: bool, expected: tuple[str, bool]
) -> None:
    questions = [parse_question(row) for row in QUESTIONS]
    chosen, name, gated = choose_split(questions, split, Path("q.jsonl"), default_set)
    assert (name, gated) == expected
    assert len(chosen) == {"test": 3, "dev": 1, "all": 4}[name]


def test_a_split_that_is_not_there_is_wrong_use() -> None:
    plain = [parse_question({**QUESTIONS[0], "split": None})]
    with pytest.raises(UsageError, match=r"q\.jsonl: no question of the split dev; give --split all"):
        choose_split(plain, "dev", Path("q.jsonl"), default_set=False)
    with pytest.raises(UsageError, match="--split must be dev, test or all, not train"):
        choose_split(plain, "train", Path("q.jsonl"), default_set=False)


def test_questions_may_be_given_apart_from_their_file(evaluate: Evaluate, town: Path) -> None:
    (town / "places.jsonl").write_text("not in the contract's form")
    outcome = evaluate(questions=town / "places.jsonl", asked=[parse_question(QUESTIONS[2])])
    assert asked(outcome) == ["gares"]
    assert outcome.report["run"]["questions"] == str(town / "places.jsonl")


def test_a_report_that_could_not_be_written_is_said_before_asking(evaluate: Evaluate, town: Path) -> None:
    told: list[tuple[str, int, int]] = []
    with pytest.raises(UsageError, match="the report cannot be written"):
        evaluate(folder=town / "questions.jsonl" / "run", progress=lambda *step: told.append(step))
    assert told == []


def test_an_index_older_than_its_documents_is_told(evaluate: Evaluate, town: Path) -> None:
    (town / "corpus" / "trains.txt").write_text("Une autre gare.", encoding="utf-8")
    problems = evaluate().report["run"]["problems"]
    assert problems[-1] == "1 documents changed since they were indexed (trains.txt); run `motamot index`"


def test_progress_counts_both_passes(evaluate: Evaluate) -> None:
    told: list[tuple[str, int, int]] = []
    evaluate(split="test", progress=lambda *step: told.append(step))
    assert told == [("asking", done, 6) for done in range(1, 7)]


def test_runs_are_kept_by_name_and_the_last_is_compared(evaluate: Evaluate, town: Path) -> None:
    with pytest.raises(UsageError, match="no earlier run of"):
        evaluate(compare="last")
    first = evaluate(folder=None)
    assert first.folder.parent == town / "runs"
    (town / "corpus" / "trains.txt").unlink()
    after = evaluate(compare="last").report["comparison"]
    assert after["run"] == str(first.folder)
    assert [(row["id"], row["before"]) for row in after["worse"]] == [("gares", "right")]
    assert after["better"] == []
    named = evaluate(split="dev", compare=first.folder.name).report["comparison"]
    assert (named["run"], named["apart"]) == (str(first.folder), ["eau", "siege", "joconde"])


def test_an_ablation_is_part_of_the_report(evaluate: Evaluate, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = evaluate(ablate=True)
    report = outcome.report
    ablation = report["ablation"]
    assert list(ablation) == ["fused", "lexical", "dense", "without_reader", "without_conversation"]
    assert ablation["fused"]["measures"]["answer@3"] == report["measures"]["answer@3"]
    assert ablation["fused"]["differences"] == {}
    without = ablation["without_conversation"]["differences"]["answer@3"]
    assert (without["before"], without["n"]) == (1, 3)
    answered = sum(row["answer"]["answered"] for row in report["questions"])
    assert answered < len(report["questions"])
    refused = ablation["without_reader"]["measures"]["abstention_recall"]
    assert refused["value"] > 0, (
        "without a reader as many are refused, though its scores are on another scale"
    )
    assert json.loads(json.dumps(report, allow_nan=False)) == report
    print_report(report, outcome.folder)
    printed = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in printed if not line.startswith("report: ")) <= 100
    heading = next(line for line in printed if line.startswith("measure") and "whole" in line)
    assert " ".join(heading.split()) == "measure whole lexical only dense only no reader no conversation"
    rows = printed[printed.index(heading) :]
    [recall] = [line.split() for line in rows if line.startswith("MRR@10")]
    assert len(recall) == 2 + 2 * (len(ablation) - 1), "a value, then a value and a change for each variant"


def test_wrong_use_is_named_before_anything_is_asked(evaluate: Evaluate, town: Path) -> None:
    with pytest.raises(UsageError, match="--ablate asks the assistant itself; leave out --answers"):
        evaluate(ablate=True, answers=town / "absent.jsonl")
    with pytest.raises(UsageError, match="no such folder"):
        evaluate(compare="absent")
    with pytest.raises(QuestionSetError, match="cannot be read"):
        evaluate(gates=town / "absent.toml")
    with pytest.raises(IndexMissing):
        evaluate(index=town / "nowhere")
    assert not (town / "report").exists()
