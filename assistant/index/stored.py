"""Documents and passages on disk: mapped into memory, and decoded one at a time when they are asked for.

documents.jsonl   documents.starts.npy    one JSON object a line; where each begins, and where the last one ends
passages.jsonl    passages.starts.npy     likewise
sentences.starts.npy                      number of the first sentence of each passage, and of all sentences
"""

import mmap
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar, overload

import numpy as np
import numpy.typing as npt

from assistant.index.records import document_from_line, passage_from_line
from assistant.types import Document, Passage

RECENT_DOCUMENTS = 64
"""Documents kept decoded: the passages of a question come from a few, and each is asked for several times."""

Starts = npt.NDArray[np.int64]
Number = TypeVar("Number", bound=np.generic)


class Lines(Sequence[bytes]):
    """The lines of a file, by number; the file is mapped into memory."""

    def __init__(self, path: Path, starts: Starts) -> None:
        """Map a file.

        Raises:
            ValueError: the starts are not those of this file.
            OSError: it cannot be read.
        """
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if len(starts) < 2 or starts[0] != 0 or starts[-1] != len(self._data):
            raise ValueError(f"{path.name}: not where its lines begin")
        self._starts = starts

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, number: int) -> bytes: ...
    @overload
    def __getitem__(self, number: slice) -> list[bytes]: ...
    def __getitem__(self, number: int | slice) -> bytes | list[bytes]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        begin = range(len(self))[number]
        return self._data[self._starts[begin] : self._starts[begin + 1]]


class StoredPassages(Sequence[Passage]):
    """The passages of a generation, in the order of the index."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, number: int) -> Passage: ...
    @overload
    def __getitem__(self, number: slice) -> list[Passage]: ...
    def __getitem__(self, number: int | slice) -> Passage | list[Passage]:
        if isinstance(number, slice):
            return [passage_from_line(line) for line in self._lines[number]]
        return passage_from_line(self._lines[number])


class StoredDocuments(Mapping[str, Document]):
    """The documents of a generation by path, in alphabetical order."""

    def __init__(self, paths: Sequence[str], lines: Lines) -> None:
        """Hold the parts.

        Raises:
            ValueError: there are not as many lines as paths.
        """
        if len(paths) != len(lines):
            raise ValueError(f"{len(lines)} documents instead of {len(paths)}")
        self._numbers = {path: number for number, path in enumerate(paths)}

        @lru_cache(maxsize=RECENT_DOCUMENTS)
        def decoded(number: int) -> Document:
            return document_from_line(lines[number])

        self._decoded = decoded

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __contains__(self, path: object) -> bool:
        return path in self._numbers

    def __getitem__(self, path: str) -> Document:
        return self._decoded(self._numbers[path])


def line_starts(data: bytes) -> Starts:
    """Return where each line of some bytes begins, and where the last one ends, shape (lines + 1,)."""
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n")) + 1
    return np.concatenate([[0], ends]).astype(np.int64)


def sentence_starts(passages: Sequence[Passage]) -> Starts:
    """Return the number of the first sentence of each passage, then that of all sentences."""
    counts = [len(passage.sentences) for passage in passages]
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)


def map_array(path: Path, dtype: type[Number], dimensions: int) -> npt.NDArray[Number]:
    """Map an array of a `.npy` file into memory, read-only.

    Raises:
        ValueError: it is another kind of array.
        OSError: it cannot be read.
    """
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except EOFError as error:
        raise ValueError(f"{path.name}: empty") from error
    if array.dtype != dtype or array.ndim != dimensions or not array.flags.c_contiguous:
        raise ValueError(f"{path.name}: another kind of array")
    return np.asarray(array)
