"""The shape of what programs send and get, as the OpenAPI document and the MCP tool tell it.

Nothing is read or written through these models: `assistant.record` does that, and a test holds
the two together. Descriptions are for whoever writes a client.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.record import MAX_HISTORY, MAX_QUESTION_CHARS
from assistant.types import DateOrigin, FlagReason, ReasonCode, Thumb

Probability = Annotated[float, Field(ge=0, le=1)]
Question = Annotated[str, Field(max_length=MAX_QUESTION_CHARS)]
History = Annotated[
    list[Question] | None,
    Field(max_length=MAX_HISTORY, description="Earlier questions of the conversation, oldest first."),
]


class QuestionLine(BaseModel):
    """One question; unknown keys are ignored."""

    question: Annotated[Question, Field(description="In French, or in English.")]
    history: History = None
    id: Annotated[str | int | None, Field(description="Given back in the record, as a string.")] = None


class Record(BaseModel):
    """A part of an answer: no key is missing, no other is there."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Citation(Record):
    """An exact quote and where it stands."""

    document: Annotated[str, Field(description="Path below the corpus folder, with `/`.")]
    also: Annotated[list[str], Field(description="Other paths that hold the same bytes.")]
    title: str | None
    publisher: str | None
    date: Annotated[str | None, Field(description="ISO 8601: a day, a month or a year.")]
    date_from: Annotated[DateOrigin | None, Field(description="Written down, or found in the text.")]
    region: str | None
    url: str | None
    heading: list[str]
    page: Annotated[int | None, Field(description="Of a PDF, from 1.")]
    side: Annotated[str | None, Field(description="What the quote stands for in a comparison.")]
    start: Annotated[int, Field(description="Offset in the document's text, in Unicode characters.")]
    end: Annotated[int, Field(description="The same, excluded.")]
    quote: Annotated[str, Field(description="The document's text from start to end, verbatim.")]
    short_answer: Annotated[str | None, Field(description="A part of the quote.")]
    confidence: Annotated[Probability, Field(description="Probability that the quote answers.")]
    superseded_by: Annotated[
        str | None, Field(description="Only when the document is replaced: the one that says so.")
    ] = None


class Reason(Record):
    """Why a question was refused."""

    code: ReasonCode
    text: Annotated[str, Field(description="In French.")]
    missing: Annotated[str | None, Field(description="What the documents lack.")]


class Correction(Record):
    """A word that was read as another."""

    typed: str
    read: str


class Understood(Record):
    """What was recognised in the question."""

    places: list[str]
    dates: list[str]
    corrections: list[Correction]


class Answer(Record):
    """The record of an answer, or of a refusal: then `answered` is false and `reason` says why."""

    id: Annotated[str | None, Field(description="Only when the question had one.")] = None
    question: str
    standalone_question: Annotated[str, Field(description="The question completed from its history.")]
    answered: bool
    confidence: Annotated[Probability, Field(description="Probability that the first quote answers.")]
    reason: Reason | None
    citations: Annotated[list[Citation], Field(description="Quotes that answer, best first.")]
    related: Annotated[list[Citation], Field(description="The same measure at other dates or places.")]
    nearest: Annotated[list[Citation], Field(description="With a refusal: they do not answer.")]
    choices: Annotated[list[str], Field(description="Standalone questions to pick from.")]
    understood: Understood
    empty_sides: Annotated[
        list[str] | None,
        Field(description="Only when sides of a comparison are not covered, others being so."),
    ] = None
    stale: Annotated[
        list[str] | None, Field(description="Only when documents changed or went since they were indexed.")
    ] = None
    index: Annotated[str, Field(description="The generation of the index that answered.")]
    timings_ms: dict[str, float]


class FlagLine(BaseModel):
    """What a user says of an answer."""

    thumb: Thumb
    reason: Annotated[FlagReason | None, Field(description="With a thumb down.")] = None
    answer: Annotated[Answer, Field(description="The record, as it was served.")]
    history: History = None


class Kept(BaseModel):
    """The row that was made."""

    id: int


class Problem(BaseModel):
    """What is wrong, in one line."""

    error: str


def body_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return the OpenAPI entry of a request body; parts of records are those of the served document."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
