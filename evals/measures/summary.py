"""From per-question values to a mean with its interval."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean, its 95 % bootstrap interval and the number of questions it stands on."""

    value: float
    """nan when there is nothing to take a mean of."""
    low: float
    high: float
    n: int


def estimate(values: Sequence[float], weights: Sequence[float] | None = None) -> Estimate:
    """Return the (weighted) mean of per-question values with its 95 % interval.

    Args:
        values: one a question, in the order of the question set.
        weights: one a question, such as its citations; equal when left out.
    """
    total = float(len(values)) if weights is None else float(sum(weights))
    if not total:
        return Estimate(float("nan"), float("nan"), float("nan"), 0)
    mean = float(np.average(values, weights=weights))
    low, high = bootstrap_interval(values, weights)
    return Estimate(mean, low, high, len(values) if weights is None else sum(map(bool, weights)))


def estimate_statistic(
    statistic: Callable[[Sequence[float], Sequence[bool]], float],
    confidence: Sequence[float],
    right: Sequence[bool],
    seed: int = 0,
    n: int = 1000,
) -> Estimate:
    """Return a measure of confidence with its 95 % interval, the questions drawn as in `bootstrap_interval`.

    Draws in which the statistic is undefined (nan) are left out.
    """
    value = statistic(confidence, right)
    if np.isnan(value):
        return Estimate(value, value, value, len(confidence))
    scores, labels = np.asarray(confidence), np.asarray(right)
    drawn = np.random.default_rng(seed).integers(0, len(scores), size=(n, len(scores)))
    low, high = np.nanpercentile([statistic(scores[row], labels[row]) for row in drawn], [2.5, 97.5])
    return Estimate(value, float(low), float(high), len(confidence))


def bootstrap_interval(
    values: Sequence[float], weights: Sequence[float] | None = None, seed: int = 0, n: int = 1000
) -> tuple[float, float]:
    """Return the 95 % percentile interval of the (weighted) mean.

    n times, as many questions are drawn with replacement as there are; the interval runs from the
    2.5th to the 97.5th percentile of their means. Draws without any weight are left out. The same
    values give the same interval.

    Raises:
        ValueError: no value, or all weights are 0.

    Source: Efron and Tibshirani, 1993, "An Introduction to the Bootstrap", chapter 13.
    """
    value = np.asarray(values, dtype=np.float64)
    weight = np.ones_like(value) if weights is None else np.asarray(weights, dtype=np.float64)
    if not weight.sum():
        raise ValueError("bootstrap_interval: expected at least one value of a weight above 0")
    drawn = np.random.default_rng(seed).integers(0, len(value), size=(n, len(value)))
    totals = weight[drawn].sum(axis=1)
    means = (value * weight)[drawn].sum(axis=1)[totals > 0] / totals[totals > 0]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def percentile(values: Sequence[float], rank: float) -> float:
    """Return the `rank`-th percentile (0 to 100), linear between neighbours; nan when there is none."""
    return float(np.percentile(values, rank)) if len(values) else float("nan")
