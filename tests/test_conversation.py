import pytest

from assistant.conversation import standalone_question
from assistant.conversation.rewrite import MOST_TURNS
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
    # a place that is no region or department replaces a complement, never what is counted
    (["Combien de libraires à Tours ?"], "Et à Toulouse ?", "Combien de libraires à Toulouse ?"),
    (["Combien de libraires à Tours ?"], "Et Toulouse ?", "Combien de libraires à Toulouse ?"),
    (["Combien de libraires à Tours ?"], "À Toulouse ?", "Combien de libraires à Toulouse ?"),
    (
        ["Combien de libraires à Tours ?"],
        "Et à la gare de Foix ?",
        "Combien de libraires à la gare de Foix ?",
    ),
    (["Combien de libraires ?"], "Et à Toulouse ?", "Combien de libraires à Toulouse ?"),
    (["Combien de libraires à Tours ?"], "Et les imprimeurs ?", "Combien d'imprimeurs à Tours ?"),
    (["Combien de libraires en 2019 ?"], "Et à Foix ?", "Combien de libraires en 2019 à Foix ?"),
    (
        ["Combien de libraires à Tours en 2019 ?"],
        "Et à Foix en 2021 ?",
        "Combien de libraires à Foix en 2021 ?",
    ),
    (["Combien d'aides à la lecture à Tours ?"], "Et à Foix ?", "Combien d'aides à la lecture à Foix ?"),
    (["Qui est le maire de Tours ?"], "Et Orléans ?", "Qui est le maire d'Orléans ?"),
    (["Qui dirige le musée d'Orsay ?"], "Et du Louvre ?", "Qui dirige le musée du Louvre ?"),
    (["Où se trouve le lycée Victor Hugo ?"], "Et Jean Moulin ?", "Où se trouve le lycée Jean Moulin ?"),
    (["Quel est le budget de la ville ?"], "Et de la région ?", "Quel est le budget de la région ?"),
    (["Combien de libraires à Tours ?"], "et a toulouse ?", "Combien de libraires à toulouse ?"),
    # what is counted gives way to a noun of the same number, and to no other word
    (["Combien de libraires à Tours ?"], "Et des imprimeurs ?", "Combien d'imprimeurs à Tours ?"),
    (["Combien de libraires à Tours ?"], "Et la date ?", "Combien de libraires à Tours, la date ?"),
    (
        ["Combien de libraires à Tours ?"],
        "Et sans diplôme ?",
        "Combien de libraires à Tours sans diplôme ?",
    ),
    (
        ["Combien de libraires sont aidés par la région ?"],
        "Et par l'État ?",
        "Combien de libraires sont aidés par l'État ?",
    ),
    (["Combien de lait reçoit le Gers ?"], "Et le beurre ?", "Combien de beurre reçoit le Gers ?"),
    # "celui de" replaces the last complement alike and keeps what it belongs to
    (
        ["Quelle est la population de l'Indre ?"],
        "Et celle du Loiret ?",
        "Quelle est la population du Loiret ?",
    ),
    (
        ["Quel est le budget de l'hôpital de Blois ?"],
        "Et celui de Tours ?",
        "Quel est le budget de l'hôpital de Tours ?",
    ),
    (["Quel est le prix du pain à Foix ?"], "Et celui du lait ?", "Quel est le prix du lait à Foix ?"),
    (["Qui dirige le parc ?"], "Et celui du Perche ?", "Qui dirige le parc du Perche ?"),
    # greetings, thanks, blanks and signs are no subject
    (["Combien de libraires à Tours ?"], "Bonsoir, et à Foix ?", "Combien de libraires à Foix ?"),
    (["Bonjour, combien de libraires à Tours ?"], "Et à Foix ?", "Combien de libraires à Foix ?"),
    (
        ["Combien de libraires à Tours ?", "Merci pour votre aide !"],
        "Et à Foix ?",
        "Combien de libraires à Foix ?",
    ),
    (["Combien de libraires à Tours ?", ""], "Et à Foix ?", "Combien de libraires à Foix ?"),
    (["Combien de libraires à Tours ?", " ?! "], "Et à Foix ?", "Combien de libraires à Foix ?"),
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
    (
        ["Quelle est l'aide à l'installation ?"],
        "Qui la finance ?",
        "Qui finance l'aide à l'installation ?",
    ),
    (["Que fait le syndicat mixte ?"], "Il a été créé quand ?", "Le syndicat mixte a été créé quand ?"),
    (
        ["Que fait la Région Bretagne contre le bruit ?"],
        "Et qui la préside ?",
        "Qui préside la Région Bretagne ?",
    ),
    # a question too short to stand alone receives the subject
    (["Que prévoit le plan vélo ?"], "Depuis quand ?", "Depuis quand pour le plan vélo ?"),
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
    "Les horaires de la piscine",
    "Le prix du pain",
    "Les horaires",
    "Bonjour",
    "Bonjour, le prix du pain",
    "Au revoir !",
    "Merci beaucoup",
    "Merci pour ces informations",
    "Oui",
    "Quel temps fait-il ?",
    "Pleut-il souvent ?",
    "??",
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


def test_a_pronoun_beside_weather_words_is_still_one() -> None:
    assert standalone_question("Que fait-il ?", [Turn("Qui dirige le syndicat mixte ?")]).text == (
        "Que fait le syndicat mixte ?"
    )


def test_only_the_last_turns_are_read() -> None:
    old = Turn("Combien de gares dans le Lot ?")
    fillers = [Turn("Et en 2020 ?")] * (MOST_TURNS - 1)
    assert standalone_question("Et dans le Gers ?", [old, *fillers]).text == (
        "Combien de gares dans le Gers en 2020 ?"
    )
    assert "gares" not in standalone_question("Et dans le Gers ?", [old, *fillers, fillers[0]]).text


def test_blank_turns_do_not_count_among_the_last() -> None:
    turns = [Turn("Combien de gares dans le Lot ?")] + [Turn(" ! ")] * MOST_TURNS
    assert standalone_question("Et dans le Gers ?", turns).text == "Combien de gares dans le Gers ?"
