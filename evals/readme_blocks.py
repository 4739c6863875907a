"""What each block of the README's figures says, line by line."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from evals.labels import change, figure, interval, label_of
from evals.questions import KINDS, SPLITS

COMMANDS = {
    "set": "make eval",
    "second": "python -m evals.second --data DIR",
    "ablation": "motamot eval --ablate",
    "piaf": "python -m evals.piaf --data DIR --split test",
    "encoders": "python -m evals.encoders --data DIR --fit-fusion",
    "bench": "make bench",
    "robustness": "python -m evals.robustness",
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
ENCODERS = {
    "piaf": ("PIAF", "recall@1"),
    "shipped": ("shipped set", "evidence recall@10"),
    "second": ("second set", "evidence recall@10"),
}
"""What encoders are compared on: by part of the bench what to call it, and the measure."""
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


def of_ablation(report: Mapping[str, Any]) -> list[str]:
    """Return what the README says of a run without each part; nothing where it was not measured."""
    if "ablation" not in report:
        return []
    variants = list(report["ablation"].values())
    whole = variants[0]["measures"]
    rows = [[label_of(name), *(_varied(name, whole, variant) for variant in variants)] for name in whole]
    count = sum(len(variant["changes"]) for variant in variants)
    return [
        f"`{COMMANDS['ablation']}`, the run above: in brackets the change from the whole assistant, starred where",
        "its 95 % interval leaves out 0. No reader answers as many questions as the whole assistant; of these",
        f"{count} differences one in twenty stands by chance.",
        "",
        *_table(["measure", *(variant["label"] for variant in variants)], rows),
    ]


def of_encoders(report: Mapping[str, Any]) -> list[str]:
    """Return what the README says of the encoders: beside words alone, with them, and on their own."""
    found, fusion, speed = report["retrieval"], report["fusion"], report["speed"]
    counts = [next(iter(found[part].values()))["n"] for part in ENCODERS]
    shares = [f"{_with_interval(mean)} at {share}" for share, mean in fusion["recall@1"].items()]
    alone = list(next(iter(report["alone"].values())))
    timed = list(next(iter(speed.values())))
    return [
        _origin(
            "encoders",
            report["run"],
            "`{}`, {} questions of PIAF, {} of the shipped set, {} of the second".format(
                report["encoder"], *counts
            ),
        ),
        "",
        *_table(
            ["retrieval", *map(", ".join, ENCODERS.values())],
            [[way, *(_with_interval(found[part][way]) for part in ENCODERS)] for way in found["piaf"]],
        ),
        "",
        f"By share of BM25 in the fusion, recall@1 on PIAF dev: {', '.join(shares)}; the fit takes {fusion['best']}.",
        "",
        *_table(
            ["on its own", *alone],
            [[name, *map(_with_interval, means.values())] for name, means in report["alone"].items()],
        ),
        "",
        *_table(
            [f"cost (threads: {report['run']['threads']})", *timed],
            [[name, *(f"{figures[key]:g}" for key in timed)] for name, figures in speed.items()],
        ),
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


def of_robustness(report: Mapping[str, Any]) -> list[str]:
    """Return what the README says of trials to break an index."""
    trials = report["trials"]
    counts = f"{sum(trial['tried'] for trial in trials):,} trials"
    rows = [[trial["what"], f"{trial['tried']:,}", f"{trial['broken']:,}"] for trial in trials]
    return [_origin("robustness", report["run"], counts), "", *_table(["what", "tried", "broken"], rows)]


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


def _varied(name: str, whole: Mapping[str, float], variant: Mapping[str, Any]) -> str:
    """One measure of a variant; a variant may lack it."""
    value, changed = variant["measures"].get(name), variant["changes"].get(name)
    if value is None or changed is None:
        return figure(value)
    return f"{figure(value)} ({change(value - whole[name])}){'*' if changed['stands'] else ''}"


def _with_interval(mean: Mapping[str, Any]) -> str:
    return f"{figure(mean['value'])} ({interval(mean)})"


def _number(value: float, unit: str) -> str:
    return f"{value:.2f}" if unit == "s" and value < 10 else f"{value:,.0f}"


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table: words on the left, figures on the right."""
    lines = [headings, ["---", *["---:"] * (len(headings) - 1)], *rows]
    return [f"| {' | '.join(line)} |" for line in lines]
