import hashlib
import os
from pathlib import Path

import pytest

from assistant.corpus import ReadLimits, read_documents, scan, source_state
from assistant.corpus import files as corpus_files
from assistant.errors import CorpusError
from assistant.types import Document, Metadata
from tests.corpus.samples import write


def sha256(*contents: bytes) -> str:
    return hashlib.sha256(b"".join(contents)).hexdigest()


def document(path: str, *contents: bytes) -> Document:
    return Document(path, "", (), Metadata(), sha256(*contents), len(contents[0]))


def test_files_are_listed_in_order_below_the_folder(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"b.txt": "b", "a/z.md": "z", "a/README.md": "lisez-moi", "README.md": "corpus", ".cache/x.txt": "x"},
    )
    write(tmp_path, {".hidden.txt": "h", "~$b.docx": "lock", "Thumbs.db": "t", "C.HTML": "<p>c"})
    found = scan(tmp_path)
    assert [source.path for source in found.files] == ["C.HTML", "a/README.md", "a/z.md", "b.txt"]
    assert found.refusals == ()
    assert found.files[3].sha256 == sha256(b"b")
    assert found.files[3].size == 1


def test_sidecars_belong_to_one_file(tmp_path: Path) -> None:
    write(
        tmp_path, {"r.pdf": "1", "r.pdf.meta.yaml": "title: R", "seul.txt": "2", "seul.meta.yaml": "title: S"}
    )
    write(
        tmp_path,
        {"deux.txt": "3", "deux.md": "4", "deux.meta.yaml": "title: D", "perdu.txt.meta.yaml": "title: P"},
    )
    found = scan(tmp_path)
    assert {source.path: source.sidecar for source in found.files} == {
        "deux.md": None,
        "deux.txt": None,
        "r.pdf": "r.pdf.meta.yaml",
        "seul.txt": "seul.meta.yaml",
    }
    assert {source.path: source.sha256 for source in found.files}["r.pdf"] == sha256(b"1", b"title: R")
    assert [refusal.path for refusal in found.refusals] == ["deux.meta.yaml", "perdu.txt.meta.yaml"]
    assert "NAME.meta.yaml" in found.refusals[0].reason


def test_same_bytes_count_once(tmp_path: Path) -> None:
    write(tmp_path, {"b.txt": "même", "a.txt": "même", "a/c.txt": "même", "d.md": "même"})
    write(tmp_path, {"e.txt": "même", "e.txt.meta.yaml": "date: 2024"})
    found = scan(tmp_path).files
    assert [(source.path, source.also) for source in found] == [
        ("a.txt", ("a/c.txt", "b.txt")),
        ("d.md", ()),
        ("e.txt", ()),
    ]


def test_links_stay_inside(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"secret.txt": "secret"})
    corpus = write(tmp_path / "corpus", {"a.txt": "a", "sub/b.txt": "b"})
    (corpus / "dehors.txt").symlink_to(outside / "secret.txt")
    (corpus / "dossier").symlink_to(outside)
    (corpus / "nulle-part.txt").symlink_to(corpus / "absent.txt")
    (corpus / "copie.txt").symlink_to(corpus / "a.txt")
    (corpus / "boucle").symlink_to(corpus)
    found = scan(corpus)
    assert [(source.path, source.also) for source in found.files] == [
        ("a.txt", ("copie.txt",)),
        ("sub/b.txt", ()),
    ]
    assert [refusal.path for refusal in found.refusals] == ["dehors.txt", "dossier", "nulle-part.txt"]
    assert all("outside" in refusal.reason for refusal in found.refusals)


def test_refusals_say_what_to_do(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"a.txt": "a", "b.xlsx": "x", "c.xyz": "x", "licence": "x", "gros.txt": "x" * 11, "d\n.txt": "d"},
    )
    os.mkfifo(tmp_path / "tuyau.txt")
    found = scan(tmp_path, ReadLimits(file_bytes=10))
    assert [source.path for source in found.files] == ["a.txt"]
    assert {refusal.path: refusal.reason for refusal in found.refusals} == {
        "b.xlsx": "unsupported format .xlsx: convert to .csv",
        "c.xyz": "unsupported format .xyz: convert to a supported one (.md .txt .html .pdf .docx .odt .csv)",
        "licence": "unsupported format without extension: convert to a supported one "
        "(.md .txt .html .pdf .docx .odt .csv)",
        "gros.txt": "larger than 10 bytes: split it, or convert it to text",
        "d\\n.txt": "file name with characters that cannot be shown: rename it",
        "tuyau.txt": "not a regular file: remove it",
    }


def test_unreadable_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.txt": "a", "b.txt": "b"})
    opened = Path.open

    def deny(path: Path, *arguments: str) -> object:
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments)

    monkeypatch.setattr(Path, "open", deny)
    found = scan(tmp_path)
    assert [source.path for source in found.files] == ["b.txt"]
    assert found.refusals[0].reason == "cannot be read: Permission denied; check its permissions"


@pytest.mark.parametrize("reader", [scan, read_documents])
def test_a_folder_that_is_missing_is_an_error(tmp_path: Path, reader: object) -> None:
    assert callable(reader)
    with pytest.raises(CorpusError, match=r"no corpus folder at .*absent: create it"):
        reader(tmp_path / "absent")


def test_a_folder_without_files_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, {"README.md": "vide"})
    with pytest.raises(CorpusError, match="no document in"):
        scan(tmp_path)


def test_source_state_follows_the_file(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "un"})
    indexed = document("a.txt", b"un")
    assert source_state(tmp_path, indexed) == "same"
    write(tmp_path, {"a.txt": "dx"})
    assert source_state(tmp_path, indexed) == "changed"
    write(tmp_path, {"a.txt": "un"})
    assert source_state(tmp_path, indexed) == "same"
    (tmp_path / "a.txt").unlink()
    assert source_state(tmp_path, indexed) == "gone"


@pytest.mark.parametrize("sidecar", ["a.txt.meta.yaml", "a.meta.yaml"])
def test_source_state_follows_the_sidecar(tmp_path: Path, sidecar: str) -> None:
    write(tmp_path, {"a.txt": "un"})
    alone, with_sidecar = document("a.txt", b"un"), document("a.txt", b"un", b"date: 2024")
    assert source_state(tmp_path, alone) == "same"
    write(tmp_path, {sidecar: "date: 2024"})
    assert source_state(tmp_path, alone) == "changed"
    assert source_state(tmp_path, with_sidecar) == "same"
    write(tmp_path, {sidecar: "date: 2025"})
    assert source_state(tmp_path, with_sidecar) == "changed"


def test_source_state_agrees_with_scan(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"a.txt": "a", "a.meta.yaml": "date: 2024", "b.txt": "b", "b.md": "b2", "b.meta.yaml": "date: 1"},
    )
    for source in scan(tmp_path).files:
        indexed = Document(source.path, "", (), Metadata(), source.sha256, source.size)
        assert source_state(tmp_path, indexed) == "same"


def test_source_state_never_leaves_the_folder(tmp_path: Path) -> None:
    write(tmp_path, {"secret.txt": "un", "corpus/b.txt": "b"})
    assert source_state(tmp_path / "corpus", document("../secret.txt", b"un")) == "gone"
    (tmp_path / "corpus" / "lien.txt").symlink_to(tmp_path / "secret.txt")
    assert source_state(tmp_path / "corpus", document("lien.txt", b"un")) == "gone"


def test_source_state_hashes_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.txt": "un"})
    hashed = []
    digest = corpus_files._digest
    monkeypatch.setattr(corpus_files, "_digest", lambda *parts: hashed.append(parts) or digest(*parts))
    assert [source_state(tmp_path, document("a.txt", b"un")) for _ in range(3)] == ["same"] * 3
    assert len(hashed) == 1
    os.utime(tmp_path / "a.txt", ns=(1, 1))
    assert source_state(tmp_path, document("a.txt", b"un")) == "same"
    assert len(hashed) == 2
