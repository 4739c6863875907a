"""Contrast of the page's colours, as WCAG 2 defines it: 4.5 for text, 3 for edges of controls."""

import re

import pytest

from assistant.page.theme import styles

CSS = styles()
PAIRS = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", CSS)
LIGHT = {name: light for name, light, _ in PAIRS}
DARK = {name: dark for name, _, dark in PAIRS}
TEXT = [
    *(("ink", ground) for ground in ("paper", "sheet", "mark", "mark-soft")),
    *(("soft", ground) for ground in ("paper", "sheet", "mark-soft")),
    *(("accent", ground) for ground in ("paper", "sheet", "accent-wash")),
    ("on-accent", "accent"),
    ("good", "good-wash"),
    ("warn", "warn-wash"),
    ("warn", "paper"),
    ("paper", "soft"),
]
EDGES = [("edge", "sheet"), ("edge", "paper"), ("accent", "paper")]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_are_told_apart(palette: dict[str, str]) -> None:
    for text, ground in TEXT:
        assert contrast(palette[text], palette[ground]) >= 4.5, (text, ground)
    for edge, ground in EDGES:
        assert contrast(palette[edge], palette[ground]) >= 3, (edge, ground)


def test_styles_fetch_nothing() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS


def test_colons_follow_the_language_and_never_start_a_line() -> None:
    assert ".card dt { color: var(--soft); white-space: nowrap; }" in CSS
    assert '.card dt::after { content: "\\00a0:"; }' in CSS
    assert '.card dt:lang(en)::after { content: ":"; }' in CSS
