"""The README's figures, written from the files that hold them: `python -m evals.readme`.

A block of the README stands between two marks, and nothing in it is written by hand:

    <!-- figures: set -->
    …
    <!-- end -->

`set`, `second`, `piaf` and `bench` come from `evals/published/NAME.json` (see `evals/publish.py`),
`questions` from the question sets themselves.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from evals import DEFAULT_QUESTIONS, machine
from evals.labels import figure, interval
from evals.program import program
from evals.questions import KINDS, SPLITS
from evals.second.questions import QUESTIONS as SECOND_QUESTIONS
from evals.second.questions import read_rows

README = machine.ROOT / "README.md"
PUBLISHED = Path(__file__).parent / "published"
COMMANDS = {
    "set": "make eval",
    "second": "python -m evals.second --data DIR",
    "piaf": "python -m evals.piaf --data DIR --split test",
    "bench": "make bench",
}
"""What gives the figures of each block."""
MEASURES = {
    "answer@1": "answer@1",
    "answer@3": "answer@3",
    "citation_precision": "citation precision",
    "verbatim_quotes": "quotes found verbatim in their document",
    "abstention_recall": "abstention recall",
    "abstention_nearmiss": "abstention recall, near misses",
    "abstention_offtopic": "abstention recall, off topic",
    "over_refusal": "over-refusal (lower is better)",
    "auroc": "AUROC of the confidence",
    "calibration_error": "calibration error of the confidence (lower is better)",
    "token_f1": "token F1 of the short answer",
    "document_recall@10": "document recall@10",
    "evidence_recall@10": "evidence recall@10",
    "words_per_answer": "quoted words an answer",
}
AIMS = {"answer@3": 0.80, "citation_precision": 0.60, "abstention_recall": 0.60, "over_refusal": 0.10}
"""What was aimed at on the shipped set."""
OF_KIND = {
    "answer@3": "answer@3",
    "citation_precision": "citation precision",
    "evidence_recall@10": "evidence recall@10",
    "over_refusal": "over-refusal",
    "abstention_recall": "abstention recall",
}
MONTHS = "January February March April May June July August September October November December".split()
MIB = "MiB"
BENCH = (
    ("cold `motamot ask`, whole process", "cold start to first answer, s", "s", 6),
    ("warm answer, p50", "warm answer p50, ms", "ms", 60),
    ("warm answer, p95", "warm answer p95, ms", "ms", None),
    ("whole index of `corpus/`", "full index, s", "s", 30),
    ("index with nothing to do", "index with nothing to do, s", "s", None),
    ("peak memory, answering", "warm answers, peak memory, MiB", MIB, 1500),
    ("peak memory, indexing", "full index, peak memory, MiB", MIB, 1500),
    ("`motamot --help`", "motamot --help, s", "s", None),
)
"""Title, name in the report, unit, aim."""

_BLOCK = re.compile(r"(<!-- figures: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def of_set(name: str, report: Mapping[str, Any]) -> list[str]:
    """Return what the README says of a run over a question set."""
    means, run = report["measures"], report["run"]
    count = len(report["questions"]["id"])
    of_split = f" (split {run['split']})" if run.get("split") in SPLITS else ""
    unanswerable = means["abstention_recall"]["n"]
    asked = f"{count} questions of `{run['questions']}`{of_split}, {unanswerable} of them unanswerable"
    aims = AIMS if name == "set" else {}
    rows = [
        [label, figure(means[key]["value"]), interval(means[key])]
        + ([f"{aims[key]:.2f}" if key in aims else ""] if aims else [])
        for key, label in MEASURES.items()
        if key in means and means[key]["n"]
    ]
    headings = ["measure", "value", "95 % interval"] + (["aim"] if aims else [])
    groups = {
        **report["by_kind"],
        **{f"near misses by {miss}": of for miss, of in report["by_group"].get("miss", {}).items()},
        **{f"*tagged {tag}*": of for tag, of in report["by_group"].get("tag", {}).items()},
    }
    return [
        _origin(name, run, asked),
        "",
        *_table(headings, rows),
        "",
        *_table(["kind", "questions", *OF_KIND.values()], map(_of_kind, groups, groups.values())),
    ]


def of_piaf(report: Mapping[str, Any]) -> list[str]:
    """Return what the README says of a run over PIAF."""
    means = report["measures"]
    ways = [name.removesuffix(" MRR@10") for name in means if name.endswith(" MRR@10")]
    columns = ("recall@1", "recall@10", "MRR@10")
    rows = [[way, *(_with_interval(means[f"{way} {column}"]) for column in columns)] for way in ways]
    quote, short = means["first quote holds the answer"], means["token F1 of the short answer"]
    return [
        _origin("piaf", report["run"], f"{quote['n']} questions, searched in every paragraph"),
        "",
        *_table(["retrieval", *columns], rows),
        "",
        f"Always answering, the first quote holds the answer for {_with_interval(quote)} of them; token F1 of",
        f"the short answer: {_with_interval(short)}.",
    ]


def of_bench(report: Mapping[str, Any]) -> list[str]:
    """Return what the README says of times and memory."""
    figures = report["figures"]
    counts = f"{figures['questions answered warm']} questions, {figures['passages']} passages"
    rows = [
        [title, f"{_number(figures[key], unit)} {unit}", "" if aim is None else f"{aim:,} {unit}"]
        for title, key, unit, aim in BENCH
    ]
    return [_origin("bench", report["run"], counts), "", *_table(["figure", "value", "aim"], rows)]


BLOCKS: Mapping[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "set": partial(of_set, "set"),
    "second": partial(of_set, "second"),
    "piaf": of_piaf,
    "bench": of_bench,
}


def of_questions(sets: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    """Return the counts of question sets by kind and split.

    Args:
        sets: rows as written, by the set's name; a row without a split is asked with test.
    """
    cells = [(name, split) for name in sets for split in SPLITS]
    rows = {cell: [row for row in sets[cell[0]] if row.get("split", "test") == cell[1]] for cell in cells}
    kinds = {cell: Counter(row["kind"] for row in rows[cell]) for cell in cells}
    counts = {kind: [kinds[cell][kind] for cell in cells] for kind in KINDS}
    counts["**all**"] = [len(rows[cell]) for cell in cells]
    counts["of them unanswerable"] = [sum(not row["answerable"] for row in rows[cell]) for cell in cells]
    table = [[name, *map(str, numbers)] for name, numbers in counts.items() if any(numbers)]
    return _table(["kind", *(f"{name}, {split}" for name, split in cells)], table)


def blocks_of(folder: Path = PUBLISHED) -> dict[str, list[str]]:
    """Return every block that can be written, by name.

    Raises:
        UsageError: a published file cannot be used.
    """
    blocks = {
        "questions": of_questions(
            {
                "shipped set": [row.keys for row in read_rows(DEFAULT_QUESTIONS)],
                "second set": [row.keys for row in read_rows(SECOND_QUESTIONS)],
            }
        )
    }
    for name, block in BLOCKS.items():
        file = folder / f"{name}.json"
        if file.is_file():
            try:
                blocks[name] = block(json.loads(file.read_text(encoding="utf-8")))
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise UsageError(
                    f"{file}: not what python -m evals.publish writes; publish a run again"
                ) from error
    return blocks


def filled(text: str, blocks: Mapping[str, Sequence[str]]) -> str:
    """Return a text with its blocks written anew; those of `BLOCKS` that are not given say so.

    Raises:
        UsageError: a block has no end, or a name that nothing is published under.
    """
    if len(re.findall("<!-- figures:", text)) != len(_BLOCK.findall(text)):
        raise UsageError("README.md: a block of figures is not closed; end each with <!-- end -->")

    def block(found: re.Match[str]) -> str:
        name = found[2]
        if name not in blocks and name not in BLOCKS:
            raise UsageError(f"README.md: no block of figures is called {name!r}; use {', '.join(BLOCKS)}")
        absent = [f"Not published yet: `python -m evals.publish RUN --as {name}`."]
        return "\n".join((found[1], *blocks.get(name, absent), "", found[4]))

    return _BLOCK.sub(block, text)


def rewrite(path: Path = README, folder: Path = PUBLISHED) -> bool:
    """Write the blocks of a file anew; return whether that changed it.

    Raises:
        UsageError: as `blocks_of` and `filled`.
    """
    before = path.read_text(encoding="utf-8")
    after = filled(before, blocks_of(folder))
    if after != before:
        path.write_text(after, encoding="utf-8")
    return after != before


@program
def main(arguments: Sequence[str] | None) -> int:
    """Rewrite the README's blocks."""
    argparse.ArgumentParser(
        prog="python -m evals.readme", description="Write the figures of the README from what was published."
    ).parse_args(arguments)
    print("README.md rewritten" if rewrite() else "README.md is up to date")
    return 0


def _origin(name: str, run: Mapping[str, Any], asked: str) -> str:
    facts = run["machine"]
    day = datetime.fromisoformat(run["started"])
    date = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    where = (
        f"{facts['cores']} cores of {facts['cpu']}, {facts['memory_gib']:.0f} GiB, Python {facts['python']}"
    )
    return f"`{COMMANDS[name]}`: {asked}. {date}, commit `{run['commit']}`, {where}."


def _of_kind(kind: str, means: Mapping[str, Any]) -> list[str]:
    """One line; where no question can be answered, no citation is right and no precision is shown."""
    count = sum(means[name]["n"] for name in ("answer@3", "abstention_recall") if name in means)
    shown = {name for name in means if name != "citation_precision" or "answer@3" in means}
    return [kind, str(count), *(figure(means[name]["value"]) if name in shown else "" for name in OF_KIND)]


def _with_interval(mean: Mapping[str, Any]) -> str:
    return f"{figure(mean['value'])} ({interval(mean)})"


def _number(value: float, unit: str) -> str:
    return f"{value:.2f}" if unit == "s" and value < 10 else f"{value:,.0f}"


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table: words on the left, figures on the right."""
    lines = [headings, ["---", *["---:"] * (len(headings) - 1)], *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


if __name__ == "__main__":
    sys.exit(main())
