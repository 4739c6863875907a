"""The process that parses: whatever a file does to it, the others are still read.

A file that takes too long, too much memory or the parser's life is refused, and a new
process takes the next one. Requests and replies are lines of JSON, so that nothing a
parser leaves behind is ever executed by the caller. The process is started by its own
command line rather than by multiprocessing: it needs no guard in the calling script and
loads nothing but the parsers.
"""

import contextlib
import hashlib
import json
import logging
import os
import queue
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from assistant.corpus.limits import ReadLimits
from assistant.corpus.parsing import Parsed, parse
from assistant.errors import DocumentChanged, DocumentError
from assistant.types import Block, Metadata

_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from assistant.corpus.worker import serve; serve()"
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class Worker:
    """A parsing process, started when first needed and again after each file that ended it.

    Use it as a context manager: leaving ends the process.
    """

    def __init__(self, limits: ReadLimits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._replies: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._complaints: IO[bytes] | None = None

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def read(self, file: Path, sidecar: Path | None, sha256: str) -> Parsed:
        """Parse one file.

        Args:
            file: to parse; its extension gives the format.
            sidecar: its metadata file, when it has one.
            sha256: that the bytes of both, one after the other, should have.

        Raises:
            DocumentChanged: it has other bytes by now, or none.
            DocumentError: the file cannot be read; the text is the reason, one line without the path.
        """
        process = self._running()
        request = {
            "file": str(file),
            "sidecar": None if sidecar is None else str(sidecar),
            "sha256": sha256,
            "limits": asdict(self._limits),
        }
        assert process.stdin is not None
        with contextlib.suppress(OSError):  # a process that is gone is noticed when it does not answer
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
        try:
            line = self._replies.get(timeout=self._limits.seconds)
        except queue.Empty:
            self._stop()
            raise DocumentError(
                f"took more than {self._limits.seconds:g} s to read: split it, or simplify it"
            ) from None
        if not line:
            complaint = self._last_complaint()
            self._stop()
            raise DocumentError(f"damaged, or made in a way that cannot be read{complaint}: save it again")
        reply = json.loads(line)
        if reply.get("out_of_memory"):
            self._stop()
            megabytes = self._limits.memory_bytes // 1_000_000
            raise DocumentError(f"needs more than {megabytes} MB of memory to read: split it, or simplify it")
        if "changed" in reply:
            raise DocumentChanged(reply["changed"])
        if "refused" in reply:
            raise DocumentError(reply["refused"])
        return Parsed(
            text=reply["text"],
            blocks=tuple(Block(*block) for block in reply["blocks"]),
            metadata=Metadata(**reply["metadata"]),
            warnings=tuple(reply["warnings"]),
        )

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 (closed by _stop)
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-W",
                    "ignore",
                    "-c",
                    _START,
                    json.dumps([os.path.abspath(p) for p in sys.path]),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                env={**os.environ, **_ONE_THREAD},
            )
            self._replies = queue.SimpleQueue()
            threading.Thread(target=_forward, args=(self._process.stdout, self._replies), daemon=True).start()
        return self._process

    def _last_complaint(self) -> str:
        """Return what ended the process, in brackets, for whoever wants to report it."""
        if self._complaints is None or self._process is None:
            return ""
        code = self._process.wait()
        self._complaints.seek(0)
        lines = self._complaints.read()[-4000:].decode("utf-8", "replace").split("\n")
        said = next((line.strip() for line in reversed(lines) if line.strip()), f"exit code {code}")
        return f" ({said[:100]})"

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdin is not None
            with contextlib.suppress(OSError):
                self._process.stdin.close()
            self._process = None
        if self._complaints is not None:
            self._complaints.close()
            self._complaints = None


def _forward(stdout: IO[bytes], replies: "queue.SimpleQueue[bytes]") -> None:
    """Pass lines on until the process ends, then an empty one."""
    with stdout:
        for line in stdout:
            replies.put(line)
    replies.put(b"")


def serve() -> None:
    """Answer requests on standard input until it closes; what libraries print goes nowhere.

    An error that no reader foresaw ends this process: the caller refuses the file and starts another.
    """
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    logging.disable()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        replies.write(json.dumps(_answer(request)).encode() + b"\n")
        replies.flush()


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    limits = ReadLimits(**request["limits"])
    _restrain(limits)
    try:
        data = Path(request["file"]).read_bytes()
        sidecar = None if request["sidecar"] is None else Path(request["sidecar"]).read_bytes()
    except OSError as error:
        return {"changed": f"cannot be read: {error.strerror}; check its permissions"}
    if hashlib.sha256(data + (sidecar or b"")).hexdigest() != request["sha256"]:
        return {"changed": "changed while it was being read: run the command again"}
    try:
        parsed = parse(data, request["file"], sidecar, limits)
    except DocumentError as error:
        return {"refused": str(error)}
    except OSError as error:
        return {"refused": f"cannot be read: {error.strerror}; check its permissions"}
    except RecursionError:
        return {"refused": "nested too deep: save it again, more simply"}
    except MemoryError:
        return {"out_of_memory": True}
    return {
        "text": parsed.text,
        "blocks": [[block.kind, block.start, block.end, block.level, block.page] for block in parsed.blocks],
        "metadata": asdict(parsed.metadata),
        "warnings": parsed.warnings,
    }


def _restrain(limits: ReadLimits) -> None:
    """Limit memory, processor time and core files, where the platform can."""
    try:
        import resource
    except ImportError:  # no such limits on Windows; the caller still watches the clock
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime + limits.seconds) + 2
    wanted = (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, value in wanted:
        _, hard = resource.getrlimit(kind)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
