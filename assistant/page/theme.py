"""Where the styles are, and what Gradio takes from them. Nothing is fetched from outside this machine."""

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradio.themes import Base

SCRIPT = files("assistant.page") / "page.js"


def styles() -> str:
    """Return the page's CSS: the frame, the conversation, the source."""
    folder = files("assistant.page") / "styles"
    sheets = sorted(folder.iterdir(), key=lambda sheet: sheet.name)
    return "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)


_COLOURS = {
    "body_background_fill": "paper",
    "body_text_color": "ink",
    "body_text_color_subdued": "soft",
    "background_fill_primary": "sheet",
    "background_fill_secondary": "paper",
    "border_color_primary": "rule",
    "button_primary_background_fill": "accent",
    "button_primary_background_fill_hover": "accent",
    "button_primary_text_color": "on-accent",
    "input_background_fill": "sheet",
}
"""Gradio's names for the colours that styles/ defines, by day and by night."""


def reading_room() -> "Base":
    """Return the theme: colours of styles/, and the one font file that Gradio brings in full."""
    from gradio.themes import Base
    from gradio.themes.utils.fonts import LocalFont

    theme = Base(font=[LocalFont("IBM Plex Sans", weights=(400, 700)), "sans-serif"], font_mono=["monospace"])
    both = ("", "_dark")
    return theme.set(**{name + mode: f"var(--{ours})" for name, ours in _COLOURS.items() for mode in both})
