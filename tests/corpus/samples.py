"""Files made on the spot: small enough that what they must give can be read off their making."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.corpus.draft import Extract
from assistant.types import Block

Kinds = list[tuple[str, str]]


def shown(extract: Extract) -> Kinds:
    """Return (kind, text) of each block, headings with their level: `heading2`."""
    return [
        (f"{block.kind}{block.level or ''}", extract.text[block.start : block.end])
        for block in extract.blocks
    ]


def assert_covers(text: str, blocks: Sequence[Block]) -> None:
    """Check that blocks are in order, trimmed, apart, and leave out nothing but white space."""
    position = 0
    for block in blocks:
        assert not text[position : block.start].strip()
        piece = text[block.start : block.end]
        assert piece
        assert piece == piece.strip()
        position = block.end
    assert not text[position:].strip()


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder and return it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


@dataclass(frozen=True, slots=True)
class Put:
    """A string on a PDF page: left edge and distance from the top of the page to its base line, in points."""

    x: float
    y: float
    text: str
    size: float = 10
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line on a PDF page, in points from the top left corner."""

    x0: float
    y0: float
    x1: float
    y1: float


def pdf(pages: Sequence[Sequence[Put | Rule]], info: str = "", trailer: str = "") -> bytes:
    """Write a PDF of 595 by 842 points in Helvetica; nothing is compressed."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (fr-FR) >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{6 + 2 * n} 0 R' for n in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>",
    ]
    for number, page in enumerate(pages):
        content = "\n".join(map(_drawn, page))
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /R 3 0 R /B 4 0 R >> >> /Contents {7 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    written = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    start = len(written)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    written += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    written += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R {trailer} >>\n".encode()
    return written + f"startxref\n{start}\n%%EOF\n".encode()


def _drawn(item: Put | Rule) -> str:
    if isinstance(item, Rule):
        return f"{item.x0} {842 - item.y0} m {item.x1} {842 - item.y1} l S"
    text = item.text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /{'B' if item.bold else 'R'} {item.size} Tf {item.x} {842 - item.y} Td ({text}) Tj ET"


def column(x: float, y: float, lines: Sequence[str], size: float = 10) -> list[Put]:
    """Put lines under each other, 14 points apart."""
    return [Put(x, y + 14 * number, line, size) for number, line in enumerate(lines)]


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """Write a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return buffer.getvalue()


def docx_of(body: str, **parts: str) -> bytes:
    """Write a `.docx` from the XML of its body; `w:` is bound."""
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    files = {"word/document.xml": f"<w:document {word}><w:body>{body}</w:body></w:document>"}
    files |= {f"word/{name}.xml": f"<w:{name} {word}>{content}</w:{name}>" for name, content in parts.items()}
    return archive(files)
