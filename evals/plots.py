"""What charts are drawn of, as SVG: numbers in, markup out. Colours come from the page's style, by class."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

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
ROW = Frame(width=240, height=20, left=6, right=6, top=0, bottom=0)
"""One line of a dot-and-whisker plot; the lines stand below each other in a table."""


def whisker(
    value: float, low: float, high: float, span: Point = (0.0, 1.0), mark: str = "dot", zero: bool = False
) -> str:
    """Return one line of a dot-and-whisker plot: the interval as a line, the value as a mark on it.

    Args:
        value: the mean.
        low: start of its interval.
        high: its end.
        span: the values at the ends of the line.
        mark: `dot`, or `ring` for a value of another sort.
        zero: whether to draw a line at 0.
    """
    frame = Frame(ROW.width, ROW.height, ROW.left, ROW.right, 0, 0, x_range=span)
    start, end = span
    grid = "".join(
        f'<path class="grid" d="M{frame.x(start + part * (end - start))} 0V20"/>'
        for part in (0, 0.25, 0.5, 0.75, 1)
    )
    line = f'<path class="whisker" d="M{frame.x(low)} 10H{frame.x(high)}"/>'
    ends = f'<path class="whisker" d="M{frame.x(low)} 6.5V13.5M{frame.x(high)} 6.5V13.5"/>'
    nought = f'<path class="nought" d="M{frame.x(0)} 0V20"/>' if zero else ""
    point = f'<circle class="{mark}" cx="{frame.x(value)}" cy="10" r="4"/>'
    return f'<svg class="row" viewBox="0 0 240 20" aria-hidden="true">{grid}{nought}{line}{ends}{point}</svg>'


def row_axis(span: Point = (0.0, 1.0), ticks: Sequence[float] = (0, 0.5, 1), signed: bool = False) -> str:
    """Return the tick labels that stand above lines of `whisker`."""
    frame = Frame(ROW.width, ROW.height, ROW.left, ROW.right, 0, 0, x_range=span)
    names = {at: (f"{at:+g}".replace("-", "−") if signed and at else f"{at:g}") for at in ticks}
    labels = "".join(
        f'<text x="{frame.x(at)}" y="14" text-anchor="{_anchor(at, span)}">{name}</text>'
        for at, name in names.items()
    )
    return f'<svg class="row" viewBox="0 0 240 20" aria-hidden="true">{labels}</svg>'


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


def _anchor(at: float, span: Point) -> str:
    return "start" if at == span[0] else "end" if at == span[1] else "middle"
