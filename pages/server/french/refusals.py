"""What the server says when it refuses or fails, in French: the framework answers in English, in plain text."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.elements import exception

from pages.server.french.words import REFUSALS, UNCAUGHT
from pages.server.protection.failures import TOLD, failure_of
from pages.server.readiness import TRY_AGAIN
from pages.server.whole_body import WholeBody

_FAILED: Final = "Internal Server Error"


def say_errors_in_french() -> None:
    """Put what stands under a page whose script failed in French: the framework has no setting for it."""
    told: Any = exception
    told._GENERIC_UNCAUGHT_EXCEPTION_TEXT = UNCAUGHT


class FrenchRefusals:
    """Puts refusals in plain text in French, and answers in French when an answer could not be made."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; rewrite the answer when it is a refusal in the framework's words."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, _FrenchRefusal(watched, _is_refusal))
        except asyncio.CancelledError:
            if (task := asyncio.current_task()) is None or task.cancelling():
                raise
            # Who asked left before what they asked for was made: nobody is there to be answered.
        except Exception as error:
            failure = failure_of(error)
            if failure is None:
                if not started:
                    await PlainTextResponse(REFUSALS[_FAILED], status_code=500)(scope, receive, watched)
                raise  # it is written in the server's log
            TOLD.say(failure.operator)
            if not started:
                later = {"Retry-After": str(TRY_AGAIN), "Cache-Control": "no-store"}
                await PlainTextResponse(failure.visitor, status_code=503, headers=later)(scope, receive, watched)


class _FrenchRefusal(WholeBody):
    async def finish(self, start: Message, body: bytes) -> None:
        said = REFUSALS.get(body.decode("utf-8", errors="replace"))
        if said is not None:
            MutableHeaders(scope=start)["Content-Type"] = "text/plain; charset=utf-8"
            body = said.encode("utf-8")
        await super().finish(start, body)


def _is_refusal(start: Message) -> bool:
    headers = Headers(scope=start)
    kind = headers.get("content-type", "text/plain")
    return start["status"] >= 400 and kind.startswith("text/plain") and "content-encoding" not in headers
