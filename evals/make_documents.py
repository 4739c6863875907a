"""Makes the corpus' Word, OpenDocument and PDF files from the texts of `office_texts/`.

    python -m evals.make_documents [CORPUS]

The same texts give the same bytes with the same libraries: dates come from the text, archives carry a
fixed time. Needs reportlab (a development dependency). A text starts with front matter (`file`, `title`,
`publisher`, `date`, and `columns` for a PDF), then holds one block a line: `# ` and `## ` open headings,
`- ` a list item, `| ` a table row, the first row of a table being its head; the rest are paragraphs.

A PDF with a title page has lines `^ left head | right head | foot`, one for each later page, page number written
out, as a text holds every word that its file shows. What stands before these lines is the title page.
"""

import argparse
import io
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from evals.program import program

TEXTS = Path(__file__).parent / "office_texts"
CORPUS = Path(__file__).parent.parent / "corpus"

PieceKind = Literal["title", "heading", "item", "row", "running", "paragraph"]
_MARKS: dict[str, PieceKind] = {"# ": "title", "## ": "heading", "- ": "item", "| ": "row", "^ ": "running"}
_ARCHIVE_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of a text; a table row has several cells, a running head three, anything else one."""

    kind: PieceKind
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficeText:
    """What one office or PDF file says."""

    file: str
    """Below the corpus folder; its suffix gives the format."""
    title: str
    publisher: str
    date: str
    """ISO, of day, month or year precision."""
    columns: int
    pieces: tuple[Piece, ...]

    @property
    def day(self) -> datetime | None:
        """The date when it names a day: Word and OpenDocument properties hold no month or year alone."""
        return datetime.fromisoformat(self.date) if len(self.date) == len("2024-01-29") else None


def read_office_text(path: Path) -> OfficeText:
    """Read one text of `office_texts/`.

    Raises:
        ValueError: the front matter lacks a key, or the running heads are not three cells in a PDF of one column.
    """
    import yaml

    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    keys = yaml.safe_load(front)
    missing = {"file", "title", "publisher", "date"} - keys.keys()
    if missing:
        raise ValueError(f"{path.name}: front matter without {', '.join(sorted(missing))}")
    pieces = tuple(_piece(line) for line in body.splitlines() if line.strip())
    columns = keys.get("columns", 1)
    running = [piece for piece in pieces if piece.kind == "running"]
    if running and (columns > 1 or PurePosixPath(keys["file"]).suffix != ".pdf"):
        raise ValueError(f"{path.name}: running heads ('^ ') are for a PDF of one column")
    if any(len(piece.cells) != 3 for piece in running):
        raise ValueError(f"{path.name}: a running head has three cells: left head, right head, foot")
    return OfficeText(keys["file"], keys["title"], keys["publisher"], str(keys["date"]), columns, pieces)


def _piece(line: str) -> Piece:
    for mark, kind in _MARKS.items():
        if line.startswith(mark):
            rest = line.removeprefix(mark)
            cells = rest.strip(" |").split(" | ") if kind in ("row", "running") else [rest]
            return Piece(kind, tuple(cell.strip() for cell in cells))
    return Piece("paragraph", (line.strip(),))


def _groups(pieces: Sequence[Piece]) -> Iterator[tuple[PieceKind, list[Piece]]]:
    """Yield runs of the same kind: the items of one list, the rows of one table."""
    for kind, run in groupby(pieces, key=lambda piece: piece.kind):
        yield kind, list(run)


def docx_bytes(text: OfficeText) -> bytes:
    """Return a Word file."""
    import docx

    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.language = text.title, text.publisher, "fr-FR"
    properties.comments = properties.last_modified_by = ""
    _set_docx_dates(properties, text.day)
    for kind, run in _groups(text.pieces):
        if kind == "row":
            table = document.add_table(rows=0, cols=len(run[0].cells), style="Light Grid Accent 1")
            for piece in run:
                for cell, content in zip(table.add_row().cells, piece.cells, strict=True):
                    cell.text = content
            continue
        for piece in run:
            if kind in ("title", "heading"):
                document.add_heading(piece.cells[0], level=1 if kind == "title" else 2)
            else:
                document.add_paragraph(piece.cells[0], style="List Bullet" if kind == "item" else None)
    output = io.BytesIO()
    document.save(output)
    return _with_fixed_times(output.getvalue())


def _set_docx_dates(properties: Any, day: datetime | None) -> None:
    """Set the dates of a Word file, or remove those of the library's template."""
    if day is not None:
        properties.created = properties.modified = day
        return
    element = properties._element
    for child in [child for child in element if child.tag.endswith(("}created", "}modified"))]:
        element.remove(child)


def odt_bytes(text: OfficeText) -> bytes:
    """Return an OpenDocument text."""
    import odfdo

    document = odfdo.Document("text")
    meta = document.meta
    meta.set_title(text.title)
    meta.set_initial_creator(text.publisher)
    meta.set_creator(text.publisher)
    meta.set_language("fr-FR")
    for name in ("meta:creation-date", "dc:date"):
        for element in meta.get_elements(f"//{name}"):
            meta.delete_element(element)
    if text.day is not None:
        meta.set_creation_date(text.day)
    body = document.body
    body.clear()
    for number, (kind, run) in enumerate(_groups(text.pieces)):
        if kind == "row":
            table = odfdo.Table(f"Table {number}")
            table.set_values([list(piece.cells) for piece in run])
            body.append(table)
        elif kind == "item":
            body.append(odfdo.List([piece.cells[0] for piece in run]))
        else:
            for piece in run:
                level = {"title": 1, "heading": 2}.get(kind)
                body.append(odfdo.Header(level, piece.cells[0]) if level else odfdo.Paragraph(piece.cells[0]))
    output = io.BytesIO()
    document.save(output)
    return _with_fixed_times(output.getvalue())


def _with_fixed_times(archive: bytes) -> bytes:
    """Return the same archive, in the same order, with every entry at the same time."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(output, "w") as target:
        for entry in source.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _ARCHIVE_TIME)
            fixed.compress_type = entry.compress_type
            target.writestr(fixed, source.read(entry))
    return output.getvalue()


def pdf_bytes(text: OfficeText) -> bytes:
    """Return a PDF of A4 pages, its body in columns of equal height under a title and one line across.

    Raises:
        ValueError: the text has running heads, but not one for each page after the title page.
    """
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import BalancedColumns, PageBreak, SimpleDocTemplate, Spacer

    day = text.day
    # A PDF date may stop after the year or the month (ISO 32000-1, 7.9.4).
    stamp = f"D:{day:%Y%m%d%H%M%S}+00'00'" if day else f"D:{text.date.replace('-', '')}"
    running = [piece.cells for piece in text.pieces if piece.kind == "running"]
    side, edge = 20 * mm, (28 if running else 18) * mm
    margins = {"leftMargin": side, "rightMargin": side, "topMargin": edge, "bottomMargin": edge}
    output = io.BytesIO()
    document = SimpleDocTemplate(
        output,
        pagesize=A4,
        **margins,
        title=text.title,
        author=text.publisher,
        lang="fr-FR",
        invariant=1,
    )

    def draw_running(canvas: Any, _: Any) -> None:
        canvas.setFont("Helvetica", 9)
        for left_head, right_head, foot in running[canvas.getPageNumber() - 2 :][:1]:
            canvas.drawString(20 * mm, 280 * mm, left_head)
            canvas.drawRightString(190 * mm, 280 * mm, right_head)
            canvas.line(20 * mm, 278 * mm, 190 * mm, 278 * mm)
            canvas.drawCentredString(105 * mm, 15 * mm, foot)

    if running:
        start = [piece.kind for piece in text.pieces].index("running")
        body = [piece for piece in text.pieces[start:] if piece.kind != "running"]
        cover = [Spacer(1, 75 * mm), *_flowables(text.pieces[:start], document.width, size=15), PageBreak()]
        flowables = [*cover, *_flowables(body, document.width, size=13)]
    else:
        flowables = list(_flowables(text.pieces, document.width))
    if text.columns > 1:
        flowables[2:] = [BalancedColumns(flowables[2:], nCols=text.columns, innerPadding=8 * mm)]
    document.build(
        flowables,
        onFirstPage=lambda canvas, _: canvas.setDateFormatter(lambda *_: stamp),
        onLaterPages=draw_running,
    )
    if running and document.page != 1 + len(running):
        raise ValueError(
            f"{text.file}: {document.page - 1} pages after the title, {len(running)} running heads"
        )
    return output.getvalue()


def _flowables(pieces: Sequence[Piece], width: float, size: float = 10) -> Iterator[Any]:
    """Yield what a PDF page is made of, its body in letters of `size` points."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, Spacer, Table

    blue, pale = HexColor("#20485c"), HexColor("#e6eee9")
    body = ParagraphStyle("body", fontName="Helvetica", fontSize=size, leading=1.4 * size, spaceAfter=size)
    head = ParagraphStyle("head", body, fontName="Helvetica-Bold")
    blue_head = ParagraphStyle("blue head", head, textColor=blue)
    styles = {
        "title": ParagraphStyle("title", blue_head, fontSize=1.8 * size, leading=2.2 * size),
        "heading": ParagraphStyle("heading", blue_head, fontSize=1.2 * size, spaceBefore=8, spaceAfter=6),
        "item": ParagraphStyle("item", body, leftIndent=10, bulletIndent=0, spaceAfter=2),
        "paragraph": body,
    }
    cell, cell_head = (ParagraphStyle(f"cell {style.name}", style, spaceAfter=0) for style in (body, head))
    for kind, run in _groups(pieces):
        if kind == "row":
            rows = [
                [Paragraph(content, cell if number else cell_head) for content in piece.cells]
                for number, piece in enumerate(run)
            ]
            grid = [
                ("GRID", (0, 0), (-1, -1), 0.5, blue),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("BACKGROUND", (0, 0), (-1, 0), pale),
            ]
            yield Table(rows, colWidths=[width / len(rows[0])] * len(rows[0]), style=grid, repeatRows=1)
            yield Spacer(1, 12)
            continue
        for piece in run:
            yield Paragraph(piece.cells[0], styles[kind], bulletText="–" if kind == "item" else None)


FORMATS: dict[str, Callable[[OfficeText], bytes]] = {
    ".docx": docx_bytes,
    ".odt": odt_bytes,
    ".pdf": pdf_bytes,
}


def make_documents(texts: Path, corpus: Path) -> list[str]:
    """Write one file a text, replacing what is there; return their paths below the corpus."""
    made = []
    for path in sorted(texts.glob("*.txt")):
        text = read_office_text(path)
        target = corpus / text.file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(FORMATS[PurePosixPath(text.file).suffix](text))
        made.append(text.file)
    return made


@program
def main(arguments: Sequence[str] | None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.make_documents")
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS, help="a folder (default: corpus/)")
    print(*make_documents(TEXTS, parser.parse_args(arguments).corpus), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
