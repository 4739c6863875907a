import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.french.folding import fold, fold_map, unfold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Médecins GÉNÉRALISTES", "medecins generalistes"),
        ("e\u0301cole", "ecole"),
        ("cœur, ÆGIR, ﬁnancement", "coeur, aegir, financement"),
        ("l’accès", "l'acces"),
        ("17\u202f000\u00a0€", "17 000 €"),
        ("sta\u00adtion\u200b", "station"),
        ("Indre‑et–Loire", "indre-et-loire"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_folded_span_leads_back_to_the_text() -> None:
    text = "Le cœ\u00adur d’e\u0301te\u0301 !"
    folded, offsets = fold_map(text)
    assert folded == "le coeur d'ete !"
    start, end = unfold(text, offsets, 3, 8)
    assert text[start:end] == "cœ\u00adur"
    start, end = unfold(text, offsets, 11, 14)
    assert text[start:end] == "e\u0301te\u0301"


@given(st.text())
def test_the_map_has_one_offset_for_each_folded_character(text: str) -> None:
    folded, offsets = fold_map(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded) + 1
    assert offsets[-1] == len(text)
    assert all(folded[at] in fold(text[offsets[at]]) for at in range(len(folded)))


@given(st.text(alphabet="aàâçéèêëîïôùûüœÉ'’ -"))
def test_folding_does_not_depend_on_the_unicode_form(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
