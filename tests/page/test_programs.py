"""What programs ask, over real HTTP: the described record, the MCP tool, flags kept in a real file."""

import http.client
import json
import logging
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import anyio
import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError

from assistant.feedback import FeedbackStore
from assistant.page.schema import Answer
from assistant.record import to_record
from assistant.settings import Settings
from assistant.types import Turn, Understood

pytestmark = pytest.mark.filterwarnings(r"ignore::DeprecationWarning:gradio\.queueing")
Q = "Combien de maisons de santé en 2023 ?"
ABSENT = "Quelle est la recette du flan ?"


def post(address: str, path: str, body: object, **headers: str) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    try:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection.request("POST", path, data, {"Content-Type": "application/json"} | headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def get(address: str, path: str) -> Any:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    try:
        connection.request("GET", path)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def references(part: Any) -> set[str]:
    if isinstance(part, dict):
        found = {part["$ref"]} if "$ref" in part else set()
        return found.union(*map(references, part.values()))
    return set().union(*map(references, part)) if isinstance(part, list) else set()


def test_the_description_is_whole_and_names_both_paths(shared) -> None:
    _, address = shared
    document = get(address, "/api/openapi.json")
    assert document["openapi"].startswith("3.")
    assert {path: list(methods) for path, methods in document["paths"].items()} == {
        "/api/ask": ["post"],
        "/api/feedback": ["post"],
    }
    schemas = document["components"]["schemas"]
    assert references(document) <= {f"#/components/schemas/{name}" for name in schemas}
    ask = document["paths"]["/api/ask"]["post"]
    assert set(ask["responses"]) == {"200", "400", "413", "503"}
    body = ask["requestBody"]["content"]["application/json"]["schema"]
    assert (body["required"], list(body["properties"])) == (["question"], ["question", "history", "id"])
    reasons = document["paths"]["/api/feedback"]["post"]["requestBody"]["content"]["application/json"]
    assert "il y avait une réponse" in json.dumps(reasons, ensure_ascii=False)


def test_what_is_served_is_what_is_described(shared) -> None:
    _, address = shared
    for line in (
        {"id": 7, "question": Q},
        {"question": "Et en 2008 ?", "history": [Q]},
        {"question": ABSENT},
    ):
        status, record = post(address, "/api/ask", line)
        assert status == 200
        described = Answer.model_validate(record)
        assert described.model_dump(exclude_unset=True) == record
        assert [name for name in Answer.model_fields if name in record] == list(record)
    assert post(address, "/api/ask", {"question": ABSENT})[1]["reason"]["code"] == "off_topic"


def test_a_described_record_leaves_nothing_out(tiny) -> None:
    record = to_record(tiny.answer(Q), "q")
    for change in ({"citations": [{}]}, {"more": 1}, {"confidence": 2.0}, {"reason": {"code": "?"}}):
        with pytest.raises(ValueError, match="validation error"):
            Answer.model_validate(record | change)


def test_a_record_with_all_that_is_rare_is_described(tiny) -> None:
    plain = tiny.answer(Q)
    quote = replace(plain.citations[0], side="2023", superseded_by="maisons-2024.md")
    full = replace(
        plain,
        citations=(quote,),
        related=(quote,),
        nearest=(quote,),
        choices=("Combien ?",),
        understood=Understood(("Cher",), ("2023",), (("mesons", "maisons"),)),
        stale=("vieux.md",),
        empty_sides=("2008",),
    )
    record = to_record(full, "q")
    described = Answer.model_validate(record)
    assert described.model_dump() == record | {"reason": None}
    assert list(described.model_dump()) == list(record)
    with pytest.raises(ValueError, match="validation error"):
        Answer.model_validate(record | {"empty_sides": "2008"})


def test_the_tool_gives_the_record_of_the_api(shared) -> None:
    tiny, address = shared

    async def talk(mode: str) -> None:
        async with Client(f"{address}mcp", mode=mode) as client:
            (tool,) = (await client.list_tools()).tools
            assert (tool.name, tool.input_schema["required"]) == ("ask", ["question"])
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint is True
            result = await client.call_tool("ask", {"question": "Et en 2008 ?", "history": [Q], "id": "m"})
            assert tiny.asked[-1] == ("Et en 2008 ?", (Q,))
            expected = to_record(tiny.answer("Et en 2008 ?", (Turn(Q),)), "m")
            assert result.structured_content == expected
            assert json.loads(result.content[0].text) == expected
            refused = await client.call_tool("ask", {"question": ABSENT})
            assert refused.is_error is False
            assert refused.structured_content["answered"] is False
            for bad, said in [({}, "question"), ({"question": "a" * 2001}, "2001")]:
                failed = await client.call_tool("ask", bad)
                assert failed.is_error is True
                assert said in failed.content[0].text
            with pytest.raises(MCPError, match="no tool 'answer'"):
                await client.call_tool("answer", {"question": Q})

    for mode in ("auto", "legacy"):
        anyio.run(talk, mode)


def test_the_guard_stands_before_the_tool(shared) -> None:
    tiny, address = shared
    before = len(tiny.asked)
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "ask", "arguments": {"question": Q}},
    }
    accept = {"Accept": "application/json, text/event-stream"}
    assert post(address, "/mcp", call, Host="evil.example", **accept)[0] == 421
    assert post(address, "/mcp", call, Origin="http://evil.example", **accept)[0] == 403
    assert post(address, "/mcp", call | {"padding": "x" * 70_000}, **accept)[0] == 413
    assert post(address, "/mcp", b"{", **accept)[0] == 400
    assert len(tiny.asked) == before
    status, answer = post(address, "/mcp", call, **accept)
    assert (status, answer["result"]["structuredContent"]["answered"]) == (200, True)
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    chunks = iter([b'{"jsonrpc": "', *[b"a" * 8192] * 9, b'"}'])  # says no size in advance
    connection.request("POST", "/mcp", chunks, {"Content-Type": "application/json"} | accept)
    assert connection.getresponse().status == 413
    connection.close()


@pytest.fixture
def store(tmp_path: Path) -> FeedbackStore:
    return FeedbackStore(tmp_path / "index.feedback.sqlite3", Settings(feedback=True))


def test_an_answer_with_a_thumb_is_kept(tiny, serve_one, store) -> None:
    with serve_one(tiny, store) as address:
        _, record = post(address, "/api/ask", {"question": "Et en 2008 ?", "history": [Q]})
        said = {"thumb": "down", "reason": "mauvaise source", "history": [Q]}
        assert post(address, "/api/feedback", {"answer": record} | said) == (200, {"id": 1})
        _, refusal = post(address, "/api/ask", {"question": ABSENT})
        assert post(address, "/api/feedback", {"answer": refusal, "thumb": "up"}) == (200, {"id": 2})
    first, second = store.rows()
    assert (first.flag.thumb, first.flag.reason) == ("down", "mauvaise source")
    assert (first.flag.question, first.flag.turns) == ("Et en 2008 ?", (Turn(Q),))
    assert first.flag.index == tiny.index.generation
    for kept, shown in zip(first.flag.quotes, record["citations"], strict=True):
        assert kept.quote == shown["quote"]
        assert tiny.index.documents[kept.document].text[kept.start : kept.end] == kept.quote
    assert (second.flag.answered, second.flag.quotes, second.flag.turns) == (False, (), ())


def test_a_bad_flag_is_one_line_and_keeps_nothing(tiny, serve_one, store) -> None:
    record = to_record(tiny.answer(Q))
    cite = record["citations"][0]
    with serve_one(tiny, store) as address:
        for change, said in [
            ({"answer": None}, "JSON object"),
            ({"thumb": None}, '"thumb"'),
            ({"thumb": "sideways"}, "'up', 'down'"),
            ({"thumb": ["up"]}, '"thumb"'),
            ({"reason": "incomplet"}, '"reason" goes with'),
            ({"thumb": "down", "reason": "laid"}, "'il y avait une réponse'"),
            ({"history": "a"}, '"history"'),
            ({"answer": record | {"question": None}}, '"question"'),
            ({"answer": record | {"answered": 1}}, '"answered"'),
            ({"answer": record | {"index": 3}}, '"index"'),
            ({"answer": record | {"citations": None}}, '"citations"'),
            ({"answer": record | {"citations": ["a"]}}, '"citations" item 1'),
            ({"answer": record | {"citations": [cite | {"start": True}]}}, '"start"'),
            ({"answer": record | {"citations": [cite | {"start": 9, "end": 3}]}}, '"start"'),
            ({"answer": record | {"citations": [cite | {"end": 10**20}]}}, '"end"'),
            ({"answer": record | {"citations": [cite | {"quote": "\ud800"}]}}, "surrogate"),
            ({"answer": record | {"citations": [cite | {"short_answer": 1}]}}, '"short_answer"'),
        ]:
            status, body = post(address, "/api/feedback", {"answer": record, "thumb": "up"} | change)
            assert (status, list(body)) == (400, ["error"]), change
            assert said in body["error"], body
        assert post(address, "/api/feedback", b"\xff")[0] == 400
        assert post(address, "/api/feedback", {"padding": "x" * 70_000})[0] == 413
    assert store.rows() == []


def test_without_the_setting_nothing_is_kept(shared) -> None:
    tiny, address = shared
    status, body = post(address, "/api/feedback", {"answer": to_record(tiny.answer(Q)), "thumb": "up"})
    assert status == 403
    assert "motamot.toml" in body["error"]


def test_a_damaged_file_is_one_line_and_loses_no_answer(tiny, serve_one, store, caplog) -> None:
    store.path.write_text("not a database " * 100)
    with caplog.at_level(logging.WARNING), serve_one(tiny, store) as address:
        status, record = post(address, "/api/ask", {"question": Q})
        assert (status, record["answered"]) == (200, True)
        status, body = post(address, "/api/feedback", {"answer": record, "thumb": "up"})
        assert status == 503
        assert "damaged (file is not a database); move it away" in body["error"]
        assert post(address, "/api/ask", {"question": Q})[0] == 200
        store.path.unlink()
        assert post(address, "/api/feedback", {"answer": record, "thumb": "up"}) == (200, {"id": 1})
    (warning,) = [each.getMessage() for each in caplog.records if each.name.startswith("assistant")]
    assert "nothing flagged can be kept" in warning


def test_the_server_deletes_what_is_past_its_time(tiny, serve_one, monkeypatch) -> None:
    monkeypatch.setattr("assistant.page.programs.HOUR_S", 0.01)

    class Counted:
        times = 0

        def expire(self) -> None:
            self.times += 1

    counted = Counted()
    with serve_one(tiny, counted):
        deadline = time.monotonic() + 20
        while counted.times < 3:
            assert time.monotonic() < deadline
            time.sleep(0.01)
