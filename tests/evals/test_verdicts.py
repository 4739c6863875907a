"""Readers' verdicts: kept, read again, and what is left to read."""

import json
from pathlib import Path

import pytest

from assistant.errors import QuestionSetError
from assistant.types import Document, Metadata
from evals.questions import Question
from evals.verdicts import (
    Verdict,
    add_verdicts,
    corpus_digest,
    main,
    pending,
    question_digest,
    read_verdicts,
)

QUESTION = Question("q1", "unanswerable-nearmiss", "Et en 2019 ?", False, history=("Combien de maisons ?",))


def documents(**texts: str) -> list[Document]:
    return [Document(path, text, (), Metadata(), "", len(text)) for path, text in texts.items()]


def verdict(reader: str, corpus: str = "", question: Question = QUESTION) -> Verdict:
    return Verdict("q1", reader, question_digest(question), True, "Ni 2019 ni ses environs.", corpus)


def test_the_digest_is_of_history_and_question() -> None:
    """`printf 'Combien de maisons ?\\nEt en 2019 ?' | sha256sum`"""
    assert question_digest(QUESTION).startswith("65bc34a4065e8dcb")


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    file, corpus = tmp_path / "verdicts.jsonl", documents(a="un", b="deux")
    name, texts = corpus_digest(corpus)
    assert add_verdicts([verdict("Ben"), verdict("Ana")], corpus, file) == 2
    assert read_verdicts(file) == ([verdict("Ana", name), verdict("Ben", name)], {name: texts})
    assert add_verdicts([verdict("Ana")], corpus, file) == 2  # in place of the first


def test_a_corpus_nobody_read_is_forgotten(tmp_path: Path) -> None:
    file, before, after = tmp_path / "verdicts.jsonl", documents(a="un"), documents(a="une")
    add_verdicts([verdict("Ana"), verdict("Ben")], before, file)
    add_verdicts([verdict("Ana")], after, file)
    assert set(read_verdicts(file)[1]) == {corpus_digest(before)[0], corpus_digest(after)[0]}
    add_verdicts([verdict("Ben")], after, file)
    assert set(read_verdicts(file)[1]) == {corpus_digest(after)[0]}


def test_a_verdict_on_documents_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="read again"):
        add_verdicts([verdict("Ana", "0123")], documents(a="un"), tmp_path / "verdicts.jsonl")


def test_what_is_left_to_read() -> None:
    before, after = documents(a="un", b="deux", c="trois"), documents(a="un", b="dix", d="quatre")
    (old, read), (name, texts) = corpus_digest(before), corpus_digest(after)
    corpora = {old: read, name: texts}

    def left(*verdicts: Verdict) -> list[tuple[str | None, list[str], object]]:
        rows = pending([QUESTION], after, verdicts, corpora, readers=2)
        return [(row["reader"], row["held"], row["documents"]) for row in rows]

    assert left() == [(None, [], "all"), (None, [], "all")]
    assert left(verdict("Ana", name), verdict("Ben", name)) == []
    # Ana read b as it was and d not at all; that c went since changes nothing
    assert left(verdict("Ana", old), verdict("Ben", name)) == [("Ana", ["Ben"], ["b", "d"])]
    # another wording is read with all documents
    reworded = verdict("Ana", name, Question("q1", "adversarial", "Et 2020 ?", False))
    assert left(reworded, verdict("Ben", name)) == [(None, ["Ben"], "all")]


def test_what_is_pending_becomes_a_verdict_with_two_more_keys(tmp_path: Path) -> None:
    file, corpus = tmp_path / "read.jsonl", tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("Rien sur 2019.", encoding="utf-8")
    from assistant.corpus import read_documents

    (row, _) = pending([QUESTION], read_documents(corpus).documents, [], {}, readers=2)
    file.write_text(json.dumps(row | {"reader": "Ana", "absent": True, "why": "Rien."}), encoding="utf-8")
    kept = tmp_path / "verdicts.jsonl"
    assert main([str(file), "--corpus", str(corpus), "--verdicts", str(kept)]) == 0
    ((only,), corpora) = read_verdicts(kept)
    assert (only.id, only.reader, only.absent, only.why) == ("q1", "Ana", True, "Rien.")
    assert set(corpora[only.corpus]) == {"a.txt"}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "line 1: not JSON"),
        ("[]", "line 1: not a JSON object"),
        ('{"id": "q1", "reader": "Ana", "question_sha256": "0", "absent": true, "why": ""}', '"why" must be'),
        (
            '{"id": "q1", "reader": "Ana", "question_sha256": "0", "absent": "yes", "why": "x"}',
            '"absent" must',
        ),
    ],
)
def test_a_line_that_cannot_be_used(
    line: str, fault: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "read.jsonl"
    file.write_text(line, encoding="utf-8")
    assert main([str(file)]) == 2
    assert fault in capsys.readouterr().err


def test_a_file_of_verdicts_must_be_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main([str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl: cannot be read" in capsys.readouterr().err
    assert read_verdicts(tmp_path / "none.jsonl") == ([], {})
