"""OpenDocument texts: paragraphs, headings, lists and tables in document order."""

from collections.abc import Iterator

from lxml import etree

from assistant.corpus.draft import Draft, Extract
from assistant.corpus.limits import ReadLimits
from assistant.corpus.office import open_parts
from assistant.corpus.rows import row_texts
from assistant.errors import DocumentError

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT = f"{{{_NAMESPACE}text:1.0}}"
_TABLE = f"{{{_NAMESPACE}table:1.0}}"
_OFFICE = f"{{{_NAMESPACE}office:1.0}}"
_STYLE = f"{{{_NAMESPACE}style:1.0}}"
_DRAW = f"{{{_NAMESPACE}drawing:1.0}}"
_FO = f"{{{_NAMESPACE}xsl-fo-compatible:1.0}}"
_META = {
    "{http://purl.org/dc/elements/1.1/}title": "title",
    "{http://purl.org/dc/elements/1.1/}language": "language",
    f"{{{_NAMESPACE}meta:1.0}}creation-date": "published",
    "{http://purl.org/dc/elements/1.1/}date": "updated",
}
_INDEXES = tuple(
    f"{_TEXT}{name}"
    for name in (
        "table-of-content",
        "illustration-index",
        "table-index",
        "alphabetical-index",
        "bibliography",
    )
)
_UNREAD = (
    *_INDEXES,
    f"{_TEXT}tracked-changes",
    f"{_OFFICE}annotation",
    f"{_TEXT}sequence-decls",
    f"{_OFFICE}forms",
)
_MOST_REPEATED = 100
_LONGEST_HEADING = 120


def read_odt(data: bytes, limits: ReadLimits) -> Extract:
    """Read a `.odt` file: body and text frames, footnotes after their paragraph; indexes and deletions are left out.

    Raises:
        DocumentError: damaged, encrypted, not a text document, or too long.
    """
    parts = open_parts(data, ("content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"), limits)
    manifest = parts.get("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
        raise DocumentError("encrypted file: save a copy without password")
    content = parts.get("content.xml")
    body = content.find(f"{_OFFICE}body/{_OFFICE}text") if content is not None else None
    if body is None:
        raise DocumentError("not an OpenDocument text: check its extension")
    draft = Draft(limits)
    _Reader(draft, [part for part in (content, parts.get("styles.xml")) if part is not None]).blocks(body)
    return Extract(draft.text, tuple(draft.blocks), embedded=_properties(parts.get("meta.xml")))


class _Reader:
    def __init__(self, draft: Draft, sources: list[etree._Element]) -> None:
        self._draft = draft
        self._marker = ""
        self._section = 0
        self._styles = {
            style.get(f"{_STYLE}name"): style for root in sources for style in root.iter(f"{_STYLE}style")
        }
        self._ordered = {
            (style.get(f"{_STYLE}name"), level.get(f"{_TEXT}level"))
            for root in sources
            for style in root.iter(f"{_TEXT}list-style")
            for level in style.iter(f"{_TEXT}list-level-style-number")
        }

    def blocks(self, parent: etree._Element, list_style: str | None = None, depth: int = 0) -> None:
        for child in parent:
            if not isinstance(child.tag, str) or child.tag in _UNREAD:
                continue
            if child.tag == f"{_TEXT}h":
                self._heading(child)
            elif child.tag == f"{_TEXT}p":
                self._paragraph(child)
            elif child.tag == f"{_TEXT}list":
                self._list(child, child.get(f"{_TEXT}style-name") or list_style, depth + 1)
            elif child.tag == f"{_TABLE}table":
                self._table(child)
            else:
                self.blocks(child, list_style, depth)

    def _heading(self, element: etree._Element) -> None:
        written = element.get(f"{_TEXT}outline-level", "1")
        self._section = min(6, max(1, int(written))) if written.isdecimal() and len(written) < 4 else 1
        self._marker = ""
        self._draft.add("heading", _text(element).replace("\n", " "), self._section)
        self._frames(element)

    def _paragraph(self, element: etree._Element) -> None:
        text = _text(element).strip()
        if not text:
            pass
        elif self._inherits(_style_name(element), ("Title", "Titre")):
            self._draft.add("heading", text.replace("\n", " "), 1)
        elif self._marker:
            self._draft.add("item", self._marker + text)
            self._marker = ""
        elif self._looks_like_heading(element, text):
            self._draft.add(
                "heading", text.replace("\n", " "), min(6, self._section + 1 if self._section else 2)
            )
        else:
            self._draft.add("paragraph", text)
        self._frames(element)

    def _frames(self, element: etree._Element) -> None:
        """Read the text boxes and the notes anchored in a paragraph."""
        for inner in element.iter(f"{_DRAW}text-box", f"{_TEXT}note-body"):
            holder = next(inner.iterancestors(f"{_TEXT}p", f"{_TEXT}h"))
            if holder is element:
                self.blocks(inner)

    def _inherits(self, name: str | None, targets: tuple[str, ...]) -> bool:
        seen: set[str] = set()
        while name is not None and name not in seen:
            if name in targets:
                return True
            seen.add(name)
            style = self._styles.get(name)
            name = style.get(f"{_STYLE}parent-style-name") if style is not None else None
        return False

    def _looks_like_heading(self, element: etree._Element, text: str) -> bool:
        """Tell a short paragraph written wholly in bold, without final punctuation."""
        if len(text) > _LONGEST_HEADING or text.endswith((".", ";", ",", ":", "!", "…")):
            return False
        if self._is_bold(_style_name(element)):
            return True
        spans = [child for child in element if child.tag == f"{_TEXT}span" and _text(child).strip()]
        bare = (element.text or "") + "".join(child.tail or "" for child in element)
        return bool(spans) and not bare.strip() and all(self._is_bold(_style_name(span)) for span in spans)

    def _is_bold(self, name: str | None) -> bool:
        style = self._styles.get(name) if name is not None else None
        properties = style.find(f"{_STYLE}text-properties") if style is not None else None
        return properties is not None and properties.get(f"{_FO}font-weight") in ("bold", "700", "800", "900")

    def _list(self, element: etree._Element, style: str | None, depth: int) -> None:
        ordered = (style, str(depth)) in self._ordered
        number = 1
        for child in element:
            if child.tag in (f"{_TEXT}list-item", f"{_TEXT}list-header"):
                if child.tag == f"{_TEXT}list-item":
                    self._marker = f"{number}. " if ordered else "• "
                    number += 1
                self.blocks(child, style, depth)
                self._marker = ""

    def _table(self, table: etree._Element) -> None:
        rows = [
            row
            for row in table.iter(f"{_TABLE}table-row")
            if next(row.iterancestors(f"{_TABLE}table")) is table
        ]
        nested = next(table.iterdescendants(f"{_TABLE}table"), None) is not None
        columns = [len(list(row.iterchildren(f"{_TABLE}table-cell"))) for row in rows]
        if nested or max(columns, default=0) < 2:
            for row in rows:
                for cell in row.iterchildren(f"{_TABLE}table-cell"):
                    self.blocks(cell)
            return
        header = True if table.find(f"{_TABLE}table-header-rows") is not None else None
        for line in row_texts([list(_cells(row)) for row in rows], header):
            self._draft.add("row", line)


def _style_name(element: etree._Element) -> str | None:
    """Return the style an element uses."""
    written = element.get(f"{_TEXT}style-name")
    return written if isinstance(written, str) else None


def _cells(row: etree._Element) -> Iterator[str]:
    own = list(row.iterchildren(f"{_TABLE}table-cell"))
    across = len(own) == 1 and f"{_TABLE}number-columns-spanned" in own[0].attrib
    for cell in own if across else row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        texts = (_text(paragraph).strip() for paragraph in cell.iter(f"{_TEXT}p", f"{_TEXT}h"))
        text = " ".join(filter(None, texts))
        repeated = cell.get(f"{_TABLE}number-columns-repeated", "1")
        count = int(repeated) if repeated.isdecimal() and len(repeated) < 7 else 1
        yield from [text] * min(count, _MOST_REPEATED)


def _text(element: etree._Element) -> str:
    return "".join(_pieces(element))


def _pieces(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        tag = child.tag
        if tag == f"{_TEXT}s":
            written = child.get(f"{_TEXT}c", "1")
            yield " " * (min(int(written), 100) if written.isdecimal() and len(written) < 7 else 1)
        elif tag == f"{_TEXT}tab":
            yield " "
        elif tag == f"{_TEXT}line-break":
            yield "\n"
        elif isinstance(tag, str) and tag not in (
            *_UNREAD,
            f"{_TEXT}note",
            f"{_DRAW}frame",
            f"{_DRAW}custom-shape",
        ):
            yield from _pieces(child)
        yield child.tail or ""


def _properties(meta: etree._Element | None) -> dict[str, str]:
    found = {}
    for element in meta.iter(*_META) if meta is not None else ():
        if element.text and element.text.strip():
            found[_META[element.tag]] = element.text.strip()
    return found
