"""What readers found: that no document answers an unanswerable question.

`verdicts.jsonl`, one JSON object a line and a reader:

    {"id": "q1", "reader": "a name", "question_sha256": "…", "absent": true, "why": "…", "corpus": "1f2e…"}

and beside it `verdicts.json`: for each `corpus` named, the SHA-256 of every document's text as it was
read. A verdict holds as long as the question's wording is the one that was read and every document was
read as it stands; a document that went changes nothing.

    python -m evals.check_set --pending > to_read.jsonl     # what is to be read, again or for the first time
    python -m evals.verdicts FILE…                          # keeps the rows that readers wrote
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.corpus import read_documents
from assistant.errors import QuestionSetError
from assistant.types import Document
from evals.lines import read_objects
from evals.program import program
from evals.questions import Question

VERDICTS = Path(__file__).parent / "verdicts.jsonl"
_KEYS = {"id": str, "reader": str, "question_sha256": str, "absent": bool, "why": str}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One reader's word on one question."""

    id: str
    reader: str
    question_sha256: str
    """Of what was read, see `question_digest`."""
    absent: bool
    """Whether no document answers."""
    why: str
    """What the nearest documents say instead, or where the answer is."""
    corpus: str = ""
    """Which documents were read: a key of the sidecar."""


Texts = Mapping[str, str]
"""SHA-256 of the text of each document, by path."""


def question_digest(question: Question) -> str:
    """Return the SHA-256 of the history and the question, one a line, as UTF-8."""
    return hashlib.sha256("\n".join((*question.history, question.question)).encode()).hexdigest()


def corpus_digest(documents: Iterable[Document]) -> tuple[str, dict[str, str]]:
    """Return a name for the documents as they stand, and the SHA-256 of each text by path."""
    texts = {each.path: hashlib.sha256(each.text.encode()).hexdigest() for each in documents}
    listed = "".join(f"{path} {digest}\n" for path, digest in sorted(texts.items()))
    return hashlib.sha256(listed.encode()).hexdigest()[:16], texts


def read_verdicts(path: Path = VERDICTS) -> tuple[list[Verdict], dict[str, Texts]]:
    """Read verdicts and their sidecar; a file that is not there holds nothing.

    Raises:
        QuestionSetError: a file cannot be read, or a line cannot be used.
    """
    sidecar = path.with_suffix(".json")
    verdicts = read_rows(path) if path.is_file() else []
    try:
        corpora = json.loads(sidecar.read_text(encoding="utf-8")) if sidecar.is_file() else {}
    except (OSError, ValueError) as error:
        raise QuestionSetError(
            f"{sidecar}: cannot be read; write it with python -m evals.verdicts"
        ) from error
    return verdicts, corpora


def read_rows(path: Path) -> list[Verdict]:
    """Read a file of verdicts.

    Raises:
        QuestionSetError: it cannot be read, or a line cannot be used.
    """
    rows = read_objects(path, "give a file of verdicts: UTF-8, one JSON object a line")
    return [_verdict(f"{path}, line {number}", row) for number, row in rows]


def faults_of_verdict(
    verdict: Verdict, question: Question, texts: Texts, corpora: Mapping[str, Texts]
) -> str:
    """Return why a verdict does not hold for a question and these documents; empty when it does."""
    if verdict.question_sha256 != question_digest(question):
        return "of another wording"
    if verdict.corpus not in corpora:
        return "of a corpus that is not in the sidecar"
    if changed := changed_since(verdict, texts, corpora):
        return f"older than {', '.join(changed)}"
    return ""


def changed_since(verdict: Verdict, texts: Texts, corpora: Mapping[str, Texts]) -> list[str]:
    """Return the documents that were not read as they stand."""
    read = corpora[verdict.corpus]
    return sorted(path for path, digest in texts.items() if read.get(path) != digest)


def pending(
    questions: Iterable[Question],
    documents: Sequence[Document],
    verdicts: Sequence[Verdict],
    corpora: Mapping[str, Texts],
    readers: int,
) -> list[dict[str, Any]]:
    """Return what is to be read so that each unanswerable question has as many verdicts as are wanted.

    Returns:
        One row a reading: `reader` (whoever read before; null for one who is not among `held`), the
        `documents` to read (`"all"` for a new reader or wording), and what a verdict row repeats.
    """
    corpus, texts = corpus_digest(documents)
    rows = []
    for question in questions:
        given = [each for each in verdicts if each.id == question.id and each.absent]
        held = [each.reader for each in given if not faults_of_verdict(each, question, texts, corpora)]
        wanted = 0 if question.answerable else readers - len(set(held))
        digest = question_digest(question)
        again = [
            (each.reader, changed_since(each, texts, corpora))
            for each in given
            if each.reader not in held and each.question_sha256 == digest and each.corpus in corpora
        ]
        for reader, read in [*again, *[(None, "all")] * readers][: max(wanted, 0)]:
            rows.append(
                {
                    "id": question.id,
                    "question_sha256": digest,
                    "corpus": corpus,
                    "reader": reader,
                    "held": held,
                    "documents": read,
                    "near": list(question.near),
                    "history": list(question.history),
                    "question": question.question,
                }
            )
    return rows


def add_verdicts(rows: Iterable[Verdict], documents: Sequence[Document], path: Path = VERDICTS) -> int:
    """Keep verdicts, each in place of what the same reader said of the same question.

    A row that names no corpus is of the documents as they stand.

    Returns:
        How many verdicts are kept in all.

    Raises:
        QuestionSetError: a row is of documents that are neither the present ones nor in the sidecar.
    """
    verdicts, corpora = read_verdicts(path)
    current, texts = corpus_digest(documents)
    known = {**corpora, current: texts}
    kept = {(each.id, each.reader): each for each in verdicts}
    for row in rows:
        verdict = Verdict(**(asdict(row) | {"corpus": row.corpus or current}))
        if verdict.corpus not in known:
            raise QuestionSetError(
                f"verdict of {row.reader} on {row.id}: of documents that changed since;"
                " read again what python -m evals.check_set --pending prints"
            )
        kept[row.id, row.reader] = verdict
    lines = [json.dumps(asdict(kept[key]), ensure_ascii=False) + "\n" for key in sorted(kept)]
    path.write_text("".join(lines), encoding="utf-8")
    named = {each.corpus for each in kept.values()}
    sidecar = {name: dict(sorted(known[name].items())) for name in sorted(named) if name in known}
    path.with_suffix(".json").write_text(json.dumps(sidecar, indent=1) + "\n", encoding="utf-8")
    return len(kept)


@program
def main(arguments: Sequence[str] | None) -> int:
    """Keep the verdicts of some files."""
    parser = argparse.ArgumentParser(prog="python -m evals.verdicts", description="Keep readers' verdicts.")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="JSON Lines, one verdict a line")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), metavar="DIR")
    parser.add_argument("--verdicts", type=Path, default=VERDICTS, metavar="FILE", help="where they are kept")
    options = parser.parse_args(arguments)
    rows = [row for file in options.files for row in read_rows(file)]
    kept = add_verdicts(rows, read_documents(options.corpus).documents, options.verdicts)
    print(f"{len(rows)} verdicts added, {kept} kept in {options.verdicts}")
    return 0


def _verdict(where: str, row: Mapping[str, Any]) -> Verdict:
    for key, kind in _KEYS.items():
        value = row.get(key)
        if not isinstance(value, kind) or value == "":
            wanted = "true or false" if kind is bool else "a text that is not empty"
            raise QuestionSetError(f'{where}: "{key}" must be {wanted}')
    return Verdict(**{key: row[key] for key in _KEYS}, corpus=str(row.get("corpus") or ""))


if __name__ == "__main__":
    sys.exit(main())
