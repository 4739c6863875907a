"""Colours, type and styles, in one place. Nothing here is fetched from outside this machine."""

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradio.themes import Base

STYLES = files("assistant.page") / "style.css"
SCRIPT = files("assistant.page") / "page.js"


def reading_room() -> "Base":
    """Return the theme: paper and ink, one accent; the one font file is Gradio's own."""
    from gradio.themes import Base
    from gradio.themes.utils.fonts import LocalFont

    theme = Base(
        font=[LocalFont("IBM Plex Sans", weights=(400, 700)), "system-ui", "sans-serif"],
        font_mono=["monospace"],
    )
    return theme.set(
        body_background_fill="#f6f3ec",
        body_background_fill_dark="#171a1c",
        body_text_color="#23262a",
        body_text_color_dark="#e4e0d6",
        body_text_color_subdued="#5d5f63",
        body_text_color_subdued_dark="#a9a69d",
        background_fill_primary="#fffdf8",
        background_fill_primary_dark="#1f2326",
        background_fill_secondary="#f6f3ec",
        background_fill_secondary_dark="#171a1c",
        border_color_primary="#d9d3c4",
        border_color_primary_dark="#3a3f43",
        button_primary_background_fill="#1f4e5f",
        button_primary_background_fill_hover="#173c4a",
        button_primary_background_fill_dark="#8fc3d1",
        button_primary_background_fill_hover_dark="#a9d4df",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#12181b",
        input_background_fill="#fffdf8",
        input_background_fill_dark="#1f2326",
    )
