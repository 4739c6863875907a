"""An opened generation: its documents and passages, and exact scores over them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.errors import IndexDamaged, IndexMismatch, IndexStoreError
from assistant.index.generations import check_files, read_current
from assistant.index.lexical import LexicalIndex
from assistant.index.manifest import (
    DOCUMENTS,
    LEXICAL,
    PASSAGE_VECTORS,
    PASSAGES,
    REBUILD,
    SENTENCE_VECTORS,
    Manifest,
)
from assistant.index.records import check_passages, documents_from_lines, passages_from_lines
from assistant.index.vectors import VectorIndex
from assistant.types import Document, Passage, Refusal, Vectors

_ROUNDING = 1e-5
"""More than FAISS's single precision may differ from the double precision of `dense_of`."""


class PassageIndex:
    """One generation, read into memory: later builds and their clean-up do not disturb it."""

    def __init__(
        self,
        manifest: Manifest,
        documents: Mapping[str, Document],
        passages: Sequence[Passage],
        passage_vectors: VectorIndex,
        sentence_vectors: VectorIndex,
        lexical: LexicalIndex,
    ) -> None:
        """Hold the parts, which must belong together.

        Raises:
            ValueError: counts, dimensions or offsets disagree.
        """
        check_passages(documents, passages)
        counts = [len(passage.sentences) for passage in passages]
        expected = (len(passages), len(passages), sum(counts), manifest.dimension, manifest.dimension)
        actual = (
            len(passage_vectors),
            len(lexical),
            len(sentence_vectors),
            passage_vectors.dimension,
            sentence_vectors.dimension,
        )
        promised = [(document.path, document.passages, document.sentences) for document in manifest.documents]
        held = {path: [0, 0] for path in documents}
        for passage in passages:
            held[passage.document][0] += 1
            held[passage.document][1] += len(passage.sentences)
        if expected != actual or promised != [(path, *counted) for path, counted in held.items()]:
            raise ValueError("numbers of documents, passages, sentences and vectors disagree")
        self.generation = manifest.generation
        self.created = manifest.created
        """UTC, ISO."""
        self.encoder = manifest.encoder
        """Identity of the encoder that made the vectors."""
        self.dimension = manifest.dimension
        self.documents = documents
        """By path, in alphabetical order."""
        self.passages = passages
        """In the order of the documents, then of their text."""
        self.refusals = tuple(Refusal(refused.path, refused.reason) for refused in manifest.refused)
        self._passage_vectors = passage_vectors
        self._sentence_vectors = sentence_vectors
        self._lexical = lexical
        self._first_sentence = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
        self._owner = np.repeat(np.arange(len(passages)), counts)

    @classmethod
    def open(cls, index: Path, encoder_identity: str | None = None) -> "PassageIndex":
        """Read and verify the generation that answers.

        Args:
            index: the index folder.
            encoder_identity: of the encoder that will embed the questions; None when there will be none.

        Raises:
            IndexMissing: nothing was built there.
            IndexDamaged: a file differs from what was written.
            IndexMismatch: another format, or vectors of another encoder.
            IndexStoreError: a file cannot be read.
        """
        folder, manifest = read_current(index)
        if encoder_identity is not None and manifest.encoder != encoder_identity:
            raise IndexMismatch(
                f"{folder}: built with the model {manifest.encoder} instead of {encoder_identity}; {REBUILD}"
            )
        check_files(folder, manifest)
        return load(folder, manifest)

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """Number of passages that hold each term of `assistant.french.analyse`."""
        return self._lexical.vocabulary

    def text(self, passage: Passage) -> str:
        """Return a passage's text, character for character."""
        return self.documents[passage.document].text[passage.start : passage.end]

    def dense(self, question_vector: Vectors, k: int) -> dict[int, float]:
        """Return the k passages nearest to the question, best first.

        Both FAISS indexes propose their best; no other passage can score more than the mean of
        their last scores, so proposals are widened until the k-th score is above that.

        Args:
            question_vector: float32, shape (dimension,), unit norm.
            k: at least 1; fewer come back when the index is smaller.

        Returns:
            Passage numbers with (cosine + best cosine of their sentences) / 2, in [-1, 1].

        Raises:
            ValueError: the vector has another shape, or k < 1.

        Source: Fagin, Lotem, Naor, "Optimal aggregation algorithms for middleware", 2003
        (the threshold algorithm).
        """
        self._check(question_vector, k)
        wanted = min(k, len(self.passages))
        depth = 4 * k
        while True:
            own, numbers = self._passage_vectors.search(question_vector, min(depth, len(self.passages)))
            best, sentences = self._sentence_vectors.search(question_vector, min(depth, len(self._owner)))
            candidates = np.union1d(numbers, self._owner[sentences])
            ranking = _best_first(self.dense_of(question_vector, candidates.tolist()), wanted)
            unseen = (float(own[-1]) + float(best[-1])) / 2 + _ROUNDING
            if len(candidates) == len(self.passages) or min(ranking.values()) > unseen:
                return ranking
            depth *= 4

    def dense_of(self, question_vector: Vectors, numbers: Sequence[int]) -> dict[int, float]:
        """Return the score that `dense` gives to chosen passages, in the order given.

        Computed row by row in double precision: a passage's score does not depend on the others'.
        """
        self._check(question_vector)
        if not numbers:
            return {}
        chosen = np.asarray(numbers)
        counts = self._first_sentence[chosen + 1] - self._first_sentence[chosen]
        rows = np.concatenate([self._sentence_rows(number) for number in numbers])
        own = _cosines(self._passage_vectors.vectors[chosen], question_vector)
        sentences = _cosines(self._sentence_vectors.vectors[rows], question_vector)
        best = np.maximum.reduceat(sentences, np.concatenate([[0], np.cumsum(counts)[:-1]]))
        return dict(zip(numbers, ((own + best) / 2).tolist(), strict=True))

    def sentence_scores(self, question_vector: Vectors, number: int) -> npt.NDArray[np.float32]:
        """Return the cosine of each sentence of a passage, in reading order, shape (sentences,)."""
        self._check(question_vector)
        vectors = self._sentence_vectors.vectors[self._sentence_rows(number)]
        return _cosines(vectors, question_vector).astype(np.float32)

    def lexical(self, terms: Mapping[str, float], k: int) -> dict[int, float]:
        """Return the k passages with the best BM25 scores, best first; only scores above 0.

        Args:
            terms: as `assistant.french.analyse` gives them, each with its weight.
            k: at least 1.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        scores = self._lexical.scores(terms)
        found = np.flatnonzero(scores > 0)
        return _best_first(dict(zip(found.tolist(), scores[found].tolist(), strict=True)), k)

    def lexical_of(self, terms: Mapping[str, float], numbers: Sequence[int]) -> dict[int, float]:
        """Return the BM25 scores of chosen passages, 0 where no term occurs, in the order given."""
        scores = self._lexical.scores(terms)
        return {number: float(scores[number]) for number in numbers}

    def _sentence_rows(self, number: int) -> npt.NDArray[np.int64]:
        return np.arange(self._first_sentence[number], self._first_sentence[number + 1])

    def _check(self, question_vector: Vectors, k: int = 1) -> None:
        if question_vector.shape != (self.dimension,):
            raise ValueError(
                f"question vector of shape {question_vector.shape} instead of ({self.dimension},)"
            )
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")


def load(folder: Path, manifest: Manifest) -> PassageIndex:
    """Read a generation whose files were checked against their digests.

    Raises:
        IndexDamaged: the files do not belong together all the same.
        IndexStoreError: one cannot be read.
    """
    try:
        return PassageIndex(
            manifest,
            documents_from_lines((folder / DOCUMENTS).read_bytes()),
            passages_from_lines((folder / PASSAGES).read_bytes()),
            VectorIndex.from_bytes((folder / PASSAGE_VECTORS).read_bytes()),
            VectorIndex.from_bytes((folder / SENTENCE_VECTORS).read_bytes()),
            LexicalIndex.load(folder / LEXICAL),
        )
    except OSError as error:
        raise IndexStoreError(
            f"{error.filename or folder}: cannot be read ({error.strerror}); {REBUILD}"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"{folder}: its files do not belong together ({error}); {REBUILD}") from error


def _cosines(vectors: Vectors, question_vector: Vectors) -> npt.NDArray[np.float64]:
    """Inner products of unit vectors, one row at a time, in [-1, 1]."""
    products = vectors.astype(np.float64) * question_vector.astype(np.float64)
    cosines: npt.NDArray[np.float64] = np.clip(products.sum(axis=1), -1.0, 1.0)
    return cosines


def _best_first(scores: Mapping[int, float], k: int) -> dict[int, float]:
    """Keep the k best; equal scores keep the order of the index."""
    return dict(sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))[:k])
