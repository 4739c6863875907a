"""What a reader does with an answer: cites it, says what it is worth, comes back to it."""

from dataclasses import replace

import pytest

from assistant.feedback import FeedbackStore
from assistant.page.link import text_directive
from assistant.settings import Settings
from tests.page.driving import PHONE, QUOTE, Q, ask, no_wider_than_the_window, opened

pytestmark = pytest.mark.browser


def test_a_quote_is_copied_with_its_source(browser, shared) -> None:
    _, address = shared
    with opened(browser, address, permissions=["clipboard-read", "clipboard-write"]) as page:
        ask(page, Q)
        page.get_by_role("button", name="Copier la citation").first.click()
        page.get_by_role("button", name="Citation copiée").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(
            f"« {QUOTE} » Bilan santé 2023, Région Centre-Val de Loire, 29 janvier 2024, "
        )
        assert "https://exemple.fr/bilan#:~:text=En%202023" in copied
        assert "(consulté le " in copied


def test_a_reload_keeps_the_conversation_and_the_language(browser, shared) -> None:
    tiny, address = shared
    with opened(browser, address) as page:
        ask(page, Q)
        ask(page, "Et en 2008 ?")
        page.get_by_role("button", name="English").click()
        page.get_by_role("button", name="Ask", exact=True).wait_for()
        before = page.locator(".exchange").all_inner_texts()
        page.reload()
        page.wait_for_selector(".exchange:nth-child(2) .searched")
        page.get_by_role("button", name="Ask", exact=True).wait_for()
        assert page.locator(".exchange .quotes").count() == len(before)
        assert tiny.asked[-1] == ("Et en 2008 ?", (Q,))
        assert page.evaluate("document.documentElement.lang") == "en"
        page.wait_for_selector("mark.quote")
        page.get_by_role("button", name="New conversation").click()
        page.wait_for_selector(".welcome")
        page.reload()
        page.get_by_role("button", name="Ask", exact=True).wait_for()
        assert page.locator(".exchange").count() == 0, "what was left is forgotten"


def test_an_opinion_is_kept_with_its_reason_and_asked_once(browser, tiny, serve_one, tmp_path) -> None:
    store = FeedbackStore(tmp_path / "flags.sqlite3", Settings(feedback=True))
    with serve_one(tiny, store) as address, opened(browser, address) as page:
        ask(page, Q)
        ask(page, "Et en 2008 ?")
        last = page.locator(".exchange").nth(1)
        last.get_by_text("Pas utile").click()
        last.get_by_role("button", name="Incomplet").click()
        last.get_by_text("votre avis est noté").wait_for()
        page.locator(".exchange").nth(0).get_by_role("button", name="Utile", exact=True).click()
        page.wait_for_function("document.querySelectorAll('.opinion button').length === 0")
        page.reload()
        page.wait_for_function("document.querySelectorAll('p.opinion').length === 2")
    down, up = (row.flag for row in store.rows())
    assert (down.thumb, down.reason, down.question) == ("down", "incomplet", "Et en 2008 ?")
    assert [turn.question for turn in down.turns] == [Q]
    assert (up.thumb, up.reason, up.question, up.turns) == ("up", None, Q, ())
    assert up.quotes[0].quote == QUOTE


def test_the_question_as_understood_can_be_edited(browser, shared) -> None:
    tiny, address = shared
    with opened(browser, address) as page:
        ask(page, Q)
        ask(page, "Et en 2008 ?")
        page.get_by_role("button", name="Modifier").click()
        understood = page.locator(".standalone").inner_text()
        assert page.input_value("#question textarea") == understood
        assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
        page.keyboard.press("End")
        page.keyboard.type(" dans le Gers")
        page.keyboard.press("Enter")
        page.wait_for_selector(".exchange:nth-child(3) .searched")
        assert tiny.asked[-1][0] == f"{understood} dans le Gers"


def test_a_long_question_leaves_room_for_its_answer(browser, shared) -> None:
    _, address = shared
    question = f"{Q} " + "Voici pourquoi je le demande, en détail. " * 45
    with opened(browser, address, PHONE) as page:
        ask(page, question.strip())
        assert page.locator(".asked").bounding_box()["height"] < PHONE["height"] / 4
        page.get_by_role("button", name="Afficher toute la question").click()
        assert page.locator(".asked").bounding_box()["height"] > PHONE["height"] / 2
        page.get_by_role("button", name="Réduire la question").click()
        assert page.locator(".asked").bounding_box()["height"] < PHONE["height"] / 4


def test_sides_and_dated_figures_stand_in_tables_that_fit_a_phone(
    browser, tiny, serve_one, monkeypatch
) -> None:
    answer = tiny.answer(Q)
    sided = replace(answer.citations[0], side="Centre-Val de Loire")
    compared = replace(
        answer,
        citations=(sided,),
        empty_sides=("Occitanie",),
        related=(answer.citations[1], replace(sided, side=None, date="2018", date_from="text")),
    )
    monkeypatch.setattr(tiny, "answer", lambda *_, **__: compared)
    with serve_one(tiny) as address, opened(browser, address, PHONE) as page:
        ask(page, Q)
        assert no_wider_than_the_window(page)
        assert page.locator(".sides tbody tr").count() == 2
        assert "Aucun passage" in page.locator(".sides tr").last.inner_text()
        page.locator(".related .number").first.click()
        page.wait_for_selector('.card[data-from="quote-0-related-0"]')
        assert page.locator("mark.quote").text_content() == answer.citations[1].quote
        assert page.locator("mark.other").count() >= 1, "the answer's other quotes are marked too"


@pytest.mark.parametrize("place", [0, 7, 19])
def test_a_text_fragment_opens_the_original_page_at_the_very_quote(browser, place: int) -> None:
    towns = [f"Commune-{chr(97 + n)}, l’été : 12 lits & rien d'autre." for n in range(20)]
    quote = "12 lits & rien d'autre."
    text = "\n".join(towns)
    start = text.index(towns[place]) + len(towns[place]) - len(quote)
    html = "".join(f'<p style="height: 900px">{line.replace("&", "&amp;")}</p>' for line in towns)
    context = browser.new_context(viewport={"width": 800, "height": 600})
    context.route(
        "**/*", lambda route: route.fulfill(body=f"<meta charset=utf-8>{html}", content_type="text/html")
    )
    page = context.new_page()
    page.goto(f"https://exemple.fr/page#:~:{text_directive(text, start, start + len(quote))}")
    seen = """[...document.querySelectorAll('p')].findIndex(p => {
        const {top} = p.getBoundingClientRect(); return top >= 0 && top < innerHeight; })"""
    page.wait_for_function(f"{seen} === {place}")
    context.close()
