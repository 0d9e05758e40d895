"""What a browser posts: read within bounds, and given back when the databases cannot take it."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from pages.server.protection.origins import is_own
from participation.storage.refusals import UnavailableError
from participation.views.html.fields import Sent
from participation.views.html.pages import page_html

LARGEST = 400_000
"""Bytes that one section may send: ten written answers of the greatest length."""
MOST_FIELDS = 2_000
PATIENCE = 60.0
"""Seconds that a form may take to come: a phone in a valley sends the longest at 7 kB a second."""
OF_ANOTHER_SITE = "Cette demande vient d’un autre site."
TOO_LARGE = "Ce que vous envoyez est trop long, ou n’arrive pas."
NO_FORM = "Ce que vous envoyez n’est pas un formulaire\u202f: rien n’en est enregistré."
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
"""Kinds of bodies that a browser sends of a form."""
WRITING = anyio.CapacityLimiter(16)
"""Forms that are written at once: others wait, and hold up no page of the observatory when a database is slow."""
TRY_AGAIN = "10"
"""Seconds after which a program may ask again; people press the button when they like."""


def _is_of_another_site(request: Request) -> bool:
    """Tell whether a form was sent by a page of another site, of a neighbour of ours, or of none that has a name.

    A ticket is not sent from other sites (SameSite=Strict), but is from a neighbour under the same domain.
    """
    origin = request.headers.get("origin")
    if origin is not None and not is_own(origin, request.headers):
        return True
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


async def received(request: Request) -> Sent | Response:
    """Return the fields of a form, or the answer that refuses it.

    One is refused that another site sent, or that is too large, or too long in coming; and what is no form, of which
    nothing would be kept although a page of thanks would say so.
    """
    if _is_of_another_site(request):
        return PlainTextResponse(OF_ANOTHER_SITE, status_code=403)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in FORMS:
        return PlainTextResponse(NO_FORM, status_code=415)
    sent = await _fields(request)
    return PlainTextResponse(TOO_LARGE, status_code=413) if sent is None else sent


async def _fields(request: Request) -> Sent | None:
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()) or int(length[:12]) > LARGEST:
        return None
    try:
        with anyio.fail_after(PATIENCE):
            form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    except (HTTPException, TimeoutError):
        return None
    sent: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            sent.setdefault(name, []).append(value)
    return sent


def fresh(address: str) -> str:
    """Return an address for a form to be sent to that no page has.

    A browser whose line is cut while it sends a form puts its own page of error after the one that has the form, whose
    fields are as they were one step back; where both have one address, it puts it in its place, and they are lost.
    """
    return f"{address}{'&' if '?' in address else '?'}envoi={secrets.token_hex(4)}"


def given_back(work: Callable[[Request, str, Sent], Response], request: Request, home: str, sent: Sent) -> Response:
    """Answer what a browser sent; where nothing can be written, a page that holds all of it and can send it again.

    Parameters
    ----------
    work : callable
    request : Request
    home : str
        Address of the list of surveys.
    sent : mapping of str to sequence of str
    """
    try:
        return work(request, home, sent)
    except UnavailableError as refusal:
        return typed_page(request, home, sent, str(refusal), status=503)


def typed_page(
    request: Request, home: str, sent: Sent, sentence: str, *, status: int, code: bool = False
) -> HTMLResponse:
    """Return a page that holds all that a browser sent, none of which is kept, and can send it again.

    Parameters
    ----------
    request : Request
    home : str
        Address of the list of surveys.
    sent : mapping of str to sequence of str
    sentence : str
        Why it is not kept.
    status : int
        Of the answer.
    code : bool
        Whether it takes the code of the response to send it again.
    """
    query = f"?{request.url.query}" if request.url.query else ""
    fields = [(name, value) for name, values in sent.items() for value in values if not (code and name == "code")]
    page = page_html(
        "retry", "Rien n’est enregistré", f"{home}/", sentence=sentence, again=f"{request.url.path}{query}", code=code,
        fields=fields, texts=[value for _, value in fields if any(sign.isspace() for sign in value.strip())],
    )  # fmt: skip
    return HTMLResponse(page, status_code=status, headers={"Retry-After": TRY_AGAIN} if status == 503 else None)
