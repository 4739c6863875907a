"""What must travel to another machine, cut into folders of limited size, and put together there.

Each folder holds pieces named by number and a `pieces.json`: of which file each piece is, where it
begins, and the digest of the whole file.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from assistant.errors import UsageError

INPUTS = ("student", "prepared")
"""What training starts from."""
MIB = 1 << 20
LIST = "pieces.json"
_RESERVED = 64 * 1024
"""Bytes left in each folder for its list."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file."""

    name: str
    """Of the file that holds it."""
    path: str
    """Of the whole file, below the work folder."""
    start: int
    size: int
    whole: int
    """Size of the whole file."""
    sha256: str
    """Digest of the whole file."""


def pack(
    work: Path, target: Path, names: Sequence[str] = INPUTS, mib: int = 60, file_mib: int | None = None
) -> list[tuple[Path, int]]:
    """Write the pieces; return each folder with its size in bytes.

    Args:
        work: folder of the recipe.
        target: folders `1`, `2`, … are written in it; it must not hold any.
        names: files and folders of the work folder.
        mib: mebibytes in a folder at most.
        file_mib: mebibytes in one piece at most.

    Raises:
        UsageError: there is no such file, or the target is not empty.
    """
    files = [file for name in names for file in _files(work / name)]
    if target.exists() and any(target.iterdir()):
        raise UsageError(f"{target}: not empty; give a new folder with --to")
    room = mib * MIB - _RESERVED
    most = min(room, (file_mib or mib) * MIB)
    folders: list[list[Piece]] = [[]]
    left = room
    for file in files:
        content = file.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        start = 0
        while start < len(content) or not start:
            if not left:
                folders.append([])
                left = room
            size = min(len(content) - start, left, most)
            name = f"{len(folders[-1]):03d}"
            path = file.relative_to(work).as_posix()
            folders[-1].append(Piece(name, path, start, size, len(content), digest))
            folder = target / str(len(folders))
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content[start : start + size])
            start += size
            left -= size
            if not content:
                break
    for number, pieces in enumerate(folders, 1):
        listed = json.dumps([asdict(piece) for piece in pieces], indent=1)
        (target / str(number) / LIST).write_text(listed + "\n", "utf-8")
    return [(folder, sum(file.stat().st_size for file in folder.iterdir())) for folder in _numbered(target)]


def unpack(folders: Sequence[Path], work: Path) -> list[str]:
    """Put pieces in their places; return the files that are not whole yet.

    Folders may come in any order, and in several calls.

    Raises:
        UsageError: a folder is damaged.
    """
    touched: dict[str, Piece] = {}
    for folder in folders:
        for piece in _pieces(folder):
            path = work / piece.path
            path.parent.mkdir(parents=True, exist_ok=True)
            content = (folder / piece.name).read_bytes()
            if len(content) != piece.size:
                raise UsageError(f"{folder / piece.name}: not of {piece.size} bytes; bring the folder again")
            if not path.exists() or path.stat().st_size != piece.whole:
                path.write_bytes(bytes(piece.whole))
            with path.open("r+b") as file:
                file.seek(piece.start)
                file.write(content)
            touched[piece.path] = piece
    return [
        name
        for name, piece in sorted(touched.items())
        if hashlib.sha256((work / name).read_bytes()).hexdigest() != piece.sha256
    ]


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from (file for file in sorted(path.rglob("*")) if file.is_file())
    else:
        raise UsageError(f"{path}: no such file; run the stages before this one")


def _numbered(target: Path) -> list[Path]:
    return sorted(target.iterdir(), key=lambda folder: int(folder.name))


def _pieces(folder: Path) -> list[Piece]:
    try:
        pieces = [Piece(**row) for row in json.loads((folder / LIST).read_text("utf-8"))]
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(f"{folder}: no readable {LIST} ({error}); bring the folder again") from error
    for piece in pieces:
        path = PurePosixPath(piece.path)
        if path.is_absolute() or ".." in path.parts or "/" in piece.name:
            raise UsageError(f"{folder / LIST}: {piece.path} stands outside the work folder; do not use it")
    return pieces
