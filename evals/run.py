"""Ask a whole question set, and keep the records."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from assistant.record import to_record
from assistant.types import Answer, Turn
from evals.questions import Question

HITS = 10
"""Passages asked for with each answer: what MRR@10 and nDCG@10 look at."""


class Answering(Protocol):
    """What is judged: `Assistant`, or anything that answers like it."""

    def answer(
        self, question: str, turns: Sequence[Turn] = (), threshold: float | None = None, hits: int = 0
    ) -> Answer: ...


def ask_all(
    assistant: Answering,
    questions: Iterable[Question],
    threshold: float | None = None,
    progress: Callable[[], None] = lambda: None,
) -> list[dict[str, Any]]:
    """Return one answer record a question, in order, each with its ranking.

    Args:
        assistant: what answers.
        questions: asked one after the other, each with its own history and nothing else.
        threshold: None for the assistant's own; 0 to always answer (for the measures of confidence).
        progress: called after each answer.
    """
    records = []
    for question in questions:
        turns = tuple(Turn(earlier) for earlier in question.history)
        answer = assistant.answer(question.question, turns, threshold=threshold, hits=HITS)
        records.append(to_record(answer, question.id, hits=True))
        progress()
    return records
