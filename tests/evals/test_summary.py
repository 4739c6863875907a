"""Means with their intervals."""

import math

import numpy as np
import pytest

from evals.measures import auroc, bootstrap_interval, estimate, percentile
from evals.measures.summary import estimate_statistic


def test_equal_values_leave_no_doubt() -> None:
    assert bootstrap_interval([0.5] * 20) == (0.5, 0.5)


def test_the_interval_is_that_of_a_proportion() -> None:
    values = [1.0] * 60 + [0.0] * 40
    low, high = bootstrap_interval(values)
    half = 1.96 * math.sqrt(0.6 * 0.4 / 100)  # the normal approximation
    assert low == pytest.approx(0.6 - half, abs=0.02)
    assert high == pytest.approx(0.6 + half, abs=0.02)
    assert bootstrap_interval(values) == (low, high)


def test_it_agrees_with_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    values = np.random.default_rng(3).random(50)
    found = stats.bootstrap(
        (values,), np.mean, n_resamples=4000, method="percentile", rng=np.random.default_rng(5)
    )
    assert bootstrap_interval(list(values), n=4000) == pytest.approx(
        tuple(found.confidence_interval), abs=0.01
    )


def test_a_weighted_mean() -> None:
    mean = estimate([1.0, 0.5, 0.0], [1, 2, 0])
    assert mean.value == pytest.approx(2 / 3)
    assert mean.n == 2
    assert 0.5 <= mean.low <= mean.high <= 1


def test_no_value_is_no_mean() -> None:
    assert math.isnan(estimate([]).value)
    assert estimate([]).n == 0
    with pytest.raises(ValueError, match="at least one value"):
        bootstrap_interval([])


def test_the_interval_of_a_statistic_holds_it() -> None:
    confidence = [place / 40 for place in range(40)]
    mean = estimate_statistic(auroc, confidence, [place % 3 > 0 for place in range(40)])
    assert mean.low < mean.value < mean.high
    assert math.isnan(estimate_statistic(auroc, [0.5, 0.6], [True, True]).low)


def test_percentiles() -> None:
    assert percentile([1, 2, 3, 4, 5], 50) == 3
    assert percentile([0, 10], 95) == 9.5
    assert math.isnan(percentile([], 50))
