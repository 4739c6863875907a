from pathlib import Path

import faiss
import numpy as np
import pytest

from assistant.index.vectors import VectorIndex
from assistant.types import Vectors


def unit(rows: list[list[float]]) -> Vectors:
    vectors = np.asarray(rows, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


VECTORS = unit([[1, 0], [0, 1], [1, 1]])


def test_search_gives_cosines_best_first() -> None:
    scores, numbers = VectorIndex.of(VECTORS).search(VECTORS[0], 3)
    assert numbers.tolist() == [0, 2, 1]
    np.testing.assert_allclose(scores, [1, np.sqrt(0.5), 0], atol=1e-6)


def test_a_mapped_file_is_searched_as_a_flat_index_of_faiss(tmp_path: Path) -> None:
    vectors = unit(np.random.default_rng(2).normal(size=(3000, 24)).tolist())
    VectorIndex.of(vectors).save(tmp_path / "v.npy")
    index = VectorIndex.load(tmp_path / "v.npy")
    assert (len(index), index.dimension) == (3000, 24)
    np.testing.assert_array_equal(index.vectors, vectors)
    flat = faiss.IndexFlatIP(24)
    flat.add(vectors)
    for query in vectors[:20]:
        for k in (1, 50, 400, 3000):
            scores, numbers = index.search(query, k)
            (expected,), (positions,) = flat.search(query[np.newaxis], k)
            np.testing.assert_array_equal(numbers, positions)
            np.testing.assert_array_equal(scores, expected)


def test_vectors_outlive_their_index_and_their_file(tmp_path: Path) -> None:
    VectorIndex.of(np.tile(VECTORS, (1000, 50))).save(tmp_path / "v.npy")
    vectors = VectorIndex.load(tmp_path / "v.npy").vectors
    (tmp_path / "v.npy").unlink()
    np.testing.assert_array_equal(vectors, np.tile(VECTORS, (1000, 50)))
    with pytest.raises(ValueError, match="read-only"):
        vectors[0, 0] = 2


@pytest.mark.parametrize("array", [VECTORS.astype(np.float64), VECTORS[0], np.asfortranarray(VECTORS)])
def test_other_arrays_are_refused(tmp_path: Path, array: Vectors) -> None:
    np.save(tmp_path / "v.npy", array)
    with pytest.raises(ValueError, match=r"v\.npy: another kind of array"):
        VectorIndex.load(tmp_path / "v.npy")


def test_other_bytes_are_refused(tmp_path: Path) -> None:
    VectorIndex.of(VECTORS).save(tmp_path / "v.npy")
    data = (tmp_path / "v.npy").read_bytes()
    for damaged in (b"", b"nonsense", data[:20], data[:-4]):
        (tmp_path / "v.npy").write_bytes(damaged)
        with pytest.raises(ValueError):  # noqa: PT011 (NumPy's words)
            VectorIndex.load(tmp_path / "v.npy")
