"""The application over real HTTP, on a free port of this machine."""

import http.client
import json
import re
import socket
import subprocess
import sys
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from assistant.errors import IndexDamaged, IndexMismatch, UsageError
from assistant.page import serve
from assistant.record import to_record
from assistant.types import Turn

Q = "Combien de maisons de santé en 2023 ?"


def fetch(address: str, method: str, path: str, body: bytes | None = None, **headers: str):
    """Return status, headers and body."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def ask(address: str, line: object) -> tuple[int, dict]:
    status, _, body = fetch(address, "POST", "/api/ask", json.dumps(line).encode())
    return status, json.loads(body)


def converse(address: str, session: str, question: str, kept: object = None) -> list[dict]:
    """Ask, then answer, as the page's own script does; return what the server sent back."""

    def act(place: int, *data: object) -> dict:
        said = json.dumps({"data": data, "fn_index": place, "session_hash": session}).encode()
        status, _, body = fetch(
            address, "POST", "/gradio_api/run/predict", said, **{"Content-Type": "application/json"}
        )
        assert status == 200
        return json.loads(body)

    return [act(0, question, kept, None), act(1, None)]


def test_programs_ask_with_one_batch_line(shared) -> None:
    tiny, address = shared
    status, record = ask(address, {"id": "q7", "question": "Et en 2008 ?", "history": [Q]})
    assert status == 200
    assert tiny.asked[-1] == ("Et en 2008 ?", (Q,))
    assert record == to_record(tiny.answer("Et en 2008 ?", (Turn(Q),)), "q7")
    assert "hits" not in record


def test_bad_lines_are_refused_in_one_line(shared) -> None:
    _, address = shared
    for body, said in [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"[]", "object"),
        (b"{}", "question"),
        (b'{"question": 3}', "question"),
        (b'{"question": "a", "history": "b"}', "history"),
        (b'{"question": "\xff"}', "UTF-8"),
        (b'{"question": "\\ud800"}', "surrogate"),
        (json.dumps({"question": "a" * 2001}).encode(), "2001"),
        (b"[" * 30_000, "JSON"),
    ]:
        status, headers, answer = fetch(address, "POST", "/api/ask", body)
        assert status == 400, body[:40]
        assert headers["content-type"] == "application/json"
        error = json.loads(answer)
        assert list(error) == ["error"]
        assert said in error["error"]
        assert "\n" not in error["error"]


def test_large_bodies_are_refused(shared) -> None:
    _, address = shared
    body = json.dumps({"question": Q, "padding": "x" * 70_000}).encode()
    for path in ("/api/ask", "/gradio_api/run/predict"):
        assert fetch(address, "POST", path, body)[0] == 413
    chunks = iter([b'{"question": "', *[b"a" * 8192] * 9, b'"}'])  # says no size in advance
    assert fetch(address, "POST", "/api/ask", chunks)[0] == 413
    fitting = json.dumps({"question": Q, "padding": "x" * 60_000}).encode()
    assert fetch(address, "POST", "/api/ask", fitting)[0] == 200


def test_what_gradio_offers_besides_is_shut(shared) -> None:
    _, address = shared
    for method, path in [
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/file/etc/passwd"),
        ("GET", "/gradio_api/proxy=https://example.org/"),
        ("POST", "/gradio_api/run/asked"),
        ("POST", "/gradio_api/call/asked"),
        ("POST", "/gradio_api/queue/join"),
        ("GET", "/gradio_api/queue/data?session_hash=a"),
        ("POST", "/gradio_api/component_server"),
        ("GET", "/gradio_api/openapi.json"),
        ("GET", "/gradio_api/runs"),
        ("GET", "/monitoring"),
        ("GET", "/docs"),
        ("GET", "/openapi.json"),
        ("GET", "/static/../../routes.py"),
        ("GET", "/nowhere"),
    ]:
        assert fetch(address, method, path)[0] in (403, 404), path
    for path in ("/api/ask", "/api/feedback", "/mcp"):
        for method in ("GET", "DELETE", "OPTIONS"):
            status, headers, _ = fetch(address, method, path)
            assert (status, headers["allow"]) == (405, "POST"), (method, path)
    info = json.loads(fetch(address, "GET", "/gradio_api/info")[2])
    assert info == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_every_response_has_the_security_headers(shared) -> None:
    _, address = shared
    for method, path in [("GET", "/"), ("GET", "/config"), ("GET", "/nowhere"), ("POST", "/api/ask")]:
        headers = fetch(address, method, path, b"{}" if method == "POST" else None)[1]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "connect-src 'self'" in headers["content-security-policy"]
    first, second = (fetch(address, "GET", "/") for _ in range(2))
    nonce = re.search(r"'nonce-([\w-]+)'", first[1]["content-security-policy"]).group(1)
    html = first[2].decode()
    assert len(re.findall(r"<script", html)) == len(re.findall(f'<script nonce="{nonce}"', html)) > 3
    assert nonce not in second[2].decode(), "a nonce serves once"
    assert '<html\n\tlang="fr"' in html


def test_other_host_names_are_refused(shared) -> None:
    _, address = shared
    port = urlsplit(address).port
    for host, status in [
        (f"127.0.0.1:{port}", 200),
        (f"localhost:{port}", 200),
        (f"LOCALHOST:{port}", 200),
        (f"evil.example:{port}", 421),
        ("127.0.0.1.evil.example", 421),
    ]:
        assert fetch(address, "GET", "/config", Host=host)[0] == status, host


def test_another_sites_page_cannot_post(shared) -> None:
    tiny, address = shared
    here, before = urlsplit(address).netloc, len(tiny.asked)
    line = json.dumps({"question": Q}).encode()
    for origin in ("http://evil.example", f"http://evil.example:{here.split(':')[1]}", "null", ""):
        for path in ("/api/ask", "/api/feedback", "/mcp", "/gradio_api/run/predict"):
            status, _, body = fetch(address, "POST", path, line, Origin=origin)
            assert (status, list(json.loads(body))) == (403, ["error"]), (origin, path)
    assert len(tiny.asked) == before
    assert fetch(address, "POST", "/api/ask", line, Origin=f"http://{here}")[0] == 200


def test_the_page_names_no_outside_host(shared) -> None:
    _, address = shared
    for path in ("/", "/config", "/theme.css", "/api/openapi.json"):
        text = fetch(address, "GET", path)[2].decode()
        hosts = {urlsplit(found).hostname for found in re.findall(r"https?://[^\s\"'<>)\\]+", text)}
        assert hosts <= {"127.0.0.1", "www.w3.org"}, path  # the SVG namespace is a name, nothing is fetched
        assert not re.search(r"""(?:src|href)=["']//|url\(["']?//""", text), path


def test_eight_threads_get_each_its_own_answer(tiny, address) -> None:
    questions = [f"Combien de maisons de santé en {2000 + n} ?" for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda question: ask(address, {"question": question}), questions))
    assert [status for status, _ in answers] == [200] * 40
    assert [record["question"] for _, record in answers] == questions


def test_twenty_sessions_never_share_their_turns(tiny, address) -> None:
    def visit(number: int) -> None:
        session = uuid.uuid4().hex
        for place in range(3):
            converse(address, session, f"question {place} de la session {number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(visit, range(20)))
    assert len(tiny.asked) == 60
    for question, turns in tiny.asked:
        place, number = int(question.split()[1]), question.split()[-1]
        assert turns == tuple(f"question {earlier} de la session {number}" for earlier in range(place))


def test_a_conversation_outlives_the_server(tiny, address) -> None:
    """The page stays open, and another server answers it: the browser's own copy goes on."""
    kept = {"asked": [{"question": Q}], "language": "fr"}
    session = uuid.uuid4().hex
    converse(address, session, "Et en 2008 ?", kept)
    converse(address, session, "Et le mardi ?", kept)
    assert [question for question, _ in tiny.asked] == [Q, "Et en 2008 ?", "Et le mardi ?"]
    assert tiny.asked[-1][1] == (Q, "Et en 2008 ?")


def test_too_long_and_empty_questions_reach_no_assistant(tiny, address) -> None:
    for question in ("", "   ", "a" * 2001):
        assert 'role=\\"alert\\"' in json.dumps(converse(address, uuid.uuid4().hex, question)[0])
    assert tiny.asked == []


def test_an_unusable_index_is_said_in_one_line(tiny, serve_one, monkeypatch) -> None:
    def answer(*_: object, **__: object) -> None:
        raise IndexDamaged("index/: passages.jsonl differs from its digest; run: motamot index")

    monkeypatch.setattr(tiny, "answer", answer)
    with serve_one(tiny) as address:
        status, record = ask(address, {"question": Q})
        assert status == 503
        assert record == {"error": "index/: passages.jsonl differs from its digest; run: motamot index"}
        shown = json.dumps(converse(address, uuid.uuid4().hex, Q), ensure_ascii=False)
        assert "run: motamot index" in shown


def test_the_open_generation_answers_when_a_newer_one_cannot_be_opened(tiny, serve_one, monkeypatch) -> None:
    def refresh() -> None:
        raise IndexMismatch("index/: built for another model; run: motamot index")

    with serve_one(tiny) as address:
        monkeypatch.setattr(tiny, "refresh", refresh)
        status, record = ask(address, {"question": Q})
        assert (status, record["answered"]) == (200, True)
        assert "113 maisons" in json.dumps(converse(address, uuid.uuid4().hex, Q))


def test_the_page_opens_while_its_suggestions_are_sought(tiny, serve_one) -> None:
    go_on = threading.Event()

    class Slow(type(tiny)):
        def suggestions(self, ask: object) -> tuple[str, ...]:
            assert go_on.wait(120)
            return ("Combien de navettes ?",)

    with serve_one(Slow(tiny.index)) as address:
        status, _, html = fetch(address, "GET", "/")
        assert status == 200
        assert "Combien de navettes" not in html.decode()
        go_on.set()


def test_a_busy_port_is_said_before_anything_is_loaded(tiny) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"port {port}: .*; choose another port with --port"):
            serve(tiny, "127.0.0.1", port)


def test_importing_the_page_loads_no_server() -> None:
    heavy = "{'gradio', 'fastapi', 'starlette', 'uvicorn'}"
    code = f"import assistant.page, sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_an_unknown_address_is_said(tiny) -> None:
    with pytest.raises(UsageError, match="--host"):
        serve(tiny, "no.such.host.invalid", 7860)


def test_serve_announces_the_address_once_it_answers(tiny, monkeypatch) -> None:
    import uvicorn

    servers: list[uvicorn.Server] = []
    started = uvicorn.Server.startup

    async def remember(self: uvicorn.Server, sockets=None) -> None:
        servers.append(self)
        await started(self, sockets)

    monkeypatch.setattr(uvicorn.Server, "startup", remember)
    ready, said = threading.Event(), []

    def announce(address: str) -> None:
        said.append(address)
        ready.set()

    thread = threading.Thread(
        target=serve, args=(tiny, "127.0.0.1", 0), kwargs={"announce": announce}, daemon=True
    )
    thread.start()
    assert ready.wait(30)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", said[0])
    assert ask(said[0], {"question": Q})[0] == 200
    servers[0].should_exit = True
    thread.join(10)
    assert not thread.is_alive()
