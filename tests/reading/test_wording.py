import pytest

from assistant.reading.asked import asked
from assistant.reading.wording import (
    Modality,
    defines,
    gives_cause,
    leans,
    modality,
    wants_list,
    wants_steps,
)
from tests.reading.pages import page, read


def says_what_it_is(question: str, line: str, title: str = "Le port") -> bool:
    (passage,) = read(page(("paragraph", line), title=title))
    return defines(asked(question), passage, 0)


@pytest.mark.parametrize(
    ("question", "defining"),
    [
        ("Qu'est-ce qu'une écluse ?", "Une écluse est un ouvrage qui rattrape une différence de niveau."),
        ("C'est quoi le halage ?", "Le halage consiste à tirer un bateau depuis la rive."),
        ("Que signifie le sigle VNF ?", "VNF : Voies navigables de France."),
        ("Qu'est-ce qu'une péniche ?", "Péniche (bateau de charge) : elle mesure 38 mètres."),
        ("Que désigne le terme bief ?", "On appelle bief la partie d'un canal entre deux écluses."),
        (
            "Qu'est-ce que VNF ?",
            "L'établissement public Voies navigables de France (VNF) regroupe 4 000 agents.",
        ),
        ("Qu'est-ce que l'éclusier ?", "Quelqu'un ouvre : c'est le rôle de l'éclusier."),
        ("Qu'est-ce que le bief ?", "Le bief, qui relie deux écluses, est souvent rempli."),
    ],
)
def test_a_sentence_that_defines(question: str, defining: str) -> None:
    assert says_what_it_is(question, defining)


def test_a_definition_may_leave_out_what_its_headings_say() -> None:
    question, line = "Qu'est-ce qu'un gardien d'écluse ?", "Le gardien est un agent du port."
    assert says_what_it_is(question, line, title="Les écluses")
    assert not says_what_it_is(question, line, title="Les phares")


@pytest.mark.parametrize(
    ("question", "mention"),
    [
        ("Qu'est-ce qu'une écluse ?", "Une écluse ferme chaque soir."),
        ("Qu'est-ce qu'une écluse ?", "Le gardien est un ami de l'écluse."),
        ("Qu'est-ce que VNF ?", "Les agents de Voies navigables de France (VNF) travaillent la nuit."),
        ("Combien coûte une écluse ?", "Une écluse est un ouvrage cher."),
    ],
)
def test_a_sentence_that_only_mentions(question: str, mention: str) -> None:
    assert not says_what_it_is(question, mention)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Combien d'éclusiers le port veut-il recruter ?", Modality.AIM),
        ("Le port vise 40 éclusiers d'ici à 2030.", Modality.AIM),
        ("Quatorze ports s'apprêtent à essayer.", Modality.AIM),
        ("Combien d'éclusiers ont été recrutés ?", Modality.DONE),
        ("Le port a recruté 12 éclusiers.", Modality.DONE),
        ("Le port a recruté 12 éclusiers et en vise 40.", Modality.UNTOLD),
        ("Le canal mesure 240 km.", Modality.UNTOLD),
    ],
)
def test_an_aim_is_told_from_what_was_done(text: str, expected: Modality) -> None:
    assert modality(text) is expected


def test_what_leans_and_what_gives_a_cause() -> None:
    assert leans("Ce dispositif aide les ports.")
    assert leans("« Elle ferme », dit-il.")
    assert not leans("Il faut payer le péage.")
    assert not leans("Le port aide les bateaux.")
    assert gives_cause("Le canal ferme faute d'eau.")
    assert gives_cause("Le canal ferme pour réparer l'écluse.")
    assert not gives_cause("Le canal ferme pour 10 jours.")


def test_what_a_question_wants() -> None:
    assert wants_list(asked("Quelles écluses sont fermées ?"))
    assert not wants_list(asked("Quelle écluse est fermée ?"))
    assert wants_steps(asked("Que faut-il faire en cas de crue ?"))
    assert not wants_steps(asked("Où est l'écluse ?"))
