"""The MCP tool `ask`: the record of `POST /api/ask`, for programs that speak the Model Context Protocol.

Each request stands alone, without a session or a stream held open, and is answered in plain JSON.
"""

import json

from mcp.server import Server, ServerRequestContext
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from starlette.concurrency import run_in_threadpool

from assistant import __version__
from assistant.errors import AssistantError
from assistant.page.answering import Desk
from assistant.page.guard import MAX_BODY
from assistant.page.schema import Answer, QuestionLine
from assistant.record import parse_question, to_record

ASK = "ask"
_DESCRIPTION = (
    "Answers a question from a fixed set of French documents, in their own words: exact quotes, each with its "
    "document, publisher, date, region and offsets. Nothing is generated. When the documents do not answer, "
    "`answered` is false and `reason` says why; `nearest` then holds passages that do not answer."
)
Context = ServerRequestContext[dict[str, object]]


def tools(desk: Desk) -> StreamableHTTPSessionManager:
    """Return what serves the tool over Streamable HTTP; its `run()` is to be entered once, while it serves.

    Args:
        desk: where the questions wait.
    """
    ask = Tool(
        name=ASK,
        title="Motamot",
        description=_DESCRIPTION,
        input_schema=QuestionLine.model_json_schema(),
        output_schema=Answer.model_json_schema(),
        annotations=ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False),
    )

    async def list_tools(_: Context, __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[ask])

    async def call_tool(_: Context, call: CallToolRequestParams) -> CallToolResult:
        if call.name != ASK:
            raise MCPError(INVALID_PARAMS, f"no tool {call.name!r}; the only one is {ASK!r}")
        try:
            question = parse_question(call.arguments or {})
            answer = await run_in_threadpool(desk.ask, question.question, question.history)
        except AssistantError as error:
            return CallToolResult(content=[TextContent(text=str(error))], is_error=True)
        record = to_record(answer, question.id)
        text = TextContent(text=json.dumps(record, ensure_ascii=False))
        return CallToolResult(content=[text], structured_content=record)

    server = Server("motamot", version=__version__, on_list_tools=list_tools, on_call_tool=call_tool)
    return StreamableHTTPSessionManager(
        server, json_response=True, stateless=True, max_request_body_size=MAX_BODY
    )
