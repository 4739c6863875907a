"""Which files a corpus holds, and whether they are still the same."""

import hashlib
import os
import stat
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Literal

from assistant.corpus.limits import DEFAULT_LIMITS, ReadLimits
from assistant.errors import CorpusError, DocumentError
from assistant.types import Document, Refusal

SUFFIXES = frozenset((".md", ".txt", ".html", ".htm", ".pdf", ".docx", ".odt", ".csv"))
SIDECAR = ".meta.yaml"
_OTHERWISE = {
    ".doc": ".docx",
    ".rtf": ".docx or .odt",
    ".xls": ".csv",
    ".xlsx": ".csv",
    ".ods": ".csv",
    ".ppt": ".pdf",
    ".pptx": ".pdf",
    ".odp": ".pdf",
    ".epub": ".html or .pdf",
}
_ORPHAN = "metadata of no document, or of several: name it after one file, NAME" + SIDECAR
_LITTER = ("~$", ".")
_SYSTEM_FILES = frozenset(("Thumbs.db", "desktop.ini"))

SourceState = Literal["same", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read: the first path, in alphabetical order, of those that hold the same bytes."""

    path: str
    """Below the corpus folder, with `/`."""
    sha256: str
    """Of the file's bytes followed by its sidecar's."""
    size: int
    """Of the file alone, in bytes."""
    sidecar: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scan:
    """The files of a corpus by path, and those that cannot be documents."""

    files: tuple[SourceFile, ...]
    refusals: tuple[Refusal, ...]


def scan(folder: Path, limits: ReadLimits = DEFAULT_LIMITS) -> Scan:
    """List the documents of a folder and its sub-folders, and hash them.

    Hidden files, office lock files and the root's `README.md` are no documents. `NAME.meta.yaml`
    belongs to the file NAME, or to the only file whose name without extension is NAME. A link is
    followed when it stays inside the folder; a linked sub-folder is not walked twice.

    Raises:
        CorpusError: the folder is missing, cannot be listed or holds no file.
    """
    refusals: list[Refusal] = []
    paths = list(_walk(folder, lambda path, reason: refusals.append(Refusal(path, reason))))
    sidecars, orphans = _pair_sidecars(paths)
    refusals += (Refusal(path, _ORPHAN) for path in orphans)
    by_digest: dict[tuple[str, str], SourceFile] = {}
    for path in paths:
        if path.endswith(SIDECAR):
            continue
        try:
            source = _source(folder, path, sidecars.get(path), limits)
        except DocumentError as error:
            refusals.append(Refusal(path, str(error)))
            continue
        key = (source.sha256, PurePosixPath(path).suffix.lower())
        first = by_digest.get(key)
        by_digest[key] = replace(first, also=(*first.also, path)) if first else source
    if not by_digest and not refusals:
        raise CorpusError(
            f"no document in {folder}: put .md, .txt, .html, .pdf, .docx, .odt or .csv files there"
        )
    return Scan(tuple(by_digest.values()), tuple(sorted(refusals, key=lambda refusal: refusal.path)))


def source_state(folder: Path, document: Document) -> SourceState:
    """Compare a document with its file as it is now.

    A file is hashed once, then again only when its size, times or inode move, or its sidecar's do.

    Args:
        folder: the corpus.
        document: as it was indexed.

    Returns:
        `changed` also when the sidecar did, appeared or went: the date or the region may be others.
    """
    return _watch(folder.resolve()).state(document.path, document.sha256, document.size)


@lru_cache(maxsize=16)
def _watch(folder: Path) -> "_Watch":
    return _Watch(folder)


class _Watch:
    """Remembers the digests of a folder's files, each with the size, times and inode it was computed at."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hashed: dict[str, tuple[tuple[int, ...], str]] = {}

    def state(self, path: str, sha256: str, size: int) -> SourceState:
        status = _status(self._folder / path)
        if status is None or not stat.S_ISREG(status.st_mode) or not _inside(self._folder, path):
            return "gone"
        if status.st_size != size:
            return "changed"
        try:
            sidecar = _sidecar_of(self._folder, path)
            seen = _identity(status)
            if sidecar is not None:
                seen += _identity((self._folder / sidecar).stat())
            known = self._hashed.get(path)
            if known is None or known[0] != seen:
                known = (seen, _digest(self._folder, path, sidecar))
                self._hashed[path] = known
        except OSError:
            return "gone"
        return "same" if known[1] == sha256 else "changed"


def _walk(folder: Path, refuse: Callable[[str, str], None]) -> Iterator[str]:
    """Yield the paths of candidate files in alphabetical order, sidecars included."""
    if not folder.is_dir():
        raise CorpusError(f"no corpus folder at {folder}: create it, or name another with --corpus")
    found: list[str] = []
    pending = [""]
    while pending:
        below = pending.pop()
        try:
            entries = sorted(os.scandir(folder / below), key=lambda entry: entry.name)
        except OSError as error:
            if not below:
                raise CorpusError(f"corpus folder {folder} cannot be listed: {error.strerror}") from error
            refuse("".join(map(_shown, below[:-1])), f"folder cannot be listed: {error.strerror}")
            continue
        for entry in entries:
            path = below + entry.name
            if entry.name.startswith(_LITTER) or entry.name in _SYSTEM_FILES or path == "README.md":
                continue
            if entry.is_dir(follow_symlinks=False):
                pending.append(path + "/")
                continue
            reason = _objection(folder, path, entry)
            if reason is None:
                found.append(path)
            elif reason:
                refuse("".join(map(_shown, path)), reason)
    yield from sorted(found)


def _objection(folder: Path, path: str, entry: os.DirEntry[str]) -> str | None:
    """Return why an entry is no candidate ("" when nobody needs to know), or None when it is one."""
    if any(_shown(character) != character for character in path):
        return "file name with characters that cannot be shown: rename it"
    if entry.is_symlink():
        if not _inside(folder, path):
            return "link that leads outside the corpus folder, or nowhere: copy the file instead"
        if entry.is_dir():
            return ""
    if not entry.is_file():
        return "not a regular file: remove it"
    suffix = PurePosixPath(path).suffix.lower()
    if path.endswith(SIDECAR) or suffix in SUFFIXES:
        return None
    hint = _OTHERWISE.get(suffix, "a supported one (.md .txt .html .pdf .docx .odt .csv)")
    return f"unsupported format {suffix or 'without extension'}: convert to {hint}"


def _shown(character: str) -> str:
    """Escape what would break a line, or cannot be written to one."""
    unprintable = unicodedata.category(character) in ("Cc", "Cs")
    return character.encode("unicode_escape").decode("ascii") if unprintable else character


def _inside(folder: Path, path: str) -> bool:
    try:
        return (folder / path).resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _identity(status: os.stat_result) -> tuple[int, ...]:
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _pair_sidecars(paths: list[str]) -> tuple[dict[str, str], list[str]]:
    """Return the sidecar of each document that has one, and the sidecars without document."""
    documents = {path for path in paths if not path.endswith(SIDECAR)}
    by_stem: dict[str, list[str]] = {}
    for path in sorted(documents):
        by_stem.setdefault(str(PurePosixPath(path).with_suffix("")), []).append(path)
    pairs: dict[str, str] = {}
    orphans: list[str] = []
    for sidecar in sorted((path for path in paths if path.endswith(SIDECAR)), key=len, reverse=True):
        name = sidecar[: -len(SIDECAR)]
        owners = [name] if name in documents else by_stem.get(name, [])
        if len(owners) == 1 and owners[0] not in pairs:
            pairs[owners[0]] = sidecar
        else:
            orphans.append(sidecar)
    return pairs, orphans


def _sidecar_of(folder: Path, path: str) -> str | None:
    """Find a document's sidecar by the rule of `_pair_sidecars`, looking at one folder only."""
    if (folder / (path + SIDECAR)).is_file() and _inside(folder, path + SIDECAR):
        return path + SIDECAR
    document = PurePosixPath(path)
    sidecar = str(document.with_suffix("")) + SIDECAR
    if not (folder / sidecar).is_file() or not _inside(folder, sidecar):
        return None
    names = (PurePosixPath(entry.name) for entry in os.scandir(folder / document.parent))
    owners = [name for name in names if name.stem == document.stem and name.suffix.lower() in SUFFIXES]
    return sidecar if len(owners) == 1 else None


def _source(folder: Path, path: str, sidecar: str | None, limits: ReadLimits) -> SourceFile:
    try:
        size = (folder / path).stat().st_size
        if size > limits.file_bytes:
            raise DocumentError(f"larger than {limits.file_bytes} bytes: split it, or convert it to text")
        return SourceFile(path, _digest(folder, path, sidecar), size, sidecar)
    except OSError as error:
        raise DocumentError(f"cannot be read: {error.strerror}; check its permissions") from error


def _digest(folder: Path, path: str, sidecar: str | None) -> str:
    digest = hashlib.sha256()
    for name in (path, sidecar):
        if name is not None:
            with (folder / name).open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
    return digest.hexdigest()
