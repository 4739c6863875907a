import pytest

from assistant.french import (
    Glossary,
    french_of,
    is_known,
    near_terms,
    noun_phrases,
    query_terms,
    rarity,
    read_equivalents,
)
from assistant.french.query import is_english


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("How many nurses work in the hospital?", True),
        ("Which town got a new library?", False),  # one function word alone does not tell
        ("What is the budget for the harbour?", True),
        ("Combien d'infirmiers travaillent à l'hôpital ?", False),
        ("La rue the best de Foix", False),
    ],
)
def test_english_is_told_by_its_function_words(question: str, english: bool) -> None:
    assert is_english(question) is english


def test_an_english_question_is_searched_in_french() -> None:
    terms = [term.term for term in query_terms("How many nurses work in the hospital of Foix?")]
    assert terms == ["infirmi", "travail", "hopital", "foi"]
    forms = [term.form for term in query_terms("How many nurses work in the hospital of Foix?")]
    assert forms == ["nurses", "work", "hospital", "Foix"]


def test_rare_words_weigh_more() -> None:
    assert 0 < rarity("sant") < rarity("ecluse") <= rarity("xylophonistique") == 1.0
    assert is_known("sant")
    assert not is_known("xylophonistique")


def test_near_terms_share_translations() -> None:
    assert "medecin" in near_terms("docteur")
    assert "docteur" not in near_terms("docteur")
    assert all(0 < probability < 1 for probability in near_terms("docteur").values())
    assert near_terms("xylophonistique") == {}
    assert "hopital" in french_of("hospital")


def test_a_glossary_is_put_beside_the_near_terms() -> None:
    glossary = Glossary({}, read_equivalents())
    (alone,), (term,) = query_terms("un docteur"), query_terms("un docteur", glossary)
    assert set(term.near) > set(alone.near)
    assert all(term.near[other] >= weight for other, weight in alone.near.items())


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Qui finance la médiathèque de Foix ?", ["la médiathèque de Foix"]),
        ("Combien de gares compte le réseau du Lot ?", ["gares", "le réseau du Lot"]),
        ("Quand le pont a-t-il ouvert ?", ["le pont"]),
        ("Que fait la ville contre le bruit ?", ["la ville", "le bruit"]),
        ("Où dorment-ils ?", []),
    ],
)
def test_noun_phrases_of_a_question(text: str, phrases: list[str]) -> None:
    found = noun_phrases(text)
    assert [phrase.text for phrase in found] == phrases
    assert all(text[phrase.start : phrase.end] == phrase.text for phrase in found)
