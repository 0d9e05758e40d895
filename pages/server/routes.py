"""Addresses that our server answers beside Streamlit's own: Leaflet, outlines, locator drawings.

Geometry reaches the browser once, by URL: the edition is part of the address, so a browser may keep what
it received for ever. Everything is built on demand, kept compressed within a bound, and shared by all.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xstatic.pkg.leaflet
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from observatoire.exports.work import Work
from observatoire.model.catalog import Catalog, load_catalog
from observatoire.model.store import open_store
from observatoire.model.territory import Territory, UnknownTerritoryError, is_well_formed
from observatoire.views.composing.shape import shape_svg
from observatoire.views.home.choice import choice_svg
from observatoire.views.maps.file import BROWSER_PATH, LEAFLET_PATH, map_file, map_names
from observatoire.views.maps.geometry import Scope, UnknownScopeError
from observatoire.views.maps.locator import locator_svg
from observatoire.views.maps.model import map_figures
from observatoire.views.style.sheets import sheet_path, whole_sheet
from pages.server.addresses import geometry_path, installed_under
from pages.server.apart.downloads import download_routes
from pages.server.apart.pool import NotMadeError
from pages.server.apart.turns import asker, in_turn, too_many
from pages.server.api.mounting import api_routes
from pages.server.early import BROWSER_DIR, version
from pages.server.memory import give_back_memory
from pages.server.operation.metrics import METRICS_PATH, metrics
from pages.server.packed import PACKED, unpacked
from pages.server.plain import plain_routes
from pages.server.protection.statements import statement_routes
from pages.server.readiness import READY_PATH, ready
from pages.server.site_style import site_style, style_digest, style_path
from participation.configuration import configured

if TYPE_CHECKING:
    from observatoire.model.store import Store


FOR_EVER = "public, max-age=31536000, immutable"
LARGE = 100_000
"""Bytes of an answer before compression, from which its making took much memory."""

OUTLINES = "application/octet-stream"
TEXT = "text/plain; charset=utf-8"
SVG = "image/svg+xml; charset=utf-8"

OTHER_EDITION = "Cette édition des données n’est plus servie\u202f: rechargez la page."
NO_MAP = "Cette carte n’existe pas dans cette édition des données."
NO_FIGURE = "Ce chiffre n’existe pas dans cette édition des données."
NO_TERRITORY = "Ce territoire n’existe pas dans cette édition des données."


def _participation(base: str) -> list[BaseRoute]:
    """Return the addresses of surveys, where they are switched on; nothing of them is imported where they are not."""
    if configured() is None:
        return []
    from pages.server.organiser.entering import entry_routes
    from pages.server.participer.answers import answer_routes
    from pages.server.participer.results import result_routes

    return [*entry_routes(base), *result_routes(base), *answer_routes(base)]


class OtherEditionError(LookupError):
    """The address is that of another edition than the one served."""


def _packed(path: str, build: Callable[[], bytes]) -> bytes:
    """Return the compressed bytes of a path of ours, built at first need."""

    def built() -> bytes:
        body = build()
        if len(body) > LARGE:
            give_back_memory()  # what a map of all communes took: up to 200 MB
        return body

    return PACKED.get(path, built)


def pack_ahead(store: Store) -> None:
    """Pack the map of all communes, which takes a second or two, before a visitor asks for it."""
    for scope in (Scope("epci", "france"), Scope("commune", "france")):
        _packed(f"/{geometry_path(store.edition, scope)}", partial(map_file, store, scope))


class _CachedStatic(StaticFiles):
    """Static files that a browser asks about again before using them, but those whose address names their version."""

    def file_response(self, full_path: Any, stat_result: Any, scope: Any, status_code: int = 200) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        # Another server of the same site may be of another release: what it asks for is answered, and not kept.
        asked = scope["query_string"].decode("latin-1")
        is_this_one = bool(asked) and asked == f"v={version(Path(full_path))}"
        response.headers["Cache-Control"] = FOR_EVER if is_this_one else "no-cache"
        return response


def routes(
    store: Callable[[], Store] = open_store,
    catalog: Callable[[], Catalog] = load_catalog,
    base_path: str | None = None,
    apart: Callable[[str, Work], bytes] | None = None,
) -> list[BaseRoute]:
    """Return the routes to give to `st.App(routes=…)`.

    Parameters
    ----------
    store, catalog : callable
        Give the store and the catalogue; called at each request, so they must keep them.
    base_path : str, optional
        Path that the application is installed under; Streamlit's `server.baseUrlPath` by default.
    apart : callable, optional
        Has the heaviest works made by another process: who asks, the work. Without, they are made here.

    Returns
    -------
    list of BaseRoute
    """
    base = installed_under(base_path)
    answers = _Answers(store, catalog, apart)
    return [
        Mount(f"{base}/{LEAFLET_PATH}", app=_CachedStatic(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Mount(f"{base}/{BROWSER_PATH}", app=_CachedStatic(directory=BROWSER_DIR)),
        Route(f"{base}/{style_path()}", _style),
        Route(f"{base}/{sheet_path('map')}", _map_style),
        Route(f"{base}/{READY_PATH}", ready),
        Route(f"{base}/{METRICS_PATH}", metrics),
        *plain_routes(base),
        *statement_routes(base),
        *_participation(base),
        *api_routes(base, apart=apart is not None),
        *download_routes(base),
        *_map_routes(f"{base}/geo/{{edition}}", answers),
    ]


def _map_routes(geo: str, answers: _Answers) -> list[Route]:
    """Return the routes of outlines and drawings."""
    found = {
        "locator/{identifier}.svg": answers.locator,
        "forme/{identifier}.svg": answers.shape,
        "choix/{identifier}.svg": answers.choice,
        "{scope}/{indicator}-{year:int}.figures": answers.figures,
        "{scope}.detail": answers.detail,
        "{scope}.names": answers.names,
        "{scope}.map": answers.shapes,
    }
    return [Route(f"{geo}/{path}", in_turn(answer, _is_packed)) for path, answer in found.items()]


class _Answers:
    """Answers to requests. Plain functions: they run in threads, away from the event loop."""

    def __init__(
        self, store: Callable[[], Store], catalog: Callable[[], Catalog], apart: Callable[[str, Work], bytes] | None
    ) -> None:
        self._store, self._catalog, self._apart = store, catalog, apart

    def shapes(self, request: Request) -> Response:
        return self._map(request, OUTLINES, map_file)

    def detail(self, request: Request) -> Response:
        def build(store: Store, scope: Scope) -> bytes:
            if self._apart is None or not scope.nationwide:
                return map_file(store, scope, "full")
            return self._apart(asker(request), Work(map_file, store, scope, "full"))  # 200 MB and seconds

        return self._map(request, OUTLINES, build, nationwide=True)

    def names(self, request: Request) -> Response:
        return self._map(request, TEXT, map_names)

    def figures(self, request: Request) -> Response:
        year = int(request.path_params["year"])

        def build(store: Store, scope: Scope) -> bytes:
            indicator = self._catalog().indicator(request.path_params["indicator"])
            return map_figures(store, indicator, year, scope).encode()

        return self._map(request, TEXT, build, nationwide=True)

    def locator(self, request: Request) -> Response:
        return self._of_territory(request, locator_svg)

    def shape(self, request: Request) -> Response:
        if request.path_params["identifier"].startswith(("france", "reg-")):  # no member is so wide
            return _not_found(NO_MAP)
        return self._of_territory(request, shape_svg)

    def choice(self, request: Request) -> Response:
        if request.path_params["identifier"] != "france" and not request.path_params["identifier"].startswith("dep-"):
            return _not_found(NO_MAP)
        return self._of_territory(request, choice_svg)

    def _of_territory(self, request: Request, draw: Callable[[Store, Territory], str]) -> Response:
        identifier = request.path_params["identifier"]
        if not is_well_formed(identifier):
            return _not_found(NO_TERRITORY)
        try:
            store = self._of_edition(request)
            territory = store.territory(identifier)
        except LookupError as error:
            return _not_found(NO_TERRITORY if isinstance(error, UnknownTerritoryError) else OTHER_EDITION)
        return self._send(request, SVG, lambda: draw(store, territory).encode())

    def _map(
        self, request: Request, kind: str, build: Callable[[Store, Scope], bytes], *, nationwide: bool = False
    ) -> Response:
        try:
            scope = Scope.parse(request.path_params["scope"])
            store = self._of_edition(request)
            # Four hundred EPCI are ten thousand communes: the figures of their map come by address too.
            if nationwide and not scope.nationwide and scope.within != "compose":
                return _not_found(NO_MAP)
            return self._send(request, kind, lambda: build(store, scope))
        except UnknownScopeError:
            return _not_found(NO_MAP)
        except NotMadeError:
            return too_many()
        except OtherEditionError:
            return _not_found(OTHER_EDITION)
        except LookupError:
            return _not_found(NO_FIGURE)

    def _of_edition(self, request: Request) -> Store:
        store = self._store()
        if request.path_params["edition"] != store.edition:
            raise OtherEditionError
        return store

    def _send(self, request: Request, media_type: str, build: Callable[[], bytes]) -> Response:
        packed = _packed(_key(request), build)
        headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(unpacked(packed), media_type=media_type, headers=headers)
        return Response(packed, media_type=media_type, headers={**headers, "Content-Encoding": "gzip"})


def _key(request: Request) -> str:
    """Return the name under which an answer is kept packed."""
    return f"/geo/{request.url.path.partition('/geo/')[2]}"


def _is_packed(request: Request) -> bool:
    return PACKED.find(_key(request)) is not None


def _style(_request: Request) -> Response:
    headers = {"Cache-Control": FOR_EVER, "ETag": f'"{style_digest()}"'}
    return Response(site_style(), media_type="text/css", headers=headers)


def _map_style(_request: Request) -> Response:
    return Response(whole_sheet("map"), media_type="text/css", headers={"Cache-Control": FOR_EVER})


def _not_found(sentence: str) -> Response:
    return PlainTextResponse(sentence, status_code=404, headers={"Cache-Control": "no-store"})
