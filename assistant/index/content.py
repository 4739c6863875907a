"""Documents, passages and vectors of the generation to publish, made or kept."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from assistant.corpus import ReadLimits, Scan, read_sources
from assistant.errors import EncoderError
from assistant.index.before import Before
from assistant.index.manifest import (
    DOCUMENTS,
    PASSAGE_VECTORS,
    PASSAGES,
    SENTENCE_VECTORS,
    IndexedDocument,
    RefusedFile,
    digest,
)
from assistant.index.records import (
    check_passages,
    documents_from_lines,
    passage_text,
    passages_from_lines,
    sentence_texts,
)
from assistant.index.vectors import VectorIndex
from assistant.passages import split_document
from assistant.types import Document, Encoder, Passage, Vectors

Progress = Callable[[str, int, int], None]
"""Called with the stage ("reading" or "embedding"), how many are done, and how many there are."""

TEXTS_AT_ONCE = 512
"""Given to the encoder together, of one document."""


@dataclass(frozen=True, slots=True)
class Content:
    """Documents by path, in the order of the index, the passages of each, and what was refused."""

    documents: Mapping[str, Document]
    passages: Mapping[str, Sequence[Passage]]
    refused: tuple[RefusedFile, ...]

    def all_passages(self) -> list[Passage]:
        """Return the passages in the order of the index."""
        return [passage for path in self.documents for passage in self.passages[path]]

    def texts(self, path: str) -> list[str]:
        """Return what is embedded of a document: its passages, then their sentences."""
        document, passages = self.documents[path], self.passages[path]
        texts = [passage_text(document, passage) for passage in passages]
        return texts + [text for passage in passages for text in sentence_texts(document, passage)]

    def indexed(self, path: str) -> IndexedDocument:
        """Return what the manifest says of a document."""
        document, passages = self.documents[path], self.passages[path]
        return IndexedDocument(
            path=path,
            sha256=document.sha256,
            size=document.size,
            also=document.also,
            passages=len(passages),
            sentences=sum(len(passage.sentences) for passage in passages),
            texts=_texts_digest(self.texts(path)),
            warnings=document.warnings,
        )


@dataclass(frozen=True, slots=True)
class Embedded:
    """Vectors in the order of the index, and how many of them are new."""

    passages: Vectors
    sentences: Vectors
    new: int


def read_content(
    corpus: Path, found: Scan, limits: ReadLimits, words: int, before: Before, progress: Progress
) -> Content:
    """Read and split what changed; keep the rest from the generation before.

    A file that was refused, or a copy of it, is not parsed again until it changes. The document
    of an unchanged file is kept as it was read, but for the list of its copies.
    """
    old_documents, old_passages = _old_texts(before)
    old_refusals: dict[tuple[str, str | None], RefusedFile] = {}
    if before.manifest is not None and before.reason is None:
        old_refusals = {(refused.path, refused.sha256): refused for refused in before.manifest.refused}
    documents: dict[str, Document] = {}
    passages: dict[str, Sequence[Passage]] = {}
    refused = [RefusedFile(refusal.path, refusal.reason, None) for refusal in found.refusals]
    fresh = []
    for source in found.files:
        known = old_documents.get(source.path)
        if known is not None and known.sha256 == source.sha256:
            documents[source.path] = replace(known, also=source.also)
            passages[source.path] = old_passages.get(source.path, [])
        elif (source.path, source.sha256) in old_refusals:
            refused += [old_refusals[path, source.sha256] for path in (source.path, *source.also)]
        else:
            fresh.append(source)
    read, refusals = read_sources(corpus, fresh, limits, partial(progress, "reading"))
    for document in read:
        documents[document.path] = document
        passages[document.path] = split_document(document, words)
        check_passages(documents, passages[document.path])
    digests = {path: source.sha256 for source in fresh for path in (source.path, *source.also)}
    refused += [RefusedFile(refusal.path, refusal.reason, digests[refusal.path]) for refusal in refusals]
    return Content(
        {path: documents[path] for path in sorted(documents)},
        passages,
        tuple(sorted(refused, key=lambda entry: entry.path)),
    )


def embed(content: Content, encoder: Encoder, before: Before, progress: Progress) -> Embedded:
    """Return the vectors of all passages and sentences; equal texts of a document keep their vectors.

    Each document is embedded by itself, so that its vectors do not depend, by the last bit,
    on what else was in the batch.

    Raises:
        EncoderError: the encoder fails, or gives something else than vectors of its dimension.
    """
    known = _old_vectors(before, encoder)
    texts = {path: own for path in content.documents if (own := content.texts(path))}
    total = sum(len(own) for own in texts.values() if _texts_digest(own) not in known)
    done = 0
    passages, sentences = [], []
    for path, own in texts.items():
        pair = known.get(_texts_digest(own))
        if pair is None:
            parts = []
            for start in range(0, len(own), TEXTS_AT_ONCE):
                progress("embedding", done, total)
                parts.append(_encode(encoder, own[start : start + TEXTS_AT_ONCE]))
                done += len(parts[-1])
            count = len(content.passages[path])
            vectors = np.concatenate(parts)
            pair = vectors[:count], vectors[count:]
        passages.append(pair[0])
        sentences.append(pair[1])
    progress("embedding", done, total)
    return Embedded(np.concatenate(passages), np.concatenate(sentences), done)


def _encode(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    vectors = encoder.encode(texts, "passage")
    if vectors.shape != (len(texts), encoder.dimension) or not np.isfinite(vectors).all():
        raise EncoderError(f"encoder {encoder.identity}: gave impossible vectors; choose another model")
    return vectors


def _old_texts(before: Before) -> tuple[dict[str, Document], dict[str, list[Passage]]]:
    if before.manifest is None or before.reason is not None:
        return {}, {}
    documents = documents_from_lines((before.folder / DOCUMENTS).read_bytes())
    passages: dict[str, list[Passage]] = {}
    for passage in passages_from_lines((before.folder / PASSAGES).read_bytes()):
        passages.setdefault(passage.document, []).append(passage)
    return documents, passages


def _old_vectors(before: Before, encoder: Encoder) -> dict[str, tuple[Vectors, Vectors]]:
    """Return the vectors of the passages and sentences of each document, by digest of its texts."""
    known: dict[str, tuple[Vectors, Vectors]] = {}
    if before.manifest is None or before.manifest.encoder != encoder.identity:
        return known
    passages = VectorIndex.from_bytes((before.folder / PASSAGE_VECTORS).read_bytes()).vectors.copy()
    sentences = VectorIndex.from_bytes((before.folder / SENTENCE_VECTORS).read_bytes()).vectors.copy()
    for document in before.manifest.documents:
        known[document.texts] = passages[: document.passages], sentences[: document.sentences]
        passages, sentences = passages[document.passages :], sentences[document.sentences :]
    return known


def _texts_digest(texts: Sequence[str]) -> str:
    return digest(json.dumps(texts).encode())
