"""A report of `motamot eval` small enough to be checked by hand."""

from dataclasses import asdict
from typing import Any

from evals import measures

MACHINE = {"cpu": "a processor", "cores": 2, "memory_gib": 23.5, "python": "3.11.7"}
RUN = {"started": "2026-11-02T08:00:00+00:00", "commit": "0123456789ab", "split": "test", "machine": MACHINE}


VALUES = (0.25, 0.25, 0.75, 0.75)
"""answer@3 of the four answerable questions."""


def mean(*values: float) -> dict[str, Any]:
    return {name: round(part, 6) for name, part in asdict(measures.estimate(values)).items()}


def row(id: str, verdict: str, tags: list[str], miss: str | None, **values: float) -> dict[str, Any]:
    texts = {"question": "Combien ?", "evidence": ["Il y en a 52."], "history": [], "answer": None}
    groups: dict[str, Any] = {"tags": tags, "miss": miss, "open_confidence": None, "weights": {}}
    return {"id": id, "kind": "list", "verdict": verdict, "values": values} | texts | groups


def report(**run: Any) -> dict[str, Any]:
    """A run of five questions, four answerable, as `motamot eval` writes it."""
    answers, refusals = mean(*VALUES), mean(1.0)
    means = {"answer@3": answers, "abstention_recall": refusals}
    return {
        "run": RUN | {"questions": "set.jsonl", "problems": [], "settings": {"k": 12}} | run,
        "measures": means | {"words_per_answer": {"value": None, "low": None, "high": None, "n": 0}},
        "by_kind": {"list": dict(means)},
        "by_group": {
            "miss": {"year": {"abstention_recall": refusals}},
            "tag": {"typed": {"answer@3": answers}},
        },
        "verdicts": {"partial": 4, "abstained": 1},
        "latency_ms": {},
        "questions": [
            *(
                row(f"q{n}", "partial", ["typed"], None, **{"answer@3": value})
                for n, value in enumerate(VALUES)
            ),
            row("q4", "abstained", [], "year", abstention_recall=1.0),
        ],
    }


def ablated() -> dict[str, Any]:
    """The same run with one variant, in which the third and fourth question fell from 0.75 to 0.25."""
    change = {"before": 0.5, "after": 0.25, "low": -0.5, "high": -0.125, "n": 4, "stands": True}
    variant = {"answer@3": mean(0.25, 0.25, 0.25, 0.25)}
    return report() | {
        "ablation": {
            "fused": {"label": "whole", "measures": {"answer@3": mean(*VALUES)}, "differences": {}},
            "lexical": {"label": "lexical only", "measures": variant, "differences": {"answer@3": change}},
        }
    }
