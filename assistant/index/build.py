"""Corpus to published generation, doing again only what changed.

Three things are kept from the generation before, each under its own condition:
everything, when the corpus, the settings, the model and the program are the same;
the text and passages of a document, when its bytes, the settings, the model and the
program are, whatever its name; vectors, when the texts they were made from and the
model are. The last two are also kept from a build that was killed or interrupted. What
is kept is what would be made again: an incremental build writes the same bytes as a
full one.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from assistant.corpus import ReadLimits, scan
from assistant.errors import CorpusError
from assistant.french import analyse
from assistant.index.before import Before, Recipe, read_before
from assistant.index.content import Content, Embedded, Progress, embed, read_content
from assistant.index.digests import FileDigest, file_digest
from assistant.index.disk import storing
from assistant.index.generations import JOURNAL, building, leftovers, publish, tidy
from assistant.index.journal import Journal
from assistant.index.lexical import LexicalIndex
from assistant.index.manifest import (
    DOCUMENT_STARTS,
    DOCUMENTS,
    LEXICAL,
    PASSAGE_STARTS,
    PASSAGE_VECTORS,
    PASSAGES,
    SENTENCE_STARTS,
    SENTENCE_VECTORS,
    Manifest,
)
from assistant.index.opened import load
from assistant.index.records import documents_to_lines, passage_text, passages_to_lines
from assistant.index.stored import line_starts, sentence_starts
from assistant.index.vectors import VectorIndex
from assistant.settings import Settings
from assistant.types import Encoder, Passage, Refusal


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build found and did; documents by path."""

    generation: str
    published: bool
    """False when the index was up to date."""
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[Refusal, ...]
    warnings: tuple[str, ...]
    """`path: what`, one line each."""
    passages: int
    embedded: int
    """Texts given to the encoder."""
    resumed: int
    """Texts that a build that was killed had given to it."""
    rebuilt_because: str | None
    """Why documents were read again though their files did not change; None when they were not."""
    seconds: float


def build_index(
    corpus: Path, index: Path, settings: Settings, encoder: Encoder, progress: Progress | None = None
) -> BuildReport:
    """Bring an index up to date with its corpus.

    When nothing changed, nothing is written and the encoder is only asked for its identity.
    Damage, another format, another model or other settings are repaired by a full build.

    Args:
        corpus: folder of documents.
        index: folder of the index, made when missing.
        settings: those that shape the index are recorded in it.
        encoder: asked for the vectors of new texts.
        progress: told how far the build is.

    Raises:
        CorpusError: no folder, no document, or none that can be read; the index stays as it was.
        EncoderError: the model cannot be loaded; the index stays as it was.
        IndexLocked: another build is at work.
        IndexStoreError: the index folder cannot be read or written; what answered still does.
    """
    started = time.perf_counter()
    progress = progress or _silent
    limits = ReadLimits(file_bytes=settings.max_file_mb * 1_000_000)
    found = scan(corpus, limits)
    recipe = Recipe.of(found, settings, encoder)
    before = read_before(index, recipe)
    current = before.up_to_date(recipe)
    if current is not None and not leftovers(index):
        return _report(before, current, None, started)
    with building(index) as folder:
        before = read_before(index, recipe)  # another build may have ended meanwhile
        current = before.up_to_date(recipe)
        if current is not None:
            tidy(index)
            return _report(before, current, None, started)
        with Journal(index / JOURNAL) as journal:
            content = read_content(corpus, found, limits, recipe, before, journal, progress)
            if not content.all_passages():
                raise CorpusError(_nothing_readable(corpus, content))
            embedded = embed(content, encoder, before, journal, progress)
        with storing(index):
            files = _write(folder, content, content.all_passages(), embedded)
        manifest = Manifest(
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            encoder=recipe.encoder,
            dimension=encoder.dimension,
            settings=recipe.settings,
            program=recipe.program,
            corpus=recipe.corpus if content.settled else "",
            documents=tuple(content.indexed(path) for path in content.documents),
            refused=content.refused,
            files=files,
        )
        load(folder, manifest)  # what cannot be opened is not published
        publish(index, folder, manifest, keep=before.manifest.generation if before.manifest else None)
    return _report(before, manifest, embedded, started)


def _write(
    folder: Path, content: Content, passages: Sequence[Passage], embedded: Embedded
) -> dict[str, FileDigest]:
    """Write the files of a generation and return their digests."""
    lines = {
        (DOCUMENTS, DOCUMENT_STARTS): documents_to_lines(content.documents.values()),
        (PASSAGES, PASSAGE_STARTS): passages_to_lines(passages),
    }
    for (name, starts), data in lines.items():
        (folder / name).write_bytes(data)
        np.save(folder / starts, line_starts(data))
    np.save(folder / SENTENCE_STARTS, sentence_starts(passages))
    VectorIndex.of(embedded.passages).save(folder / PASSAGE_VECTORS)
    VectorIndex.of(embedded.sentences).save(folder / SENTENCE_VECTORS)
    terms = [analyse(passage_text(content.documents[passage.document], passage)) for passage in passages]
    LexicalIndex.of(terms).save(folder / LEXICAL)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): file_digest(path) for path in paths}


def _nothing_readable(corpus: Path, content: Content) -> str:
    if not content.refused:
        return f"{corpus}: the documents hold no text; add others"
    first = content.refused[0]
    return f"{corpus}: no document can be read, {first.path}: {first.reason} ({len(content.refused)} refused)"


def _report(before: Before, after: Manifest, embedded: Embedded | None, started: float) -> BuildReport:
    old = (
        {document.path: document.sha256 for document in before.manifest.documents} if before.manifest else {}
    )
    new = {document.path: document.sha256 for document in after.documents}
    return BuildReport(
        generation=after.generation,
        published=after is not before.manifest,
        added=tuple(path for path in new if path not in old),
        changed=tuple(path for path in new if path in old and old[path] != new[path]),
        removed=tuple(path for path in old if path not in new),
        unchanged=tuple(path for path in new if old.get(path) == new[path]),
        refused=tuple(Refusal(refused.path, refused.reason) for refused in after.refused),
        warnings=tuple(f"{doc.path}: {warning}" for doc in after.documents for warning in doc.warnings),
        passages=sum(document.passages for document in after.documents),
        embedded=embedded.new if embedded else 0,
        resumed=embedded.resumed if embedded else 0,
        rebuilt_because=before.reason,
        seconds=round(time.perf_counter() - started, 3),
    )


def _silent(stage: str, done: int, total: int) -> None:
    """Report nothing."""
