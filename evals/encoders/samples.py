"""Values by question, their mean with its interval, and the paired difference of two."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

from evals.compare import DRAWS, Difference, mean_difference
from evals.measures import Estimate, estimate


class Sample(Protocol):
    """What was measured on every question of a part, by one encoder."""

    def estimate(self) -> Estimate: ...

    def against(self, other: Self) -> Difference:
        """Return this one minus another on the same questions, paired bootstrap, 95 %."""


@dataclass(frozen=True, slots=True)
class Mean:
    """Values to take the mean of, one a question."""

    values: Sequence[float]

    def estimate(self) -> Estimate:
        return estimate(self.values)

    def against(self, other: Self) -> Difference:
        pairs = [
            ((before, 1.0), (after, 1.0)) for before, after in zip(other.values, self.values, strict=True)
        ]
        difference = mean_difference("", pairs)
        if difference is None:
            raise ValueError("against: expected at least one question")
        return difference


Floats = npt.NDArray[np.float64]
Statistic = Callable[[Floats, Floats], Floats]
"""From two arrays of shape (…, n) to their correlation over the last axis."""


def spearman() -> Statistic | None:
    """Return Spearman's rank correlation; None without scipy, which only the extras bring.

    Equal values share their mean rank; nan where all are equal.
    """
    try:
        from scipy.stats import rankdata
    except ImportError:
        return None

    def statistic(one: Floats, other: Floats) -> Floats:
        ranks = [rankdata(values, axis=-1) for values in (one, other)]
        x, y = (each - each.mean(axis=-1, keepdims=True) for each in ranks)
        with np.errstate(invalid="ignore"):
            correlation: Floats = (x * y).sum(-1) / np.sqrt((x * x).sum(-1) * (y * y).sum(-1))
        return correlation

    return statistic


@dataclass(frozen=True, slots=True)
class Correlation:
    """Cosines of sentence pairs, and how alike people found them."""

    cosines: Floats
    gold: Floats
    statistic: Statistic

    def estimate(self) -> Estimate:
        value = float(self.statistic(self.cosines, self.gold))
        return Estimate(value, *_middle(self._draws()), len(self.gold))

    def against(self, other: Self) -> Difference:
        before, after = (float(each.statistic(each.cosines, each.gold)) for each in (other, self))
        return Difference("", before, after, *_middle(self._draws() - other._draws()), len(self.gold))

    def _draws(self) -> Floats:
        """Return the statistic of resampled pairs: the same ones for every encoder (seed 0)."""
        drawn = np.random.default_rng(0).integers(0, len(self.gold), size=(DRAWS, len(self.gold)))
        return self.statistic(self.cosines[drawn], self.gold[drawn])


def _middle(draws: Floats) -> tuple[float, float]:
    """Return where 95 % of the draws lie; those in which the statistic is undefined are left out."""
    defined = draws[~np.isnan(draws)]
    if not len(defined):
        return float("nan"), float("nan")
    low, high = np.percentile(defined, [2.5, 97.5])
    return float(low), float(high)
