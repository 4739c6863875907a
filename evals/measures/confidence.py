"""Measures of `confidence` against right (1) and wrong (0), in a run that always answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np


@dataclass(frozen=True, slots=True)
class Bin:
    """One bin of a reliability diagram: confidences in [low, high), 1.0 in the last."""

    low: float
    high: float
    count: int
    confidence: float
    """Mean of the bin; 0.0 when it is empty."""
    accuracy: float
    """Share of right answers in the bin; 0.0 when it is empty."""


def auroc(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Return the probability that a right answer has more confidence than a wrong one; ties count 0.5.

    nan when all are right or all are wrong.

    Source: the Mann-Whitney statistic; Hanley and McNeil, 1982, "The Meaning and Use of the Area under
    a ROC Curve".
    """
    scores, labels = _arrays(confidence, right)
    good, bad = scores[labels], scores[~labels]
    if not len(good) or not len(bad):
        return float("nan")
    difference = good[:, None] - bad[None, :]
    return float(((difference > 0) + 0.5 * (difference == 0)).mean())


def risk_coverage(confidence: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """Return (coverage, risk) after each answer, the most confident first.

    Coverage = answers given / n, risk = wrong ones among them / given. Within a tie every order is as
    likely, so each answer of the tie carries the tie's mean error.

    Source: El-Yaniv and Wiener, 2010, "On the Foundations of Noise-free Selective Classification".
    """
    scores, labels = _arrays(confidence, right)
    order = np.argsort(-scores, kind="stable")
    errors = (~labels[order]).astype(float)
    _, tie = np.unique(-scores[order], return_inverse=True)
    errors = (np.bincount(tie, weights=errors) / np.bincount(tie))[tie] if len(errors) else errors
    given = np.arange(1, len(errors) + 1)
    risks = np.cumsum(errors) / given
    return [(float(coverage), float(risk)) for coverage, risk in zip(given / len(errors), risks, strict=True)]


def aurc(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Return the area under the risk-coverage curve: the mean risk over the n coverages; lower is better.

    nan when nothing was answered.

    Source: Geifman, Uziel and El-Yaniv, 2019, "Bias-Reduced Uncertainty Estimation for Deep Neural
    Classifiers".
    """
    points = risk_coverage(confidence, right)
    return sum(risk for _, risk in points) / len(points) if points else float("nan")


def reliability_bins(confidence: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[Bin]:
    """Return the reliability diagram: `bins` bins of equal width over [0, 1].

    Source: Guo et al., 2017, "On Calibration of Modern Neural Networks".
    """
    scores, labels = _arrays(confidence, right)
    places = np.minimum((scores * bins).astype(int), bins - 1)
    diagram = []
    for place in range(bins):
        inside = places == place
        count = int(inside.sum())
        mean = float(scores[inside].mean()) if count else 0.0
        accuracy = float(labels[inside].mean()) if count else 0.0
        diagram.append(Bin(place / bins, (place + 1) / bins, count, mean, accuracy))
    return diagram


def calibration_error(confidence: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Return the expected calibration error: sum over bins of count / n * |accuracy - confidence|.

    nan when nothing was answered.

    Source: Naeini, Cooper and Hauskrecht, 2015, "Obtaining Well Calibrated Probabilities Using
    Bayesian Binning".
    """
    if not len(confidence):
        return float("nan")
    diagram = reliability_bins(confidence, right, bins)
    return sum(each.count * abs(each.accuracy - each.confidence) for each in diagram) / len(confidence)


def wilson_interval(right: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of `right` out of n, which also holds for few and for all.

    Raises:
        ValueError: n < 1, or right is not in 0 to n.

    Source: Wilson, 1927, "Probable Inference, the Law of Succession, and Statistical Inference"; with
    z = 1.96, (p + z²/2n ± z sqrt(p(1 - p)/n + z²/4n²)) / (1 + z²/n).
    """
    if not 0 <= right <= n or n < 1:
        raise ValueError(f"wilson_interval: {right} right out of {n}")
    z, p = 1.96, right / n
    middle = p + z * z / (2 * n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    width = 1 + z * z / n
    return max((middle - half) / width, 0.0), min((middle + half) / width, 1.0)


def _arrays(
    confidence: Sequence[float], right: Sequence[bool]
) -> tuple["np.ndarray[tuple[int], np.dtype[np.float64]]", "np.ndarray[tuple[int], np.dtype[np.bool_]]"]:
    if len(confidence) != len(right):
        raise ValueError(f"{len(confidence)} confidences for {len(right)} answers")
    return np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=np.bool_)
