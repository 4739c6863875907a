"""The fixed question set `evals/questions.jsonl` is what it is said to be; each rule: test_check_set.py."""

from pathlib import Path

from assistant.corpus import read_documents
from evals import DEFAULT_QUESTIONS
from evals.check_set import check_set
from evals.demands import DEMANDS
from evals.questions import KINDS, read_questions
from evals.verdicts import read_verdicts

CORPUS = Path(__file__).parent.parent.parent / "corpus"


def test_the_checker_finds_no_fault() -> None:
    questions = read_questions(DEFAULT_QUESTIONS)
    verdicts, corpora = read_verdicts()
    faults = check_set(questions, read_documents(CORPUS).documents, DEMANDS["shipped"], verdicts, corpora)
    assert list(map(str, faults)) == []


def test_every_kind_of_question_is_reported() -> None:
    reported = {question.kind for question in read_questions(DEFAULT_QUESTIONS) if question.split == "test"}
    assert reported == set(KINDS)
