"""Sentences and passages: hard cases of French typography, and what holds for any text."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.passages import split_document, split_sentences
from assistant.types import Block, BlockKind, Document, Metadata, Passage

# A bar stands where a sentence ends.
HARD_CASES = [
    "M. Dupont est venu. |Il a parlé.",
    "MM. Dupont et Durand sont là. |Mme. Martin aussi.",
    "Le Dr. Martin exerce à Tours. |Le Pr. Durand aussi.",
    "Selon l'art. L. 1434-12 du code, les CPTS existent. |Elles sont 8.",
    "Voir art. 3 et p. 12 du rapport. |Fin.",
    "Le décret n° 2017-1862 est paru. |Il s'applique.",
    "Cf. Annexe 2 pour le détail. |Merci.",
    "Des médecins, infirmiers, etc. |La Région les aide.",
    "Des médecins, infirmiers, etc. sont aidés. |Oui.",
    "Il y a env. 300 postes. |C'est peu.",
    "Né en 52 av. J.-C. à Rome. |Il mourut jeune.",
    "Le rapport de J. Dupont est clair. |Il date de 2018.",
    "Le site www.paps.sante.fr aide les médecins. |Consultez-le.",
    "La hausse est de 6.4 % en 2015. |Elle était de 9,5 % avant.",
    "Il a dit : « Venez ! » |Nous sommes venus.",
    "« Quoi ? » dit-il. |Elle rit.",
    "Vraiment ?! |Oui.",
    "Il hésite… |Puis il part.",
    "Il hésite... |Puis il part.",
    "Il hésite… mais il part.",
    "(Il est parti.) |Elle reste.",
    "Elle reste (il est parti). |Lui non.",
    "1. Introduction au sujet. |2. Suite du sujet.",
    "Depuis 2012, c'est fait. |11 coordonnateurs ont été formés en 2017.",
    "Le plan est voté en 2018. |3 CPTS fonctionnent.",
    "Les soins sont loin. |– Que faire ?",
    "Il habite St. Malo depuis toujours. |Sa sœur aussi.",
    "Le taux (cf. p. 3) monte. |Il baisse ensuite.",
    "Né le 1er janv. 2024 à Blois. |Il dort.",
    "Il vise 2 000 postes d'ici 2027. |« Ambition PACES » aide.",
    "Il a cité « l'accès […] aux soins ». |C'est beau.",
    "L'A.R.S. Centre-Val de Loire finance 200 sites. |Elle suit.",
    "La C.P.T.S. est créée. |Elle compte 240 membres.",
    "Le traitement contre l'hépatite C. |Il dure trois mois.",
    "Il mesure 3 m. |Elle mesure 2 m.",
    "“Médecins solidaires” s'engage. |“Oui.” |Et voilà.",
    "Le texte dit (art. 5. Voir annexe) que tout va. |Bien.",
    "Objectif : faciliter l'accès. |225 projets ont vu le jour.",
    "Dr Carole Delga, présidente. |Toulouse, le 3 mai.",
    "Le budget est de 3,5 M€. |Il augmente.",
    "Écrivez à contact@ars.sante.fr. |Réponse sous 3 j.",
    "Vous êtes médecin ? |Écoutez ceci !",
    "La sta\xadtion est loin. |L\u2019e\u0301cole aussi. |E\u0301couter suffit.",
    "Le titre.[1] |La suite vient.",
    "p. ex. les maisons de santé. |Elles ouvrent.",
]


@pytest.mark.parametrize("case", HARD_CASES)
def test_sentences_end_where_a_reader_ends_them(case: str) -> None:
    text = case.replace("|", "")
    sentences = [text[span.start : span.end] for span in split_sentences(text)]
    assert sentences == [part.strip() for part in case.split("|")]


def test_there_are_as_many_cases_as_the_module_says() -> None:
    assert len(HARD_CASES) == 45


def test_part_of_a_text_keeps_the_offsets_of_the_whole() -> None:
    text = "Titre. Un fait. Un autre."
    assert [text[span.start : span.end] for span in split_sentences(text, 7, 15)] == ["Un fait."]


def test_blank_text_has_no_sentence() -> None:
    assert split_sentences(" \n\u00a0") == []


def document(
    *lines: tuple[BlockKind | int, str], title: str | None = None, page: int | None = None
) -> Document:
    """Build a document from (kind, text) lines; a number is a heading of that level."""
    text, blocks = "", []
    for kind, line in lines:
        start = len(text)
        text += line
        if isinstance(kind, int):
            blocks.append(Block("heading", start, len(text), kind, page))
        else:
            blocks.append(Block(kind, start, len(text), 0, page))
        text += "\n\n"
    return Document("a.txt", text, tuple(blocks), Metadata(title=title), "", 0)


def shown(whole: Document, passage: Passage) -> list[str]:
    return [whole.text[span.start : span.end] for span in passage.sentences]


def test_headings_of_a_level_replace_one_another() -> None:
    whole = document(
        (1, "Santé"),
        (2, "Aides"),
        ("paragraph", "Un."),
        (3, "Où"),
        ("paragraph", "Là."),
        (2, "Lieux"),
        ("paragraph", "Deux."),
    )
    assert [(p.heading, shown(whole, p)) for p in split_document(whole)] == [
        (("Santé", "Aides"), ["Santé", "Aides", "Un."]),
        (("Santé", "Aides", "Où"), ["Où", "Là."]),
        (("Santé", "Lieux"), ["Lieux", "Deux."]),
    ]


def test_a_first_heading_equal_to_the_title_is_not_repeated() -> None:
    whole = document((1, "Le  Plan Santé"), (2, "Aides"), ("paragraph", "Un."), title="Le plan santé")
    assert [p.heading for p in split_document(whole)] == [("Aides",)]


def test_a_heading_without_any_text_below_is_not_lost() -> None:
    whole = document((1, "Plan"), (2, "Engagement 7 : la recherche"), (2, "Aides"), ("paragraph", "Un."))
    assert [(p.heading, shown(whole, p)) for p in split_document(whole)] == [
        ((), ["Plan", "Engagement 7 : la recherche"]),
        (("Plan", "Aides"), ["Aides", "Un."]),
    ]


def test_a_document_of_headings_loses_none() -> None:
    whole = document((1, "Plan"), (2, "Aides"), (2, "Lieux"), title="Plan")
    assert [(p.heading, shown(whole, p)) for p in split_document(whole)] == [
        ((), ["Plan", "Aides"]),
        ((), ["Lieux"]),
    ]


def test_an_empty_document_has_no_passage() -> None:
    assert split_document(document(("paragraph", " "))) == []


def test_a_list_stays_with_the_line_that_opens_it() -> None:
    before = "Le plan a été voté en février après un long débat public."
    whole = document(
        ("paragraph", before),
        ("paragraph", "Il porte des mesures comme :"),
        ("item", "• un CHU à Orléans,"),
        ("item", "• un centre à Blois."),
    )
    passages = split_document(whole, words=12)
    assert shown(whole, passages[-1]) == [
        "Il porte des mesures comme :",
        "• un CHU à Orléans,",
        "• un centre à Blois.",
    ]


def test_only_a_long_item_is_split_into_sentences() -> None:
    short, long = "Un fait. Un autre.", "Voici un fait parmi bien d'autres ici. " * 9
    whole = document(("item", short), ("item", long.strip()))
    (passage,) = split_document(whole)
    assert len(passage.sentences) == 1 + 9


def test_a_short_last_sentence_joins_the_others() -> None:
    fact = "La Région crée encore dix centres de santé."  # 8 words
    whole = document(("paragraph", " ".join([fact] * 3)), ("paragraph", "C'est peu."))
    assert [len(p.sentences) for p in split_document(whole, words=24)] == [4]


def test_a_long_section_is_cut_into_passages_of_about_the_same_size() -> None:
    whole = document(
        ("paragraph", " ".join(["La Région crée encore dix centres de santé."] * 45))
    )  # 360 words
    assert [len(p.sentences) for p in split_document(whole)] == [15, 15, 15]


def test_a_sentence_too_long_for_a_passage_is_cut_at_its_commas() -> None:
    whole = document(("paragraph", "un deux trois quatre cinq six, sept huit neuf dix onze douze"))
    assert [shown(whole, p) for p in split_document(whole, words=3)] == [
        ["un deux trois quatre cinq six,"],
        ["sept huit neuf dix onze douze"],
    ]


def test_the_page_is_that_of_the_first_block() -> None:
    assert [p.page for p in split_document(document(("paragraph", "Un fait."), page=4))] == [4]


def test_no_passage_can_be_smaller_than_a_word() -> None:
    with pytest.raises(ValueError, match="at least 1, got 0"):
        split_document(document(("paragraph", "Un.")), words=0)


PIECES = (
    "l'accès|d’Orléans|été|«|Santé|»|sta\u00adtion|17\u00a0000|6,4|%|M.|Dr|art.|12|J.-C.|etc.|Où|?|!|…|...|(voir|p."
    '|3)|www.paps.sante.fr|CPTS|où.|soignés.|–|•|1.|:|;|Île|E\u0301cole|2024.|[…]|"Oui."|fin.'
)
WORDS = st.sampled_from(PIECES.split("|"))
TEXTS = st.lists(WORDS, max_size=60).map(" ".join)
KINDS: st.SearchStrategy[BlockKind | int] = st.sampled_from(
    ["paragraph", "paragraph", "item", "row", 1, 2, 3]
)


@given(TEXTS, st.booleans())
def test_sentences_hold_every_character_once_and_in_order(text: str, decomposed: bool) -> None:
    text = unicodedata.normalize("NFD", text) if decomposed else text
    spans = split_sentences(text)
    assert "".join("".join(text[s.start : s.end].split()) for s in spans) == "".join(text.split())
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(text[s.start : s.end] == text[s.start : s.end].strip() != "" for s in spans)


@settings(max_examples=60)
@given(st.lists(st.tuples(KINDS, TEXTS), max_size=12), st.integers(1, 40))
def test_passages_hold_every_character_below_headings_once(
    lines: list[tuple[BlockKind | int, str]], words: int
) -> None:
    whole = document(*lines)
    passages = split_document(whole, words)
    assert all(before.end <= after.start for before, after in pairwise(passages))
    for passage in passages:
        spans = passage.sentences
        assert (passage.start, passage.end) == (spans[0].start, spans[-1].end)
        assert all(before.end <= after.start for before, after in pairwise(spans))
        assert len(whole.text[passage.start : passage.end].split()) <= 2 * words
    quoted = {at for p in passages for s in p.sentences for at in range(s.start, s.end)}
    for block in whole.blocks:
        if block.kind != "heading":
            assert all(at in quoted or whole.text[at].isspace() for at in range(block.start, block.end))
    for block in whole.blocks:
        heading = " ".join(whole.text[block.start : block.end].split())
        if block.kind == "heading" and heading:
            assert block.start in quoted or any(heading in passage.heading for passage in passages)
