"""A build in a process of its own, killed at a step or at a moment."""

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from assistant.corpus import ReadLimits, SourceFile
from assistant.corpus.parsing import parse
from assistant.errors import AssistantError, DocumentError
from assistant.index import content
from assistant.types import Document

_EVENTS = frozenset(("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "fcntl.flock"))
"""Python's audit events of what changes a folder; `os.fsync`, which has none, is counted beside them."""


@contextmanager
def parsing_here() -> Iterator[None]:
    """Parse documents in this process: starting another one would take most of the time of a small build."""
    with patch.object(content, "read_sources", _read_here):
        yield


def killed_at(step: int, build: Callable[[], object], index: Path) -> bool:
    """Run a build in a child and kill it with SIGKILL before its operation number `step` on the index folder.

    Returns:
        False when the build came to its end before.
    """
    return _wait(_child(build, lambda: _die_before(step, str(index))))


def killed_after(seconds: float, build: Callable[[], object]) -> bool:
    """Run a build in a child and send it SIGKILL after a time; see `killed_at`."""
    child = _child(build, lambda: None)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return _wait(child)


def refusal(act: Callable[[], object], user: int | None = None) -> str:
    """Run something in a child, as another user if asked, and return the text of its error, "" without one.

    Raises:
        RuntimeError: it ended in another way than with one of the errors a user can act on.
    """
    reading, writing = os.pipe()

    def reported() -> None:
        if user is not None:
            os.setegid(user)
            os.seteuid(user)
        text = ""
        try:
            act()
        except AssistantError as error:
            text = str(error)
        os.write(writing, json.dumps(text).encode())

    child = _child(reported, lambda: None)
    os.close(writing)
    with open(reading, "rb") as pipe:
        data = pipe.read()
    _wait(child)
    if not data:
        raise RuntimeError("a build ended without a word")
    text: str = json.loads(data)
    return text


def _child(act: Callable[[], object], before: Callable[[], None]) -> int:
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        before()
        act()
        code = 0
    finally:
        if code:
            traceback.print_exc()
        os._exit(code)


def _wait(child: int) -> bool:
    """Return whether a child was killed.

    Raises:
        RuntimeError: it failed by itself.
    """
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in (0, -signal.SIGKILL):
        raise RuntimeError(f"a build ended with exit code {code}")
    return code != 0


def _die_before(step: int, index: str) -> None:
    left = step
    sync = os.fsync

    def count() -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    def audited(event: str, arguments: tuple[object, ...]) -> None:
        if event == "fcntl.flock" or (event in _EVENTS and index in str(arguments)):
            count()

    def counted_sync(descriptor: int) -> None:
        count()
        sync(descriptor)

    os.fsync = counted_sync  # type: ignore[assignment]
    sys.addaudithook(audited)


def _read_here(
    folder: Path,
    sources: Sequence[SourceFile],
    limits: ReadLimits = ReadLimits(),  # noqa: B008 (frozen)
) -> Iterator[tuple[SourceFile, Document | DocumentError]]:
    for source in sources:
        sidecar = None if source.sidecar is None else (folder / source.sidecar).read_bytes()
        try:
            parsed = parse((folder / source.path).read_bytes(), source.path, sidecar, limits)
        except DocumentError as error:
            yield source, error
            continue
        yield (
            source,
            Document(
                source.path, parsed.text, parsed.blocks, parsed.metadata, source.sha256, source.size,
                source.also, parsed.warnings,
            ),
        )  # fmt: skip
