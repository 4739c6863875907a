"""The page held against WCAG 2.2 A and AA by axe-core, as its Python package carries it."""

from importlib.resources import files

import pytest

from tests.page.driving import DESK, PHONE, Q, ask, opened

pytestmark = pytest.mark.browser
AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def broken_rules(page) -> list[str]:
    """What axe finds wrong, one line an element."""
    page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}}).then(found => found.violations)",
        RULES,
    )
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_nothing_keeps_anyone_out(browser, shared, viewport, scheme) -> None:
    _, address = shared
    with opened(browser, address, viewport, color_scheme=scheme) as page:
        page.locator(".questions button").first.wait_for()
        assert broken_rules(page) == []
        ask(page, Q)
        page.wait_for_selector("mark.quote")
        page.get_by_text("Ce qui a été cherché").click()
        ask(page, "Quelle est la recette du cassoulet ? " * 12)
        page.locator(".exchange").nth(1).locator(".number").first.click()
        page.wait_for_selector('.card[data-moved="true"]')
        assert broken_rules(page) == []
        page.get_by_role("button", name="English").click()
        page.get_by_role("button", name="Ask", exact=True).wait_for()
        assert broken_rules(page) == []
