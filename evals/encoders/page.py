"""The bench as one HTML page: plots as SVG, tables beside them, no outside host."""

from collections.abc import Mapping, Sequence
from typing import Any

from evals.encoders.parts import PARTS
from evals.encoders.search import BM25, DENSE, FITTED, FUSED
from evals.encoders.summary import LABELS, NOTES, Sheet, origin, sheets_of
from evals.labels import change, figure
from evals.markup import estimated, facts, folded, section, table, text, whole_page
from evals.plots import NARROW, SHARES, Frame, rounded_up, row_axis, whisker

SPEED = "sentences a second"


def page_of(report: Mapping[str, Any]) -> str:
    """Return the report as a whole HTML page, light and dark."""
    titled = {"piece": ("Quality and speed", _scatter(report))}
    for id, part in report["parts"].items():
        titled[id] = (part["title"], _part(part, report["first"]))
    titled["fusion"] = ("Fusion with BM25", _fusion(report["fusion"]))
    titled["speed"] = (PARTS["speed"], _speed(report["speed"]))
    titled["run"] = ("Run", facts(origin(report)))
    parts = {f"part-{id}": part for id, part in titled.items() if part[1]}
    run = report["run"]
    notes = "".join(f'<p class="note">{text(note)}</p>' for note in report["notes"])
    lead = (
        f'<p class="origin">{text(run["started"])} · commit <code>{text(run["commit"])}</code> · '
        f"{text(run['split'])}</p>{notes}"
    )
    return whole_page(
        "Encoders side by side",
        lead,
        {id: title for id, (title, _) in parts.items()},
        [section(id, title, inside) for id, (title, inside) in parts.items()],
    )


def fusion_chart(name: str, fusion: Mapping[str, Any]) -> str:
    """Return recall@1 and MRR@10 against the share of BM25, the chosen share marked.

    Args:
        name: of the encoder.
        fusion: the chosen `weight`, and the `curve`: a point has its `weight` and two means.
    """
    curve: Sequence[Mapping[str, Any]] = fusion["curve"]
    measures = [key for key in curve[0] if key != "weight"]
    shown = (measures[0], measures[-1])
    values = [point[measure][end] for point in curve for measure in shown for end in ("low", "high")]
    low, high = max(min(values) // 0.1 / 10, 0.0), min((max(values) // 0.1 + 1) / 10, 1.0)
    frame = Frame(right=74, y_range=(low, high))
    drawn = []
    for style, measure in zip(("first", "second"), shown, strict=True):
        points = [(point["weight"], point[measure]["value"]) for point in curve]
        band = [(point["weight"], point[measure]["low"]) for point in curve]
        band += [(point["weight"], point[measure]["high"]) for point in reversed(curve)]
        drawn.append(
            f'<polygon class="band {style}" points="{frame.points(band)}"/>'
            f'<polyline class="line {style}" points="{frame.points(points)}"/>'
            + "".join(
                frame.dot(point, style, f"{measure} at {point[0]:g}: {point[1]:.3f}") for point in points
            )
            + f'<text class="name {style}" x="{frame.x(1) + 9}" y="{frame.y(points[-1][1]) + 4}">'
            f"{text(measure)}</text>"
        )
    x = frame.x(fusion["weight"])
    drawn.append(
        f'<path class="mark" d="M{x} {frame.top}V{frame.y(low)}"/>'
        f'<text class="name" x="{x}" y="{frame.top - 3}" text-anchor="middle">{fusion["weight"]:g}</text>'
    )
    tenths = range(round(low * 10), round(high * 10) + 1)
    axes = frame.axes(
        SHARES, {tenth / 10: f"{tenth / 10:g}" for tenth in tenths}, "share of BM25", "PIAF dev"
    )
    best = next(point for point in curve if point["weight"] == fusion["weight"])
    said = f"best at {fusion['weight']:g}: {shown[0]} {best[shown[0]]['value']:.3f}"
    return frame.drawing(f"Fusion of BM25 and {name}", said, axes, *drawn)


def scatter_chart(points: Mapping[str, tuple[float, float, str]], floor: float | None) -> str:
    """Return recall against speed, one named dot a row.

    Args:
        points: by name: sentences a second, recall@1, and the style of the dot.
        floor: recall@1 of BM25 alone, if it was measured.
    """
    fastest = rounded_up(max(speed for speed, _, _ in points.values()))
    frame = Frame(x_range=(0.0, fastest))
    inside = [
        frame.axes(
            {part * fastest: f"{part * fastest:g}" for part in (0, 0.25, 0.5, 0.75, 1)},
            SHARES,
            f"{SPEED}, on this machine",
            "recall@1 on PIAF",
        )
    ]
    if floor is not None:
        inside.append(
            f'<path class="guide" d="M{frame.x(0)} {frame.y(floor)}H{frame.x(fastest)}"/>'
            f'<text x="{frame.x(0) + 4}" y="{frame.y(floor) + 13}">BM25 alone</text>'
        )
    for name, (speed, recall, style) in points.items():
        side, shift = ("end", -8) if speed > fastest / 2 else ("start", 8)
        inside.append(
            frame.dot((speed, recall), style, f"{name}: {recall:.3f}, {speed:.0f} sentences a second", 4.5)
            + f'<text class="name" x="{frame.x(speed) + shift:.1f}" y="{frame.y(recall) - 5}" '
            f'text-anchor="{side}">{text(name)}</text>'
        )
    said = "; ".join(f"{name}: {recall:.2f} at {speed:.0f}" for name, (speed, recall, _) in points.items())
    return frame.drawing("Quality and speed", said, *inside)


def _scatter(report: Mapping[str, Any]) -> str:
    """Vectors alone as first dots, the best fusion there is as second ones."""
    speed = report["speed"]
    rows = report["parts"].get("piaf", {}).get("rows", ())
    recalls = {row["label"]: row["cells"]["recall@1"]["value"] for row in rows}
    fused = FITTED if report["fusion"] else FUSED
    points = {
        row["label"]: (
            speed[row["encoder"]][SPEED],
            recalls[row["label"]],
            "second" if row["way"] == fused else "first",
        )
        for row in rows
        if row["encoder"] in speed and row["way"] in (DENSE, fused)
    }
    if not points:
        return ""
    return f'<div class="panels"><figure>{scatter_chart(points, recalls.get(LABELS[BM25]))}</figure></div>'


def _part(part: Mapping[str, Any], first: str) -> str:
    means, *differences = sheets_of(part, first)
    leading = means.measures[0]
    headings = [f"<div>{text(leading)}{row_axis(width=NARROW)}</div>", *map(text, means.measures)]
    rows = [
        [
            text(label),
            whisker(cells[leading], width=NARROW),
            *(estimated(cells[measure]) for measure in means.measures),
        ]
        for label, cells in means.rows.items()
    ]
    below = "".join(folded(each.caption, _differences(each)) for each in differences)
    questions = next(iter(means.rows.values()))[leading]["n"]
    return (
        f'<p class="note">{text(part["note"])} {questions} asked.</p>'
        + table(part["title"], ["", *headings], rows)
        + below
    )


def _differences(sheet: Sheet) -> str:
    rows = [
        [text(label), *(_difference(cells[measure]) for measure in sheet.measures)]
        for label, cells in sheet.rows.items()
    ]
    return table(sheet.caption, ["", *map(text, sheet.measures)], rows, "changes")


def _difference(each: Mapping[str, Any]) -> str:
    if each["value"] is None:
        return figure(None)
    written = change(each["value"])
    bold = f"<strong>{written}</strong>" if each["stands"] else written
    return f'{bold} <span class="range">{change(each["low"])} to {change(each["high"])}</span>'


def _fusion(fusions: Mapping[str, Any]) -> str:
    figures = "".join(
        f"<figure><figcaption>{text(name)}</figcaption>{fusion_chart(name, fusion)}</figure>"
        for name, fusion in fusions.items()
    )
    return f'<div class="panels thirds">{figures}</div>' if figures else ""


def _speed(speed: Mapping[str, Mapping[str, float]]) -> str:
    if not speed:
        return ""
    names = list(next(iter(speed.values())))
    rows = [[text(name), *(f"{figures[each]:g}" for each in names)] for name, figures in speed.items()]
    return f'<p class="note">{text(NOTES["speed"])}</p>' + table(
        PARTS["speed"], ["", *map(text, names)], rows
    )
