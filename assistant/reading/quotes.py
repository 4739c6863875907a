"""A chosen sentence to the exact span that is shown: short enough to read, long enough to stand alone."""

import re

from assistant.reading.asked import Asked
from assistant.reading.evidence import PassageEvidence, SentenceEvidence
from assistant.reading.features import typed_answers
from assistant.reading.kind import AnswerKind
from assistant.reading.lines import (
    after,
    before,
    introduces,
    is_heading,
    is_item,
    is_row,
    list_around,
    same_block,
    words_in,
)
from assistant.reading.wording import (
    follows_from_before,
    leans,
    wants_explanation,
    wants_list,
    wants_steps,
)
from assistant.types import Citation, Document, Passage, Span

MAX_WORDS = 80
"""No quote is longer."""
COMFORTABLE_WORDS = 55
"""A second sentence is added only up to this length."""

FACTS: frozenset[AnswerKind] = frozenset({"number", "date", "place", "agent"})
"""Kinds that a heading may answer alone; for the others it brings the sentence below it."""

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


def quote_span(passage: PassageEvidence, place: int, question: Asked) -> Span:
    """Choose what to quote for sentence number `place` of a passage.

    A list is quoted with the line that introduces it when the question asks for one, or when that
    line was chosen. A sentence that leans on the one before it ("Elle", "En effet") brings it, sentence
    or heading, from another passage too. A heading without an answer of the kind asked for brings
    what stands below it. What is too long is cut at a clause.

    Returns:
        A span of the document's text of at most `MAX_WORDS` words, without outer blanks.
    """
    document = passage.of.document
    chosen = passage.passage.sentences[place]
    evidence = passage.sentences[place]
    if is_heading(document, chosen):
        return _below_heading(document, chosen, evidence, question)
    several = wants_list(question) or wants_steps(question) or question.kind == "reason"
    item = is_item(document, chosen)
    of_list = item and (
        question.kind == "list" if is_row(document, chosen) else several and question.kind != "reason"
    )
    if introduces(document, chosen) or of_list:
        return _list_span(document, chosen)
    following = after(document, chosen)
    if several and not item and following is not None and introduces(document, following):
        below = _list_span(document, following)
        whole = Span(chosen.start, below.end)
        if words_in(document.text, whole) <= MAX_WORDS:
            return whole
        if leans(document.text[following.start : following.end]):
            return below
    previous = before(document, chosen)
    if previous is not None and not item and _needs(document, previous, evidence, question):
        joined = Span(previous.start, chosen.end)
        if words_in(document.text, joined) <= COMFORTABLE_WORDS:
            return joined
    if following is not None and not item and _goes_on(document, chosen, following, question):
        joined = Span(chosen.start, following.end)
        if words_in(document.text, joined) <= COMFORTABLE_WORDS:
            return joined
    bullet = _BULLET.match(document.text, chosen.start, chosen.end) if item else None
    return _cut(document.text, Span(bullet.end(), chosen.end) if bullet else chosen)


def _below_heading(document: Document, heading: Span, evidence: SentenceEvidence, question: Asked) -> Span:
    """A heading, with the sentence or the list below it unless it answers by itself."""
    below = after(document, heading)
    answers = question.kind in FACTS and typed_answers(question, evidence)[0] > 0
    if answers or below is None or is_heading(document, below):
        return _cut(document.text, heading)
    if introduces(document, heading):
        return _list_span(document, heading)
    whole = Span(heading.start, _list_span(document, below).end if introduces(document, below) else below.end)
    return whole if words_in(document.text, whole) <= MAX_WORDS else _cut(document.text, below)


def _needs(document: Document, previous: Span, chosen: SentenceEvidence, question: Asked) -> bool:
    """Whether a sentence is understood only with the one before it."""
    if is_item(document, previous):
        return False
    if leans(chosen.text):
        return True
    return (
        question.kind not in ("definition", "manner")
        and wants_explanation(question)
        and follows_from_before(chosen.text)
        and same_block(document, previous, chosen.span)
    )


def _goes_on(document: Document, chosen: Span, following: Span, question: Asked) -> bool:
    """Whether an explanation goes on in the next sentence of its paragraph, or in one that leans on it."""
    if not wants_explanation(question) or is_item(document, following) or is_heading(document, following):
        return False
    return same_block(document, chosen, following) or leans(document.text[following.start : following.end])


def _list_span(document: Document, span: Span) -> Span:
    """The list that a sentence introduces or belongs to, with the line that introduces it, as far as it fits.

    The line goes first when the sentence would not fit with it, then the items above the sentence,
    then those at the end.
    """
    opening, items = list_around(document, span)
    lines = [opening, *items] if opening is not None else list(items)
    first = last = place = lines.index(span)
    while first > 0 and words_in(document.text, Span(lines[first - 1].start, lines[place].end)) <= MAX_WORDS:
        first -= 1
    while (
        last + 1 < len(lines)
        and words_in(document.text, Span(lines[first].start, lines[last + 1].end)) <= MAX_WORDS
    ):
        last += 1
    return _cut(document.text, Span(lines[first].start, lines[last].end))


def _cut(text: str, span: Span) -> Span:
    """Keep the first `MAX_WORDS` words at most, up to the last clause that ends among them."""
    if words_in(text, span) <= MAX_WORDS:
        return span
    words = list(re.finditer(r"\S+", text[span.start : span.end]))
    limit = words[MAX_WORDS - 1].end()
    ends = [m.start() for m in _CLAUSE_END.finditer(text, span.start, span.start + limit)]
    best = max((end for end in ends if end - span.start > limit // 2), default=span.start + limit)
    return Span(span.start, span.start + len(text[span.start : best].rstrip()))
