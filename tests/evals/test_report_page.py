"""The page of a report: whole, escaped, without outside hosts; and in a real headless Chromium."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from evals import plots
from evals.charts import histogram, reliability_chart, risk_coverage_chart
from evals.report_page import page_of

Build = Callable[..., dict[str, Any]]
VOID = {"meta", "input"}
PAYLOADS = json.loads((Path(__file__).parents[1] / "page" / "payloads.json").read_text(encoding="utf-8"))
HOSTILE = " ".join(PAYLOADS)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


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
        assert f'id="{id}"' not in text
    assert 'id="measures"' in text


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = os.environ.get("MOTAMOT_CHROMIUM") or shutil.which("chromium")
    if path is None:
        missing = "no Chromium: install chromium, or name it in MOTAMOT_CHROMIUM"
        if os.environ.get("MOTAMOT_REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=arguments)
        yield chromium
        chromium.close()


@contextmanager
def opened(
    browser: Any, file: Path, fragment: str = "", viewport: Any = DESK, **options: Any
) -> Iterator[Any]:
    """The page in a window of its own; it may ask for nothing but itself, and no script may fail."""
    context = browser.new_context(viewport=viewport, reduced_motion="reduce", **options)
    page = context.new_page()
    page.set_default_timeout(10_000)
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(f"script: {error}"))
    page.on("console", lambda line: trouble.append(line.text) if line.type == "error" else None)
    page.on("dialog", lambda dialog: trouble.append(f"dialog: {dialog.message}"))
    page.on("request", lambda request: trouble.append(request.url) if request.url != file.as_uri() else None)
    page.goto(file.as_uri() + fragment)
    yield page
    context.close()
    assert [each for each in trouble if each != file.as_uri() + fragment] == []


def shown(page: Any) -> list[str]:
    ids: list[str] = page.eval_on_selector_all(".question:not([hidden])", "all => all.map(row => row.id)")
    return ids


@pytest.fixture
def page_file(compared: Build, tmp_path: Path) -> Path:
    file = tmp_path / "report.html"
    file.write_text(page_of(compared()), encoding="utf-8")
    return file


@pytest.mark.browser
def test_filters_count_and_combine(browser: Any, page_file: Path) -> None:
    with opened(browser, page_file) as page:
        assert page.locator("output").inner_text() == "4 of 4 questions"
        page.locator(".chip", has_text="not refused").click()
        assert shown(page) == ["4"]
        page.locator(".chip", has_text="missing").click()
        assert shown(page) == ["3", "4"]
        # Each count is what choosing the value would leave, the other filters kept.
        kinds = page.locator("select[name=kind] option").all_inner_texts()
        assert kinds == ["all", "factoid-number (0)", "definition (1)", "unanswerable-nearmiss (1)"]
        page.select_option("select[name=kind]", "definition")
        assert shown(page) == ["3"]
        assert page.locator("output").inner_text() == "1 of 4 questions"
        assert page.locator(".chip", has_text="not refused").locator(".count").inner_text() == "0"
        page.get_by_role("button", name="Clear").click()
        page.wait_for_function("document.querySelector('output').value === '4 of 4 questions'")
        page.select_option("select[name=tag]", "typed")
        assert shown(page) == ["2"]
        page.select_option("select[name=tag]", "")
        page.select_option("select[name=split]", "test")
        assert shown(page) == ["q"]
        page.select_option("select[name=split]", "")
        page.select_option("select[name=change]", "better")
        assert shown(page) == ["2"]
        page.select_option("select[name=change]", "")
        page.select_option("select[name=document]", "a.txt")
        assert shown(page) == ["q", "2", "3", "4"]
        page.fill("input[name=words]", "L’OCCITANIE typed")  # accents, case and apostrophes do not count
        assert shown(page) == ["2"]
        page.fill("input[name=words]", "rien de tel")
        assert shown(page) == []
        assert page.locator(".none").is_visible()


@pytest.mark.browser
def test_sorting_by_confidence_keeps_the_unknown_last(browser: Any, report_on: Build, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(page_of(report_on()), encoding="utf-8")
    with opened(browser, file) as page:
        page.select_option("select[name=order]", "up")
        assert shown(page) == ["2", "q", "4", "3"]
        page.select_option("select[name=order]", "down")
        assert shown(page) == ["q", "4", "2", "3"]
        page.select_option("select[name=order]", "")
        assert shown(page) == ["q", "2", "3", "4"]


@pytest.mark.browser
def test_a_deep_link_opens_its_question(browser: Any, page_file: Path) -> None:
    with opened(browser, page_file, "#3") as page:
        assert page.evaluate("document.getElementById('3').open")
        assert page.evaluate("document.activeElement.parentElement.id") == "3"
        page.locator(".chip", has_text="not refused").click()
        assert shown(page) == ["4"]
        # A link of the comparison to a question that the filters hide clears them.
        page.locator(".changed a", has_text="2").click()
        page.wait_for_function("document.getElementById('2').open")
        page.wait_for_function("document.querySelector('output').value === '4 of 4 questions'")
        assert page.locator("[id='2']").is_visible()
        page.locator("[id='4'] > summary").click()
        assert page.url.endswith("#4")


@pytest.mark.browser
def test_everything_can_be_reached_by_keyboard(browser: Any, page_file: Path) -> None:
    with opened(browser, page_file) as page:
        reached = []
        for _ in range(80):
            page.keyboard.press("Tab")
            reached.append(
                page.evaluate("(e => e.name || e.parentElement?.id || e.className)(document.activeElement)")
            )
        for control in ("skip", "verdict", "kind", "words", "order", "unfold", "q", "2", "3", "4"):
            assert control in reached, control
        page.locator("[id='2'] > summary").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.getElementById('2').open")


@pytest.mark.browser
def test_the_theme_can_be_chosen_and_is_kept(browser: Any, page_file: Path) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    with opened(browser, page_file, color_scheme="light") as page:
        light = page.evaluate(paper)
        page.get_by_role("button", name="Dark theme").click()
        dark = page.evaluate(paper)
        assert dark != light
        page.reload()
        assert page.evaluate(paper) == dark
        page.get_by_role("button", name="Light theme").click()
        assert page.evaluate(paper) == light
    with opened(browser, page_file, color_scheme="dark") as page:
        assert page.evaluate(paper) == dark


@pytest.mark.browser
def test_a_phone_scrolls_only_inside_tables_and_nothing_hostile_runs(
    browser: Any, compared: Build, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    file.write_text(page_of(compared(HOSTILE)), encoding="utf-8")
    with opened(browser, file, viewport=PHONE) as page:
        page.evaluate("void (window.alive = () => { document.title = 'ALIVE' })")
        page.get_by_role("button", name="Open all shown").click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator("[id='2'] .asked").text_content() == HOSTILE
        assert page.title().startswith("Evaluation on 4 questions")
        assert (
            page.locator("main :is(script, img, iframe, object, embed, style, link, base, video)").count()
            == 0
        )
