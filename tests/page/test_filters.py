"""Filters offered are those the documents have; those a browser sends are checked against them."""

import re

from assistant.page.filters import Facets, in_words, render_filters
from assistant.page.texts import ENGLISH, FRENCH
from assistant.types import Filters

NOTHING = dict.fromkeys(("region", "publisher", "document", "since", "until"), "")


def test_what_all_documents_share_is_not_offered(tiny) -> None:
    facets = Facets.of(tiny.index.metadata)
    assert (facets.regions, facets.years) == (("Centre-Val de Loire",), (2024, 2018))
    html = render_filters(facets, Filters(), "fr")
    assert re.findall(r'<select id="([^"]+)"', html) == ["filter-since", "filter-until", "filter-document"]
    assert re.findall(r"<option[^>]*>([^<]+)</option>", html.split("filter-document")[1]) == [
        "Sans filtre",
        "Bilan santé 2023",
        "Les navettes",
    ]
    assert render_filters(Facets.of({}), Filters(), "fr") == ""


def test_filters_in_force_are_selected_and_stand_as_chips(tiny) -> None:
    facets = Facets.of(tiny.index.metadata)
    html = render_filters(facets, Filters(since=2018, document="navettes.txt"), "fr")
    assert '<option value="2018" selected>' in html
    assert re.findall(r'data-act="unfilter" data-name="(\w+)" aria-label="([^"]+)"', html) == [
        ("since", "Depuis : 2018, retirer ce filtre"),
        ("document", "Document : Les navettes, retirer ce filtre"),
    ]


def test_a_filter_kept_from_other_documents_can_be_taken_off(tiny) -> None:
    for facets in (Facets.of(tiny.index.metadata), Facets.of({})):
        html = render_filters(facets, Filters(publisher="Un ancien éditeur"), "fr")
        assert '<select id="filter-publisher"' in html
        assert '<option value="Un ancien éditeur" selected>' in html
        assert 'data-act="unfilter" data-name="publisher"' in html


def test_only_what_the_documents_have_is_a_filter(tiny) -> None:
    facets = Facets.of(tiny.index.metadata)
    sent = {**NOTHING, "region": "Centre-Val de Loire", "document": "navettes.txt", "until": "2018"}
    assert facets.chosen(sent) == Filters(region="Centre-Val de Loire", document="navettes.txt", until=2018)
    odd = {"region": "<b>", "publisher": "x" * 9, "document": "../etc", "since": "2018 ", "until": "-1"}
    assert facets.chosen(odd) == facets.chosen(NOTHING) == Filters()


def test_filters_are_worded_in_both_languages() -> None:
    gone = Filters(region="Corse", document="parti.txt", until=2020)
    assert [words for _, words in in_words(gone, {}, FRENCH)] == [
        "Région : Corse",
        "Jusqu’à : 2020",
        "Document : parti.txt",
    ]
    assert in_words(gone, {}, ENGLISH)[0] == ("region", "Region: Corse")
