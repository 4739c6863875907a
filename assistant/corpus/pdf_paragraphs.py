"""Lines of a PDF to paragraphs, headings and list items."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from assistant.corpus.pdf_layout import Line
from assistant.types import BlockKind

_ITEM = re.compile(r"(?:[•‣◦▪▫●○■□►▶➢➤✓✔→·]|[-–—*]\s|\d{1,2}[.)]\s|[a-z]\)\s)")
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.)?\s*[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:/|sur)\s*\d{1,4})?", re.IGNORECASE
)
_FINAL = (".", "!", "?", "…", ":", ";")
_LEADERS = re.compile(r"(?:\.\s?){5,}\s*\d+$|…{2,}\s*\d+$")
_MARGIN = 0.12
"""Share of the page's height, at its top and bottom, where running heads stand."""
_LONGEST_HEADING = 180
_WIDER = 1.3
"""Distance between two paragraphs, in usual distances between two lines, at least."""
_KEPT_BEFORE = frozenset(
    "ai après arrière au avant celle celles celui ceux ci contre demi elle elles eux ex grand haut hors là lui mi mini "
    "moi nous non nord ouest par peut peut quasi quelques sans semi soi soit sous sud est tout toute toi vice vous".split()
)
_KEPT_AFTER = frozenset(
    "ci là même mêmes dessus dessous delà être dire elle elles il ils on je tu nous vous".split()
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A block in the making."""

    kind: BlockKind
    text: str
    page: int
    level: int = 0


def without_running_heads(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """Drop what every page repeats at its top or bottom, and page numbers.

    A line goes when the same text, figures aside, stands at the same height in the margin of
    another page and of a third of the pages in all; a bare number in the margin always goes.

    Args:
        pages: lines of each page, in reading order.
        heights: of the pages, in points.
    """
    places: dict[tuple[str, int], set[int]] = defaultdict(set)
    for number, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        for line in lines:
            if _in_margin(line, height):
                for place in _places(line):
                    places[place].add(number)
    needed = max(2, len(pages) / 3)
    kept = []
    for lines, height in zip(pages, heights, strict=True):
        body = []
        for line in lines:
            repeated = max(len(places.get(place, ())) for place in _places(line)) >= needed
            if not _in_margin(line, height) or not (repeated or _PAGE_NUMBER.fullmatch(line.text)):
                body.append(line)
        kept.append(body)
    return kept


def _in_margin(line: Line, height: float) -> bool:
    return line.bottom < _MARGIN * height or line.top > (1 - _MARGIN) * height


def _places(line: Line) -> list[tuple[str, int]]:
    text = re.sub(r"\d+", "0", line.text).strip()
    band = round(line.top / 4)
    return [(text, band), (text, band + 1)]


def body_style(lines: Sequence[Line]) -> tuple[float, bool]:
    """Return the size of most of the text, and whether most of that size is bold."""
    sizes: Counter[float] = Counter()
    bold: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
        bold[round(line.size * 2) / 2] += len(line.text) * line.bold
    if not sizes:
        return 0.0, False
    size = max(sizes, key=lambda size: (sizes[size], size))
    return size, bold[size] > sizes[size] / 2


def paragraphs(flow: Sequence[Line | Piece], vocabulary: Counter[str]) -> list[Piece]:
    """Join lines into paragraphs, tell headings by their size or weight, and undo hyphenation.

    A paragraph ends where the gap widens, the style changes, a list item starts, the first
    line of the next one is indented, or a line that ends a sentence stops well before the
    margin. It goes on over a column or a page when its sentence does.

    Args:
        flow: lines of the whole document in reading order, and pieces (table rows) to leave as they are.
        vocabulary: words of the document that no line end cuts, in lower case.
    """
    lines = [line for line in flow if isinstance(line, Line)]
    size, bold = body_style(lines)
    pitches = _pitches(lines, size)
    groups: list[list[Line] | Piece] = []
    for entry in flow:
        previous = groups[-1] if groups else None
        if isinstance(entry, Piece):
            groups.append(entry)
        elif _LEADERS.search(entry.text):
            continue
        elif isinstance(previous, list) and not _breaks(previous, entry, pitches[entry.page]):
            previous.append(entry)
        else:
            groups.append([entry])
    headings = [group for group in groups if isinstance(group, list) and _is_heading(group, size, bold)]
    sizes = sorted({_step(group, size) for group in headings}, reverse=True)
    pieces = []
    for group in groups:
        if isinstance(group, Piece):
            pieces.append(group)
            continue
        text = join_lines([line.text for line in group], vocabulary)
        if _is_heading(group, size, bold):
            pieces.append(Piece("heading", text, group[0].page, min(6, 1 + sizes.index(_step(group, size)))))
        else:
            pieces.append(Piece("item" if _ITEM.match(text) else "paragraph", text, group[0].page))
    return pieces


def _pitches(lines: Sequence[Line], size: float) -> dict[int, float]:
    """Return the usual distance between two lines of a column, in points, by page; few lines prove no wide one."""
    distances: dict[int, list[float]] = {line.page: [] for line in lines}
    for line, after in pairwise(lines):
        if (
            line.page == after.page
            and line.column == after.column
            and 0 < after.top - line.top < 4 * line.size
        ):
            distances[line.page].append(after.top - line.top)
    pitches = {}
    for page, found in distances.items():
        usual = median(found) if found else 1.2 * size
        pitches[page] = usual if len(found) >= 8 else min(usual, 1.4 * size)
    return pitches


def _step(group: Sequence[Line], body: float) -> float:
    return max(body, round(group[0].size * 2) / 2)


def _is_heading(group: Sequence[Line], body: float, body_bold: bool) -> bool:
    text = " ".join(line.text for line in group)
    if len(group) > 4 or len(text) > _LONGEST_HEADING or not any(map(str.isalpha, text)):
        return False
    if all(line.size >= body + 1 for line in group):
        return not text.endswith((".", ";", ",")) or group[0].size >= body + 3
    return (
        not body_bold
        and all(line.bold and line.size >= body - 0.5 for line in group)
        and not text.endswith(_FINAL)
    )


def _breaks(group: Sequence[Line], line: Line, pitch: float) -> bool:
    last = group[-1]
    if _ITEM.match(line.text) or abs(line.size - last.size) > 0.7 or line.bold != last.bold:
        return True
    ends = last.text.rstrip('»"” ').endswith(_FINAL)
    if (line.page, line.column) != (last.page, last.column) or line.top < last.top:
        return ends or not line.text[:1].islower()
    if line.top - last.top > _WIDER * max(pitch, last.bottom - last.top):
        return True
    start = group[1].x0 if len(group) > 1 else last.column[0]
    item = _ITEM.match(group[0].text) is not None
    if not item and line.x0 > start + 8 and last.x0 < line.x0 - 8:
        return True
    if item and len(group) > 1 and line.x0 < start - 8:
        return True
    return ends and last.x1 < last.column[1] - 0.15 * (last.column[1] - last.column[0])


def join_lines(lines: Sequence[str], vocabulary: Counter[str]) -> str:
    """Join lines with spaces, and put together the words that a hyphen cuts at their ends.

    The hyphen stays where the word is known with it in the document, before a capital or a
    figure, inside a longer compound ("c'est-à-dire") and after words that make compounds
    ("sous-", "non-"); it goes otherwise.
    """
    joined = lines[0]
    for line in lines[1:]:
        cut = re.search(r"([\w’']+(?:-[\w’']+)*)[-\u2010\u00ad]$", joined)
        following = re.match(r"[\w’']+(?:-[\w’']+)*", line)
        if cut is None or following is None:
            joined += " " + line
        elif joined.endswith("\u00ad") or not _keeps_hyphen(cut[1].lower(), following[0], vocabulary):
            joined = joined[:-1] + line
        else:
            joined += line
    return joined


def _keeps_hyphen(before: str, after: str, vocabulary: Counter[str]) -> bool:
    if vocabulary[f"{before}{after.lower()}"] or vocabulary[f"{before}-{after.lower()}"]:
        return vocabulary[f"{before}-{after.lower()}"] >= vocabulary[f"{before}{after.lower()}"]
    if not after[0].islower() or "-" in before or before in _KEPT_BEFORE:
        return True
    return after.lower() in _KEPT_AFTER


def words_of(lines: Sequence[Line]) -> Counter[str]:
    """Count the words, in lower case, that stand whole inside their line."""
    counts: Counter[str] = Counter()
    for line in lines:
        text = re.sub(r"[\w’'-]+[-\u2010\u00ad]$", "", line.text.lower())
        counts.update(re.findall(r"[\w’']+(?:-[\w’']+)*", text))
    return counts
