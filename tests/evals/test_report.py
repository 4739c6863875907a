"""The report: what it keeps, and that a page of it is safe and whole."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import UsageError
from assistant.types import Document
from evals.report import Run, report_of, write_report
from evals.score import Case, evaluate_cases

Build = Callable[..., Any]
VOID = {"meta", "input"}


@pytest.fixture
def report(gold_of: Build, answer_of: Build, document: Document) -> dict[str, Any]:
    hostile = gold_of(id="<b>", question='<script>alert("x")</script> | ?', notes="</details>")
    answer = answer_of((0, 67), (68, 127), confidence=0.8, timings_ms={"total": 12.5})
    refusal = answer_of(confidence=0.2, reason={"code": "off_topic", "text": "Hors sujet & loin."})
    cases = [Case(gold_of(), answer, answer), Case(hostile, refusal, refusal), Case(gold_of(id="3"), None)]
    run = Run(
        "2026-01-01T00:00:00+00:00", "abc", "g1", "q.jsonl", "0" * 64, {"k": 20}, {"cpu": "x"}, ["un <souci>"]
    )
    return report_of(run, evaluate_cases(cases, {"a.txt": document.text}))


def test_json_has_values_settings_and_no_nan(report: dict[str, Any]) -> None:
    again = json.loads(json.dumps(report, allow_nan=False))
    assert again["run"]["settings"] == {"k": 20}
    assert again["measures"]["abstention_recall"] == {"value": None, "low": None, "high": None, "n": 0}
    assert again["questions"][0]["values"]["answer@1"] == 1
    assert [each["right"] for each in again["questions"][0]["answer"]["citations"]] == [True, False]
    assert again["verdicts"] == {"right": 1, "refused": 1, "missing": 1}


def test_files(report: dict[str, Any], tmp_path: Path) -> None:
    write_report(tmp_path / "new", report, {"answers": [{"id": "q"}]})
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "answers.jsonl",
        "report.html",
        "report.json",
        "report.md",
    ]
    text = (tmp_path / "new" / "report.md").read_text("utf-8")
    assert "| answer@3 | 0.333 | 0.000 to 1.000 | 3 |" in text
    assert '| <b> | factoid-number | refused | <script>alert("x")</script> \\| ? |' in text
    assert "- un <souci>" in text


def test_a_folder_that_cannot_be_written_is_named(report: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        write_report(tmp_path / "file", report, {})


class Page(HTMLParser):
    """Checks that tags are closed in order, and keeps them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_escaped_and_without_outside_hosts(report: dict[str, Any], tmp_path: Path) -> None:
    write_report(tmp_path, report, {})
    text = (tmp_path / "report.html").read_text("utf-8")
    page = Page()
    page.feed(text)
    assert page.open == []
    tags = [tag for tag, _ in page.seen]
    assert tags.count("script") == 1
    assert "b" not in tags
    assert tags.count("blockquote") == 2
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;" in text
    assert not any({"src", "href", "srcset"} & attributes.keys() for _, attributes in page.seen)
    assert "//" not in text
    verdicts = [attributes["data-verdict"] for _, attributes in page.seen if "data-verdict" in attributes]
    assert verdicts == ["right", "refused", "missing"]
