"""What programs ask over HTTP: questions, flags, the description of both, and the MCP tool."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from assistant import __version__
from assistant.errors import AssistantError, FeedbackError, UsageError
from assistant.page.answering import Desk, Flags
from assistant.page.guard import ASK_PATH, FLAG_PATH, MAX_BODY, SCHEMA_PATH, TOOL_PATH, BodyTooLarge
from assistant.page.schema import Answer, FlagLine, Kept, Problem, QuestionLine, body_of
from assistant.page.tool import tools
from assistant.record import parse_flag, parse_line, to_record

HOUR_S = 3600.0
"""How often what is past its time is deleted."""
_OFF = 'feedback is off; set "feedback = true" in motamot.toml'
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The body cannot be used."},
    413: {"model": Problem, "description": f"The body is larger than {MAX_BODY // 1024} KiB."},
}

_log = logging.getLogger(__name__)


def build_api(desk: Desk, flags: Flags | None) -> FastAPI:
    """Return the application of programs, on which the page is mounted.

    Args:
        desk: where questions wait their turn.
        flags: where what users flag is kept; None when it is not.
    """
    tool = tools(desk)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        keeping = asyncio.create_task(_keep_to_the_period(flags))
        try:
            async with tool.run():
                yield
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping

    app = FastAPI(
        title="Motamot",
        version=__version__,
        summary="Answers questions about French documents in the documents' own words.",
        docs_url=None,
        redoc_url=None,
        openapi_url=SCHEMA_PATH,
        lifespan=lifespan,
    )
    app.router.routes.append(Route(TOOL_PATH, StreamableHTTPASGIApp(tool)))

    @app.exception_handler(BodyTooLarge)
    async def too_large(_: Request, __: Exception) -> JSONResponse:
        return _problem(413, f"the body is larger than {MAX_BODY // 1024} KiB; shorten the question")

    @app.post(
        ASK_PATH,
        summary="Answer one question, or refuse and say why.",
        openapi_extra=body_of(QuestionLine),
        responses={
            200: {"model": Answer},
            **_PROBLEMS,
            503: {"model": Problem, "description": "The index cannot be used."},
        },
    )
    async def ask(request: Request) -> JSONResponse:
        async def answered(line: str) -> dict[str, Any]:
            question = parse_line(line)
            return to_record(
                await run_in_threadpool(desk.ask, question.question, question.history), question.id
            )

        return await _replied(request, answered)

    @app.post(
        FLAG_PATH,
        summary="Keep what a user says of an answer.",
        openapi_extra=body_of(FlagLine),
        responses={
            200: {"model": Kept},
            **_PROBLEMS,
            403: {"model": Problem, "description": "Feedback is off, or another site's page sent this."},
            503: {"model": Problem, "description": "The feedback file cannot be written."},
        },
    )
    async def flag(request: Request) -> JSONResponse:
        if flags is None:
            return _problem(403, _OFF)

        async def kept(line: str) -> dict[str, Any]:
            return {"id": await run_in_threadpool(flags.add, parse_flag(line))}

        return await _replied(request, kept)

    return app


async def _replied(request: Request, reply: Callable[[str], Awaitable[dict[str, Any]]]) -> JSONResponse:
    """Hand the body to what replies; errors a caller can act on become one line."""
    try:
        return JSONResponse(await reply((await request.body()).decode("utf-8")))
    except UnicodeDecodeError:
        return _problem(400, "the body is not UTF-8; send JSON in UTF-8")
    except UsageError as error:
        return _problem(400, str(error))
    except AssistantError as error:
        return _problem(503, str(error))


def _problem(status: int, error: str) -> JSONResponse:
    return JSONResponse({"error": error}, status)


async def _keep_to_the_period(flags: Flags | None) -> None:
    """Delete what is past its time at once, then every hour; trouble is said once."""
    trouble = ""
    while flags is not None:
        try:
            await run_in_threadpool(flags.expire)
            trouble = ""
        except FeedbackError as error:
            if trouble != str(error):
                _log.warning("motamot: nothing flagged can be kept or deleted: %s", error)
            trouble = str(error)
        await asyncio.sleep(HOUR_S)
