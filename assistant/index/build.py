"""Corpus to published generation, doing again only what changed.

Three things are kept from the generation before, each under its own condition:
everything, when the corpus, the settings, the model and the program are the same;
the text and passages of a document, when its file, the settings, the model and the
program are; vectors, when the texts they were made from and the model are. What is
kept is what would be made again: an incremental build writes the same bytes as a
full one.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.corpus import ReadLimits, scan
from assistant.errors import CorpusError
from assistant.french import analyse
from assistant.index.before import Before, Recipe, read_before
from assistant.index.content import Content, Embedded, Progress, embed, read_content
from assistant.index.generations import building, leftovers, publish, storing, tidy, write
from assistant.index.lexical import LexicalIndex
from assistant.index.manifest import (
    DOCUMENTS,
    LEXICAL,
    PASSAGE_VECTORS,
    PASSAGES,
    SENTENCE_VECTORS,
    FileDigest,
    Manifest,
    digest,
)
from assistant.index.opened import load
from assistant.index.records import documents_to_lines, passage_text, passages_to_lines
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
        return _report(before, current, 0, started)
    with building(index) as folder:
        before = read_before(index, recipe)  # another build may have ended meanwhile
        current = before.up_to_date(recipe)
        if current is not None:
            tidy(index)
            return _report(before, current, 0, started)
        content = read_content(corpus, found, limits, settings.passage_words, before, progress)
        if not content.all_passages():
            raise CorpusError(_nothing_readable(corpus, content))
        embedded = embed(content, encoder, before, progress)
        with storing(index):
            files = _write(folder, content, content.all_passages(), embedded)
        manifest = Manifest(
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            encoder=recipe.encoder,
            dimension=encoder.dimension,
            settings=recipe.settings,
            program=recipe.program,
            corpus=recipe.corpus,
            documents=tuple(content.indexed(path) for path in content.documents),
            refused=content.refused,
            files=files,
        )
        load(folder, manifest)  # what cannot be opened is not published
        publish(index, folder, manifest, keep=before.manifest.generation if before.manifest else None)
    return _report(before, manifest, embedded.new, started)


def _write(
    folder: Path, content: Content, passages: Sequence[Passage], embedded: Embedded
) -> dict[str, FileDigest]:
    """Write the files of a generation and return their digests."""
    write(folder / DOCUMENTS, documents_to_lines(content.documents.values()))
    write(folder / PASSAGES, passages_to_lines(passages))
    write(folder / PASSAGE_VECTORS, VectorIndex.of(embedded.passages).to_bytes())
    write(folder / SENTENCE_VECTORS, VectorIndex.of(embedded.sentences).to_bytes())
    terms = [analyse(passage_text(content.documents[passage.document], passage)) for passage in passages]
    LexicalIndex.of(terms).save(folder / LEXICAL)
    files = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        files[path.relative_to(folder).as_posix()] = FileDigest(digest(data), len(data))
    return files


def _nothing_readable(corpus: Path, content: Content) -> str:
    if not content.refused:
        return f"{corpus}: the documents hold no text; add others"
    first = content.refused[0]
    return f"{corpus}: no document can be read, {first.path}: {first.reason} ({len(content.refused)} refused)"


def _report(before: Before, after: Manifest, embedded: int, started: float) -> BuildReport:
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
        embedded=embedded,
        rebuilt_because=before.reason,
        seconds=round(time.perf_counter() - started, 3),
    )


def _silent(stage: str, done: int, total: int) -> None:
    """Report nothing."""
