"""The conversation of one browser tab, whatever is asked, answered and opened in it at once."""

from collections.abc import Callable
from dataclasses import replace
from threading import Lock

from assistant.page.thread import Conversation
from assistant.types import Answer


class Tab:
    """Holds the conversation as it is now. Each change is made of the newest, one at a time, so none undoes another."""

    def __init__(self) -> None:
        """Open an empty conversation."""
        self.now = Conversation()
        self.answering = Lock()
        """Held by whoever answers the questions that wait."""
        self.led_on: Answer | None = None
        """The last answer after which questions to go on with were sought."""
        self._changing = Lock()
        self._new = True

    def __deepcopy__(self, memo: dict[int, object]) -> "Tab":
        """Every tab starts anew: Gradio copies the first value of a state for each session."""
        return Tab()

    def takes_back(self) -> bool:
        """Whether what the browser kept is still to be taken back: the first time this is asked."""
        with self._changing:
            new, self._new = self._new, False
            return new

    def change(self, act: Callable[[Conversation], Conversation]) -> Conversation:
        """Replace the conversation by what an act makes of it.

        Raises:
            Exception: whatever the act raises; the conversation stays as it was.
        """
        with self._changing:
            changed = act(self.now)
            if changed is not self.now:
                self.now = replace(changed, version=self.now.version + 1)
            return self.now
