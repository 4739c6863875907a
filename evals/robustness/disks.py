"""A disk that is full at every size, folders that cannot be read or written: one line, and the old index answers."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from assistant.errors import IndexStoreError
from assistant.index.generations import leftovers
from evals.robustness.builds import parsing_here, refusal
from evals.robustness.town import Town, answered, build, contents, files
from evals.robustness.trials import Trials

PAGE = 4096
DISK = 4 << 20
NOBODY = 65534


def full_disks(work: Path, sizes: int, seed: int) -> list[Trials]:
    """Build on a small tmpfs with more and more room left, in a mount namespace of its own; then read-only.

    Args:
        work: an empty folder.
        sizes: of the room left, from none, a page apart.
        seed: of the corpus.

    Returns:
        Without trials where the system lets no one mount.
    """
    full, locked = _lines()
    disk = work / "disk"
    disk.mkdir(parents=True)
    inside = (sys.executable, "-m", "evals.robustness.disks", str(work), str(sizes), str(seed))
    mounted = f'mount -t tmpfs -o size={DISK} tmpfs "$1" && shift && exec "$@"'
    command = ("unshare", "-rm", "sh", "-c", mounted, "sh", str(disk), *inside)
    if shutil.which("unshare") is None or subprocess.run(("unshare", "-rm", "true"), check=False).returncode:
        full.note("not tried: no mount namespaces here")
        return [full, locked]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return [Trials(**record) for record in json.loads(done.stdout)]


def _on_the_disk(work: Path, sizes: int, seed: int) -> list[Trials]:
    full, locked = _lines()
    corpus, kept, index = Town(work / "town", seed), work / "kept", work / "disk" / "index"
    build(corpus.folder, kept)
    old = answered(corpus.folder, kept)
    for _ in range(3):
        corpus.edit()
    build(corpus.folder, work / "anew")
    new = answered(corpus.folder, work / "anew")
    ballast = work / "disk" / "ballast"
    for pages in range(sizes):
        shutil.copytree(kept, index)
        free = shutil.disk_usage(work / "disk").free
        ballast.write_bytes(bytes(free - pages * PAGE))
        before = files(index)
        line = refusal(lambda: build(corpus.folder, index))
        seen = answered(corpus.folder, index)
        trial = f"{pages} pages left"
        if line:
            full.note("refused")
            full.held(
                trial,
                ("one line", "\n" not in line and "free disk space" in line),
                ("the old index", seen == old and files(index) == before | {".lock": b""}),
                ("clean", not leftovers(index)),
            )
        else:
            full.note("room enough")
            full.held(trial, ("the new index", seen == new), ("clean", not leftovers(index)))
        ballast.unlink()
        shutil.rmtree(index)
    shutil.copytree(kept, index)
    subprocess.run(("mount", "-o", "remount,ro", str(work / "disk")), check=True)
    line = refusal(lambda: build(corpus.folder, index))
    told = "\n" not in line and "Read-only file system" in line
    locked.held(
        "mounted read-only", ("one line", told), ("the old index", answered(corpus.folder, index) == old)
    )
    return [full, locked]


def _lines() -> tuple[Trials, Trials]:
    """Return the lines of the report, before any trial."""
    full = Trials("a full disk: one line, the old index answers, nothing left behind")
    return full, Trials("a disk mounted read-only: one line, the old index answers")


def no_rights(work: Path, seed: int) -> Trials:
    """Take rights away from an index, from everything at once and from one file after the other.

    Args:
        work: an empty folder that other users may enter.
        seed: of the corpus.
    """
    trials = Trials("no right to read or write: one line, the old index answers where it can be read")
    corpus, index = Town(work / "town", seed), work / "index"
    build(corpus.folder, index)
    whole, old = contents(index), answered(corpus.folder, index)
    corpus.edit()
    user = NOBODY if os.geteuid() == 0 else None  # root may do anything
    paths = [index, *sorted(index.rglob("*"))]
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    line = refusal(lambda: build(corpus.folder, index), user)
    reading = refusal(lambda: _expect(answered(corpus.folder, index) == old), user)
    told = "\n" not in line and "Permission denied" in line
    trials.held("nothing can be written", ("one line", told), ("the old index", reading == ""))
    for path in paths:
        path.chmod(0)
        opening = refusal(lambda: answered(corpus.folder, index), user)
        building = refusal(lambda: build(corpus.folder, index), user)
        said = [line for line in (opening, building) if line]
        trials.held(
            f"{path.relative_to(index.parent)} cannot be read",
            ("one line each", all("\n" not in line and str(index) in line for line in said)),
            ("noticed", bool(building) and (bool(opening) or path.name == ".lock")),
        )
        path.chmod(0o555 if path.is_dir() else 0o444)
    for path, mode in modes.items():
        path.chmod(mode)
    trials.held("rights given back", ("the old index", contents(index) == whole))
    return trials


def _expect(condition: bool) -> None:
    if not condition:
        raise IndexStoreError("answers differ")


if __name__ == "__main__":
    with parsing_here():
        print(
            json.dumps(
                [
                    each.record()
                    for each in _on_the_disk(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
                ]
            )
        )
