import pytest

from assistant.conversation import standalone_question
from assistant.types import Turn

FOLLOW_UPS = [
    # an ellipsis replaces a place, a date, a complement, what is counted
    (["Combien de gares dans le Lot ?"], "Et dans le Gers ?", "Combien de gares dans le Gers ?"),
    (["Combien de gares en Occitanie ?"], "et en Bretagne ?", "Combien de gares en Bretagne ?"),
    (["Quel était le budget en 2019 ?"], "Non, en 2021", "Quel était le budget en 2021 ?"),
    (["Combien d'élèves compte le lycée ?"], "Et les internes ?", "Combien d'internes compte le lycée ?"),
    (
        ["Combien de livres possède la bibliothèque de Foix ?"],
        "Et celle de Pamiers ?",
        "Combien de livres possède la bibliothèque de Pamiers ?",
    ),
    # an anaphora gives way to what the earlier question is about
    (["Quand le canal du Midi a-t-il ouvert ?"], "Qui l'a construit ?", "Qui a construit le canal du Midi ?"),
    (
        ["Qu'est-ce que la médiathèque Jean Jaurès ?"],
        "Qui la finance ?",
        "Qui finance la médiathèque Jean Jaurès ?",
    ),
    (
        ["Où se trouve le musée Ingres ?"],
        "Quels sont ses horaires ?",
        "Quels sont les horaires du musée Ingres ?",
    ),
    (
        ["Où se trouve le musée Ingres ?"],
        "Combien de personnes y travaillent ?",
        "Combien de personnes travaillent dans le musée Ingres ?",
    ),
    (["Que fait le syndicat mixte ?"], "Il a été créé quand ?", "Le syndicat mixte a été créé quand ?"),
    # a question too short to stand alone receives the subject
    (["Que prévoit le plan vélo ?"], "Depuis quand ?", "Depuis quand, le plan vélo ?"),
    # the chain is followed through
    (
        ["Combien de communes compte le parc du Vexin ?", "Et celui du Perche ?"],
        "Qui le dirige ?",
        "Qui dirige le parc du Perche ?",
    ),
]


@pytest.mark.parametrize(("history", "question", "expected"), FOLLOW_UPS)
def test_a_follow_up_is_completed(history: list[str], question: str, expected: str) -> None:
    assert standalone_question(question, [Turn(earlier) for earlier in history]).text == expected


STANDALONE = [
    "Combien de gares la région Bretagne gère-t-elle ?",
    "Pourquoi la commune de Foix a-t-elle vendu ses forêts ?",
    "Y a-t-il une piscine à Pamiers ?",
    "Qu'est-ce que le RSA ?",
    "horaires piscine municipale Pamiers",
    "À quoi ça sert de trier les déchets verts ?",
    "Quelles aides pour ces dernières années de collège ?",
]


@pytest.mark.parametrize("question", STANDALONE)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert standalone_question(question, [Turn("Combien d'élèves au lycée du Lot ?")]).text == question


def test_nothing_is_completed_from_nothing() -> None:
    assert standalone_question("  Et dans le Gers ?  ", []).text == "Et dans le Gers ?"


def test_the_same_turns_give_the_same_question() -> None:
    turns = [Turn("Combien de gares dans le Lot ?"), Turn("Et dans le Gers ?")]
    first = standalone_question("Et en 2020 ?", turns)
    assert first == standalone_question("Et en 2020 ?", list(turns))
    assert first.text == "Combien de gares dans le Gers en 2020 ?"
