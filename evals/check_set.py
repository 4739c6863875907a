"""Prove a question set: `python -m evals.check_set`.

Prints one fault a line (where, what, what to do) and exits 1 when there is any. The rules of one row are
in `evals/check_rows.py`; here are those of the set: how many of each, dialogues, documents and splits,
near duplicates, readers' verdicts.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from math import ceil
from pathlib import Path

from assistant.corpus import read_documents
from assistant.types import Document
from evals import DEFAULT_QUESTIONS
from evals.check_rows import OFF_TOPIC, Fault, asked, content, is_near_miss, row_faults
from evals.demands import DEMANDS, Demands
from evals.program import program
from evals.questions import MISSES, Question, read_questions
from evals.verdicts import VERDICTS, Texts, Verdict, corpus_digest, faults_of_verdict, pending, read_verdicts

ALIKE = 0.75
"""Share of content words in common (Jaccard) from which two questions are near duplicates.

Two questions that differ in one word of theirs are what a set about look-alike schemes needs (the same
measure of another year, a premise turned round): they share n - 1 of n + 1 words. So 0.75 lets such a
pair pass up to six words, and stops longer ones, which a reader would take for the same question twice.
"""


def check_set(
    questions: Sequence[Question],
    documents: Sequence[Document],
    demands: Demands,
    verdicts: Sequence[Verdict] = (),
    corpora: Mapping[str, Texts] | None = None,
) -> list[Fault]:
    """Return every fault of a set: of its rows in their order, then of the whole.

    Args:
        questions: of the whole set.
        documents: of the corpus it is about.
        demands: what it must hold.
        verdicts: of readers, on the unanswerable questions.
        corpora: which documents they read, see `evals/verdicts.py`.
    """
    by_path = {path: each for each in documents for path in (each.path, *each.also)}
    return [
        *(fault for question in questions for fault in row_faults(question, by_path)),
        *_sizes(questions, demands),
        *_dialogues(questions, demands.turns),
        *_near_duplicates(questions),
        *(_splits(questions, by_path, demands) if demands.splits else ()),
        *(_unasked(questions, documents) if demands.every_document else ()),
        *_verdicts(questions, documents, demands.readers, verdicts, corpora or {}),
    ]


def _sizes(questions: Sequence[Question], demands: Demands) -> Iterator[Fault]:
    absent = [each for each in questions if not each.answerable]
    near = [each for each in absent if is_near_miss(each)]
    kinds = Counter(each.kind for each in questions)
    misses = Counter(each.miss for each in near)
    tags = Counter(tag for each in questions for tag in each.tags)
    counts = [
        ("questions", len(questions), demands.rows),
        ("unanswerable questions", len(absent), ceil(len(questions) * demands.unanswerable)),
        ("near misses", len(near), ceil(len(absent) * demands.near_misses)),
        *((f"near misses by {miss}", misses[miss], demands.each_miss) for miss in MISSES),
        *((f"questions of the kind {kind}", kinds[kind], least) for kind, least in demands.kinds.items()),
        *((f"questions tagged {tag}", tags[tag], least) for tag, least in demands.tags.items()),
    ]
    for name, found, least in counts:
        if found < least:
            yield Fault(0, "", f"{found} {name}", f"write {least - found} more, to have {least}")


def _dialogues(questions: Sequence[Question], turns: tuple[int, int]) -> Iterator[Fault]:
    """Each row's history begins with all that the row before it in its dialogue was asked."""
    dialogues: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        if question.dialogue is not None:
            dialogues[question.dialogue].append(question)
    for name, rows in dialogues.items():
        rows.sort(key=lambda row: len(row.history))
        for one, other in pairwise(rows):
            before = (*one.history, one.question)
            if other.history[: len(before)] != before:
                yield Fault(
                    other.line,
                    other.id,
                    f"its history does not go on from {one.id}, the turn before it in {name!r}",
                    f"begin it with the history and the question of {one.id}",
                )
        last = rows[-1]
        if not turns[0] <= len(last.history) + 1 <= turns[1]:
            yield Fault(
                last.line,
                last.id,
                f"the dialogue {name!r} has {len(last.history) + 1} turns",
                f"give it {turns[0]} to {turns[1]}",
            )


def _near_duplicates(questions: Sequence[Question]) -> Iterator[Fault]:
    """Compare history and question; within one dialogue, where histories repeat, the questions alone."""
    whole = {each.id: content(asked(each)) for each in questions}
    alone = {each.id: content(each.question) for each in questions}
    for one, other in combinations(questions, 2):
        together = one.dialogue is not None and one.dialogue == other.dialogue
        words = alone if together else whole
        first, second = words[one.id], words[other.id]
        if first and second and len(first & second) >= ALIKE * len(first | second):
            share = len(first & second) / len(first | second)
            yield Fault(
                other.line,
                other.id,
                f"shares {share:.0%} of its content words with line {one.line} ({one.id})",
                "ask something else, or in other words",
            )


def _splits(
    questions: Sequence[Question], documents: Mapping[str, Document], demands: Demands
) -> Iterator[Fault]:
    first: dict[str, Question] = {}
    dialogues: dict[str, Question] = {}
    for question in questions:
        if question.split is None:
            yield Fault(question.line, question.id, "of no split", 'give "split": "dev" or "test"')
            continue
        if question.dialogue is not None:
            earlier = dialogues.setdefault(question.dialogue, question)
            if earlier.split != question.split:
                yield _apart(question, earlier, f"the dialogue {question.dialogue!r}")
        for path in dict.fromkeys((*question.docs, *question.near)):
            if path in demands.shared_documents or path not in documents:
                continue
            side = split_of(documents[path], demands)
            if side is not None and side != question.split:
                what = f"{question.split}, but {path!r} is a document of {side}"
                yield Fault(question.line, question.id, what, f"ask it in {side}, or of other documents")
            elif side is None:
                earlier = first.setdefault(documents[path].path, question)
                if earlier.split != question.split:
                    yield _apart(question, earlier, repr(path))
    off_topic = [each for each in questions if each.kind == OFF_TOPIC]
    share = sum(each.split == "dev" for each in off_topic) / len(off_topic) if off_topic else 0.0
    least, most = demands.off_topic_dev
    if off_topic and not least <= share <= most:
        what = f"{share:.0%} of the off-topic questions are dev"
        yield Fault(0, "", what, f"make it {least:.0%} to {most:.0%}")


def split_of(document: Document, demands: Demands) -> str | None:
    """Return the split that a document belongs to by its date; None when the demands leave it open."""
    if not demands.dev_years:
        return None
    dev = (document.metadata.date or "")[:4] in demands.dev_years
    return "dev" if dev and document.path not in demands.test_documents else "test"


def _apart(question: Question, earlier: Question, what: str) -> Fault:
    text = f"{what} is {question.split} here and {earlier.split} on line {earlier.line} ({earlier.id})"
    return Fault(question.line, question.id, text, "keep it in one split")


def _unasked(questions: Sequence[Question], documents: Sequence[Document]) -> Iterator[Fault]:
    named = {path for question in questions if question.answerable for path in question.docs}
    for document in documents:
        if named.isdisjoint((document.path, *document.also)):
            yield Fault(0, document.path, "no question is about it", "write one that it answers")


def _verdicts(
    questions: Sequence[Question],
    documents: Sequence[Document],
    readers: int,
    verdicts: Sequence[Verdict],
    corpora: Mapping[str, Texts],
) -> Iterator[Fault]:
    texts = corpus_digest(documents)[1] if verdicts else {}
    absent = {each.id: each for each in questions if not each.answerable}
    given: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        given[verdict.id].append(verdict)
        if verdict.id not in absent:
            yield Fault(
                0, verdict.id, f"{verdict.reader}'s verdict is on no unanswerable question", "remove it"
            )
    for question in absent.values():
        lost = {}
        for each in given[question.id]:
            if not each.absent:
                mend = "give it that answer, or another wording"
                yield Fault(
                    question.line, question.id, f"{each.reader} found an answer: {each.why.rstrip('.')}", mend
                )
            elif why := faults_of_verdict(each, question, texts, corpora):
                lost[each.reader] = why
        held = {each.reader for each in given[question.id] if each.absent} - lost.keys()
        if len(held) < readers:
            reasons = "".join(f", {reader}'s {why}" for reader, why in lost.items())
            what = f"{len(held)} of {readers} readers' verdicts{reasons}"
            yield Fault(question.line, question.id, what, "have what --pending prints read")


@program
def main(arguments: Sequence[str] | None) -> int:
    """Check a set; exit code 1 when it has faults."""
    parser = argparse.ArgumentParser(prog="python -m evals.check_set", description="Prove a question set.")
    parser.add_argument("--questions", type=Path, default=DEFAULT_QUESTIONS, metavar="FILE")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), metavar="DIR")
    parser.add_argument("--verdicts", type=Path, default=VERDICTS, metavar="FILE", help="of readers")
    parser.add_argument(
        "--demands", choices=DEMANDS, help="how many of each; shipped for the default set, none for others"
    )
    parser.add_argument(
        "--pending", action="store_true", help="print what readers must read, as JSON Lines, and stop"
    )
    options = parser.parse_args(arguments)
    default_set = options.questions.resolve() == DEFAULT_QUESTIONS.resolve()
    demands = DEMANDS[options.demands or ("shipped" if default_set else "none")]
    questions = read_questions(options.questions)
    documents = read_documents(options.corpus).documents
    verdicts, corpora = read_verdicts(options.verdicts) if demands.readers else ([], {})
    if options.pending:
        for row in pending(questions, documents, verdicts, corpora, demands.readers):
            print(json.dumps(row, ensure_ascii=False))
        return 0
    faults = check_set(questions, documents, demands, verdicts, corpora)
    for fault in faults:
        print(fault)
    print(f"{len(questions)} questions, {len(documents)} documents, {len(faults)} faults", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
