"""What the trees and the learned reader say, put together; how sure that makes; when to refuse."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.reading.model import ALONE, Joined, Scores
from assistant.reading.span import SpanReader
from assistant.training.reader.worlds import Group

OVER_REFUSAL = 0.06
"""Share of the answerable questions that the threshold may refuse. On the dev parts of both question sets 0.05, 0.06
and 0.07 take 0.605, 0.618 and 0.625 right decisions (0.592 before this reader) and refuse 0.16, 0.18 and 0.20 of what
has an answer, where 0.08 is aimed at."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The sentences of a question that the learned reader has read."""

    log_odds: npt.NDArray[np.float64]
    """Of the features, what the question requires taken away; and of the learned reader; shape (sentences, 2)."""
    right: npt.NDArray[np.bool_]
    """Whether each holds the answer."""
    answerable: bool
    """Whether any candidate does, read or not."""


def read(reader: SpanReader, group: Group, scores: Scores) -> Seen:
    """Let the learned reader read what the trees find likeliest, as the assistant does."""
    known = scores - group.penalty
    ranked = np.argsort(-known, kind="stable")
    order = [group.keys[at] for at in ranked]
    found = reader.read(group.question, group.texts, order, known[ranked].tolist())
    rows = [at for at, key in enumerate(group.keys) if key in found]
    span = [found[group.keys[at]].log_odds for at in rows]
    return Seen(np.column_stack([known[rows], span]), group.right[rows], bool(group.right.any()))


def fit_joined(seen: Sequence[Seen]) -> Joined:
    """Weigh the two against each other: log-odds that a sentence holds the answer."""
    rows = np.concatenate([each.log_odds for each in seen])
    fitted = LogisticRegression(C=1e6).fit(rows, np.concatenate([each.right for each in seen]))
    return Joined(*(round(float(value), 4) for value in (*fitted.coef_[0], fitted.intercept_[0])))


def calibrate(seen: Sequence[Seen], joined: Joined) -> tuple[float, float]:
    """Fit the logistic curve from the best sentence's log-odds to the share that is right."""
    odds, right = _best(seen, joined)
    fitted = LogisticRegression(C=1e6).fit(odds[:, None], right)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def choose_threshold(seen: Sequence[Seen], joined: Joined, slope: float, intercept: float) -> float:
    """Return the highest confidence that refuses at most `OVER_REFUSAL` of the questions with an answer."""
    odds, _ = _best(seen, joined)
    limit = float(np.quantile(odds[_answerable(seen)], OVER_REFUSAL))
    return round(float(1 / (1 + np.exp(-(slope * limit + intercept)))), 4)


def report(seen: Sequence[Seen], joined: Joined, slope: float, intercept: float) -> str:
    """Say how the questions are read: right first where there is an answer, AUROC, log loss."""
    odds, right = _best(seen, joined)
    answerable = _answerable(seen)
    probability = 1 / (1 + np.exp(-(slope * odds + intercept)))
    loss = -np.mean(np.log(np.where(right, probability, 1 - probability)))
    alone = _best(seen, ALONE)
    return (
        f"{len(seen)} questions, answer retrieved for {answerable.mean():.3f}, "
        f"right first {right[answerable].mean():.3f} of these ({alone[1][answerable].mean():.3f} without the learned "
        f"reader), AUROC {roc_auc_score(right, odds):.3f} ({roc_auc_score(alone[1], alone[0]):.3f}), log loss {loss:.3f}"
    )


def _answerable(seen: Sequence[Seen]) -> npt.NDArray[np.bool_]:
    return np.asarray([each.answerable for each in seen])


def _best(seen: Sequence[Seen], joined: Joined) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Return the log-odds of each question's best sentence, and whether it is right."""
    scores = [joined.log_odds(each.log_odds[:, 0], each.log_odds[:, 1]) for each in seen]
    best = [int(np.argmax(score)) for score in scores]
    odds = np.asarray([score[at] for score, at in zip(scores, best, strict=True)])
    return odds, np.asarray([each.right[at] for each, at in zip(seen, best, strict=True)])
