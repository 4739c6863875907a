from math import log
from pathlib import Path

import numpy as np
import pytest

from assistant.index.lexical import LexicalIndex
from tests.index.corpora import files

PASSAGES = [["santé", "gers", "santé"], ["médecin"], ["santé", "médecin", "cher", "cher"], []]


def bm25(frequency: int, passages_with: int, length: int) -> float:
    """By hand: 4 passages of mean length 8 / 4 = 2, k1 = 1.2, b = 0.75."""
    idf = log(1 + (4 - passages_with + 0.5) / (passages_with + 0.5))
    return idf * frequency / (frequency + 1.2 * (1 - 0.75 + 0.75 * length / 2))


def test_scores_are_those_of_lucene() -> None:
    index = LexicalIndex.of(PASSAGES)
    expected = [bm25(2, 2, 3), 0, bm25(1, 2, 4), 0]
    np.testing.assert_allclose(index.scores({"santé": 1}), expected, rtol=1e-6)
    both = [bm25(2, 2, 3), bm25(1, 2, 1), bm25(1, 2, 4) + bm25(1, 2, 4), 0]
    np.testing.assert_allclose(index.scores({"santé": 1, "inconnu": 1, "médecin": 1}), both, rtol=1e-6)
    np.testing.assert_allclose(index.scores({"cher": 2}), 2 * index.scores({"cher": 1}))


def test_unknown_terms_score_nothing() -> None:
    index = LexicalIndex.of(PASSAGES)
    for terms in ({}, {"inconnu": 1.0}, {"": 1.0}):
        assert index.scores(terms).tolist() == [0, 0, 0, 0]


def test_vocabulary_counts_passages() -> None:
    assert LexicalIndex.of(PASSAGES).vocabulary == {"cher": 1, "gers": 1, "médecin": 2, "santé": 2}


@pytest.mark.parametrize("passages", [PASSAGES, [[], []]])
def test_it_comes_back_as_it_was(tmp_path: Path, passages: list[list[str]]) -> None:
    index = LexicalIndex.of(passages)
    index.save(tmp_path / "one")
    again = LexicalIndex.load(tmp_path / "one")
    assert len(again) == len(passages)
    assert again.vocabulary == index.vocabulary
    assert np.array_equal(again.scores({"santé": 1, "cher": 1}), index.scores({"santé": 1, "cher": 1}))
    again.save(tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_nothing_is_ever_unpickled(tmp_path: Path) -> None:
    LexicalIndex.of(PASSAGES).save(tmp_path)
    np.save(tmp_path / "data.csc.index.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="Python objects"):
        LexicalIndex.load(tmp_path)


def test_files_of_different_indexes_are_refused(tmp_path: Path) -> None:
    LexicalIndex.of(PASSAGES).save(tmp_path)
    np.save(tmp_path / "data.csc.index.npy", np.zeros(2, dtype=np.float32))
    with pytest.raises(ValueError, match="inconsistent sizes"):
        LexicalIndex.load(tmp_path)
