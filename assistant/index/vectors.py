"""Unit vectors in a file mapped into memory: exact search by inner product, which is the cosine.

The only module that imports faiss.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.index.stored import map_array
from assistant.types import Vectors


class VectorIndex:
    """Vectors, searchable and readable."""

    def __init__(self, vectors: Vectors) -> None:
        """Hold vectors, float32 in rows that follow one another, shape (count, dimension)."""
        self.vectors = vectors
        self.dimension = vectors.shape[1]

    @classmethod
    def of(cls, vectors: Vectors) -> "VectorIndex":
        """Index some vectors, shape (count, dimension)."""
        return cls(np.ascontiguousarray(vectors, dtype=np.float32))

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Map the file that `save` wrote into memory.

        Raises:
            ValueError: the file holds no such vectors.
            OSError: it cannot be read.
        """
        return cls(map_array(path, np.float32, dimensions=2))

    def save(self, path: Path) -> None:
        """Write the vectors as NumPy does."""
        np.save(path, self.vectors, allow_pickle=False)

    def __len__(self) -> int:
        return len(self.vectors)

    def search(self, query: Vectors, k: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """Return the k nearest vectors, best first.

        Args:
            query: float32, shape (dimension,), unit norm.
            k: from 1 to the number of vectors, so that FAISS has no missing ids to pad with -1.

        Returns:
            Cosines and positions, both of shape (k,).
        """
        import faiss

        scores, numbers = faiss.knn(query[np.newaxis], self.vectors, k, metric=faiss.METRIC_INNER_PRODUCT)
        return scores[0], numbers[0]
