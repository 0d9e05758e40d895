"""Addresses beside the application: plain pages, rows of a portrait, pictures of shared links, what robots may read."""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Callable, Collection, Iterator
from datetime import date

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from pages.server.first_view import WITHOUT, origin, plain_page, selection_of
from pages.server.packed import PACKED, unpacked
from pages.server.readiness import NO_DATA, READINESS, TRY_AGAIN, Stage
from pages.server.shell import SHARED_FOR, base_path
from pages.state.data import shared_data
from pages.state.links import PAGES
from pages.state.models.portrait import ROWS_PATH, opened_row
from pages.state.parameters import ABOUT_A_PLACE
from pages.state.selection import Selection

Painter = Callable[[Store, Catalog, Selection, Territory], bytes]
"""Makes the picture of a view."""

A_DAY = "public, max-age=86400"
NO_ROW = "Ce portrait n’a pas cette ligne."
NO_PICTURE = "Cette image n’existe pas."
NOT_PAINTED = "Cette image n’a pas pu être faite. La page dit la même chose."
TOO_MANY = "Trop d’images sont demandées à la fois\u202f: redemandez celle-ci dans quelques secondes."
MOST_WAITING = 20
"""Pictures in the queue, beyond which a request is sent away."""
_PAINTER = anyio.CapacityLimiter(1)
"""One picture is made at a time: each takes a processor for some tenths of a second, and visitors come first."""
NO_PAGE = "Cette page n’existe pas. Les pages simples commencent à l’adresse /simple/."


def plain_routes(base: str) -> list[BaseRoute]:
    """Return the routes to give to `st.App(routes=…)`.

    Parameters
    ----------
    base : str
        Path that the application is installed under.
    """
    return [
        Route(f"{base}/simple/", _plain),
        Route(f"{base}/simple/{{page}}", _plain),
        Route(f"{base}/simple", lambda _: RedirectResponse(f"{base}/simple/")),
        Route(f"{base}/image/{{page}}.png", _picture),
        Route(f"{base}/dessin/{{page}}.png", _drawing),
        Route(f"{base}/{ROWS_PATH}", _row),
        Route(f"{base}/robots.txt", _robots),
        Route(f"{base}/sitemap.xml", _sitemap),
    ]


def _plain(request: Request) -> Response:
    page = request.path_params.get("page", "accueil")
    if page not in PAGES or page in WITHOUT:
        return PlainTextResponse(NO_PAGE, status_code=404)
    if READINESS.stage is Stage.FAILED:
        return PlainTextResponse(NO_DATA, status_code=503, headers={"Retry-After": str(TRY_AGAIN)})
    headers = {"Cache-Control": "no-cache", "X-Accel-Expires": SHARED_FOR}
    return HTMLResponse(plain_page(page, request.scope, base_path()), headers=headers)


def _row(request: Request) -> Response:
    """Answer with what a row of a portrait opens."""
    if READINESS.stage is Stage.FAILED:
        return PlainTextResponse(NO_DATA, status_code=503, headers={"Retry-After": str(TRY_AGAIN)})
    selection = selection_of("portrait", request.url.query)
    site = f"{origin(request.scope)}{base_path()}"
    opened = None
    if selection.territory is not None:
        asked = request.query_params.get("ligne", "")
        opened = opened_row(*shared_data(), selection, selection.territory, asked, site)
    if opened is None:
        return PlainTextResponse(NO_ROW, status_code=404)
    return HTMLResponse(opened, headers={"Cache-Control": "no-cache"})


async def _picture(request: Request) -> Response:
    """Answer with the picture of a shared link."""

    def paint(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> bytes:
        from observatoire.exports.pictures.painting import painted_apart  # charts: not for the first page to wait for
        from pages.state.models.pictures import shared_picture

        return painted_apart(shared_picture(store, catalog, selection, place))

    return await _painted(request, ABOUT_A_PLACE, paint)


async def _drawing(request: Request) -> Response:
    """Answer with the map of a view alone, for its first view and its plain page."""

    def paint(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> bytes:
        from observatoire.exports.pictures.painting import painted_apart
        from pages.state.models.pictures import map_drawing

        return painted_apart(map_drawing(store, catalog, selection, place))

    return await _painted(request, ("carte",), paint)


async def _painted(request: Request, pages: Collection[str], paint: Painter) -> Response:
    page = request.path_params["page"]
    if page not in pages or READINESS.stage is Stage.FAILED:
        return PlainTextResponse(NO_PICTURE, status_code=404)
    selection = selection_of(page, request.url.query)
    place = selection.territory
    if place is None:
        return PlainTextResponse(NO_PICTURE, status_code=404)
    store, catalog = shared_data()
    # One view has one picture, however its address was written.
    asked = request.url.path.removeprefix(base_path())
    key = f"{store.edition}{asked}?{selection.query(seance=None, edition=None)}"
    packed = PACKED.find(key)
    if packed is None:
        if _PAINTER.statistics().tasks_waiting >= MOST_WAITING:
            return PlainTextResponse(TOO_MANY, status_code=503, headers={"Retry-After": "5"})
        try:
            packed = await anyio.to_thread.run_sync(
                lambda: PACKED.get(key, lambda: paint(store, catalog, selection, place)), limiter=_PAINTER
            )
        except (subprocess.SubprocessError, OSError) as error:  # the machine may refuse one process more
            logging.getLogger(__name__).error("no picture of %s: %s", key, error)
            return PlainTextResponse(NOT_PAINTED, status_code=503, headers={"Retry-After": str(TRY_AGAIN)})
    return Response(unpacked(packed), media_type="image/png", headers={"Cache-Control": A_DAY})


def pictures_waiting() -> int:
    """Return how many pictures are asked for and not begun."""
    return _PAINTER.statistics().tasks_waiting


def _robots(request: Request) -> Response:
    """Let robots read every page but the exports, the room's and the framework's own addresses."""
    base = base_path()
    refused = [f"Disallow: {base}/{path}" for path in ("_stcore/", "media/", "presenter", "atelier", "simple/")]
    lines = ["User-agent: *", *refused, f"Sitemap: {origin(request.scope)}{base}/sitemap.xml", ""]
    return PlainTextResponse("\n".join(lines), headers={"Cache-Control": A_DAY})


def _sitemap(request: Request) -> Response:
    if READINESS.stage is Stage.FAILED:
        return PlainTextResponse(NO_DATA, status_code=503, headers={"Retry-After": str(TRY_AGAIN)})
    site = f"{origin(request.scope)}{base_path()}"
    return Response("".join(_sitemap_lines(site)), media_type="application/xml", headers={"Cache-Control": A_DAY})


def _sitemap_lines(site: str) -> Iterator[str]:
    """Yield the addresses of all portraits, after those of the pages that need no place."""
    store, _ = shared_data()
    made = date.fromisoformat(str(store.manifest["epci_date"])).isoformat()
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    for page in ("", "questions", "donnees", "lexique"):
        yield f"<url><loc>{site}/{page}</loc></url>\n"
    start = f"<url><loc>{site}/portrait?territoire="
    end = f"</loc><lastmod>{made}</lastmod></url>\n"
    for identifier in store.territories.index:
        yield f"{start}{identifier}{end}"
    yield "</urlset>\n"
