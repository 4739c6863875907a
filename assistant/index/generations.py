"""Generations on disk: publish one without disturbing readers, go back, clean up.

    index/CURRENT                     name of the generation that answers and, after a blank, of the one
                                      before, kept for a rollback
    index/generations/<name>/…        the files of one generation
    index/generations/.building/…     being written, or left by a killed build
    index/.journal                    what an unfinished build has read and embedded, for the next one
    index/.lock                       locked while a build is at work

`CURRENT` is replaced in one step, after everything it names has reached the disk:
whatever kills a build, readers find the old generation or the new one, whole. A
generation that is neither of the two goes when no process reads it any more.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import AssistantError, IndexDamaged, IndexMissing, IndexStoreError
from assistant.index.digests import damage
from assistant.index.disk import remove, replace, replacement, storing, sync, sync_below
from assistant.index.locks import Hold, alone, unless_held
from assistant.index.manifest import MANIFEST, NAME_LENGTH, REBUILD, Manifest, read_manifest, to_bytes

CURRENT = "CURRENT"
GENERATIONS = "generations"
BUILDING = ".building"
JOURNAL = ".journal"

_NAMES = re.compile(rf"[0-9a-f]{{{NAME_LENGTH}}}( [0-9a-f]{{{NAME_LENGTH}}})?\n")


@dataclass(frozen=True, slots=True)
class Published:
    """The generation that answers; it stays on disk for as long as its `hold` lives."""

    folder: Path
    manifest: Manifest
    hold: Hold


def current_generation(index: Path) -> str:
    """Return the name of the generation that answers; cheap enough to ask before every question.

    Raises:
        IndexMissing: nothing was published there.
        IndexDamaged: `CURRENT` does not hold a name.
        IndexStoreError: it cannot be read.
    """
    return _read_names(index)[0]


def generation_folder(index: Path, generation: str) -> Path:
    """Return where a generation's files are."""
    return index / GENERATIONS / generation


def read_current(index: Path) -> Published:
    """Return the generation that answers.

    When another one is published meanwhile, and the first one goes before it is held, that other
    one is read.

    Raises:
        IndexStoreError: as `current_generation` and `read_manifest` raise it.
    """
    while True:
        name = current_generation(index)
        folder = generation_folder(index, name)
        hold = Hold(folder)
        try:
            manifest = read_manifest(folder)
        except IndexDamaged:
            if current_generation(index) == name:
                raise
            continue
        if hold.taken or current_generation(index) == name:
            return Published(folder, manifest, hold)


def damaged_files(folder: Path, manifest: Manifest, sampled: bool = False) -> list[str]:
    """Return one line for each file of a generation that is not what was written; [] when it is whole.

    Args:
        folder: of the generation.
        manifest: of the generation.
        sampled: read only some blocks of large files.

    Raises:
        IndexStoreError: a file is there and cannot be read.
    """
    found = ((name, damage(folder / name, promised, sampled)) for name, promised in manifest.files.items())
    return [f"{folder / name}: {wrong}" for name, wrong in found if wrong]


def check_files(folder: Path, manifest: Manifest, sampled: bool = False) -> None:
    """Check the files of a generation against their digests, as `damaged_files` does.

    Raises:
        IndexDamaged: naming the first file that differs.
        IndexStoreError: a file cannot be read.
    """
    lines = damaged_files(folder, manifest, sampled)
    if lines:
        raise IndexDamaged(f"{lines[0]}; {REBUILD}")


def leftovers(index: Path) -> list[Path]:
    """Return what killed builds left behind, and generations nobody can go back to.

    Raises:
        IndexDamaged: it is not known which generations to keep.
        IndexStoreError: the folder cannot be read.
    """
    with storing(index):
        kept = _read_names(index) if (index / CURRENT).exists() else []
        folder = index / GENERATIONS
        strays = [path for path in folder.iterdir() if path.name not in kept] if folder.is_dir() else []
        return [*strays, *(path for path in (index / JOURNAL, replacement(index / CURRENT)) if path.exists())]


@contextmanager
def building(index: Path) -> Iterator[Path]:
    """Lock the index and give an empty folder to build in.

    An error leaves nothing behind; a build that is killed or interrupted leaves its journal.

    Raises:
        IndexLocked: another process is building this index.
        IndexStoreError: the folder cannot be written.
    """
    with storing(index):
        if not index.is_dir():
            index.mkdir(parents=True)
            sync(index.parent)
    folder = index / GENERATIONS / BUILDING
    with alone(index):
        try:
            with storing(index):
                remove(folder)
                folder.mkdir(parents=True)
            yield folder
        except (AssistantError, OSError):
            with suppress(OSError, AssistantError):
                remove(index / JOURNAL)
                tidy(index)
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def publish(index: Path, built: Path, manifest: Manifest, keep: str | None) -> None:
    """Make a built folder the generation that answers.

    Args:
        index: the index folder, locked by `building`.
        built: holds every file that the manifest names, and nothing else.
        manifest: of these files; written last.
        keep: the generation to go back to from now on; None leaves this as it was.

    Raises:
        IndexStoreError: the disk refuses.
    """
    folder = generation_folder(index, manifest.generation)
    with storing(index):
        if not _is_whole(folder):  # it may be the previous one, or one that a killed build did not publish
            (built / MANIFEST).write_bytes(to_bytes(manifest))
            sync_below(built)
            remove(folder)
            built.rename(folder)
        sync(folder.parent)
        sync(index)
        previous = _known_previous(index) if keep in (None, manifest.generation) else keep
        _name(index, manifest.generation, previous)
    tidy(index)


def tidy(index: Path) -> None:
    """Remove the leftovers that no one reads; the index must be locked by `building`."""
    with storing(index):
        for path in leftovers(index):
            if not path.is_dir():
                remove(path)
                continue
            with unless_held(path) as free:
                if free:
                    remove(path)


def rollback(index: Path) -> str:
    """Go back to the previous generation; doing it twice comes back.

    Returns:
        The name of the generation that answers from now on.

    Raises:
        IndexMissing: there is no index, or no previous generation.
        IndexDamaged: it is damaged; nothing was changed.
        IndexLocked, IndexStoreError: as for a build.
    """
    _previous(index)
    with alone(index):
        name = _previous(index)
        folder = generation_folder(index, name)
        check_files(folder, read_manifest(folder))
        with storing(index):
            _name(index, name, current_generation(index))
    return name


def _previous(index: Path) -> str:
    names = _read_names(index)
    if len(names) == 1:
        raise IndexMissing(f"{index}: no previous generation to go back to; run `motamot index` to update it")
    return names[1]


def _is_whole(folder: Path) -> bool:
    try:
        return not damaged_files(folder, read_manifest(folder))
    except IndexStoreError:
        return False


def _known_previous(index: Path) -> str | None:
    try:
        return _previous(index)
    except (IndexMissing, IndexDamaged):
        return None


def _read_names(index: Path) -> list[str]:
    """Return the generation that answers and, if there is one, the one before."""
    path = index / CURRENT
    try:
        text = path.read_bytes().decode("ascii", "replace")
    except FileNotFoundError as error:
        raise IndexMissing(f"{index}: no index there; run `motamot index` to build it") from error
    except OSError as error:
        raise IndexStoreError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    if not _NAMES.fullmatch(text):
        raise IndexDamaged(f"{path}: does not name a generation; {REBUILD}")
    return text.split()


def _name(index: Path, generation: str, previous: str | None) -> None:
    """Make a generation the one that answers, and another the one to go back to, in one step."""
    names = [generation] if previous in (None, generation) else [generation, str(previous)]
    replace(index / CURRENT, f"{' '.join(names)}\n".encode())
