"""Keep the figures that the README shows: `python -m evals.publish RUN [--as NAME]`.

    python -m evals.publish evals/runs/20261122T235401Z-335967e833ea      # `motamot eval`
    python -m evals.publish RUN --as second                               # `python -m evals.second`
    python -m evals.publish piaf.json --as piaf                           # `python -m evals.piaf --json`
    python -m evals.publish evals/reports/encoders/encoders.json --as encoders    # `python -m evals.encoders`
    python -m evals.publish evals/reports/bench.json --as bench           # `make bench`
    python -m evals.publish evals/reports/robustness/robustness.json --as robustness    # `python -m evals.robustness`

Each is kept as `evals/published/NAME.json`: where the figures come from, the figures, and for a question
set each question's verdict and values. A report of a set whose figures do not follow from its questions is
refused (`evals/consistency.py`). No text of a question or of a document is kept.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from evals import DEFAULT_QUESTIONS, machine, readme
from evals.compare import REPORT_JSON
from evals.consistency import check_consistent
from evals.encoders.search import FITTED
from evals.program import program
from evals.readme_blocks import COMMANDS, ENCODERS
from evals.second.questions import QUESTIONS as SECOND_QUESTIONS

Report = Mapping[str, Any]
ORIGIN = ("started", "commit", "index", "questions", "questions_sha256", "split", "machine")
"""What is kept of where a run comes from."""
SETTINGS = ("encoder", "passage_words", "lexical_weight", "k", "threshold")


def of_set(report: Report) -> dict[str, Any]:
    """Keep a report of `motamot eval`: its means, and by question a verdict and the values.

    Raises:
        UsageError: the set it was asked from is at fault, or the report contradicts itself.
    """
    run, rows = report["run"], report["questions"]
    if run["problems"]:
        raise UsageError(
            f"{len(run['problems'])} faults of the set or of the index, first: {run['problems'][0]};"
            " mend it and run again"
        )
    check_consistent(report)
    settings = {name: run["settings"][name] for name in SETTINGS if name in run["settings"]}
    names = list(report["measures"])
    return {
        "run": {name: run[name] for name in ORIGIN if name in run}
        | {"questions": _in_repository(run["questions"]), "settings": settings},
        "measures": report["measures"],
        "by_kind": report["by_kind"],
        "by_group": report.get("by_group", {}),
        "verdicts": report["verdicts"],
        "latency_ms": report["latency_ms"],
        "questions": {
            "id": [row["id"] for row in rows],
            "kind": [row["kind"] for row in rows],
            "verdict": [row["verdict"] for row in rows],
        },
        "values": {
            name: [row["values"].get(name) for row in rows]
            for name in names
            if any(name in row["values"] for row in rows)
        },
    } | ({"ablation": _ablation(report["ablation"])} if report.get("ablation") else {})


def of_piaf(report: Report) -> dict[str, Any]:
    """Keep the output of `evals.piaf --json`."""
    return {"run": report["run"], "measures": report["measures"]}


def of_encoders(report: Report) -> dict[str, Any]:
    """Keep the encoders of a report of `evals.encoders --fit-fusion`: ranking, then what each is on its own."""
    parts, first, weight = report["parts"], report["first"], report["run"]["lexical_weight"]
    rows = {
        part: {row["label"]: row["cells"] for row in content["rows"] if row["way"] != FITTED}
        for part, content in parts.items()
    }
    fusion = report["fusion"][first]
    return {
        "run": report["run"],
        "encoder": report["encoders"][first],
        "retrieval": {
            part: {label: _mean(cells[measure]) for label, cells in rows[part].items()}
            for part, (_, measure) in ENCODERS.items()
        },
        "fusion": {
            "best": fusion["weight"],
            "recall@1": {
                f"{point['weight']:g}": point["recall@1"]
                for point in fusion["curve"]
                if point["weight"] in (fusion["weight"], weight, 1.0)
            },
        },
        "alone": {
            name: {
                "French STS benchmark": _mean(rows["sts"][name]["Spearman"]),
                **{direction: _mean(cell) for direction, cell in rows["bitext"][name].items()},
            }
            for name in report["encoders"]
        },
        "speed": report["speed"],
    }


def of_bench(report: Report) -> dict[str, Any]:
    """Keep the output of `evals.bench`."""
    return {"run": _origin(report), "figures": report["figures"]}


def of_robustness(report: Report) -> dict[str, Any]:
    """Keep the output of `evals.robustness`: how many trials, and how many broke."""
    return {
        "run": _origin(report),
        "options": {name: value for name, value in report["options"].items() if name != "report"},
        "trials": [trial | {"broken": len(trial["broken"])} for trial in report["trials"]],
    }


SETS = {"set": DEFAULT_QUESTIONS, "second": SECOND_QUESTIONS}
"""The question file of each name that is one."""
KEPT: Mapping[str, Callable[[Report], dict[str, Any]]] = {
    "set": of_set,
    "second": of_set,
    "piaf": of_piaf,
    "encoders": of_encoders,
    "bench": of_bench,
    "robustness": of_robustness,
}


def publish(path: Path, name: str, folder: Path = readme.PUBLISHED) -> Path:
    """Keep a run's figures.

    Args:
        path: the report, or the folder of a run.
        name: one of `KEPT`.
        folder: where it is kept, in place of the one before.

    Returns:
        The file written.

    Raises:
        UsageError: the report cannot be read, is of another command or contradicts itself, or the file cannot
            be written.
    """
    file = path / REPORT_JSON if path.is_dir() else path
    try:
        report = json.loads(file.read_text(encoding="utf-8"))
        kept = KEPT[name](report)
        for block, lines_of in readme.BLOCKS.items():
            if readme.KEPT_WITH.get(block, block) == name:
                lines_of(kept)  # what cannot be shown is not kept
        _check_asked(report, name)
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror}); give a run's folder") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{file}: not a report of {COMMANDS[name]} ({error!r}); give the right one, or --as"
        ) from error
    target = folder / f"{name}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_text(_lines(kept), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{target}: cannot be written ({error.strerror})") from error
    return target


@program
def main(arguments: Sequence[str] | None) -> int:
    """Publish a run and rewrite the README's blocks."""
    parser = argparse.ArgumentParser(prog="python -m evals.publish", description="Publish a run's figures.")
    parser.add_argument("run", type=Path, metavar="RUN", help="folder of a run, or a report in JSON")
    parser.add_argument("--as", dest="name", choices=KEPT, default="set", help="default: set")
    options = parser.parse_args(arguments)
    written = publish(options.run, options.name)
    readme.rewrite()
    if json.loads(written.read_text(encoding="utf-8"))["run"]["commit"].endswith("-dirty"):
        print("warning: the run was made on files that are not committed", file=sys.stderr)
    print(f"{written} and the README are up to date; commit both")
    return 0


def _ablation(variants: Report) -> dict[str, Any]:
    """Keep each variant's means, and the intervals of their changes from the whole assistant."""
    return {
        name: {
            "label": variant["label"],
            "measures": {measure: mean["value"] for measure, mean in variant["measures"].items()},
            "changes": {
                measure: {part: row[part] for part in ("low", "high", "stands")}
                for measure, row in variant["differences"].items()
            },
        }
        for name, variant in variants.items()
    }


def _origin(report: Report) -> dict[str, Any]:
    """Return where a report without questions comes from."""
    facts = dict(report["machine"])
    return {name: facts.pop(name) for name in ("started", "commit")} | {"machine": facts}


def _mean(cell: Report) -> dict[str, Any]:
    """Return a mean without its differences to others."""
    return {part: cell[part] for part in ("value", "low", "high", "n")}


def _check_asked(report: Report, name: str) -> None:
    """Check that a run is of the questions that its name promises: whole, as they stand, on test.

    Raises:
        UsageError: it is of others.
    """
    split = report["run"]["split"] if "run" in report else "test"
    if split != "test":
        raise UsageError(f"publish: a run on {split}; what is shown is measured on test")
    if name in SETS and report["run"]["questions_sha256"] != machine.file_digest(SETS[name]):
        raise UsageError(
            f"publish: not a run on {_in_repository(str(SETS[name]))} as it stands; run it again, or give --as"
        )


def _in_repository(path: str) -> str:
    """Return a path below the repository, or the file's name alone."""
    absolute = Path(path).resolve()
    return (
        absolute.relative_to(machine.ROOT).as_posix()
        if absolute.is_relative_to(machine.ROOT)
        else absolute.name
    )


def _lines(value: Mapping[str, Any], depth: int = 2, indent: str = "") -> str:
    """Write JSON with one line an entry down to a depth, so that a change can be read."""
    entries = [
        f"{indent} {json.dumps(key, ensure_ascii=False)}: "
        + (
            _lines(item, depth - 1, indent + " ").rstrip("\n")
            if depth > 1 and isinstance(item, Mapping) and item
            else json.dumps(item, ensure_ascii=False)
        )
        for key, item in value.items()
    ]
    return "{\n" + ",\n".join(entries) + f"\n{indent}}}\n"


if __name__ == "__main__":
    sys.exit(main())
