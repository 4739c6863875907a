"""The source panel: a document as text, the quote marked where it stands. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from operator import itemgetter

from assistant.page.answering import SourceState
from assistant.page.escape import text
from assistant.page.link import original_page
from assistant.page.quotes import dated
from assistant.page.texts import TEXTS, Texts
from assistant.page.thread import Language, Opened
from assistant.types import Block, Citation, Document, Span

MAX_SHOWN = 150_000
"""Characters; of a longer document, only whole blocks around the quote are shown."""
_BULLETS = frozenset("-–—•*·▪◦‣")


@dataclass(frozen=True, slots=True)
class Source:
    """A quote, the document it came from as it is indexed now, and the state of its file now."""

    citation: Citation
    document: Document | None
    """None when the index holds it no more."""
    state: SourceState
    checked: datetime

    @property
    def stands(self) -> bool:
        """Whether the quote is still, character for character, at its place in the indexed text."""
        citation = self.citation
        return (
            self.document is not None and self.document.text[citation.start : citation.end] == citation.quote
        )

    @property
    def verbatim(self) -> bool:
        """Whether the quote is proven: in its place, in a file that has not changed."""
        return self.stands and self.state == "same"


def render_empty(language: Language) -> str:
    """Return the panel before any quote was opened."""
    texts = TEXTS[language]
    steps = "".join(f"<li>{text(step)}</li>" for step in texts.source_steps)
    return _panel(f'<div class="blank"><h2>{text(texts.source_empty)}</h2><ol>{steps}</ol></div>', texts)


def render_source(
    source: Source, opened: Opened, language: Language, others: Sequence[Span] = (), moved_to: bool = False
) -> str:
    """Return the panel with the document of a quote.

    Args:
        source: the quote and what was just learnt about its document.
        opened: where the quote stands in the conversation, to go back to it.
        language: of the interface.
        others: other quotes of the same answer in this document, marked more lightly.
        moved_to: whether the reader asked for it, so that the keyboard follows.

    Returns:
        Markup whose `.sheet` holds the document's text (or the part shown) character for character.
    """
    texts = TEXTS[language]
    citation = source.citation
    origin = f"quote-{opened.exchange}-{opened.part}-{opened.place}"
    inside = (
        f'<div class="card" data-from="{origin}" data-moved="{"true" if moved_to else "false"}" '
        f'data-checked="{source.checked.isoformat()}">{_verdict(source, texts)}'
        f'<h2 tabindex="-1" dir="auto">{text(citation.title or texts.untitled)}</h2>{_facts(citation, source.document, texts)}'
        f'<button type="button" class="back" data-act="back">{text(texts.back)}</button></div>'
    )
    if source.document is not None and source.stands and source.state != "gone":
        inside += _sheet(source.document, citation, others, texts)
    return _panel(inside, texts)


def _panel(inside: str, texts: Texts) -> str:
    return f'<section class="source" id="source" aria-label="{text(texts.source)}">{inside}</section>'


def _verdict(source: Source, texts: Texts) -> str:
    if source.verbatim:
        proof = text(texts.verbatim_proof.format(time=f"{source.checked:%H:%M:%S}"))
        return (
            f'<p class="badge verbatim"><strong>{text(texts.verbatim)}</strong> '
            f'<span class="proof">{proof}</span></p>'
        )
    warning = {"gone": texts.gone, "changed": texts.changed, "same": texts.moved}[source.state]
    if source.state == "changed" and not source.stands:
        warning = texts.moved
    return f'<p class="badge warning" role="alert">{text(warning)}</p>'


def _facts(citation: Citation, document: Document | None, texts: Texts) -> str:
    rows = [(texts.date, dated(citation, texts))]
    rows += [
        (name, text(value))
        for name, value in ((texts.publisher, citation.publisher), (texts.region, citation.region))
        if value
    ]
    rows.append((texts.file, f'<span class="path">{text(citation.document)}</span>'))
    if citation.also:
        rows.append((texts.copies, text(", ".join(citation.also))))
    listed = "".join(f'<div><dt>{text(name)}</dt><dd dir="auto">{value}</dd></div>' for name, value in rows)
    address = original_page(citation, document)
    link = (
        f'<p class="original"><a href="{text(address)}" target="_blank" rel="noopener noreferrer">'
        f"{text(texts.original)}</a></p>"
        if address
        else ""
    )
    return f"<dl>{listed}</dl>{link}"


def _sheet(document: Document, citation: Citation, others: Sequence[Span], texts: Texts) -> str:
    marker = Marker(document.text, Span(citation.start, citation.end), others)
    shown = _window(document.text, document.blocks, citation)
    whole = shown == Span(0, len(document.text))
    note = "" if whole else f'<p class="excerpt">{text(texts.excerpt)}</p>'
    label = text(texts.text_of)
    body = _body(document, shown, marker, texts)
    language = text(document.metadata.language or "fr")
    return (
        f'{note}<div class="sheet" tabindex="0" role="region" aria-label="{label}" '
        f'lang="{language}" dir="auto">{body}</div>'
    )


def _window(document_text: str, blocks: Sequence[Block], citation: Citation) -> Span:
    """Return the part to show: everything, or whole blocks around the quote."""
    if len(document_text) <= MAX_SHOWN:
        return Span(0, len(document_text))
    low, high = citation.start - MAX_SHOWN // 2, citation.end + MAX_SHOWN // 2
    inside = [block for block in blocks if block.end > low and block.start < high]
    if not inside:
        return Span(max(0, low), min(len(document_text), high))
    return Span(min(inside[0].start, citation.start), max(inside[-1].end, citation.end))


def _body(document: Document, shown: Span, marker: "Marker", texts: Texts) -> str:
    """Return the elements in reading order, list items that follow each other in one list."""
    html = ""
    for kind, group in groupby(_pieces(document, shown, marker, texts), key=itemgetter(0)):
        inside = "".join(piece for _, piece in group)
        html += f"<ul>{inside}</ul>" if kind == "item" else inside
    return html


def _pieces(document: Document, shown: Span, marker: "Marker", texts: Texts) -> Iterator[tuple[str, str]]:
    """Yield (kind, element) a block; what stands between two blocks goes with the block it touches."""
    blocks = [block for block in document.blocks if block.start >= shown.start and block.end <= shown.end]
    at, page = shown.start, None
    for place, block in enumerate(blocks):
        following = blocks[place + 1].start if place + 1 < len(blocks) else shown.end
        gap = document.text[block.end : following]
        tail = following if place + 1 == len(blocks) else following - len(gap.lstrip())
        if block.page is not None and block.page != page:
            page = block.page
            yield "leaf", f'<div class="leaf" data-label="{text(texts.page_number.format(n=page))}"></div>'
        lead = f'<span class="lead">{marker(at, block.start)}</span>' if at < block.start else ""
        rest = f'<span class="gap">{marker(block.end, tail)}</span>' if tail > block.end else ""
        bullet = document.text[at : block.end].lstrip()[:1]
        yield block.kind, _element(block, f"{lead}{marker(block.start, block.end)}{rest}", bullet)
        at = tail
    if at < shown.end:
        yield "paragraph", f"<p>{marker(at, shown.end)}</p>"


def _element(block: Block, inside: str, bullet: str) -> str:
    if block.kind == "heading":
        level = min(6, max(1, block.level))
        return f'<h{min(6, level + 2)} class="level-{level}">{inside}</h{min(6, level + 2)}>'
    if block.kind == "item":
        return f'<li class="marked">{inside}</li>' if bullet in _BULLETS else f"<li>{inside}</li>"
    return f'<p class="{block.kind}">{inside}</p>'


class Marker:
    """Escapes parts of a document's text, with the quotes marked in place."""

    def __init__(self, document_text: str, quote: Span, others: Sequence[Span] = ()) -> None:
        self._text = document_text
        self._quote = quote
        self._others = others

    def __call__(self, start: int, end: int) -> str:
        """Return characters `start` to `end` as HTML."""
        spans = (self._quote, *self._others)
        cuts = sorted(
            {start, end, *(edge for span in spans for edge in (span.start, span.end) if start < edge < end)}
        )
        return "".join(self._part(low, high) for low, high in pairwise(cuts))

    def _part(self, low: int, high: int) -> str:
        inside = text(self._text[low:high])
        if self._quote.start <= low < self._quote.end:
            return f'<mark class="quote">{inside}</mark>'
        if any(span.start <= low < span.end for span in self._others):
            return f'<mark class="other">{inside}</mark>'
        return inside
