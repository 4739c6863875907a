"""Digests of files, and whether the files still have them.

The whole of a file has a digest; in a large file each block has one too, so that opening an index
reads some blocks of it, chosen anew each time, instead of all.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

from assistant.errors import IndexStoreError

BLOCK = 1 << 22
SAMPLED_FROM = 1 << 27
"""Bytes from which a file is sampled when it is opened: what SHA-256 takes a tenth of a second for."""
SAMPLED_BLOCKS = 16
"""Blocks read of such a file, the last one always among them."""


@dataclass(frozen=True, slots=True)
class FileDigest:
    """What a file must be."""

    sha256: str
    size: int
    blocks: tuple[str, ...] = ()
    """SHA-256 of each block of `BLOCK` bytes, the last one shorter; only of files that are sampled."""


def digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def file_digest(path: Path) -> FileDigest:
    """Return what a file is now.

    Raises:
        OSError: it cannot be read.
    """
    whole, size = hashlib.sha256(), path.stat().st_size
    blocks = []
    for block in _blocks(path):
        whole.update(block)
        if size >= SAMPLED_FROM:
            blocks.append(digest(block))
    return FileDigest(whole.hexdigest(), size, tuple(blocks))


def damage(path: Path, promised: FileDigest, sampled: bool = False) -> str:
    """Return what is wrong with a file, "" when nothing is.

    Args:
        path: the file.
        promised: what it must be.
        sampled: read only some blocks of a large file.

    Raises:
        IndexStoreError: it is there and cannot be read.
    """
    try:
        size = path.stat().st_size
        if size != promised.size:
            return f"{size} bytes instead of {promised.size}"
        whole = (
            _sample_is_whole(path, promised.blocks)
            if sampled and promised.blocks
            else file_digest(path).sha256 == promised.sha256
        )
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        raise IndexStoreError(
            f"{path}: cannot be read ({error.strerror}); check the disk and its permissions"
        ) from error
    return "" if whole else "not what was written there"


def _sample_is_whole(path: Path, blocks: tuple[str, ...]) -> bool:
    last = len(blocks) - 1
    chosen = SystemRandom().sample(range(last), min(SAMPLED_BLOCKS - 1, last))
    with path.open("rb") as file:
        for number in sorted((*chosen, last)):
            file.seek(number * BLOCK)
            if digest(file.read(BLOCK)) != blocks[number]:
                return False
    return True


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
