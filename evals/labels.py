"""What the measures are called, which belong together, and how their values are written."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from evals.score import LABELS_OF_CONFIDENCE, measure_table

LABELS = {each.name: each.label for each in measure_table({})} | LABELS_OF_CONFIDENCE
LOWER_IS_BETTER = frozenset({"over_refusal", "aurc", "calibration_error"})
GROUPS = {
    "Answers": ("answer@", "exact_match", "token_f1"),
    "Quotes": ("citation_", "verbatim_", "words_"),
    "Ranking": ("document_recall", "evidence_recall", "mrr", "ndcg"),
    "Refusals": ("abstention", "over_refusal"),
    "Confidence, always answering": ("auroc", "aurc", "calibration_error"),
}
"""Beginnings of the names of each group; a measure of none stands under `OTHER`."""
OTHER = "Other"
OF_GROUP = (
    "answer@1",
    "answer@3",
    "citation_precision",
    "evidence_recall@10",
    "over_refusal",
    "abstention_recall",
)
"""The measures shown for each kind, tag, miss and split."""
GROUPINGS = {"tag": "By tag", "miss": "Near misses, by what they miss", "split": "By split"}
"""How questions are grouped besides by kind, and the titles of these tables."""
NOT_IN_0_1 = frozenset({"words_per_answer"})
"""Measures that no axis from 0 to 1 can show."""


def label_of(name: str) -> str:
    """Return what to call a measure; the name itself where a report has one that is unknown here."""
    return LABELS.get(name, name).removesuffix(" (lower is better)")


def grouped(names: Iterable[str]) -> dict[str, list[str]]:
    """Return measure names by group, in the order of `GROUPS`; groups without any are left out."""
    groups: dict[str, list[str]] = {title: [] for title in (*GROUPS, OTHER)}
    for name in names:
        groups[next((title for title, begins in GROUPS.items() if name.startswith(begins)), OTHER)].append(
            name
        )
    return {title: members for title, members in groups.items() if members}


def sizes(questions: Iterable[Mapping[str, Any]], grouping: str) -> Counter[str]:
    """Return how many questions of a report are of each kind, tag, miss or split."""
    if grouping == "tag":
        return Counter(tag for row in questions for tag in row["tags"])
    return Counter(row[grouping] for row in questions if row[grouping])


def shown_for(groups: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the measures of `OF_GROUP` that any of the groups has."""
    return [name for name in OF_GROUP if any(name in means for means in groups.values())]


def figure(value: float | None) -> str:
    """Write a mean: three decimals, one above 10, a dash when undefined."""
    if value is None:
        return "–"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"


def change(value: float) -> str:
    """Write a difference: its sign, three decimals, one above 10, a true minus; no sign for nothing."""
    written = f"{value:+.1f}" if abs(value) >= 10 else f"{value:+.3f}"
    return "0.000" if float(written) == 0 else written.replace("-", "−")


def compared(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Write one measure of a comparison: its name, before, after, change, interval of the change, stands."""
    return (
        label_of(row["measure"]),
        figure(row["before"]),
        figure(row["after"]),
        change(row["after"] - row["before"]),
        f"{change(row['low'])} to {change(row['high'])}",
        "yes" if row["stands"] else "no",
    )


def interval(mean: Mapping[str, Any]) -> str:
    """Write the interval of a mean; nothing when it is undefined."""
    return "" if mean["low"] is None else f"{figure(mean['low'])} to {figure(mean['high'])}"
