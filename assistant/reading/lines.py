"""What stands around a sentence in its document, across passages: its neighbours, and the list it belongs to.

A passage may be cut between a sentence and the one that names its subject, or inside a list: a quote is
chosen from the document's own lines. What it does not do: nested lists are read as one run of items.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from assistant.passages import split_sentences
from assistant.types import Block, Document, Span

_WHOLE_WORDS = 60
"""A line that is no paragraph, and no longer, is one sentence, as passages have it."""
_OPEN_END = re.compile(r"[^.!?…;»)\]]\s*\Z")
"""A paragraph that ends so, just above an item, introduces it."""
_HANGING = re.compile(
    r"(?::|\b(?:car|que|si|pour|de|par|à|lors|lorsque|quand|dont|et|ou|suivante?s?))\s*\Z", re.IGNORECASE
)
"""An item that ends so introduces the items below it."""
_ASKING = re.compile(r"\?\s*\Z")


def words_in(text: str, span: Span) -> int:
    """Count the words of a span, separated by blanks."""
    return len(text[span.start : span.end].split())


def block_at(document: Document, offset: int) -> Block | None:
    """Return the block that holds a character of the text."""
    number = _number(document, offset)
    return None if number < 0 or document.blocks[number].end <= offset else document.blocks[number]


def is_heading(document: Document, span: Span) -> bool:
    """Whether a span of the text is a heading."""
    block = block_at(document, span.start)
    return block is not None and block.kind == "heading"


def is_item(document: Document, span: Span) -> bool:
    """Whether a span is a list item or a table row, or a paragraph that is one by its punctuation.

    Between a line that ends on a colon and one that does not end on a semicolon, lines are items.
    """
    number = _number(document, span.start)
    if number < 0 or document.blocks[number].end <= span.start:
        return False
    block = document.blocks[number]
    if block.kind != "paragraph":
        return block.kind in ("item", "row")
    if number == 0 or document.blocks[number - 1].kind != "paragraph":
        return False
    text, above = _text(document, block), _text(document, document.blocks[number - 1])
    return (above.endswith(";") and not text.endswith(":")) or (text.endswith(";") and above.endswith(":"))


def introduces(document: Document, span: Span) -> bool:
    """Whether the line below a sentence is an item that the sentence opens: a colon, a question, no full stop."""
    below = _block_below(document, span)
    if below is None or not is_item(document, below):
        return False
    text = document.text[span.start : span.end].rstrip()
    if is_row(document, below):
        return text.endswith(":") and not is_row(document, span)
    if is_item(document, span):
        return _HANGING.search(text) is not None
    return is_heading(document, span) or _OPEN_END.search(text) is not None or bool(_ASKING.search(text))


def is_row(document: Document, span: Span) -> bool:
    """Whether a span is a table row."""
    block = block_at(document, span.start)
    return block is not None and block.kind == "row"


def before(document: Document, span: Span) -> Span | None:
    """Return the sentence, heading or item directly before a sentence; None at the start of the document."""
    number = _number(document, span.start)
    for place in range(number, -1, -1):
        found = [s for s in _sentences(document, document.blocks[place]) if s.end <= span.start]
        if found:
            return found[-1]
    return None


def after(document: Document, span: Span) -> Span | None:
    """Return the sentence, heading or item directly after a sentence; None at the end of the document."""
    number = max(0, _number(document, span.end - 1))
    for block in document.blocks[number:]:
        found = [s for s in _sentences(document, block) if s.start >= span.end]
        if found:
            return found[0]
    return None


def same_block(document: Document, one: Span, other: Span) -> bool:
    """Whether two sentences are of one paragraph, item or heading."""
    return block_at(document, one.start) == block_at(document, other.start)


def list_around(document: Document, span: Span) -> tuple[Span | None, Sequence[Span]]:
    """Return the list that a sentence introduces or belongs to.

    Returns:
        The line that introduces it, None when nothing does, and its items in order.
    """
    items: list[Span] = []
    opening: Span | None = span
    if is_item(document, span) and not introduces(document, span):
        items.append(span)
        line = before(document, span)
        while line is not None and is_item(document, line):
            items.insert(0, line)
            line = before(document, line)
        opening = line if line is not None and introduces(document, line) else None
    line = after(document, span)
    while line is not None and is_item(document, line):
        items.append(line)
        line = after(document, line)
    return opening, items


def _number(document: Document, offset: int) -> int:
    return bisect_right(document.blocks, offset, key=lambda block: block.start) - 1


def _block_below(document: Document, span: Span) -> Span | None:
    """The block after the one that a sentence ends."""
    number = _number(document, span.end - 1)
    if number + 1 >= len(document.blocks) or document.text[span.end : document.blocks[number].end].strip():
        return None
    return Span(document.blocks[number + 1].start, document.blocks[number + 1].end)


def _text(document: Document, block: Block) -> str:
    return document.text[block.start : block.end].rstrip()


def _sentences(document: Document, block: Block) -> list[Span]:
    lead = len(document.text[block.start : block.end]) - len(document.text[block.start : block.end].lstrip())
    whole = Span(block.start + lead, block.start + len(_text(document, block)))
    if whole.start >= whole.end:
        return []
    if block.kind != "paragraph" and words_in(document.text, whole) <= _WHOLE_WORDS:
        return [whole]
    return split_sentences(document.text, block.start, block.end)
