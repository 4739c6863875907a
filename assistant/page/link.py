"""Where a quote stands on the web: the page it comes from, opened at the sentence.

A text fragment (`#:~:text=…`) highlights the first place of a page whose words match, whatever their case and
accents; so the words given are those that the document holds once, with what stands before or after if need be.

Source: WICG, "URL Fragment Text Directives", sections 3.2 (syntax) and 3.5 (finding ranges in a document).
"""

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote as percent_encoded

from assistant.page.escape import web_address
from assistant.types import Citation, Document

WHOLE = 300
"""Characters up to which a quote of one line is given whole; of others, how they start and how they end."""
EDGE = 8
"""Words that tell how a quote starts or ends, and words around it at most."""
_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")


def original_page(citation: Citation, document: Document | None) -> str | None:
    """Return the address of a quote's original page, at the quote where that can be said.

    Args:
        citation: the quote.
        document: its document as indexed now; None when the index holds it no more.

    Returns:
        The address with `#page=N` for a PDF, with a text fragment where the words stand once in the document,
        as it is otherwise; None when the document gave no web address.
    """
    address = web_address(citation.url)
    if address is None:
        return None
    base, _, anchor = address.partition("#")
    if citation.page is not None and citation.document.lower().endswith(".pdf"):
        return f"{base}#page={citation.page}"
    if document is None or document.text[citation.start : citation.end] != citation.quote:
        return address
    directive = text_directive(document.text, citation.start, citation.end)
    return f"{base}#{anchor.partition(':~:')[0]}:~:{directive}" if directive else address


@lru_cache(maxsize=256)
def text_directive(text: str, start: int, end: int) -> str:
    """Return `text=…` for characters `start` to `end`, or nothing when no words around tell them apart."""
    lines = text[start:end].strip().split("\n")
    whole = len(lines) == 1 and len(lines[0]) <= WHOLE
    head = lines[0].split() if whole else _lettered(lines[0])[:EDGE]
    tail = [] if whole else _lettered(lines[-1])[-EDGE:]
    words = _folded(text)
    if tail and not _ends_first(words, len(_folded(text[:start])) - 1, len(_folded(text[:end])), head, tail):
        return ""
    before, after = _edge(text[:start], last=True), _edge(text[end:], last=False)
    for around in range(EDGE + 1):
        prefix = before[len(before) - around :]
        suffix = [] if tail else after[:around]
        pattern = _folded(" ".join((*prefix, *head, *suffix)))
        if words.find(pattern) == words.rfind(pattern) >= 0:
            parts = [f"{_encoded(prefix)}-"] if prefix else []
            parts += [_encoded(part) for part in (head, tail) if part]
            parts += [f"-{_encoded(suffix)}"] if suffix else []
            return f"text={','.join(parts)}"
    return ""


def _ends_first(words: str, start: int, end: int, head: list[str], tail: list[str]) -> bool:
    """Whether, after the head, the tail is first met where the quote ends."""
    pattern = _folded(" ".join(tail))
    met = words.find(pattern, start + len(_folded(" ".join(head))) - 1)
    return met >= 0 and met + len(pattern) == end


def _edge(text: str, last: bool) -> list[str]:
    """The last or first words of a text, out of one line."""
    lines = text.strip().split("\n")
    words = _lettered(lines[-1 if last else 0])
    return words[-EDGE:] if last else words[:EDGE]


def _lettered(line: str) -> list[str]:
    """The words of a line, without the bullet that opens it."""
    words = line.split()
    while words and not any(character.isalnum() for character in words[0]):
        del words[0]
    return words


def _folded(text: str) -> str:
    """Letters and digits alone, as a browser compares them: every word between two single spaces."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return "".join(f" {word}" for word in _WORD.findall(plain)) + " "


def _encoded(words: list[str]) -> str:
    return percent_encoded(" ".join(words), safe="").replace("-", "%2D")
