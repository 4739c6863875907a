"""How the trees and the learned reader are put together, on numbers that one can check by hand."""

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.reading.model import ALONE, Joined
from assistant.training.reader.joined import (
    OVER_REFUSAL,
    Seen,
    calibrate,
    choose_threshold,
    fit_joined,
    report,
)


def questions(count: int, trust: Sequence[float]) -> list[Seen]:
    """Questions of three sentences, the first one right; each score tells it by `trust`, and noise."""
    chance = np.random.default_rng(0)
    right = np.asarray([True, False, False])
    return [
        Seen(right[:, None] * np.asarray(trust) + chance.normal(size=(3, 2)), right, True)
        for _ in range(count)
    ]


def test_the_score_that_tells_more_weighs_more() -> None:
    joined = fit_joined(questions(2000, (1.0, 3.0)))
    # two normal scores of equal spread: the weight of each is the distance of its means
    assert joined.features == pytest.approx(1.0, abs=0.15)
    assert joined.span == pytest.approx(3.0, abs=0.3)


def test_log_odds_add_up() -> None:
    assert Joined(0.5, 2.0, -1.0).log_odds(4.0, 3.0) == 7.0
    assert ALONE.log_odds(4.0, 3.0) == 4.0


def test_confidence_is_the_share_that_is_right() -> None:
    asked = questions(3000, (1.0, 1.0))
    joined = fit_joined(asked)
    slope, intercept = calibrate(asked, joined)
    odds = [max(joined.log_odds(*row) for row in each.log_odds.tolist()) for each in asked]
    right = [
        joined.log_odds(*each.log_odds[0].tolist()) == best for each, best in zip(asked, odds, strict=True)
    ]
    said = 1 / (1 + np.exp(-(slope * np.asarray(odds) + intercept)))
    assert said.mean() == pytest.approx(np.mean(right), abs=0.01)
    sure = said > np.median(said)
    assert said[sure].mean() == pytest.approx(np.mean(np.asarray(right)[sure]), abs=0.04)


def test_the_threshold_refuses_its_share_of_what_has_an_answer() -> None:
    asked = questions(1000, (1.0, 2.0))
    joined = fit_joined(asked)
    slope, intercept = calibrate(asked, joined)
    nothing = [Seen(each.log_odds - 9, each.right & False, False) for each in asked]
    threshold = choose_threshold([*asked, *nothing], joined, slope, intercept)
    odds = [max(joined.log_odds(*row) for row in each.log_odds.tolist()) for each in asked]
    refused = np.mean(1 / (1 + np.exp(-(slope * np.asarray(odds) + intercept))) < threshold)
    assert refused == pytest.approx(OVER_REFUSAL, abs=0.005)
    assert report([*asked, *nothing], joined, slope, intercept).startswith(
        "2000 questions, answer retrieved for 0.500"
    )
