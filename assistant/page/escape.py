"""The one door through which outside text enters the page: always as text, never as HTML."""

from html import escape
from urllib.parse import urlsplit


def text(value: str) -> str:
    """Return HTML that shows `value` as it is; safe between tags and inside double quotes."""
    return escape(value, quote=True)


def web_address(url: str | None) -> str | None:
    """Return the address if a browser may be sent there: http or https, with a host; else None."""
    if url is None or any(character.isspace() or ord(character) < 32 for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
