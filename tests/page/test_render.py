import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.page.filters import Facets, render_filters
from assistant.page.render import render_going_on, render_header, render_hint, render_thread
from assistant.page.reply import Surroundings
from assistant.page.thread import Conversation, Opinion
from assistant.types import Answer, Filters, Metadata, Reason, Understood

PAYLOADS = json.loads((Path(__file__).parent / "payloads.json").read_text(encoding="utf-8"))
Q = "Combien de maisons de santé en 2023 ?"
TAGS = {"article", "header", "section", "div", "h1", "h2", "h3", "h4", "p", "span", "strong", "time", "cite"}
TAGS |= {"a", "button", "blockquote", "ol", "ul", "li", "details", "summary"}
TAGS |= {"label", "select", "option", "table", "caption", "thead", "tbody", "tr", "th", "td", "br"}


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


def around(tiny, flags: bool = False) -> Surroundings:
    return Surroundings(tiny.index.documents, tiny.settings, tiny.to_start, flags)


def answered(answer: Answer, question: str = Q, said: Conversation | None = None) -> Conversation:
    waiting = (said or Conversation()).pending(question)
    return waiting.answered(waiting.waiting, answer, "2024-03-05")


def told(tiny, answer, question: str = Q, language="fr", flags: bool = False) -> str:
    conversation = answered(answer, question, Conversation(language=language))
    return render_thread(conversation, around(tiny, flags))


def test_the_welcome_offers_the_suggestions_as_buttons(tiny) -> None:
    page = Page(render_thread(Conversation(), around(tiny)))
    asked = [value for name, value in page.attributes if name == "data-question"]
    assert asked == list(tiny.to_start)


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


def test_places_and_dates_are_chips_that_leave_them_out(tiny) -> None:
    answer = replace(tiny.answer(Q), understood=Understood(places=("Gers",), dates=("2023",)))
    chips = re.findall(
        r'data-act="without" data-exchange="0" data-name="(\w+)" aria-label="([^"]+)"', told(tiny, answer)
    )
    assert chips == [("Gers", "Gers, chercher sans"), ("2023", "2023, chercher sans")]


def test_only_the_last_answer_leads_on(tiny) -> None:
    answer = tiny.answer(Q)
    first = answered(answer).offering(("Et ensuite ?",), answer)
    assert "Pour continuer" in render_going_on(first)
    assert 'data-question="Et ensuite ?"' in render_going_on(first)
    refusal = tiny.answer("Quelle recette ?")
    second = answered(refusal, "Quelle recette ?", first)
    assert render_going_on(second) == ""
    assert "par exemple à" in render_going_on(second.offering((Q,), refusal))


def test_an_answer_from_beyond_the_filters_says_so_and_names_them(tiny) -> None:
    said = Conversation().filtered(Filters(region="Corse", document="navettes.txt", since=2018))
    answer = tiny.answer(Q)
    html = render_thread(answered(replace(answer, beyond_filters=True), said=said), around(tiny))
    assert "Rien ne répond dans la région ou la période choisie" in html
    for words in ("Région : Corse", "Document : Les navettes", "Depuis : 2018"):
        assert words in html
    assert "Rien ne répond dans" not in told(tiny, answer)


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


def test_a_courtesy_is_answered_plainly_and_refuses_nothing(tiny) -> None:
    reason = Reason("out_of_scope", "Bonjour ! Posez une question.", courtesy=True)
    answer = replace(tiny.answer("Bonjour"), reason=reason, nearest=())
    french, english = Page(told(tiny, answer, flags=True)), Page(told(tiny, answer, language="en"))
    assert "Bonjour ! Posez une question." in french.text
    assert "ne répondent pas" not in french.text
    assert "Utile" not in french.text
    assert "Ask a question" in english.text
    assert "details" not in french.tags


def test_opinions_are_asked_only_where_they_are_kept(tiny) -> None:
    answer, refused = tiny.answer(Q), tiny.answer("Quelle recette ?")
    assert "Utile" not in Page(told(tiny, answer)).text

    def reasons(html: str) -> list[str | None]:
        return [value for name, value in Page(html).attributes if name == "data-reason"]

    html = told(tiny, answer, flags=True)
    assert reasons(html) == ["", "mauvaise source", "hors sujet", "incomplet", ""]
    assert "gardé 90 jours sur cette machine" in html
    assert reasons(told(tiny, refused, flags=True)) == ["", "il y avait une réponse", "hors sujet", ""]


def test_an_opinion_once_given_is_shown_and_not_asked_again(tiny) -> None:
    said = answered(tiny.answer(Q))
    page = Page(render_thread(said.flagged(0, Opinion("down", "incomplet")), around(tiny, flags=True)))
    assert "Merci, votre avis est noté : Incomplet" in page.text
    assert ("data-act", "judge") not in page.attributes


def test_a_long_question_is_folded_and_can_be_unfolded(tiny) -> None:
    short, long = told(tiny, tiny.answer(Q)), told(tiny, tiny.answer(Q), question="mot " * 100)
    assert "unfold" not in short
    assert 'data-act="unfold"' in long
    assert "mot " * 100 in Page(long).text


def test_a_conversation_answered_by_another_generation_says_so(tiny) -> None:
    said = answered(tiny.answer(Q))
    assert "reconstruit" not in render_thread(said, around(tiny))
    assert "L’index a été reconstruit" in render_thread(replace(said, kept_from="another"), around(tiny))


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
        superseded_by=payload,
    )
    shared = {
        "standalone_question": payload,
        "choices": (payload,),
        "understood": Understood((payload,), (payload,), ((payload, payload),)),
        "stale": (payload,),
        "index": payload,
    }
    tiny.settings.contact = tiny.settings.notice = payload
    trapped = Filters(region=payload, publisher=payload, document=payload)
    tiny.index.generation = payload
    tiny.to_start = (payload,)
    troubled = Conversation().pending(payload)
    pages = [
        told(tiny, replace(answer, citations=(hostile,), related=(hostile,), **shared), question=payload),
        told(
            tiny,
            replace(answer, citations=(replace(hostile, side=None),), empty_sides=(payload,)),
            question=payload * 10,
            flags=True,
        ),
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
        render_thread(troubled.failed(troubled.waiting, payload), around(tiny)),
        render_going_on(answered(answer).offering((payload,), answer)),
        render_hint(payload),
        render_filters(
            Facets((payload, "b"), (payload, "b"), {payload: payload, "b": "b"}, ()), trapped, "fr"
        ),
        render_header(tiny.index, tiny.settings, "fr"),
    ]
    for html in pages:
        page = Page(html)
        assert page.tags <= TAGS
        assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("style", "src")]
        assert [value for name, value in page.attributes if name == "href"] in ([], ["#question"])
        assert payload in page.text


def test_unknown_metadata_leaves_no_trace(tiny, make_document, make_citation) -> None:
    bare = make_document("Une phrase seule.", "nu.txt", Metadata())
    answer = replace(tiny.answer(Q), citations=(make_citation(bare, 0, 17),))
    text = Page(told(tiny, answer)).text
    assert "Document sans titre" in text
    assert "None" not in text
