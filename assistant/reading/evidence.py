"""What a sentence, a passage and a document offer, in the units that the features compare.

`PassageEvidence` is computed once a passage and kept by the reader: at question time nothing of the documents is
analysed again.
"""

import re
from collections.abc import Iterable
from functools import cached_property

from assistant.frame import NO_FRAME, Frame
from assistant.french import (
    DateSpan,
    Number,
    Place,
    Token,
    find_dates,
    find_numbers,
    fold,
    overlaps,
    tokenise,
)
from assistant.index.records import passage_text
from assistant.reading.asked import NAME, Asked
from assistant.reading.windows import ReadingText
from assistant.types import Document, Passage, Span

_BOTH = re.compile(r"\b(?:les|ces|des|aux|leurs|ses|tous|toutes)\s+\Z", re.IGNORECASE)
_LABEL = re.compile(r"\s*:\s")
_REASON_MARKS = re.compile(
    r"\b(?:car|parce que|parce qu|afin|pour|grace|en raison|a cause|puisque|c est pourquoi|permet|permettra|vise|"
    r"objectif|ainsi|du fait|suite a|face a)\b"
)
_DEFINITION_MARKS = re.compile(
    r"\b(?:est|sont|etait|designe|designent|signifie|consiste|consistent|regroupe|correspond|appele|dit)\b"
)
_ANAPHORA = re.compile(
    r"^(?:[«\"“]\s*)?(?:il|ils|elle|elles|celui-ci|celle-ci|ceux-ci|celles-ci|cela|ce|cet|cette|ces|ce dernier|leur|leurs|"
    r"son|sa|ses|y|en son sein|en leur sein|ainsi|mais|par ailleurs|en outre|de plus|c['’]est)\b",
    re.IGNORECASE,
)


class SentenceEvidence:
    """One sentence of a document, analysed."""

    def __init__(self, text: str, span: Span, frame: Frame = NO_FRAME) -> None:
        self._frame = frame
        self.span = span
        self.text = text[span.start : span.end]
        self.tokens = tokenise(self.text)
        self.content = [token for token in self.tokens if not token.stop]
        self.sequence = [token.term for token in self.content]
        self.terms = frozenset(self.sequence)

    @cached_property
    def positions(self) -> dict[str, list[int]]:
        """Positions of each term among the content terms."""
        found: dict[str, list[int]] = {}
        for position, term in enumerate(self.sequence):
            found.setdefault(term, []).append(position)
        return found

    @cached_property
    def families(self) -> dict[str, list[str]]:
        return _families(self.terms)

    @cached_property
    def numbers(self) -> list[Number]:
        return find_numbers(self.text)

    def new_numbers(self, question: Asked) -> list[Number]:
        """Return the quantities that the question does not hold itself; "les deux" tells none."""
        asked_at = [token.start for token in self.content if token.term in question.figures]
        return [
            number
            for number in self.numbers
            if not number.is_year
            and not any(number.start <= at < number.end for at in asked_at)
            and not (number.value == 2 and _BOTH.search(self.text[: number.start]))
        ]

    def new_dates(self, question: Asked) -> list[DateSpan]:
        """Return the dates that say more than those of the question."""
        return [
            date
            for date in self.dates
            if not any(
                overlaps(date, other) and date.precision == other.precision for other in question.dates
            )
        ]

    def counted_by(self, number: Number) -> list[Token]:
        """Return the three content words after a number, up to the next number."""
        others = [other.start for other in self.numbers if other.start > number.start]
        limit = min(others, default=len(self.text))
        return [token for token in self.content if number.end <= token.start < limit][:3]

    @cached_property
    def dates(self) -> list[DateSpan]:
        return find_dates(self.text)

    @cached_property
    def places(self) -> list[Place]:
        return self._frame.places(self.text)

    @cached_property
    def names(self) -> frozenset[str]:
        """Terms of capitalised words, but the first and the labels of table cells ("Valeur : 12")."""
        return frozenset(
            token.term
            for token in self.content
            if token.start > 0 and NAME.match(token.form) and not _LABEL.match(self.text, token.end)
        )

    @cached_property
    def plain(self) -> str:
        return fold(self.text)

    @cached_property
    def opens_on_anaphora(self) -> bool:
        return _ANAPHORA.match(self.text) is not None

    @cached_property
    def gives_reason(self) -> bool:
        return _REASON_MARKS.search(self.plain) is not None

    @cached_property
    def defines(self) -> bool:
        return _DEFINITION_MARKS.search(self.plain) is not None


def _families(terms: Iterable[str]) -> dict[str, list[str]]:
    """Terms by their first four letters."""
    families: dict[str, list[str]] = {}
    for term in sorted(terms):
        families.setdefault(term[:4], []).append(term)
    return families


class DocumentEvidence:
    """What a whole document speaks of."""

    def __init__(self, document: Document, frame: Frame = NO_FRAME) -> None:
        self.frame = frame
        self.document = document
        self.title = document.metadata.title or ""
        self.superseded = document.path in frame.superseded
        self.title_terms = frozenset(token.term for token in tokenise(self.title) if not token.stop)

    @cached_property
    def terms(self) -> frozenset[str]:
        return frozenset(t.term for t in tokenise(self.document.text) if not t.stop) | self.title_terms

    @cached_property
    def places(self) -> list[Place]:
        return self.frame.places(f"{self.title}\n{self.document.metadata.region or ''}\n{self.document.text}")

    @cached_property
    def own_dates(self) -> list[DateSpan]:
        """The year the document is of."""
        return find_dates((self.document.metadata.date or "")[:4])


class PassageEvidence:
    """A passage, its sentences and the headings above it."""

    def __init__(self, document: DocumentEvidence, passage: Passage) -> None:
        text = document.document.text
        self.of = document
        self.passage = passage
        self.sentences = [SentenceEvidence(text, span, document.frame) for span in passage.sentences]
        self._above = "\n".join((*passage.heading, document.title))
        headings = frozenset(token.term for token in tokenise("\n".join(passage.heading)) if not token.stop)
        self.heading_terms = headings | document.title_terms
        self.terms = frozenset(term for s in self.sentences for term in s.terms) | self.heading_terms
        self.families = _families(self.terms)

    @cached_property
    def as_read(self) -> ReadingText:
        """What the learned reader is given of it."""
        start, text = self.passage.start, self.of.document.text[self.passage.start : self.passage.end]
        above = passage_text(self.of.document, self.passage).removesuffix(text).rstrip("\n")
        spans = [(span.start - start, span.end - start) for span in self.passage.sentences]
        return ReadingText(above, text, spans)

    @cached_property
    def heading_places(self) -> list[Place]:
        return self.of.frame.places(f"{self._above}\n{self.of.document.metadata.region or ''}")

    @cached_property
    def heading_dates(self) -> list[DateSpan]:
        return find_dates(self._above)

    @cached_property
    def places(self) -> list[Place]:
        return [place for sentence in self.sentences for place in sentence.places]

    @cached_property
    def dates(self) -> list[DateSpan]:
        return [date for sentence in self.sentences for date in sentence.dates]
