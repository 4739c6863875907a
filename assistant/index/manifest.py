"""What a generation promises: where it comes from, and the digest of every file.

`manifest.json` holds the content, the time of the build and a digest of both. The
generation's name is the beginning of the content's digest, so the same corpus,
settings, program and machine give the same name; the time is no part of it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from assistant.errors import IndexDamaged, IndexMismatch, IndexStoreError
from assistant.index.digests import FileDigest, digest

FORMAT = 2
"""Raise it when the files of a generation mean something else than before."""

MANIFEST = "manifest.json"
DOCUMENTS = "documents.jsonl"
PASSAGES = "passages.jsonl"
DOCUMENT_STARTS = "documents.starts.npy"
PASSAGE_STARTS = "passages.starts.npy"
SENTENCE_STARTS = "sentences.starts.npy"
PASSAGE_VECTORS = "passages.npy"
SENTENCE_VECTORS = "sentences.npy"
LEXICAL = "lexical"
"""The files of a generation; the last is a folder."""

NAME_LENGTH = 12
REBUILD = "run `motamot index` to rebuild it"


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document and how many passages it has; they follow one another in the order of the documents."""

    path: str
    sha256: str
    size: int
    also: tuple[str, ...]
    passages: int
    sentences: int
    texts: str
    """SHA-256 of the texts that were embedded: equal ones have equal vectors."""
    warnings: tuple[str, ...] = ()
    """The document's, so that a build that changes nothing can tell them without reading it."""


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was not indexed; one that could be hashed is not parsed again until it changes."""

    path: str
    reason: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything about a generation but its data."""

    created: str
    """UTC, ISO; not part of the content."""
    encoder: str
    dimension: int
    settings: Mapping[str, str | int | None]
    """Those that the contents depend on."""
    program: str
    """Digest of the source files that make the contents."""
    corpus: str
    """Digest of the list of files found in the corpus folder; "" when one changed while it was read."""
    documents: tuple[IndexedDocument, ...]
    refused: tuple[RefusedFile, ...]
    files: Mapping[str, FileDigest]
    """By path below the generation's folder."""
    format: int = FORMAT

    @property
    def generation(self) -> str:
        return digest(_canonical(_content(self)))[:NAME_LENGTH]


def to_bytes(manifest: Manifest) -> bytes:
    """Return the content of `manifest.json`."""
    record: dict[str, Any] = {"content": _content(manifest), "created": manifest.created}
    return _canonical(record | {"digest": digest(_canonical(record))})


def read_manifest(folder: Path) -> Manifest:
    """Read and check the manifest of a generation's folder.

    Raises:
        IndexDamaged: it is missing or not what was written, or belongs to another generation.
        IndexMismatch: it has another format.
        IndexStoreError: it cannot be read.
    """
    path = folder / MANIFEST
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise IndexDamaged(f"{path}: missing; {REBUILD}") from error
    except OSError as error:
        raise IndexStoreError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    try:
        record = json.loads(data)
        seal = record.pop("digest")
        content = record["content"]
        whole = seal == digest(_canonical(record)) and data == _canonical(record | {"digest": seal})
        whole = whole and folder.name == digest(_canonical(content))[:NAME_LENGTH]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexDamaged(f"{path}: not what was written there; {REBUILD}") from error
    if not whole:
        raise IndexDamaged(f"{path}: not what was written there; {REBUILD}")
    if content.get("format") != FORMAT:
        raise IndexMismatch(
            f"{folder}: index format {content.get('format')}, this program reads format {FORMAT}; {REBUILD}"
        )
    try:
        return _from_content(content, record["created"])
    except (KeyError, TypeError, AttributeError) as error:
        raise IndexMismatch(f"{folder}: written by another version of this program; {REBUILD}") from error


def _from_content(content: Mapping[str, Any], created: str) -> Manifest:
    documents = [
        IndexedDocument(**entry | {"also": tuple(entry["also"]), "warnings": tuple(entry["warnings"])})
        for entry in content["documents"]
    ]
    return Manifest(
        **{
            **content,
            "created": created,
            "documents": tuple(documents),
            "refused": tuple(RefusedFile(**entry) for entry in content["refused"]),
            "files": {
                name: FileDigest(**entry | {"blocks": tuple(entry["blocks"])})
                for name, entry in content["files"].items()
            },
        }
    )


def _content(manifest: Manifest) -> dict[str, Any]:
    plain = {
        field.name: getattr(manifest, field.name) for field in fields(manifest) if field.name != "created"
    }
    return plain | {
        "documents": [asdict(document) for document in manifest.documents],
        "refused": [asdict(refused) for refused in manifest.refused],
        "files": {name: asdict(file) for name, file in manifest.files.items()},
    }


def _canonical(record: Mapping[str, Any]) -> bytes:
    return (json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
