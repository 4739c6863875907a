"""The page as a reader meets it, in a real headless Chromium."""

import json
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.types import Metadata
from tests.page.driving import DESK, PHONE, QUOTE, Q, ask, no_wider_than_the_window, opened

pytestmark = pytest.mark.browser
PAYLOADS = json.loads((Path(__file__).parent / "payloads.json").read_text(encoding="utf-8"))


def test_ask_read_the_quote_and_see_it_in_its_document(browser, shared) -> None:
    tiny, address = shared
    with opened(browser, address) as page:
        page.locator(".questions button").first.wait_for()
        assert page.locator(".questions button").all_inner_texts() == list(tiny.to_start)
        ask(page, Q)
        first = page.locator(".quotes.citations > li").first
        assert first.locator(".words").text_content() == QUOTE
        assert first.locator("strong").text_content() == "113 maisons de santé"
        origin = first.locator(".origin").inner_text()
        for shown in ("Bilan santé 2023", "Région Centre-Val de Loire", "29 janvier 2024"):
            assert shown in origin
        # The first source is open by itself, beside the answer, with the quote in sight.
        page.wait_for_selector("mark.quote")
        assert page.locator("mark.quote").text_content() == QUOTE
        assert page.locator(".sheet").text_content() == tiny.index.documents["centre/sante.md"].text
        assert "Cité mot à mot" in page.locator(".badge").inner_text()
        assert page.locator("mark.quote").bounding_box()["x"] > first.bounding_box()["x"] + 300
        assert page.locator(".number[aria-current]").inner_text() == "1"
        assert (
            page.locator(".original a")
            .get_attribute("href")
            .startswith("https://exemple.fr/bilan#:~:text=En%202023")
        )
        page.get_by_text("Ce qui a été cherché").click()
        assert page.locator(".searched li").count() == 7
        assert page.input_value("#question textarea") == ""


def test_a_number_opens_its_source_by_keyboard_alone(browser, tiny, serve_one, make_document) -> None:
    lines = [f"Paragraphe {n} sur la commune de Villeneuve numéro {n}." for n in range(300)]
    lines[250] = "Le village de Saint-Exemple compte 77 habitants depuis 2019."
    document = make_document("\n\n".join(lines), "long.txt", Metadata(title="Longue liste"))
    tiny.index.documents = {**tiny.index.documents, document.path: document}
    with serve_one(tiny) as address, opened(browser, address) as page:
        ask(page, "Combien de village habitants depuis 2019 Saint-Exemple ?")
        page.wait_for_selector("mark.quote")
        second = page.locator(".number").nth(1)
        second.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector('.number[aria-current]:text("2")')
        second_quote = page.locator(".quotes .words").nth(1).text_content()
        assert page.locator("mark.quote").text_content() == second_quote
        assert page.evaluate("document.activeElement.tagName") == "H2"
        page.locator(".number").nth(0).focus()
        page.keyboard.press("Enter")
        page.wait_for_selector('.number[aria-current]:text("1")')
        page.wait_for_function("document.querySelector('.sheet').scrollTop > 1000")
        assert page.locator("mark.quote").text_content() == lines[250]
        sheet, mark = page.locator(".sheet").bounding_box(), page.locator("mark.quote").bounding_box()
        assert sheet["y"] < mark["y"] < min(DESK["height"], sheet["y"] + sheet["height"])


def test_follow_up_refuse_and_start_again(browser, shared) -> None:
    tiny, address = shared
    with opened(browser, address) as page:
        ask(page, "Quels jours roulent les navettes dans le Gers ?")
        ask(page, "Et le mardi ?")
        assert tiny.asked[-1] == ("Et le mardi ?", ("Quels jours roulent les navettes dans le Gers ?",))
        assert "Compris comme : Et le mardi ? (Quels jours" in page.locator(".understood").inner_text()
        ask(page, "Quelle est la recette du cassoulet ?")
        refusal = page.locator(".exchange").nth(2)
        assert "ne répondent pas" in refusal.locator(".refusal").inner_text()
        assert "documentation@exemple.fr" in refusal.inner_text()
        assert refusal.locator(".tag").all_inner_texts() == ["Ne répond pas à la question"] * 2
        assert page.locator("mark.quote").count() == 0
        refusal.locator(".number").first.click()
        page.wait_for_selector("mark.quote")
        page.locator("#next").get_by_role("button", name=tiny.to_start[0]).click()
        page.wait_for_selector(".exchange:nth-child(4) .quotes.citations")
        page.get_by_role("button", name="Nouvelle conversation").click()
        page.wait_for_selector(".welcome")
        assert page.locator(".exchange").count() == 0
        ask(page, "Et le mardi roulent les navettes ?")
        assert tiny.asked[-1][1] == (), "a new conversation has no earlier turn"


def test_two_visitors_never_share_their_turns(browser, shared) -> None:
    tiny, address = shared
    with opened(browser, address) as one, opened(browser, address) as other:
        ask(one, Q)
        ask(other, "Quels jours roulent les navettes ?")
        assert tiny.asked[-1][1] == ()
        ask(one, "Et en 2008 ?")
        assert tiny.asked[-1][1] == (Q,)
        assert other.locator(".exchange").count() == 1


def test_the_interface_speaks_english_and_keeps_the_conversation(browser, shared) -> None:
    _, address = shared
    with opened(browser, address) as page:
        assert page.evaluate("document.documentElement.lang") == "fr"
        ask(page, Q)
        page.get_by_role("button", name="English").click()
        page.wait_for_selector('.masthead[data-language="en"]')
        page.get_by_role("button", name="Ask", exact=True).wait_for()
        assert page.evaluate("document.documentElement.lang") == "en"
        assert "word for word" in page.title()
        assert page.get_by_label("Your question").count() >= 1
        assert "High confidence" in page.locator(".reply").inner_text()
        assert "29 January 2024" in page.locator(".quotes").inner_text()
        assert "Quoted word for word" in page.locator(".badge").inner_text()
        assert page.locator(".quotes .words").first.text_content() == QUOTE
        page.get_by_role("button", name="Français").click()
        page.get_by_role("button", name="Demander", exact=True).wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_the_source_below_and_nothing_sideways(browser, shared, scheme: str) -> None:
    _, address = shared
    with opened(browser, address, PHONE, color_scheme=scheme) as page:
        assert no_wider_than_the_window(page)
        ask(page, Q)
        assert no_wider_than_the_window(page)
        page.locator(".number").first.click()
        page.wait_for_selector('.card[data-moved="true"]')
        assert page.locator(".source").bounding_box()["y"] > page.locator(".quotes").bounding_box()["y"]
        page.wait_for_function(
            "document.querySelector('.card').getBoundingClientRect().top < innerHeight / 2"
        )
        page.get_by_role("button", name="Revenir à la citation").click()
        assert page.evaluate("document.activeElement.className") == "number"
        ask(page, "Un mot " + "trèslong" * 60)
        assert no_wider_than_the_window(page)


def test_a_file_that_changed_or_went_is_told(browser, tiny, serve_one) -> None:
    with serve_one(tiny) as address, opened(browser, address) as page:
        ask(page, Q)
        assert "Cité mot à mot" in page.locator(".badge").inner_text()
        tiny.states["centre/sante.md"] = "changed"
        page.locator(".number").nth(1).click()
        page.wait_for_selector(".badge.warning")
        assert "a changé" in page.locator(".badge").inner_text()
        del tiny.index.documents["centre/sante.md"]  # withdrawn, and the index rebuilt
        page.locator(".number").nth(0).click()
        page.get_by_text("a été retiré").wait_for()
        assert page.locator(".sheet").count() == 0


def test_no_markup_comes_alive(browser, tiny, serve_one, make_document) -> None:
    path = "piege.txt"
    text = "\n\n".join(f"Le piège numéro {n} : {payload} fin." for n, payload in enumerate(PAYLOADS))
    everything = " ".join(PAYLOADS)
    known = Metadata(title=everything, publisher=everything, region=everything, url="javascript:alive()")
    trap = replace(make_document(text, path, known), also=(everything,))
    tiny.index.documents = {path: trap}
    tiny.to_start = (everything,)
    tiny.settings.notice = tiny.settings.contact = everything
    with serve_one(tiny) as address, opened(browser, address) as page:
        page.evaluate("void (window.alive = () => { document.title = 'VIVANT' })")
        for question in ("piège numéro 3 fin", "piège numéro 17 fin", everything[:1900], everything[-1900:]):
            ask(page, question)
            assert page.locator(".exchange:last-child .asked .words").text_content() == question
        for number in range(2):
            page.locator(".exchange:first-child .number").nth(number).click()
            page.wait_for_selector(f'.card[data-from="quote-0-citations-{number}"]')
            assert page.locator(".sheet").text_content() == text
        ask(page, "cassoulet")
        page.locator(".questions button").first.hover()
        page.wait_for_timeout(300)
        assert page.title() == "Motamot, les documents mot à mot"
        foreign = (
            "script, img, svg, math, iframe, object, embed, video, audio, style, link, form, input, base"
        )
        for part in ("#header", "#thread", "#panel"):
            inside = page.locator(part).locator(".thread, .masthead, .notice, .source").locator(foreign)
            assert inside.count() == 0, part
        links = page.eval_on_selector_all("#thread a, #panel a", "all => all.map(a => a.href)")
        assert links == []


def test_a_question_past_the_limit_is_said_on_the_page(browser, shared) -> None:
    tiny, address = shared
    before = len(tiny.asked)
    with opened(browser, address) as page:
        page.locator("#question textarea").evaluate("box => box.removeAttribute('maxlength')")
        page.fill("#question textarea", "a" * 2001)
        page.press("#question textarea", "Enter")
        page.get_by_role("alert").get_by_text(re.compile("2.001 caractères")).wait_for()
        assert "Warning" not in page.locator("body").inner_text()
        page.wait_for_timeout(1500)
        assert page.get_by_role("alert").count() == 1, "what is wrong stays on the page"
        assert page.locator(".exchange").count() == 0
    assert len(tiny.asked) == before


def test_an_unexpected_failure_is_said_and_the_page_goes_on(browser, tiny, serve_one, monkeypatch) -> None:
    answer: Callable = tiny.answer
    with serve_one(tiny) as address:
        context = browser.new_context(viewport=DESK)
        page = context.new_page()
        page.goto(address)
        monkeypatch.setattr(tiny, "answer", lambda *_, **__: 1 / 0)
        ask(page, Q, wait_for=".trouble")
        assert "une erreur inattendue" in page.locator(".trouble").inner_text()
        monkeypatch.setattr(tiny, "answer", answer)
        ask(page, Q)
        assert page.locator(".quotes .words").first.text_content() == QUOTE
        context.close()


def test_suggestions_come_to_an_open_page_once_they_are_found(browser, tiny, serve_one) -> None:
    go_on = threading.Event()

    class Slow(type(tiny)):
        def suggestions(self, ask: object) -> tuple[str, ...]:
            assert go_on.wait(120)
            return (Q,)

    with serve_one(Slow(tiny.index)) as address, opened(browser, address) as page:
        page.locator(".welcome").wait_for()
        assert page.locator(".questions button").count() == 0
        go_on.set()
        page.locator(".questions button").first.click()
        page.wait_for_selector(".exchange .quotes.citations")
        page.wait_for_timeout(1500)
        assert page.locator(".exchange").count() == 1
