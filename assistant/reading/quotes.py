"""A chosen sentence to the exact span that is shown: short enough to read, long enough to stand alone."""

import re
from bisect import bisect_right

from assistant.reading.evidence import PassageEvidence
from assistant.reading.kind import AnswerKind
from assistant.types import Block, Citation, Document, Passage, Span

MAX_WORDS = 80
"""No quote is longer."""
COMFORTABLE_WORDS = 55
"""A second sentence is added only up to this length."""

FACTS: frozenset[AnswerKind] = frozenset({"number", "date", "place", "agent"})
"""Kinds that a heading may answer alone; for the others it brings the sentence below it."""

EXPLANATIONS: frozenset[AnswerKind] = frozenset({"reason", "manner", "definition"})
"""Kinds whose answer often goes on in the next sentence, which is then quoted too."""

_BULLET = re.compile(r"[•‣▪◦*–—-]\s+")
_CLAUSE_END = re.compile(r"[;:.!?…](?=\s)|,(?=\s)|\n")


def cite(
    document: Document,
    passage: Passage,
    span: Span,
    confidence: float,
    short: Span | None = None,
    superseded_by: str | None = None,
) -> Citation:
    """Return a quote with its source.

    Args:
        document: what is quoted.
        passage: where the quote stands in it.
        span: of the quote.
        confidence: probability that it answers, in [0, 1]; kept to four decimals.
        short: of the few words that answer, inside the quote.
        superseded_by: path of the document that replaces this one.
    """
    metadata = document.metadata
    return Citation(
        document=document.path,
        also=document.also,
        title=metadata.title,
        publisher=metadata.publisher,
        date=metadata.date,
        date_from=metadata.date_from,
        region=metadata.region,
        url=metadata.url,
        heading=passage.heading,
        page=passage.page,
        side=None,
        start=span.start,
        end=span.end,
        quote=document.text[span.start : span.end],
        short_answer=document.text[short.start : short.end] if short else None,
        confidence=round(confidence, 4),
        superseded_by=superseded_by,
    )


def quote_span(document: Document, passage: PassageEvidence, place: int, kind: AnswerKind) -> Span:
    """Choose what to quote for sentence number `place` of a passage.

    A list is quoted with the line that introduces it when the question asks for one, or when that
    line was chosen. A sentence that opens on a pronoun brings the one before it, which names what
    it speaks of. What is too long is cut at a clause.

    Returns:
        A span of the document's text of at most `MAX_WORDS` words, without outer blanks.
    """
    sentences = passage.passage.sentences
    chosen = sentences[place]
    items = _is_item(document, chosen)
    introduces = place + 1 < len(sentences) and _introduces(document, chosen, sentences[place + 1])
    if introduces or (items and kind == "list"):
        return _list_span(document, sentences, place)
    if kind not in FACTS and is_heading(document, chosen) and place + 1 < len(sentences):
        joined = Span(chosen.start, sentences[place + 1].end)
        if words_in(document.text, joined) <= MAX_WORDS:
            return joined
    if place and not items and passage.sentences[place].opens_on_anaphora:
        before = sentences[place - 1]
        joined = Span(before.start, chosen.end)
        if (
            not _is_item(document, before)
            and not is_heading(document, before)
            and words_in(document.text, joined) <= COMFORTABLE_WORDS
        ):
            return joined
    if kind in EXPLANATIONS and not items and place + 1 < len(sentences):
        following = sentences[place + 1]
        joined = Span(chosen.start, following.end)
        plain = not _is_item(document, following) and not is_heading(document, following)
        if plain and words_in(document.text, joined) <= COMFORTABLE_WORDS:
            return joined
    bullet = _BULLET.match(document.text, chosen.start, chosen.end) if items else None
    return _cut(document.text, Span(bullet.end(), chosen.end) if bullet else chosen)


def words_in(text: str, span: Span) -> int:
    """Count the words of a span, separated by blanks."""
    return len(text[span.start : span.end].split())


def _list_span(document: Document, sentences: tuple[Span, ...], place: int) -> Span:
    """The run of items around a sentence, with the line that introduces it, as far as it fits."""
    first = last = place
    while first > 0 and _is_item(document, sentences[first]):
        first -= 1
    if (
        first != place
        and _is_item(document, sentences[first + 1])
        and not _introduces(document, sentences[first], sentences[first + 1])
    ):
        first += 1
    while last + 1 < len(sentences) and _is_item(document, sentences[last + 1]):
        last += 1
    while (
        first < place
        and words_in(document.text, Span(sentences[first].start, sentences[place].end)) > MAX_WORDS
    ):
        first += 1
    while (
        last > place
        and words_in(document.text, Span(sentences[first].start, sentences[last].end)) > MAX_WORDS
    ):
        last -= 1
    return _cut(document.text, Span(sentences[first].start, sentences[last].end))


def _introduces(document: Document, sentence: Span, following: Span) -> bool:
    return document.text[sentence.start : sentence.end].rstrip().endswith(":") and _is_item(
        document, following
    )


def _is_item(document: Document, span: Span) -> bool:
    block = block_at(document, span.start)
    return block is not None and block.kind in ("item", "row")


def is_heading(document: Document, span: Span) -> bool:
    """Whether a span of the text is a heading."""
    block = block_at(document, span.start)
    return block is not None and block.kind == "heading"


def block_at(document: Document, offset: int) -> Block | None:
    """Return the block that holds a character of the text."""
    number = bisect_right(document.blocks, offset, key=lambda block: block.start) - 1
    if number < 0 or document.blocks[number].end <= offset:
        return None
    return document.blocks[number]


def _cut(text: str, span: Span) -> Span:
    """Keep the first `MAX_WORDS` words at most, up to the last clause that ends among them."""
    if words_in(text, span) <= MAX_WORDS:
        return span
    words = list(re.finditer(r"\S+", text[span.start : span.end]))
    limit = words[MAX_WORDS - 1].end()
    ends = [m.start() for m in _CLAUSE_END.finditer(text, span.start, span.start + limit)]
    best = max((end for end in ends if end - span.start > limit // 2), default=span.start + limit)
    return Span(span.start, best)
