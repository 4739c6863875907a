"""The page, and what programs ask, behind one port."""

import asyncio
import os
import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

from assistant.errors import UsageError
from assistant.page.answering import Answering, Desk, Flags
from assistant.page.blocks import build_page
from assistant.page.theme import reading_room, styles

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_SAY: Callable[[str], None] = partial(print, flush=True)
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def build_app(assistant: Answering, local: bool = True, flags: Flags | None = None) -> "ASGIApp":
    """Return the whole application: the page at `/`, and what `assistant.page.programs` serves.

    Not to be called while an event loop runs in the same thread, and to be served once.

    Args:
        assistant: what answers; one question at a time, whoever asks.
        local: whether to answer only requests addressed to this machine by a loopback name.
        flags: where what users flag is kept; None when it is not.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    from gradio import mount_gradio_app

    from assistant.page.guard import Guard
    from assistant.page.programs import build_api

    desk = Desk(assistant)
    app = build_api(desk, flags)

    async def mount() -> None:
        mount_gradio_app(
            app,
            build_page(desk, flags),
            path="/",
            theme=reading_room(),
            footer_links=[],
            run_history=False,
            ssr_mode=False,
            mcp_server=False,
            pwa=False,
            enable_monitoring=False,
            show_error=False,
            max_file_size=1,
        )

    # Outside a running loop, Gradio opens one for each of its locks and never closes it.
    asyncio.run(mount())
    return Guard(app, styles(), LOOPBACK if local else ())


def serve(
    assistant: Answering,
    host: str,
    port: int,
    open_browser: bool = False,
    announce: Callable[[str], None] = _SAY,
    flags: Flags | None = None,
) -> None:
    """Serve the page until interrupted.

    Args:
        assistant: what answers.
        host: address to listen on.
        port: 1 to 65535; 0 takes a free one.
        open_browser: whether to open the page once it is ready.
        announce: is told the page's address once it is ready.
        flags: where what users flag is kept; None when it is not.

    Raises:
        UsageError: the address cannot be listened on.
    """
    listening = _listen(host, port)
    with listening:
        import uvicorn

        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listening.getsockname()[1]}/"

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                announce(address)
                if open_browser:
                    # A text browser would hold this thread, and wait for the page that it serves.
                    Thread(target=webbrowser.open, args=(address,), daemon=True).start()

        app = build_app(assistant, shown in LOOPBACK, flags)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2, server_header=False)
        with suppress(KeyboardInterrupt):
            Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """Open the port before anything slow is loaded."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise UsageError(
            f"cannot listen on {host}: {error.strerror or error}; try another address with --host"
        ) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise UsageError(
            f"cannot listen on {host} port {port}: {error.strerror}; choose another port with --port"
        ) from error
    return listening
