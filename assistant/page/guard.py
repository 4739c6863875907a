"""What may come in and go out: known paths, bounded bodies, headers that keep the page at home."""

import re
import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 64 * 1024
"""Bytes."""
ASK_PATH = "/api/ask"
FLAG_PATH = "/api/feedback"
SCHEMA_PATH = "/api/openapi.json"
TOOL_PATH = "/mcp"
_POSTED = (ASK_PATH, FLAG_PATH, TOOL_PATH)
_OPEN = re.compile(
    r"/(?:|config|theme\.css|favicon\.ico|robots\.txt|manifest\.json"
    r"|(?:assets|static|svelte)/.+"
    r"|api/openapi\.json"
    r"|gradio_api/(?:startup-events|info|theme\.css|app_id|run/predict|heartbeat/\w+))"
)
"""The page's own paths; all else that Gradio offers (uploads, files, proxies, runs) stays shut."""
_FOREIGN_META = re.compile(r'\s*<meta\s[^>]*?(?:property="og:|name="twitter:)[^>]*>')


class Guard:
    """ASGI middleware around the whole application.

    Refuses unknown paths (404), other methods on the paths of programs (405), foreign `Host` names on a
    loopback address (421, against DNS rebinding), what another site's page sends from the user's
    browser (403) and large bodies (413); adds the security headers; gives the page's inline scripts
    a nonce, so that markup which would slip in could still not run.
    """

    def __init__(self, app: ASGIApp, style: str, hosts: Iterable[str] = ()) -> None:
        """Wrap an application.

        Args:
            app: the page and the API.
            style: CSS for the page. Gradio's own way in cuts selectors at every comma, `:is(a, b)` too.
            hosts: names by which requests may address the page; any when empty.
        """
        self._app = app
        self._style = style
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        nonce = secrets.token_urlsafe(16)
        answer = _Out(send, nonce, self._style if scope["path"] == "/" and scope["method"] == "GET" else None)
        if self._hosts and _host_name(headers.get("host", "")) not in self._hosts:
            refusal = _refusal(421, "this page answers on its own address only")
        elif scope["method"] == "POST" and _is_foreign(headers):
            refusal = _refusal(403, "sent by the page of another site; ask from this page or from a program")
        elif scope["path"] in _POSTED and scope["method"] != "POST":
            refusal = _refusal(405, "this path takes POST alone", allow="POST")
        elif scope["path"] not in _POSTED and not _OPEN.fullmatch(scope["path"]):
            refusal = _refusal(404, "nothing here; the page is at /, questions go to POST /api/ask")
        elif _declared(headers) > MAX_BODY:
            refusal = _refusal(413, f"the body is larger than {MAX_BODY // 1024} KiB; shorten the question")
        else:
            await self._app(_plain(scope) if answer.style is not None else scope, _bounded(receive), answer)
            return
        await refusal(scope, receive, answer)


class BodyTooLarge(ValueError):
    """A body that did not say its size and went past the limit."""


class _Out:
    """Sends a response with the headers on, the page's HTML held back and rewritten whole."""

    def __init__(self, send: Send, nonce: str, style: str | None) -> None:
        self.style = style
        self._send = send
        self._nonce = nonce
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            for name, value in _headers(self._nonce).items():
                headers[name] = value
            if self.style is not None:
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if message.get("more_body", False):
                return
            body = _own(self._body.decode("utf-8"), self._nonce, self.style or "").encode("utf-8")
            MutableHeaders(raw=self._start["headers"])["content-length"] = str(len(body))
            await self._send(self._start)
            message = {"type": "http.response.body", "body": body}
        await self._send(message)


def _headers(nonce: str) -> dict[str, str]:
    """Return the security headers. Gradio compiles its templates, hence 'unsafe-eval'."""
    policy = (
        "default-src 'self'",
        f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'none'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
    )
    return {
        "content-security-policy": "; ".join(policy),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
    }


def _own(html: str, nonce: str, style: str) -> str:
    """Make Gradio's page ours: in French, styled, no address of other hosts, scripts with the nonce."""
    html = _FOREIGN_META.sub("", html).replace('lang="en"', 'lang="fr"', 1)
    html = html.replace("</head>", f"<style>{style}</style></head>", 1)
    return html.replace("<script", f'<script nonce="{nonce}"')


def _plain(scope: Scope) -> Scope:
    """Ask for the page uncompressed, since it is rewritten."""
    kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": kept}


def _bounded(receive: Receive) -> Receive:
    received = 0

    async def bounded() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MAX_BODY:
            raise BodyTooLarge(f"more than {MAX_BODY} bytes")
        return message

    return bounded


def _declared(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdigit() else 0


def _host_name(host: str) -> str:
    """Return a `Host` header without its port."""
    return re.sub(r":\d+$", "", host.lower())


def _is_foreign(headers: Headers) -> bool:
    """Whether a browser sends this for a page of another address; programs say no `Origin`."""
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


def _refusal(status: int, error: str, **headers: str) -> JSONResponse:
    return JSONResponse({"error": error}, status_code=status, headers=headers)
