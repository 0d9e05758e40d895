"""Sends light copies of the framework's own files, where `.ci/setup` made some; any other file comes whole from it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import streamlit
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.server.french.scripts import KEPT, packed_ending, unchanged, words_tag

FRAMEWORK: Final = Path(streamlit.__file__).parent / "static" / "static"
COPIES: Final = Path(sys.prefix) / "share" / "observatoire" / f"streamlit-{streamlit.__version__}"
"""Where the copies lie: in the virtual environment, made again when Streamlit changes."""
FOR_EVER: Final = "public, max-age=31536000, immutable"
"""Their names bear a digest of the whole, and a copy changes with the version of the framework only; not those of
scripts that say something of ours (`words_tag`)."""
_KINDS: Final = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "woff2": "font/woff2"}


class LightCopies:
    """Answers from the light copies, found once, when the server starts."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._copies = {f"/static/{path.relative_to(COPIES)}": path for path in COPIES.glob("*/*") if path.is_file()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from a copy, or pass the request on."""
        if scope["type"] == "http" and scope["method"] == "GET" and (answer := self._answer(scope)):
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        _, static, rest = scope["path"].partition("/static/")
        name = static + rest
        headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
        if tag := words_tag(name):
            headers |= {"Cache-Control": KEPT, "ETag": tag}
        if copy := self._copies.get(name):
            return FileResponse(copy, media_type=_KINDS[name.rpartition(".")[2]], headers=headers)
        if "br" in Headers(scope=scope).get("accept-encoding", "") and (
            copy := self._copies.get(name + packed_ending(name))
        ):
            if answer := unchanged(scope, tag):
                return answer
            packed = {**headers, "Content-Encoding": "br"}
            return FileResponse(copy, media_type=_KINDS[name.rpartition(".")[2]], headers=packed)
        return None
