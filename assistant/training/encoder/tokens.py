"""Texts as piece numbers, kept flat: gigabytes of Python lists become a few dozen megabytes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PAD = 0
_CHUNK = 10_000

Integers = npt.NDArray[np.int64]
Rows = Sequence[int] | Integers


@dataclass(frozen=True, slots=True)
class Tokens:
    """Piece numbers of many texts."""

    flat: npt.NDArray[np.uint16]
    """All texts, one after the other."""
    ends: Integers
    """Where each text ends, shape (texts + 1,), the first being 0."""

    def __len__(self) -> int:
        return len(self.ends) - 1

    @property
    def lengths(self) -> Integers:
        return np.diff(self.ends)

    def row(self, number: int) -> npt.NDArray[np.uint16]:
        """Return the pieces of one text."""
        return self.flat[self.ends[number] : self.ends[number + 1]]

    def padded(self, rows: Rows, longest: int | None = None) -> Integers:
        """Return chosen texts, shape (rows, longest of them), filled up with `PAD`.

        Args:
            rows: at least one.
            longest: pieces that are kept of a text, its closing piece among them.
        """
        starts, ends = self.ends[:-1][rows], self.ends[1:][rows]
        lengths = ends - starts
        if longest is not None:
            lengths = np.minimum(lengths, longest)
        places = np.arange(lengths.max())
        table = self.flat[np.minimum(starts[:, None] + places, ends[:, None] - 1)].astype(np.int64)
        table[np.arange(len(table)), lengths - 1] = self.flat[ends - 1]
        table[places >= lengths[:, None]] = PAD
        return table

    def joined(self, other: "Tokens") -> "Tokens":
        """Return these texts, then the others."""
        ends = np.concatenate([self.ends, self.ends[-1] + other.ends[1:]])
        return Tokens(np.concatenate([self.flat, other.flat]), ends)

    def arrays(self, name: str) -> dict[str, npt.NDArray[Any]]:
        """Return what `tokens_in` reads back from a file of arrays."""
        return {f"{name}_flat": self.flat, f"{name}_lengths": self.lengths.astype(np.uint16)}


def tokens_in(arrays: "np.lib.npyio.NpzFile", name: str) -> Tokens:
    """Return the texts that a file of arrays holds under a name."""
    ends = np.concatenate([[0], np.cumsum(arrays[f"{name}_lengths"], dtype=np.int64)])
    return Tokens(arrays[f"{name}_flat"], ends)


def tokens_of(tokenizer: "Tokenizer", lines: Sequence[str]) -> Tokens:
    """Encode texts, cut at the tokenizer's own limit."""
    parts, lengths = [np.empty(0, np.uint16)], [np.zeros(1, np.int64)]
    for start in range(0, len(lines), _CHUNK):
        encodings = tokenizer.encode_batch(list(lines[start : start + _CHUNK]))
        lengths.append(np.asarray([len(each.ids) for each in encodings], np.int64))
        parts.append(np.concatenate([np.asarray(each.ids, np.uint16) for each in encodings]))
    return Tokens(np.concatenate(parts), np.cumsum(np.concatenate(lengths)))


def batches(lengths: Integers, tokens: int, generator: np.random.Generator) -> Iterator[Integers]:
    """Yield all rows once, in random order, in batches of at most so many pieces, padding included.

    Rows of near length stand together: padding costs as much as text. A row longer than the limit is a
    batch of its own.
    """
    noise = generator.uniform(0.85, 1.15, len(lengths))
    found = list(by_length(lengths, tokens, np.argsort(lengths * noise, kind="stable")))
    for number in generator.permutation(len(found)):
        yield found[number]


def by_length(lengths: Integers, tokens: int, order: Integers | None = None) -> Iterator[Integers]:
    """Yield rows in batches of at most so many pieces, padding included, short texts first.

    Args:
        lengths: of all texts.
        tokens: limit of a batch; a longer row is a batch of its own.
        order: in which rows are taken; by length when left out.
    """
    rows = np.argsort(lengths, kind="stable") if order is None else order
    start = 0
    longest = 0
    for stop, length in enumerate(lengths[rows].tolist()):
        longest = max(longest, length)
        if stop > start and (stop + 1 - start) * longest > tokens:
            yield rows[start:stop]
            start, longest = stop, length
    if start < len(rows):
        yield rows[start:]
