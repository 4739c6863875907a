"""Stage 3: what a reader is worth on held-out questions, with the passages that retrieval gives.

A sentence scores by the likeliest answer that begins and ends in it, above no answer. `right first`: the best
sentence of the passages read holds the answer, of the questions whose answer was retrieved; `found, given`: the
same in the passage that answers alone. AUROC of the best score: right, against wrong or without an answer.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from assistant.reading.span import answer_span
from assistant.reading.windows import ROOM
from assistant.training.span.examples import Example, Examples
from assistant.training.span.student import SpanStudent
from assistant.training.span.worlds import Asked, World

NOTHING = -1e4
"""Log-odds of a sentence that was not seen."""


def measured(
    student: SpanStudent, world: World, examples: Examples, number: int, read: int
) -> Mapping[str, float]:
    """Return the measures of a world's questions by name; those of near misses apart.

    Args:
        student: the reader.
        world: the questions and their passages.
        examples: encodes them.
        number: of the world in `examples`.
        read: passages read of each question.
    """
    best, right, answered, given = [], [], [], []
    for asked in world.asked:
        shown = list(asked.passages[:read])
        scores = _scores(student, examples, number, asked.question, shown)
        flat = [
            (value, passage, sentence)
            for passage, values in zip(shown, scores, strict=True)
            for sentence, value in enumerate(values)
        ]
        value, passage, sentence = max(flat)
        best.append(value)
        right.append(_holds(world, asked, passage, sentence))
        answered.append(any(span[0] in shown for span in asked.spans))
        golden = [passage for passage in shown if any(span[0] == passage for span in asked.spans)]
        if golden:
            row = scores[shown.index(golden[0])]
            given.append(_holds(world, asked, golden[0], int(np.argmax(row))))
    answerable = np.asarray([bool(asked.spans) for asked in world.asked])
    hits = np.asarray(right)
    found = np.asarray(answered)
    figures = {
        "questions": len(hits),
        "answer among those read": float(found[answerable].mean()),
        "right first": float(hits[found].mean()),
        "right first, of all": float(hits[answerable].mean()),
        "found, given": float(np.mean(given)),
    }
    if len(set(right)) == 2:
        figures["AUROC"] = float(roc_auc_score(hits, best))
    if not answerable.all():
        values = np.asarray(best)
        kinds = np.asarray([asked.origin for asked in world.asked])
        missed = values[~answerable]
        limit = np.quantile(values[answerable], 0.1)
        figures["near misses refused at one refusal in ten"] = float((missed < limit).mean())
        for kind in sorted(set(kinds) - {"piaf"}):
            chosen = kinds == kind
            if answerable[chosen].all():
                figures[f"{kind}: right first"] = float(hits[chosen].mean())
            else:
                figures[f"{kind}: refused"] = float((values[chosen] < limit).mean())
    return {name: round(value, 4) for name, value in figures.items()}


def sentence_scores(values: npt.NDArray[np.float32], pieces: Sequence[tuple[int, int]]) -> list[float]:
    """Return each sentence's likeliest answer: log-odds of its first and last piece together.

    Args:
        values: shape (pieces, 2), above no answer.
        pieces: first piece of each sentence and the one after its last.
    """
    found = [answer_span(values, start, stop) for start, stop in pieces]
    return [best[0] if best else NOTHING for best in found]


def _scores(
    student: SpanStudent, examples: Examples, number: int, question: str, passages: Sequence[int]
) -> list[list[float]]:
    """Read passages whole, window after window, and score the sentences of each."""
    built, inside = [], []
    for passage in passages:
        for first, last in _cover(examples.sentences(number, passage)):
            built.append(Example(examples.window(number, question, passage, first, last)))
            inside.append((passage, examples.sentences(number, passage)[first : last + 1]))
    found: dict[int, list[float]] = {passage: [] for passage in passages}
    for example, values, (passage, sentences) in zip(built, student.scores(built), inside, strict=True):
        found[passage] += sentence_scores(values, [example.window.places(*each) for each in sentences])
    return [found[passage] for passage in passages]


def _cover(sentences: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the first and last sentence of the windows that hold them all."""
    first = 0
    for last in range(len(sentences)):
        if last + 1 == len(sentences) or sentences[last + 1][1] - sentences[first][0] > ROOM:
            yield first, last
            first = last + 1


def _holds(world: World, asked: Asked, passage: int, sentence: int) -> bool:
    start, end = world.sentences[passage][sentence]
    return any(p == passage and a < end and start < b for p, a, b in asked.spans)
