"""What the number of each side counts, told where the sides count unlike things.

"52 maisons de santé" beside "225 maisons et centres de santé" is no comparison of like with like: the name of each side
then goes on with what its quote counts, in its words ("Bretagne : maisons de santé").
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.french import analyse, find_numbers, fold
from assistant.reading.asked import BEFORE_NOUNS
from assistant.types import Citation

_OF = r"(?:\s+(?:de|du|des)\s+(?:la\s+|l['’])?|\s+d['’])[^\W\d_]+"
_COUNTED = re.compile(
    rf"\s+(?:de\s+|d['’])?(?P<what>(?P<noun>[^\W\d_]+[sx]\b)(?:\s+(?:et|ou)\s+(?P<other>[^\W\d_]+[sx]\b)(?={_OF}))?(?:{_OF})?)"
)
"""Plural nouns after a number, with their complement."""
_WORD = re.compile(r"\s+(?:de\s+|d['’])?(?P<word>[^\W\d_]+)")


def with_notes(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Say in the name of each side what its number counts, where all sides count and not the same.

    Args:
        citations: one a side.
    """
    counted = [_counted(each) for each in citations]
    heads = {frozenset(analyse(head)) for head, _ in counted}
    if len(heads) < 2 or frozenset() in heads:
        return tuple(citations)
    return tuple(
        replace(each, side=f"{each.side} : {what}")
        for each, (_, what) in zip(citations, counted, strict=True)
    )


def _counted(citation: Citation) -> tuple[str, str]:
    """The nouns, and the words, that the short answer counts; both empty where it has no number, or a unit after it."""
    start = citation.quote.find(citation.short_answer) if citation.short_answer else -1
    end = start + len(citation.short_answer or "")
    number = next((n for n in find_numbers(citation.quote) if start <= n.start < end), None)
    if number is None or number.is_year:
        return "", ""
    at = number.end
    while (before := _WORD.match(citation.quote, at)) and fold(before["word"]) in BEFORE_NOUNS:
        at = before.end()
    found = _COUNTED.match(citation.quote, at)
    return (f"{found['noun']} {found['other'] or ''}", found["what"]) if found else ("", "")
