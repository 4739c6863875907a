import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import CorpusError, IndexMissing
from assistant.index import PassageIndex, check
from assistant.index.generations import read_current
from assistant.index.verify import check_contents
from assistant.settings import Settings
from tests.index.corpora import TEXTS, build, write_corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def index(tmp_path: Path, corpus: Path) -> Path:
    (corpus / "z.exe").write_bytes(b"MZ")
    (corpus / "copie.txt").write_text(TEXTS["gers.txt"])
    (corpus / "loire" / "cher.txt.meta.yaml").write_text("title: Le Cher\npublisher: ARS\ndate: 2024-05-02\n")
    build(corpus, tmp_path / "index")
    return tmp_path / "index"


def test_a_whole_index_and_the_health_of_its_corpus(index: Path, corpus: Path) -> None:
    report = check(index, corpus)
    assert report.damaged == report.stale == ()
    assert (report.documents, report.generation, report.encoder) == (
        3,
        (index / "CURRENT").read_text().split()[0],
        "fake#trigrams",
    )
    assert report.sentences >= report.passages >= 3
    assert [refusal.path for refusal in report.refused] == ["z.exe"]
    assert report.duplicates == (("copie.txt", "gers.txt"),)
    assert report.unsigned == ("copie.txt", "loire/indre.txt")
    assert "loire/cher.txt" not in report.undated + report.untitled
    assert "loire/indre.txt" in report.undated


def test_stale_documents_are_named_and_are_no_damage(index: Path, corpus: Path) -> None:
    (corpus / "loire" / "indre.txt").write_text("Autre chose.")
    (corpus / "loire" / "cher.txt").unlink()
    (corpus / "loire" / "cher.txt.meta.yaml").unlink()
    (corpus / "nouveau.txt").write_text("Du neuf.")
    report = check(index, corpus)
    assert report.damaged == ()
    assert report.stale == (
        "loire/cher.txt: gone since it was indexed",
        "loire/indre.txt: changed since it was indexed",
        "nouveau.txt: not indexed yet",
    )


def test_files_are_looked_for_with_the_limits_they_were_indexed_with(tmp_path: Path, corpus: Path) -> None:
    (corpus / "long.txt").write_text("Une aide. " * 150_000)
    build(corpus, tmp_path / "index", settings=Settings(max_file_mb=1))
    report = check(tmp_path / "index", corpus)
    assert [refusal.path for refusal in report.refused] == ["long.txt"]
    assert report.stale == ()


def test_every_damaged_file_is_named(index: Path, corpus: Path) -> None:
    folder = next(path for path in (index / "generations").iterdir())
    (folder / "passages.npy").write_bytes(b"x")
    (folder / "documents.jsonl").unlink()
    report = check(index, corpus)
    assert report.damaged[0] == f"{folder / 'documents.jsonl'}: missing"
    assert report.damaged[1].startswith(f"{folder / 'passages.npy'}: 1 bytes instead of ")
    assert len(report.damaged) == 2
    (folder / "manifest.json").write_text("{}")
    assert check(index, corpus).damaged == (
        f"{folder / 'manifest.json'}: not what was written there; run `motamot index` to rebuild it",
    )


def test_without_index_or_corpus_there_is_nothing_to_check(index: Path, corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        check(tmp_path / "nowhere", corpus)
    shutil.rmtree(corpus)
    with pytest.raises(CorpusError):
        check(index, corpus)


def test_passages_that_do_not_belong_to_the_documents_are_damage(index: Path) -> None:
    manifest = read_current(index).manifest
    opened = PassageIndex.open(index)
    documents, passages = list(opened.documents.values()), list(opened.passages)
    check_contents(manifest, documents, passages)
    with pytest.raises(ValueError, match="numbers of passages and sentences disagree"):
        check_contents(manifest, documents, passages[1:])
    with pytest.raises(ValueError, match=r"gone\.txt: passage \d+-\d+ has impossible offsets"):
        check_contents(manifest, documents, [replace(passages[0], document="gone.txt")])
