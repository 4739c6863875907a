"""The report: what it keeps as JSON, and how it reads as Markdown."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import UsageError
from evals.labels import BY_CHANCE, LABELS, MEANINGS, REMARKS, change, grouped, label_of
from evals.measures import wilson_interval
from evals.report import write_report
from evals.report_markdown import markdown_of

Build = Callable[..., dict[str, Any]]


def test_json_has_values_settings_and_no_nan(report_on: Build) -> None:
    again = json.loads(json.dumps(report_on(), allow_nan=False))
    assert again["run"]["settings"] == {"k": 20}
    assert again["measures"]["abstention_offtopic"] == {"value": None, "low": None, "high": None, "n": 0}
    assert again["verdicts"] == {"right": 1, "refused": 1, "missing": 1, "not refused": 1}
    first, second, third, _ = again["questions"]
    assert first["values"]["answer@1"] == 1
    assert [(each["right"], each["holds"]) for each in first["answer"]["citations"]] == [
        (True, True),
        (False, False),
    ]
    assert [each["gold"] for each in first["ranking"]] == ["document", "evidence", None]
    assert first["timings_ms"] == {"read": 10.0, "total": 12.5}
    assert second["answer"]["corrections"] == [["Et l'Occitanie ?", "x"]]
    assert second["tags"] == ["typed"]
    assert third["answer"] is None


def test_recall_by_k_counts_a_missing_ranking_as_0(report_on: Build) -> None:
    # Evidence stands second for the first question, first for the second; the third has no ranking.
    report = report_on()
    evidence = [row["value"] for row in report["recall_by_k"]["evidence"]]
    assert evidence == [pytest.approx(1 / 3, abs=1e-6)] + [pytest.approx(2 / 3, abs=1e-6)] * 9
    assert [row["k"] for row in report["recall_by_k"]["document"]] == list(range(1, 11))
    assert evidence[4] == report["measures"]["evidence_recall@5"]["value"]
    assert report["recall_by_k"]["document"][0]["value"] == report["measures"]["document_recall@1"]["value"]


def test_groups_and_the_working_point(report_on: Build) -> None:
    report = report_on()
    assert report["by_group"]["tag"]["typed"]["over_refusal"]["value"] == 1
    assert report["by_group"]["miss"]["year"]["abstention_recall"] == {
        "value": 0,
        "low": 0,
        "high": 0,
        "n": 1,
    }
    assert list(report["by_group"]["split"]) == ["test"]
    # Two of four were answered, one of them right.
    assert report["working_point"] == {"coverage": 0.5, "risk": 0.5}


def test_reliability_has_intervals(report_on: Build) -> None:
    filled = [each for each in report_on()["reliability"] if each["count"]]
    # Confidence 0.2 wrong; 0.8 one right and one wrong; 1.0 missing.
    assert [(each["low"], each["count"], each["accuracy"]) for each in filled] == [
        (0.2, 1, 0),
        (0.8, 2, 0.5),
        (0.9, 1, 0),
    ]
    assert (filled[1]["accuracy_low"], filled[1]["accuracy_high"]) == pytest.approx(
        wilson_interval(1, 2), abs=1e-6
    )


def test_wilson() -> None:
    # Newcombe, 1998, "Two-sided confidence intervals for the single proportion", table I.
    assert wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson_interval(15, 148) == pytest.approx((0.0624, 0.1605), abs=1e-4)
    assert wilson_interval(0, 20) == pytest.approx((0, 0.1611), abs=1e-4)
    assert wilson_interval(1, 29) == pytest.approx((0.0061, 0.1718), abs=1e-4)
    with pytest.raises(ValueError, match="2 right out of 1"):
        wilson_interval(2, 1)


def test_labels() -> None:
    assert list(grouped(["mrr@10", "answer@1", "new"])) == ["Answers", "Ranking", "Other"]
    assert [change(value) for value in (0.0001, -0.05, 0.5, -12.34)] == ["0.000", "−0.050", "+0.500", "−12.3"]


def test_every_measure_is_defined() -> None:
    for name in LABELS:
        called = re.sub("^(document|evidence) recall@.*", "recall@k", label_of(name))
        assert called.partition(", ")[0] in MEANINGS, name


def test_files(report_on: Build, tmp_path: Path) -> None:
    write_report(tmp_path / "new", report_on(), {"answers": [{"id": "q"}]}, tmp_path)
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "answers.jsonl",
        "report.html",
        "report.json",
        "report.md",
    ]


def test_markdown(compared: Build) -> None:
    lines = markdown_of(compared()).splitlines()
    assert "| answer@3 | 0.667 | 0.000 to 1.000 | 3 |" in lines
    assert "| definition | 1 | 0.000 | 0.000 |  | 0.000 | 1.000 |  |" in lines
    assert "| evidence | 0.000 | 0.667 |" in " ".join(lines)
    assert "| unanswerable-nearmiss | 1 |  |  | 0.000 |  |  | 0.000 |" in lines
    assert "| year | 1 | 0.000 | 0.000 |" in lines
    assert "| 0.8 to 0.9 | 3 | 0.800 | 0.667 | 0.208 to 0.939 |" in lines
    assert "### Better: 1" in lines
    assert "| 2 | factoid-number | refused | right | Et l'Occitanie ? |" in lines
    assert "## Ablation" in lines
    assert "| answer@3 | 0.667 | 0.333 (+0.333) |" in lines
    assert "## To look at: 2" in lines
    assert sum(BY_CHANCE in line for line in lines) == 3  # of the comparison, the ablation and the meanings
    assert f"- **over-refusal**: {MEANINGS['over-refusal']}." in lines
    assert lines[-1] == f"- {REMARKS[-1]}"
    assert "| 3 | definition | missing | Combien de maisons de santé ? |" in lines


def test_no_markup_comes_alive_in_markdown(report_on: Build) -> None:
    text = markdown_of(report_on(asked="<script>x</script> | `a` *b* [c](d)\nnew"))
    assert "| refused | &lt;script>x&lt;/script> \\| \\`a\\` \\*b\\* \\[c\\](d) new |" in text
    assert "<script>" not in text


def test_a_folder_that_cannot_be_written_is_named(report_on: Build, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        write_report(tmp_path / "file", report_on(), {}, tmp_path)
