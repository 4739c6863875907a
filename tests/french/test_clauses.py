"""Gender, number and inversion, as French words show them."""

import pytest

from assistant.french.clauses import (
    Agreement,
    agreement,
    definite,
    inversions,
    plural,
    pronoun_agreement,
    question_phrase,
    without_agreement,
)


@pytest.mark.parametrize(
    ("phrase", "gender", "is_plural"),
    [
        ("le comité", "m", False),
        ("cette école", "f", False),
        ("les communes", "", True),
        ("quelles lignes", "f", True),
        ("l'association", "f", False),
        ("l'EHESS", "", False),
        ("son école", "f", False),
        ("Rydz-Śmigły", "", False),
        ("d'œuvres", "", True),
    ],
)
def test_a_phrase_shows_its_gender_and_number(phrase: str, gender: str, is_plural: bool) -> None:
    shown = agreement(phrase)
    assert (shown.gender, shown.plural) == (gender, is_plural)


def test_what_is_not_shown_agrees_with_anything() -> None:
    assert Agreement("", False).with_(pronoun_agreement("elle"))
    assert not agreement("le comité").with_(pronoun_agreement("elle"))
    assert not agreement("les comités").with_(pronoun_agreement("il"))
    assert agreement("les comités").with_(pronoun_agreement("leurs"))


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("au comité", "le comité"),
        ("aux élèves", "les élèves"),
        ("une aide", "l'aide"),
        ("cette école", "l'école"),
        ("des gares", "les gares"),
        ("du lait", "le lait"),
        ("médecins", "les médecins"),
        ("la Hongrie", "la Hongrie"),
        ("L'EHESS", "l'EHESS"),
        ("Staline", "Staline"),
    ],
)
def test_the_definite_form(phrase: str, expected: str) -> None:
    assert definite(phrase) == expected


def test_pronouns_before_and_after_the_verb() -> None:
    (found,) = inversions("Pourquoi ne les a-t-il pas vendus ?")
    assert (found.clitics, found.pronoun) == (("ne", "les"), "il")
    assert [each.pronoun for each in inversions("est il ouvert, et y va-t-on ?")] == ["il", "on"]
    assert list(inversions("Quand la mairie ouvre ?")) == []


def test_question_words() -> None:
    texts = ("Où est-il ?", "En quelle année est-il né ?", "Combien d'œufs ?")
    found = [opening for text in texts if (opening := question_phrase(text))]
    assert [(each.adverbial, each.noun) for each in found] == [
        (True, ""),
        (True, "quelle année"),
        (False, "Combien d' œufs"),
    ]
    assert question_phrase("Le prix du pain") is None


def test_endings() -> None:
    assert [without_agreement(word) for word in ("envahie", "construites", "vendus", "prises", "créé")] == [
        "envahi", "construit", "vendu", "pris", "créé",
    ]  # fmt: skip
    assert [definite(phrase) for phrase in ("d'", "leur ", "")] == ["d'", "leur ", ""]
    assert [plural(word) for word in ("axe", "hôpital", "bureau", "repas")] == [
        "axes",
        "hôpitaux",
        "bureaux",
        "repas",
    ]
