"""What charts are drawn of, as SVG: numbers in, markup out. Colours come from the page's style, by class."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """A plot area inside a drawing, and the values at its edges."""

    width: float = 420
    height: float = 300
    left: float = 56
    right: float = 14
    top: float = 14
    bottom: float = 44
    x_range: Point = (0.0, 1.0)
    y_range: Point = (0.0, 1.0)

    def x(self, value: float) -> float:
        """Return where a value stands across."""
        low, high = self.x_range
        return round(self.left + (value - low) / (high - low) * (self.width - self.left - self.right), 1)

    def y(self, value: float) -> float:
        """Return where a value stands from the top."""
        low, high = self.y_range
        floor = self.height - self.bottom
        return round(floor - (value - low) / (high - low) * (floor - self.top), 1)

    def points(self, points: Iterable[Point]) -> str:
        """Return the coordinates of a line through values."""
        return " ".join(f"{self.x(x)},{self.y(y)}" for x, y in points)

    def dot(self, at: Point, style: str, name: str, radius: float = 3.5) -> str:
        """Return a dot that tells its name on hovering."""
        return (
            f'<circle class="dot {style}" cx="{self.x(at[0])}" cy="{self.y(at[1])}" r="{radius}">'
            f"<title>{escape(name)}</title></circle>"
        )

    def axes(
        self,
        x_ticks: Mapping[float, str],
        y_ticks: Mapping[float, str],
        x_label: str,
        y_label: str,
    ) -> str:
        """Return rules at the heights of `y_ticks`, tick labels, and what the two axes show."""
        left, right, floor = self.x(self.x_range[0]), self.x(self.x_range[1]), self.y(self.y_range[0])
        rules = "".join(f'<path class="grid" d="M{left} {self.y(at)}H{right}"/>' for at in y_ticks)
        across = "".join(
            f'<text x="{self.x(at)}" y="{floor + 16}" text-anchor="middle">{escape(name)}</text>'
            for at, name in x_ticks.items()
        )
        up = "".join(
            f'<text x="{left - 7}" y="{self.y(at) + 4}" text-anchor="end">{escape(name)}</text>'
            for at, name in y_ticks.items()
        )
        return (
            f'{rules}<path class="axis" d="M{left} {floor}H{right}"/>{across}{up}'
            f'<text class="label" x="{(left + right) / 2:.1f}" y="{floor + 35}" text-anchor="middle">'
            f"{escape(x_label)}</text>"
            f'<text class="label" text-anchor="middle" transform="translate(12 {(self.top + floor) / 2:.1f})'
            f' rotate(-90)">{escape(y_label)}</text>'
        )

    def drawing(self, title: str, description: str, *inside: str) -> str:
        """Return the whole SVG."""
        return (
            f'<svg class="chart" viewBox="0 0 {self.width:g} {self.height:g}" role="img">'
            f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{''.join(inside)}</svg>"
        )


SHARES = {0.0: "0", 0.25: "0.25", 0.5: "0.5", 0.75: "0.75", 1.0: "1"}
WIDE, NARROW = 240, 160
"""Widths of one line of a dot-and-whisker plot, in CSS pixels; the lines stand below each other in a table."""


def whisker(
    mean: Mapping[str, Any],
    span: Point = (0.0, 1.0),
    width: int = WIDE,
    mark: str = "dot",
    zero: bool = False,
) -> str:
    """Return one line of a dot-and-whisker plot: the interval as a line, the value as a mark on it.

    Args:
        mean: `value`, and `low` and `high` of its interval.
        span: the values at the ends of the line.
        width: of the line, in CSS pixels.
        mark: `dot`, or `ring` for a value of another sort.
        zero: whether to draw a line at 0.
    """
    frame = _row(span, width)
    grid = "".join(f'<path class="grid" d="M{frame.x(at)} 0V20"/>' for at in _quarters(span))
    low, high = frame.x(mean["low"]), frame.x(mean["high"])
    return (
        f'<svg class="row" width="{width}" height="20" viewBox="0 0 {width} 20" aria-hidden="true">{grid}'
        + (f'<path class="nought" d="M{frame.x(0)} 0V20"/>' if zero else "")
        + f'<path class="whisker" d="M{low} 10H{high}M{low} 6.5V13.5M{high} 6.5V13.5"/>'
        f'<circle class="{mark}" cx="{frame.x(mean["value"])}" cy="10" r="4"/></svg>'
    )


def row_axis(span: Point = (0.0, 1.0), width: int = WIDE, signed: bool = False) -> str:
    """Return the tick labels that stand above lines of `whisker`: the ends and the middle."""
    frame = _row(span, width)
    start, _, middle, _, end = _quarters(span)
    labels = "".join(
        f'<text x="{frame.x(at)}" y="14" text-anchor="{anchor}">'
        f"{f'{at:+g}'.replace('-', '−') if signed and at else f'{at:g}'}</text>"
        for at, anchor in ((start, "start"), (middle, "middle"), (end, "end"))
    )
    return f'<svg class="row" width="{width}" height="20" viewBox="0 0 {width} 20" aria-hidden="true">{labels}</svg>'


def stacked_bar(counts: Mapping[str, int], classes: Mapping[str, str], title: str) -> str:
    """Return one bar, a part for each count; parts are named in the description and on hovering."""
    total = sum(counts.values())
    parts, start = [], 0.0
    for name, count in counts.items():
        width = 600 * count / total if total else 0.0
        if count:
            parts.append(
                f'<rect class="{classes[name]}" x="{start:.1f}" width="{max(width - 2, 1):.1f}" height="14">'
                f"<title>{count} {escape(name)}</title></rect>"
            )
        start += width
    said = ", ".join(f"{count} {name}" for name, count in counts.items())
    return (
        f'<svg class="bar" viewBox="0 0 600 14" preserveAspectRatio="none" role="img"><title>{escape(title)}'
        f"</title><desc>{escape(said)}</desc>{''.join(parts)}</svg>"
    )


def rounded_up(value: float) -> float:
    """Return a round end for an axis that holds a value above 0, such as 0.2, 1.6 or 80."""
    power = 10.0 ** math.floor(math.log10(value))
    steps = (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10)
    return round(next(step * power for step in steps if step * power >= value * 0.999), 9)


def _row(span: Point, width: int) -> Frame:
    return Frame(width, 20, 6, 6, 0, 0, x_range=span)


def _quarters(span: Point) -> list[float]:
    start, end = span
    return [start + part * (end - start) for part in (0, 0.25, 0.5, 0.75, 1)]
