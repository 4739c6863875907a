"""Markdown: its blocks as a reader sees them, without the marks."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.corpus.draft import Draft, Extract
from assistant.corpus.limits import ReadLimits
from assistant.corpus.metadata import read_yaml
from assistant.corpus.rows import row_texts
from assistant.corpus.text import decode, normalise

_FRONT = re.compile(r"---[ \t]*\n(?P<yaml>.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"(?:#.*\n)*[\w '’-]+:")


def read_markdown(data: bytes, limits: ReadLimits) -> Extract:
    """Read a `.md` file.

    Returns:
        Plain text: no marks, no link targets, no images; list items keep a bullet or their number, table rows name
        their columns, and the front matter is set apart.

    Raises:
        DocumentError: not text, or too long.
    """
    from assistant.corpus.html import fragment_into

    decoded, warnings = decode(data)
    text = normalise(decoded)
    front: dict[str, str] = {}
    matter = _FRONT.match(text)
    if matter and _KEY.match(matter["yaml"] or "key:"):
        front, more = read_yaml(matter["yaml"] or "", "front matter")
        warnings += more
        text = text[matter.end() :]
    draft = Draft(limits)
    tokens = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"]).parse(text)
    marker = ""
    heading = 0
    rows: list[list[str]] = []
    for token in tokens:
        match token.type:
            case "heading_open":
                heading = int(token.tag[1])
            case "list_item_open":
                marker = f"{token.info}. " if token.info else "• "
            case "list_item_close":
                marker = ""
            case "table_open":
                rows = []
            case "tr_open":
                rows.append([])
            case "table_close":
                for line in row_texts(rows, header=True):
                    draft.add("row", line)
                rows = []
            case "inline" if rows:
                rows[-1].append(_inline(token.children or ()))
            case "inline":
                written = _inline(token.children or ())
                if heading:
                    draft.add("heading", written.replace("\n", " "), heading)
                elif marker:
                    draft.add("item", marker + written)
                else:
                    draft.add("paragraph", written)
                heading, marker = 0, ""
            case "fence" | "code_block":
                draft.add("paragraph", token.content)
            case "html_block":
                fragment_into(token.content, draft, limits)
    return Extract(draft.text, tuple(draft.blocks), front=front, warnings=warnings)


def _inline(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    for token in tokens:
        match token.type:
            case "text" | "code_inline" | "text_special":
                parts.append(token.content)
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "html_inline" if token.content.lower().startswith("<br"):
                parts.append("\n")
    return "".join(parts)
