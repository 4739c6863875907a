"""HTML elements to blocks, in reading order, as a browser lays them out."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from assistant.corpus.draft import Draft
from assistant.corpus.rows import row_texts

_SPACE = re.compile(r"[ \t\r\n\f]+")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form header hgroup hr legend li main menu nav ol p pre search section summary table tbody td tfoot th thead "
    "tr ul".split()
)
UNSEEN = frozenset(
    "area audio base canvas datalist embed frame frameset head iframe input link map meta noembed noframes noscript "
    "object option param script select source style svg template textarea track video".split()
)
"""Tags without text of their own."""
_MOST_SPANNED = 200


def add_blocks(element: HtmlElement, draft: Draft) -> None:
    """Append an element's content to a draft.

    Headings keep their level, `summary` counts as a heading; list items keep a bullet or their number; the rows of a
    table name its columns; a table that only lays the page out is read cell by cell.
    """
    writer = _Writer(draft)
    writer.element(element)
    writer.flush()


def text_of(element: HtmlElement) -> str:
    """Return the text of an element on one line, without what a browser does not show."""
    return _SPACE.sub(" ", "".join(_pieces(element))).strip(" ")


class _Writer:
    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._inline: list[str] = []
        self._marker = ""

    def flush(self) -> None:
        """End the running paragraph; two line breaks in a row end one too."""
        written = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", "".join(self._inline)))
        self._inline = []
        for part in re.split(r"\n{2,}", written):
            if part.strip():
                self._draft.add("item" if self._marker else "paragraph", self._marker + part.strip())
                self._marker = ""

    def element(self, element: HtmlElement) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in UNSEEN:
            return
        if tag == "br":
            self._inline.append("\n")
        elif tag in _HEADINGS or tag == "summary":
            self._heading(element)
        elif tag == "table":
            self.flush()
            self._table(element)
        elif tag == "pre":
            self.flush()
            self._draft.add("paragraph", "".join(_pieces(element)))
        elif tag in ("ul", "ol", "menu", "dir"):
            self._list(element)
        elif tag in _BLOCKS:
            self.flush()
            self._children(element)
            self.flush()
        else:
            self._children(element)

    def _children(self, element: HtmlElement) -> None:
        self._text(element.text)
        for child in element:
            self.element(child)
            self._text(child.tail)

    def _text(self, text: str | None) -> None:
        if text:
            self._inline.append(_SPACE.sub(" ", text))

    def _heading(self, element: HtmlElement) -> None:
        self.flush()
        self._marker = ""
        level = _HEADINGS.get(element.tag) or min(6, self._draft.heading_level + 1)
        self._draft.add("heading", text_of(element), level)

    def _list(self, element: HtmlElement) -> None:
        self.flush()
        ordered = element.tag == "ol"
        start = element.get("start", "1")
        number = int(start) if start.lstrip("-").isdecimal() and len(start) < 6 else 1
        for child in element:
            if child.tag == "li":
                self._marker = f"{number}. " if ordered else "• "
                number += 1
            self.element(child)
            self.flush()
            self._marker = ""
            self._text(child.tail)
        self.flush()

    def _table(self, table: HtmlElement) -> None:
        rows = list(_own_rows(table))
        for caption in table.iterchildren("caption"):
            self._draft.add("paragraph", text_of(caption))
        if _lays_out(table, rows):
            for row in rows:
                for cell in row.iterchildren("td", "th"):
                    self._children(cell)
                    self.flush()
            return
        cells, headers = _grid(rows)
        if headers > 1:
            merged = [
                " – ".join(dict.fromkeys(filter(None, names)))
                for names in zip(*cells[:headers], strict=False)
            ]
            cells = [merged, *cells[headers:]]
        for line in row_texts(cells, header=True if headers else None):
            self._draft.add("row", line)


def _pieces(element: HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in UNSEEN:
        return
    apart = element.tag in _BLOCKS or element.tag == "br"
    if apart:
        yield "\n" if element.tag == "br" else " "
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    if apart:
        yield " "


def _own_rows(table: HtmlElement) -> Iterator[HtmlElement]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _lays_out(table: HtmlElement, rows: list[HtmlElement]) -> bool:
    """Tell whether a table holds a page rather than data."""
    if table.get("role") in ("presentation", "none"):
        return True
    if next(table.iter("th"), None) is not None:
        return False
    if next(table.iterdescendants("table", *_HEADINGS), None) is not None:
        return True
    widths = [sum(1 for _ in row.iterchildren("td")) for row in rows]
    return max(widths, default=0) < 2 or (
        len(rows) < 2 and next(table.iterdescendants("p", "div"), None) is not None
    )


def _grid(rows: list[HtmlElement]) -> tuple[list[list[str]], int]:
    """Return the cells with spans written out, and how many rows at the top only hold headers."""
    grid: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    headers = 0
    for row in rows:
        own = list(row.iterchildren("td", "th"))
        if len(own) == 1 and not hanging and grid:
            grid.append([text_of(own[0])])
            continue
        line: list[str] = []
        only_headers = True
        for cell in own:
            _hang(line, hanging)
            only_headers = only_headers and cell.tag == "th"
            text = text_of(cell)
            rowspan = _span(cell, "rowspan")
            for _ in range(_span(cell, "colspan")):
                if rowspan > 1:
                    hanging[len(line)] = (rowspan - 1, text)
                line.append(text)
        _hang(line, hanging)
        in_head = row.getparent().tag == "thead"
        if headers == len(grid) and line and (only_headers or in_head):
            headers += 1
        grid.append(line)
    return grid, headers


def _hang(line: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    while len(line) in hanging:
        left, text = hanging.pop(len(line))
        if left > 1:
            hanging[len(line)] = (left - 1, text)
        line.append(text)


def _span(cell: HtmlElement, name: str) -> int:
    written = cell.get(name, "1").strip()
    return (
        min(int(written), _MOST_SPANNED)
        if written.isdecimal() and 0 < len(written) < 7 and int(written)
        else 1
    )
