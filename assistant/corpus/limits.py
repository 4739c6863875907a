"""How much of a machine one file may take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Above any of these a file is refused, and the next one is read."""

    file_bytes: int = 50_000_000
    text_chars: int = 5_000_000
    seconds: float = 180.0
    """Wall clock, for parsing one file; a PDF takes about a third of a second a page."""
    memory_bytes: int = 2_000_000_000
    """Address space of the parsing process, where the platform can limit it."""
    unpacked_bytes: int = 300_000_000
    """All entries of an office archive together."""
    nesting: int = 300
    """Elements inside elements, in HTML and office files."""


DEFAULT_LIMITS = ReadLimits()
