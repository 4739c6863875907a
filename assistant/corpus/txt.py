"""Plain text: the file is its own text; only its structure is guessed.

A line is a block, except in files wrapped at a fixed width, where the lines of a paragraph
are joined into one block. Headings are short lines without final punctuation that stand
above something else. What is doubtful stays a paragraph.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.corpus.draft import Extract, too_long
from assistant.corpus.limits import ReadLimits
from assistant.corpus.text import decode, normalise
from assistant.errors import DocumentError
from assistant.types import Block, BlockKind

_BULLET = re.compile(r"(?:[•‣◦▪▫●○■□►▶➢➤✓✔→·]\s*|[-*–—o]\s+)(?=\S)")
_NUMBERED = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*[.)°]|[a-z]\)|\d{1,2}(?:\.\d{1,2})+)\s+(?=\S)", re.IGNORECASE
)
_SERIES = re.compile(
    r"(?P<word>[A-ZÀ-Ý][\w’'-]*)\s+(?:n°\s*)?(?:\d{1,3}|[IVXL]+)(?:er)?(?:\s*[:.–—-]\s*\S|\s*[:.–—-]?\s*$)"
)
_ROMAN = re.compile(r"(?:[IVXL]+|[A-H])\s*[.)–—-]\s+(?=[^\W\d_])")
_ATTRIBUTION = re.compile(
    r"(?:[A-ZÀ-Ý][\w’'.-]*\s+){1,3}[A-ZÀ-Ý][\w’'-]*\s*,\s+[a-zà-ÿ]|[^,]+,\s+(?:le\s+)?(?:\w+\s+){0,3}\d{4}$"
)
"""A name and a function, or a name and a date."""
_DATELINE = re.compile(
    r"(?:publié|mis(?:e)? à jour|mis(?:e)? en ligne|modifié|paru|posté)\w*\b", re.IGNORECASE
)
_LONGEST_HEADING = 110
_WIDEST_WRAP = 132
_NARROWEST_WRAP = 40
_CAPITALS, _PLAIN, _UNDER_PLAIN = "capitals", "plain", "under plain"


@dataclass(slots=True)
class _Line:
    """One or several lines of the text that make one block."""

    start: int
    end: int
    text: str
    after_blank: bool
    kind: BlockKind = "paragraph"
    key: str = field(default="")
    """What sort of heading the line looks like: "" for none, `capitals`, `plain`, or a series ("engagement")."""


def read_txt(data: bytes, limits: ReadLimits) -> Extract:
    """Read a `.txt` file.

    Returns:
        The file's text in NFC with `\\n` line ends, nothing else changed, and its blocks. The title is level 1.

    Raises:
        DocumentError: the bytes are not text, or too many.
    """
    decoded, warnings = decode(data)
    text = normalise(decoded)
    if len(text) > limits.text_chars:
        raise DocumentError(too_long(limits))
    return Extract(text, structure(text), warnings=warnings)


def structure(text: str) -> tuple[Block, ...]:
    """Return the blocks of a plain text: they cover all that is not white space, in order."""
    lines = _lines(text)
    lines = _join(text, lines, wrapped=_is_wrapped(lines))
    for line in lines:
        _classify(line)
    _demote(lines)
    lines = _join_headings(text, lines)
    title = _title(lines)
    return tuple(_blocks(lines, title))


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    position, blank = 0, True
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = position + len(raw) - len(raw.lstrip())
            lines.append(_Line(start, start + len(stripped), stripped, blank))
        blank = not stripped
        position += len(raw) + 1
    return lines


def _is_wrapped(lines: Sequence[_Line]) -> bool:
    """Tell whether lines end at a fixed width: those that go on on the next line are nearly all about as long."""
    full = [
        len(line.text)
        for line, after in pairwise(lines)
        if not after.after_blank and not _starts_item(after.text)
    ]
    if len(full) < 2:
        return False
    width = max(full)
    near = sum(length >= 0.75 * width for length in full)
    return _NARROWEST_WRAP <= width <= _WIDEST_WRAP and near >= 0.75 * len(full)


def _join(text: str, lines: list[_Line], wrapped: bool) -> list[_Line]:
    """Join the lines of wrapped paragraphs, and the indented lines that continue a list item."""
    joined: list[_Line] = []
    for line in lines:
        previous = joined[-1] if joined else None
        if previous is None or line.after_blank or _starts_item(line.text) or _is_row(line.text):
            joined.append(line)
            continue
        inside_item = _starts_item(previous.text) and _indent(text, line.start) > _indent(
            text, previous.start
        )
        if inside_item or (wrapped and not _is_row(previous.text)):
            previous.end = line.end
            previous.text = text[previous.start : previous.end]
        else:
            joined.append(line)
    return joined


def _indent(text: str, start: int) -> int:
    return start - (text.rfind("\n", 0, start) + 1)


def _starts_item(text: str) -> bool:
    return _BULLET.match(text) is not None or _NUMBERED.match(text) is not None


def _is_row(text: str) -> bool:
    return "\t" in text or text.count("|") >= 2


def _classify(line: _Line) -> None:
    text = line.text
    if _is_row(text):
        line.kind = "row"
    elif _BULLET.match(text):
        line.kind = "item"
    elif _NUMBERED.match(text):
        line.kind, line.key = "item", "numbered" if _could_head(text) else ""
    elif _could_head(text):
        letters = [letter for letter in text if letter.isalpha()]
        series = _SERIES.match(text)
        if series and not text.isupper():
            line.key = series["word"].lower()
        elif _ROMAN.match(text):
            line.key = "roman"
        elif len(letters) >= 4 and sum(letter.isupper() for letter in letters) >= 0.9 * len(letters):
            line.key = _CAPITALS
        elif not _ATTRIBUTION.match(text) and text.count(",") < 2:
            line.key = _PLAIN


def _could_head(text: str) -> bool:
    if len(text) > _LONGEST_HEADING or "\n" in text or _DATELINE.match(text):
        return False
    if not text[0].isdigit() and not text[0].isupper() and text[0] not in '«“"':
        return False
    if text.endswith("?"):
        return not re.search(r"[.!?…]\s", text)
    return not text.endswith((".", ";", ",", "!", "…"))


def _demote(lines: list[_Line]) -> None:
    """Take back headings that their neighbours contradict; numbered lines become headings where they are alone.

    A heading stands above something. A short line is not one when it repeats the line before
    it (a caption), follows an unfinished line without empty line between, is one of three or
    more in a row without empty line (an address, a timetable), comes last, or stands between
    a paragraph and a numbered heading (the unpunctuated end of a section). A run of two or
    more short lines at the very end is what pages leave below their article: each heads
    nothing, but is no prose either.
    """
    for line, repeated in pairwise(lines):
        if line.text == repeated.text:
            line.key = repeated.key = ""
    for before, line, after in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        if line.key == "numbered":
            listed = any(other is not None and _NUMBERED.match(other.text) for other in (before, after))
            line.kind = "item"
            if after is None or listed or not line.after_blank:
                line.key = ""
        elif line.key == _PLAIN and line.text.endswith(":") and after is not None and after.kind == "item":
            line.key = ""
    _demote_stacks(lines)
    for above, line in pairwise(lines):
        if line.key == _PLAIN and not line.after_blank and not above.key and _could_head(above.text):
            line.key = ""
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        ends_section = not above.key and above.kind == "paragraph" and below.key not in ("", _PLAIN)
        if line.key == _PLAIN and ends_section:
            line.key = ""
    tail = len(lines)
    while tail and lines[tail - 1].key == _PLAIN:
        tail -= 1
    if len(lines) - tail == 1:
        lines[-1].key = ""
    for line in lines:
        if line.key:
            line.kind = "heading"


def _demote_stacks(lines: list[_Line]) -> None:
    run: list[_Line] = []
    for line in [*lines, _Line(0, 0, "", True)]:
        if run and (line.after_blank or line.key != _PLAIN):
            if len(run) >= 3:
                for member in run:
                    member.key = ""
            run = []
        if line.key == _PLAIN:
            run.append(line)


def _join_headings(text: str, lines: list[_Line]) -> list[_Line]:
    """Join a heading in capitals that takes several lines, and one that announces the next with a colon."""
    joined: list[_Line] = []
    for line in lines:
        previous = joined[-1] if joined else None
        if previous is not None and previous.key and line.key and not line.after_blank:
            both_capitals = previous.key == line.key == _CAPITALS or (
                previous.text.isupper() and line.text.isupper() and line.key == _CAPITALS
            )
            if both_capitals or (previous.text.endswith(":") and line.key == _PLAIN):
                previous.end = line.end
                previous.text = text[previous.start : previous.end]
                continue
        joined.append(line)
    return joined


def _title(lines: Sequence[_Line]) -> int | None:
    """Return which line is the title: among the headings that open the file, the first of three words or more.

    Shorter ones are often the remains of a banner ("Les actus"); without any other, the longest is the title.
    """
    opening: list[int] = []
    for index, line in enumerate(lines):
        if line.kind != "heading":
            break
        if not re.search(r"\s[>|/›]\s", line.text):
            opening.append(index)
    worded = [index for index in opening if len(lines[index].text.split()) >= 3]
    if worded:
        return worded[0]
    return max(opening, key=lambda index: len(lines[index].text), default=None)


def _blocks(lines: Sequence[_Line], title: int | None) -> list[Block]:
    """Give headings their level: capitals above series above plain ones, and a heading right under another is inside it."""
    blocks: list[Block] = []
    open_keys: list[str] = []
    for index, line in enumerate(lines):
        level = 0
        if index == title:
            level, open_keys = 1, []
        elif line.kind == "heading":
            follows_heading = index > 0 and lines[index - 1].kind == "heading" and index - 1 != title
            key = line.key
            if key == _PLAIN and follows_heading and open_keys and open_keys[-1] in (_PLAIN, _UNDER_PLAIN):
                key = _UNDER_PLAIN
            if key in open_keys:
                del open_keys[open_keys.index(key) + 1 :]
            elif key == _CAPITALS:
                open_keys = [key]
            elif follows_heading or not open_keys:
                open_keys.append(key)
            else:
                open_keys[-1] = key
            level = min(6, 1 + len(open_keys))
        blocks.append(Block(line.kind, line.start, line.end, level))
    return blocks
