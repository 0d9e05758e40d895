"""Files that visitors send: bounded for each session and each address, and in time.

Streamlit bounds one file (`server.maxUploadSize`) and accepts any number of them, under any name, for a session that is
open. Our fields hold one file each (« Mes données », Composer, Atelier); those that they no longer show are removed
by the browser.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, runtime

PATH: Final = "/_stcore/upload_file/"
MOST_OF_A_SESSION: Final = 8
"""Files that a session may hold at once."""
MOST_BYTES_OF_A_SESSION: Final = 10_000_000
MOST_BYTES_OF_AN_ADDRESS: Final = 60_000_000
"""A room behind one address: thirty people, a file of two megabytes each."""
MOST_BYTES: Final = 120_000_000
PATIENCE: Final = 20.0
"""Seconds without a byte after which a file that is being sent is given up."""
TOO_MUCH: Final = (
    "Trop de fichiers ont été envoyés depuis cette page\u202f: retirez-en, ou rechargez la page pour recommencer."
)
CROWDED: Final = "Trop de fichiers sont envoyés en ce moment\u202f: réessayez dans quelques minutes."
TOO_SLOW: Final = "Le fichier n’est pas arrivé\u202f: renvoyez-le."
_REMEMBERED: Final = 5_000
"""Sessions whose address is remembered."""

Held = Mapping[str, Mapping[str, Any]]
"""Session -> name of each file that it holds -> the file, whose `data` are bytes."""


def held_files() -> Held:
    """Return the files that Streamlit holds."""
    held: Held = getattr(runtime.get_instance().uploaded_file_mgr, "file_storage", {})
    return held


class UploadBounds:
    """Refuses a file (413) before its body is read, when its session or its address holds too much.

    Parameters
    ----------
    app : ASGIApp
    held : callable, optional
        Returns what is held now.
    """

    def __init__(self, app: ASGIApp, held: Callable[[], Held] = held_files) -> None:
        self.app = app
        self._held = held
        self._addresses: OrderedDict[str, str] = OrderedDict()
        self._coming: dict[object, tuple[str, int]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless it is a file that finds no room."""
        _, is_upload, rest = scope.get("path", "").partition(PATH)
        if scope["type"] != "http" or scope["method"] != "PUT" or not is_upload:
            await self.app(scope, receive, send)
            return
        session = rest.partition("/")[0]
        self._addresses[session] = (scope.get("client") or ("",))[0]
        self._addresses.move_to_end(session)
        while len(self._addresses) > _REMEMBERED:
            self._addresses.popitem(last=False)
        size = _size(Headers(scope=scope))
        if sentence := self._refusal(session, size):
            await PlainTextResponse(sentence, status_code=413, headers={"Connection": "close"})(scope, receive, send)
            return
        coming = object()
        self._coming[coming] = session, size
        try:
            await self.app(scope, _in_time(receive), send)
        except TimeoutError:
            await PlainTextResponse(TOO_SLOW, status_code=408, headers={"Connection": "close"})(scope, receive, send)
        finally:
            del self._coming[coming]

    def _refusal(self, session: str, size: int) -> str:
        """Return why a file of so many bytes finds no room; "" when it does."""
        held = self._held()
        sizes = {name: [len(file.data) for file in list(files.values())] for name, files in list(held.items())}
        for name, coming in self._coming.values():
            sizes.setdefault(name, []).append(coming)
        own = sizes.get(session, [])
        if len(own) >= MOST_OF_A_SESSION or sum(own) + size > MOST_BYTES_OF_A_SESSION:
            return TOO_MUCH
        address = self._addresses[session]
        near = sum(sum(one) for name, one in sizes.items() if self._addresses.get(name) == address)
        if near + size > MOST_BYTES_OF_AN_ADDRESS or sum(map(sum, sizes.values())) + size > MOST_BYTES:
            return CROWDED
        return ""


def _size(headers: Headers) -> int:
    """Return how many bytes a file may have: what the browser says; the most that one may have where it does not."""
    most = int(config.get_option("server.maxUploadSize")) * 1024 * 1024
    told = headers.get("content-length", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 12 else most


def _in_time(receive: Receive) -> Receive:
    async def received() -> Message:
        async with asyncio.timeout(PATIENCE):
            return await receive()

    return received
