"""The records that travel through the house, and the protocols between its rooms.

Nothing here computes. Offsets count Unicode characters of `Document.text`, `end` excluded. Scores are better when
higher, ranks start at 1, dates are ISO strings of day, month or year precision ("2024-01-29", "2024-12", "2018").
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""float32, shape (texts, dimension), rows of unit norm."""

BlockKind = Literal["heading", "paragraph", "item", "row"]
DateOrigin = Literal["metadata", "text"]
ReasonCode = Literal[
    "off_topic",
    "detail_missing",
    "place_mismatch",
    "date_mismatch",
    "out_of_scope",
    "empty_question",
]
TextKind = Literal["question", "passage"]
Thumb = Literal["up", "down"]
FlagReason = Literal["mauvaise source", "hors sujet", "incomplet", "il y avait une réponse"]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (excluded) of a document's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """One structural unit of a document: a heading, a paragraph, a list item or a table row."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    """1 to 6 for headings, 0 otherwise."""
    page: int | None = None
    """PDF page, from 1."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document; what is unknown is None."""

    title: str | None = None
    title_from: DateOrigin | None = None
    publisher: str | None = None
    date: str | None = None
    date_from: DateOrigin | None = None
    region: str | None = None
    url: str | None = None
    language: str | None = None
    published: str | None = None
    updated: str | None = None
    valid_until: str | None = None
    supersedes: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text as indexed (NFC, `\\n` line ends, nothing else changed) and its structure."""

    path: str
    """Below the corpus folder, with `/`."""
    text: str
    blocks: tuple[Block, ...]
    metadata: Metadata
    sha256: str
    """Of the file's bytes, and of its sidecar's when there is one."""
    size: int
    """Of the file, in bytes."""
    also: tuple[str, ...] = ()
    """Other paths that hold the same bytes."""
    warnings: tuple[str, ...] = ()
    """One line each: an unknown metadata key, an impossible date."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not indexed, and why, in one line."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences inside one section of a document."""

    document: str
    start: int
    end: int
    heading: tuple[str, ...]
    """Headings above the passage, outermost first."""
    page: int | None
    sentences: tuple[Span, ...]
    """In reading order; list items and table rows count as one sentence each."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage."""

    number: int
    """Position of the passage in its index."""
    passage: Passage
    score: float
    """In [0, 1]; comparable within one question only."""
    rank: int
    lexical: float = 0.0
    """BM25, not normalised."""
    dense: float = 0.0
    """(cosine of the passage + best cosine of its sentences) / 2, in [-1, 1]."""


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact quote and where it stands."""

    document: str
    also: tuple[str, ...]
    title: str | None
    publisher: str | None
    date: str | None
    date_from: DateOrigin | None
    region: str | None
    url: str | None
    heading: tuple[str, ...]
    page: int | None
    side: str | None
    start: int
    end: int
    quote: str
    short_answer: str | None
    confidence: float
    """Probability in [0, 1] that the quote answers the question."""
    superseded_by: str | None = None
    """Path of the document that says it replaces this one."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a question was refused, and what the documents lack."""

    code: ReasonCode
    text: str
    missing: str | None = None
    courtesy: bool = False
    """Whether the turn only greets or thanks: nothing was looked for, and nothing is refused."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What was recognised in a question."""

    places: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    """Pairs (as typed, as read)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a question and its hits, before any threshold."""

    citations: tuple[Citation, ...]
    """What may answer, best first; empty when nothing was retrieved."""
    confidence: float
    """Probability in [0, 1] that the first citation answers, 0 without one."""
    doubt: Reason
    """What to tell the user if the confidence is judged too low."""
    nearest: tuple[Citation, ...] = ()
    """The best quote of each of the nearest passages, to show as not answering."""
    related: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation, as asked."""

    question: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents a reader wants quoted; what is None filters nothing."""

    region: str | None = None
    publisher: str | None = None
    document: str | None = None
    """Path."""
    since: int | None = None
    """Year."""
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes that answer a question, or the reason why there are none."""

    question: str
    standalone_question: str
    answered: bool
    confidence: float
    reason: Reason | None
    citations: tuple[Citation, ...]
    related: tuple[Citation, ...]
    nearest: tuple[Citation, ...]
    choices: tuple[str, ...]
    understood: Understood
    hits: tuple[Hit, ...]
    index: str
    """Generation that answered."""
    stale: tuple[str, ...] = ()
    """Documents that were left out because their file changed or went since it was indexed."""
    empty_sides: tuple[str, ...] = ()
    """Sides of a comparison that the documents do not cover, the others being cited."""
    beyond_filters: bool = False
    """Whether nothing answered within the region and period asked for, so that documents around them are quoted."""
    timings_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FlaggedQuote:
    """A quote that was shown when its answer was flagged."""

    document: str
    start: int
    end: int
    quote: str
    short_answer: str | None


@dataclass(frozen=True, slots=True)
class Flag:
    """What a user said of an answer, and the answer as they saw it."""

    thumb: Thumb
    reason: FlagReason | None
    """None with a thumb up, or when no reason was given."""
    question: str
    turns: tuple[Turn, ...]
    answered: bool
    quotes: tuple[FlaggedQuote, ...]
    index: str
    """Generation that answered."""


@dataclass(frozen=True, slots=True)
class Flagged:
    """A flag as it is kept."""

    id: int
    """Never given twice."""
    time: str
    """ISO 8601, UTC, to the second."""
    until: str
    """When it goes, likewise."""
    flag: Flag
    settings: Mapping[str, object]
    """Those that were in force."""


class Encoder(Protocol):
    """Texts to unit vectors."""

    @property
    def identity(self) -> str:
        """Name and content digest: two encoders with the same identity give the same vectors."""

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimension)."""


class Retriever(Protocol):
    """Question to ranked passages."""

    def retrieve(self, question: str, k: int, within: Collection[str] | None = None) -> list[Hit]:
        """Return at most k hits, best first; of some documents only, by path, when asked."""


class Reader(Protocol):
    """Question and hits to quotes."""

    def read(self, question: str, hits: Sequence[Hit]) -> Reading: ...
