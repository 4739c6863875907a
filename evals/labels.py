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
MEANINGS: Mapping[str, str] = {
    "answer@1": "share of the answerable questions whose first quote holds an accepted answer and comes from an "
    "accepted document; of a list or a comparison, the share of what was asked that is held. A comparison counts "
    "all its quotes. No answer, a refusal and a quote of more than 80 words count 0",
    "answer@3": "the same over the first three quotes together",
    "always answering": "asked again with the threshold at 0, so that no question is refused for low confidence",
    "citation precision": "of all quotes shown, the share that touches the expected evidence; quotes shown for "
    "questions that no document answers are in the count, and wrong",
    "quotes found verbatim": "share of the quotes that stand in their document, letter for letter, at the place named",
    "words per answer": "words quoted in an answer, mean over the questions that were answered",
    "exact match": "share of the answerable questions whose short answer is the same as an accepted one, whatever "
    "the case, accents, punctuation and articles",
    "token F1": "how far the words of the short answer and of the nearest accepted one agree: the harmonic mean of "
    "the share of each that the other holds",
    "recall@k": "share of the answerable questions with an accepted document (document recall) or a passage of the "
    "evidence (evidence recall) among the first k passages found; where all are needed, the share of them",
    "MRR@10": "mean of 1 / rank of the first passage with evidence; 0 where none is among the first ten",
    "nDCG@10": "how near all the evidence stands to the top of the first ten passages: 1 at the very top, 0 if absent",
    "abstention recall": "share refused of the questions that no document answers: near misses, which the documents "
    "nearly answer, and off topic",
    "over-refusal": "share of the answerable questions that were refused or left without an answer",
    "AUROC of confidence": "how often a right answer has more confidence than a wrong one: 1 always, 0.5 as by lot",
    "area under risk-coverage": "share of wrong answers among the surest 1, 2, 3 … of all, mean over these",
    "expected calibration error": "how far confidence stands from the share of right answers, mean over ten bins of "
    "confidence, each weighted by its answers",
    "right, partial, wrong": "an answerable question was answered, and its answer@3 is 1, between, or 0",
    "refused": "an answerable question was not answered",
    "abstained, not refused": "a question that no document answers was refused, as it should be, or was answered",
    "missing": "there is no answer to the question at all",
    "stands": "the 95 % interval of a difference, by paired bootstrap over the questions, leaves out 0",
}
"""What measures, verdicts and words of a report mean, in the order of a report."""
BY_CHANCE = "Where nothing changed, one difference in twenty stands by chance."
REMARKS = (
    "A question's verdict follows answer@3; the measures of confidence take an answer as right from answer@1 of one "
    "half, always answering, and every answer to a question that no document answers as wrong.",
    "Intervals are 95 %, by bootstrap. They draw the questions as independent, which follow-ups of one dialogue are "
    "not quite: theirs are a little too narrow.",
    "The interval of the calibration error is biased upwards: drawing questions again adds to the error.",
    BY_CHANCE,
)
"""What to know when reading the figures."""


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
