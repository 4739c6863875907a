"""A reader steers: leaves out what was understood, filters the documents, goes on with what is offered."""

from threading import Event

import pytest

from assistant.types import Answer, Understood
from tests.page.driving import PHONE, Q, ask, no_wider_than_the_window, opened

pytestmark = pytest.mark.browser


def test_a_chip_asks_again_without_its_place_and_an_offered_question_goes_on(
    browser, tiny, serve_one
) -> None:
    tiny.understood = Understood(places=("Gers",))
    tiny.going_on = (Q, "Quels jours roulent les navettes ?")
    with serve_one(tiny) as address, opened(browser, address) as page:
        ask(page, "Combien de personnes transportées dans le Gers ?")
        page.get_by_role("button", name="Gers, chercher sans").click()
        page.wait_for_selector(".exchange:nth-child(2) .searched")
        assert tiny.asked[-1][0] == "Combien de personnes transportées ?"
        ask(page, Q)
        page.get_by_text("Pour continuer").wait_for()
        page.wait_for_selector("#exchange-2 .number[aria-current]")
        offered = page.locator("#next button")
        assert offered.all_inner_texts() == [tiny.going_on[1]]
        offered.click()
        page.wait_for_selector(".exchange:nth-child(4) .searched")
        assert tiny.asked[-1][0] == tiny.going_on[1]


def test_nobody_waits_for_the_questions_to_go_on_with(browser, tiny, serve_one, monkeypatch) -> None:
    sought, free = Event(), Event()

    def slowly(answer: Answer, *_: object) -> tuple[str, ...]:
        sought.set()
        assert free.wait(30)
        return ("Trop tard ?",) if answer.answered else ()

    monkeypatch.setattr(tiny, "next_questions", slowly)
    with serve_one(tiny) as address, opened(browser, address) as page:
        ask(page, Q)
        assert sought.wait(10)
        box = page.locator("#question textarea")
        box.fill("Quelle recette ?")
        box.press("Enter")
        page.locator(".exchange").nth(1).wait_for()
        assert box.input_value() == ""
        free.set()
        page.wait_for_selector(".exchange:nth-child(2) .refusal")
        assert page.get_by_text("Trop tard ?").count() == 0


def test_no_question_is_lost_whatever_else_goes_on(browser, tiny, serve_one) -> None:
    """Each is asked as soon as the one before is on the screen; then once more in a page that was just loaded again."""
    tiny.going_on = ("Quels jours roulent les navettes ?",)
    years = range(2015, 2021)
    with serve_one(tiny) as address, opened(browser, address) as page:
        box = page.locator("#question textarea")
        for place, year in enumerate(years):
            if year == years[-1]:
                page.reload()
            box.fill(f"Combien de maisons de santé en {year} ?")
            box.press("Enter")
            page.locator(".exchange").nth(place).wait_for()
        page.locator(".exchange .searched").nth(len(years) - 1).wait_for()
        asked = page.locator(".asked .words").all_inner_texts()
        assert asked == [f"Combien de maisons de santé en {year} ?" for year in years]


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_filters_hold_for_the_next_questions_until_taken_off(browser, shared, viewport) -> None:
    _, address = shared
    with opened(browser, address, **({"viewport": viewport} if viewport else {})) as page:
        page.get_by_text("Filtrer les documents").click()
        document = page.locator("#filter-document")
        document.select_option("Les navettes")
        chip = page.get_by_role("button", name="Document : Les navettes, retirer ce filtre")
        chip.wait_for()
        assert page.evaluate("document.activeElement.id") == "filter-document", (
            "the keyboard stays where it was"
        )
        assert document.is_visible()
        assert no_wider_than_the_window(page)
        ask(page, Q)
        assert page.locator(".refusal").count() == 1, "the shuttles' document does not say"
        page.get_by_text("Ce qui a été cherché").click()
        assert "Document : Les navettes" in page.locator(".searched").inner_text()
        page.reload()
        chip.wait_for()
        page.wait_for_selector(".exchange:only-child .refusal")
        chip.click()
        chip.wait_for(state="detached")
        ask(page, Q)
        assert page.locator(".exchange").nth(1).locator(".quotes.citations").count() == 1, (
            page.locator(".exchange").nth(1).inner_text()
        )
