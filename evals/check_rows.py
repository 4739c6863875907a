"""What can be wrong with one question of a set; `evals.check_set` asks it of all of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.french.analysis import analyse
from assistant.types import Document
from evals.questions import Question, problems_of
from evals.words import holds

OFF_TOPIC, NEAR_MISS = "unanswerable-offtopic", "unanswerable-nearmiss"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where, and what to do about it."""

    line: int
    """Of the question in its file; 0 for the set as a whole."""
    id: str
    what: str
    mend: str

    def __str__(self) -> str:
        where = f"line {self.line} ({self.id})" if self.line else self.id or "the set"
        return f"{where}: {self.what}; {self.mend}"


def content(text: str) -> frozenset[str]:
    """Return the stems of the words that say something: no articles, pronouns, question words."""
    return frozenset(analyse(text))


def asked(question: Question) -> str:
    """Return the history and the question, one a line."""
    return "\n".join((*question.history, question.question))


def is_near_miss(question: Question) -> bool:
    """Whether an unanswerable question comes near a document, whatever its kind."""
    return not question.answerable and (question.kind == NEAR_MISS or question.miss is not None)


def row_faults(question: Question, documents: Mapping[str, Document]) -> list[Fault]:
    """Return what is wrong with one question.

    Args:
        question: as read.
        documents: by path, copies included.
    """
    pairs = [*_of_dialogue(question)]
    if question.answerable:
        pairs += [
            *_verbatim(question, documents),
            *_of_gold(question, documents),
            *_of_items(question),
            *_of_wording(question),
        ]
    else:
        pairs += _of_absence(question, documents)
    return [Fault(question.line, question.id, what, mend) for what, mend in pairs]


Pair = tuple[str, str]
"""What is wrong, what to do."""


def _verbatim(question: Question, documents: Mapping[str, Document]) -> Iterator[Pair]:
    for problem in problems_of(question, {path: document.text for path, document in documents.items()}):
        yield problem, "copy the document's own characters, or name the document"


def _of_gold(question: Question, documents: Mapping[str, Document]) -> Iterator[Pair]:
    forms = _forms(question)
    for form in forms:
        if not any(form in sentence and holds(sentence, form) for sentence in question.evidence):
            yield f"answer {form!r} is in no piece of evidence", "add the sentence or drop the form"
    for sentence in question.evidence:
        opens = sentence.rstrip().endswith(":")  # what the next piece goes on with
        if not opens and not any(holds(sentence, form) for form in forms):
            yield f"evidence {sentence!r} holds no answer", "drop it, or add the form that it holds"
    for path in question.docs:
        text = documents[path].text if path in documents else ""
        if text and not any(
            sentence in text and holds(sentence, form) for sentence in question.evidence for form in forms
        ):
            yield f"no evidence with an answer stands in {path!r}", "add the sentence or drop the document"


def _of_items(question: Question) -> Iterator[Pair]:
    if question.kind in ("list", "comparison") and len(question.answers_all) < 2:
        yield f"a {question.kind} with fewer than two items", 'give one group an item in "answers_all"'


def _of_wording(question: Question) -> Iterator[Pair]:
    for form in _forms(question):
        for text in (question.question, *question.history):
            if holds(text, form):
                yield f"{text!r} gives the answer {form!r} away", "ask without it"
    if question.kind == "paraphrase":
        words = content(question.question)
        for sentence in question.evidence:
            if shared := words & content(sentence):
                listed = ", ".join(sorted(shared))
                yield f"a paraphrase that shares {listed} with {sentence!r}", "use other words"


def _of_absence(question: Question, documents: Mapping[str, Document]) -> Iterator[Pair]:
    if question.docs or question.evidence or question.accepted:
        yield "unanswerable, but with gold", 'leave "docs", "answers" and "evidence" empty'
    if question.kind == OFF_TOPIC:
        if question.near or question.miss:
            yield "off topic, but near a document", 'leave out "near" and "miss", or make it a near miss'
        return
    if question.kind == NEAR_MISS and not (question.near and question.miss):
        yield "a near miss without both", 'name in "near" what it comes near, in "miss" what is lacking there'
    elif bool(question.near) != bool(question.miss):
        yield '"near" or "miss" without the other', "give both, or neither when no document is near"
    for path in question.near:
        if path not in documents:
            yield f"near {path!r}, which is not in the corpus", "name a document of the corpus"


def _of_dialogue(question: Question) -> Iterator[Pair]:
    if bool(question.history) != (question.kind == "follow-up"):
        yield (
            f"{question.kind} with {len(question.history)} earlier turns",
            "a follow-up, and only it, has some",
        )
    if question.kind == "follow-up" and question.dialogue is None:
        yield "a follow-up of no dialogue", 'name its dialogue in "dialogue"'


def _forms(question: Question) -> Sequence[str]:
    groups = (question.answers, *question.answers_all)
    return list(dict.fromkeys(form for group in groups for form in group))
