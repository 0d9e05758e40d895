"""Coming back to a response with its code, from either face; leaving a device; erasing for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from observatoire.views.maps.file import BROWSER_PATH
from pages.server.early import BROWSER_DIR, version
from pages.server.participer.beginning import refused_page, surveys_page
from pages.server.participer.desk import (
    CODES,
    COOKIE,
    TOO_MANY,
    Answering,
    answering,
    set_ticket,
    storage,
    take_ticket,
    today,
)
from pages.server.participer.sections import first_left
from participation.model.codes import CodeError, read_code
from participation.storage.answering import close_ticket, open_ticket
from participation.storage.purging import erase_by_code
from participation.storage.refusals import NotNowError
from participation.storage.responses import find_response
from participation.views.html.fields import Sent
from participation.views.html.pages import page_html

UNKNOWN_CODE: Final = (
    "Ce code n’ouvre aucune réponse. Il faut ici celui que la page vous a montré au début\u202f: vérifiez chaque "
    "signe, il en compte dix-sept, sans O ni I. Celui d’une invitation sert à commencer\u202f: choisissez pour cela "
    "l’enquête."
)
"""Said of every code that opens nothing, an invitation's too: whether it is one is not told to who tries codes."""
NO_TICKET: Final = "Reprenez votre réponse avec son code\u202f: cet appareil ne la connaît pas, ou plus."
NOTHING_LEFT: Final = (
    "Ce code n’ouvre aucune réponse\u202f: si vous venez de l’effacer, c’est fait. Sinon, vérifiez chaque signe\u202f: "
    "il en compte dix-sept, sans O ni I."
)
ANOTHER_SINCE: Final = (
    "Cette page est celle d’une autre réponse que celle que cet appareil a ouverte depuis\u202f: rien n’y est changé. "
    "Reprenez la bonne avec son code."
)
"""Said where one browser has opened two responses, and a page of the first one sends something."""
OTHER: Final = (
    "Ce code est celui d’une autre réponse que celle que cet appareil a ouverte\u202f: rien n’est effacé. Pour effacer "
    "cette autre réponse, reprenez-la d’abord avec son code."
)
ERASED: Final = "Votre réponse est effacée\u202f: il n’en reste rien."
PUBLISHED: Final = "Les résultats sont publiés\u202f: votre réponse y est comptée, et ne peut plus être effacée."
LEFT: Final = "Cet appareil ne connaît plus votre réponse. Avec votre code, vous la reprendrez d’ici ou d’ailleurs."
TOLD: Final = {
    "code": UNKNOWN_CODE, "attendre": TOO_MANY, "efface": ERASED, "rien": NOTHING_LEFT, "autre": OTHER,
    "publie": PUBLISHED, "quitte": LEFT,
}  # fmt: skip
"""What the application says when a form of its pages comes back to it: word of the address -> sentence."""
SCRIPT: Final = "resume.js"
MARK: Final = "pour"
"""The field of a form that says of which response its page is."""


def in_hand(request: Request, home: str, sent: Sent | None = None) -> Answering | Response:
    """Return the response of a request's ticket; without one, the page that asks for the code.

    So too where a form was sent from a page of another response: a browser has one ticket, and may show two.
    """
    found = answering(request.cookies.get(COOKIE, ""))
    if found is None:
        return surveys_page(request, home, NO_TICKET, status=403)
    return found if is_of(found.mark, sent or {}) else surveys_page(request, home, ANOTHER_SINCE, status=409)


def is_of(mark: str, sent: Sent) -> bool:
    """Tell whether a form is of the response that has this mark; one that bears none may be."""
    return sent.get(MARK, (mark,))[-1] == mark


def resume_page(request: Request, home: str) -> Response:  # noqa: ARG001
    """Return the page to which the link of a response leads: its script sends the code, else it is typed."""
    script = f"{home.rpartition('/')[0]}/{BROWSER_PATH}/{SCRIPT}?v={version(BROWSER_DIR / SCRIPT)}"
    page = page_html("resume", "Reprendre une réponse", f"{home}/", script=script, action=f"{home}/reprise")
    return HTMLResponse(page)


def resume(request: Request, home: str, sent: Sent) -> Response:
    """Give a browser that sends a right code its ticket."""

    def refused(word: str, sentence: str, status: int) -> Response:
        return _back(home, sent, word, lambda: surveys_page(request, home, sentence, status=status))

    identifier = response_of_code(request, sent, refused)
    if isinstance(identifier, Response):
        return identifier
    ticket = open_ticket(storage(), identifier, datetime.now(UTC))
    address = f"{home.rpartition('/')[0]}/{pages_address(ticket)}" if _of_pages(sent) else f"{home}/relire"
    response = RedirectResponse(address, status_code=303)
    set_ticket(response, ticket, request, home)
    return response


def pages_address(ticket: str) -> str:
    """Return where the application's pages take a response up: the first section with something left, or the end."""
    found = answering(ticket)
    assert found is not None, "its ticket was opened a moment ago"
    left = first_left(found.form, found.draft.review(found.form)) if found.draft.state == "draft" else ""
    return f"repondre?partie={left or 'relire'}"


def response_of_code(request: Request, sent: Sent, refused: Callable[[str, str, int], Response]) -> str | Response:
    """Return the response of the code that was sent, or what is to be answered; wrong ones are counted.

    Parameters
    ----------
    request : Request
    sent : Sent
        Fields of the form, `code` among them.
    refused : callable
        Makes the answer of a refusal: its word in an address, its sentence, its status.
    """
    host = request.client.host if request.client else ""
    if CODES.refused(host):
        return refused("attendre", TOO_MANY, 429)
    try:
        code = read_code(sent.get("code", ("",))[-1][:60])
    except CodeError as error:
        CODES.note(host, right=False)
        return refused("code", str(error), 422)
    identifier = find_response(storage(), code)
    CODES.note(host, right=identifier is not None)
    return refused("code", UNKNOWN_CODE, 422) if identifier is None else identifier


def erase(request: Request, home: str, sent: Sent) -> Response:
    """Erase the response of a code; who has a ticket alone may not, nor who has another response in hand."""

    def refused(word: str, sentence: str, status: int) -> Response:
        if sentence == UNKNOWN_CODE:
            word, sentence = "rien", NOTHING_LEFT
        return _back(home, sent, word, lambda: refused_page(home, sentence, status))

    found = response_of_code(request, sent, refused)
    if isinstance(found, Response):
        return found
    here = answering(request.cookies.get(COOKIE, ""))
    if here is not None and here.identifier != found:
        return refused("autre", OTHER, 409)
    try:
        erase_by_code(storage(), read_code(sent["code"][-1][:60]), day=today(), actor="répondant")
    except NotNowError:
        return refused("publie", PUBLISHED, 409)
    response = _back(home, sent, "efface", lambda: refused_page(home, ERASED, 200))
    if here is not None:
        take_ticket(response, home)
    return response


def leave(request: Request, home: str, sent: Sent) -> Response:
    """Close the ticket of a browser, which forgets it."""
    close_ticket(storage(), request.cookies.get(COOKIE, ""))
    response = _back(home, sent, "quitte", lambda: RedirectResponse(f"{home}/", status_code=303))
    take_ticket(response, home)
    return response


def _of_pages(sent: Sent) -> bool:
    """Tell whether a form was sent from a page of the application, or by the script of a link."""
    return sent.get("face", ("",))[-1] == "pages"


def _back(home: str, sent: Sent, word: str, plain: Callable[[], Response]) -> Response:
    """Return to the face from which a form was sent, which then says a word."""
    if _of_pages(sent):
        return RedirectResponse(f"{home.rpartition('/')[0]}/enquetes?dit={word}", status_code=303)
    return plain()
