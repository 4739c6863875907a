"""Quotes to HTML: in a list, one row a side, one row a date; and as the text that is copied. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.page.escape import text
from assistant.page.link import original_page
from assistant.page.texts import Texts
from assistant.page.thread import Part
from assistant.page.wording import date_in_words
from assistant.types import Citation, Document


@dataclass(frozen=True, slots=True)
class Scene:
    """What the quotes of one exchange are shown with."""

    place: int
    """Position of the exchange in the conversation, from 0."""
    day: str
    """ISO date of the answer: when its sources were consulted."""
    documents: Mapping[str, Document]
    """As indexed now, by path."""
    texts: Texts


def quote_list(
    scene: Scene, part: Part, citations: Sequence[tuple[int, Citation]], first: int = 1, label: str = ""
) -> str:
    """Return numbered quotes.

    Args:
        scene: of the exchange.
        part: of the answer.
        citations: with their positions in that part, from 0.
        first: number shown for position 0.
        label: a tag on each quote.
    """
    items = "".join(
        f"<li>{_number(scene, part, place, first, citation)}{_quoted(scene, part, citation, label)}</li>"
        for place, citation in citations
    )
    return f'<ol class="quotes {part}">{items}</ol>' if items else ""


def sides_table(scene: Scene, citations: Sequence[tuple[int, Citation]], empty: Sequence[str]) -> str:
    """Return a comparison, one row a side; a side that no document covers says so."""
    texts = scene.texts
    rows = "".join(
        _row(
            text(citation.side or ""),
            f'<div class="sided">{_number(scene, "citations", place, 1, citation)}'
            f"{_quoted(scene, 'citations', citation)}</div>",
        )
        for place, citation in citations
    )
    rows += "".join(_row(text(side), f'<p class="missing">{text(texts.empty_side)}</p>') for side in empty)
    return _table("sides", texts.sides, texts.sides_columns, rows)


def related_table(scene: Scene, citations: Sequence[Citation], first: int) -> str:
    """Return the same measure at other dates or places, one row a quote.

    Args:
        scene: of the exchange.
        citations: the related quotes, in the order of the assistant.
        first: number shown for the first.
    """
    rows = "".join(
        _row(
            dated(citation, scene.texts) + (f"<br>{text(citation.region)}" if citation.region else ""),
            f"<strong>{text(citation.short_answer or '–')}</strong>",
            f'<div class="sided">{_number(scene, "related", place, first, citation)}'
            f"{_quoted(scene, 'related', citation)}</div>",
        )
        for place, citation in enumerate(citations)
    )
    return _table("related", scene.texts.related, scene.texts.related_columns, rows)


def dated(citation: Citation, texts: Texts) -> str:
    """Return the date of a source in words, with where it was found, or that it is unknown."""
    if citation.date is None:
        return f'<span class="undated">{text(texts.date_unknown)}</span>'
    origin = f" ({text(texts.date_in_text)})" if citation.date_from == "text" else ""
    return (
        f'<time datetime="{text(citation.date)}">{text(date_in_words(citation.date, texts))}</time>{origin}'
    )


def copied(citation: Citation, document: Document | None, day: str, texts: Texts) -> str:
    """Return a quote as it is copied: quote, title, publisher, date, page, link, date consulted, on one line."""
    date = citation.date and date_in_words(citation.date, texts)
    page = texts.page_number.format(n=citation.page) if citation.page is not None else None
    source = [citation.title or texts.untitled, citation.publisher, date or texts.date_unknown, page]
    source.append(original_page(citation, document) or citation.document)
    consulted = texts.consulted.format(when=date_in_words(day, texts))
    quote = " ".join(line for line in texts.quotation.format(quote=citation.quote).split("\n") if line)
    return f"{quote} {', '.join(part for part in source if part)} ({consulted})"


def _number(scene: Scene, part: Part, place: int, first: int, citation: Citation) -> str:
    texts = scene.texts
    label = text(texts.open_source.format(n=first + place, title=citation.title or texts.untitled))
    return (
        f'<button type="button" class="number" id="quote-{scene.place}-{part}-{place}" data-act="open" '
        f'data-exchange="{scene.place}" data-part="{part}" data-place="{place}" aria-controls="source" '
        f'aria-label="{label}">{first + place}</button>'
    )


def _quoted(scene: Scene, part: Part, citation: Citation, label: str = "") -> str:
    texts = scene.texts
    tag = f'<p class="tag">{text(label)}</p>' if label else ""
    details = [f"<cite>{text(citation.title or texts.untitled)}</cite>"]
    details += [f"<span>{text(value)}</span>" for value in (citation.publisher,) if value]
    if part != "related":
        details.append(f"<span>{dated(citation, texts)}</span>")
        details += [f"<span>{text(value)}</span>" for value in (citation.region,) if value]
    if citation.page is not None:
        details.append(f"<span>{text(texts.page_number.format(n=citation.page))}</span>")
    notes = []
    heading = citation.heading
    while heading and citation.quote.startswith(heading[-1]):
        heading = heading[:-1]  # the quote says it
    if heading and heading != (citation.title,):
        notes.append(f'<p class="heading">{text(" › ".join(heading))}</p>')
    if citation.also:
        notes.append(f'<p class="also">{text(texts.also_in.format(paths=", ".join(citation.also)))}</p>')
    if citation.superseded_by:
        notes.append(f'<p class="replaced">{text(texts.superseded.format(path=citation.superseded_by))}</p>')
    copy = "" if part == "nearest" else _copy(scene, citation)
    return (
        f'<div class="quoted">{tag}<blockquote lang="fr"><span class="words" dir="auto">{_bold(citation)}</span>'
        f'</blockquote><p class="origin" dir="auto">{" ".join(details)}</p>{"".join(notes)}{copy}</div>'
    )


def _copy(scene: Scene, citation: Citation) -> str:
    texts = scene.texts
    words = copied(citation, scene.documents.get(citation.document), scene.day, texts)
    return (
        f'<button type="button" class="copy" data-act="copy" data-text="{text(words)}" '
        f'data-done="{text(texts.copied)}" aria-live="polite">{text(texts.copy)}</button>'
    )


def _bold(citation: Citation) -> str:
    before, short, after = citation.quote, "", ""
    if citation.short_answer:
        before, short, after = citation.quote.partition(citation.short_answer)
    bold = f"<strong>{text(short)}</strong>" if short else ""
    return f"{text(before)}{bold}{text(after)}"


def _row(head: str, *cells: str) -> str:
    inside = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row" dir="auto">{head}</th>{inside}</tr>'


def _table(name: str, caption: str, columns: Sequence[str], rows: str) -> str:
    heads = "".join(f'<th scope="col">{text(column)}</th>' for column in columns)
    return (
        f'<table class="{name}"><caption>{text(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )
