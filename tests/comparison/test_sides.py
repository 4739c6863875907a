import pytest

from assistant.comparison import sides_of
from assistant.frame import Frame
from assistant.french import Localities

FRAME = Frame(
    localities=Localities.learned([("La commune de Blois et la ville de Tours.", "")]),
    regions=("Bretagne", "Occitanie"),
    newest="2024-06",
)


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        (
            "Comparez le nombre de gares en Bretagne et en Occitanie",
            {"Bretagne": "Le nombre de gares en Bretagne ?", "Occitanie": "Le nombre de gares en Occitanie ?"},
        ),
        (
            "Combien de gares dans les deux régions ?",
            {"Bretagne": "Combien de gares en Bretagne ?", "Occitanie": "Combien de gares en Occitanie ?"},
        ),
        (
            "Combien de lycées à Tours et à Blois ?",
            {"Tours": "Combien de lycées à Tours ?", "Blois": "Combien de lycées à Blois ?"},
        ),
        (
            "Quelle est la différence entre une écluse et un barrage ?",
            {"écluse": "Qu'est-ce qu'une écluse ?", "barrage": "Qu'est-ce qu'un barrage ?"},
        ),
        (
            "Comment a évolué le nombre de gares entre 2015 et 2024 ?",
            {"2015": "Le nombre de gares en 2015 ?", "2024": "Le nombre de gares en 2024 ?"},
        ),
        (
            "Comment les entrées du musée ont-elles évolué depuis 2015 ?",
            {"2015": "Combien de entrées du musée en 2015 ?", "2024": "Combien de entrées du musée en 2024 ?"},
        ),
        (
            "Quel est le budget des gares en 2015 et en 2024 ?",
            {"2015": "Quel est le budget des gares en 2015 ?", "2024": "Quel est le budget des gares en 2024 ?"},
        ),
        (
            "De la ligne Nord-3 et de celle du Val, laquelle a le plus de gares ?",
            {"ligne Nord-3": "A combien de gares la ligne Nord-3 ?", "ligne du Val": "A combien de gares la ligne du Val ?"},
        ),
        (
            "Gares : combien la France en vise-t-elle, et combien la Bretagne en a-t-elle ?",
            {
                "France": "Gares : combien la France en vise-t-elle ?",
                "Bretagne": "Gares : combien la Bretagne en a-t-elle ?",
            },
        ),
        (
            "Maisons neuves : 2015 vs 2024",
            {"2015": "Combien de maisons neuves 2015 ?", "2024": "Combien de maisons neuves 2024 ?"},
        ),
        ("Différence écluse / barrage ?", {"écluse": "Qu'est-ce qu'écluse ?", "barrage": "Qu'est-ce que barrage ?"}),
        (
            "Quelle région compte le plus de gares ?",
            {"Bretagne": "Compte combien de gares en Bretagne ?", "Occitanie": "Compte combien de gares en Occitanie ?"},
        ),
        (
            "Compare la Bretagne et l'Occitanie sur le nombre de gares",
            {"Bretagne": "Le nombre de gares la Bretagne ?", "Occitanie": "Le nombre de gares l'Occitanie ?"},
        ),
        (
            "Le tram ou le bus : lequel a ouvert en premier ?",
            {"tram": "A ouvert quand Le tram ?", "bus": "A ouvert quand le bus ?"},
        ),
    ],
)  # fmt: skip
def test_each_side_is_asked_alone(question: str, sides: dict[str, str]) -> None:
    assert {side.name: side.question for side in sides_of(question, FRAME)} == sides


@pytest.mark.parametrize(
    "question",
    [
        "Combien de gares en Bretagne ?",
        "Combien de gares dans le Gers, en Occitanie ?",  # one lies in the other
        "Quelle ligne relie Tours et Blois, entre Tours et Blois ?",
        "Combien de trains entre Tours et Blois ?",
        "Combien de gares entre 2015 et 2024 ?",  # a period, in which nothing is said to change
        "Quel est le plus grand lac que traverse le fleuve ?",
        "Quel auteur est plus sévère que Marat ?",
        "Quels sont les membres et les observateurs ?",
        "Qui dirige la gare ?",
    ],
)
def test_what_compares_nothing_has_no_sides(question: str) -> None:
    assert sides_of(question, FRAME) == ()
