import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.page.escape import web_address
from assistant.page.render import render_header, render_thread
from assistant.page.thread import Conversation
from assistant.types import Metadata, Reason, Understood

PAYLOADS = json.loads((Path(__file__).parent / "payloads.json").read_text(encoding="utf-8"))
Q = "Combien de maisons de santé en 2023 ?"
TAGS = {"article", "header", "section", "div", "h1", "h2", "h3", "h4", "p", "span", "strong", "time", "cite"}
TAGS |= {"a", "button", "blockquote", "ol", "ul", "li", "details", "summary"}


class Page(HTMLParser):
    """Tags, attributes and text as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def told(tiny, answer, question: str = Q, language="fr") -> str:
    conversation = Conversation(language=language).pending(question).answered(answer)
    return render_thread(conversation, tiny.suggestions, tiny.settings, tiny.index.documents)


def test_the_welcome_offers_the_suggestions_as_buttons(tiny) -> None:
    page = Page(render_thread(Conversation(), tiny.suggestions, tiny.settings, tiny.index.documents))
    asked = [value for name, value in page.attributes if name == "data-question"]
    assert asked == list(tiny.suggestions)


def test_an_answer_shows_quote_short_answer_title_publisher_date_and_region(tiny) -> None:
    html = told(tiny, tiny.answer(Q))
    assert "En 2023, elle comptait <strong>113 maisons de santé</strong>." in html
    text = Page(html).text
    for shown in ("Bilan santé 2023", "Région Centre-Val de Loire", "29 janvier 2024", "Confiance élevée"):
        assert shown in text
    assert "Compris comme" not in text


def test_where_a_date_comes_from_is_said(tiny, make_citation) -> None:
    answer = tiny.answer(Q)
    dates = {
        ("2018", "text"): "2018 (date trouvée dans le texte)",
        (None, None): "date inconnue",
        ("2024-12", "metadata"): "décembre 2024",
    }
    for (date, origin), shown in dates.items():
        first = replace(answer.citations[0], date=date, date_from=origin)
        assert shown in Page(told(tiny, replace(answer, citations=(first,)))).text


def test_what_was_understood_corrected_and_left_out_is_shown(tiny) -> None:
    answer = replace(
        tiny.answer(Q),
        standalone_question="Combien de maisons de santé dans le Gers ?",
        understood=Understood(places=("Gers",), dates=("2023",), corrections=(("medcins", "médecins"),)),
        stale=("vieux.pdf",),
        choices=("Dans le Gers ?", "Dans le Lot ?"),
    )
    page = Page(told(tiny, answer))
    assert "Compris comme : Combien de maisons de santé dans le Gers ?" in page.text
    assert "« medcins » lu comme « médecins »" in page.text
    assert "Lieux compris : Gers" in page.text
    assert "vieux.pdf" in page.text
    assert [value for name, value in page.attributes if name == "data-question"] == list(answer.choices)


def test_a_refusal_gives_reason_contact_and_passages_labelled_as_no_answer(tiny) -> None:
    text = Page(told(tiny, tiny.answer("Quelle recette ?"))).text
    assert "Les documents ne répondent pas à cette question." in text
    assert "Les documents n’abordent pas ce sujet." in text
    assert "Il manque : la recette" in text
    assert "documentation@exemple.fr" in text
    assert text.count("Ne répond pas à la question") == 2


def test_the_english_page_words_reasons_itself(tiny) -> None:
    text = Page(told(tiny, tiny.answer("Quelle recette ?"), language="en")).text
    assert "Nothing in them is close enough to this question." in text
    assert text.count("Does not answer the question") == 2


def test_related_quotes_are_numbered_after_the_citations(tiny) -> None:
    answer = tiny.answer(Q)
    html = told(tiny, replace(answer, related=answer.citations[:1]))
    assert 'data-part="related" data-place="0"' in html
    assert ">3</button>" in html


def test_an_empty_side_and_a_replaced_document_are_told(tiny) -> None:
    answer = tiny.answer(Q)
    old = replace(answer.citations[0], superseded_by="<new>.md", side="Lot")
    html = told(tiny, replace(answer, citations=(old,), empty_sides=("Gers & Tarn",)))
    assert '<p class="side">Lot</p>' in html
    assert "Aucun passage ne répond pour : Gers &amp; Tarn" in html
    assert "Document remplacé par : &lt;new&gt;.md" in html


def test_the_header_tells_the_state_of_the_index(tiny) -> None:
    text = Page(render_header(tiny.index, tiny.settings, "fr")).text
    assert "2 documents · 0 passage · Index construit le 5 mars 2024" in text
    assert "20240305-1405-abcdef" in text
    assert "appelez le 15" in text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_is_shown_as_text_everywhere(tiny, payload: str) -> None:
    answer = tiny.answer(Q)
    hostile = replace(
        answer.citations[0],
        document=payload,
        also=(payload,),
        title=payload,
        publisher=payload,
        region=payload,
        url=payload,
        heading=(payload, payload),
        side=payload,
        quote=f"avant {payload} après",
        short_answer=payload,
    )
    shared = {
        "standalone_question": payload,
        "choices": (payload,),
        "understood": Understood((payload,), (payload,), ((payload, payload),)),
        "stale": (payload,),
        "index": payload,
    }
    tiny.settings.contact = tiny.settings.notice = payload
    tiny.index.generation = payload
    tiny.suggestions = (payload,)
    pages = [
        told(tiny, replace(answer, citations=(hostile,), related=(hostile,), **shared), question=payload),
        told(
            tiny,
            replace(
                answer,
                answered=False,
                citations=(),
                nearest=(hostile,),
                reason=Reason("off_topic", payload, payload),
                **shared,
            ),
            question=payload,
        ),
        render_thread(Conversation().pending(payload).failed(payload), (payload,), tiny.settings, {}),
        render_header(tiny.index, tiny.settings, "fr"),
    ]
    for html in pages:
        page = Page(html)
        assert page.tags <= TAGS
        assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("style", "src")]
        assert [value for name, value in page.attributes if name == "href"] in ([], ["#question"])
        assert payload in page.text


@pytest.mark.parametrize(
    "payload", [*PAYLOADS, "ftp://a.fr", "//a.fr", "http:///chemin", "http://[mal", "https://a.fr/\nb"]
)
def test_only_web_addresses_become_links(payload: str) -> None:
    assert web_address(payload) is None


@pytest.mark.parametrize("url", ["http://exemple.fr", "https://exemple.fr/a?b=c&d=é#e", "HTTPS://exemple.fr"])
def test_web_addresses_are_kept_as_they_are(url: str) -> None:
    assert web_address(url) == url


def test_unknown_metadata_leaves_no_trace(tiny, make_document, make_citation) -> None:
    bare = make_document("Une phrase seule.", "nu.txt", Metadata())
    answer = replace(tiny.answer(Q), citations=(make_citation(bare, 0, 17),))
    text = Page(told(tiny, answer)).text
    assert "Document sans titre" in text
    assert "None" not in text
