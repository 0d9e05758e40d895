"""What a site says of itself beside its pages: what it keeps of its visitors, whom to write to about its safety."""

from __future__ import annotations

import logging
import os
import re
from datetime import UTC, datetime, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from observatoire.views.html.page import privacy_page_html
from pages.server.first_view import origin
from pages.server.shell import base_path
from pages.state.links import PRIVACY_PATH

CONTACT_VARIABLE: Final = "OBSERVATOIRE_CONTACT"
"""The environment variable by which the operator says whom to write to: an address of mail or of a page."""
VALID_FOR: Final = timedelta(days=180)
"""How long what is said of the contact may be relied on, from the day it is asked for (RFC 9116: under a year)."""
NO_CONTACT: Final = "Ce site ne dit pas à qui écrire au sujet de sa sécurité."
A_DAY: Final = "public, max-age=86400"
_MAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", re.ASCII)
_PAGE: Final = re.compile(r"https://[!-~]{1,200}", re.ASCII)


def statement_routes(base: str) -> list[BaseRoute]:
    """Return the routes to give to `st.App(routes=…)`.

    Parameters
    ----------
    base : str
        Path that the application is installed under.
    """
    return [
        Route(f"{base}/{PRIVACY_PATH}", _privacy),
        Route(f"{base}/.well-known/security.txt", _security),
        Route(f"{base}/security.txt", _security),
    ]


def contact() -> str:
    """Return the address that the operator gives, as a URI; "" when none is given, or what is given is none."""
    given = os.environ.get(CONTACT_VARIABLE, "").strip()
    mail = given.removeprefix("mailto:")
    if _MAIL.fullmatch(mail):
        return f"mailto:{mail}"
    if _PAGE.fullmatch(given):
        return given
    if given:
        logging.getLogger(__name__).warning(
            "%s n’est ni une adresse de courriel, ni une adresse en https\u202f: elle n’est pas publiée.",
            CONTACT_VARIABLE,
        )
    return ""


def security_text(contact: str, site: str, now: datetime) -> str:
    """Return the text of RFC 9116: whom to write to, until when this may be relied on, in which languages.

    Parameters
    ----------
    contact : str
        A URI.
    site : str
        Address of the site; "" when it is not known, or not over TLS: the text then does not say where it belongs.
    now : datetime
        With its time zone.
    """
    expires = (now + VALID_FOR).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [f"Contact: {contact}", f"Expires: {expires.isoformat().replace('+00:00', 'Z')}"]
    lines += ["Preferred-Languages: fr, en"]
    lines += [f"Canonical: {site}/.well-known/security.txt"] if site.startswith("https://") else []
    return "\n".join(lines) + "\n"


def _security(request: Request) -> Response:
    """Say whom to write to about the safety of this site; nothing is invented where the operator says nothing."""
    who = contact()
    if not who:
        return PlainTextResponse(NO_CONTACT, status_code=404, headers={"Cache-Control": "no-store"})
    site = origin(request.scope)
    text = security_text(who, f"{site}{base_path()}" if site else "", datetime.now(UTC))
    return PlainTextResponse(text, headers={"Cache-Control": A_DAY})


def _privacy(_request: Request) -> Response:
    page = privacy_page_html(contact().removeprefix("mailto:"), f"{base_path()}/")
    return HTMLResponse(page, headers={"Cache-Control": A_DAY})
