"""What an encoder costs, in a process that does nothing else.

`measure_speed` starts this module again with a file that says what to encode, and weighs the process.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.encoder import load_encoder
from assistant.settings import Settings
from assistant.types import Encoder
from evals.bench import run_measured

SENTENCES = 500
ROUNDS = 3
"""The fastest counts: whatever else the machine does can only slow one down."""
PATIENCE = 30.0
"""Seconds after which no other round begins."""


def measure_speed(settings: Settings, sentences: Sequence[str]) -> dict[str, float]:
    """Return load times, sentences a second and peak memory of an encoder, by name.

    Args:
        settings: its name and prompts.
        sentences: what is encoded.

    Raises:
        UsageError: the process failed.
    """
    asked = {
        "encoder": settings.encoder,
        "passage_prompt": settings.passage_prompt,
        "sentences": list(sentences),
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "asked.json")
        file.write_text(json.dumps(asked), encoding="utf-8")
        spent = run_measured((sys.executable, "-m", "evals.encoders.speed", str(file)))
    figures: dict[str, float] = json.loads(spent.output)
    return figures


def _measure(asked: dict[str, Any]) -> dict[str, float]:
    settings = Settings(encoder=asked["encoder"], passage_prompt=asked["passage_prompt"])
    first, _ = _loaded(settings)
    again, encoder = _loaded(settings)
    rounds: list[float] = []
    while len(rounds) < ROUNDS and sum(rounds) < PATIENCE:
        start = time.perf_counter()
        encoder.encode(asked["sentences"], "passage")
        rounds.append(time.perf_counter() - start)
    return {
        "sentences a second": round(len(asked["sentences"]) / min(rounds), 1),
        "first vector, with the libraries, s": round(first, 2),
        "load, s": round(again, 2),
        "peak memory, MiB": round(_peak_mib()),
    }


def _loaded(settings: Settings) -> tuple[float, Encoder]:
    """Return the seconds from a name to a first vector, and the encoder."""
    start = time.perf_counter()
    encoder = load_encoder(settings)
    encoder.encode(["Où ?"], "question")
    return time.perf_counter() - start, encoder


def _peak_mib() -> float:
    """Return the largest resident memory of this process.

    Source: proc(5), `VmHWM` in KiB. getrusage(2) also counts what the process that started this one held,
    when it was larger; it stands in where there is no /proc (on macOS, in bytes).
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines())
        return int(lines["VmHWM"].split()[0]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


if __name__ == "__main__":
    print(json.dumps(_measure(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))))
