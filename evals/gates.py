"""Gates: what a run must reach, from a TOML file.

[gates]
"answer@3" = 0.80          # at least
max_over_refusal = 0.10    # at most
"""

import math
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import QuestionSetError

DEFAULT_GATES = Path(__file__).parent / "gates.toml"


@dataclass(frozen=True, slots=True)
class Gate:
    """One limit on one measure."""

    measure: str
    limit: float
    upper: bool
    """Whether the limit is a maximum."""

    def passes(self, value: float) -> bool:
        """Whether a value is within the limit; nan, what could not be measured, is not."""
        return value <= self.limit if self.upper else value >= self.limit

    def sentence(self, value: float) -> str:
        """Say what was expected and what came out."""
        wanted = f"{self.measure} {'at most' if self.upper else 'at least'} {self.limit:g}"
        return f"{wanted}: {'not measured' if math.isnan(value) else f'{value:.3f}'}"


def read_gates(path: Path, measures: Collection[str]) -> list[Gate]:
    """Read a gates file.

    Args:
        path: a TOML file with a table `gates`.
        measures: the names that may be gated.

    Raises:
        QuestionSetError: the file cannot be read, names another measure, or a limit is no number.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise QuestionSetError(f"{path}: cannot be read ({error.strerror}); give a TOML file") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise QuestionSetError(
            f"{path}: not TOML ({error}); see {DEFAULT_GATES.name} for an example"
        ) from error
    limits = table.get("gates")
    if not isinstance(limits, dict) or set(table) != {"gates"}:
        raise QuestionSetError(f"{path}: expected one table [gates] and nothing else")
    return [_gate(name, limit, path, measures) for name, limit in limits.items()]


def failed_gates(gates: Collection[Gate], values: Mapping[str, float]) -> list[str]:
    """Return one sentence for each gate that is not passed, in order."""
    found = [(gate, values.get(gate.measure, math.nan)) for gate in gates]
    return [gate.sentence(value) for gate, value in found if not gate.passes(value)]


def _gate(name: str, limit: object, path: Path, measures: Collection[str]) -> Gate:
    measure = name.removeprefix("max_")
    if measure not in measures:
        raise QuestionSetError(f"{path}: unknown measure {name!r}; use one of {', '.join(measures)}")
    if isinstance(limit, bool) or not isinstance(limit, int | float):
        raise QuestionSetError(f"{path}: the gate {name!r} must be a number, not {limit!r}")
    return Gate(measure, float(limit), upper=measure != name)
