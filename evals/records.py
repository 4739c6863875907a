"""The answers to be judged, read from the JSON records of the contract."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import QuestionSetError
from evals.lines import read_objects


@dataclass(frozen=True, slots=True)
class CitedQuote:
    """What the measures need of one citation."""

    document: str
    start: int
    end: int
    quote: str
    short_answer: str | None = None
    also: tuple[str, ...] = ()
    title: str | None = None
    date: str | None = None
    region: str | None = None
    confidence: float = 0.0

    @property
    def documents(self) -> frozenset[str]:
        """Every path that holds the quoted text."""
        return frozenset((self.document, *self.also))


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """What the measures need of one hit."""

    document: str
    start: int
    end: int
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One answer, refusals included."""

    id: str
    answered: bool
    confidence: float
    citations: tuple[CitedQuote, ...] = ()
    """Best first; none in a refusal."""
    hits: tuple[RankedPassage, ...] = ()
    """Best first; empty when the ranking was not asked for."""
    reason: str | None = None
    """Code of a refusal."""
    reason_text: str = ""
    missing: str | None = None
    """What the documents lack, as the refusal says it."""
    standalone_question: str = ""
    places: tuple[str, ...] = ()
    """Understood from the question."""
    dates: tuple[str, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    """Pairs (as typed, as read)."""
    nearest: tuple[CitedQuote, ...] = ()
    """Shown with a refusal, as not answering."""
    index: str = ""
    timings_ms: tuple[tuple[str, float], ...] = ()


def parse_answer(row: Mapping[str, Any]) -> AnswerRecord:
    """Read one answer record; keys the measures do not use are ignored.

    Raises:
        ValueError: a key that the measures need is missing or of another type.
    """
    try:
        reason = row.get("reason") or {}
        understood = row.get("understood") or {}
        return AnswerRecord(
            id=str(row["id"]),
            answered=bool(row["answered"]),
            confidence=float(row["confidence"]),
            citations=tuple(_quote(each) for each in row["citations"]),
            hits=tuple(
                RankedPassage(each["document"], int(each["start"]), int(each["end"]), float(each["score"]))
                for each in row.get("hits") or ()
            ),
            reason=reason.get("code"),
            reason_text=str(reason.get("text") or ""),
            missing=reason.get("missing"),
            standalone_question=str(row.get("standalone_question") or ""),
            places=tuple(understood.get("places") or ()),
            dates=tuple(understood.get("dates") or ()),
            corrections=tuple((each["typed"], each["read"]) for each in understood.get("corrections") or ()),
            nearest=tuple(_quote(each) for each in row.get("nearest") or ()),
            index=str(row.get("index") or ""),
            timings_ms=tuple((name, float(ms)) for name, ms in (row.get("timings_ms") or {}).items()),
        )
    except KeyError as error:
        raise ValueError(f"the key {error} is missing") from error
    except (TypeError, AttributeError) as error:
        raise ValueError(f"not an answer record ({error})") from error


def parse_answers(rows: Iterable[Mapping[str, Any]]) -> dict[str, AnswerRecord]:
    """Read answer records by id; of two with one id the first counts."""
    records: dict[str, AnswerRecord] = {}
    for row in rows:
        record = parse_answer(row)
        records.setdefault(record.id, record)
    return records


def read_answers(path: Path) -> dict[str, AnswerRecord]:
    """Read the output of `motamot ask --batch FILE --json`.

    Raises:
        QuestionSetError: the file cannot be read, or a line is no answer record.
    """
    mend = "give the output of `motamot ask --batch FILE --json`"
    records: dict[str, AnswerRecord] = {}
    for number, row in read_objects(path, mend):
        try:
            record = parse_answer(row)
        except ValueError as error:
            raise QuestionSetError(f"{path}, line {number}: {error}; {mend}") from error
        records.setdefault(record.id, record)
    return records


def _quote(row: Mapping[str, Any]) -> CitedQuote:
    return CitedQuote(
        document=str(row["document"]),
        start=int(row["start"]),
        end=int(row["end"]),
        quote=str(row["quote"]),
        short_answer=row.get("short_answer"),
        also=tuple(row.get("also") or ()),
        title=row.get("title"),
        date=row.get("date"),
        region=row.get("region"),
        confidence=float(row.get("confidence") or 0.0),
    )
