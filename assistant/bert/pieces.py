"""Texts cut into the pieces that a model reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text as piece numbers, with the characters each stands for."""

    ids: Sequence[int]
    offsets: Sequence[tuple[int, int]]


def pieces_of(tokenizer: "Tokenizer", text: str) -> Pieces:
    """Cut a text into pieces.

    Args:
        tokenizer: set neither to cut nor to fill.
        text: any.
    """
    encoding = tokenizer.encode(text, add_special_tokens=False)
    return Pieces(encoding.ids, encoding.offsets)


def marks_of(tokenizer: "Tokenizer") -> tuple[int, int]:
    """Return the pieces that open a text and that close one."""
    opening, closing = tokenizer.encode("").ids
    return opening, closing
