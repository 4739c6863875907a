"""Unit vectors in a flat FAISS index: exact search by inner product, which is the cosine.

The only module that imports faiss.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.types import Vectors


class VectorIndex:
    """Vectors, searchable and readable."""

    def __init__(self, flat: Any) -> None:
        """Hold a FAISS `IndexFlatIP`."""
        self._flat = flat
        self.dimension: int = flat.d
        self.vectors: Vectors = flat.reconstruct_n(0, flat.ntotal)
        """float32, shape (count, dimension); a copy, because FAISS' own memory goes with its index."""

    @classmethod
    def of(cls, vectors: Vectors) -> "VectorIndex":
        """Index some vectors, shape (count, dimension)."""
        import faiss

        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(flat)

    @classmethod
    def from_bytes(cls, data: bytes) -> "VectorIndex":
        """Return the index that `to_bytes` wrote.

        Raises:
            ValueError: the bytes are no flat index of inner products.
        """
        import faiss

        try:
            flat = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
        except RuntimeError as error:
            raise ValueError("not a FAISS index") from error
        if type(flat) is not faiss.IndexFlatIP:
            raise ValueError("not a flat FAISS index of inner products")
        return cls(flat)

    def to_bytes(self) -> bytes:
        """Return the content of a FAISS file."""
        import faiss

        data: bytes = faiss.serialize_index(self._flat).tobytes()
        return data

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
        scores, numbers = self._flat.search(query[np.newaxis], k)
        return scores[0], numbers[0]
