import pytest

from assistant.page.thread import Conversation, Opened
from assistant.types import Turn

Q = "Combien de maisons de santé en 2023 ?"


def test_a_question_waits_then_gets_its_answer_and_opens_its_first_quote(tiny) -> None:
    waiting = Conversation().pending(Q)
    assert waiting.waiting
    assert waiting.turns() == ()
    told = waiting.answered(tiny.answer(Q))
    assert not told.waiting
    assert told.turns() == (Turn(Q),)
    assert told.opened == Opened(0, "citations", 0)
    assert told.quote(told.opened).short_answer == "113 maisons de santé"


def test_a_refusal_opens_nothing_and_a_failure_is_no_turn(tiny) -> None:
    refused = Conversation().pending("cassoulet").answered(tiny.answer("cassoulet"))
    assert refused.opened is None
    assert refused.turns() == (Turn("cassoulet"),)
    failed = refused.pending("encore").failed("l’index est abîmé")
    assert not failed.waiting
    assert failed.exchanges[-1].error == "l’index est abîmé"
    assert failed.turns() == (Turn("cassoulet"),)


@pytest.mark.parametrize(
    "place", [(0, "citations", 9), (0, "citations", -1), (-1, "citations", 0), (4, "nearest", 0)]
)
def test_only_quotes_of_this_conversation_open(tiny, place) -> None:
    told = Conversation().pending(Q).answered(tiny.answer(Q))
    with pytest.raises(IndexError):
        told.open(*place)


def test_long_conversations_drop_their_oldest_exchanges(tiny) -> None:
    answer = tiny.answer(Q)
    conversation = Conversation()
    for turn in range(60):
        conversation = conversation.pending(f"question {turn}").answered(answer)
    assert len(conversation.exchanges) == 50
    assert conversation.exchanges[0].question == "question 10"
    assert conversation.opened == Opened(49, "citations", 0)
    assert conversation.pending("encore").opened is None, "its place has shifted"


def test_a_fresh_conversation_keeps_the_language_only(tiny) -> None:
    told = Conversation().pending(Q).answered(tiny.answer(Q)).speaking("en")
    assert told.fresh() == Conversation(language="en")
