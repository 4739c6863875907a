import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.page.source import MAX_SHOWN, Source, render_empty, render_source
from assistant.page.thread import Opened
from assistant.types import Block, Citation, Document, Metadata, Span

PAYLOADS = json.loads((Path(__file__).parent / "payloads.json").read_text(encoding="utf-8"))
NOW = datetime(2024, 3, 5, 14, 5, 9, tzinfo=UTC)
HERE = Opened(0, "citations", 0)


def panel(document: Document | None, citation: Citation, state="same", others=()) -> str:
    return render_source(Source(citation, document, state, NOW), HERE, "fr", others)


def sheet(html: str) -> str:
    """The markup of the document's text."""
    return re.search(r'<div class="sheet"[^>]*>(.*)</div></section>', html, re.DOTALL).group(1)


def shown(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def marked(html: str, kind: str = "quote") -> str:
    return unescape("".join(re.findall(f'<mark class="{kind}">([^<]*)</mark>', html)))


def test_the_document_is_shown_whole_with_the_quote_marked_in_place(health, make_citation) -> None:
    citation = make_citation(health, 74, 118)
    body = sheet(panel(health, citation))
    assert shown(body) == health.text
    assert marked(body) == citation.quote == "En 2023, elle comptait 113 maisons de santé."
    assert '<h3 class="level-1">Les maisons de santé' in body
    assert '<h4 class="level-2">Aides aux médecins' in body
    assert body.count("<ul>") == 1
    assert body.count("<li") == 2


def test_a_quote_over_several_list_items_is_marked_through(health, make_citation) -> None:
    start, end = health.text.index("Une bourse"), health.text.index(" pendant les stages")
    body = sheet(panel(health, make_citation(health, start, end)))
    assert marked(body) == "Une bourse de 1 200 € par mois pour les étudiants\n- Un logement"


def test_other_quotes_of_the_answer_are_marked_apart(health, make_citation) -> None:
    body = sheet(panel(health, make_citation(health, 74, 118), others=(Span(22, 73), Span(100, 118))))
    assert marked(body, "other") == "La région finance les maisons de santé depuis 2008."
    assert marked(body) == health.text[74:118]


def test_the_badge_is_given_only_to_what_is_proven(health, make_citation) -> None:
    citation = make_citation(health, 74, 118)
    assert "Cité mot à mot" in panel(health, citation)
    assert "14:05:09" in panel(health, citation)
    for document, quote, state in [
        (health, citation, "changed"),
        (None, citation, "gone"),
        (health, replace(citation, quote="En 2023, elle comptait 114 maisons de santé."), "same"),
        (health, replace(citation, start=75), "same"),
    ]:
        html = panel(document, quote, state)
        assert "Cité mot à mot" not in html
        assert 'role="alert"' in html


def test_a_changed_file_warns_and_a_withdrawn_one_shows_no_text(health, make_citation) -> None:
    citation = make_citation(health, 74, 118)
    changed = panel(health, citation, "changed")
    assert "n’est plus garantie" in changed
    assert marked(sheet(changed)) == citation.quote
    gone = panel(health, citation, "gone")
    assert "a été retiré" in gone
    assert "sheet" not in gone
    assert "reconstruit" in panel(None, citation, "same")


def test_pdf_pages_are_told_apart(make_document, make_citation) -> None:
    text = "Une phrase.\nUne autre."
    blocks = (Block("paragraph", 0, 11, page=3), Block("paragraph", 12, 22, page=4))
    document = Document("a.pdf", text, blocks, Metadata(), "0" * 64, 1)
    body = sheet(panel(document, make_citation(document, 12, 22)))
    assert re.findall(r'data-label="([^"]*)"', body) == ["page 3", "page 4"]
    assert shown(body) == text


def test_of_a_huge_document_only_the_part_around_the_quote_is_shown(make_document, make_citation) -> None:
    document = make_document("\n\n".join(f"Ligne {n}." for n in range(60_000)), "long.txt", Metadata())
    start = document.text.index("Ligne 30000.")
    html = panel(document, make_citation(document, start, start + 12))
    assert marked(sheet(html)) == "Ligne 30000."
    assert MAX_SHOWN / 2 < len(shown(sheet(html))) < 1.1 * MAX_SHOWN
    assert shown(sheet(html)) in document.text
    assert "seule la partie autour" in html


def test_the_empty_panel_says_what_it_is_for() -> None:
    assert "Le document s’ouvrira ici" in shown(render_empty("fr"))
    assert "The document will open here" in shown(render_empty("en"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_documents_are_shown_as_text(payload: str, make_document, make_citation) -> None:
    known = Metadata(
        title=payload, publisher=payload, region=payload, url=payload, date="2018", date_from="text"
    )
    document = replace(make_document(f"Avant.\n\n{payload}\n\nAprès.", payload, known), also=(payload,))
    start = document.text.index(payload)
    html = panel(document, make_citation(document, start, start + len(payload)))
    assert shown(sheet(html)) == document.text
    assert marked(html) == payload
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {
        "section",
        "div",
        "p",
        "strong",
        "span",
        "h2",
        "h3",
        "h4",
        "dl",
        "dt",
        "dd",
        "time",
        "button",
        "ul",
        "li",
        "mark",
    }


characters = st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00")


@st.composite
def documents(draw) -> tuple[Document, int, int, list[Span]]:
    text = draw(st.text(characters, min_size=1, max_size=80))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    kinds = st.sampled_from(["heading", "paragraph", "item", "row"])
    blocks = tuple(
        Block(draw(kinds), low, high, level=draw(st.integers(0, 6)), page=draw(st.sampled_from([None, 1, 2])))
        for low, high in zip(edges[::2], edges[1::2], strict=False)
    )
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    others = [
        Span(low, min(len(text), low + 5)) for low in draw(st.lists(st.integers(0, len(text)), max_size=2))
    ]
    return Document("a.txt", text, blocks, Metadata(), "0" * 64, 1), start, end, others


@settings(deadline=None)
@given(documents())
def test_every_character_is_shown_and_exactly_the_quote_is_marked(case) -> None:
    document, start, end, others = case
    quote = document.text[start:end]
    citation = Citation(
        "a.txt", (), None, None, None, None, None, None, (), None, None, start, end, quote, None, 0.5
    )
    body = sheet(panel(document, citation, others=others))
    assert shown(body) == document.text
    assert marked(body) == quote
