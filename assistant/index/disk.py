"""Files written so that they stay written, and the disk's refusals as one line."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import IndexStoreError


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


def sync(path: Path) -> None:
    """Wait until a file or folder has reached the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_below(folder: Path) -> None:
    """Wait until a folder and everything below has reached the disk."""
    for path in sorted(folder.rglob("*")):
        sync(path)
    sync(folder)


def replacement(path: Path) -> Path:
    """Return where `replace` writes before its one step."""
    return path.with_name(f".{path.name}.new")


def replace(path: Path, data: bytes) -> None:
    """Write a file in one step: a reader sees the old one or the new one, and both stay written."""
    new = replacement(path)
    new.write_bytes(data)
    sync(new)
    new.replace(path)
    sync(path.parent)


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
