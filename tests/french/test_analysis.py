import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.french.analysis import analyse, is_stop_word, tokenise


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Combien de médecins à l’horizon 2027 ?", ["medecin", "horizon", "2027"]),
        ("l'accès aux soins d'urgence, puisqu'il le faut", ["acce", "soin", "urgenc", "faut"]),
        ("la sage-femme d'Indre-et-Loire", ["sag", "femm", "indre", "loir"]),
        ("une sta\u00adtion", ["station"]),
        ("prud’hommes", ["prudhomm"]),
        ("Qu'est-ce que c'est ? Où ? Quelles sont-elles ?", []),
    ],
)
def test_terms(text: str, terms: list[str]) -> None:
    assert analyse(text) == terms


@pytest.mark.parametrize(
    "forms",
    [
        "Médecins généralistes|medecins generalistes|MÉDECIN GÉNÉRALISTE",
        "installé|installées|installer|installes",
        "infirmière|infirmier|infirmieres",
        "enjeu|enjeux",
        "hôpital|hopitaux",
        "1er|1ère|premier|premières",
        "2nd|2e|second|deuxième",
        "CPTS|cpts|C.P.T.S.",
        "ARS|ars|l'A.R.S.",
        "ans|an",
        "15 M€|15 millions d'euros|15 000 000 €|quinze millions d’euros",
        "10 %|10%|dix pour cent|10,0 %|10 pourcent",
    ],
)
def test_forms_of_one_term(forms: str) -> None:
    first, *others = (analyse(form) for form in forms.split("|"))
    assert first
    assert all(other == first for other in others)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("17 000, 17\u00a0000, 17\u202f000, 17.000, 17000", ["17000"] * 5),
        ("6,4 % ou 6.4%", ["6.4", "%", "6.4", "%"]),
        ("le 29.01.2024", ["29", "1", "2024"]),
        ("2018-2019", ["2018", "2019"]),
        ("en 2023 17 000 habitants", ["2023", "17000", "habit"]),
        ("quatorze, vingt-cinq mille, deux cents, soixante-dix", ["14", "25000", "200", "70"]),
        ("un million et 1,5 milliard", ["1000000", "1500000000"]),
        ("un centre neuf, neuf centres, une CPTS", ["centr", "neuf", "9", "centr", "cpts"]),
        ("dix pour cent", ["10", "%"]),
        ("la Covid-19, le 2A, 10h30", ["covid", "19", "2a", "10h30"]),
    ],
)
def test_numbers(text: str, terms: list[str]) -> None:
    assert analyse(text) == terms


def test_tokens_have_the_offsets_of_what_was_written() -> None:
    text = "L’e\u0301cole a 17\u202f000 élèves."
    assert [(token.start, token.form, token.term, token.stop) for token in tokenise(text)] == [
        (2, "e\u0301cole", "ecol", False),
        (9, "a", "a", True),
        (11, "17\u202f000", "17000", False),
        (18, "élèves", "elev", False),
    ]


def test_time_grows_as_the_text_and_no_faster() -> None:
    blank = " " * 200_000  # a pattern that starts over at each blank would take half an hour
    assert analyse(f"{blank}soins{blank}_{blank}") == ["soin"]


def test_stop_words() -> None:
    assert is_stop_word("Où")
    assert is_stop_word("ÊTRE")
    assert not is_stop_word("soins")


def test_a_number_of_any_length_is_its_own_term() -> None:
    assert analyse("0" + "123456789" * 600) == ["123456789" * 600]


PIECES = "l'accès|d’urgence|été|œuvre|CPTS|C.P.T.S.|sage-femme|17 000|6,4|%|€|vingt-cinq mille|et|un|neuf|1er|Élèves|M."
TEXTS = st.lists(st.sampled_from(PIECES.split("|")), max_size=20).map(" ".join)


@given(st.one_of(st.text(), TEXTS))
def test_tokens_are_exact_and_in_order(text: str) -> None:
    tokens = tokenise(text)
    assert all(text[token.start : token.end] == token.form != "" for token in tokens)
    assert all(before.end <= after.start for before, after in pairwise(tokens))
    assert analyse(text) == [token.term for token in tokens if not token.stop]


@given(TEXTS)
def test_case_accents_and_unicode_form_do_not_matter(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    assert (
        analyse(text)
        == analyse(text.upper())
        == analyse(text.lower())
        == analyse(decomposed)
        == analyse(bare)
    )
