"""What was done in a work folder, stage by stage, for the card: `WORK/steps.json`."""

import json
from collections.abc import Mapping
from pathlib import Path

from assistant.errors import UsageError

Value = str | int | float | None
Steps = dict[str, dict[str, Value]]


def note_step(work: Path, stage: str, values: Mapping[str, Value]) -> None:
    """Keep what a stage did; seconds add up over calls of one stage that was stopped.

    Raises:
        UsageError: what was kept before cannot be read.
    """
    steps = read_steps(work)
    before = steps.pop(stage, {})
    if before.get("finished") == 0:
        values = {**values, "seconds": _seconds(before) + _seconds(values)}
    steps[stage] = dict(values)
    file = work / "steps.json"
    part = file.with_suffix(".part")
    part.write_text(json.dumps(steps, ensure_ascii=False, indent=1) + "\n", "utf-8")
    part.replace(file)


def read_steps(work: Path) -> Steps:
    """Return what was done by stage, in the order it was done; empty where nothing was.

    Raises:
        UsageError: the file cannot be read.
    """
    file = work / "steps.json"
    try:
        steps: Steps = json.loads(file.read_text("utf-8")) if file.exists() else {}
    except (OSError, ValueError) as error:
        raise UsageError(f"{file}: cannot be read ({error}); delete it") from error
    return steps


def _seconds(values: Mapping[str, Value]) -> float:
    seconds = values.get("seconds")
    return float(seconds) if isinstance(seconds, int | float) else 0.0
