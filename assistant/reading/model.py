"""Boosted trees over the features of a candidate, and the calibration of their sum.

The trees are fitted by `assistant.training.reader` with LightGBM and stored as plain
JSON; reading them needs numpy alone. What it does not do: train, or handle missing values.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from assistant.reading.features import FEATURES, Features

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Forest:
    """Regression trees laid out one after the other; a negative child is the leaf number ~child."""

    roots: npt.NDArray[np.int32]
    feature: npt.NDArray[np.int32]
    threshold: npt.NDArray[np.float64]
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    leaf: npt.NDArray[np.float64]

    def predict(self, features: Features) -> Scores:
        """Return the sum of each row's leaves, shape (rows,); a value at most the threshold goes left."""
        rows = np.arange(len(features))[:, None]
        node = np.tile(self.roots, (len(features), 1))
        while (inside := node >= 0).any():
            at = np.maximum(node, 0)
            goes_left = features[rows, self.feature[at]] <= self.threshold[at]
            node = np.where(inside, np.where(goes_left, self.left[at], self.right[at]), node)
        total: Scores = self.leaf[~node].sum(axis=1)
        return total


_Value = TypeVar("_Value", float, Scores)


class Joined(NamedTuple):
    """How what the trees say and what the learned reader says are put together."""

    features: float
    span: float
    intercept: float

    def log_odds(self, features: _Value, span: _Value) -> _Value:
        """Return the log-odds that a sentence holds the answer.

        Args:
            features: those of the trees, what the question requires taken away.
            span: those of the learned reader, above no answer.
        """
        return self.features * features + self.span * span + self.intercept


ALONE = Joined(1.0, 0.0, 0.0)
"""The trees without the learned reader."""


@dataclass(frozen=True, slots=True)
class ReadingModel:
    """Candidates to log-odds, and the best candidate's log-odds to a probability."""

    forest: Forest
    joined: Joined
    slope: float
    intercept: float
    threshold: float
    """Confidence below which a question is refused, chosen on PIAF dev."""

    def log_odds(self, features: Features) -> Scores:
        """Return, for each candidate, the log-odds that it holds the answer.

        Args:
            features: shape (candidates, len(FEATURES)).
        """
        return self.forest.predict(features)

    def probability(self, log_odds: float) -> float:
        """Calibrated probability in (0, 1).

        Source: Platt, "Probabilistic Outputs for Support Vector Machines", 1999.
        """
        return float(1.0 / (1.0 + np.exp(-(self.slope * log_odds + self.intercept))))


def load_model() -> ReadingModel:
    """Read the shipped model.

    Raises:
        ValueError: it was fitted on other features than the code computes.
    """
    stored: dict[str, Any] = json.loads((files("assistant.reading") / "model.json").read_text("utf-8"))
    expected = list(FEATURES)
    if stored["features"] != expected:
        raise ValueError(
            f"model.json was fitted on {len(stored['features'])} other features, not {len(expected)}"
        )
    return ReadingModel(
        forest=forest_of(stored["trees"]),
        joined=Joined(**stored["joined"]),
        slope=stored["slope"],
        intercept=stored["intercept"],
        threshold=stored["threshold"],
    )


def forest_of(trees: Sequence[Mapping[str, Sequence[float]]]) -> Forest:
    """Lay trees out one after the other.

    Args:
        trees: each with the lists `feature`, `threshold`, `left`, `right` and `leaf`, numbered from 0.
    """
    nodes = np.cumsum([0, *(len(tree["feature"]) for tree in trees)])
    leaves = np.cumsum([0, *(len(tree["leaf"]) for tree in trees)])

    def children(side: str) -> npt.NDArray[np.int32]:
        moved = [
            [child + node if child >= 0 else child - leaf for child in tree[side]]
            for tree, node, leaf in zip(trees, nodes, leaves, strict=False)
        ]
        return np.asarray(list(chain.from_iterable(moved)), dtype=np.int32)

    def joined(name: str) -> list[float]:
        return list(chain.from_iterable(tree[name] for tree in trees))

    return Forest(
        roots=nodes[:-1].astype(np.int32),
        feature=np.asarray(joined("feature"), dtype=np.int32),
        threshold=np.asarray(joined("threshold"), dtype=np.float64),
        left=children("left"),
        right=children("right"),
        leaf=np.asarray(joined("leaf"), dtype=np.float64),
    )
