"""Question sets: one JSON object a line, any questions over any folder of documents.

    {"id": "q1", "kind": "factoid-number", "history": [], "question": "…", "answerable": true,
     "docs": ["folder/file.txt"], "answers": ["113 maisons de santé"], "evidence": ["Whole sentence."]}

`docs` are the acceptable sources (paths below the corpus folder), `answers` the
accepted short answers, `evidence` the sentences that support them, both verbatim
in a source. Optional: `answers_all` (one group of accepted forms per required
item), `docs_required` (`"all"` when every document is needed), `notes`; `split`
(dev, for choosing, or test, for reporting), `tags` (typed as people type, english),
`dialogue` (shared by the rows of one dialogue); for an unanswerable question `near`
(the documents it comes near) and `miss` (what they lack). Keys of other names are
ignored, as in a batch.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import QuestionSetError
from assistant.types import Document
from evals.lines import read_objects
from evals.words import holds

KINDS = (
    "factoid-number",
    "factoid-date",
    "factoid-entity",
    "definition",
    "list",
    "how-why",
    "paraphrase",
    "follow-up",
    "temporal",
    "comparison",
    "unanswerable-offtopic",
    "unanswerable-nearmiss",
    "adversarial",
)
SPLITS = ("dev", "test")
MISSES = ("region", "year", "measure", "detail", "premise")
"""What a near miss gets wrong, or asks for in vain."""
TAGS = ("typed", "english")
MEND = "give a question set with --questions: UTF-8, one JSON object a line"
"""What to do when a file holds none."""


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a question set; its text values are NFC."""

    id: str
    kind: str
    question: str
    answerable: bool
    history: tuple[str, ...] = ()
    """Earlier questions, oldest first."""
    docs: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    answers_all: tuple[tuple[str, ...], ...] = ()
    """One group of accepted forms per required item."""
    all_docs: bool = False
    """Whether every document of `docs` is needed, not just any."""
    notes: str = ""
    split: str | None = None
    """One of `SPLITS`; None in a set that is asked whole."""
    near: tuple[str, ...] = ()
    """Documents an unanswerable question comes near; none when it is off topic."""
    miss: str | None = None
    """One of `MISSES`, for an unanswerable near miss."""
    tags: tuple[str, ...] = ()
    """Some of `TAGS`."""
    dialogue: str | None = None
    """Shared by the questions of one dialogue."""
    line: int = 0
    """Where it stands in its file, from 1."""

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every accepted form, of the whole answer or of one required item."""
        return self.answers or tuple(form for group in self.answers_all for form in group)


def read_questions(path: Path) -> list[Question]:
    """Read and check a question set; blank lines are skipped.

    Raises:
        QuestionSetError: the file cannot be read or holds no question, or a line cannot be used;
            the message names the file, the line and what to mend.
    """
    questions: list[Question] = []
    seen: dict[str, int] = {}
    for number, row in read_objects(path, MEND):
        try:
            question = parse_question(row, number)
        except ValueError as error:
            raise QuestionSetError(f"{path}, line {number}: {error}") from error
        if question.id in seen:
            raise QuestionSetError(
                f"{path}, line {number}: the id {question.id!r} stands already on line {seen[question.id]};"
                " give each question an id of its own"
            )
        seen[question.id] = number
        questions.append(question)
    if not questions:
        raise QuestionSetError(f"{path}: holds no question; write one JSON object a line")
    return questions


def parse_question(row: Mapping[str, Any], line: int = 0) -> Question:
    """Check one row of a question set.

    Raises:
        ValueError: a key is missing or its value cannot be used; the text says what to mend.
    """
    question = Question(
        id=_text(row, "id"),
        kind=_text(row, "kind"),
        question=_text(row, "question"),
        answerable=_flag(row, "answerable"),
        history=_texts(row, "history"),
        docs=_texts(row, "docs"),
        answers=_texts(row, "answers"),
        evidence=_texts(row, "evidence"),
        answers_all=_groups(row),
        all_docs=_all_docs(row),
        notes=str(row.get("notes") or ""),
        split=_choice(row, "split", SPLITS),
        near=_texts(row, "near"),
        miss=_choice(row, "miss", MISSES),
        tags=_texts(row, "tags"),
        dialogue=None if row.get("dialogue") is None else _text(row, "dialogue"),
        line=line,
    )
    if question.kind not in KINDS:
        raise ValueError(f"unknown kind {question.kind!r}; use one of {', '.join(KINDS)}")
    if question.answerable and question.kind.startswith("unanswerable"):
        raise ValueError(f'kind {question.kind!r} cannot have "answerable": true; mend one of the two')
    for tag in question.tags:
        if tag not in TAGS:
            raise ValueError(f"unknown tag {tag!r}; use some of {', '.join(TAGS)}")
    if question.answerable and (question.near or question.miss):
        raise ValueError('"near" and "miss" are for unanswerable questions; leave them out')
    if question.answerable:
        if not question.docs:
            raise ValueError('"docs" is empty; name at least one acceptable document')
        if not question.accepted:
            raise ValueError('"answers" is empty; give at least one accepted answer, or "answers_all"')
        if not question.evidence:
            raise ValueError('"evidence" is empty; give at least one supporting sentence')
    return question


def verify_questions(questions: Iterable[Question], documents: Iterable[Document]) -> list[str]:
    """Compare a question set with the documents it is about.

    Returns:
        One line a fault, see `problems_of`, in the order of the questions. Empty when all holds.
    """
    texts = {path: document.text for document in documents for path in (document.path, *document.also)}
    return [
        f"{f'line {question.line} ({question.id})' if question.line else question.id}: {problem}"
        for question in questions
        for problem in problems_of(question, texts)
    ]


def problems_of(question: Question, texts: Mapping[str, str]) -> list[str]:
    """Compare a question with the documents it is about.

    Args:
        question: as read.
        texts: of the corpus, by path.

    Returns:
        What is wrong: a document that is not there, an answer or a piece of evidence that is not verbatim
        in any of the question's documents, a required item or an answer that no evidence holds on token
        boundaries (then no right quote would be counted).
    """
    paths = (*question.docs, *question.near)
    problems = [f"document {path!r} is not in the corpus" for path in paths if path not in texts]
    if not question.answerable:
        return problems
    sources = [texts[path] for path in question.docs if path in texts]
    forms = (*question.answers, *(form for group in question.answers_all for form in group))
    for name, values in (("answer", dict.fromkeys(forms)), ("evidence", question.evidence)):
        problems += [
            f"{name} {value!r} is not verbatim in its documents"
            for value in values
            if sources and not any(value in text for text in sources)
        ]
    for group in question.answers_all or (question.answers,):
        if not any(holds(sentence, form) for sentence in question.evidence for form in group):
            problems.append(f"no evidence holds any of {', '.join(map(repr, group))}")
    return problems


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f'"{key}" must be a text that is not empty')
    return unicodedata.normalize("NFC", value)


def _flag(row: Mapping[str, Any], key: str) -> bool:
    value = row.get(key)
    if not isinstance(value, bool):
        raise ValueError(f'"{key}" must be true or false')
    return value


def _texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return _checked_texts(row.get(key) or [], f'"{key}"')


def _checked_texts(values: object, name: str) -> tuple[str, ...]:
    if not isinstance(values, list) or any(not isinstance(item, str) or not item.strip() for item in values):
        raise ValueError(f"{name} must be a list of texts that are not empty")
    return tuple(unicodedata.normalize("NFC", item) for item in values)


def _choice(row: Mapping[str, Any], key: str, choices: Sequence[str]) -> str | None:
    value = row.get(key)
    if value is not None and value not in choices:
        raise ValueError(f'"{key}" must be one of {", ".join(choices)} or left out, not {value!r}')
    return value


def _groups(row: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    groups = row.get("answers_all") or []
    if not isinstance(groups, list) or any(not group for group in groups):
        raise ValueError('"answers_all" must be a list of groups, each a list of accepted forms')
    return tuple(_checked_texts(group, 'each group of "answers_all"') for group in groups)


def _all_docs(row: Mapping[str, Any]) -> bool:
    value = row.get("docs_required")
    if value not in (None, "any", "all"):
        raise ValueError('"docs_required" must be "all", "any" or left out')
    return value == "all"
