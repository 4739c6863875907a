"""What was tried, how often, and what broke."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class Trials:
    """One line of the report."""

    what: str
    tried: int = 0
    broken: list[str] = field(default_factory=list)
    """What each broken trial showed; empty when all held."""
    notes: dict[str, int] = field(default_factory=dict)
    """How often something worth telling happened."""

    def held(self, trial: str, *conditions: tuple[str, bool]) -> None:
        """Count a trial; it broke when one of its conditions, each with its name, does not hold."""
        self.tried += 1
        failed = [name for name, kept in conditions if not kept]
        if failed:
            self.broken.append(f"{trial}: not {', '.join(failed)}")

    def note(self, what: str, times: int = 1) -> None:
        self.notes[what] = self.notes.get(what, 0) + times

    def record(self) -> dict[str, Any]:
        return asdict(self)


def table(trials: list[Trials]) -> list[str]:
    """Return the lines of a Markdown table."""
    lines = ["| what | tried | broken | |", "| --- | ---: | ---: | --- |"]
    for each in trials:
        notes = ", ".join(f"{what}: {times:,}" for what, times in each.notes.items())
        lines.append(f"| {each.what} | {each.tried:,} | {len(each.broken)} | {notes} |")
    return lines
