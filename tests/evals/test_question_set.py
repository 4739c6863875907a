"""The fixed question set `evals/questions.jsonl` agrees with the documents of `corpus/`."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

import pytest

from assistant.corpus import read_documents
from assistant.types import Document
from evals.questions import Question, read_questions, verify_questions
from evals.words import holds, tokens

ROOT = Path(__file__).parent.parent.parent
COUNTS = {
    "factoid-number": 12,
    "factoid-date": 5,
    "factoid-entity": 7,
    "definition": 3,
    "list": 5,
    "how-why": 6,
    "paraphrase": 6,
    "follow-up": 12,
    "temporal": 4,
    "comparison": 3,
    "unanswerable-offtopic": 5,
    "unanswerable-nearmiss": 14,
    "adversarial": 2,
}
GRAMMAR = frozenset("avec chez combien dans elle leur leurs pour quel quelle sont".split())
"""Words of four letters or more that carry no content."""


@pytest.fixture(scope="module")
def documents() -> tuple[Document, ...]:
    return tuple(read_documents(ROOT / "corpus").documents)


@pytest.fixture(scope="module")
def texts(documents: tuple[Document, ...]) -> Mapping[str, str]:
    return {document.path: document.text for document in documents}


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    return read_questions(ROOT / "evals" / "questions.jsonl")


@pytest.fixture(scope="module")
def answerable(questions: list[Question]) -> list[Question]:
    return [question for question in questions if question.answerable]


def forms(question: Question) -> Iterator[str]:
    """Every accepted form, of the whole and of its items."""
    yield from question.answers
    for group in question.answers_all:
        yield from group


def content(text: str) -> set[str]:
    """First five letters of each word that carries meaning: `médecin`, `médecins` and `médical` are close."""
    return {
        token[:5]
        for token in tokens(text)
        if len(token) >= 4 and not token[0].isdigit() and token not in GRAMMAR
    }


def test_each_kind_has_its_share(questions: list[Question]) -> None:
    assert Counter(question.kind for question in questions) == COUNTS
    assert len(questions) == sum(COUNTS.values()) == 84


def test_ids_are_unique_and_in_order(questions: list[Question]) -> None:
    assert [question.id for question in questions] == [f"q{number:02d}" for number in range(1, 85)]


def test_enough_unanswerable_questions_and_follow_ups(questions: list[Question]) -> None:
    unanswerable = [question for question in questions if not question.answerable]
    follow_ups = [question for question in questions if question.kind == "follow-up"]
    assert len(unanswerable) >= 20
    assert sum(not question.answerable for question in follow_ups) == 2
    assert len(follow_ups) >= 10
    assert [question.id for question in questions if bool(question.history) != (question in follow_ups)] == []


def test_the_unanswerable_have_no_gold_and_say_why(questions: list[Question]) -> None:
    for question in questions:
        if not question.answerable:
            assert question.docs == question.evidence == tuple(forms(question)) == (), question.id
            assert question.notes or question.kind == "unanswerable-offtopic", question.id


def test_documents_answers_and_evidence_are_in_the_corpus(
    questions: list[Question], documents: tuple[Document, ...]
) -> None:
    assert verify_questions(questions, documents) == []


def test_each_document_named_gives_evidence_with_an_answer(
    answerable: list[Question], texts: Mapping[str, str]
) -> None:
    missing = [
        (question.id, path)
        for question in answerable
        for path in question.docs
        if not any(
            sentence in texts[path] and holds(sentence, form)
            for sentence in question.evidence
            for form in forms(question)
        )
    ]
    assert missing == []


def test_each_answer_stands_in_a_piece_of_evidence(answerable: list[Question]) -> None:
    outside = [
        (question.id, form)
        for question in answerable
        for form in forms(question)
        if not any(form in sentence and holds(sentence, form) for sentence in question.evidence)
    ]
    assert outside == []


def test_each_piece_of_evidence_holds_an_answer_or_opens_a_list(answerable: list[Question]) -> None:
    idle = [
        (question.id, sentence)
        for question in answerable
        for sentence in question.evidence
        if not any(holds(sentence, form) for form in forms(question))
        and not (question.kind == "list" and sentence.endswith(":"))
    ]
    assert idle == []


def test_accepted_forms_go_from_the_shortest_up(answerable: list[Question]) -> None:
    for question in answerable:
        for group in (question.answers, *question.answers_all):
            assert list(group) == sorted(group, key=len), question.id


def test_lists_and_comparisons_name_each_item(questions: list[Question]) -> None:
    for question in questions:
        items = question.kind in ("list", "comparison")
        assert (len(question.answers_all) >= 2) == items, question.id


def test_no_question_gives_its_answer_away(answerable: list[Question]) -> None:
    given = [
        (question.id, form)
        for question in answerable
        for form in forms(question)
        if any(holds(asked, form) for asked in (question.question, *question.history))
    ]
    assert given == []


def test_a_paraphrase_shares_no_content_word_with_its_evidence(answerable: list[Question]) -> None:
    shared = {
        question.id: words
        for question in answerable
        if question.kind == "paraphrase"
        and (words := content(question.question) & content(" ".join(question.evidence)))
    }
    assert shared == {}


def test_no_two_questions_are_alike(questions: list[Question]) -> None:
    bags = {question.id: content(" ".join((*question.history, question.question))) for question in questions}
    alike = [(one, other) for one, other in combinations(bags, 2) if share(bags[one], bags[other]) >= 0.75]
    assert alike == []


def share(one: set[str], other: set[str]) -> float:
    """Words in common over all words."""
    return len(one & other) / len(one | other)


def test_most_documents_are_asked_about(questions: list[Question], texts: Mapping[str, str]) -> None:
    asked = {path for question in questions for path in question.docs}
    assert len(asked) >= 22
    assert {Path(path).suffix for path in asked} == {Path(path).suffix for path in texts}


def test_registers_vary(questions: list[Question]) -> None:
    assert sum("careless typing" in question.notes for question in questions) == 8
    assert sum("in English" in question.notes for question in questions) == 2
