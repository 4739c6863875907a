from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.french import NO_GLOSSARY, Glossary, analyse, query_terms, read_equivalents
from assistant.french.glossary import EQUIVALENT, EXPANDED


def read(folder: Path, text: str) -> Glossary:
    file = folder / "mots.txt"
    file.write_text(text, encoding="utf-8")
    return Glossary({}, read_equivalents(file))


def near(glossary: Glossary, text: str) -> dict[str, dict[str, float]]:
    terms = analyse(text)
    return dict(zip(terms, glossary.near(terms), strict=True))


def test_words_joined_by_an_equals_sign_stand_for_each_other(tmp_path: Path) -> None:
    glossary = read(tmp_path, "zorglub = Bulgroz, zorgl\n")
    assert near(glossary, "le zorglub")["zorglub"] == {"bulgroz": EQUIVALENT, "zorgl": EQUIVALENT}
    assert near(glossary, "des BULGROZ")["bulgroz"] == {"zorglub": EQUIVALENT, "zorgl": EQUIVALENT}


def test_an_arrow_goes_one_way(tmp_path: Path) -> None:
    glossary = read(tmp_path, "zorglub, zorgl > bulgroz  # not back\n")
    assert near(glossary, "zorgl")["zorgl"] == {"bulgroz": EQUIVALENT}
    assert near(glossary, "bulgroz")["bulgroz"] == {}


def test_several_words_share_the_weight_and_are_found_when_they_follow_each_other(tmp_path: Path) -> None:
    glossary = read(tmp_path, "zorglub = fond de la bulgroz\n")
    assert near(glossary, "zorglub")["zorglub"] == {"fond": EQUIVALENT / 2, "bulgroz": EQUIVALENT / 2}
    both = near(glossary, "au fond d'une bulgroz")
    assert both["fond"]["zorglub"] == both["bulgroz"]["zorglub"] == EQUIVALENT
    assert near(glossary, "bulgroz")["bulgroz"] == {}
    assert "zorglub" not in near(glossary, "la bulgroz du fond")["bulgroz"]


def test_the_longest_entry_is_taken(tmp_path: Path) -> None:
    glossary = read(tmp_path, "zorglub = petit\nzorglub jaune = grand\n")
    assert near(glossary, "zorglub jaune")["zorglub"] == {"grand": EQUIVALENT}
    assert near(glossary, "zorglub bleu")["zorglub"] == {"pet": EQUIVALENT}


def test_a_file_adds_to_the_shipped_words_and_may_undo_them(tmp_path: Path) -> None:
    assert "medecin" in near(read(tmp_path, "zorglub = bulgroz\n"), "toubib")["toubib"]
    undone = read(tmp_path, "toubib =\n")
    assert near(undone, "toubib")["toubib"] == {}
    assert "toubib" not in near(undone, "docteur")["docteur"]
    again = read(tmp_path, "toubib =\ntoubib = marabout\n")
    assert list(near(again, "toubib")["toubib"]) == analyse("marabout")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("toubib médecin", "line 2: expected one = or one >, as in: toubib = médecin, docteur"),
        ("toubib = médecin = docteur", "line 2: expected one = or one >"),
        ("toubib > ", "line 2: a word is missing; write words parted by commas"),
        ("toubib = médecin,, docteur", "line 2: a word is missing"),
        ("> médecin", "line 2: a word is missing"),
        ("avant = autrefois", "line 2: 'avant' cannot be used, 'avant' is not searched; write other words"),
        ("désert = sans médecin", "line 2: 'sans médecin' cannot be used, 'sans' is not searched"),
        ("embaucher = embauche", "line 2: 'embaucher = embauche' is one word for search already"),
    ],
)
def test_a_bad_line_is_named_by_its_number(tmp_path: Path, line: str, expected: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read(tmp_path, f"# words of the house\n{line}\n")
    assert str(raised.value).startswith(f"{tmp_path / 'mots.txt'}, {expected}")
    assert "\n" not in str(raised.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.txt: glossary cannot be read \(No such file"):
        read_equivalents(tmp_path / "gone.txt")
    with pytest.raises(SettingsError, match=r"glossary cannot be read \(embedded null"):
        read_equivalents(tmp_path / "a\0b")
    (tmp_path / "latin.txt").write_bytes("école = lycée".encode("latin-1"))
    with pytest.raises(SettingsError, match=r"latin\.txt: glossary not UTF-8"):
        read_equivalents(tmp_path / "latin.txt")


def test_the_shipped_words_are_general_and_many() -> None:
    equivalents = read_equivalents()
    assert len(equivalents) > 2000
    glossary = Glossary({}, equivalents)
    for asked, written in [
        ("Où trouver un toubib ?", "médecin"),
        ("Qui les a embauchés ?", "recrutement"),
        ("Combien ça coûte ?", "montant"),
        ("une maison de retraite", "EHPAD"),
        ("Pourquoi manque-t-on de places ?", "pénurie"),
        ("Quand a-t-on ouvert la piscine ?", "inauguration"),
    ]:
        found = {term for others in near(glossary, asked).values() for term in others}
        assert set(analyse(written)) <= found, asked


def test_no_equivalent_weighs_as_much_as_the_word_typed() -> None:
    assert 2 * EQUIVALENT < 1  # the reader counts a near term at twice its weight
    glossary = Glossary({}, read_equivalents())
    for term in query_terms("Combien de toubibs la boîte a-t-elle embauchés ?", glossary):
        assert all(weight < 1 for weight in term.near.values())


def test_acronyms_and_their_words_widen_both_ways() -> None:
    glossary = Glossary.learned(["La direction départementale des territoires (DDT) instruit."])
    assert glossary.expansions == {"ddt": ("direct", "departemental", "territoir")}
    assert near(glossary, "Et la DDT ?")["ddt"] == dict.fromkeys(
        ("direct", "departemental", "territoir"), EXPANDED
    )
    assert near(glossary, "la direction départementale des territoires")["direct"] == {"ddt": EXPANDED}
    assert near(NO_GLOSSARY, "Et la DDT ?")["ddt"] == {}
