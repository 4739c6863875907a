"""Questions whose evidence is given by place: what is wrong with them, and the contract's form of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.types import Document
from evals.check_figures import LONGEST_COPY, copied_runs
from evals.lines import read_objects
from evals.questions import MEND, SPLITS, parse_question, problems_of

QUESTIONS = Path(__file__).parent / "questions.jsonl"
_PLACE = '{"document": "…", "start": 10, "end": 90}'


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the set, as written."""

    line: int
    """From 1."""
    keys: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row, in one line."""

    row: Row
    text: str

    def __str__(self) -> str:
        return f"line {self.row.line} ({self.row.keys.get('id', 'no id')}): {self.text}"


def read_rows(path: Path) -> list[Row]:
    """Read the set; blank lines are skipped, the rows are not checked.

    Raises:
        QuestionSetError: the file cannot be read, or a line is no JSON object.
    """
    return [Row(number, keys) for number, keys in read_objects(path, MEND)]


def shape_faults(rows: Iterable[Row], splits: Mapping[str, str]) -> list[Fault]:
    """Check what can be checked without the texts.

    Args:
        rows: of the whole set.
        splits: split by document of the set.

    Returns:
        In the order of the rows; empty when all holds.
    """
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for row in rows:
        found = _row_faults(row.keys, splits)
        first = seen.setdefault(str(row.keys.get("id")), row.line)
        if first != row.line:
            found.append(f"the id stands already on line {first}")
        faults += [Fault(row, text) for text in found]
    return faults


def resolve(rows: Iterable[Row], documents: Sequence[Document]) -> tuple[list[dict[str, Any]], list[Fault]]:
    """Put sentences for places.

    Args:
        rows: without fault of shape.
        documents: of the set's corpus.

    Returns:
        The rows in the contract's form, those whose places cannot be used left out; and the faults: a
        place outside its document or that cuts a word, more than twelve words in a row copied from a
        document, and what `problems_of` finds.
    """
    texts = {document.path: document.text for document in documents}
    resolved: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for row in rows:
        places = row.keys.get("evidence_at") or []
        found = [text for place in places for text in _place_faults(place, texts)]
        if not found:
            keys = {key: value for key, value in row.keys.items() if key != "evidence_at"}
            keys["evidence"] = [texts[each["document"]][each["start"] : each["end"]] for each in places]
            resolved.append(keys)
            found = problems_of(parse_question(keys), texts)
        faults += [Fault(row, text) for text in (*found, *_copies(row.keys, texts))]
    return resolved, faults


def _row_faults(keys: Mapping[str, Any], splits: Mapping[str, str]) -> list[str]:
    places = keys.get("evidence_at") or []
    if not isinstance(places, list) or not all(map(_is_place, places)):
        return [f'"evidence_at" must be a list of {_PLACE}']
    if keys.get("evidence"):
        return ['"evidence" copies the document; give its place in "evidence_at"']
    try:
        question = parse_question({**keys, "evidence": ["…"]})
    except ValueError as error:
        return [str(error)]
    if question.answerable and not places:
        return [f'"evidence_at" is empty; give at least one {_PLACE}']
    if question.split is None:
        return [f'"split" is missing; give one of {", ".join(SPLITS)}']
    faults: list[str] = []
    for path in dict.fromkeys((*question.docs, *question.near)):
        if path not in splits:
            faults.append(f"document {path!r} is not of the set")
        elif splits[path] != question.split:
            faults.append(f"the question is {question.split}, its document {path!r} {splits[path]}")
    faults += [
        f'the place in {place["document"]!r} is outside "docs"'
        for place in places
        if place["document"] not in question.docs
    ]
    return faults


def _is_place(place: object) -> bool:
    return (
        isinstance(place, dict)
        and set(place) == {"document", "start", "end"}
        and isinstance(place["document"], str)
        and type(place["start"]) is int
        and type(place["end"]) is int
    )


def _place_faults(place: Mapping[str, Any], texts: Mapping[str, str]) -> list[str]:
    path, start, end = place["document"], place["start"], place["end"]
    text = texts[path]
    if not 0 <= start < end <= len(text):
        return [f"place {start} to {end} is outside {path!r}, which has {len(text)} characters"]
    return [
        f"place {start} to {end} of {path!r} {fault} ({text[start:end][:20]!r} … {text[start:end][-20:]!r})"
        for holds, fault in (
            (text[start:end].strip() != text[start:end], "begins or ends with a space"),
            (_inside_word(text, start) or _inside_word(text, end), "cuts a word"),
        )
        if holds
    ]


def _inside_word(text: str, at: int) -> bool:
    return text[at - 1 : at].isalnum() and text[at : at + 1].isalnum()


def _copies(keys: Mapping[str, Any], texts: Mapping[str, str]) -> list[str]:
    written = [value for key, value in keys.items() if key not in ("docs", "near", "evidence_at")]
    return [
        f"copies more than {LONGEST_COPY} words of {path!r}: {run!r}"
        for path in dict.fromkeys((*keys.get("docs", ()), *keys.get("near", ())))
        for value in _strings(written)
        for run in copied_runs(value, texts[path])
    ]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
