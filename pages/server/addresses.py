"""Addresses of what our server draws: outlines, figures, names, locators. The edition is part of each."""

from __future__ import annotations

from streamlit import config

from observatoire.model.composed.names import bare_id
from observatoire.views.maps.geometry import Scope


def geometry_path(edition: str, scope: Scope) -> str:
    """Return the path of a map's outlines, relative to the application (see `folium_map.frame_url`)."""
    return f"geo/{edition}/{scope}.map"


def detail_path(edition: str, scope: Scope) -> str:
    """Return the path of the detailed outlines of a map of the whole country."""
    return f"geo/{edition}/{scope}.detail"


def names_path(edition: str, scope: Scope) -> str:
    """Return the path of the names of a map's shapes."""
    return f"geo/{edition}/{scope}.names"


def figures_path(edition: str, scope: Scope, indicator: str, year: int) -> str:
    """Return the path of the figures of a map of the whole country.

    Parameters
    ----------
    edition : str
        Its name: figures of another have another address.
    scope : Scope
        Which map.
    indicator, year
        The indicator and its year.
    """
    return f"geo/{edition}/{scope}/{indicator}-{year}.figures"


def locator_url(edition: str, identifier: str, base_path: str | None = None) -> str:
    """Return the address of a territory's locator drawing, for an image of a page: the same whatever it is called."""
    return f"{installed_under(base_path)}/geo/{edition}/locator/{bare_id(identifier)}.svg"


def shape_url(edition: str, identifier: str, base_path: str | None = None) -> str:
    """Return the address of the picture of a territory's shape: the same whatever it is called."""
    return f"{installed_under(base_path)}/geo/{edition}/forme/{bare_id(identifier)}.svg"


def installed_under(base_path: str | None) -> str:
    path = config.get_option("server.baseUrlPath") if base_path is None else base_path
    trimmed = str(path or "").strip("/")
    return f"/{trimmed}" if trimmed else ""
