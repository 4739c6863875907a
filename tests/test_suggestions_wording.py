"""What sentences answer, from wordings read and written by hand."""

import pytest

from assistant.suggestions.wording import questions_of


@pytest.mark.parametrize(
    ("sentence", "questions"),
    [
        ("La ville a 40 pistes cyclables.", ["Combien de pistes cyclables ?"]),
        ("On y compte 113 maisons de santé rurale.", ["Combien de maisons de santé rurale ?"]),
        ("Le dispositif a été évalué en 2022.", ["Quand le dispositif a-t-il été évalué ?"]),
        ("La loi est entrée en vigueur le 1er janvier 2023.", ["Quand la loi est-elle entrée en vigueur ?"]),
        (
            "Les écoles rurales ont été ouvertes en mars 2020.",
            ["Quand les écoles rurales ont-elles été ouvertes ?"],
        ),
        ("L'hôpital fut détruit en 1944.", ["Quand l'hôpital fut-il détruit ?"]),
        (
            "La région finance les maisons de santé depuis 2008.",
            ["Depuis quand est-ce que la région finance les maisons de santé ?"],
        ),
        ("Le pont du Gard est géré par un établissement.", ["Par qui le pont du Gard est-il géré ?"]),
        ("Le cadastre solaire est une carte des toits.", ["Qu'est-ce que le cadastre solaire ?"]),
        ("Les jardins partagés sont des terrains communs.", ["Que sont les jardins partagés ?"]),
        ("Un centre hospitalier universitaire (CHU) ouvre.", ["Que signifie CHU ?"]),
    ],
)
def test_a_sentence_answers_what_it_says_on_its_face(sentence: str, questions: list[str]) -> None:
    assert list(questions_of(sentence)) == questions


@pytest.mark.parametrize(
    "sentence",
    [
        "Les 5 nombres coïncident ici.",
        "Il a 500 usagers suivi depuis.",
        "Ils ont été évalués en 2022.",  # nobody says who
        "Le plan qui a suivi a été évalué en 2022.",
        "Le plan a été évalué avant 2022.",
        "Le plan est géré par téléphone.",
        "Le mur est couvert par la neige.",  # nobody's act
        "La difficulté est une chance.",  # a common word alone
        "Les prix sont restés stables.",
        "Le résultat de l'étape 3 est un schéma.",
        "La ville vit depuis longtemps.",
        "",
    ],
)
def test_what_does_not_show_its_grammar_is_left_alone(sentence: str) -> None:
    assert list(questions_of(sentence)) == []
