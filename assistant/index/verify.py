"""Verify a whole index, and report the health of what it holds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.corpus import ReadLimits, Scan, scan
from assistant.errors import IndexDamaged
from assistant.index.generations import damaged_files, read_current
from assistant.index.manifest import Manifest
from assistant.index.opened import load
from assistant.index.records import check_passages
from assistant.types import Document, Metadata, Passage, Refusal


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a full verification found; documents by path."""

    generation: str
    """"" when not even its manifest can be read."""
    created: str
    encoder: str
    damaged: tuple[str, ...]
    """One line each; empty when the index is whole."""
    stale: tuple[str, ...]
    """One line each: a document that changed, went, or is not indexed yet."""
    documents: int
    passages: int
    sentences: int
    refused: tuple[Refusal, ...]
    undated: tuple[str, ...]
    unsigned: tuple[str, ...]
    """Without publisher."""
    untitled: tuple[str, ...]
    duplicates: tuple[tuple[str, ...], ...]
    """Paths that hold the same bytes."""
    warnings: tuple[str, ...]
    """`path: what`, one line each."""


def check(index: Path, corpus: Path) -> CheckReport:
    """Verify every file of the generation that answers, open it, and compare it with the corpus.

    Raises:
        CorpusError: the corpus folder is missing or empty.
        IndexMissing: nothing was built there.
        IndexMismatch: another format.
        IndexStoreError: a file cannot be read.
    """
    try:
        current = read_current(index)
    except IndexDamaged as error:
        return CheckReport("", "", "", (str(error),), (), 0, 0, 0, (), (), (), (), (), ())
    folder, manifest = current.folder, current.manifest
    limits = ReadLimits(file_bytes=int(manifest.settings["max_file_mb"] or 0) * 1_000_000)
    found = scan(corpus, limits)
    damaged = damaged_files(folder, manifest)
    documents: list[Document] = []
    if not damaged:
        try:
            opened = load(folder, manifest)
            documents = list(opened.documents.values())
            check_contents(manifest, documents, opened.passages)
        except IndexDamaged as error:
            damaged = [str(error)]
        except (ValueError, KeyError, TypeError) as error:
            damaged = [f"{folder}: its files do not belong together ({error})"]
    return CheckReport(
        generation=manifest.generation,
        created=manifest.created,
        encoder=manifest.encoder,
        damaged=tuple(damaged),
        stale=_stale(manifest, found),
        documents=len(manifest.documents),
        passages=sum(document.passages for document in manifest.documents),
        sentences=sum(document.sentences for document in manifest.documents),
        refused=tuple(Refusal(refused.path, refused.reason) for refused in manifest.refused),
        undated=_lacking(documents, lambda metadata: metadata.date),
        unsigned=_lacking(documents, lambda metadata: metadata.publisher),
        untitled=_lacking(documents, lambda metadata: metadata.title),
        duplicates=tuple((document.path, *document.also) for document in manifest.documents if document.also),
        warnings=tuple(f"{doc.path}: {warning}" for doc in manifest.documents for warning in doc.warnings),
    )


def check_contents(manifest: Manifest, documents: Sequence[Document], passages: Iterable[Passage]) -> None:
    """Check every document and passage against the manifest, and that every passage lies in its document.

    Raises:
        ValueError: they disagree.
    """
    held = {document.path: [0, 0] for document in documents}
    by_path = {document.path: document for document in documents}
    for passage in passages:
        check_passages(by_path, [passage])
        held[passage.document][0] += 1
        held[passage.document][1] += len(passage.sentences)
    promised = {document.path: [document.passages, document.sentences] for document in manifest.documents}
    if held != promised:
        raise ValueError("numbers of passages and sentences disagree")


def _lacking(documents: list[Document], read: Callable[[Metadata], str | None]) -> tuple[str, ...]:
    return tuple(document.path for document in documents if not read(document.metadata))


def _stale(manifest: Manifest, found: Scan) -> tuple[str, ...]:
    now = {path: source.sha256 for source in found.files for path in (source.path, *source.also)}
    indexed = {
        path: document.sha256 for document in manifest.documents for path in (document.path, *document.also)
    }
    refused = {entry.path for entry in manifest.refused}
    lines = [f"{path}: gone since it was indexed" for path in indexed if path not in now]
    lines += [
        f"{path}: changed since it was indexed"
        for path in indexed
        if now.get(path, indexed[path]) != indexed[path]
    ]
    lines += [f"{path}: not indexed yet" for path in now if path not in indexed and path not in refused]
    return tuple(sorted(lines))
