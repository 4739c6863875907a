"""Generations on disk: publish one without disturbing readers, go back, clean up.

    index/CURRENT                     name of the generation that answers
    index/PREVIOUS                    name of the one before, kept for a rollback
    index/generations/<name>/…        the files of one generation
    index/generations/.building/…     being written, or left by a killed build
    index/.lock                       locked while a build is at work

`CURRENT` is replaced in one step, after everything it names has reached the disk:
whatever kills a build, readers find the old generation or the new one, whole.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import IndexDamaged, IndexLocked, IndexMissing, IndexStoreError
from assistant.index.manifest import MANIFEST, NAME_LENGTH, REBUILD, Manifest, digest, read_manifest, to_bytes

CURRENT = "CURRENT"
PREVIOUS = "PREVIOUS"
GENERATIONS = "generations"
BUILDING = ".building"
LOCK = ".lock"

_NAME = re.compile(rf"[0-9a-f]{{{NAME_LENGTH}}}\n")


def current_generation(index: Path) -> str:
    """Return the name of the generation that answers; cheap enough to ask before every question.

    Raises:
        IndexMissing: nothing was published there.
        IndexDamaged: `CURRENT` does not hold a name.
        IndexStoreError: it cannot be read.
    """
    return _read_name(index / CURRENT)


def generation_folder(index: Path, generation: str) -> Path:
    """Return where a generation's files are."""
    return index / GENERATIONS / generation


def read_current(index: Path) -> tuple[Path, Manifest]:
    """Return the folder of the generation that answers, and its manifest.

    Raises:
        IndexStoreError: as `current_generation` and `read_manifest` raise it.
    """
    folder = generation_folder(index, current_generation(index))
    return folder, read_manifest(folder)


def damaged_files(folder: Path, manifest: Manifest) -> list[str]:
    """Return one line for each file of a generation that is not what was written; [] when it is whole.

    Raises:
        IndexStoreError: a file is there and cannot be read.
    """
    lines = []
    for name, promised in manifest.files.items():
        try:
            data = (folder / name).read_bytes()
        except FileNotFoundError:
            lines.append(f"{folder / name}: missing")
            continue
        except OSError as error:
            raise IndexStoreError(
                f"{folder / name}: cannot be read ({error.strerror}); check its permissions"
            ) from error
        if len(data) != promised.size:
            lines.append(f"{folder / name}: {len(data)} bytes instead of {promised.size}")
        elif digest(data) != promised.sha256:
            lines.append(f"{folder / name}: not what was written there")
    return lines


def check_files(folder: Path, manifest: Manifest) -> None:
    """Check every file of a generation against its digest.

    Raises:
        IndexDamaged: naming the first file that differs.
        IndexStoreError: a file cannot be read.
    """
    lines = damaged_files(folder, manifest)
    if lines:
        raise IndexDamaged(f"{lines[0]}; {REBUILD}")


def leftovers(index: Path) -> list[Path]:
    """Return what killed builds left behind, and generations nobody can go back to."""
    kept = set()
    for name in (CURRENT, PREVIOUS):
        try:
            kept.add(_read_name(index / name))
        except (IndexMissing, IndexDamaged):
            continue
    generations = index / GENERATIONS
    strays = [path for path in generations.iterdir() if path.name not in kept] if generations.is_dir() else []
    return [*strays, *(path for name in (CURRENT, PREVIOUS) for path in index.glob(f".{name}.new"))]


@contextmanager
def building(index: Path) -> Iterator[Path]:
    """Lock the index and give an empty folder to build in.

    The lock is the operating system's: it goes with the process that holds it, however that ends.

    Raises:
        IndexLocked: another process is building this index.
        IndexStoreError: the folder cannot be written.
    """
    with storing(index):
        index.mkdir(parents=True, exist_ok=True)
        lock = os.open(index / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _take(lock, index)
        folder = index / GENERATIONS / BUILDING
        with storing(index):
            _remove(folder)
            folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def publish(index: Path, built: Path, manifest: Manifest, keep: str | None) -> None:
    """Make a built folder the generation that answers.

    Args:
        index: the index folder, locked by `building`.
        built: holds every file that the manifest names, and nothing else.
        manifest: of these files; written last.
        keep: the generation to go back to from now on; None leaves this as it was.

    Raises:
        IndexStoreError: the disk refuses.
    """
    folder = generation_folder(index, manifest.generation)
    with storing(index):
        write(built / MANIFEST, to_bytes(manifest))
        for path in sorted(built.rglob("*")):
            _sync(path)
        _sync(built)
        _remove(folder)  # unpublished, or damaged: a whole current one is never built again
        built.rename(folder)
        _sync(folder.parent)
        _sync(index)
        _replace(index / CURRENT, manifest.generation)
        if keep is not None:
            _replace(index / PREVIOUS, keep)
    tidy(index)


def tidy(index: Path) -> None:
    """Remove the leftovers; the index must be locked by `building`."""
    with storing(index):
        for path in leftovers(index):
            _remove(path)


def rollback(index: Path) -> str:
    """Go back to the previous generation; doing it twice comes back.

    Returns:
        The name of the generation that answers from now on.

    Raises:
        IndexMissing: there is no index, or no previous generation.
        IndexDamaged: it is damaged; nothing was changed.
        IndexLocked, IndexStoreError: as for a build.
    """
    try:
        before = current_generation(index)
    except IndexDamaged:
        before = None
    name = _read_name(index / PREVIOUS) if (index / PREVIOUS).exists() else before
    if name is None or name == before:
        raise IndexMissing(f"{index}: no previous generation to go back to; run `motamot index` to update it")
    with building(index):
        folder = generation_folder(index, name)
        check_files(folder, read_manifest(folder))
        with storing(index):
            _replace(index / CURRENT, name)
            if before is not None:
                _replace(index / PREVIOUS, before)
    return name


def write(path: Path, data: bytes) -> None:
    """Write a file of a generation, making its folder if needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@contextmanager
def storing(index: Path) -> Iterator[None]:
    """Turn the operating system's refusals into one line.

    Raises:
        IndexStoreError: instead of OSError.
    """
    try:
        yield
    except OSError as error:
        where = error.filename or index
        reason = error.strerror or str(error)
        raise IndexStoreError(
            f"{where}: cannot be written ({reason}); free disk space or check permissions"
        ) from error


def _take(lock: int, index: Path) -> None:
    try:
        import fcntl
    except ImportError as error:
        raise IndexStoreError(
            f"{index}: this system has no file locks; build the index on Linux or macOS"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise IndexLocked(f"{index}: another build is at work; wait for its end and try again") from error
    except OSError as error:
        raise IndexStoreError(
            f"{index}: cannot be locked ({error.strerror}); put it on a local disk"
        ) from error


def _read_name(path: Path) -> str:
    try:
        text = path.read_bytes().decode("ascii", "replace")
    except FileNotFoundError as error:
        raise IndexMissing(f"{path.parent}: no index there; run `motamot index` to build it") from error
    except OSError as error:
        raise IndexStoreError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    if not _NAME.fullmatch(text):
        raise IndexDamaged(f"{path}: does not name a generation; {REBUILD}")
    return text.strip()


def _replace(path: Path, name: str) -> None:
    """Write a name in one step: a reader sees the old one or the new one."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(f"{name}\n", encoding="ascii")
    _sync(new)
    new.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    """Wait until a file or folder has reached the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
