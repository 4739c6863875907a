"""PDF: columns in reading order, paragraphs, headings by their look, ruled tables row by row."""

import io
import re
from collections.abc import Sequence
from typing import Any

from assistant.corpus.draft import Draft, Extract
from assistant.corpus.limits import ReadLimits
from assistant.corpus.pdf_layout import Line, Word, lines_of
from assistant.corpus.pdf_paragraphs import Piece, paragraphs, without_running_heads, words_of
from assistant.corpus.rows import row_texts
from assistant.errors import DocumentError

_DAMAGED = "damaged PDF: open it, and save or print it to PDF again"
_BULLET = re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff]")
"""A glyph of a symbol font that stands alone."""
_UNMAPPED = re.compile(r"\(cid:\d+\)")
_JUNK_TITLE = re.compile(
    r"(?:microsoft \w+ - .*|.*\.(?:docx?|odt|pdf|indd|pptx?|qxd|xlsx?|html?)|untitled.*|sans titre.*|document\d*|"
    r"\(?anonymous\)?|présentation powerpoint|mise en page \d+|\W*)",
    re.IGNORECASE,
)
_PDF_DATE = re.compile(r"(?:D:)?(\d{4})(\d{2})(\d{2})")


def read_pdf(data: bytes, limits: ReadLimits) -> Extract:
    """Read a `.pdf` file that holds text.

    Returns:
        Paragraphs without line ends, with their page; repeated heads, feet and page numbers are left out.

    Raises:
        DocumentError: encrypted, damaged, without text (a scan) or too long.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.pdfparser import PDFSyntaxError
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    if b"%PDF-" not in data[:1024]:
        raise DocumentError("not a PDF file: check its extension")
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            embedded = _properties(pdf)
            pages: list[list[Line]] = []
            heights: list[float] = []
            tables: list[list[_Table]] = []
            for number, page in enumerate(pdf.pages, 1):
                found = _tables(page)
                pages.append(lines_of(_words(page, found), number))
                heights.append(float(page.height))
                tables.append(found)
                page.close()
    except (PdfminerException, MalformedPDFException, PSException, PDFSyntaxError) as error:
        cause: BaseException = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
        if isinstance(cause, PDFPasswordIncorrect):
            raise DocumentError("encrypted PDF: save a copy without password") from error
        raise DocumentError(_DAMAGED) from error
    draft = Draft(limits)
    for piece in _pieces(pages, heights, tables):
        draft.add(piece.kind, piece.text, piece.level, piece.page)
    if not draft.blocks:
        raise DocumentError(
            "no text in this PDF (a scan?): run character recognition on it, then put it back"
        )
    return Extract(draft.text, tuple(draft.blocks), embedded=embedded)


class _Table:
    """A ruled table: where it stands and its rows."""

    def __init__(self, box: tuple[float, float, float, float], rows: list[str], page: int) -> None:
        self.box = box
        self.pieces = [Piece("row", row, page) for row in rows]


def _properties(pdf: Any) -> dict[str, str]:
    values = {name: value for name, value in (pdf.metadata or {}).items() if isinstance(value, str)}
    found: dict[str, str] = {}
    title = " ".join(values.get("Title", "").split())
    if not _JUNK_TITLE.fullmatch(title):
        found["title"] = title
    for key, name in (("published", "CreationDate"), ("updated", "ModDate")):
        written = _PDF_DATE.match(values.get(name, ""))
        if written and "published" not in found:
            found[key] = "-".join(written.groups())
    language = pdf.doc.catalog.get("Lang")
    if isinstance(language, bytes) and language.isascii() and language:
        found["language"] = language.decode("ascii")
    return found


def _tables(page: Any) -> list[_Table]:
    """Return the tables drawn with rules, of two rows and two columns at least, from top to bottom."""
    if len(page.lines) + len(page.rects) + len(page.curves) < 4:
        return []
    found = []
    for table in page.find_tables():
        rows = [[(cell or "").replace("\n", " ") for cell in row] for row in table.extract()]
        filled = [row for row in rows if sum(bool(cell.strip()) for cell in row) >= 2]
        if len(filled) >= 2:
            found.append(_Table(table.bbox, row_texts(rows, header=None), page.page_number))
    return sorted(found, key=lambda table: table.box[1])


def _words(page: Any, tables: Sequence[_Table]) -> list[Word]:
    seen: dict[tuple[str, int], list[float]] = {}

    def wanted(item: dict[str, Any]) -> bool:
        """Leave out turned letters, and those drawn again at the same place to look bold."""
        if item["object_type"] != "char":
            return False
        places = seen.setdefault((item["text"], round(item["top"])), [])
        if not item.get("upright", True) or any(abs(x0 - item["x0"]) < 0.1 * item["size"] for x0 in places):
            return False
        places.append(item["x0"])
        return True

    words = []
    for word in page.filter(wanted).extract_words(extra_attrs=["size", "fontname"], x_tolerance_ratio=0.15):
        text = "•" if _BULLET.fullmatch(word["text"]) else _UNMAPPED.sub("\ufffd", word["text"])
        middle = ((word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2)
        if not (page.bbox[0] <= middle[0] <= page.bbox[2] and page.bbox[1] <= middle[1] <= page.bbox[3]):
            continue  # off the page: nobody sees it
        if any(
            box[0] <= middle[0] <= box[2] and box[1] <= middle[1] <= box[3] for box in (t.box for t in tables)
        ):
            continue
        bold = re.search(r"bold|black|heavy|semibold|demi", word["fontname"], re.IGNORECASE) is not None
        size = round(float(word["size"]), 1)
        words.append(Word(text, word["x0"], word["x1"], word["top"], word["bottom"], size, bold))
    return words


def _pieces(
    pages: Sequence[Sequence[Line]], heights: Sequence[float], tables: Sequence[Sequence[_Table]]
) -> list[Piece]:
    """Return the blocks of all pages; a table comes before the first line that starts below it."""
    kept = without_running_heads(pages, heights)
    vocabulary = words_of([line for lines in kept for line in lines])
    unreadable = sum(line.text.count("\ufffd") for lines in kept for line in lines)
    if unreadable > 0.2 * max(1, sum(len(line.text) for lines in kept for line in lines)):
        raise DocumentError(
            "PDF whose fonts do not say which letters they draw: run character recognition on it"
        )
    flow: list[Line | Piece] = []
    for lines, found in zip(kept, tables, strict=True):
        pending = list(found)
        for line in lines:
            while pending and line.top >= pending[0].box[3] - 1:
                flow += pending.pop(0).pieces
            flow.append(line)
        flow += [piece for table in pending for piece in table.pieces]
    return paragraphs(flow, vocabulary)
