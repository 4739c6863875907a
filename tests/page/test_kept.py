"""What a browser keeps and gives back: questions, opinions and the language; nothing it says is believed."""

import json

import pytest

from assistant.page.answering import Desk
from assistant.page.kept import MAX_KEPT, pack, unpack
from assistant.page.room import Room
from assistant.page.tab import Tab
from assistant.page.thread import Conversation, Exchange, Opinion
from assistant.types import Filters

DAY = "2024-03-05"
Q = "Combien de maisons de santé en 2023 ?"


def test_questions_opinions_and_language_come_back_to_be_asked_again(tiny) -> None:
    waiting = Conversation(language="en").pending(Q)
    said = waiting.answered(waiting.waiting, tiny.answer(Q), DAY)
    said = said.flagged(0, Opinion("down", "incomplet")).pending("Et en 2008 ?")
    kept = json.loads(json.dumps(pack(said)))
    assert "quote" not in json.dumps(kept)
    back = unpack(kept)
    assert back.language == "en"
    assert back.exchanges == (Exchange(Q, opinion=Opinion("down", "incomplet")), Exchange("Et en 2008 ?"))
    assert back.kept_from == tiny.index.generation


def test_a_restored_conversation_is_the_one_that_was_left(tiny) -> None:
    room, said, restored = Room(Desk(tiny)), Tab(), Tab()
    for question in (Q, "Et en 2008 ?", "Quelle recette ?"):
        room.ask(question, said)
        room.answer(said)
    room.restore(pack(said.now), restored)
    assert [exchange.answer for exchange in restored.now.exchanges] == [None] * 3
    room.answer(restored)
    assert restored.now.exchanges == said.now.exchanges
    assert not restored.now.renewed
    tiny.index.generation = "another"
    renewed = Tab()
    room.restore(pack(said.now), renewed)
    assert not renewed.now.renewed
    room.answer(renewed)
    assert renewed.now.renewed
    assert renewed.now.generation == "another"


def test_filters_come_back_with_the_questions_they_were_for(tiny) -> None:
    room, health, buses = Room(Desk(tiny)), Filters(document="centre/sante.md"), Filters(since=2018)
    said, restored = Tab(), Tab()
    said.change(lambda now: now.filtered(health))
    room.ask(Q, said)
    room.answer(said)
    said.change(lambda now: now.filtered(buses))
    room.restore(json.loads(json.dumps(pack(said.now))), restored)
    room.answer(restored)
    assert restored.now.exchanges == said.now.exchanges
    assert (restored.now.exchanges[0].filters, restored.now.filters) == (health, buses)
    odd = unpack({"filters": {"region": 3, "since": "2018", "until": True, "document": None}})
    assert odd.filters == Filters()


def test_what_is_kept_stays_small(tiny) -> None:
    answer, said = tiny.answer(Q), Conversation()
    for turn in range(50):
        waiting = said.pending(f"{turn} " + "é\n" * 900)
        said = waiting.answered(waiting.waiting, answer, DAY)
    kept = pack(said)
    assert len(json.dumps(kept, ensure_ascii=False).encode()) < MAX_KEPT + 200
    assert kept["asked"][-1]["question"].startswith("49 ")


@pytest.mark.parametrize(
    "odd",
    [
        None,
        "texte",
        [],
        {},
        {"asked": "non", "language": ["fr"], "generation": 3},
        {"asked": [None, 3, {"question": 4}, {"question": "  "}, {"question": "a" * 2001}], "language": "de"},
    ],
)
def test_what_is_odd_is_left_out(odd: object) -> None:
    assert unpack(odd) == Conversation()


def test_odd_opinions_are_forgotten() -> None:
    asked = [
        {"question": Q, "thumb": "sideways", "reason": "incomplet"},
        {"question": Q, "thumb": "down", "reason": "<b>"},
    ]
    back = unpack({"asked": asked})
    assert [exchange.opinion for exchange in back.exchanges] == [None, Opinion("down", None)]
