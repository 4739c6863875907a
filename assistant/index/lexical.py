"""BM25 over analysed passages. The only module that imports bm25s.

Lucene's variant: idf = ln(1 + (N - df + 0.5) / (df + 0.5)), and
tf / (tf + k1 (1 - b + b length / mean length)) without the factor k1 + 1.

Source: Kamphuis, de Vries, Boytsov, Lin, "Which BM25 Do You Mean?", ECIR 2020;
Lù, "BM25S", 2024 (scores computed when the index is built).
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

K1 = 1.2
B = 0.75

_NO_TERM = ""
"""Stands in when no passage has any term, because bm25s cannot index nothing."""


class LexicalIndex:
    """Terms to passages."""

    def __init__(self, bm25: Any) -> None:
        """Hold an indexed `bm25s.BM25`."""
        self._bm25 = bm25

    @classmethod
    def of(cls, passages: Sequence[Sequence[str]]) -> "LexicalIndex":
        """Index the terms of each passage; terms are numbered in alphabetical order."""
        import bm25s

        terms = sorted({term for passage in passages for term in passage}) or [_NO_TERM]
        numbers = {term: number for number, term in enumerate(terms)}
        ids = [[numbers[term] for term in passage] for passage in passages]
        if terms == [_NO_TERM]:
            ids = [[0] for _ in passages]
        bm25 = bm25s.BM25(k1=K1, b=B, method="lucene")
        bm25.index((ids, numbers), create_empty_token=False, show_progress=False)
        return cls(bm25)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Map what `save` wrote into memory, but for its terms, without unpickling anything.

        Raises:
            ValueError, KeyError, TypeError: the files are not what `save` wrote.
            OSError: they cannot be read.
        """
        import bm25s

        index = cls(bm25s.BM25.load(folder, mmap=True, allow_pickle=False, show_progress=False))
        scores = index._bm25.scores
        sizes = (len(scores["data"]), len(scores["indices"]), len(scores["indptr"]))
        if sizes != (int(scores["indptr"][-1]), int(scores["indptr"][-1]), len(index._bm25.vocab_dict) + 1):
            raise ValueError("word index of inconsistent sizes")
        return index

    def save(self, folder: Path) -> None:
        """Write the index into a folder, in bm25s' own files."""
        self._bm25.save(folder, allow_pickle=False, show_progress=False)

    def __len__(self) -> int:
        count: int = self._bm25.scores["num_docs"]
        return count

    @cached_property
    def vocabulary(self) -> Mapping[str, int]:
        """Number of passages that hold each term."""
        starts = self._bm25.scores["indptr"]
        numbers = self._bm25.vocab_dict.items()
        return {
            term: int(starts[number + 1] - starts[number]) for term, number in numbers if term != _NO_TERM
        }

    def scores(self, terms: Mapping[str, float]) -> npt.NDArray[np.float32]:
        """Return the BM25 score of every passage, shape (passages,).

        Args:
            terms: each with its weight; unknown terms count nothing.
        """
        total = np.zeros(len(self), dtype=np.float32)
        scores = self._bm25.scores
        starts = scores["indptr"]
        for term, weight in terms.items():
            number = self._bm25.vocab_dict.get(term)
            if number is not None and term != _NO_TERM:
                column = slice(starts[number], starts[number + 1])
                total[scores["indices"][column]] += np.float32(weight) * scores["data"][column]
        return total
