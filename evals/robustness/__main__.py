"""Break an index in every way there is, and count what broke: `python -m evals.robustness`."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.errors import UsageError
from evals import machine
from evals.program import program
from evals.robustness.builds import parsing_here
from evals.robustness.damage import damages
from evals.robustness.disks import full_disks, no_rights
from evals.robustness.edits import edits
from evals.robustness.kills import kills
from evals.robustness.models import models
from evals.robustness.readers import rebuilds
from evals.robustness.trials import Trials, table

REPORT = Path("evals") / "reports" / "robustness"


@program
def main(arguments: Sequence[str] | None) -> int:
    """Run the parts, keep the report after each, print the table; 1 when anything broke."""
    options = _parser().parse_args(arguments)
    seed = options.seed
    parts: dict[str, Callable[[Path], list[Trials]]] = {
        "edits": lambda work: [edits(work, options.sequences, options.edits, seed)],
        "models": lambda work: [models(work, seed)],
        "rights": lambda work: [no_rights(work, seed)],
        "disks": lambda work: full_disks(work, options.sizes, seed),
        "damage": lambda work: damages(work, options.flips, options.truncations, options.repairs, seed),
        "readers": lambda work: rebuilds(work, options.rebuilds, options.threads, seed),
        "kills": lambda work: kills(work, options.kills, options.stride, seed),
    }
    done: list[Trials] = []
    for name in options.parts or parts:
        started = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder, parsing_here():
            Path(folder).chmod(0o755)
            found = parts[name](Path(folder) / "work")
        done += found
        seconds = time.perf_counter() - started
        print(
            f"{name}: {sum(each.tried for each in found)} trials, {seconds:.0f} s",
            file=sys.stderr,
            flush=True,
        )
        _write(options.report, done, vars(options))
    print("\n".join(table(done)))
    for each in done:
        for line in each.broken:
            print(f"broken: {each.what}: {line}", file=sys.stderr)
    return 1 if any(each.broken for each in done) else 0


def _write(folder: Path, done: list[Trials], options: dict[str, object]) -> None:
    origin = {"started": machine.now().isoformat(), "commit": machine.current_commit()}
    facts = origin | machine.describe_machine()
    record = {
        "machine": facts,
        "options": {name: str(value) for name, value in options.items()},
        "trials": [each.record() for each in done],
    }
    lines = [
        "# Robustness of the index",
        "",
        *(f"- {name}: {value}" for name, value in facts.items()),
        "",
        *table(done),
    ]
    lines += [f"\nbroken: {each.what}: {line}" for each in done for line in each.broken]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "robustness.json").write_text(
            json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8"
        )
        (folder / "robustness.md").write_text("\n".join(lines) + "\n", "utf-8")
    except OSError as error:
        raise UsageError(
            f"{folder}: cannot be written ({error.strerror}); give another folder with --report"
        ) from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.robustness", description="Try to break an index.")
    counts = {
        "sequences": (20, "random sequences of edits"),
        "edits": (10, "edits of each"),
        "kills": (200, "builds killed at random moments, besides those at steps"),
        "stride": (1, "1 kills at every step, N at every N-th one"),
        "flips": (500, "bits flipped, over all files"),
        "truncations": (200, "files cut, over all files"),
        "repairs": (40, "of these repaired by a build"),
        "sizes": (60, "pages left on a full disk, from none"),
        "rebuilds": (50, "rebuilds under questions"),
        "threads": (8, "that ask"),
        "seed": (7, "of everything drawn at random"),
    }
    for name, (count, what) in counts.items():
        parser.add_argument(
            f"--{name}", type=int, default=count, metavar="N", help=f"{what} (default {count})"
        )
    parser.add_argument("--report", type=Path, default=REPORT, metavar="DIR", help="where the report goes")
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="PART",
        help="edits, models, rights, disks, damage, readers, kills; default: all",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
