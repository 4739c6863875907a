"""Word documents: paragraphs, headings, lists and tables in document order."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from assistant.corpus.draft import Draft, Extract
from assistant.corpus.limits import ReadLimits
from assistant.corpus.office import open_parts
from assistant.corpus.rows import row_texts
from assistant.errors import DocumentError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CORE = {
    "{http://purl.org/dc/elements/1.1/}title": "title",
    "{http://purl.org/dc/elements/1.1/}language": "language",
    "{http://purl.org/dc/terms/}created": "published",
    "{http://purl.org/dc/terms/}modified": "updated",
}
_BLANK_FILE_DATE = "2013-12-23T23:15:00Z"
"""Of the blank file that python-docx starts from: says nothing of the document."""
_PARTS = {
    "body": "word/document.xml",
    "styles": "word/styles.xml",
    "numbering": "word/numbering.xml",
    "notes": "word/footnotes.xml",
    "core": "docProps/core.xml",
}
_UNREAD = (
    _FALLBACK,
    f"{_W}del",
    f"{_W}moveFrom",
    f"{_W}pPr",
    f"{_W}rPr",
    f"{_W}instrText",
    f"{_W}txbxContent",
)
_MARKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad", "ptab": " "}
_LONGEST_HEADING = 120


@dataclass(slots=True)
class _Style:
    name: str = ""
    based_on: str | None = None
    outline: int | None = None
    numbering: tuple[str, int] | None = None
    bold: bool = False


@dataclass(slots=True)
class _Numbering:
    """Which lists have numbers rather than bullets, and how far each has counted."""

    formats: dict[tuple[str, int], str] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def marker(self, number: str, level: int) -> str:
        kind = self.formats.get((number, level), "bullet")
        for deeper in [key for key in self.counts if key[0] == number and key[1] > level]:
            del self.counts[deeper]
        if kind == "none":
            return ""
        if kind == "bullet":
            return "• "
        count = self.counts.get((number, level), self.starts.get((number, level), 1) - 1) + 1
        self.counts[number, level] = count
        letter = kind == "lowerLetter" and count <= 26
        return f"{chr(96 + count)}) " if letter else f"{count}. "


def read_docx(data: bytes, limits: ReadLimits) -> Extract:
    """Read a `.docx` file: body, text boxes, then footnotes; deleted text and the table of contents are left out.

    A short paragraph in bold without final punctuation counts as a heading, since few documents use styles.

    Raises:
        DocumentError: damaged, encrypted, not a Word document, or too long.
    """
    parts = open_parts(data, _PARTS.values(), limits)
    root = parts.get(_PARTS["body"])
    body = root.find(f"{_W}body") if root is not None else None
    if body is None:
        raise DocumentError("not a Word document: check its extension")
    draft = Draft(limits)
    reader = _Reader(draft, _styles(parts.get(_PARTS["styles"])), _numbering(parts.get(_PARTS["numbering"])))
    reader.blocks(body)
    notes = parts.get(_PARTS["notes"])
    for note in notes.iterfind(f"{_W}footnote") if notes is not None else ():
        if note.get(f"{_W}type") is None:
            reader.blocks(note)
    return Extract(draft.text, tuple(draft.blocks), embedded=_properties(parts.get(_PARTS["core"])))


class _Reader:
    def __init__(self, draft: Draft, styles: dict[str, _Style], numbering: _Numbering) -> None:
        self._draft = draft
        self._styles = styles
        self._numbering = numbering
        self._section = 0
        """Level of the last heading that has a style."""
        self._titled = False

    def blocks(self, parent: etree._Element) -> None:
        for child in parent:
            if child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag not in _UNREAD and isinstance(child.tag, str):
                self.blocks(child)

    def _paragraph(self, paragraph: etree._Element) -> None:
        text = "".join(_runs(paragraph)).strip()
        style = self._style_of(paragraph)
        if text and not style.name.startswith(("toc ", "tm ", "table of figures")):
            numbering = _own_numbering(paragraph) or style.numbering
            level = self._heading_level(paragraph, style, text, numbering)
            if level:
                self._draft.add("heading", text.replace("\n", " "), level)
            elif numbering is not None and numbering[0] != "0":
                self._draft.add("item", self._numbering.marker(*numbering) + text)
            else:
                self._draft.add("paragraph", text)
        for box in paragraph.iter(f"{_W}txbxContent"):
            holder = next(box.iterancestors(f"{_W}p"))
            if holder is paragraph and next(box.iterancestors(_FALLBACK), None) is None:
                self.blocks(box)

    def _heading_level(
        self, paragraph: etree._Element, style: _Style, text: str, numbering: tuple[str, int] | None
    ) -> int:
        if style.name in ("title", "titre"):
            self._titled = True
            return 1
        outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
        own = _int(outline, style.outline if style.outline is not None else 9)
        if own < 9:
            self._section = min(6, own + 1 + self._titled)
            return self._section
        if (
            numbering is None
            and len(text) <= _LONGEST_HEADING
            and not text.endswith((".", ";", ",", ":", "!", "…"))
        ):
            runs = [run for run in paragraph.iter(f"{_W}r") if "".join(_runs(run)).strip()]
            if runs and all(_is_bold(run, style.bold) for run in runs) and any(map(str.isalpha, text)):
                return min(6, self._section + 1 if self._section else 2)
        return 0

    def _style_of(self, paragraph: etree._Element) -> _Style:
        """Return a paragraph's style with what it inherits."""
        named = paragraph.find(f"{_W}pPr/{_W}pStyle")
        identity = named.get(f"{_W}val") if named is not None else None
        merged = _Style()
        seen: set[str] = set()
        while identity is not None and identity in self._styles and identity not in seen:
            seen.add(identity)
            style = self._styles[identity]
            merged.name = merged.name or style.name
            merged.outline = style.outline if merged.outline is None else merged.outline
            merged.numbering = merged.numbering or style.numbering
            merged.bold = merged.bold or style.bold
            identity = style.based_on
        return merged

    def _table(self, table: etree._Element) -> None:
        rows = [row for row in table.iter(f"{_W}tr") if next(row.iterancestors(f"{_W}tbl"), None) is table]
        cells = [
            [cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row]
            for row in rows
        ]
        nested = next(table.iterdescendants(f"{_W}tbl"), None) is not None
        if nested or max((len(row) for row in cells), default=0) < 2:
            for row in cells:
                for cell in row:
                    self.blocks(cell)
            return
        marked = bool(rows) and rows[0].find(f"{_W}trPr/{_W}tblHeader") is not None
        stands_out = len(rows) > 1 and _all_bold(rows[0]) and not _all_bold(rows[1])
        header = True if marked or stands_out else None
        for line in row_texts(_grid(cells), header):
            self._draft.add("row", line)


def _grid(rows: list[list[etree._Element]]) -> list[list[str]]:
    """Return the cells as text, with those that span columns or rows written out."""
    grid: list[list[str]] = []
    for row in rows:
        line: list[str] = []
        for cell in row:
            text = " ".join(filter(None, ("".join(_runs(p)).strip() for p in cell.iter(f"{_W}p"))))
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            above = grid[-1] if grid else []
            if merge is not None and merge.get(f"{_W}val") != "restart" and len(line) < len(above):
                text = above[len(line)]
            spanned = 1 if len(row) == 1 else _int(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
            line += [text] * max(1, min(spanned, 100))
        grid.append(line)
    return grid


def _runs(element: etree._Element) -> Iterator[str]:
    """Yield the text of an element in order, without what was deleted and without text boxes."""
    for child in element:
        if child.tag in _UNREAD or not isinstance(child.tag, str):
            continue
        name = child.tag.removeprefix(_W)
        if name == "t":
            yield child.text or ""
        elif name in _MARKS:
            yield _MARKS[name]
        else:
            yield from _runs(child)


def _is_bold(run: etree._Element, inherited: bool) -> bool:
    mark = run.find(f"{_W}rPr/{_W}b")
    return inherited if mark is None else mark.get(f"{_W}val") not in ("0", "false", "off")


def _all_bold(row: etree._Element) -> bool:
    runs = [run for run in row.iter(f"{_W}r") if "".join(_runs(run)).strip()]
    return bool(runs) and all(_is_bold(run, False) for run in runs)


def _own_numbering(element: etree._Element) -> tuple[str, int] | None:
    number = element.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    if number is None:
        return None
    return number.get(f"{_W}val", "0"), _int(element.find(f"{_W}pPr/{_W}numPr/{_W}ilvl"), 0)


def _styles(root: etree._Element | None) -> dict[str, _Style]:
    found: dict[str, _Style] = {}
    for element in root.iterfind(f"{_W}style") if root is not None else ():
        style = _Style()
        name, base = element.find(f"{_W}name"), element.find(f"{_W}basedOn")
        style.name = name.get(f"{_W}val", "").lower() if name is not None else ""
        style.based_on = base.get(f"{_W}val") if base is not None else None
        outline = element.find(f"{_W}pPr/{_W}outlineLvl")
        style.outline = _int(outline, 9) if outline is not None else None
        words = style.name.split()
        if (
            style.outline is None
            and len(words) == 2
            and words[0] in ("heading", "titre")
            and words[1].isdecimal()
        ):
            style.outline = int(words[1]) - 1
        style.numbering = _own_numbering(element)
        style.bold = _is_bold(element, False)
        found[element.get(f"{_W}styleId", "")] = style
    return found


def _numbering(root: etree._Element | None) -> _Numbering:
    numbering = _Numbering()
    if root is None:
        return numbering
    abstract = {element.get(f"{_W}abstractNumId"): element for element in root.iterfind(f"{_W}abstractNum")}
    for element in root.iterfind(f"{_W}num"):
        link = element.find(f"{_W}abstractNumId")
        described = abstract.get(link.get(f"{_W}val")) if link is not None else None
        for level in described.iterfind(f"{_W}lvl") if described is not None else ():
            key = (element.get(f"{_W}numId", ""), _number(level.get(f"{_W}ilvl"), 0))
            kind = level.find(f"{_W}numFmt")
            numbering.formats[key] = kind.get(f"{_W}val", "bullet") if kind is not None else "bullet"
            numbering.starts[key] = _int(level.find(f"{_W}start"), 1)
    return numbering


def _properties(core: etree._Element | None) -> dict[str, str]:
    found = {}
    for element in core if core is not None else ():
        key, value = _CORE.get(element.tag), (element.text or "").strip()
        if key is not None and value not in ("", _BLANK_FILE_DATE):
            found[key] = value
    return found


def _int(element: etree._Element | None, default: int) -> int:
    return default if element is None else _number(element.get(f"{_W}val"), default)


def _number(written: str | None, default: int) -> int:
    return int(written) if written is not None and written.isdecimal() and len(written) < 7 else default
