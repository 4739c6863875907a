"""Questions of our own that teach the reader: asked in other words than the text's, as typed, and near misses.

`questions.jsonl` beside this module: what each is asked of (a paragraph of PIAF, or characters of a document of
the prose), its type, and the characters of its answer in that text, or none for a near miss.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Own:
    """A question of our own."""

    source: str
    """`piaf` or `prose`."""
    part: str
    """`train` or `dev`."""
    type: str
    """`para`, `typed`, `why`, or `miss-…` after what is missing."""
    question: str
    span: tuple[int, int] | None
    """Characters of the answer: in the paragraph (PIAF), in the whole document (prose)."""
    title: str = ""
    """Of the article of PIAF."""
    paragraph: int = -1
    """Its number in the article."""
    id: str = ""
    """Of the prose document."""


def read_own(part: str) -> Sequence[Own]:
    """Return the questions of a part."""
    lines = (files("assistant.training") / "questions.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        Own(**row | {"span": tuple(row["span"]) if row["span"] else None})
        for row in rows
        if row["part"] == part
    ]
