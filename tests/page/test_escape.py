"""What a browser may be sent to."""

import json
from pathlib import Path

import pytest

from assistant.page.escape import web_address

PAYLOADS = json.loads((Path(__file__).parent / "payloads.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "payload", [*PAYLOADS, "ftp://a.fr", "//a.fr", "http:///chemin", "http://[mal", "https://a.fr/\nb"]
)
def test_only_web_addresses_become_links(payload: str) -> None:
    assert web_address(payload) is None


@pytest.mark.parametrize("url", ["http://exemple.fr", "https://exemple.fr/a?b=c&d=é#e", "HTTPS://exemple.fr"])
def test_web_addresses_are_kept_as_they_are(url: str) -> None:
    assert web_address(url) == url
