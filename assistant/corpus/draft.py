"""What a format reader hands over: a text, its blocks, and the metadata the file carries."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.corpus.limits import ReadLimits
from assistant.corpus.text import normalise
from assistant.errors import DocumentError
from assistant.types import Block, BlockKind

_BREAKS = re.compile(r"[ \t]*\n\s*")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_TIGHT = ("item", "row")


@dataclass(frozen=True, slots=True)
class Extract:
    """One file as its format reader understood it."""

    text: str
    blocks: tuple[Block, ...]
    front: Mapping[str, str] = field(default_factory=dict)
    """Front matter, as written: keys and values unchecked."""
    embedded: Mapping[str, str] = field(default_factory=dict)
    """Properties of the file, under this project's own keys: values unchecked."""
    warnings: tuple[str, ...] = ()
    narrative: bool = True
    """False for tables: no title and no date are looked for in their text."""


class Draft:
    """Builds a text block by block, so that offsets are exact by construction.

    Blocks are separated by an empty line; items of a list and rows of a table follow each other line by line.
    """

    def __init__(self, limits: ReadLimits) -> None:
        self._limits = limits
        self._parts: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []

    def add(self, kind: BlockKind, text: str, level: int = 0, page: int | None = None) -> None:
        """Append a block; nothing happens when the text is blank.

        Args:
            kind: of the block.
            text: any Unicode text; it is brought to NFC, stripped, and loses empty lines and control characters.
            level: 1 to 6 for a heading.
            page: of a PDF, from 1.

        Raises:
            DocumentError: the document's text grew past the limit.
        """
        text = _BREAKS.sub("\n", _UNPRINTABLE.sub(" ", normalise(text))).strip()
        if not text:
            return
        separator = ""
        if self.blocks:
            tight = kind == self.blocks[-1].kind and kind in _TIGHT
            separator = "\n" if tight else "\n\n"
        start = self._length + len(separator)
        self._parts += (separator, text)
        self._length = start + len(text)
        if self._length > self._limits.text_chars:
            raise DocumentError(too_long(self._limits))
        self.blocks.append(Block(kind, start, self._length, level, page))

    @property
    def text(self) -> str:
        """The text so far; every block is a slice of it."""
        return "".join(self._parts)

    @property
    def heading_level(self) -> int:
        """Level of the last heading, 0 before the first."""
        return next((block.level for block in reversed(self.blocks) if block.kind == "heading"), 0)


def too_long(limits: ReadLimits) -> str:
    """Return the refusal of a text past the limit."""
    return f"more than {limits.text_chars} characters of text: split it into several files"
