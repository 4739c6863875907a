"""Locks of the operating system's: they go with the process that holds them, however it ends."""

import os
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import IndexLocked, IndexStoreError
from assistant.index.disk import storing

LOCK = ".lock"


class Hold:
    """Keeps a generation's folder from being removed for as long as this object lives.

    A reader goes on without where the system has no such locks: what it has read, or mapped into
    memory from a local disk, stays.
    """

    def __init__(self, folder: Path) -> None:
        self.taken = False
        if sys.platform == "win32":
            return
        import fcntl

        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:  # whoever reads it will say why
            return
        weakref.finalize(self, os.close, descriptor)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return
        self.taken = True


@contextmanager
def unless_held(folder: Path) -> Iterator[bool]:
    """Tell whether no one holds a folder; no one can while the block runs."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield _try(descriptor, folder)
    finally:
        os.close(descriptor)


@contextmanager
def alone(index: Path) -> Iterator[None]:
    """Be the only build of an index.

    Raises:
        IndexLocked: another one is at work.
        IndexStoreError: this system or this disk has no locks, or the lock file cannot be made.
    """
    with storing(index):
        descriptor = os.open(index / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        if not _try(descriptor, index):
            raise IndexLocked(f"{index}: another build is at work; wait for its end and try again")
        yield
    finally:
        os.close(descriptor)


def _try(descriptor: int, path: Path) -> bool:
    """Take a lock without waiting."""
    if sys.platform == "win32":
        raise IndexStoreError(f"{path}: this system has no file locks; build the index on Linux or macOS")
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise IndexStoreError(
            f"{path}: cannot be locked ({error.strerror}); put the index on a local disk"
        ) from error
    return True
