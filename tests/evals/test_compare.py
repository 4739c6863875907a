"""Two runs side by side, by hand and against scipy."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.errors import QuestionSetError, UsageError
from evals.compare import compare_runs, find_run, mean_difference, plain, read_run, statistic_difference


def row_of(id: str, value: float, **extra: Any) -> dict[str, Any]:
    verdict = "right" if value == 1 else "partial" if value else "wrong"
    row = {"id": id, "kind": "list", "question": "?", "history": [], "answerable": True, "verdict": verdict}
    values = {"answer@3": value, "answer@1_open": value}
    return row | {"values": values, "weights": {}, "open_confidence": None} | extra


def run_of(values: list[float], measures: tuple[str, ...] = ("answer@3",)) -> dict[str, Any]:
    rows = [row_of(f"q{place}", value) for place, value in enumerate(values)]
    return {"run": {}, "measures": dict.fromkeys(measures), "questions": rows}


def test_a_difference_that_stands() -> None:
    comparison = compare_runs(run_of([0.0] * 30), run_of([1.0] * 20 + [0.0] * 10), "before")
    [difference] = comparison.differences
    assert (difference.before, difference.after) == (0, pytest.approx(2 / 3))
    assert difference.stands
    assert len(comparison.better) == 20
    assert comparison.worse == ()


def test_a_difference_that_does_not_stand() -> None:
    comparison = compare_runs(run_of([1.0, 0.0] * 10), run_of([0.0, 1.0] * 9 + [1.0, 1.0]), "before")
    [difference] = comparison.differences
    assert difference.after - difference.before == pytest.approx(0.05)
    assert not difference.stands
    assert len(comparison.worse) == 9


def test_a_paired_difference_can_stand_where_the_two_intervals_overlap() -> None:
    """12 of 60 questions got better and none worse: 0.3 to 0.5, whose own intervals are 0.2 wide."""
    pairs = [((float(place < 18), 1.0), (float(place < 30), 1.0)) for place in range(60)]
    difference = mean_difference("answer@3", pairs)
    assert difference is not None
    assert difference.stands
    half = 1.96 * (0.2 * 0.8 / 60) ** 0.5  # of a share of 12 in 60, the normal approximation
    assert (difference.low, difference.high) == pytest.approx((0.2 - half, 0.2 + half), abs=0.02)


def test_the_interval_is_scipys() -> None:
    stats = pytest.importorskip("scipy.stats")
    random = np.random.default_rng(7)
    before, after = random.random(80), random.random(80) + 0.1
    found = stats.bootstrap((after - before,), np.mean, n_resamples=4000, method="percentile", rng=random)
    pairs = [((a, 1.0), (b, 1.0)) for a, b in zip(before, after, strict=True)]
    difference = mean_difference("m", pairs)
    assert difference is not None
    assert (difference.low, difference.high) == pytest.approx(tuple(found.confidence_interval), abs=0.015)


def test_weights_count_and_questions_without_any_do_not() -> None:
    # before: (1 * 1 + 0 * 3) / 4; after: (1 * 2) / 2; the third question has no citation in either
    pairs = [((1.0, 1.0), (1.0, 2.0)), ((0.0, 3.0), (0.0, 0.0)), ((0.0, 0.0), (0.0, 0.0))]
    difference = mean_difference("citation_precision", pairs)
    assert difference is not None
    assert (difference.before, difference.after, difference.n) == (0.25, 1.0, 2)
    assert mean_difference("m", [((1.0, 1.0), (0.0, 0.0))]) is None
    assert mean_difference("m", []) is None


def test_measures_of_confidence_are_paired_too() -> None:
    """Before, confidence is the same for all (AUROC 0.5); after, the right ones are surer (1.0)."""
    pairs = [((0.5, place % 2 == 0), (0.9 - 0.8 * (place % 2), place % 2 == 0)) for place in range(40)]
    difference = statistic_difference("auroc", pairs)
    assert difference is not None
    assert (difference.before, difference.after, difference.low, difference.high) == (0.5, 1.0, 0.5, 0.5)
    assert statistic_difference("auroc", [((0.5, True), (0.5, True))]) is None
    assert statistic_difference("auroc", []) is None


def test_auroc_is_compared_where_both_runs_have_it() -> None:
    before = run_of([1.0, 0.0] * 4, ("answer@3", "answer@1_open", "auroc"))
    for row in before["questions"]:
        row["open_confidence"] = 0.9 if row["values"]["answer@1_open"] else 0.2
    after = json.loads(json.dumps(before))
    after["questions"][1]["open_confidence"] = None  # missing: wrong at full confidence
    names = {each.measure: each for each in compare_runs(before, after, "before").differences}
    assert (names["auroc"].before, names["auroc"].after) == (1.0, 0.75)
    del before["measures"]["auroc"]
    assert "auroc" not in {each.measure for each in compare_runs(before, after, "before").differences}


def test_changes_are_told_with_their_verdicts() -> None:
    before, after = run_of([1.0, 0.0, 0.5, 1.0]), run_of([0.0, 0.5, 0.75, 1.0])
    changed = plain(compare_runs(before, after, "before"))
    assert changed["worse"] == [
        {"id": "q0", "kind": "list", "question": "?", "before": "right", "after": "wrong"}
    ]
    assert [(row["id"], row["before"], row["after"]) for row in changed["better"]] == [
        ("q1", "wrong", "partial 0.50"),
        ("q2", "partial 0.50", "partial 0.75"),
    ]
    assert json.loads(json.dumps(changed)) == changed


def test_a_refusal_of_an_unanswerable_question_is_right() -> None:
    before, after = run_of([1.0]), run_of([1.0])
    for run, value, verdict in ((before, 0.0, "not refused"), (after, 1.0, "abstained")):
        run["questions"] = [
            row_of("u", 0.0, answerable=False, verdict=verdict, values={"abstention_recall": value})
        ]
    [change] = compare_runs(before, after, "before").better
    assert (change.before, change.after) == ("not refused", "abstained")


def test_questions_that_changed_are_left_apart() -> None:
    after = run_of([1.0, 1.0])
    after["questions"][1]["question"] = "autre ?"
    assert compare_runs(run_of([1.0, 0.0, 1.0]), after, "before").apart == ("q1", "q2")


def test_questions_whose_gold_changed_are_left_apart() -> None:
    """Another gold judges the same answer otherwise, and that is no change of the answer."""
    before, after = run_of([0.0, 0.0]), run_of([1.0, 0.0])
    before["questions"][0]["answers"], after["questions"][0]["answers"] = ["52"], ["52", "53"]
    comparison = compare_runs(before, after, "before")
    assert (comparison.better, comparison.apart) == ((), ("q0",))


def test_an_unreadable_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match=r"report\.json: cannot be read"):
        read_run(tmp_path)
    published = {"run": {"questions": "q"}, "measures": {}, "questions": {"id": ["q1"]}}
    for text in ("[]", '{"questions": []}', json.dumps(published), json.dumps(run_of([]) | {"run": {}})):
        (tmp_path / "report.json").write_text(text)
        with pytest.raises(QuestionSetError, match="not a report"):
            read_run(tmp_path)


def keep(folder: Path, questions: Path, split: str | None = None) -> Path:
    folder.mkdir(parents=True)
    run = {"questions": str(questions)} | ({"split": split} if split else {})
    (folder / "report.json").write_text(json.dumps(run_of([1.0]) | {"run": run}), "utf-8")
    return folder


def test_a_run_is_found_by_folder_name_or_last(tmp_path: Path) -> None:
    runs, questions = tmp_path / "runs", tmp_path / "q.jsonl"
    old = keep(runs / "20260101T000000Z-a", questions, "test")
    new = keep(runs / "20260102T000000Z-b", questions, "test")
    dev = keep(runs / "20260103T000000Z-c", questions, "dev")
    keep(runs / "20260104T000000Z-d", tmp_path / "other.jsonl", "test")
    (runs / "history.html").write_text("")
    (runs / "20260105T000000Z-e").mkdir()
    (runs / "20260105T000000Z-e" / "report.json").write_text("{")
    assert find_run("last", runs, questions, "test") == new
    assert find_run("last", runs, questions, "dev") == dev
    assert find_run(old.name, runs, questions, "test") == old
    assert find_run(str(old), tmp_path, questions, "test") == old
    assert find_run(str(old / "report.json"), runs, questions, "test") == old / "report.json"


def test_last_knows_the_same_file_by_another_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = keep(tmp_path / "runs" / "1", Path("q.jsonl"), "all")
    assert find_run("last", tmp_path / "runs", Path(os.curdir, tmp_path, "q.jsonl"), "all") == run


def test_a_run_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="absent: no such folder, and no run of that name in"):
        find_run("absent", tmp_path, Path("q.jsonl"), "all")
    with pytest.raises(UsageError, match=r"no earlier run of q\.jsonl \(dev\)"):
        find_run("last", tmp_path, Path("q.jsonl"), "dev")
