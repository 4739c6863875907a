"""The charts of the report, as SVG.

Every chart has a title and a description for those who do not see it; the page sets the same figures
beside it as a table.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from evals.measures import percentile
from evals.plots import SHARES, Frame


def recall_chart(curves: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Return recall against k with its intervals, one line a curve (at most two).

    Args:
        curves: by name, rows with `k`, `value`, `low` and `high`.
    """
    deepest = max(row["k"] for rows in curves.values() for row in rows)
    frame = Frame(right=74, x_range=(0.6, deepest + 0.2))
    drawn = []
    for style, (name, rows) in zip(("first", "second"), curves.items(), strict=False):
        points = [(row["k"], row["value"]) for row in rows]
        band = [(row["k"], row["low"]) for row in rows] + [(row["k"], row["high"]) for row in reversed(rows)]
        x, y = frame.x(points[-1][0]) + 9, frame.y(points[-1][1]) + (-6 if style == "first" else 14)
        drawn.append(
            f'<polygon class="band {style}" points="{frame.points(band)}"/>'
            f'<polyline class="line {style}" points="{frame.points(points)}"/>'
            + "".join(frame.dot(point, style, f"{name}@{point[0]}: {point[1]:.3f}") for point in points)
            + f'<text class="name {style}" x="{x}" y="{y}">{escape(name)}</text>'
        )
    ticks = {float(k): str(k) for k in range(1, deepest + 1)}
    said = "; ".join(
        f"{name}: {rows[0]['value']:.2f} at 1, {rows[-1]['value']:.2f} at {rows[-1]['k']}"
        for name, rows in curves.items()
    )
    return frame.drawing("Recall by k", said, frame.axes(ticks, SHARES, "k", "recall"), *drawn)


def risk_coverage_chart(curve: Sequence[Sequence[float]], working: Mapping[str, float] | None) -> str:
    """Return the risk-coverage curve between the best and the blind order of the same answers.

    Args:
        curve: (coverage, risk) after each answer, the most confident first.
        working: `coverage` and `risk` of the run at its own threshold, or None.
    """
    frame = Frame()
    points = [(coverage, risk) for coverage, risk in curve]
    risk = points[-1][1]
    best = [(1 - risk, 0.0)] + [(at, 1 - (1 - risk) / at) for at in _steps(1 - risk, 1.0) if at > 0]
    inside = [
        frame.axes(SHARES, SHARES, "coverage: share of questions answered", "risk: share of these wrong"),
        f'<path class="guide" d="M{frame.x(0)} {frame.y(risk)}H{frame.x(1)}"/>'
        f'<text x="{frame.x(0) + 4}" y="{frame.y(risk) - 5}">blind order</text>',
        f'<polyline class="guide" points="{frame.points([(0.0, 0.0), *best])}"/>'
        f'<text x="{frame.x(1 - risk * 0.5) + 2}" y="{frame.y(0) - 6}" text-anchor="middle">best order</text>',
        f'<polyline class="line first" points="{frame.points(points)}"/>',
    ]
    said = f"{risk:.2f} of all answers are wrong"
    if working is not None:
        at = (working["coverage"], working["risk"])
        name = f"at the threshold: coverage {at[0]:.2f}, risk {at[1]:.2f}"
        said += f"; {name}"
        inside.append(frame.dot(at, "working", name, radius=5.5))
        inside.append(
            f'<text class="name" x="{frame.x(at[0])}" y="{frame.y(at[1]) - 11}" '
            f'text-anchor="{"end" if at[0] > 0.5 else "start"}">at the threshold</text>'
        )
    return frame.drawing("Risk and coverage", said, *inside)


def reliability_chart(bins: Sequence[Mapping[str, Any]], error: float | None) -> str:
    """Return the reliability diagram: the share of right answers by confidence, and answers a bin below.

    Args:
        bins: with `count`, `confidence`, `accuracy`, its `accuracy_low` and `accuracy_high`.
        error: expected calibration error.
    """
    frame = Frame(height=360, bottom=104)
    filled = [each for each in bins if each["count"]]
    most = max((each["count"] for each in filled), default=1)
    floor, tall = frame.height - 40, 38
    counts, marks = [], []
    for each in filled:
        x, width = frame.x(each["low"]), frame.x(each["high"]) - frame.x(each["low"])
        high = max(tall * each["count"] / most, 1)
        counts.append(
            f'<rect class="count" x="{x + 2:.1f}" y="{floor - high:.1f}" width="{width - 4:.1f}" height="{high:.1f}"/>'
            f'<text x="{x + width / 2:.1f}" y="{floor - high - 3:.1f}" text-anchor="middle">{each["count"]}</text>'
        )
        at = frame.x(each["confidence"])
        low, high_end = frame.y(each["accuracy_low"]), frame.y(each["accuracy_high"])
        name = f"{each['count']} answers, confidence {each['confidence']:.2f}, right {each['accuracy']:.2f}"
        marks.append(f'<path class="whisker" d="M{at} {low}V{high_end}"/>')
        marks.append(frame.dot((each["confidence"], each["accuracy"]), "first", name))
    line = frame.points([(each["confidence"], each["accuracy"]) for each in filled])
    axes = Frame(height=292, bottom=36)
    said = "; ".join(
        f"{each['low']:.1f} to {each['high']:.1f}: {each['count']} answers, right {each['accuracy']:.2f}"
        for each in filled
    )
    inside = [
        axes.axes({}, SHARES, "", "share right"),
        f'<path class="guide" d="M{frame.x(0)} {frame.y(0)}L{frame.x(1)} {frame.y(1)}"/>',
        f'<polyline class="line first" points="{line}"/>',
        *marks,
        *counts,
        f'<path class="axis" d="M{frame.x(0)} {floor}H{frame.x(1)}"/>',
        *(
            f'<text x="{frame.x(at)}" y="{floor + 16}" text-anchor="middle">{name}</text>'
            for at, name in SHARES.items()
        ),
        f'<text class="label" x="{frame.x(0.5)}" y="{floor + 35}" text-anchor="middle">'
        "confidence; below, answers in each tenth</text>",
    ]
    if error is not None:
        inside.append(
            f'<text class="name" x="{frame.x(0.02)}" y="{frame.y(0.93)}">calibration error {error:.3f}</text>'
        )
    return frame.drawing("Reliability", said, *inside)


def histogram(values: Sequence[float], stage: str, longest: float, bins: int = 24) -> str:
    """Return the histogram of a stage's times, with its median and 95th percentile.

    Args:
        values: milliseconds.
        stage: what took them.
        longest: the right end of the axis; later values are counted in the last bin.
        bins: of equal width.
    """
    counts = [0] * bins
    for value in values:
        counts[min(int(value / longest * bins), bins - 1)] += 1
    frame = Frame(
        width=300,
        height=170,
        left=42,
        right=30,
        top=24,
        x_range=(0.0, longest),
        y_range=(0.0, float(max(counts))),
    )
    width = longest / bins
    bars = "".join(
        f'<rect class="count" x="{frame.x(place * width) + 0.5}" y="{frame.y(count)}" '
        f'width="{frame.x(width) - frame.x(0) - 1:.1f}" height="{frame.y(0) - frame.y(count):.1f}">'
        f"<title>{place * width:.0f} to {(place + 1) * width:.0f} ms: {count}</title></rect>"
        for place, count in enumerate(counts)
        if count
    )
    marks = ""
    for rank in (50, 95):
        at = percentile(values, rank)
        x = frame.x(min(at, longest))
        side, shift = ("end", -4) if rank == 50 else ("start", 4)
        marks += (
            f'<path class="mark" d="M{x} {frame.top}V{frame.y(0)}"/>'
            f'<text class="name" x="{x + shift:.1f}" y="{frame.top - 6}" text-anchor="{side}">p{rank}</text>'
        )
    ticks = {part * longest: f"{part * longest:g}" for part in (0, 0.25, 0.5, 0.75, 1)}
    if max(values) > longest:
        ticks[longest] = f"≥ {longest:g}"
    top = max(counts)
    said = f"{len(values)} times; median {percentile(values, 50):.0f} ms, 95th percentile {percentile(values, 95):.0f} ms"
    axes = frame.axes(ticks, {0.0: "0", float(top): str(top)}, f"{stage}, ms", "answers")
    return frame.drawing(f"Latency: {stage}", said, axes, bars, marks)


def _steps(start: float, end: float) -> list[float]:
    return [start + (end - start) * step / 20 for step in range(1, 21)]
