"""« Emporter »: a file is made apart when its button is pressed, said while it waits, fetched once it is ready.

Streamlit makes it in a thread of the server, keeps it in memory, and drops it after two runs of any visitor: with many
visitors, before the browser has fetched it. The framework has no setting for it: its handler is replaced.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit import runtime
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse, DeferredFileResponsePayload
from streamlit.runtime.backend_operation_handler import DeferredFileHandler

from observatoire.exports.work import LaterWork, Work
from pages.server.apart.line import RefusedError
from pages.server.apart.pool import NOT_MADE, POOL, NotMadeError, made_file, said
from pages.server.apart.shelf import SHELF
from pages.server.shell import FILES, base_path

WAITING: Final = "attente"
GONE: Final = "Ce fichier n’est plus gardé\u202f: redemandez-le à la page qui l’offre."
NOT_OFFERED: Final = "Ce fichier n’est plus offert\u202f: rechargez la page."
PREPARING: Final = "Préparation du fichier…"
_NEVER_KEPT: Final = {"Cache-Control": "no-store"}
_SECRET: Final = secrets.token_bytes(16)


def visitor_of(session: str) -> str:
    """Return how a session is called in the line: its own name would open its door."""
    return hashlib.sha256(_SECRET + session.encode()).hexdigest()[:24]


def waiting_path(session: str) -> str:
    """Return the address, relative to the application, that says where the files of a session are."""
    return f"{WAITING}/{visitor_of(session)}"


def download_routes(base: str) -> list[BaseRoute]:
    """Return the routes to give to `st.App(routes=…)`.

    Parameters
    ----------
    base : str
        Path that the application is installed under.
    """
    return [
        Route(f"{base}/{FILES}/{{token}}/{{name}}", _file),
        Route(f"{base}/{WAITING}/{{visitor}}", _waiting),
    ]


def make_downloads_apart() -> None:
    """Have every file of « Emporter » made by us."""
    handler: Any = DeferredFileHandler
    handler.handle = _handle


def prepare_files() -> None:
    """Get ready for a file that is likely to be asked for: the process takes some seconds to start."""
    handler: Any = DeferredFileHandler
    if handler.handle is _handle:
        POOL.prepare()


async def _handle(_handler: object, request: Any, session_id: str) -> BackendOperationResponse:
    """Answer the press of a button with the address of its file, or with a sentence."""
    offered = runtime.get_instance().media_file_mgr._deferred_callables.get(request.deferred_file.file_id)
    if offered is None or offered["session_id"] != session_id:
        return BackendOperationResponse(request_id=request.request_id, error_msg=NOT_OFFERED)
    try:
        url = await _address(offered["callable"], offered["filename"] or "", offered["mimetype"] or "", session_id)
    except (RefusedError, NotMadeError) as error:
        return BackendOperationResponse(request_id=request.request_id, error_msg=said(error))
    except Exception:
        logging.getLogger(__name__).exception("a file could not be made")
        return BackendOperationResponse(request_id=request.request_id, error_msg=NOT_MADE)
    payload = DeferredFileResponsePayload(url=url)
    return BackendOperationResponse(request_id=request.request_id, deferred_file=payload)


async def _address(write: Any, name: str, mime: str, session: str) -> str:
    """Make a file: apart where it is a work; else here, a few bytes of what the session holds."""

    async def is_there() -> bool:
        return runtime.get_instance().is_active_session(session)

    if isinstance(write, LaterWork):
        write = await asyncio.to_thread(write.prepared)
    if isinstance(write, Work):
        path = await made_file(visitor_of(session), write, is_there)
    else:
        path = POOL.folder / f"{secrets.token_hex(12)}.part"
        await asyncio.to_thread(lambda: path.write_bytes(write()))
    token = await asyncio.to_thread(SHELF.put, path, name, mime)
    return f"{base_path()}/{FILES}/{token}/{quote(name)}"


def _file(request: Request) -> Response:
    kept = SHELF.find(request.path_params["token"])
    if kept is None:
        return PlainTextResponse(GONE, status_code=404, headers=_NEVER_KEPT)
    return FileResponse(kept.path, media_type=kept.mime, filename=kept.name, headers=_NEVER_KEPT)


async def _waiting(request: Request) -> Response:
    """Say where the next file of a visitor is; 204 when they wait for none."""
    ahead = POOL.ahead(request.path_params["visitor"])
    if ahead is None:
        return Response(status_code=204, headers=_NEVER_KEPT)
    return PlainTextResponse(waiting_words(ahead), headers=_NEVER_KEPT)


def waiting_words(ahead: int) -> str:
    """Return what is said of a file that is not ready: how many others come before it."""
    return f"{PREPARING} {ahead} avant vous." if ahead else PREPARING
