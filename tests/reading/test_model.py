import json
from importlib.resources import files

import numpy as np
import pytest

from assistant.reading.asked import asked
from assistant.reading.features import (
    FEATURES,
    LISTWISE,
    PASSAGE_FEATURES,
    SENTENCE_FEATURES,
    passage_features,
    sentence_features,
    with_listwise,
)
from assistant.reading.model import forest_of, load_model
from assistant.types import Hit
from tests.reading.pages import page, read

TREES = [
    {
        "feature": [0, 1],
        "threshold": [0.5, 2.0],
        "left": [-1, -2],
        "right": [1, -3],
        "leaf": [1.0, 10.0, 100.0],
    },
    {"feature": [1], "threshold": [0.0], "left": [-1], "right": [-2], "leaf": [0.25, 0.5]},
]


def test_trees_are_walked_as_drawn() -> None:
    """First tree: x0 <= 0.5 gives 1; else x1 <= 2 gives 10, more gives 100. Second: x1 <= 0 gives 0.25, more 0.5."""
    rows = np.asarray([[0.5, 9], [0.6, 2], [0.6, 2.5], [0.0, 0.0]], dtype=np.float32)
    assert forest_of(TREES).predict(rows).tolist() == [1.5, 10.5, 100.5, 1.25]
    assert forest_of([]).predict(rows).tolist() == [0, 0, 0, 0]


def test_the_shipped_model_knows_the_features_that_are_computed() -> None:
    model = load_model()
    assert 0 < model.threshold < 1
    assert model.slope > 0
    low, high = model.probability(-2.0), model.probability(2.0)
    assert 0 < low < high < 1
    assert model.log_odds(np.zeros((3, len(FEATURES)), dtype=np.float32)).shape == (3,)


def test_a_model_of_other_features_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = json.loads((files("assistant.reading") / "model.json").read_text("utf-8"))
    assert stored["features"] == list(FEATURES)
    monkeypatch.setattr("assistant.reading.model.FEATURES", ("other",))
    with pytest.raises(ValueError, match="other features"):
        load_model()


def test_features_are_those_of_the_sentence() -> None:
    document = page(("paragraph", "Le canal compte douze écluses. Un pont le traverse."), title="Le canal")
    (passage,) = read(document)
    question = asked("Combien d'écluses compte le canal ?")
    hit = Hit(0, passage.passage, score=0.5, rank=2, lexical=3.0, dense=0.25)
    shared = passage_features(question, hit, passage, best_lexical=6.0)
    rows = [[*sentence_features(question, passage, place, 0.1), *shared] for place in (0, 1)]
    assert len(rows[0]) == len(SENTENCE_FEATURES) + len(PASSAGE_FEATURES)
    first, second = (dict(zip(FEATURES, row, strict=True)) for row in with_listwise(rows).tolist())
    assert first["cover_sentence"] == 1.0
    assert second["cover_sentence"] == 0.0
    assert first["focus_counted"] == 1.0
    assert second["focus_counted"] == 0.0
    assert (first["fused"], first["reciprocal_rank"], first["lexical_share"]) == (0.5, 0.5, 0.5)
    assert first["cover_gap"] == 1.0
    assert second["cover_gap"] == -1.0
    assert set(LISTWISE) <= set(FEATURES)
