"""What a page says before any script: its first view, its plain version, what a shared link shows of it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.types import Scope

from observatoire.views.french.editions import trial_sentence
from observatoire.views.html.first import first_html, plain_page_html, sharing_html
from pages.server.early import BEGINNING
from pages.server.readiness import READINESS, Stage
from pages.state.data import shared_data
from pages.state.embedding import EMBEDDABLE, asks_embedding
from pages.state.links import MENU, PAGES, address_to, beside
from pages.state.models.essential import SITE, FirstView
from pages.state.models.first import first_view
from pages.state.selection import Selection, parse
from pages.state.surveys import PLAIN_SURVEYS, SURVEY_PAGES, survey_entries, survey_pages

WITHOUT = ("presenter",)
"""Pages that are a room's, drawn whole or not at all."""
WAITED_FOR = ("enquetes", "repondre")
"""Pages of surveys whose plain version is offered while they come."""
WAITING = (
    "Cette page s’ouvre. Sur un réseau lent, répondez plutôt en pages simples\u202f: elles s’ouvrent tout de suite, "
    "sur tous les téléphones, avec les mêmes enquêtes et les mêmes réponses."
)
PICTURE_SIZE = (1200, 630)
_MOST_FIELDS, _LONGEST_QUERY = 60, 12_000
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_HOST = re.compile(r"[\w.-]+(?::\d{1,5})?|\[[0-9a-fA-F:]+\](?::\d{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Opening:
    """What is written into the page that a browser gets first.

    Attributes
    ----------
    page : str
        Its address.
    title : str
    sharing, view : Markup
        What a shared link says; the first view.
    drawn : str
        What will be drawn there, as `pages/server/early.py` names it.
    """

    page: str
    title: str
    sharing: Markup
    view: Markup
    drawn: str


def opening(scope: Scope, base: str) -> Opening | None:
    """Return the first view of what a request asks for; None where there is none, or no data.

    While the data load, which takes a second when the server starts, it waits for them.
    """
    page = page_of(scope, base)
    query = scope["query_string"].decode("latin-1")
    if READINESS.stage is Stage.FAILED:
        return None
    if page in WAITED_FOR and page in survey_pages():
        selection = replace(selection_of("accueil", ""), page=page)
        view = _survey_view(page, query)
        drawn = BEGINNING if page == "enquetes" and "campagne" in _asked(query) else page
        return Opening(page, view.title, _sharing(view, selection, scope, base), _html(view, selection), drawn)
    if page not in PAGES or page in WITHOUT:
        return None
    if page in EMBEDDABLE and asks_embedding(query):
        return None
    selection = selection_of(page, query)
    view = first_view(*shared_data(), selection)
    return Opening(page, view.title, _sharing(view, selection, scope, base), _html(view, selection), page)


def _survey_view(page: str, query: str) -> FirstView:
    """Return what a page of surveys says until it is drawn: nothing of anybody's, and the way to its plain version."""
    asked = _asked(query)
    before, named = ("", asked.get("campagne", "")) if page == "enquetes" else ("repondre/", asked.get("partie", ""))
    if page == "repondre" and named in ("", "relire", "synthese"):
        before, named = "", "relire"
    address = f"./{PLAIN_SURVEYS}{before}{named}" if not named or _NAME.fullmatch(named) else f"./{PLAIN_SURVEYS}"
    name = SURVEY_PAGES[page][1]
    ways = ((address, "Ouvrir les pages simples", False),)
    return FirstView(page, f"{name} · {SITE}", Markup(), name, "", WAITING, (), views=ways)


def _asked(query: str) -> dict[str, str]:
    with suppress(ValueError):  # more fields than any link of ours has
        return dict(parse_qsl(query[:_LONGEST_QUERY], max_num_fields=_MOST_FIELDS))
    return {}


def page_of(scope: Scope, base: str) -> str:
    """Return the name of the page that a request asks for, whether it exists or not; "" outside the application."""
    path: str = scope["path"]
    if base and path != base and not path.startswith(f"{base}/"):
        return ""
    return path.removeprefix(base).strip("/") or "accueil"


def plain_page(page: str, scope: Scope, base: str) -> Markup:
    """Return the plain page of what a request asks for.

    Parameters
    ----------
    page : str
        One of `PAGES`, not of `WITHOUT`.
    scope : Scope
        The request.
    base : str
        Path that the application is installed under.
    """
    selection = selection_of(page, scope["query_string"].decode("latin-1"))
    view = first_view(*shared_data(), selection)
    full = f"{base}/{_address(selection)}"
    sharing = _sharing(view, selection, scope, base)
    return plain_page_html(view.title, sharing, _html(view, selection), view.more(), full)


def selection_of(page: str, query: str) -> Selection:
    """Return what the query of an address asks of a page; the last of two values counts, as in the application."""
    store, catalog = shared_data()
    return parse(_asked(query), store, catalog, page)


def _address(selection: Selection) -> str:
    """Return the one address of a view: what is said of no place, no edition and no workshop."""
    if selection.territory is None:
        return "" if selection.page == "accueil" else selection.page
    return address_to(selection.page, selection, seance=None)


def _html(view: FirstView, selection: Selection) -> Markup:
    menu = [(f"./{address_to(held[0], selection)}", title, view.page in held) for title, held in MENU.items()]
    menu += [(f"./{name}", title, current) for name, title, current in survey_entries(view.page)]
    near = [(f"./{address_to(name, selection)}", PAGES[name][1], name == view.page) for name in beside(view.page)]
    home = f"./{address_to('accueil', selection)}"
    trial = trial_sentence(shared_data()[0])
    notices = [*([trial] if trial else []), *selection.notices, *view.notices]
    return first_html(
        SITE, home, menu, near, view.kicker, view.heading, view.views, view.subject, view.lead, view.blocks, notices
    )


def _sharing(view: FirstView, selection: Selection, scope: Scope, base: str) -> Markup:
    site = f"{origin(scope)}{base}"
    facts = {
        "description": view.description[:300],
        "og:type": "website",
        "og:site_name": SITE,
        "og:locale": "fr_FR",
        "og:title": view.title.removesuffix(f" · {SITE}"),
        "og:description": view.description[:300],
        "og:url": f"{site}/{_address(selection)}",
    }
    if view.picture:
        width, height = PICTURE_SIZE
        facts |= {
            "og:image": f"{site}/image/{view.page}.png?{selection.query(seance=None)}",
            "og:image:width": str(width),
            "og:image:height": str(height),
            "og:image:alt": view.description[:300],
            "twitter:card": "summary_large_image",
        }
    return sharing_html(facts, f"{site}/{_address(selection)}")


def origin(scope: Scope) -> str:
    """Return scheme and host of the address that the browser asked for; a reverse proxy tells both."""
    headers = Headers(scope=scope)
    host = headers.get("x-forwarded-host", "").partition(",")[0].strip() or headers.get("host", "")
    scheme = headers.get("x-forwarded-proto", "").partition(",")[0].strip() or scope.get("scheme", "http")
    if scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return ""
    return f"{scheme}://{host}"
