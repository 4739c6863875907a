import time
import unicodedata

import pytest

from assistant.comparison import sides_of
from assistant.frame import Frame
from assistant.french import Localities

FRAME = Frame(
    localities=Localities.learned(
        [
            (
                "La commune de Blois, la ville de Tours, la commune d'Albi, la ville de Toulouse, la ville de Montpellier.",
                "",
            )
        ]
    ),
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
            "Est-ce que le trafic des gares a baissé entre 2015 et 2024 ?",
            {"2015": "Le trafic des gares en 2015 ?", "2024": "Le trafic des gares en 2024 ?"},
        ),
        (
            "Quelle évolution du nombre de gares entre 2015 et 2024 ?",
            {"2015": "Nombre de gares en 2015 ?", "2024": "Nombre de gares en 2024 ?"},
        ),
        (
            "Y a-t-il plus de gares en Bretagne en 2024 qu'en 2018 ?",
            {
                "2024": "Combien de gares en Bretagne y a-t-il en 2024 ?",
                "2018": "Combien de gares en Bretagne y a-t-il en 2018 ?",
            },
        ),
        (
            "Quel est le budget des gares en 2015 et en 2024 ?",
            {"2015": "Quel est le budget des gares en 2015 ?", "2024": "Quel est le budget des gares en 2024 ?"},
        ),
        (
            "De la ligne Nord-3 et de celle du Val, laquelle a le plus de gares ?",
            {"ligne Nord-3": "Combien de gares a la ligne Nord-3 ?", "ligne du Val": "Combien de gares a la ligne du Val ?"},
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
            {"2015": "Maisons neuves : 2015 ?", "2024": "Maisons neuves : 2024 ?"},
        ),
        ("Différence écluse / barrage ?", {"écluse": "Que désigne écluse ?", "barrage": "Que désigne barrage ?"}),
        (
            "Quelle région compte le plus de gares ?",
            {
                "Bretagne": "Combien de gares la région Bretagne compte-t-elle ?",
                "Occitanie": "Combien de gares la région Occitanie compte-t-elle ?",
            },
        ),
        (
            "Compare la Bretagne et l'Occitanie sur le nombre de gares",
            {"Bretagne": "Le nombre de gares de la Bretagne ?", "Occitanie": "Le nombre de gares de l'Occitanie ?"},
        ),
        (
            "Le tram ou le bus : lequel a ouvert en premier ?",
            {"tram": "Quand a ouvert le tram ?", "bus": "Quand a ouvert le bus ?"},
        ),
        (
            "Y a-t-il plus de médecins de plus de 60 ans à Tours qu'à Blois ?",
            {
                "Tours": "Combien de médecins de plus de 60 ans y a-t-il à Tours ?",
                "Blois": "Combien de médecins de plus de 60 ans y a-t-il à Blois ?",
            },
        ),
        (
            "L’Indre-et-Loire a-t-elle, en 2018, plus d'écoles que l’Eure-et-Loir ?",
            {
                "Indre-et-Loire": "Combien d'écoles a l’Indre-et-Loire, en 2018 ?",
                "Eure-et-Loir": "Combien d'écoles a l’Eure-et-Loir, en 2018 ?",
            },
        ),
        (
            "Le musée attire-t-il plus de monde en 2018-2019 qu’en 2017 ?",
            {
                "2018-2019": "Combien de monde le musée attire-t-il en 2018-2019 ?",
                "2017": "Combien de monde le musée attire-t-il en 2017 ?",
            },
        ),
        (
            "Lequel du Cher et de l’Eure-et-Loir attendait le plus d'élèves en 2018 ?",
            {
                "Cher": "Combien d'élèves en 2018 attendait le Cher ?",
                "Eure-et-Loir": "Combien d'élèves en 2018 attendait l’Eure-et-Loir ?",
            },
        ),
        (
            "Quelle est la différence de salaire entre un infirmier et une infirmière en 2020 ?",
            {
                "infirmier": "Salaire d'un infirmier en 2020 ?",
                "infirmière": "Salaire d'une infirmière en 2020 ?",
            },
        ),
        (
            "Quelle est la différence de budget entre Tours et Albi ?",
            {"Tours": "Budget de Tours ?", "Albi": "Budget d'Albi ?"},
        ),
        (
            "Comparez la Somme et la Manche",
            {"Somme": "Qu'est-ce que la Somme ?", "Manche": "Qu'est-ce que la Manche ?"},
        ),
        (
            "Quel est le nombre de lycées à Tours et Albi ?",
            {"Tours": "Quel est le nombre de lycées à Tours ?", "Albi": "Quel est le nombre de lycées à Albi ?"},
        ),
        (
            "Le taux est-il plus élevé chez les femmes que chez les hommes ?",
            {
                "femmes": "Le taux est-il élevé chez les femmes ?",
                "hommes": "Le taux est-il élevé chez les hommes ?",
            },
        ),
        (
            "En France, qu’est-ce qui a le mieux marché : le contrat de ville ou le statut de maire ?",
            {
                "contrat de ville": "En France, le contrat de ville a le mieux marché ?",
                "statut de maire": "En France, le statut de maire a le mieux marché ?",
            },
        ),
        (
            "Quelle ville compte le plus d'écoles, Tours ou Blois ?",
            {"Tours": "Combien d'écoles compte Tours ?", "Blois": "Combien d'écoles compte Blois ?"},
        ),
        (
            "Le tram transporte-t-il plus de passagers que le bus ?",
            {
                "tram": "Combien de passagers transporte le tram ?",
                "bus": "Combien de passagers transporte le bus ?",
            },
        ),
        (
            "Quel est le plus long, le canal du Midi ou le canal latéral ?",
            {
                "canal du Midi": "Le canal du Midi est le plus long ?",
                "canal latéral": "Le canal latéral est le plus long ?",
            },
        ),
        (
            "Dans le Lot, est-ce qu'il y a plus de gares que dans le Gers ?",
            {
                "Lot": "Combien de gares est-ce qu'il y a dans le Lot ?",
                "Gers": "Combien de gares est-ce qu'il y a dans le Gers ?",
            },
        ),
        (
            "Combien d’œuvres à Tours et à Blois ?",
            {"Tours": "Combien d’œuvres à Tours ?", "Blois": "Combien d’œuvres à Blois ?"},
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
        # "que" opens a clause
        "Le maire a-t-il aussi dit que l'école fermerait ?",
        "Combien de patients attendent plus de six mois avant que le dossier soit traité ?",
        "Le musée est-il plus grand depuis que l'aile nord a ouvert ?",
        "Le chat dort-il plus longtemps parce que la nuit tombe ?",
        "Les élèves sont-ils moins nombreux maintenant que l'école a fermé ?",
        "Pourquoi le maire n'a-t-il plus le droit de décider que la route ferme ?",
        "Le train roule-t-il plus vite que prévu ?",
        "Le canal a-t-il autant d'écluses qu'avant ?",
        "Le maire a-t-il donné plus de preuves que le juge voulait ?",
        "Le ministre a-t-il dit plus de choses que le rapport montre ?",
        "Qu'est-ce qui différencie la version finale du texte de la première ?",
        # what changes, differs, or is more, compares nothing
        "Quelles mesures contre le changement climatique prises en 2015 figurent dans le plan de 2022 ?",
        "Quelle loi de 1905 modifiée en 2021 compte plus de 40 articles ?",
        "Un patient peut-il changer de médecin depuis 2019 ?",
        "Depuis 2015, qui dirige la mission sur le changement climatique ?",
        "La télémédecine est-elle autorisée depuis 2018 pour différents actes ?",
        "Combien de médecins ont changé de région entre 2015 et 2020 ?",
        "Le nombre de gares qui ont augmenté leurs prix entre 2015 et 2020 ?",
        "De combien a augmenté la production de véhicules entre 2004 et 2005 ?",
        "Le train de Tours à Blois a-t-il plus de dix arrêts ?",
        "Comment aller de Toulouse à Albi le plus vite ?",
        "Combien de médecins formés à Tours puis installés à Blois ?",
        "Quelle est la plus ancienne ligne entre Tours et Blois ?",
        "Quelle région a voté le plus tôt ?",
        # two places are one thing together
        "Quelle autoroute relie Toulouse et Albi ?",
        "Combien de kilomètres séparent Tours et Blois ?",
        "Quand Tours et Blois ont-elles fusionné ?",
        "Qui a remporté le match Toulouse contre Montpellier ?",
        "Qui préside le syndicat de Blois et Tours ?",
        "Combien de lycées à Tours, Indre-et-Loire ?",
    ],
)
def test_what_compares_nothing_has_no_sides(question: str) -> None:
    assert sides_of(question, FRAME) == ()


@pytest.mark.parametrize(
    "words",
    [
        "plus dans la a que dans ",
        "combien et ",
        "plus de la, et ",
        "entre a et b, ",
        "A ou B ",
        "x-t-il plus de a que ",
    ],
)
def test_no_question_takes_long(words: str) -> None:
    started = time.process_time()
    sides_of((words * 2_000)[:2_000], FRAME)
    assert time.process_time() - started < 2


def test_letters_in_two_parts_change_nothing() -> None:
    question = "Combien de lycées à Tours et à Blois, ma sœur ?"
    names = [side.name for side in sides_of(question, FRAME)]
    assert (
        names
        == [side.name for side in sides_of(unicodedata.normalize("NFD", question), FRAME)]
        == ["Tours", "Blois"]
    )


def test_a_side_has_its_place_or_its_date() -> None:
    somme, manche = sides_of("Comparez la Somme et la Manche", FRAME)
    assert [side.place and side.place.number for side in (somme, manche)] == ["80", "50"]
    old, new = sides_of("Comment a évolué le nombre de gares depuis 2015 ?", FRAME)
    assert [side.date and side.date.first.year for side in (old, new)] == [2015, 2024]


def test_the_name_of_a_side_loses_no_letters_that_look_like_an_article() -> None:
    sides = sides_of("Comparez la donation et Article 815-15", FRAME)
    assert [side.name for side in sides] == ["donation", "Article 815-15"]
