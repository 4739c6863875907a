"""What tests of several folders share."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium; tests that want it are skipped where there is none, unless it is required."""
    path = os.environ.get("MOTAMOT_CHROMIUM") or shutil.which("chromium")
    if path is None:
        missing = "no Chromium: install chromium, or name it in MOTAMOT_CHROMIUM"
        if os.environ.get("MOTAMOT_REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=arguments)
        yield chromium
        chromium.close()
