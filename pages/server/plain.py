"""Addresses beside the application: plain pages, rows of a portrait, pictures of shared links, what robots may read."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterator
from datetime import date
from functools import partial
from typing import Final

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from observatoire.exports.work import Work
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from pages.server.apart.line import RefusedError
from pages.server.apart.pool import NotMadeError, made
from pages.server.apart.turns import TURNS, Turns, asker, in_turn, too_many
from pages.server.first_view import WITHOUT, origin, plain_page, selection_of
from pages.server.packed import PACKED, unpacked
from pages.server.readiness import NO_DATA, READINESS, TRY_AGAIN, Stage
from pages.server.shell import SHARED_FOR, base_path
from pages.state.data import shared_data
from pages.state.links import PAGES
from pages.state.models.portrait import ROWS_PATH, opened_row
from pages.state.parameters import ABOUT_A_PLACE
from pages.state.selection import Selection

Draw = Callable[[Store, Catalog, Selection, Territory], Work]
"""Draws the picture of a view: what is left is to turn it into pixels."""

A_DAY = "public, max-age=86400"
NO_ROW = "Ce portrait n’a pas cette ligne."
NO_PICTURE = "Cette image n’existe pas."
NOT_PAINTED = "Cette image n’a pas pu être faite. La page dit la même chose."
PICTURES = Turns(at_once=8)
"""Who waits for pictures, one at a time for each address."""
PAINTED_WITHIN: Final = 50.0
"""Seconds that who asks for a picture waits at most, its turn included: the proxy gives up after sixty. It is made at
low priority: on a machine that others keep busy, it may take long."""
NO_PAGE = "Cette page n’existe pas. Les pages simples commencent à l’adresse /simple/."


def plain_routes(base: str) -> list[BaseRoute]:
    """Return the routes to give to `st.App(routes=…)`.

    Parameters
    ----------
    base : str
        Path that the application is installed under.
    """
    return [
        Route(f"{base}/simple/", in_turn(_plain)),
        Route(f"{base}/simple/{{page}}", in_turn(_plain)),
        Route(f"{base}/simple", lambda _: RedirectResponse(f"{base}/simple/")),
        Route(f"{base}/image/{{page}}.png", _picture),
        Route(f"{base}/dessin/{{page}}.png", _drawing),
        Route(f"{base}/{ROWS_PATH}", in_turn(_row)),
        Route(f"{base}/robots.txt", _robots),
        Route(f"{base}/sitemap.xml", in_turn(_sitemap)),
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

    def draw(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> Work:
        from observatoire.exports.pictures.sharing import shared_png  # charts: not for the first page to wait for
        from pages.state.models.pictures import shared_picture

        return Work(shared_png, shared_picture(store, catalog, selection, place))

    return await _painted(request, ABOUT_A_PLACE, draw)


async def _drawing(request: Request) -> Response:
    """Answer with the map of a view alone, for its first view and its plain page."""

    def draw(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> Work:
        from observatoire.exports.pictures.pixels import svg_png
        from pages.state.models.pictures import map_drawing

        return Work(svg_png, map_drawing(store, catalog, selection, place), 1.0)

    return await _painted(request, ("carte",), draw)


async def _painted(request: Request, pages: Collection[str], draw: Draw) -> Response:
    page = request.path_params["page"]
    if page not in pages or READINESS.stage is Stage.FAILED:
        return PlainTextResponse(NO_PICTURE, status_code=404)
    # While the server starts, both wait for the data: away from the event loop, which answers everybody.
    selection = await anyio.to_thread.run_sync(selection_of, page, request.url.query)
    place = selection.territory
    if place is None:
        return PlainTextResponse(NO_PICTURE, status_code=404)
    store, catalog = await anyio.to_thread.run_sync(shared_data)
    # One view has one picture, however its address was written.
    asked = request.url.path.removeprefix(base_path())
    key = f"{store.edition}{asked}?{selection.query(seance=None, edition=None)}"
    packed = PACKED.find(key)
    if packed is None:
        try:
            async with asyncio.timeout(PAINTED_WITHIN), PICTURES.turn(asker(request)):
                packed = PACKED.find(key) or await _packed(
                    request, key, partial(draw, store, catalog, selection, place)
                )
        except (RefusedError, TimeoutError):
            return too_many()
        except NotMadeError:
            logging.getLogger(__name__).exception("no picture of %s", key)
            return PlainTextResponse(NOT_PAINTED, status_code=503, headers={"Retry-After": str(TRY_AGAIN)})
    return Response(unpacked(packed), media_type="image/png", headers={"Cache-Control": A_DAY})


async def _packed(request: Request, key: str, draw: Callable[[], Work]) -> bytes:
    """Return a picture, packed: drawn here, in turn, then turned into pixels by another process."""

    async def is_there() -> bool:
        return not await request.is_disconnected()

    async with TURNS.turn(asker(request)):
        work = await anyio.to_thread.run_sync(draw)
    body = await made(asker(request), work, is_there)
    return await anyio.to_thread.run_sync(PACKED.get, key, lambda: body)


def _robots(request: Request) -> Response:
    """Let robots read every page but the exports, the room's and the framework's own addresses."""
    base = base_path()
    refused = [
        f"Disallow: {base}/{path}" for path in ("_stcore/", "media/", "fichier/", "presenter", "atelier", "simple/")
    ]
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
