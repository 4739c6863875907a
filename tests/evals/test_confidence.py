"""Measures of confidence, by hand and against scikit-learn."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.measures import aurc, auroc, calibration_error, reliability_bins, risk_coverage

Pairs = list[tuple[float, bool]]
PAIRS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]), st.booleans()), min_size=1, max_size=40
)


def test_auroc_counts_pairs_and_half_of_ties() -> None:
    # right 0.9 and 0.4, wrong 0.4 and 0.1: of 4 pairs 3 won and 1 tied
    assert auroc([0.9, 0.4, 0.4, 0.1], [True, True, False, False]) == 3.5 / 4
    assert auroc([0.1, 0.9], [True, False]) == 0
    assert math.isnan(auroc([0.1, 0.9], [True, True]))


@settings(deadline=None)  # the first call imports scikit-learn
@given(PAIRS)
def test_auroc_agrees_with_scikit_learn(pairs: Pairs) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    confidence, right = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if len(set(right)) == 2:
        assert auroc(confidence, right) == pytest.approx(metrics.roc_auc_score(right, confidence))
    else:
        assert math.isnan(auroc(confidence, right))


def test_risk_and_coverage() -> None:
    confidence, right = [0.2, 0.9, 0.7, 0.4], [True, True, False, True]
    assert risk_coverage(confidence, right) == [
        (0.25, 0),
        (0.5, 0.5),
        (0.75, pytest.approx(1 / 3)),
        (1, 0.25),
    ]
    assert aurc(confidence, right) == pytest.approx((0 + 0.5 + 1 / 3 + 0.25) / 4)
    assert risk_coverage([], []) == []
    assert math.isnan(aurc([], []))


def test_a_tie_shares_its_mean_error() -> None:
    assert risk_coverage([0.5, 0.5], [True, False]) == [(0.5, 0.5), (1, 0.5)]


@given(PAIRS)
def test_the_order_of_ties_does_not_matter(pairs: Pairs) -> None:
    as_given = aurc([pair[0] for pair in pairs], [pair[1] for pair in pairs])
    pairs.sort()
    assert aurc([pair[0] for pair in pairs], [pair[1] for pair in pairs]) == pytest.approx(as_given)


def test_reliability() -> None:
    confidence, right = [0.05, 0.95, 0.85, 1.0], [False, True, False, True]
    bins = reliability_bins(confidence, right)
    assert [each.count for each in bins] == [1, 0, 0, 0, 0, 0, 0, 0, 1, 2]
    assert (bins[9].confidence, bins[9].accuracy) == (pytest.approx(0.975), 1.0)
    # 1/4 * 0.05 + 1/4 * 0.85 + 2/4 * 0.025
    assert calibration_error(confidence, right) == pytest.approx(0.2375)


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="1 confidences for 2 answers"):
        auroc([0.5], [True, False])
