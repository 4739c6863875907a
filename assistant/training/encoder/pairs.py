"""Queries and the texts that answer them, as arrays in one file a kind."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import UsageError
from assistant.training.encoder.tokens import Integers, Tokens, tokens_in

MINED = 12
"""Negatives kept for each query."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Queries with their texts, and for each the rows of texts that look right and are not."""

    queries: Tokens
    passages: Tokens
    right: Integers
    """Row of the right passage of each query."""
    groups: Integers
    """Of each passage: those of one group are no wrong answers to each other's queries."""
    negatives: Integers
    """Rows of passages, shape (queries, MINED); -1 where there is none."""
    barred: Integers
    """Pairs (query, passage), shape (n, 2): passages of other groups that hold the answer."""


def save_pairs(file: Path, pairs: Pairs) -> None:
    """Write pairs, compressed."""
    save_arrays(
        file,
        right=pairs.right.astype(np.int32),
        groups=pairs.groups.astype(np.int32),
        negatives=pairs.negatives.astype(np.int32),
        barred=pairs.barred.astype(np.int32),
        **pairs.queries.arrays("queries"),
        **pairs.passages.arrays("passages"),
    )


def load_pairs(prepared: Path, kind: str) -> Pairs:
    """Read what `save_pairs` wrote as `KIND.npz`.

    Raises:
        UsageError: it is not there.
    """
    with open_arrays(prepared / f"{kind}.npz") as arrays:
        return Pairs(
            tokens_in(arrays, "queries"),
            tokens_in(arrays, "passages"),
            arrays["right"].astype(np.int64),
            arrays["groups"].astype(np.int64),
            arrays["negatives"].astype(np.int64),
            arrays["barred"].astype(np.int64),
        )


def load_tokens(prepared: Path, name: str) -> Tokens:
    """Read the texts that `save_tokens` wrote.

    Raises:
        UsageError: they are not there.
    """
    with open_arrays(prepared / f"{name}.npz") as arrays:
        return tokens_in(arrays, "texts")


def save_tokens(prepared: Path, name: str, tokens: Tokens) -> None:
    """Write texts, compressed, as `NAME.npz`."""
    save_arrays(prepared / f"{name}.npz", **tokens.arrays("texts"))


def save_arrays(file: Path, **arrays: npt.NDArray[Any]) -> None:
    """Write arrays by name, compressed."""
    np.savez_compressed(file, allow_pickle=False, **arrays)


def open_arrays(file: Path) -> "np.lib.npyio.NpzFile":
    """Open a file of arrays; nothing in it is unpickled.

    Raises:
        UsageError: it is not there.
    """
    try:
        arrays: Any = np.load(file, allow_pickle=False)
    except OSError as error:
        raise UsageError(f"{file}: cannot be read; run the stage prepare first") from error
    found: np.lib.npyio.NpzFile = arrays
    return found


def without_barred(pairs: Pairs, query: int, passages: npt.NDArray[Any]) -> Integers:
    """Leave out of some passages those that are no wrong answers to a query."""
    own = pairs.groups[pairs.right[query]]
    kept = (pairs.groups[passages] != own) & ~np.isin(passages, barred_of(pairs, query))
    found: Integers = passages[kept].astype(np.int64)
    return found


def barred_of(pairs: Pairs, query: int) -> Integers:
    """Return the passages that hold a query's answer."""
    first, last = np.searchsorted(pairs.barred[:, 0], [query, query + 1])
    return pairs.barred[first:last, 1]
