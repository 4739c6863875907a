"""A report that says other than its questions is found out."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from assistant.errors import UsageError
from evals import measures
from evals.consistency import check_consistent
from tests.evals.small_run import ablated, mean, report


def changed(part: str, name: str, **figures: Any) -> Callable[[dict[str, Any]], None]:
    """Return what writes other figures over a mean of a report."""

    def write(content: dict[str, Any]) -> None:
        table = content
        for key in part.split("/"):
            table = table[key]
        table[name] = table.get(name, {}) | figures

    return write


def test_a_report_as_it_was_written() -> None:
    check_consistent(report())
    check_consistent(ablated())


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            changed("measures", "answer@3", value=0.9),
            "answer@3 of all questions: value 0.9, while its questions",
        ),
        (
            changed("measures", "answer@3", low=0.45),
            "answer@3 of all questions: low 0.45, while .* give 0.25",
        ),
        (changed("measures", "answer@3", n=5), "answer@3 of all questions: n 5, while .* give 4"),
        (changed("measures", "words_per_answer", value=7.0), "words_per_answer of all .*: value 7.0"),
        (changed("measures", "auroc", value=0.9, low=0.8, high=1.0, n=5), "auroc of all .*: value 0.9"),
        (changed("by_kind/list", "answer@3", value=0.6), "answer@3 of kind list: value 0.6, .* give 0.5"),
        (changed("by_group/tag/typed", "answer@3", value=0.6), "answer@3 of tag typed: value 0.6"),
        (changed("by_group/miss/year", "abstention_recall", n=2), "abstention_recall of miss year: n 2"),
        (lambda content: content["by_kind"].clear(), "answer@3 of kind list: not given"),
        (lambda content: content["questions"].pop(), "verdicts .*'abstained': 1}, while its questions have"),
        (lambda content: content["questions"][0]["values"].update({"answer@3": 1.0}), "value 0.5, .* 0.6875"),
        (
            changed("ablation/fused/measures", "answer@3", value=0.6),
            "answer@3 of the ablation: .* 0.6, .*while",
        ),
        (changed("ablation/lexical/measures", "answer@3", value=0.5), "lexical only: 0.5 to 0.25, while its"),
        (
            changed("ablation/lexical/differences", "answer@3", stands=False),
            "lexical only: stands False, while",
        ),
    ],
)
def test_a_report_that_contradicts_itself_is_refused(
    change: Callable[[dict[str, Any]], None], fault: str
) -> None:
    content = ablated()
    change(content)
    with pytest.raises(UsageError, match=f"the report contradicts itself: .*{fault}") as raised:
        check_consistent(content)
    assert "\n" not in str(raised.value)


def test_means_are_taken_again_with_their_weights_and_confidences() -> None:
    """Precision (1 * 1 + 0 * 3) / 4; the two right answers are surer than two of the three wrong ones."""
    content = report()
    rows = content["questions"]
    for each, sure, right in zip(rows, (0.9, 0.7, 0.8, 0.1, 0.2), (1.0, 1.0, 0.0, 0.0, None), strict=True):
        each["open_confidence"] = sure
        each["values"] |= {} if right is None else {"answer@1_open": right}
    rows[0]["values"]["citation_precision"] = 1.0
    rows[1]["values"]["citation_precision"] = 0.0
    rows[1]["weights"] = {"citation_precision": 3}
    precision = asdict(measures.estimate([1.0, 0.0], [1.0, 3.0]))
    opened = {"answer@1_open": mean(1.0, 1.0, 0.0, 0.0), "citation_precision": precision}
    assert precision["value"] == 0.25
    scores = [0.9, 0.7, 0.8, 0.1, 0.2], [True, True, False, False, False]
    auroc = asdict(measures.estimate_statistic(measures.auroc, *scores))
    assert auroc["value"] == pytest.approx(5 / 6)
    content["measures"] |= opened | {"auroc": auroc}
    content["by_kind"]["list"] |= opened
    content["by_group"]["tag"]["typed"] |= opened
    check_consistent(content)
    rows[2]["open_confidence"] = 0.6
    with pytest.raises(UsageError, match=r"auroc of all questions: value 0.83.*, while its questions give 1"):
        check_consistent(content)
