"""Quotes in tables, and as they are copied."""

import re
from dataclasses import replace
from html import unescape

import pytest

from assistant.page.quotes import Scene, copied, quote_list, related_table, sides_table
from assistant.page.texts import ENGLISH, FRENCH

Q = "Combien de maisons de santé en 2023 ?"
DAY = "2024-03-05"


@pytest.fixture
def scene(tiny) -> Scene:
    return Scene(0, DAY, tiny.index.documents, FRENCH)


def cells(html: str) -> list[list[str]]:
    """The text of a table, row by row."""
    return [
        [
            " ".join(unescape(re.sub("<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL)
    ]


def test_related_figures_stand_in_a_table_by_date_numbered_after_the_citations(tiny, scene) -> None:
    first = tiny.answer(Q).citations[0]
    bare = replace(first, date=None, region=None, short_answer=None)
    html = related_table(scene, (first, bare), first=3)
    heads, one, other = cells(html)
    assert heads == ["Date du document", "Valeur", "Dans le texte"]
    assert one[:2] == ["29 janvier 2024 Centre-Val de Loire", "113 maisons de santé"]
    assert other[:2] == ["date inconnue", "–"]
    assert [row[2][0] for row in (one, other)] == ["3", "4"]
    assert "En 2023, elle comptait" in one[2]
    assert 'data-part="related" data-place="1"' in html


def test_a_comparison_has_one_row_a_side_and_says_which_side_is_empty(tiny, scene) -> None:
    old = replace(tiny.answer(Q).citations[0], superseded_by="<new>.md", side="Lot")
    html = sides_table(scene, [(1, old)], ("Gers & Tarn",))
    heads, lot, gers = cells(html)
    assert heads == ["Pour", "Ce que disent les documents"]
    assert lot[0] == "Lot"
    assert lot[1].startswith("2 En 2023, elle comptait")
    assert gers == ["Gers & Tarn", "Aucun passage ne répond."]
    assert "Document remplacé par : &lt;new&gt;.md" in html
    assert 'id="quote-0-citations-1"' in html, "a side keeps its place among the citations"


def test_a_quote_is_copied_with_all_that_a_reader_must_cite(tiny, health) -> None:
    first = tiny.answer(Q).citations[0]
    assert copied(first, health, DAY, FRENCH) == (
        "« En 2023, elle comptait 113 maisons de santé. » Bilan santé 2023, Région Centre-Val de Loire, "
        "29 janvier 2024, https://exemple.fr/bilan#:~:text=En%202023%2C%20elle%20comptait%20113%20maisons"
        "%20de%20sant%C3%A9. (consulté le 5 mars 2024)"
    )
    local = replace(first, url=None, publisher=None, date=None, page=4)
    assert copied(local, None, DAY, ENGLISH) == (
        "“En 2023, elle comptait 113 maisons de santé.” Bilan santé 2023, date unknown, page 4, "
        "centre/sante.md (accessed 5 March 2024)"
    )
    headed = replace(local, quote="Le bilan\n\nElle comptait 113 maisons.")
    assert "“Le bilan Elle comptait 113 maisons.”" in copied(headed, None, DAY, ENGLISH), (
        "one line, one space"
    )


def test_only_what_answers_can_be_copied(tiny, scene) -> None:
    numbered = list(enumerate(tiny.answer(Q).citations))
    assert quote_list(scene, "citations", numbered).count('data-act="copy"') == 2
    assert 'data-act="copy"' not in quote_list(scene, "nearest", numbered)


def test_a_heading_that_the_quote_opens_with_is_not_said_twice(tiny, scene) -> None:
    plain = replace(tiny.answer(Q).citations[0], heading=("Bilan", "Aides aux médecins"))
    assert "Bilan › Aides aux médecins" in quote_list(scene, "citations", [(0, plain)])
    headed = replace(plain, quote="Aides aux médecins\n\n- Une bourse de 1 200 €", short_answer=None)
    html = quote_list(scene, "citations", [(0, headed)])
    assert html.count("Aides aux médecins") - html[html.index("data-text") :].count("Aides aux médecins") == 1
    assert '<p class="heading">Bilan</p>' in html
