"""The runs over time, written down by hand: what is read, what is skipped, where lines break."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from evals.history import history_page, main
from evals.past_runs import changed_settings, histories, past_run, read_runs, set_name
from evals.report_page import page_of


def report(day: int, answer: float, digest: str = "a" * 64, **run: Any) -> dict[str, Any]:
    mean = {"value": answer, "low": answer - 0.1, "high": answer + 0.1, "n": 2}
    undefined = {"value": None, "low": None, "high": None, "n": 0}
    facts = {
        "started": f"2026-01-0{day}T10:00:00+00:00",
        "commit": f"commit{day}",
        "questions": "sets/q.jsonl",
        "questions_sha256": digest,
        "split": "test",
    }
    return {"run": facts | run, "measures": {"answer@3": mean, "auroc": undefined}, "questions": [{}, {}]}


def keep(folder: Path, *reports: dict[str, Any]) -> Path:
    for place, each in enumerate(reports):
        path = folder / f"run {place}"
        path.mkdir(parents=True)
        (path / "report.json").write_text(json.dumps(each), encoding="utf-8")
    return folder


def test_runs_come_oldest_first_whatever_their_folders_are_called(tmp_path: Path) -> None:
    found = read_runs(keep(tmp_path, report(3, 0.5), report(1, 0.4), report(2, 0.3)))
    assert [run.commit for run in found.runs] == ["commit1", "commit2", "commit3"]
    assert found.runs[0].measures == {"answer@3": (0.4, pytest.approx(0.3), pytest.approx(0.5))}
    assert found.skipped == ()
    assert read_runs(tmp_path / "none").runs == ()


def test_what_is_no_run_is_named_and_skipped(tmp_path: Path) -> None:
    keep(tmp_path, report(1, 0.5))
    wrong = report(1, 0.5)
    wrong["measures"]["answer@3"]["low"] = "<b>"
    for name, text in {
        "broken": "{",
        "deep": "[" * 100_000,
        "foreign": '{"run": 1}',
        "list": "[]",
        "number": json.dumps(wrong),
        "nan": json.dumps(report(1, float("nan"))),
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "report.json").write_text(text, encoding="utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "history.html").write_text("")
    found = read_runs(tmp_path)
    assert len(found.runs) == 1
    assert found.skipped == (
        "broken (report.json is not JSON)",
        "deep (report.json is not JSON)",
        "empty (report.json: No such file or directory)",
        "foreign (not a report of `motamot eval`)",
        "list (not a report of `motamot eval`)",
        "nan (a measure is no number)",
        "number (a measure is no number)",
    )


def test_a_line_breaks_where_the_question_set_changed(tmp_path: Path) -> None:
    runs = read_runs(
        keep(
            tmp_path,
            report(1, 0.5),
            report(2, 0.6),
            report(3, 0.7, digest="b" * 64),
            report(4, 0.8, "b" * 64),
        )
    ).runs
    page = history_page(runs)
    lines = re.findall(r'<polyline class="line first" points="([^"]+)"', page)
    assert [len(line.split()) for line in lines] == [2, 2]
    assert page.count('class="break"') == 1
    assert "A dashed line: the question set changed there." in page
    assert page.count("<title>2026-01-0") == 4


def test_question_files_and_splits_are_apart(tmp_path: Path) -> None:
    other = report(2, 0.6, questions="other/q.jsonl")
    dev = report(3, 0.7, split="dev")
    old = report(4, 0.7)
    del old["run"]["split"]
    found = histories(read_runs(keep(tmp_path, report(1, 0.5), other, dev, old, report(5, 0.9))).runs)
    assert [(title, len(runs)) for title, runs in found] == [
        ("other/q.jsonl, test", 1),
        ("sets/q.jsonl", 1),
        ("sets/q.jsonl, dev", 1),
        ("sets/q.jsonl, test", 2),
    ]
    assert set_name("/a/b/c.jsonl", None) == "b/c.jsonl"
    assert set_name("/home/a/evals/second/questions.jsonl", "test") == "evals/second/questions.jsonl, test"
    assert set_name("evals/questions.jsonl", "all") == "evals/questions.jsonl"


def test_what_changed_in_the_settings_is_named(tmp_path: Path, capsys: Any) -> None:
    settings = [{"k": 12, "notice": None}, {"k": 20, "notice": None}, {"k": 20, "encoder": "<b>"}]
    keep(tmp_path, *(report(day, 0.5, settings=each) for day, each in enumerate(settings, 1)))
    first, second, third = read_runs(tmp_path).runs
    assert changed_settings(first, second) == "k 12 → 20"
    assert changed_settings(second, third) == "encoder unset → <b>"
    assert changed_settings(third, third) == ""
    page = history_page([first, second, third])
    assert re.findall(r"<td>([^<]* → [^<]*)</td>", page) == ["encoder unset → &lt;b&gt;", "k 12 → 20"]
    assert "same settings" not in page
    assert main([str(tmp_path)]) == 0
    assert " settings changed on 2026-01-02 10:00: k 12 → 20\n" in capsys.readouterr().out
    same = history_page([second, second])
    assert "All were made with the same settings." in same
    assert "settings changed" not in same


@pytest.mark.parametrize(
    ("started", "labels"),
    [
        (["2026-01-01T10:00:00"], ["2026-01-01"]),
        (["2026-01-01T10:00:00", "2026-01-02T10:00:00"], ["2026-01-01", "2026-01-02"]),
        (["2026-01-01T10:00:00", "2026-01-01T11:30:00"], ["2026-01-01 10:00", "11:30"]),
        (["2026-01-01T10:00:00", "2026-01-01T10:00:09"], ["2026-01-01 10:00:00", "10:00:09"]),
    ],
)
def test_the_labels_of_an_axis_differ(tmp_path: Path, started: list[str], labels: list[str]) -> None:
    page = history_page([past_run(report(1, 0.5, started=each), tmp_path) for each in started])
    assert re.findall(r'text-anchor="(?:start|end)">([\d: -]*[-:][\d: -]*)</text>', page) == labels
    assert f"{len(started)} run{'s' if len(started) > 1 else ''}, oldest first" in page


def test_the_command_writes_the_page_and_prints_a_table(tmp_path: Path, capsys: Any) -> None:
    keep(tmp_path, report(1, 0.5), report(2, 0.625))
    (tmp_path / "foreign").mkdir()
    assert main([str(tmp_path)]) == 0
    printed = capsys.readouterr()
    assert printed.err == ("motamot: skipped, no runs: foreign (report.json: No such file or directory)\n")
    assert re.search(r"2026-01-02 10:00 commit2 aaaaaaa +2 0\.625", printed.out)
    page = (tmp_path / "history.html").read_text(encoding="utf-8")
    assert '<a href="run%201/report.html">2026-01-02 10:00</a>' in page


def test_the_command_without_a_run_is_one_line_and_2(tmp_path: Path, capsys: Any) -> None:
    assert main([str(tmp_path / "none")]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "no run of `motamot eval` there" in printed.err


def test_the_page_of_a_run_plots_the_runs_on_its_questions(report_on: Any, tmp_path: Path) -> None:
    this = report_on()
    earlier = [
        past_run(report(1, 0.5, questions="sets/q.jsonl", split="all"), tmp_path / "one"),
        past_run(report(1, 0.5, questions="other/q.jsonl", split="all"), tmp_path / "two"),
    ]
    page = page_of(this, earlier, linked=True)
    assert 'id="part-history"' in page
    assert "2 runs, oldest first" in page
    assert 'href="../one/report.html"' in page
    assert "two/report.html" not in page
    assert "../one" not in page_of(this, earlier)
    assert 'id="part-history"' not in page_of(this, earlier[1:])


def test_markup_in_a_report_stays_text(tmp_path: Path) -> None:
    hostile = '"><script>alive()</script>'
    bad = report(1, 0.5, commit=hostile, questions=hostile, split=hostile, questions_sha256=hostile)
    bad["run"]["started"] = hostile
    page = history_page([past_run(bad, tmp_path / "x" / 'javascript:"'), past_run(bad, tmp_path)])
    assert page.count("<script>") == 1
    assert 'href="javascript%3A%22/report.html"' in page
