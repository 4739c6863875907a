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


def test_it_comes_back_as_it_was() -> None:
    data = VectorIndex.of(VECTORS).to_bytes()
    index = VectorIndex.from_bytes(data)
    assert (len(index), index.dimension) == (3, 2)
    assert np.array_equal(index.vectors, VECTORS)
    assert index.to_bytes() == data
    assert len(VectorIndex.from_bytes(VectorIndex.of(VECTORS[:0]).to_bytes())) == 0


def test_vectors_outlive_their_index() -> None:
    data = VectorIndex.of(np.tile(VECTORS, (1000, 50))).to_bytes()
    vectors = VectorIndex.from_bytes(data).vectors
    others = [VectorIndex.of(np.zeros((3000, 100), dtype=np.float32)) for _ in range(5)]
    assert len(others) == 5
    assert np.array_equal(vectors, np.tile(VECTORS, (1000, 50)))


@pytest.mark.parametrize("data", [b"", b"nonsense", VectorIndex.of(VECTORS).to_bytes()[:-4]])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a FAISS index"):
        VectorIndex.from_bytes(data)


def test_another_measure_is_refused() -> None:
    distances = faiss.IndexFlatL2(2)
    with pytest.raises(ValueError, match="not a flat FAISS index of inner products"):
        VectorIndex.from_bytes(faiss.serialize_index(distances).tobytes())
