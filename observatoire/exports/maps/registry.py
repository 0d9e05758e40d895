"""The files of a map, by name: what a reader chooses, extension, media type, and the function that writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from observatoire.exports.maps.files import map_geojson, map_geopackage, map_png
from observatoire.exports.maps.html import map_html
from observatoire.exports.maps.sheet import MapSheet
from observatoire.exports.maps.svg import map_svg
from observatoire.exports.pictures.docx import map_page, view_docx
from observatoire.model.store import Store


@dataclass(frozen=True, slots=True)
class MapFormat:
    """One format of a map.

    Attributes
    ----------
    label : str
        What a reader chooses.
    extension, mime : str
    write : callable
        From the store, the map and the sentence on its place to the bytes of the file; takes up to seconds.
    """

    label: str
    extension: str
    mime: str
    write: Callable[[Store, MapSheet, str], bytes]


MAP_FORMATS: Final[dict[str, MapFormat]] = {
    "png": MapFormat(
        "Carte\u202f: image (PNG)", "png", "image/png", lambda store, sheet, _: map_png(map_svg(store, sheet))
    ),
    "svg": MapFormat(
        "Carte\u202f: dessin (SVG)", "svg", "image/svg+xml", lambda store, sheet, _: map_svg(store, sheet).encode()
    ),
    "docx": MapFormat(
        "Page Word\u202f: dessin, phrase et source",
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        lambda store, sheet, stands: view_docx(map_page(store, sheet, stands)),
    ),
    "html": MapFormat(
        "Carte\u202f: page HTML, à lire hors ligne",
        "html",
        "text/html",
        lambda store, sheet, _: map_html(store, sheet).encode(),
    ),
    "geojson": MapFormat(
        "Données\u202f: GeoJSON", "geojson", "application/geo+json", lambda store, sheet, _: map_geojson(store, sheet)
    ),
    "gpkg": MapFormat(
        "Données\u202f: GeoPackage",
        "gpkg",
        "application/geopackage+sqlite3",
        lambda store, sheet, _: map_geopackage(store, sheet),
    ),
}


def map_document(code: str, store: Store, sheet: MapSheet, stands: str = "") -> bytes:
    """Return the file of a map.

    Parameters
    ----------
    code : str
        Of `MAP_FORMATS`.
    store, sheet
        An edition and a map of it.
    stands : str
        Where the place stands on it, for those that say it; "" for nothing.
    """
    return MAP_FORMATS[code].write(store, sheet, stands)
