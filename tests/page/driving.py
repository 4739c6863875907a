"""How tests drive the page in a browser, as a reader does."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
Q = "Combien de maisons de santé en 2023 ?"
QUOTE = "En 2023, elle comptait 113 maisons de santé."


@contextmanager
def opened(browser, address: str, viewport=DESK, **options) -> Iterator:
    """A new visitor's page; every request must stay on this machine and no script may fail."""
    context = browser.new_context(viewport=viewport, reduced_motion="reduce", locale="fr-FR", **options)
    page = context.new_page()
    page.set_default_timeout(30_000)
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(f"script: {error}"))
    page.on("console", lambda line: trouble.append(line.text) if line.type == "error" else None)
    page.on("dialog", lambda dialog: trouble.append(f"dialog: {dialog.message}"))
    page.on(
        "request",
        lambda request: (
            trouble.append(f"outside: {request.url}")
            if urlsplit(request.url).scheme not in ("data", "blob")
            and urlsplit(request.url).netloc != urlsplit(address).netloc
            else None
        ),
    )
    page.goto(address)
    page.wait_for_selector("#thread .thread")
    yield page
    context.close()
    assert trouble == []


def ask(page, question: str, wait_for: str = ".exchange:last-child .searched") -> None:
    """Ask and wait for the answer."""
    box = page.locator("#question textarea")
    exchange = page.locator(".exchange").nth(page.locator(".exchange").count())
    box.fill(question)
    box.press("Enter")
    exchange.wait_for()
    page.wait_for_selector(wait_for)


def no_wider_than_the_window(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
