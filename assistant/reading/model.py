"""Boosted trees over the features of a candidate, and the calibration of their sum.

The trees are fitted by `assistant.training.reader` with LightGBM and stored as plain
JSON; reading them needs numpy alone. What it does not do: train, or handle missing values.
"""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.reading.features import FEATURES, Features

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tree:
    """One regression tree; a negative child is the leaf number ~child."""

    feature: npt.NDArray[np.int32]
    threshold: npt.NDArray[np.float64]
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    leaf: npt.NDArray[np.float64]

    def predict(self, features: Features) -> Scores:
        """Return the leaf value of each row; a value at most the threshold goes left."""
        rows = np.arange(len(features))
        node = np.zeros(len(features), dtype=np.int32)
        inside = node >= 0
        while inside.any():
            at = node[inside]
            goes_left = features[rows[inside], self.feature[at]] <= self.threshold[at]
            node[inside] = np.where(goes_left, self.left[at], self.right[at])
            inside = node >= 0
        return self.leaf[~node]


@dataclass(frozen=True, slots=True)
class ReadingModel:
    """Candidates to log-odds, and the best candidate's log-odds to a probability."""

    trees: tuple[Tree, ...]
    slope: float
    intercept: float
    threshold: float
    """Confidence below which a question is refused, chosen on PIAF dev."""

    def log_odds(self, features: Features) -> Scores:
        """Return, for each candidate, the log-odds that it holds the answer.

        Args:
            features: shape (candidates, len(FEATURES)).
        """
        total = np.zeros(len(features), dtype=np.float64)
        for tree in self.trees:
            total += tree.predict(features)
        return total

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
        trees=tuple(_tree(tree) for tree in stored["trees"]),
        slope=stored["slope"],
        intercept=stored["intercept"],
        threshold=stored["threshold"],
    )


def _tree(stored: dict[str, Any]) -> Tree:
    return Tree(
        feature=np.asarray(stored["feature"], dtype=np.int32),
        threshold=np.asarray(stored["threshold"], dtype=np.float64),
        left=np.asarray(stored["left"], dtype=np.int32),
        right=np.asarray(stored["right"], dtype=np.int32),
        leaf=np.asarray(stored["leaf"], dtype=np.float64),
    )
