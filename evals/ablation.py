"""What each part is worth: the same questions put to the assistant without it.

    fused                  the whole assistant
    lexical                passages ranked by words alone
    dense                  passages ranked by vectors alone
    without_reader         the opening of the best passage, as sure as its retrieval score
    without_conversation   follow-ups as typed, without the questions before them

The reader of `lexical` and `dense` still sees both scores of a passage: only the ranking is another. The
threshold stays the calibrated one; a retrieval score is on another scale, so that `without_reader` answers
as many questions as the whole assistant, those it is surest of.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.index import PassageIndex
from assistant.reading import cite
from assistant.settings import Settings
from assistant.types import Answer, Hit, Reading, Reason, Span, Turn
from evals.compare import difference_row, mean_difference, statistic_difference
from evals.measures import MAX_QUOTE_WORDS, Estimate
from evals.run import Answering
from evals.score import CONFIDENCE, Evaluation, Value, confidences
from evals.words import count_words

FULL = "fused"
WITHOUT_READER = "without_reader"
VARIANTS = {
    FULL: "whole",
    "lexical": "lexical only",
    "dense": "dense only",
    WITHOUT_READER: "no reader",
    "without_conversation": "no conversation",
}
"""What to call each variant."""
MEASURES = (
    "answer@1",
    "answer@3",
    "answer@1_open",
    "citation_precision",
    "words_per_answer",
    "evidence_recall@10",
    "mrr@10",
    "abstention_recall",
    "over_refusal",
    "auroc",
)
"""Those that are compared."""
_NOTHING = Value(0.0, 0.0)
_DOUBT = Reason("detail_missing", "Aucun passage ne ressemble assez à la question.")


class OpeningReader:
    """Quotes how the best passage begins: what a search engine without a reader could show."""

    def __init__(self, index: PassageIndex) -> None:
        """Hold the documents."""
        self._documents = index.documents

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Return the first sentences of the best passage, 80 words at most, with the passage's score.

        A first sentence that is longer is cut after its 80th word.
        """
        if not hits:
            return Reading((), 0.0, _DOUBT)
        best = hits[0]
        document = self._documents[best.passage.document]
        start, end = opening(document.text, best)
        confidence = round(min(max(best.score, 0.0), 1.0), 4)
        quote = cite(document, best.passage, Span(start, end), confidence)
        return Reading((quote,), confidence, _DOUBT, nearest=(quote,))


def opening(text: str, hit: Hit) -> tuple[int, int]:
    """Return the offsets of the sentences that open a passage, as many as 80 words hold."""
    sentences = hit.passage.sentences
    start, end = sentences[0].start, sentences[0].end
    for sentence in sentences[1:]:
        if count_words(text[start : sentence.end]) > MAX_QUOTE_WORDS:
            break
        end = sentence.end
    words = list(re.finditer(r"\S+", text[start:end]))
    return start, start + words[:MAX_QUOTE_WORDS][-1].end()


class WithoutConversation:
    """Asks follow-ups as they were typed."""

    def __init__(self, assistant: Answering) -> None:
        """Hold what answers."""
        self._assistant = assistant

    def answer(
        self, question: str, turns: Sequence[Turn] = (), threshold: float | None = None, hits: int = 0
    ) -> Answer:
        return self._assistant.answer(question, (), threshold=threshold, hits=hits)


def variant_settings(settings: Settings) -> list[Settings]:
    """Return the settings of the whole assistant, of lexical search alone and of dense search alone."""
    return [settings, replace(settings, lexical_weight=1.0), replace(settings, lexical_weight=0.0)]


def reduced(assistants: Sequence[Assistant], corpus: Path) -> dict[str, Answering]:
    """Return what answers in each variant but the whole one, by name.

    Args:
        assistants: one for each of `variant_settings`.
        corpus: the documents.
    """
    full, lexical, dense = assistants
    engine = replace(full.engine, reader=OpeningReader(full.index))
    return {
        "lexical": lexical,
        "dense": dense,
        WITHOUT_READER: Assistant(engine, corpus, full.settings, full.threshold, lambda _: None),
        "without_conversation": WithoutConversation(full),
    }


def ablation_of(evaluations: Mapping[str, Evaluation]) -> dict[str, Any]:
    """Compare each variant with the whole assistant, question by question.

    Args:
        evaluations: by name of `VARIANTS`, of the same questions in the same order.

    Returns:
        By variant: `label`, `measures` (value, low, high, n) and `differences` (as in a comparison: before
        is the whole assistant, after the variant; empty for the whole assistant itself).
    """
    full = evaluations[FULL]
    table: dict[str, Any] = {}
    for name, evaluation in evaluations.items():
        means = {measure: _rounded(evaluation.means[measure]) for measure in _measured(evaluation)}
        differences = {} if name == FULL else _differences(full, evaluation)
        table[name] = {"label": VARIANTS[name], "measures": means, "differences": differences}
    return table


def _measured(evaluation: Evaluation) -> list[str]:
    means = evaluation.means
    return [name for name in MEASURES if name in means and not math.isnan(means[name].value)]


def _rounded(mean: Estimate) -> dict[str, float | int]:
    return {name: round(value, 6) for name, value in asdict(mean).items()}


def _differences(full: Evaluation, other: Evaluation) -> dict[str, Any]:
    runs = (full, other)
    rows = {}
    for measure in _measured(full):
        if measure in CONFIDENCE:
            judged = [zip(*confidences([each.case for each in run.scored]), strict=True) for run in runs]
            difference = statistic_difference(measure, list(zip(*judged, strict=True)))
        else:
            parts = [[each.values.get(measure, _NOTHING) for each in run.scored] for run in runs]
            pairs = [((a.value, a.weight), (b.value, b.weight)) for a, b in zip(*parts, strict=True)]
            difference = mean_difference(measure, pairs)
        if difference is not None:
            rows[measure] = difference_row(difference)
    return rows
