"""Follow-ups measured on their own: when two questions are the same, and what is counted as harm."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.conversation import Rewrite, standalone_question
from assistant.errors import QuestionSetError
from assistant.types import Turn
from evals.followups.__main__ import main
from evals.followups.measure import ANYONE, OPENERS, harm, rewriting
from evals.followups.turns import HALVES, JudgedTurn, is_equivalent, is_french, read_turns, same_question


def turn(act: str, question: str, *standalone: str) -> JudgedTurn:
    return JudgedTurn("t", "dev", "town", act, ("Qui dirige le parc ?",), question, standalone)


def test_word_order_and_small_words_are_no_difference_but_what_is_asked_is() -> None:
    assert same_question("Quand a été créé le parc ?", "Quand le parc a-t-il été créé ?")
    assert not same_question("Quand a été créé le parc ?", "Où le parc a-t-il été créé ?")
    assert not same_question("Quand a été créé le parc ?", "Quand a été créé le parc du Vexin ?")


def test_each_act_has_its_own_way_to_be_right() -> None:
    pronoun = turn("pronoun", "Et quand a-t-il été créé ?", "Quand a été créé le parc ?")
    assert is_equivalent(pronoun, Rewrite("Quand le parc a-t-il été créé ?"))
    assert not is_equivalent(pronoun, Rewrite("Quand a-t-il été créé ?"))
    about = turn("about-date", "De quand date ce chiffre ?", "Qui dirige le parc ?")
    assert is_equivalent(about, Rewrite("De quand date la réponse à « Qui dirige le parc ? » ?"))
    assert not is_equivalent(about, Rewrite("D'où vient la réponse à « Qui dirige le parc ? » ?"))
    assert is_equivalent(turn("courtesy", "Merci", "Merci"), Rewrite("Merci", courtesy=True))
    assert not is_equivalent(pronoun, Rewrite("Quand le parc a-t-il été créé ?", courtesy=True))
    both = turn("ambiguous", "Qui le gère ?", "Qui gère le parc ?", "Qui gère le lac ?")
    assert is_equivalent(both, Rewrite("Qui gère le parc ?", ("Qui gère le parc ?", "Qui gère le lac ?")))
    assert not is_equivalent(both, Rewrite("Qui gère le parc ?"))
    focus = turn("focus", "Dans ce document, où est le lac ?", "Où est le lac ?")
    assert is_equivalent(focus, Rewrite("Dans le document « Le parc », où est le lac ?"))


def test_means_are_by_half_and_by_act() -> None:
    turns = [turn("pronoun", "Où est-il ?", "Où est le parc ?"), turn("courtesy", "Merci", "Merci")]
    means = rewriting(turns, lambda each: Rewrite(each.question, courtesy=each.act == "courtesy"))
    assert {name: mean.value for name, mean in means.items()} == {
        "equivalent rewrite, dev": 0.5,
        "  dev: pronoun": 0.0,
        "  dev: courtesy": 1.0,
    }


@pytest.mark.parametrize(
    "broken",
    [
        "Quel est le montant de le budget ?",
        "Comment s'rendre à Foix ?",
        "Qu'voit-on à Foix ?",
        "Qui ne a pas voté la loi ?",
        "Quel est salaire des médecins ?",
        "Où ceux qui dirige le parc sont-ils nés ?",
        "Quel accident Doris Day de Doris Day a-t-elle eu ?",
    ],
)
def test_broken_french_is_not_right(broken: str) -> None:
    assert not is_french(broken)
    assert not is_equivalent(turn("pronoun", "Et lui ?", broken), Rewrite(broken))


@pytest.mark.parametrize(
    "sound",
    ["Qui a le droit de le faire ?", "Quel est l'âge du maire ?", "D'où vient-on ?", "Quel est ce parc ?"],
)
def test_sound_french_is_no_breakage(sound: str) -> None:
    assert is_french(sound)


def test_the_questions_written_by_hand_are_french() -> None:
    assert [text for each in read_turns() for text in each.standalone if not is_french(text)] == []


def test_harm_is_a_question_that_did_not_need_its_history() -> None:
    alone = ["Quand la mairie de Foix ouvre-t-elle ?", "Où se trouve la gare de Pamiers ?"]
    for openers in ((), OPENERS):
        mean, changed = harm(alone, openers=openers)
        assert (mean.value, changed) == (1.0, [])
    mean, changed = harm(["Où est-il né ?"], after=["Qui est Victor Hugo ?"])
    assert (mean.value, changed) == (
        0.0,
        [("Qui est Victor Hugo ?", "Où est-il né ?", "Où Victor Hugo est-il né ?")],
    )


def test_what_is_anyones_is_given_to_nobody() -> None:
    assert harm(ANYONE, after=["Qui dirige le musée d'Orsay ?", "Combien de gares dans le Gers ?"])[1] == []


def test_the_turns_that_ship_can_be_judged() -> None:
    turns = read_turns()
    assert len(turns) >= 80
    assert {each.half for each in turns} == set(HALVES)
    assert len({each.subject for each in turns}) >= 5
    assert len({each.id for each in turns}) == len(turns)


def test_turns_of_dev_stay_understood() -> None:
    """A floor, not an aim: 0.92 since broken French is not right."""

    def rewrite(each: JudgedTurn) -> Rewrite:
        return standalone_question(each.question, [Turn(q) for q in each.history], lambda _: "un document")

    means = rewriting([each for each in read_turns() if each.half == "dev"], rewrite)
    assert means["equivalent rewrite, dev"].value >= 0.9


def test_a_line_that_is_no_turn_is_named(tmp_path: Path) -> None:
    (tmp_path / "turns.jsonl").write_text('{"id": "x", "half": "dev"}\n', "utf-8")
    with pytest.raises(QuestionSetError, match=r"line 1: not a turn \('subject'\)"):
        read_turns(tmp_path / "turns.jsonl")


def test_the_command_prints_means_without_an_index(capsys: pytest.CaptureFixture[str]) -> None:
    arguments: Sequence[str] = ["--half", "dev", "--rewriting-only"]
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert "equivalent rewrite, dev" in printed
    assert "left unchanged, evals/questions.jsonl, dev" in printed
    assert "left unchanged but for 'et'" in printed
