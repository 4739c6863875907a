"""An opened generation: its documents and passages, and exact scores over them."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.errors import IndexDamaged, IndexMismatch, IndexStoreError
from assistant.index.generations import check_files, read_current
from assistant.index.lexical import LexicalIndex
from assistant.index.locks import Hold
from assistant.index.manifest import (
    DOCUMENT_STARTS,
    DOCUMENTS,
    LEXICAL,
    PASSAGE_STARTS,
    PASSAGE_VECTORS,
    PASSAGES,
    REBUILD,
    SENTENCE_STARTS,
    SENTENCE_VECTORS,
    Manifest,
)
from assistant.index.stored import Lines, Starts, StoredDocuments, StoredPassages, map_array
from assistant.index.vectors import VectorIndex
from assistant.types import Document, Metadata, Passage, Refusal, Vectors

_ROUNDING = 1e-5
"""More than FAISS's single precision may differ from the double precision of `dense_of`."""


class PassageIndex:
    """One generation, mapped into memory: later builds and their clean-up do not disturb it."""

    def __init__(
        self,
        manifest: Manifest,
        documents: Mapping[str, Document],
        passages: Sequence[Passage],
        first_sentence: Starts,
        passage_vectors: VectorIndex,
        sentence_vectors: VectorIndex,
        lexical: LexicalIndex,
    ) -> None:
        """Hold the parts, which must belong together.

        Args:
            manifest: of the generation.
            documents: by path, in alphabetical order.
            passages: in the order of the documents, then of their text.
            first_sentence: as `sentence_starts` gives it.
            passage_vectors: one a passage.
            sentence_vectors: one a sentence.
            lexical: over the passages.

        Raises:
            ValueError: counts or dimensions disagree.
        """
        counted = (
            len(documents), len(passages), len(passages), len(passages), int(first_sentence[-1]),
            len(sentence_vectors), passage_vectors.dimension, sentence_vectors.dimension,
        )  # fmt: skip
        promised = sum(document.passages for document in manifest.documents)
        sentences = sum(document.sentences for document in manifest.documents)
        expected = (
            len(manifest.documents), promised, len(passage_vectors), len(lexical), sentences,
            sentences, manifest.dimension, manifest.dimension,
        )  # fmt: skip
        if counted != expected or len(first_sentence) != len(passages) + 1:
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
        self._first_sentence = first_sentence
        ends = accumulate(document.passages for document in manifest.documents)
        self._places = {
            document.path: range(end - document.passages, end)
            for document, end in zip(manifest.documents, ends, strict=True)
        }
        self._hold: Hold | None = None

    @classmethod
    def open(cls, index: Path, encoder_identity: str | None = None) -> "PassageIndex":
        """Read and verify the generation that answers; of large files, some blocks chosen at random.

        It stays on disk for as long as this object lives.

        Args:
            index: the index folder.
            encoder_identity: of the encoder that will embed the questions; None when there will be none.

        Raises:
            IndexMissing: nothing was built there.
            IndexDamaged: a file differs from what was written.
            IndexMismatch: another format, or vectors of another encoder.
            IndexStoreError: a file cannot be read.
        """
        current = read_current(index)
        folder, manifest = current.folder, current.manifest
        if encoder_identity is not None and manifest.encoder != encoder_identity:
            raise IndexMismatch(
                f"{folder}: built with the model {manifest.encoder} instead of {encoder_identity}; {REBUILD}"
            )
        check_files(folder, manifest, sampled=True)
        opened = load(folder, manifest)
        opened._hold = current.hold
        return opened

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """Number of passages that hold each term of `assistant.french.analyse`."""
        return self._lexical.vocabulary

    def passages_of(self, path: str) -> Sequence[Passage]:
        """Return the passages of a document, in the order of its text."""
        numbers = self._places[path]
        return self.passages[numbers.start : numbers.stop]

    def numbers_of(self, path: str) -> range:
        """Return the numbers of a document's passages."""
        return self._places[path]

    @cached_property
    def metadata(self) -> Mapping[str, Metadata]:
        """What is known of each document, by path, in alphabetical order; all are decoded once, when first asked."""
        return {path: document.metadata for path, document in self.documents.items()}

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
            best, sentences = self._sentence_vectors.search(
                question_vector, min(depth, len(self._sentence_vectors))
            )
            owners = np.searchsorted(self._first_sentence, sentences, side="right") - 1
            candidates = np.union1d(numbers, owners)
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
    """Map a generation whose files were checked against their digests.

    Raises:
        IndexDamaged: the files do not belong together all the same.
        IndexStoreError: one cannot be read.
    """
    try:
        return PassageIndex(
            manifest,
            StoredDocuments(
                [document.path for document in manifest.documents],
                Lines(folder / DOCUMENTS, map_array(folder / DOCUMENT_STARTS, np.int64, 1)),
            ),
            StoredPassages(Lines(folder / PASSAGES, map_array(folder / PASSAGE_STARTS, np.int64, 1))),
            map_array(folder / SENTENCE_STARTS, np.int64, 1),
            VectorIndex.load(folder / PASSAGE_VECTORS),
            VectorIndex.load(folder / SENTENCE_VECTORS),
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
