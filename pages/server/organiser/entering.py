"""The form of the password, in plain HTML: a cookie is what Streamlit's pages cannot set.

Five wrong passwords from one internet address are followed by five minutes of pause. What was typed is in no log: it
comes in the body of the request, and is kept nowhere.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from pages.server.participer.desk import Tries, storage
from participation.storage.access.password import PASSWORD, is_right, password_person
from participation.storage.access.sessions import LIFETIME, open_session
from participation.storage.refusals import RefusedError
from participation.views.html.pages import page_html

COOKIE = "otc-organisation"
PATH = "/participer/organisation/entrer"
LARGEST = 4_000
WRONG = "Ce mot de passe n’est pas le bon."
TOO_MANY = "Trop de mots de passe essayés depuis cet accès à internet. Attendez cinq minutes, puis réessayez."
NO_PASSWORD = "Aucun mot de passe n’est défini sur ce site."
PASSWORDS = Tries()


def entry_routes(base: str) -> list[BaseRoute]:
    """Return the addresses of the password.

    Parameters
    ----------
    base : str
        Path that the application is installed under.
    """

    def form(_request: Request) -> Response:
        return _page(base)

    async def enter(request: Request) -> Response:
        if int(request.headers.get("content-length") or LARGEST + 1) > LARGEST:
            return PlainTextResponse(WRONG, status_code=413)
        sent = await request.form(max_files=0, max_fields=4)
        typed = sent.get("mot-de-passe")
        return await anyio.to_thread.run_sync(_entered, request, base, typed if isinstance(typed, str) else "")

    return [Route(f"{base}{PATH}", form), Route(f"{base}{PATH}", enter, methods=["POST"])]


def _page(base: str, notice: str = "", status: int = 200) -> Response:
    there = bool(os.environ.get(PASSWORD, "").strip())
    page = page_html(
        "organising/entry", "Entrer", f"{base}/participer/", notice=notice if there else NO_PASSWORD, there=there,
        action=f"{base}{PATH}",
    )  # fmt: skip
    return HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})


def _entered(request: Request, base: str, typed: str) -> Response:
    host = request.client.host if request.client else ""
    if PASSWORDS.refused(host):
        return _page(base, TOO_MANY, 429)
    right = is_right(typed, os.environ)
    PASSWORDS.note(host, right=right)
    if not right:
        return _page(base, WRONG, 403)
    try:
        opened = open_session(storage(), password_person(storage().key), datetime.now(UTC))
    except RefusedError as refused:
        return _page(base, str(refused), 403)
    response = RedirectResponse(f"{base}/organiser", status_code=303, headers={"Cache-Control": "no-store"})
    secure = request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"
    seconds = int(LIFETIME.total_seconds())
    # To the whole application: the pages read it when their websocket opens.
    response.set_cookie(
        COOKIE, opened, seconds, path=f"{base}/", secure=secure, httponly=True, samesite="strict"
    )  # fmt: skip
    return response
