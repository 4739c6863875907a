"""The page of a report as a reader meets it, in a real headless Chromium."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from evals.report_page import page_of

pytestmark = pytest.mark.browser
Build = Callable[..., dict[str, Any]]
PAYLOADS = json.loads((Path(__file__).parents[1] / "page" / "payloads.json").read_text(encoding="utf-8"))
HOSTILE = " ".join(PAYLOADS)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@contextmanager
def opened(
    browser: Any, file: Path, fragment: str = "", viewport: Any = DESK, **options: Any
) -> Iterator[Any]:
    """The page in a window of its own; it may ask for nothing but itself, and no script may fail."""
    context = browser.new_context(viewport=viewport, reduced_motion="reduce", **options)
    page = context.new_page()
    page.set_default_timeout(30_000)
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


def test_a_table_wider_than_a_phone_shows_it_and_scrolls_by_keyboard(browser: Any, page_file: Path) -> None:
    with opened(browser, page_file, viewport=PHONE) as page:
        box = page.get_by_role("region", name="Measures by kind")
        assert box.evaluate("box => box.scrollWidth > box.clientWidth")
        assert "scroll" in box.evaluate("box => getComputedStyle(box).backgroundAttachment")
        box.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("box => box.scrollLeft > 0", arg=box.element_handle())
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
        places = page.eval_on_selector_all(
            ".filters > label > *", "all => all.map(each => each.getBoundingClientRect())"
        )
        assert {each["height"] for each in places} == {32}
        assert len({each["x"] for each in places}) == 2


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
