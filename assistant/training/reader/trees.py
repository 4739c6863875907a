"""Trees over the features of single candidates."""

from collections.abc import Sequence
from typing import Any

import lightgbm
import numpy as np

from assistant.reading.features import FEATURES
from assistant.reading.model import Scores
from assistant.training.reader.worlds import Group


def fit_trees(parts: Sequence[Sequence[Group]]) -> tuple[Any, list[Scores]]:
    """Boost trees on single candidates; their number is the one that reads unseen parts best, on average.

    Returns:
        The trees fitted on all parts; the log-odds of each group's candidates, in the order of the parts, by trees
        that were fitted on the other parts.
    """
    parameters = {
        "objective": "binary",
        "learning_rate": 0.06,
        "num_leaves": 12,
        "min_data_in_leaf": 100,
        "feature_fraction": 0.6,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 5.0,
        "seed": 0,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 2,
        "verbosity": -1,
    }
    unseen: list[Scores] = []
    counts = []
    for part in parts:
        training = _dataset([group for other in parts if other is not part for group in other])
        booster = lightgbm.train(
            parameters,
            training,
            num_boost_round=600,
            valid_sets=[_dataset(part, reference=training)],
            callbacks=[lightgbm.early_stopping(40, verbose=False)],
        )
        counts.append(booster.best_iteration)
        unseen += scores_of(booster, part)
    everything = _dataset([group for part in parts for group in part])
    return lightgbm.train(parameters, everything, num_boost_round=round(sum(counts) / len(counts))), unseen


def _dataset(groups: Sequence[Group], **more: Any) -> Any:
    return lightgbm.Dataset(
        np.concatenate([group.features for group in groups]),
        np.concatenate([group.right for group in groups]),
        feature_name=list(FEATURES),
        **more,
    )


def scores_of(booster: Any, groups: Sequence[Group]) -> list[Scores]:
    """Return each group's log-odds, one a candidate."""
    return [booster.predict(group.features, raw_score=True) for group in groups]


def flat(root: dict[str, Any]) -> dict[str, list[float]]:
    """Lay a LightGBM tree out in arrays; a negative child is the leaf number ~child."""
    tree: dict[str, list[Any]] = {"feature": [], "threshold": [], "left": [], "right": [], "leaf": []}

    def add(node: dict[str, Any]) -> int:
        if "leaf_value" in node:
            tree["leaf"].append(round(node["leaf_value"], 6))
            return ~(len(tree["leaf"]) - 1)
        number = len(tree["feature"])
        tree["feature"].append(node["split_feature"])
        tree["threshold"].append(float(f"{node['threshold']:.6g}"))
        tree["left"].append(0)
        tree["right"].append(0)
        tree["left"][number] = add(node["left_child"])
        tree["right"][number] = add(node["right_child"])
        return number

    if add(root) < 0:  # a tree of one leaf: a split that always goes left
        tree |= {"feature": [0], "threshold": [float("1e38")], "left": [-1], "right": [-1]}
    return tree
