"""The reader's acts as they meet: asked twice, asked while something else is sought, led on."""

from threading import Thread

import pytest

from assistant.errors import IndexDamaged
from assistant.page.answering import Desk
from assistant.page.room import Room
from assistant.page.tab import Tab

Q = "Combien de maisons de santé en 2023 ?"


@pytest.fixture
def room(tiny) -> Room:
    return Room(Desk(tiny))


def test_questions_put_at_once_are_answered_in_their_order(tiny, room) -> None:
    tab = Tab()
    for question in (Q, Q, "Et en 2008 ?"):
        room.ask(question, tab)
    assert [each.question for each in tab.now.exchanges] == [Q, "Et en 2008 ?"], (
        "Enter pressed twice asks once"
    )
    both = [Thread(target=room.answer, args=(tab,)) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert tiny.asked == [(Q, ()), ("Et en 2008 ?", (Q,))]
    assert not room.answer(tab), "nothing waits"


def test_what_was_offered_or_asked_again_without_a_place_leans_on_nothing(tiny, room) -> None:
    tab = Tab()
    room.ask(Q, tab)
    room.answer(tab)
    room.ask("Quels jours roulent les navettes ?", tab, alone=True)
    room.answer(tab)
    assert tiny.asked[-1] == ("Quels jours roulent les navettes ?", ())
    room.restore({"asked": [{"question": Q}, {"question": "Et en 2008 ?", "alone": True}]}, back := Tab())
    room.answer(back)
    assert tiny.asked[-1] == ("Et en 2008 ?", ())


def test_half_a_character_from_a_browser_is_left_out(tiny, room) -> None:
    tab = Tab()
    room.ask("Combien de \ud800maisons de santé en 2023 ?", tab)
    room.answer(tab)
    assert tiny.asked == [(Q, ())]
    room.restore({"asked": [{"question": "\ud800"}, {"question": "Quelle \udfffrecette ?"}]}, back := Tab())
    assert [each.question for each in back.now.exchanges] == ["Quelle recette ?"]
    with pytest.raises(ValueError, match="Écrivez"):
        room.ask("\ud800", tab)


def test_a_conversation_left_while_it_is_answered_stays_left(tiny, room, monkeypatch) -> None:
    tab = Tab()
    room.ask(Q, tab)
    answer = tiny.answer

    def slowly(*arguments: object, **named: object) -> object:
        tab.change(lambda now: now.fresh())
        return answer(*arguments, **named)

    monkeypatch.setattr(tiny, "answer", slowly)
    room.answer(tab)
    assert tab.now.exchanges == ()


def test_what_was_asked_before_the_page_was_whole_follows_what_was_kept(room) -> None:
    tab = Tab()
    room.ask("Et en 2008 ?", tab)
    for _ in range(2):
        room.restore({"asked": [{"question": Q}]}, tab)
    room.answer(tab)
    assert [each.question for each in tab.now.exchanges] == [Q, "Et en 2008 ?"]
    assert tab.now.exchanges[1].answer.standalone_question.endswith(f"({Q})")


def test_an_unusable_index_is_said_and_an_unexpected_failure_too(tiny, room, monkeypatch) -> None:
    def damaged(*_: object, **__: object) -> None:
        raise IndexDamaged("index/: run: motamot index")

    tab = Tab()
    monkeypatch.setattr(tiny, "answer", damaged)
    room.ask(Q, tab)
    room.answer(tab)
    room.ask("Et en 2008 ?", tab)
    room.give_up(tab)
    assert tab.now.exchanges[0].error == "index/: run: motamot index"
    assert "inattendue" in tab.now.exchanges[1].error


def test_one_is_led_on_once_an_answer_and_never_to_the_same_after_each_refusal(tiny, room) -> None:
    tiny.going_on = (Q, "Quels jours roulent les navettes ?")
    tab = Tab()
    room.ask(Q, tab)
    assert not room.lead_on(tab), "nothing is answered yet"
    room.answer(tab)
    assert room.lead_on(tab)
    assert tab.now.going_on == ("Quels jours roulent les navettes ?",)
    assert not room.lead_on(tab)
    tiny.going_on = ()
    while room._desk.suggestions() is None:
        pass
    for question in ("Quelle recette ?", "Quel gâteau ?"):
        room.ask(question, tab)
        assert tab.now.going_on == ()
        room.answer(tab)
        assert not room.lead_on(tab), "all that there is to start with was asked or offered"


def test_those_to_start_with_are_offered_after_a_refusal_with_nothing_near(tiny, room) -> None:
    tab = Tab()
    while room._desk.suggestions() is None:
        pass
    room.ask("Quelle recette ?", tab)
    room.answer(tab)
    assert room.lead_on(tab)
    assert tab.now.going_on == tiny.to_start


def test_nothing_is_offered_once_another_question_came(tiny, room, monkeypatch) -> None:
    tab = Tab()
    room.ask(Q, tab)
    room.answer(tab)

    def seek(answer: object, asked: object, ask: object) -> tuple[str, ...]:
        room.ask("Et en 2008 ?", tab)
        ask("Un essai ?")
        return ("Trop tard ?",)

    monkeypatch.setattr(tiny, "next_questions", seek)
    assert not room.lead_on(tab)
    assert [question for question, _ in tiny.asked] == [Q], "the search stops before its next candidate"
