import pytest

from assistant.french.spelling import correct

VOCABULARY = {
    "medecin": 50,
    "maison": 9,
    "raison": 9,
    "liaison": 30,
    "territorial": 4,
    "cpts": 3,
    "17000": 2,
    "a": 99,
}


@pytest.mark.parametrize(
    ("term", "known"),
    [
        ("medcein", "medecin"),
        ("medecins", "medecin"),
        ("teritoril", "territorial"),
        ("saison", "maison"),  # as near to "raison", as frequent: alphabetical order
        ("aison", "maison"),
        ("lison", None),
        ("medecin", None),
        ("cptz", None),
        ("CPTZ", None),
        ("17001", None),
        ("mdcn", None),
        ("", None),
    ],
)
def test_correction(term: str, known: str | None) -> None:
    assert correct(term, VOCABULARY) == known


def test_the_most_frequent_of_the_nearest_wins() -> None:
    assert correct("saison", {**VOCABULARY, "raison": 10}) == "raison"


def test_nearer_wins_over_more_frequent() -> None:
    assert correct("territoriaux", {"territorial": 900, "territoriau": 1}) == "territoriau"
