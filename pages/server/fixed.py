"""Files that are the same for every visitor and every edition: Leaflet, our scripts, our style sheets."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import xstatic.pkg.leaflet
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from observatoire.views.maps.file import BROWSER_PATH, LEAFLET_PATH
from observatoire.views.style.sheets import sheet_path, whole_sheet
from pages.server.early import BROWSER_DIR, version
from pages.server.site_style import site_style, style_digest, style_path

FOR_EVER: Final = "public, max-age=31536000, immutable"


def fixed_routes(base: str) -> list[BaseRoute]:
    """Return the routes to give to `st.App(routes=…)`.

    Parameters
    ----------
    base : str
        Path that the application is installed under.
    """
    return [
        Mount(f"{base}/{LEAFLET_PATH}", app=_CachedStatic(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Mount(f"{base}/{BROWSER_PATH}", app=_CachedStatic(directory=BROWSER_DIR)),
        Route(f"{base}/{style_path()}", _style),
        Route(f"{base}/{sheet_path('map')}", _map_style),
    ]


class _CachedStatic(StaticFiles):
    """Static files that a browser asks about again before using them, but those whose address names their version."""

    def file_response(self, full_path: Any, stat_result: Any, scope: Any, status_code: int = 200) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        # Another server of the same site may be of another release: what it asks for is answered, and not kept.
        asked = scope["query_string"].decode("latin-1")
        is_this_one = bool(asked) and asked == f"v={version(Path(full_path))}"
        response.headers["Cache-Control"] = FOR_EVER if is_this_one else "no-cache"
        return response


def _style(_request: Request) -> Response:
    headers = {"Cache-Control": FOR_EVER, "ETag": f'"{style_digest()}"'}
    return Response(site_style(), media_type="text/css", headers=headers)


def _map_style(_request: Request) -> Response:
    return Response(whole_sheet("map"), media_type="text/css", headers={"Cache-Control": FOR_EVER})
