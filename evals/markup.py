"""A self-contained page: escaped texts, tables that scroll, one style, one script, no outside host.

The page forbids itself everything else: its policy names the digest of its own style and script, so that
nothing that a document says can run, and nothing can be fetched.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from evals.labels import figure, interval

_HERE = Path(__file__).parent


def text(value: object) -> str:
    """Return a value as text that is safe in markup and in quoted attributes."""
    return escape(str(value), quote=True)


def link(target: str, words: str) -> str:
    """Return a link to a part of this page, by id."""
    return f'<a href="#{quote(target)}">{text(words)}</a>'


def table(label: str, headings: Sequence[str], rows: Iterable[Sequence[str]], style: str = "") -> str:
    """Return a table that scrolls sideways by itself, by keyboard too.

    Args:
        label: what the table shows, for those who do not see it.
        headings: markup of the column headings.
        rows: markup of the cells; the first of each row names it.
        style: class of the table.
    """
    head = "".join(f'<th scope="col">{heading}</th>' for heading in headings)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return scrolling(
        label, f'<table class="{style}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def scrolling(label: str, inside: str) -> str:
    """Return a region that scrolls sideways by itself."""
    return f'<div class="wide" role="region" tabindex="0" aria-label="{text(label)}">{inside}</div>'


def section(id: str, title: str, *inside: str) -> str:
    """Return a part of the page with its heading; `id` is how the contents link to it."""
    return f'<section id="{id}" aria-labelledby="{id}-title"><h2 id="{id}-title">{text(title)}</h2>{"".join(inside)}</section>'


def estimated(mean: Mapping[str, Any]) -> str:
    """Return a mean and its interval."""
    return f'<strong>{figure(mean["value"])}</strong> <span class="range">{interval(mean)}</span>'


def folded(summary: str, *inside: str) -> str:
    """Return what is shown on demand."""
    return f'<details class="more"><summary>{text(summary)}</summary>{"".join(inside)}</details>'


def listed(sentences: Iterable[str]) -> str:
    """Return sentences as a list."""
    return f"<ul>{''.join(f'<li>{text(each)}</li>' for each in sentences)}</ul>"


def facts(pairs: Mapping[str, object]) -> str:
    """Return names and values as a description list."""
    return (
        "<dl>"
        + "".join(f"<dt>{text(name)}</dt><dd>{text(value)}</dd>" for name, value in pairs.items())
        + "</dl>"
    )


def whole_page(title: str, lead: str, contents: Mapping[str, str], body: Iterable[str]) -> str:
    """Return the HTML file.

    Args:
        title: of the page; plain text.
        lead: markup below the title.
        contents: title of each part by its id.
        body: markup of the parts.
    """
    style = (_HERE / "report_page.css").read_text(encoding="utf-8")
    script = (_HERE / "report_page.js").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    entries = "".join(f"<li>{link(id, name)}</li>" for id, name in contents.items())
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{text(title)}</title>",
            f"<style>{style}</style><script>{script}</script></head><body>",
            '<a class="skip" href="#part-main">To the report</a>',
            f'<header><p class="house">Motamot</p><h1>{text(title)}</h1>{lead}'
            '<button type="button" class="theme" hidden></button></header>',
            f'<nav aria-label="Contents"><ol>{entries}</ol></nav>',
            '<main id="part-main" tabindex="-1">',
            *body,
            "</main></body></html>",
            "",
        ]
    )


def _digest(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
