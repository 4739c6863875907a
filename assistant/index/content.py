"""Documents, passages and vectors of the generation to publish, made or kept."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath

import numpy as np

from assistant.corpus import ReadLimits, Scan, SourceFile, read_sources
from assistant.errors import DocumentChanged, EncoderError
from assistant.index.before import Before, Recipe
from assistant.index.digests import digest
from assistant.index.journal import Journal
from assistant.index.manifest import (
    DOCUMENTS,
    PASSAGE_VECTORS,
    PASSAGES,
    SENTENCE_VECTORS,
    IndexedDocument,
    RefusedFile,
)
from assistant.index.records import (
    check_passages,
    documents_from_lines,
    documents_to_lines,
    passage_text,
    passages_from_lines,
    passages_to_lines,
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
    settled: bool
    """False when a file changed while it was read, so that the next build must look again."""

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
    """Vectors in the order of the index."""

    passages: Vectors
    sentences: Vectors
    new: int
    """Texts given to the encoder."""
    resumed: int
    """Texts that a build that was killed had given to it."""


@dataclass(frozen=True, slots=True)
class _Made:
    """What a document is made of, wherever its file stands."""

    sha256: str
    size: int
    suffix: str

    @classmethod
    def of(cls, file: SourceFile | Document) -> "_Made":
        return cls(file.sha256, file.size, _suffix(file.path))

    def key(self, recipe: Recipe) -> str:
        """Return the key of the document in the journal."""
        return json.dumps(["document", asdict(self), recipe.program, dict(recipe.settings)])


def read_content(
    corpus: Path,
    found: Scan,
    limits: ReadLimits,
    recipe: Recipe,
    before: Before,
    journal: Journal,
    progress: Progress,
) -> Content:
    """Read and split what is new; keep the rest from the generation before, or from a build that was killed.

    A document is what its bytes, its sidecar's and its extension make of it: wherever a file moves,
    it is not parsed again. Nor is one that was refused.
    """
    kept = _old_texts(before)
    old_refusals = _old_refusals(before)
    documents: dict[str, Document] = {}
    passages: dict[str, Sequence[Passage]] = {}
    refused = [RefusedFile(refusal.path, refusal.reason, None) for refusal in found.refusals]
    fresh, settled = [], True
    for source in found.files:
        made = _Made.of(source)
        reason = old_refusals.get((made.sha256, made.suffix))
        if made in kept:
            document, own = kept[made]
        elif (key := made.key(recipe)) in journal:
            document, own = _from_journal(journal[key])
        elif reason is not None:
            refused += [RefusedFile(path, reason, source.sha256) for path in (source.path, *source.also)]
            continue
        else:
            fresh.append(source)
            continue
        documents[source.path] = replace(document, path=source.path, also=source.also)
        passages[source.path] = [replace(passage, document=source.path) for passage in own]
    words = int(recipe.settings["passage_words"] or 0)
    for number, (source, outcome) in enumerate(read_sources(corpus, fresh, limits), 1):
        if isinstance(outcome, Document):
            documents[source.path] = outcome
            passages[source.path] = split_document(outcome, words)
            check_passages(documents, passages[source.path])
            made_of = documents_to_lines([outcome]) + passages_to_lines(passages[source.path])
            journal.put(_Made.of(source).key(recipe), made_of)
        else:
            changed = isinstance(outcome, DocumentChanged)
            settled = settled and not changed
            sha256 = None if changed else source.sha256
            refused += [RefusedFile(path, str(outcome), sha256) for path in (source.path, *source.also)]
        progress("reading", number, len(fresh))
    return Content(
        {path: documents[path] for path in sorted(documents)},
        passages,
        tuple(sorted(refused, key=lambda entry: entry.path)),
        settled,
    )


def embed(
    content: Content, encoder: Encoder, before: Before, journal: Journal, progress: Progress
) -> Embedded:
    """Return the vectors of all passages and sentences; documents of equal texts share theirs.

    Each document is embedded by itself, so that its vectors do not depend, by the last bit,
    on what else was in the batch.

    Raises:
        EncoderError: the encoder fails, or gives something else than vectors of its dimension.
    """
    known = _old_vectors(before, encoder)
    texts = {path: own for path in content.documents if (own := content.texts(path))}
    batches = {path: _batches(own, encoder) for path, own in texts.items() if _texts_digest(own) not in known}
    sizes = {key: len(batch) for own in batches.values() for key, batch in own}
    left = {key: size for key, size in sizes.items() if key not in journal}
    done, total = 0, sum(left.values())
    passages, sentences = [], []
    for path, own in texts.items():
        pair = known.get(_texts_digest(own))
        if pair is None:
            parts = []
            for key, batch in batches[path]:
                if key not in journal:
                    progress("embedding", done, total)
                    journal.put(key, _encode(encoder, batch).tobytes())
                    done += len(batch)
                parts.append(np.frombuffer(journal[key], dtype=np.float32).reshape(len(batch), -1))
            count = len(content.passages[path])
            vectors = np.concatenate(parts)
            pair = vectors[:count], vectors[count:]
        passages.append(pair[0])
        sentences.append(pair[1])
    progress("embedding", done, total)
    return Embedded(np.concatenate(passages), np.concatenate(sentences), total, sum(sizes.values()) - total)


def _batches(texts: Sequence[str], encoder: Encoder) -> list[tuple[str, Sequence[str]]]:
    """Cut the texts of a document into what the encoder is given together, each with its key in the journal."""
    parts = [texts[start : start + TEXTS_AT_ONCE] for start in range(0, len(texts), TEXTS_AT_ONCE)]
    return [(f"vectors {encoder.identity} {encoder.dimension} {_texts_digest(part)}", part) for part in parts]


def _encode(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    vectors = encoder.encode(texts, "passage")
    if vectors.shape != (len(texts), encoder.dimension) or not np.isfinite(vectors).all():
        raise EncoderError(f"encoder {encoder.identity}: gave impossible vectors; choose another model")
    return np.ascontiguousarray(vectors, dtype=np.float32)


def _from_journal(data: bytes) -> tuple[Document, list[Passage]]:
    first, _, rest = data.partition(b"\n")
    (document,) = documents_from_lines(first).values()
    return document, passages_from_lines(rest)


def _old_texts(before: Before) -> dict[_Made, tuple[Document, list[Passage]]]:
    if before.manifest is None or before.reason is not None:
        return {}
    documents = documents_from_lines((before.folder / DOCUMENTS).read_bytes())
    passages: dict[str, list[Passage]] = {path: [] for path in documents}
    for passage in passages_from_lines((before.folder / PASSAGES).read_bytes()):
        passages[passage.document].append(passage)
    return {_Made.of(document): (document, passages[path]) for path, document in documents.items()}


def _old_refusals(before: Before) -> dict[tuple[str | None, str], str]:
    """Return the reasons of files that were refused for what they hold, by digest and extension."""
    if before.manifest is None or before.reason is not None:
        return {}
    return {(each.sha256, _suffix(each.path)): each.reason for each in before.manifest.refused if each.sha256}


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _old_vectors(before: Before, encoder: Encoder) -> dict[str, tuple[Vectors, Vectors]]:
    """Return the vectors of the passages and sentences of each document, by digest of its texts."""
    known: dict[str, tuple[Vectors, Vectors]] = {}
    manifest = before.manifest
    if manifest is None or (manifest.encoder, manifest.dimension) != (encoder.identity, encoder.dimension):
        return known
    passages = VectorIndex.load(before.folder / PASSAGE_VECTORS).vectors
    sentences = VectorIndex.load(before.folder / SENTENCE_VECTORS).vectors
    for document in manifest.documents:
        known[document.texts] = passages[: document.passages], sentences[: document.sentences]
        passages, sentences = passages[document.passages :], sentences[document.sentences :]
    return known


def _texts_digest(texts: Sequence[str]) -> str:
    return digest(json.dumps(texts).encode())
