import pytest

from assistant.french.phrases import complements, elided, is_name, noun_phrases, of, with_complement


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        # a word that is a noun and a verb is a noun after a determiner, a preposition, an adjective
        ("Quelle est l'aide à l'installation ?", ["l'aide à l'installation"]),
        ("Quelle est la date du marché ?", ["la date du marché"]),
        ("Où est le compte de la commune ?", ["le compte de la commune"]),
        ("Qui ferme la porte ?", ["la porte"]),
        ("Où est la touche ?", ["la touche"]),
        ("Quel est le numéro de compte ?", ["le numéro de compte"]),
        ("Qui verse la nouvelle aide à la lecture ?", ["la nouvelle aide à la lecture"]),
        # and a verb after a noun
        ("Combien de communes compte le parc du Vexin ?", ["communes", "le parc du Vexin"]),
        ("Le service aide les élèves.", ["Le service", "les élèves"]),
        ("La porte ouvre à midi.", ["La porte"]),
        # a pronoun before a verb opens no phrase
        ("Qui la finance ?", []),
        ("Qui l'aide ?", []),
    ],
)
def test_noun_phrases_end_at_verbs(text: str, phrases: list[str]) -> None:
    found = noun_phrases(text)
    assert [phrase.text for phrase in found] == phrases
    assert all(text[phrase.start : phrase.end] == phrase.text for phrase in found)


@pytest.mark.parametrize(
    ("word", "noun", "joined"),
    [
        ("de", "œuvres", "d'œuvres"),
        ("de", "îles", "d'îles"),
        ("de", "ôtages", "d'ôtages"),
        ("de", "âges", "d'âges"),
        ("De", "Évreux", "D'Évreux"),
        ("la", "école", "l'école"),
        ("le", "hôpital", "l'hôpital"),
        ("le", "Yonne", "l'Yonne"),
        ("de", "Yvetot", "d'Yvetot"),
        ("de", "yaourts", "de yaourts"),
        ("de", "onze", "de onze"),
        ("de", "pain", "de pain"),
        ("les", "écoles", "les écoles"),
        ("du", "pain", "du pain"),
    ],
)
def test_elision(word: str, noun: str, joined: str) -> None:
    assert elided(word, noun) == joined


@pytest.mark.parametrize(
    ("phrase", "complement"),
    [
        ("le parc", "du parc"),
        ("les œuvres", "des œuvres"),
        ("un musée", "du musée"),
        ("cette école", "de l'école"),
        ("cet hôtel", "de l'hôtel"),
        ("la piscine", "de la piscine"),
        ("l'école", "de l'école"),
        ("Orléans", "d'Orléans"),
    ],
)
def test_a_phrase_as_a_complement(phrase: str, complement: str) -> None:
    assert of(phrase) == complement


def test_complements_end_where_the_next_starts() -> None:
    text = "Combien de lits à l'hôpital de Blois en 2020 ?"
    found = complements(text)
    assert [text[each.start : each.end] for each in found] == ["à l'hôpital", "de Blois"]
    assert [(each.kind, each.named) for each in found] == [("à", False), ("de", True)]
    assert text[found[0].noun : found[0].end] == "hôpital"


def test_a_name_without_preposition_is_a_complement() -> None:
    text = "Où est le lycée Victor Hugo ?"
    (name,) = complements(text)
    assert (text[name.start : name.end], name.kind, name.named) == ("Victor Hugo", "", True)


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("de la mairie de Pamiers", "Les horaires de la mairie de Pamiers ?"),
        ("de la mairie", "Les horaires de la mairie de Foix ?"),
        ("à Pamiers", "Les horaires de la piscine à Pamiers ?"),
        ("Pamiers", "Les horaires de la piscine de Pamiers ?"),
        ("Albi", "Les horaires de la piscine d'Albi ?"),
        ("pour tous", None),
    ],
)
def test_a_complement_replaces_one_alike(new: str, expected: str | None) -> None:
    assert with_complement("Les horaires de la piscine de Foix ?", new) == expected


def test_names() -> None:
    assert is_name("Jean Moulin")
    assert is_name("Val de Loire")
    assert not is_name("à Foix")
    assert not is_name("Les horaires")
    assert not is_name("Le lac")
