import errno
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from assistant.errors import IndexDamaged, IndexLocked, IndexMissing, IndexStoreError
from assistant.index import PassageIndex, current_generation, generations, rollback
from assistant.index.generations import building, leftovers
from assistant.index.manifest import Manifest, read_manifest
from tests.index.corpora import TEXTS, build, files, write_corpus

ROOT = Path(__file__).parents[2]
BUILD = "import sys; from pathlib import Path; from tests.index.corpora import build; build(*map(Path, sys.argv[1:]))"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def in_another_process(program: str, *arguments: Path) -> "subprocess.Popen[str]":
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def test_two_generations_are_kept_and_no_third(corpus: Path, index: Path) -> None:
    names = []
    for number in range(3):
        (corpus / "gers.txt").write_text(f"Le Gers compte {number} maisons de santé.\n")
        names.append(build(corpus, index).generation)
    assert current_generation(index) == names[2]
    assert {path.name for path in (index / "generations").iterdir()} == set(names[1:])
    assert (index / "CURRENT").read_text() == f"{names[2]} {names[1]}\n"


def test_rollback_goes_back_and_forth(corpus: Path, index: Path) -> None:
    with pytest.raises(IndexMissing, match=r"no index there; run `motamot index`"):
        rollback(index)
    first = build(corpus, index).generation
    with pytest.raises(IndexMissing, match="no previous generation"):
        rollback(index)
    (corpus / "gers.txt").unlink()
    second = build(corpus, index).generation
    assert rollback(index) == first == PassageIndex.open(index).generation
    assert "gers.txt" in PassageIndex.open(index).documents
    assert rollback(index) == second == current_generation(index)


def test_a_damaged_previous_generation_is_not_gone_back_to(corpus: Path, index: Path) -> None:
    first = build(corpus, index).generation
    (corpus / "gers.txt").unlink()
    second = build(corpus, index).generation
    (index / "generations" / first / "passages.jsonl").write_bytes(b"")
    with pytest.raises(IndexDamaged, match=r"passages\.jsonl: 0 bytes instead of"):
        rollback(index)
    assert current_generation(index) == second


def test_a_repair_does_not_offer_the_damaged_generation_for_rollback(corpus: Path, index: Path) -> None:
    build(corpus, index)
    (corpus / "gers.txt").unlink()
    second = build(corpus, index).generation
    names = (index / "CURRENT").read_text()
    (index / "generations" / second / "documents.jsonl").unlink()
    assert build(corpus, index).generation == second
    assert (index / "CURRENT").read_text() == names


def test_a_generation_stays_as_long_as_someone_reads_it(corpus: Path, index: Path) -> None:
    build(corpus, index)
    opened = PassageIndex.open(index)
    folder = index / "generations" / opened.generation
    for number in range(3):
        (corpus / "gers.txt").write_text(f"Le Gers compte {number} maisons de santé.\n")
        build(corpus, index)
    assert folder.is_dir()
    assert len(opened.lexical(opened.vocabulary, 99)) == len(opened.passages)
    assert opened.text(opened.passages[0]) in TEXTS["gers.txt"]
    del opened
    assert not build(corpus, index).published
    assert not folder.exists()


def test_a_reader_that_comes_late_reads_the_generation_that_came_meanwhile(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading a name and reading its folder, two builds are published and the folder goes."""
    first = build(corpus, index).generation

    def late(folder: Path) -> Manifest:
        monkeypatch.setattr(generations, "read_manifest", read_manifest)
        for number in range(2):
            (corpus / "gers.txt").write_text(f"Le Gers compte {number} maisons de santé.\n")
            build(corpus, index)
        shutil.rmtree(folder)
        return read_manifest(folder)

    monkeypatch.setattr(generations, "read_manifest", late)
    opened = PassageIndex.open(index)
    assert opened.generation == current_generation(index) != first


def test_one_build_at_a_time(corpus: Path, index: Path) -> None:
    build(corpus, index)
    (corpus / "gers.txt").unlink()
    with building(index):
        with pytest.raises(IndexLocked, match="another build is at work"):
            build(corpus, index)
        with pytest.raises(IndexMissing, match="no previous"):
            rollback(index)
    assert build(corpus, index).published


def test_a_dead_process_holds_no_lock(corpus: Path, index: Path) -> None:
    """Not even while a process that it started lives on."""
    program = (
        "import subprocess, sys; from pathlib import Path\n"
        "from assistant.index.generations import building\n"
        "with building(Path(sys.argv[1])):\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'import sys; sys.stdin.read()'], stdin=0)\n"
        "    print('locked', flush=True)\n"
        "    child.wait()\n"
    )
    process = in_another_process(program, index)
    assert process.stdout is not None
    assert process.stdout.readline() == "locked\n"
    with pytest.raises(IndexLocked):
        build(corpus, index)
    process.kill()
    process.wait()
    assert build(corpus, index).published
    process.communicate()


def test_an_up_to_date_index_is_not_locked(corpus: Path, index: Path) -> None:
    build(corpus, index)
    with building(index):
        (index / "generations" / ".building").rmdir()
        assert not build(corpus, index).published


def test_leftovers_of_a_killed_build_are_removed_even_when_nothing_changed(corpus: Path, index: Path) -> None:
    build(corpus, index)
    whole = files(index)
    (index / "generations" / ".building").mkdir()
    (index / "generations" / ".building" / "passages.npy").write_bytes(b"half")
    (index / "generations" / "0123456789ab").mkdir()
    (index / ".CURRENT.new").write_text("0123")
    (index / ".journal").write_bytes(b"half")
    assert len(leftovers(index)) == 4
    assert not build(corpus, index).published
    assert leftovers(index) == []
    assert files(index) == whole


@pytest.mark.parametrize("content", [b"", b"0123456789ab", b"../../../etc\n", b"\xff\n", b"0123456789AB\n"])
def test_a_damaged_name_is_noticed(corpus: Path, index: Path, content: bytes) -> None:
    build(corpus, index)
    (index / "CURRENT").write_bytes(content)
    with pytest.raises(IndexDamaged, match=r"CURRENT: does not name a generation; run `motamot index`"):
        current_generation(index)
    with pytest.raises(IndexDamaged):
        PassageIndex.open(index)


def test_a_full_disk_is_one_line_and_harmless(corpus: Path, index: Path) -> None:
    first = build(corpus, index).generation
    (corpus / "gers.txt").unlink()
    kept = files(index)
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700))\n"
    caught = (
        "from assistant.errors import IndexStoreError\n"
        "try:\n    exec(sys.argv.pop())\n"
        "except IndexStoreError as error:\n    print(error)"
    )
    program = f"import sys\n{limited}{caught}"
    process = in_another_process(program, corpus, index, Path(BUILD))
    output, errors = process.communicate()
    assert errors == ""
    assert output.count("\n") == 1
    assert "cannot be written (File too large); free disk space or check permissions" in output
    assert PassageIndex.open(index).generation == first
    assert files(index) == kept
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_a_folder_that_cannot_be_written_is_one_line(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for index in (tmp_path / "file", tmp_path / "file" / "index", Path("/proc/nowhere/index")):
        with pytest.raises(IndexStoreError) as raised:
            build(corpus, index)
        assert "\n" not in str(raised.value)
        assert str(index) in str(raised.value) or str(index.parent) in str(raised.value)


def test_a_read_only_index_still_answers_and_is_not_changed() -> None:
    program = (
        "import os, sys; from pathlib import Path\n"
        "from assistant.errors import IndexStoreError\n"
        "from tests.index.corpora import build\n"
        "import assistant.index, bm25s, faiss\n"
        "corpus, index = map(Path, sys.argv[1:])\n"
        "assert not build(corpus, index).published\n"
        "(corpus / 'gers.txt').unlink()\n"
        "if os.geteuid() == 0:\n    os.seteuid(65534)  # root may write anywhere\n"
        "try:\n    build(corpus, index)\n"
        "except IndexStoreError as error:\n    print(error)\n"
    )
    with TemporaryDirectory() as name:  # not below pytest's folders, which only their owner may enter
        folder = Path(name)
        folder.chmod(0o755)
        corpus, index = write_corpus(folder / "corpus"), folder / "index"
        build(corpus, index)
        paths = [index, *index.rglob("*")]
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        output, errors = in_another_process(program, corpus, index).communicate()
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
        assert errors == ""
        assert output.endswith(
            "cannot be written (Permission denied); free disk space or check permissions\n"
        )
        assert PassageIndex.open(index).documents.keys() == TEXTS.keys()


def test_an_error_after_the_generation_is_in_place_leaves_nothing_behind(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(corpus, index)
    before = files(index)
    (corpus / "gers.txt").unlink()

    def full(path: Path, data: bytes) -> None:
        path.with_name(".CURRENT.new").write_bytes(b"")
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(generations, "replace", full)
        with pytest.raises(IndexStoreError, match="CURRENT: cannot be written"):
            build(corpus, index)
    assert files(index) == before
    assert leftovers(index) == []
    (index / "CURRENT").write_text("damaged")
    with monkeypatch.context() as patched:
        patched.setattr(generations, "replace", full)
        with pytest.raises(IndexStoreError, match="CURRENT: cannot be written"):
            build(corpus, index)
    assert set(before) <= set(files(index))  # it is not known which generations to keep
    assert build(corpus, index).published
    assert leftovers(index) == []
