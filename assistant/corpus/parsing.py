"""One file's bytes to its text, blocks and metadata, whatever its format."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from assistant.corpus.draft import Extract
from assistant.corpus.limits import ReadLimits
from assistant.corpus.metadata import assemble, read_yaml
from assistant.corpus.text import check_readable, decode
from assistant.types import Block, Metadata


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document but for what only the corpus folder knows: path, digest, copies."""

    text: str
    blocks: tuple[Block, ...]
    metadata: Metadata
    warnings: tuple[str, ...]


def parse(data: bytes, name: str, sidecar: bytes | None, limits: ReadLimits) -> Parsed:
    """Read one file.

    Args:
        data: its bytes.
        name: its name; the extension gives the format.
        sidecar: the bytes of its sidecar, when it has one.
        limits: above which it is refused.

    Returns:
        Blocks in order that do not overlap and cover all of the text but white space.

    Raises:
        DocumentError: the file cannot be read; the text is the reason, one line without the path.
    """
    extract = _reader(PurePosixPath(name).suffix.lower())(data, limits)
    check_readable(extract.text)
    values: dict[str, str] = {}
    warnings = extract.warnings
    if sidecar is not None:
        values, more = read_yaml(decode(sidecar)[0], "sidecar")
        warnings += more
    metadata, more = assemble(values, extract)
    return Parsed(extract.text, extract.blocks, metadata, warnings + more)


def _reader(suffix: str) -> Callable[[bytes, ReadLimits], Extract]:
    """Return the reader of a format; only its own libraries are loaded."""
    match suffix:
        case ".txt":
            from assistant.corpus.txt import read_txt

            return read_txt
        case ".md":
            from assistant.corpus.markdown import read_markdown

            return read_markdown
        case ".html" | ".htm":
            from assistant.corpus.html import read_html

            return read_html
        case ".pdf":
            from assistant.corpus.pdf import read_pdf

            return read_pdf
        case ".docx":
            from assistant.corpus.docx import read_docx

            return read_docx
        case ".odt":
            from assistant.corpus.odt import read_odt

            return read_odt
        case ".csv":
            from assistant.corpus.csv import read_csv

            return read_csv
    raise ValueError(f"expected a supported extension, got {suffix!r}")
