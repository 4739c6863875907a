from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy

import pytest

from assistant.page.tab import Tab
from assistant.page.thread import Conversation


def test_changes_made_at_once_are_all_kept() -> None:
    tab = Tab()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: tab.change(lambda now: now.pending(f"question {n}")), range(40)))
    assert {each.question for each in tab.now.exchanges} == {f"question {n}" for n in range(40)}
    assert tab.now.version == 40


def test_an_act_that_fails_or_does_nothing_leaves_the_conversation_as_it_was() -> None:
    tab = Tab()
    with pytest.raises(IndexError):
        tab.change(lambda now: now.open(0, "citations", 0))
    tab.change(lambda now: now)
    assert (tab.now, tab.now.version) == (Conversation(), 0)


def test_every_session_starts_with_its_own_conversation() -> None:
    tab = Tab()
    tab.change(lambda now: now.pending("à moi"))
    assert deepcopy(tab).now == Conversation()
