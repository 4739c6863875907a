"""Stand-ins that are pure functions of their input, so that tests can be checked by hand."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from assistant.types import TextKind, Vectors


class FakeEncoder:
    """Counts the letter trigrams of a text, by their CRC-32 modulo the dimension.

    "abab" has the trigrams " ab", "aba", "bab" and "ab ": its vector has at most four
    coordinates that are not 0, and norm 1. Texts that share trigrams have a high cosine;
    questions and passages are encoded alike.
    """

    def __init__(self, dimension: int = 64, identity: str = "fake#trigrams") -> None:
        self.dimension = dimension
        self.identity = identity
        self.encoded: list[str] = []
        """Every text ever asked for, in order."""

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        self.encoded += texts
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            padded = f" {text.lower()} "
            for start in range(max(1, len(padded) - 2)):
                vectors[row, crc32(padded[start : start + 3].encode()) % self.dimension] += 1
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors
