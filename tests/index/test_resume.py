"""A build that is interrupted or killed goes on where it stopped, and gives what it would have given."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.corpus import SourceFile
from assistant.index import build_index, content
from assistant.settings import Settings
from assistant.types import TextKind, Vectors
from tests.fakes import FakeEncoder
from tests.index.corpora import build, contents, files, write_corpus


class Interrupted(FakeEncoder):
    """Ctrl-C while the n-th batch is embedded."""

    def __init__(self, batches: int, identity: str = "fake#trigrams") -> None:
        super().__init__(identity=identity)
        self._left = batches

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        if self._left == 0:
            raise KeyboardInterrupt
        self._left -= 1
        return super().encode(texts, kind)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def interrupt(corpus: Path, index: Path, batches: int) -> Interrupted:
    encoder = Interrupted(batches)
    with pytest.raises(KeyboardInterrupt):
        build(corpus, index, encoder)
    return encoder


def test_no_text_is_embedded_and_no_file_read_twice(
    corpus: Path, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = build(corpus, tmp_path / "full")
    first = interrupt(corpus, index, 1)
    second = interrupt(corpus, index, 1)
    assert not set(first.encoded) & set(second.encoded)
    parsed: list[SourceFile] = []
    with monkeypatch.context() as patched:
        patched.setattr(content, "read_sources", lambda _, sources, *others: parsed.extend(sources) or ())
        last, steps = FakeEncoder(), list[tuple[str, int, int]]()
        report = build_index(corpus, index, Settings(), last, lambda *step: steps.append(step))
    assert parsed == []
    assert report.resumed == len(first.encoded) + len(second.encoded) > 0
    assert report.embedded == len(last.encoded) == whole.embedded - report.resumed
    assert {total for stage, _, total in steps if stage == "embedding"} == {report.embedded}
    assert contents(index) == contents(tmp_path / "full")
    assert set(files(index)) == set(files(tmp_path / "full"))


def test_batches_of_one_document_are_kept_too(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "TEXTS_AT_ONCE", 2)
    (corpus / "a.txt").write_text("Un. Deux. Trois. Quatre.\n" * 9)
    first = interrupt(corpus, index, 1)
    assert len(first.encoded) == 2
    assert build(corpus, index).resumed == 2


def test_what_was_left_by_another_model_or_of_other_documents_is_not_taken(
    corpus: Path, index: Path, tmp_path: Path
) -> None:
    interrupt(corpus, index, 2)
    (corpus / "gers.txt").write_text("Le Gers compte quinze maisons de santé.\n")
    other = FakeEncoder(identity="other#1")
    assert build(corpus, index, other).resumed == 0
    build(corpus, tmp_path / "full", FakeEncoder(identity="other#1"))
    assert contents(index) == contents(tmp_path / "full")


def test_an_interrupted_update_leaves_what_answers_as_it_was(corpus: Path, index: Path) -> None:
    build(corpus, index)
    before = files(index)
    (corpus / "gers.txt").write_text("Le Gers compte quinze maisons de santé.\n")
    interrupt(corpus, index, 0)
    left = files(index)
    assert left.pop(".journal")
    assert left == before
