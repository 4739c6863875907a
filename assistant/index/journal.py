"""What an unfinished build has made so far, for the one that follows it.

Records are appended to one file and carry their own digest: of a build that was killed, the whole
records count and the rest is cut off. A key names all that the data depends on, so a journal left by
a build of other documents, of another model or of another program gives nothing wrong, only nothing.
"""

import hashlib
from contextlib import suppress
from pathlib import Path
from struct import Struct
from types import TracebackType

from assistant.index.disk import storing

_HEAD = Struct("<32s32sQ")
"""SHA-256 of the key; SHA-256 of that and of the data; length of the data."""


class Journal:
    """Data by key, on disk; a context manager, because it holds the file open."""

    def __init__(self, path: Path) -> None:
        """Open a journal, or begin one.

        Raises:
            IndexStoreError: it cannot be read or written.
        """
        self._path = path
        self._places: dict[bytes, tuple[int, int]] = {}
        with storing(path):
            self._file = path.open("a+b")
            self._read()

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # of what could not be written: it was told when it was put
            self._file.close()

    def __contains__(self, key: str) -> bool:
        return _hashed(key) in self._places

    def __getitem__(self, key: str) -> bytes:
        """Return what was put under a key.

        Raises:
            KeyError: nothing was.
            IndexStoreError: the file cannot be read.
        """
        start, size = self._places[_hashed(key)]
        with storing(self._path):
            self._file.seek(start)
            return self._file.read(size)

    def put(self, key: str, data: bytes) -> None:
        """Append data; once this returns, only the loss of the machine can take it away.

        Raises:
            IndexStoreError: the disk refuses.
        """
        hashed = _hashed(key)
        with storing(self._path):
            self._file.write(_HEAD.pack(hashed, _seal(hashed, data), len(data)) + data)
            self._file.flush()
            self._places[hashed] = (self._file.seek(0, 2) - len(data), len(data))

    def _read(self) -> None:
        """Find the whole records and cut off what follows them."""
        length = self._file.seek(0, 2)
        end = self._file.seek(0)
        while end + _HEAD.size <= length:
            hashed, seal, size = _HEAD.unpack(self._file.read(_HEAD.size))
            if size > length - end - _HEAD.size or _seal(hashed, self._file.read(size)) != seal:
                break
            self._places[hashed] = (end + _HEAD.size, size)
            end += _HEAD.size + size
        self._file.truncate(end)


def _hashed(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _seal(hashed: bytes, data: bytes) -> bytes:
    return hashlib.sha256(hashed + data).digest()
