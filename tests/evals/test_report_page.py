"""The page of a report: whole, escaped, without outside hosts; its charts."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from evals import plots
from evals.charts import histogram, reliability_chart, risk_coverage_chart
from evals.labels import BY_CHANCE, MEANINGS, REMARKS
from evals.markup import text
from evals.report_page import page_of

Build = Callable[..., dict[str, Any]]
VOID = {"meta", "input"}
PAYLOADS = json.loads((Path(__file__).parents[1] / "page" / "payloads.json").read_text(encoding="utf-8"))
HOSTILE = " ".join(PAYLOADS)


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


def parsed(text: str) -> Page:
    page = Page()
    page.feed(text)
    assert page.open == []
    return page


def tags(text: str) -> list[str]:
    return [tag for tag, _ in parsed(text).seen]


def test_strangers_texts_add_no_tag_and_no_attribute(compared: Build) -> None:
    plain, hostile = parsed(page_of(compared("Et ?"))), parsed(page_of(compared(HOSTILE)))
    assert [tag for tag, _ in hostile.seen] == [tag for tag, _ in plain.seen]
    assert [set(attributes) for _, attributes in hostile.seen] == [
        set(attributes) for _, attributes in plain.seen
    ]


def test_the_page_is_whole_and_asks_no_outside_host(compared: Build) -> None:
    report = compared(HOSTILE)
    report["questions"][0]["id"] = HOSTILE
    page = parsed(page_of(report))
    names = [tag for tag, _ in page.seen]
    assert names.count("script") == names.count("style") == 1
    for _, attributes in page.seen:
        assert not {"src", "srcset", "style"} & attributes.keys()
        assert not any(name.startswith("on") for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    policy = next(a["content"] for tag, a in page.seen if tag == "meta" and "http-equiv" in a) or ""
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_every_question_is_there_with_what_the_filters_need(compared: Build) -> None:
    page = parsed(page_of(compared()))
    rows = [attributes for tag, attributes in page.seen if attributes.get("class") == "question"]
    assert [row["id"] for row in rows] == ["q", "2", "3", "4"]
    assert [row["data-verdict"] for row in rows] == ["right", "right", "missing", "not refused"]
    assert [row["data-change"] for row in rows] == ["same", "better", "same", "same"]
    assert [json.loads(row["data-tag"] or "") for row in rows] == [[], ["typed"], [], ["misses the year"]]
    assert [row["data-confidence"] for row in rows] == ["0.8", "0.8", "", "0.8"]


def test_what_the_figures_mean_is_said(compared: Build) -> None:
    page = page_of(compared())
    assert "<summary>What the measures mean</summary>" in page
    for meaning in (*MEANINGS, *MEANINGS.values(), *REMARKS):
        assert text(meaning) in page
    assert page.count(BY_CHANCE) == 3  # of the comparison, the ablation and the meanings


def test_accepted_answers_are_told_apart_by_words(report_on: Build) -> None:
    report = report_on()
    report["questions"][0]["answers"] = ["113 maisons", "cent treize maisons"]
    report["questions"][1]["answers_all"] = [["113", "cent treize"], ["17 000"]]
    said = re.sub("<[^>]+>", " ", page_of(report))
    said = " ".join(said.split())
    assert "Expected 113 maisons or cent treize maisons En 2022" in said
    assert "Expected All of: 113 or cent treize 17 000 En 2022" in said


def test_charts_have_text_alternatives(compared: Build) -> None:
    text = page_of(compared())
    shown = re.findall(r'<svg[^>]*role="img"[^>]*><title>([^<]+)</title><desc>([^<]+)</desc>', text)
    assert [title for title, _ in shown] == [
        "Answerable",
        "Not answerable from the documents",
        "Recall by k",
        "Risk and coverage",
        "Reliability",
        "Latency: read",
        "Latency: total",
    ]
    assert dict(shown)["Answerable"] == "2 right, 0 partial, 0 wrong, 0 refused"
    assert dict(shown)["Reliability"] == (
        "0.8 to 0.9: 3 answers, right 0.67; 0.9 to 1.0: 1 answers, right 0.00"
    )
    assert len(re.findall("<svg", text)) == len(shown) + text.count('<svg class="row"')


def test_a_report_without_rankings_nor_open_answers_leaves_their_parts_out(report_on: Build) -> None:
    report = report_on()
    report |= {"recall_by_k": {}, "risk_coverage": [], "reliability": [], "working_point": None}
    for row in report["questions"]:
        row |= {"ranking": [], "timings_ms": {}, "open_confidence": None}
    report["latency_ms"] = {}
    text = page_of(report)
    for id in ("recall", "confidence", "latency", "comparison", "ablation", "history"):
        assert f'id="part-{id}"' not in text
    assert 'id="part-measures"' in text


def test_whiskers_stand_where_their_values_are() -> None:
    row = plots.whisker({"value": 0.5, "low": 0.25, "high": 1.0})
    # 6 pixels free on both sides of 240: 0 is at 6, 1 at 234.
    assert 'd="M63.0 10H234.0' in row
    assert 'cx="120.0"' in row
    change = plots.whisker({"value": -0.1, "low": -0.2, "high": 0.0}, (-0.2, 0.2), zero=True)
    assert 'd="M6.0 10H120.0' in change
    assert '<path class="nought" d="M120.0 0V20"/>' in change


@pytest.mark.parametrize(("value", "end"), [(0.05, 0.05), (0.051, 0.06), (71, 80), (237, 240), (1.0, 1)])
def test_axes_end_round(value: float, end: float) -> None:
    assert plots.rounded_up(value) == pytest.approx(end)


def test_the_histogram_counts_every_time() -> None:
    chart = histogram([1.0, 1.5, 9.9, 100.0], "read", longest=10.0, bins=5)
    assert re.findall(r"<title>([^<]+ ms: \d+)</title>", chart) == ["0 to 2 ms: 2", "8 to 10 ms: 2"]
    assert "≥ 10" in chart


def test_all_right_and_all_wrong_can_be_drawn() -> None:
    bins = [{"low": 0.9, "high": 1.0, "count": 0, "confidence": 0, "accuracy": 0}]
    assert parsed(reliability_chart(bins, None)).seen
    for risk in (0.0, 1.0):
        assert "nan" not in risk_coverage_chart([(0.5, risk), (1.0, risk)], {"coverage": 0.5, "risk": risk})
