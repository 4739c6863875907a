"""The parts of the page that set runs side by side: an earlier run, and the variants of an ablation."""

from collections.abc import Mapping, Sequence
from typing import Any

from evals import plots
from evals.labels import BY_CHANCE, LOWER_IS_BETTER, NOT_IN_0_1, change, figure, label_of
from evals.markup import folded, link, table, text


def comparison_section(report: Mapping[str, Any]) -> str:
    """Return the measures before and after, and the questions that changed; nothing without a comparison."""
    comparison = report.get("comparison")
    if not comparison:
        return ""
    here = {row["id"] for row in report["questions"]}
    apart = "".join(f"<li>{link(id, id) if id in here else text(id)}</li>" for id in comparison["apart"])
    note = f"In one run only, or of another question or gold: {len(comparison['apart'])}"
    if not comparison["differences"]:
        compared = "<p>The two runs have no question in common.</p>"
    else:
        compared = (
            differences_table("Measures before and after", comparison["differences"])
            + _changed("Better", comparison["better"])
            + _changed("Worse", comparison["worse"])
        )
    return (
        f'<p class="note">Against <code>{text(comparison["run"])}</code>, over the questions of both. A difference '
        "stands when its 95 % interval, by paired bootstrap, leaves out 0. "
        f"{BY_CHANCE}</p>" + compared + (folded(note, f'<ul class="ids">{apart}</ul>') if apart else "")
    )


def ablation_section(report: Mapping[str, Any]) -> str:
    """Return the variants side by side; nothing without an ablation."""
    ablation = report.get("ablation")
    if not ablation:
        return ""
    names = list(dict.fromkeys(name for variant in ablation.values() for name in variant["measures"]))
    panels = "".join(
        f"<figure><figcaption>{text(label_of(name))}{_lower(name)}</figcaption>{_panel(name, ablation)}</figure>"
        for name in names
        if name not in NOT_IN_0_1
    )
    rows = [
        [text(label_of(name)), *(_varied(variant, name) for variant in ablation.values())] for name in names
    ]
    headings = ("measure", *(text(variant["label"]) for variant in ablation.values()))
    return (
        '<p class="note">The same questions, put to the assistant without one of its parts. Beside each value, '
        "the change from the whole, in bold where its 95 % interval (below, by paired bootstrap) leaves out 0. "
        f"{BY_CHANCE}</p>"
        f'<div class="panels thirds">{panels}</div>'
        + table("Variants side by side", headings, rows, "variants")
    )


def differences_table(label: str, differences: Sequence[Mapping[str, Any]]) -> str:
    """Return differences with their intervals as a dot-and-whisker plot around 0."""
    plotted = [each for each in differences if each["measure"] not in NOT_IN_0_1]
    widest = max((abs(each[end]) for each in plotted for end in ("low", "high")), default=0.0)
    span = plots.rounded_up(max(widest, 0.05))
    rows = []
    for each in differences:
        moved = each["after"] - each["before"]
        plot = plots.whisker({**each, "value": moved}, (-span, span), zero=True) if each in plotted else ""
        better = (moved < 0) == (each["measure"] in LOWER_IS_BETTER)
        word = ("better" if better else "worse") if each["stands"] else "no"
        style = {"better": "right", "worse": "wrong", "no": "aside"}[word]
        rows.append(
            [
                text(label_of(each["measure"])),
                f"<strong>{change(moved)}</strong> "
                f'<span class="range">{change(each["low"])} to {change(each["high"])}</span>',
                f'<span class="{style}">{word}</span>',
                plot,
                figure(each["before"]),
                figure(each["after"]),
            ]
        )
    axis = plots.row_axis((-span, span), signed=True)
    headings = (
        "measure",
        'change <span class="range">95 % interval</span>',
        "stands",
        axis,
        "before",
        "after",
    )
    return table(label, headings, rows, "changes")


def _changed(title: str, changes: Sequence[Mapping[str, Any]]) -> str:
    if not changes:
        return f"<h3>{title}</h3><p>None.</p>"
    items = "".join(
        f"<li>{link(each['id'], each['id'])}<span>{text(each['before'])} → {text(each['after'])}</span>"
        f'<span><span class="asked" lang="fr">{text(each["question"])}</span> '
        f'<span class="aside">{text(each["kind"])}</span></span></li>'
        for each in changes
    )
    return f'<h3>{title}: {len(changes)}</h3><ul class="changed">{items}</ul>'


def _panel(name: str, ablation: Mapping[str, Any]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{text(variant["label"])}</th>'
        f"<td>{plots.whisker(mean, width=plots.NARROW)}</td></tr>"
        for variant in ablation.values()
        if (mean := variant["measures"].get(name))
    )
    axis = f"<tr><td></td><td>{plots.row_axis(width=plots.NARROW)}</td></tr>"
    return f'<table class="panel">{rows}{axis}</table>'


def _varied(variant: Mapping[str, Any], name: str) -> str:
    mean, moved = variant["measures"].get(name), variant["differences"].get(name)
    if mean is None:
        return ""
    if moved is None:
        return figure(mean["value"])
    by = change(moved["after"] - moved["before"])
    strength = f"<strong>{by}</strong>" if moved["stands"] else by
    return (
        f'{figure(mean["value"])} <span class="change">{strength}</span>'
        f'<span class="under">{change(moved["low"])} to {change(moved["high"])}</span>'
    )


def _lower(name: str) -> str:
    return " (lower is better)" if name in LOWER_IS_BETTER else ""
