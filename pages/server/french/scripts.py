"""The framework's scripts, with what they say to a visitor in French: in the light copies, or as they are sent."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.server.french.words import SCRIPTS
from pages.server.whole_body import WholeBody

PACKED: Final = ".br"
"""What a packed copy is called beside the name of the whole."""
KEPT: Final = "public, max-age=3600, stale-while-revalidate=2592000"
"""Their addresses do not change with our words. For an hour a browser does not ask; then it draws with what it kept and
asks meanwhile whether our words are still the same: those of a new release are read at the next visit. Asked first,
they would hold up every visit."""
_DIRECTORY: Final = "/static/js/"


def french_script(name: str, script: str) -> str:
    """Return a script of the framework with its texts in French; one that is not found, or twice, stays as it is."""
    for english, french in SCRIPTS.get(_beginning(name), ()):
        if script.count(english) == 1:
            script = script.replace(english, french)
    return script


@cache
def packed_ending(name: str) -> str:
    """Return what the packed copy of a file is called beside its name: a script's tells which words are in it."""
    words = SCRIPTS.get(_beginning(name)) if name.endswith(".js") else None
    return f".{hashlib.sha256(repr(words).encode()).hexdigest()[:8]}{PACKED}" if words else PACKED


def words_tag(path: str) -> str:
    """Return the ETag of a script that says something of ours; "" for any other file.

    Its address does not change with our words: a browser that kept it asks whether they are still the same.
    """
    name = path.rpartition("/")[2]
    ending = packed_ending(name).removesuffix(PACKED)
    return f'W/"{name}{ending}"' if ending else ""


def unchanged(scope: Scope, tag: str) -> Response | None:
    """Return the short answer to a browser that kept this very text; None when it has to be sent."""
    known = Headers(scope=scope).get("if-none-match", "")
    held = {each.strip().removeprefix("W/") for each in known.split(",")}
    if not tag or tag.removeprefix("W/") not in held:
        return None
    return Response(status_code=304, headers={"ETag": tag, "Cache-Control": KEPT, "Vary": "Accept-Encoding"})


def _beginning(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0]


class FrenchScripts:
    """Puts the scripts of which there is no light copy in French."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; rewrite the answer when it is a script whose words are in the table."""
        asked = scope["path"] if scope["type"] == "http" else ""
        if scope.get("method") == "GET" and _DIRECTORY in asked and _beginning(asked) in SCRIPTS:
            if answer := unchanged(scope, words_tag(asked)):
                await answer(scope, receive, send)
                return
            send = _FrenchScript(send, asked)
        await self.app(scope, receive, send)


class _FrenchScript(WholeBody):
    def __init__(self, send: Send, path: str) -> None:
        super().__init__(send, lambda start: bool(start["status"] == 200))
        self._path = path

    async def finish(self, start: Message, body: bytes) -> None:
        headers = MutableHeaders(scope=start)
        headers["ETag"], headers["Cache-Control"] = words_tag(self._path), KEPT
        for stale in ("Last-Modified", "Accept-Ranges"):  # they describe another body
            del headers[stale]
        await super().finish(start, french_script(self._path, body.decode("utf-8")).encode("utf-8"))
