import time

import pytest

from assistant.conversation import Rewrite, about_of, standalone_question, within_of
from assistant.conversation.acts import within
from assistant.conversation.rewrite import MOST_TURNS
from assistant.conversation.state import State
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
    # what comes before or after in time moves the years, and lets other dates go
    (
        ["Combien de libraires à Tours en 2019 ?"],
        "Et l'année suivante ?",
        "Combien de libraires à Tours en 2020 ?",
    ),
    (
        ["Combien de libraires à Tours en 2019 ?"],
        "Et l'année d'avant ?",
        "Combien de libraires à Tours en 2018 ?",
    ),
    (["Quel était le budget fin 2019 ?"], "Deux ans plus tard ?", "Quel était le budget fin 2021 ?"),
    (["Combien d'entrées en 2018-2019 ?"], "Et la saison précédente ?", "Combien d'entrées en 2017-2018 ?"),
    (["Combien de stagiaires en 2017 ?"], "Et pour la session suivante ?", "Combien de stagiaires en 2018 ?"),
    (["Combien d'entrées en 2019 ?"], "Combien l'année suivante ?", "Combien d'entrées en 2020 ?"),
    (["Combien d'entrées en mars 2019 ?"], "Et le mois suivant ?", "Combien d'entrées le mois suivant ?"),
    (["Depuis 2015, combien d'entrées ?"], "Et l'année suivante ?", "Combien d'entrées l'année suivante ?"),
    (
        ["Combien de libraires à Tours ?"],
        "Et l'année suivante ?",
        "Combien de libraires à Tours l'année suivante ?",
    ),
    # a noun that only says a kind stands for what the question before is about; another for what it calls so
    (
        ["Que font les élèves pendant « Cap Sciences » ?"],
        "Et qui pilote l'opération ?",
        "Qui pilote l'opération Cap Sciences ?",
    ),
    (["Quand a été créé le musée des Augustins ?"], "Combien coûte le plan ?", "Combien coûte le plan ?"),
    (
        ["Qu'est-ce que la garantie de revenus ?"],
        "Quel est le budget du dispositif ?",
        "Quel est le budget de la garantie de revenus ?",
    ),
    (
        ["Combien de visiteurs attire le musée des Augustins ?"],
        "Quand le musée a-t-il ouvert ?",
        "Quand le musée des Augustins a-t-il ouvert ?",
    ),
    # what is counted gives way to a noun of the same number, and to no other word
    (["Combien de libraires à Tours ?"], "Et des imprimeurs ?", "Combien d'imprimeurs à Tours ?"),
    (["Combien de libraires à Tours ?"], "Et la date ?", "Quelle est la date des libraires à Tours ?"),
    (
        ["Combien de musées y a-t-il à Tours en 2018 ?"],
        "Merci, et le budget ?",
        "Quel est le budget des musées à Tours en 2018 ?",
    ),
    (["Combien de musées à Tours ?"], "Et le nombre de lecteurs ?", "Combien de lecteurs à Tours ?"),
    (
        ["Combien de personnes travaillent au musée ?"],
        "Et le budget ?",
        "Combien de personnes travaillent au musée, le budget ?",
    ),
    (
        ["Comment a évolué le nombre de gares à Lyon entre 2010 et 2020 ?"],
        "Et le nombre de quais ?",
        "Comment a évolué le nombre de quais à Lyon entre 2010 et 2020 ?",
    ),
    (
        ["Comparez le budget de la Bretagne et de la Normandie"],
        "Et les effectifs ?",
        "Comparez les effectifs de la Bretagne et de la Normandie",
    ),
    (
        ["Quel est le budget de la culture en Bretagne ?"],
        "Et le nombre de musées ?",
        "Quel est le nombre de musées en Bretagne ?",
    ),
    (["Combien de gares en Bretagne ?"], "Et le Cher ?", "Combien de gares dans le Cher ?"),
    (["Combien de gares fin 2024 ?"], "Et cette année ?", "Combien de gares cette année ?"),
    (["Combien de gares fin 2024 ?", "Et aujourd'hui ?"], "Et en 2019 ?", "Combien de gares en 2019 ?"),
    (
        ["Quel est le coût du programme en 2019 ?"],
        "Et l'année dernière ?",
        "Quel est le coût du programme l'année dernière ?",
    ),
    (
        ["Quel est le coût du programme en 2019 ?"],
        "Actuellement ?",
        "Quel est le coût du programme actuellement ?",
    ),
    (["Qu'est-ce qu'une AMAP ?"], "Qui les finance ?", "Qui finance l'AMAP ?"),
    (
        ["Quand a été construit le phare de Cordouan ?"],
        "Et sa hauteur ?",
        "Quelle est la hauteur du phare de Cordouan ?",
    ),
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
    (
        ["Bonjour, merci de m'indiquer les horaires de la piscine"],
        "Et ses tarifs ?",
        "Quels sont les tarifs de la piscine ?",
    ),
    (["Combien coûte un passeport ?"], "et pour un mineur ?", "Combien coûte un passeport pour un mineur ?"),
    (["Quelle est la population du Mans ?"], "Et Paris ?", "Quelle est la population de Paris ?"),
    (["Combien de gares dans le Lot ?"], "ET EN 2020 ?", "Combien de gares dans le Lot en 2020 ?"),
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
    (["Quel est le montant de l'aide ?"], "Quel est son plafond ?", "Quel est le plafond de l'aide ?"),
    (
        ["Qui dirige le musée d'Orsay ?"],
        "Quel est le montant de son budget ?",
        "Quel est le montant du budget du musée d'Orsay ?",
    ),
    (
        ["Combien de médecins dans le Gers ?"],
        "Quelle est leur adresse ?",
        "Quelle est l'adresse des médecins dans le Gers ?",
    ),
    (
        ["Combien de loups en Lozère ?"],
        "Quelle est leur proie ?",
        "Quelle est la proie des loups en Lozère ?",
    ),
    (
        ["Combien de sages-femmes à Foix ?"],
        "Qui leur verse une prime ?",
        "Qui verse une prime aux sages-femmes à Foix ?",
    ),
    (
        ["Combien de sages-femmes à Foix ?"],
        "Que leur propose la région ?",
        "Que propose la région aux sages-femmes à Foix ?",
    ),
    (["Que fait le syndicat mixte ?"], "Que lui reproche-t-on ?", "Que reproche-t-on au syndicat mixte ?"),
    (["Que prévoit la loi Évin ?"], "Qui ne l'a pas votée ?", "Qui n'a pas voté la loi Évin ?"),
    (
        ["Où se trouve le musée Ingres ?"],
        "Comment s'y rendre ?",
        "Comment se rendre dans le musée Ingres ?",
    ),
    (["Où se trouve le musée Ingres ?"], "Qu'y voit-on ?", "Que voit-on dans le musée Ingres ?"),
    (
        ["Qui dirige les musées de Foix ?"],
        "Où sont-ils nés ?",
        "Où ceux qui dirigent les musées de Foix sont-ils nés ?",
    ),
    (
        ["Qui a créé le chèque énergie ?"],
        "Qui peut bénéficier de cette aide ?",
        "Qui peut bénéficier de cette aide ?",
    ),
    (["Quel est le rôle du maire ?"], "Qui l'élit ?", "Qui élit le maire ?"),
    (["Quand le canal du Midi a-t-il ouvert ?"], "qui l a cree ?", "Qui a cree le canal du Midi ?"),
    (["Quand le canal du Midi a-t-il ouvert ?"], "qui l'a cree ?", "Qui a cree le canal du Midi ?"),
    (
        ["Quel métier exerçait le père de Doris Day ?", "Et sa mère ?"],
        "Où est-elle née ?",
        "Où la mère de Doris Day est-elle née ?",
    ),
    (["Que fait le syndicat mixte ?"], "Il a été créé quand ?", "Le syndicat mixte a été créé quand ?"),
    (
        ["Que fait la Région Bretagne contre le bruit ?"],
        "Et qui la préside ?",
        "Qui préside la Région Bretagne ?",
    ),
    # a question too short to stand alone receives the subject
    (["Que prévoit le plan vélo ?"], "Depuis quand ?", "Depuis quand pour le plan vélo ?"),
    # question words alone ask the earlier clause again
    (["Où la reine est-elle née ?"], "Quand ?", "Quand la reine est-elle née ?"),
    (["Qui a fondé la ville ?"], "En quelle année ?", "En quelle année a-t-on fondé la ville ?"),
    (
        ["Quel budget la commune consacre-t-elle aux écoles ?"],
        "Pourquoi ?",
        "Pourquoi la commune consacre-t-elle le budget aux écoles ?",
    ),
    (["Quand a été inauguré le pont ?"], "Par qui ?", "Par qui a été inauguré le pont ?"),
    # a subject goes before its verb, an object after it, what is counted where it was
    (
        ["Qui participe au comité de suivi ?"],
        "Et quand a-t-il été créé ?",
        "Quand le comité de suivi a-t-il été créé ?",
    ),
    (["Quel était le surnom du maréchal Ney ?"], "Où est-il mort ?", "Où le maréchal Ney est-il mort ?"),
    (["Combien de prés la ferme de Foix a-t-elle ?"], "Qui les a vendus ?", "Qui a vendu les prés ?"),
    (["Que fait la commission ?"], "Qui lui succède ?", "Qui succède à la commission ?"),
    (["Quel est le montant de l'aide ?"], "Comment la demander ?", "Comment demander l'aide ?"),
    (
        ["Comment fonctionne une maison de santé ?"],
        "Combien y en a-t-il ?",
        "Combien de maisons de santé y a-t-il ?",
    ),
    (
        ["Qui dirige la gare de Foix ?"],
        "Quel âge a-t-il ?",
        "Quel âge celui qui dirige la gare de Foix a-t-il ?",
    ),
    (
        ["Quel musée expose des fontes ?"],
        "Quels peintres y sont exposés ?",
        "Quels peintres sont exposés dans le musée qui expose des fontes ?",
    ),
    (["Quels droits ont les usagers ?"], "Lesquels sont gratuits ?", "Quels droits sont gratuits ?"),
    # gender and number choose among what was named
    (["Quand la mairie a-t-elle vendu le pré ?"], "Où se trouve-t-il ?", "Où se trouve le pré ?"),
    (["Quand la mairie a-t-elle vendu le pré ?"], "Où se trouve-t-elle ?", "Où se trouve la mairie ?"),
    # ordinals, refinement, correction
    (["Quel est le premier axe du plan ?"], "Et le deuxième ?", "Quel est le deuxième axe du plan ?"),
    (["Quels sont les axes du plan ?"], "Et le troisième ?", "Quel est le troisième des axes du plan ?"),
    (
        ["Quelles sont les régions concernées ?"],
        "Et la deuxième ?",
        "Quelle est la deuxième des régions concernées ?",
    ),
    (
        ["Quel est le plus long fleuve de France ?"],
        "Et le plus court ?",
        "Quel est le plus court fleuve de France ?",
    ),
    # what is owned is asked for; only the family takes the place of the family
    (
        ["Qui dirige le musée d'Orsay ?"],
        "Et ses horaires ?",
        "Quels sont les horaires du musée d'Orsay ?",
    ),
    (
        ["Quel métier exerçait le père de Doris Day ?"],
        "Et sa mère ?",
        "Quel métier exerçait la mère de Doris Day ?",
    ),
    (["Combien de soignants à Foix ?"], "Seulement les médecins", "Combien de médecins à Foix ?"),
    (
        ["Quelles communes paient la taxe ?"],
        "Seulement celles du Gard",
        "Quelles communes du Gard paient la taxe ?",
    ),
    (["Combien de libraires à Foix ?"], "Pas les libraires, les imprimeurs", "Combien d'imprimeurs à Foix ?"),
    (["Combien de gares dans le Cher ?"], "Je parlais du Loiret", "Combien de gares dans le Loiret ?"),
    (["Combien de gares en 2015 et en 2018 ?"], "Et en 2020 ?", "Combien de gares en 2020 ?"),
    (
        ["Depuis quand la ville gère-t-elle l'eau ?"],
        "Et le Département ?",
        "Depuis quand le Département gère-t-il l'eau ?",
    ),
    # a subject is left, and come back to
    (["Combien de gares à Foix ?"], "Autre question : qui gère l'eau ?", "Qui gère l'eau ?"),
    (
        ["Y a-t-il une garantie de revenus ?", "Qui gère l'eau de Foix ?"],
        "Pour revenir à cette garantie, elle s'élève à combien ?",
        "La garantie de revenus s'élève à combien ?",
    ),
    (["Qui gère le parc ?"], "Autre question : lesquels sont ouverts ?", "Lesquels sont ouverts ?"),
    ([], "Autre question : qui dirige ce parc ?", "Qui dirige ce parc ?"),
    (["Merci"], "Nouvelle question : cette aide ?", "Cette aide ?"),
    # a complete question after "et", "ok" or "mais" is left alone but for that word
    (
        ["Combien de crèches à Lyon ?"],
        "Ok, et où se trouve la tour Eiffel ?",
        "Où se trouve la tour Eiffel ?",
    ),
    (["Combien de crèches à Lyon ?"], "Et quel est le prix du gaz ?", "Quel est le prix du gaz ?"),
    (["Combien de crèches à Lyon ?"], "Mais combien coûte une place ?", "Combien coûte une place ?"),
    (
        ["Combien de crèches à Lyon ?"],
        "Alors, quelle est la taxe foncière ?",
        "Quelle est la taxe foncière ?",
    ),
    (["Que prévoit le plan vélo ?"], "Et quel budget ?", "Quel budget pour le plan vélo ?"),
    # the answer itself, and its document
    (
        ["Combien de gares à Foix ?", "Dans ce document, combien de lits ?"],
        "Et en 2020 ?",
        "Combien de lits en 2020 ?",
    ),
    (
        ["Combien de gares à Foix ?"],
        "De quand date ce chiffre ?",
        "De quand date la réponse à « Combien de gares à Foix ? » ?",
    ),
    (
        ["Combien de gares à Foix ?", "De quand date ce chiffre ?"],
        "Qui a dit cela ?",
        "D'où vient la réponse à « Combien de gares à Foix ? » ?",
    ),
    (["Combien de gares à Foix ?", "Qui a dit cela ?"], "Et à Pamiers ?", "Combien de gares à Pamiers ?"),
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
    "En quelle année Mayotte est-elle devenue un département ?",
    "Quand est né le structuralisme ?",
    "Comment Hugo jugeait-il son siècle ?",
    "De quand date la réponse à « Qui gère l'eau ? » ?",
    "Comment déclarer ses impôts ?",
    "Où faire vacciner son chien ?",
    "Quand renouveler sa carte d'identité ?",
    "Peut-on louer sa résidence principale ?",
    "Que faire en cas de perte de son passeport ?",
    "Pourquoi trier ses déchets ?",
    "Quand paie-t-on ses impôts ?",
    "Où se trouvent Foix et ses musées ?",
    "Qui es-tu ?",
    "Que sais-tu faire ?",
    "Quelle heure est-il ?",
    "Ce n'est pas clair",
    "Cela ne répond pas à ma question",
    "Et après ?",
    "Et ailleurs ?",
    "Et vous ?",
    "Non, pas ça",
    "Merci de me donner le nombre de lits à Blois",
    "Bonjour, merci de m'indiquer les horaires de la piscine",
    "Merci de préciser le budget 2023",
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


def test_two_things_named_alike_are_two_readings_and_an_ordinal_picks_one() -> None:
    turns = [Turn("Quels sont les effectifs de la ligue de Foix et de la ligue de Pamiers ?")]
    rewrite = standalone_question("Quand a-t-elle été créée ?", turns)
    readings = (
        "Quand la ligue de Foix a-t-elle été créée ?",
        "Quand la ligue de Pamiers a-t-elle été créée ?",
    )
    assert (rewrite.text, rewrite.choices) == (readings[0], readings)
    turns.append(Turn("Quand a-t-elle été créée ?"))
    assert standalone_question("la seconde", turns) == Rewrite(readings[1])
    assert standalone_question("La seconde", [*turns, Turn("la première"), Turn("Merci")]) == Rewrite(
        readings[1]
    )


def test_what_is_counted_or_the_subject_may_be_what_a_plural_replaces() -> None:
    turns = [Turn("Combien de gares les communes gèrent-elles ?")]
    assert set(standalone_question("Et les syndicats ?", turns).choices) == {
        "Combien de syndicats les communes gèrent-elles ?",
        "Combien de gares les syndicats gèrent-elles ?",
    }


@pytest.mark.parametrize(
    "turn",
    [
        "Bonjour !",
        "Merci beaucoup, c'est très clair !",
        "Ok merci bonne journée",
        "Changeons de sujet",
        "Merci de votre aide",
        "Merci d'avance, bonne fin de semaine",
    ],
)
def test_a_courtesy_looks_for_nothing_and_changes_nothing(turn: str) -> None:
    turns = [Turn("Combien de gares à Foix ?")]
    assert standalone_question(turn, turns) == Rewrite(turn, courtesy=True)
    assert standalone_question("Et à Pamiers ?", [*turns, Turn(turn)]).text == "Combien de gares à Pamiers ?"


def test_a_document_in_focus_is_named_and_asked_for_once() -> None:
    asked: list[str] = []

    def document_of(question: str) -> str | None:
        asked.append(question)
        return "Le bilan" if "gares" in question else None

    turns = [Turn("Combien de gares à Foix ?")]
    said = standalone_question("Que dit ce document sur les quais ?", turns, document_of)
    assert said.text == "Dans le document « Le bilan », que dit-on sur les quais ?"
    assert asked == ["Combien de gares à Foix ?"]
    refused = standalone_question("Dans ce document, où est le lac ?", [Turn("Où est Foix ?")], document_of)
    assert refused.text == "Où est le lac ?"


@pytest.mark.parametrize(
    "question",
    [
        "Merci de me donner le nombre de lits à Blois",
        "Bonjour, merci de m'indiquer les horaires",
        "Merci de préciser le budget 2023",
        "Merci de l'indiquer",
        "Bonne fin de vie",
    ],
)
def test_a_request_is_no_courtesy(question: str) -> None:
    assert standalone_question(question, []) == Rewrite(question)


def test_only_the_question_asked_now_has_its_document_looked_for() -> None:
    asked: list[str] = []

    def document_of(question: str) -> str | None:
        asked.append(question)
        return "Le bilan"

    turns = [Turn("Combien de gares à Foix ?"), Turn("Dans ce document, combien de quais ?")]
    assert standalone_question("Et en 2020 ?", turns, document_of).text == "Combien de quais en 2020 ?"
    assert asked == []


def test_a_title_in_guillemets_is_read_back() -> None:
    assert within_of(within("Le « bilan » des gares", "où est Foix ?")) == (
        "Le « bilan » des gares",
        "où est Foix ?",
    )
    assert about_of("De quand date la réponse à «  » ?") is None


@pytest.mark.parametrize(
    "words", ["Pourquoi a-t-il vendu le pré où est-elle ", "de ", "A-t-il ", "d' leur l' "]
)
def test_long_odd_turns_are_read_in_the_time_of_short_ones(words: str) -> None:
    turns = [Turn((words * 1000)[:2000])] * MOST_TURNS
    start = time.process_time()
    standalone_question("Et à Foix ?", turns)
    assert time.process_time() - start < 5, "15 s when each phrase read the whole question again"


def test_the_state_carries_subject_measure_and_place() -> None:
    state = State().after("Combien de médecins généralistes dans le Gers fin 2024 ?", linked=False)
    assert (state.measure, state.place) == ("médecins généralistes", "dans le Gers")
    assert state.subject is not None
    assert state.subject.text == "les médecins généralistes"
    linked = state.after("Qui les forme ?", linked=True)
    assert (linked.measure, linked.place) == ("médecins généralistes", "dans le Gers")
    assert state.after("Où se trouve le lac Noir ?", linked=False).place == ""
