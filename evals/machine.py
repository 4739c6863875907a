"""What a figure was measured on: the machine, the versions, the commit."""

import hashlib
import os
import platform
import shutil
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parent.parent
"""The repository."""
PACKAGES = ("motamot", "torch", "sentence-transformers", "faiss-cpu", "bm25s", "numpy", "gradio")


def describe_machine() -> dict[str, str | int | float]:
    """Return the processor, cores, memory (GiB), system, Python and versions of what computes."""
    facts: dict[str, str | int | float] = {
        "cpu": _cpu_model(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 0,
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }
    for package in PACKAGES:
        try:
            facts[package] = version(package)
        except PackageNotFoundError:
            facts[package] = "not installed"
    return facts


def current_commit() -> str:
    """Return the commit of the repository, `-dirty` when tracked files differ; `no-commit` without git."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        return "no-commit"
    commit = _git("rev-parse", "--short=12", "HEAD")
    if not commit:
        return "no-commit"
    return f"{commit}-dirty" if _git("status", "--porcelain", "--untracked-files=no") else commit


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def now() -> datetime:
    """Return the current time, UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def _git(*arguments: str) -> str:
    result = subprocess.run(
        ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False, timeout=30
    )
    return result.stdout.strip()


def _cpu_model() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
