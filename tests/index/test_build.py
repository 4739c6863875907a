import os
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.corpus import SourceFile
from assistant.errors import CorpusError, DocumentChanged, EncoderError
from assistant.index import PassageIndex, before, build_index, content, rollback
from assistant.settings import Settings
from assistant.types import TextKind, Vectors
from tests.fakes import FakeEncoder
from tests.index.corpora import TEXTS, build, contents, files, generation_files, write_corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def test_a_first_build_reads_and_embeds_everything(corpus: Path, index: Path) -> None:
    encoder = FakeEncoder()
    steps: list[tuple[str, int, int]] = []
    report = build_index(corpus, index, Settings(), encoder, lambda *step: steps.append(step))
    assert report.added == tuple(TEXTS)
    assert report.changed == report.removed == report.unchanged == report.refused == ()
    assert report.published
    assert report.rebuilt_because is None
    opened = PassageIndex.open(index, encoder.identity)
    assert opened.generation == report.generation
    assert list(opened.documents) == list(TEXTS)
    assert {path: document.text for path, document in opened.documents.items()} == TEXTS
    assert len(opened.passages) == report.passages >= 3
    sentences = sum(len(passage.sentences) for passage in opened.passages)
    assert report.embedded == len(encoder.encoded) == report.passages + sentences
    assert [step for step in steps if step[0] == "reading"] == [("reading", done, 3) for done in (1, 2, 3)]
    assert steps[-1] == ("embedding", report.embedded, report.embedded)


def test_nothing_changed_means_nothing_done(corpus: Path, index: Path) -> None:
    first = build(corpus, index)
    before_files, encoder = files(index), FakeEncoder()
    started = time.process_time()
    report = build(corpus, index, encoder)
    assert time.process_time() - started < 0.5
    assert (report.generation, report.published, report.embedded) == (first.generation, False, 0)
    assert report.unchanged == tuple(TEXTS)
    assert report.added == report.changed == report.removed == ()
    assert report.passages == first.passages
    assert encoder.encoded == []
    assert files(index) == before_files


def test_only_what_changed_is_embedded_again(corpus: Path, index: Path) -> None:
    build(corpus, index)
    (corpus / "gers.txt").write_text("Le Gers compte quinze maisons de santé.\n")
    (corpus / "loire" / "cher.txt").unlink()
    (corpus / "aveyron.txt").write_text("L’Aveyron forme des infirmiers.\n")
    encoder = FakeEncoder()
    report = build(corpus, index, encoder)
    assert report.added == ("aveyron.txt",)
    assert report.changed == ("gers.txt",)
    assert report.removed == ("loire/cher.txt",)
    assert report.unchanged == ("loire/indre.txt",)
    assert report.rebuilt_because is None
    assert any("Aveyron" in text for text in encoder.encoded)
    assert any("quinze" in text for text in encoder.encoded)
    assert not any("Indre" in text for text in encoder.encoded)
    assert list(PassageIndex.open(index).documents) == ["aveyron.txt", "gers.txt", "loire/indre.txt"]


def test_an_incremental_build_writes_what_a_full_one_writes(
    corpus: Path, index: Path, tmp_path: Path
) -> None:
    build(corpus, index)
    (corpus / "gers.txt").write_text("Le Gers compte quinze maisons de santé.\n")
    (corpus / "loire" / "cher.txt").unlink()
    (corpus / "copie.txt").write_bytes((corpus / "loire" / "indre.txt").read_bytes())
    incremental, full = build(corpus, index), build(corpus, tmp_path / "full")
    assert incremental.generation == full.generation
    assert contents(index) == contents(tmp_path / "full")
    assert PassageIndex.open(index).documents["copie.txt"].also == ("loire/indre.txt",)


def test_a_moved_document_is_neither_read_nor_embedded_again(
    corpus: Path, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (corpus / "faux.docx").write_bytes(b"no document at all")
    build(corpus, index)
    (corpus / "gers.txt").rename(corpus / "loire" / "a-gers-32.txt")
    (corpus / "faux.docx").rename(corpus / "loire" / "faux-2.docx")
    encoder, parsed = FakeEncoder(), list[SourceFile]()
    with monkeypatch.context() as patched:
        patched.setattr(content, "read_sources", lambda _, sources, *others: parsed.extend(sources) or ())
        report = build(corpus, index, encoder)
    assert (report.added, report.removed) == (("loire/a-gers-32.txt",), ("gers.txt",))
    assert [refusal.path for refusal in report.refused] == ["loire/faux-2.docx"]
    assert (report.embedded, encoder.encoded, parsed) == (0, [], [])
    build(corpus, tmp_path / "full")
    assert contents(index) == contents(tmp_path / "full")


def test_the_same_bytes_under_another_extension_are_another_document(corpus: Path, index: Path) -> None:
    (corpus / "liste.txt").write_text("# Titre\n\nLe Gers compte quatorze maisons.\n")
    build(corpus, index)
    (corpus / "liste.txt").rename(corpus / "liste.md")
    build(corpus, index)
    assert PassageIndex.open(index).documents["liste.md"].blocks[0].kind == "heading"


def test_the_corpus_as_it_was_gives_the_generation_as_it_was(corpus: Path, index: Path) -> None:
    first = build(corpus, index)
    (corpus / "aveyron.txt").write_text("L’Aveyron forme des infirmiers.\n")
    second = build(corpus, index)
    (corpus / "aveyron.txt").unlink()
    third = build(corpus, index)
    assert first.generation == third.generation != second.generation
    assert rollback(index) == second.generation


def test_a_touched_file_is_not_a_changed_one(corpus: Path, index: Path) -> None:
    build(corpus, index)
    os.utime(corpus / "gers.txt", (1, 1))
    assert not build(corpus, index).published


def test_refused_files_are_reported_each_time_and_parsed_once(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (corpus / "a.docx").write_bytes(b"no document at all")
    (corpus / "b.exe").write_bytes(b"MZ")
    first = build(corpus, index)
    assert [refusal.path for refusal in first.refused] == ["a.docx", "b.exe"]
    parsed: list[SourceFile] = []
    monkeypatch.setattr(content, "read_sources", lambda _, sources, *others: parsed.extend(sources) or ())
    (corpus / "gers.txt").unlink()
    assert build(corpus, index).refused == first.refused == build(corpus, index).refused
    assert parsed == []
    assert PassageIndex.open(index).refusals == first.refused


def test_a_file_that_changed_while_it_was_read_is_read_by_the_next_build(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though its bytes are those of the first build again: it was only half written then."""

    def half_written(
        folder: Path, sources: Sequence[SourceFile], *others: object
    ) -> Iterator[tuple[SourceFile, DocumentChanged]]:
        for source in sources:
            yield source, DocumentChanged("changed while it was being read: run the command again")

    before = build(corpus, index).generation
    (corpus / "lot.txt").write_text("Le Lot compte 8 centres.\n")
    with monkeypatch.context() as patched:
        patched.setattr(content, "read_sources", half_written)
        for _ in range(2):
            assert [refusal.path for refusal in build(corpus, index).refused] == ["lot.txt"]
            assert rollback(index) == before
            rollback(index)
    report = build(corpus, index)
    assert (report.added, report.refused) == (("lot.txt",), ())
    assert not build(corpus, index).published


def test_a_refused_file_that_is_mended_is_read(corpus: Path, index: Path) -> None:
    (corpus / "a.docx").write_bytes(b"no document at all")
    build(corpus, index)
    (corpus / "a.docx").unlink()
    assert build(corpus, index).refused == ()


@pytest.mark.parametrize("content", [None, {}, {"b.exe": "MZ"}, {"vide.txt": ""}])
def test_without_documents_the_index_stays_as_it_was(
    corpus: Path, index: Path, content: dict[str, str] | None
) -> None:
    build(corpus, index)
    kept = files(index)
    shutil.rmtree(corpus)
    if content is not None:
        corpus.mkdir()
        write_corpus(corpus, content)
    with pytest.raises(CorpusError) as raised:
        build(corpus, index)
    assert str(corpus) in str(raised.value)
    assert "\n" not in str(raised.value)
    assert files(index) == kept


def test_a_first_build_without_documents_makes_no_index(tmp_path: Path, index: Path) -> None:
    with pytest.raises(CorpusError):
        build(tmp_path / "nowhere", index)
    assert not index.exists()


def test_another_model_means_new_vectors(corpus: Path, index: Path) -> None:
    build(corpus, index)
    encoder = FakeEncoder(dimension=16, identity="other#1")
    report = build(corpus, index, encoder)
    assert report.rebuilt_because == "the model is other#1 instead of fake#trigrams"
    assert report.unchanged == tuple(TEXTS)
    assert report.embedded == len(encoder.encoded) > 0
    assert PassageIndex.open(index, "other#1").dimension == 16


def test_other_settings_mean_other_passages_and_no_vector_twice(corpus: Path, index: Path) -> None:
    build(corpus, index)
    report = build(corpus, index, settings=Settings(passage_words=119, k=3))
    assert report.rebuilt_because == "settings changed: passage_words"
    assert report.published
    assert report.embedded == 0  # these short texts are cut as before
    assert not build(corpus, index, settings=Settings(passage_words=119, k=4)).published


def test_another_program_reads_everything_again(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(corpus, index)
    monkeypatch.setattr(before, "_program_digest", lambda: "changed")
    report = build(corpus, index)
    assert (report.rebuilt_because, report.embedded) == ("the program changed", 0)
    assert not build(corpus, index).published


def test_everything_that_makes_the_contents_is_there() -> None:
    package = Path(before.__file__).parents[1]
    assert [name for name in before._PROGRAM if not (package / name).exists()] == []


def test_every_damage_is_repaired(corpus: Path, index: Path) -> None:
    first = build(corpus, index)
    for number in range(len(generation_files(index))):
        path = generation_files(index)[number]
        whole = path.read_bytes()
        path.write_bytes(whole[:-1])
        report = build(corpus, index)
        assert (report.generation, report.published) == (first.generation, True), path
        assert report.rebuilt_because is not None
        assert path.name in report.rebuilt_because
        assert PassageIndex.open(index).generation == first.generation
    shutil.rmtree(index / "generations")
    assert "manifest.json: missing" in (build(corpus, index).rebuilt_because or "")


class _Broken(FakeEncoder):
    def encode(self, texts: list[str], kind: TextKind) -> Vectors:  # type: ignore[override]
        return super().encode(texts, kind) * float("nan")


def test_an_encoder_that_fails_leaves_the_index_as_it_was(corpus: Path, index: Path) -> None:
    build(corpus, index)
    kept = files(index)
    with pytest.raises(EncoderError, match="impossible vectors"):
        build(corpus, index, _Broken(identity="broken#1"))
    assert files(index) == kept
