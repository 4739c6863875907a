import pytest

from assistant.page.thread import Conversation, Opened
from assistant.types import Answer, Turn

DAY = "2024-03-05"
Q = "Combien de maisons de santé en 2023 ?"


def told(conversation: Conversation, question: str, answer: Answer) -> Conversation:
    waiting = conversation.pending(question)
    return waiting.answered(waiting.waiting, answer, DAY)


def test_a_question_waits_then_gets_its_answer_and_opens_its_first_quote(tiny) -> None:
    waiting = Conversation().pending(Q)
    assert waiting.waiting.question == Q
    assert waiting.turns() == ()
    said = waiting.answered(waiting.waiting, tiny.answer(Q), DAY)
    assert said.waiting is None
    assert said.turns() == (Turn(Q),)
    assert said.opened == Opened(0, "citations", 0)
    assert said.quote(said.opened).short_answer == "113 maisons de santé"


def test_each_question_gets_its_own_answer_whatever_comes_between(tiny) -> None:
    twice = Conversation().pending(Q).pending(Q)
    first, second = twice.exchanges
    assert twice.turns(first) == ()
    said = twice.answered(second, tiny.answer("cassoulet"), DAY)
    assert said.waiting is first
    said = said.answered(first, tiny.answer(Q), DAY)
    assert [exchange.answer.answered for exchange in said.exchanges] == [True, False]
    assert said.turns(said.exchanges[1]) == (Turn(Q),)
    assert said.fresh().answered(first, tiny.answer(Q), DAY) == Conversation(), "a conversation that was left"


def test_what_was_kept_stands_before_what_was_asked_since(tiny) -> None:
    kept = Conversation(language="en").pending("avant")
    both = Conversation().pending("depuis").after(kept)
    assert [exchange.question for exchange in both.exchanges] == ["avant", "depuis"]
    assert both.language == "en"


def test_a_refusal_opens_nothing_and_a_failure_is_no_turn(tiny) -> None:
    refused = told(Conversation(), "cassoulet", tiny.answer("cassoulet"))
    assert refused.opened is None
    assert refused.turns() == (Turn("cassoulet"),)
    waiting = refused.pending("encore")
    failed = waiting.failed(waiting.waiting, "l’index est abîmé")
    assert failed.waiting is None
    assert failed.exchanges[-1].error == "l’index est abîmé"
    assert failed.turns() == (Turn("cassoulet"),)


@pytest.mark.parametrize(
    "place", [(0, "citations", 9), (0, "citations", -1), (-1, "citations", 0), (4, "nearest", 0)]
)
def test_only_quotes_of_this_conversation_open(tiny, place) -> None:
    said = told(Conversation(), Q, tiny.answer(Q))
    with pytest.raises(IndexError):
        said.open(*place)


def test_long_conversations_drop_their_oldest_exchanges(tiny) -> None:
    answer = tiny.answer(Q)
    conversation = Conversation()
    for turn in range(60):
        conversation = told(conversation, f"question {turn}", answer)
    assert len(conversation.exchanges) == 50
    assert conversation.exchanges[0].question == "question 10"
    assert conversation.opened == Opened(49, "citations", 0)
    assert conversation.pending("encore").opened is None, "its place has shifted"


def test_a_fresh_conversation_keeps_the_language_only(tiny) -> None:
    assert told(Conversation(), Q, tiny.answer(Q)).speaking("en").fresh() == Conversation(language="en")


def test_questions_to_go_on_with_come_too_late_once_another_is_asked(tiny) -> None:
    answer = tiny.answer(Q)
    said = told(Conversation(), Q, answer)
    offered = said.offering(("Et ensuite ?",), answer)
    assert offered.going_on == ("Et ensuite ?",)
    waiting = offered.pending("Et le mardi ?")
    assert waiting.going_on == ()
    assert waiting.offered == {"Et ensuite ?"}
    assert waiting.offering(("Trop tard ?",), answer) == waiting
    assert Conversation().offering(("Et ensuite ?",), answer) == Conversation()
