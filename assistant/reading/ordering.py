"""Candidates in the order to cite them, when documents give several values of one measure.

The reader ranks sentences by how likely they answer. Two sentences that give the same measure answer alike, so that
between them it is not the likelier that goes first but the newer, and the observed before the expected.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.reading.asked import Asked
from assistant.reading.evidence import PassageEvidence
from assistant.reading.lines import is_heading
from assistant.reading.values import Value, leading, newest, newness, others, value_of
from assistant.types import Hit, Span

AS_LIKELY = 2.5
"""Log-odds within which an observed value goes before an expected one."""
NEWER = 4.0
"""Log-odds within which a newer value of the very measure and place goes before an older one."""
AS_COUNTED = 1.5
"""Log-odds within which a sentence that counts what is asked goes before one that counts something else."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer."""

    hit: Hit
    place: int
    """Its number in the passage."""
    log_odds: float
    anywhere: float
    """The same without what its place and time took from it."""
    answer: Span | None = None
    """Where the learned reader sees the answer; None where it has not read."""


Valued = tuple[Candidate, Value]


def with_values(
    question: Asked, candidates: Sequence[Candidate], passage_of: Callable[[Hit], PassageEvidence]
) -> list[Valued]:
    """Return the candidates that give a value of what the question measures, headings left out, in their order."""
    found = []
    for candidate in candidates if question.kind == "number" else ():
        passage = passage_of(candidate.hit)
        sentence = passage.sentences[candidate.place]
        value = value_of(question, passage, sentence)
        if value is not None and not is_heading(passage.of.document, sentence.span):
            found.append((candidate, value))
    return found


def newest_value_first(
    question: Asked, candidates: list[Candidate], values: Sequence[Valued], is_sure: Callable[[float], bool]
) -> list[Candidate]:
    """Put the value to cite first before all, when it is sure enough itself; each stays as sure as it was.

    Args:
        question: taken apart.
        candidates: at least one, the likeliest first.
        values: of those of them that give one.
        is_sure: whether these log-odds are enough to answer.
    """
    best = candidates[0]
    valued = any(candidate is best for candidate, _ in values)
    margin = AS_LIKELY if valued else AS_COUNTED if question.measure == "count" else 0.0
    likely = [each for each in values if each[0].log_odds >= best.log_odds - margin]
    if not likely:
        return candidates
    first, lead = likely[leading(question, [value for _, value in likely])]
    near = [c for c in values if c[0].log_odds >= first.log_odds - NEWER and is_sure(c[0].log_odds)]
    newer = newest(question, lead, [value for _, value in near])
    first = first if newer is None else near[newer][0]
    if first is best or not is_sure(first.log_odds):
        return candidates
    return [first, *(c for c in candidates if c is not first)]


def values_beside(question: Asked, first: Candidate, values: Sequence[Valued]) -> list[Valued]:
    """Return the other values of the measure that the first candidate gives, of other times or places, newest first."""
    lead = next((v for c, v in values if (c.hit, c.place) == (first.hit, first.place)), None)
    if lead is None:
        return []
    beside = [values[place] for place in others(question, lead, [value for _, value in values])]
    return sorted(beside, key=lambda each: newness(each[1]), reverse=True)
