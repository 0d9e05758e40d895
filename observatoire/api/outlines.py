"""`/contours`: outlines of territories as GeoJSON (RFC 7946), with who they are and where the outlines come from."""

from __future__ import annotations

from typing import Final, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from observatoire.api.asked import Asked
from observatoire.api.json_text import cells, compact, joined, rows
from observatoire.api.limits import MOST_FULL_OUTLINES
from observatoire.api.places import DESCRIBED, places_frame, places_sources
from observatoire.api.problems import ProblemError, quoted
from observatoire.api.reading import Places, read_places
from observatoire.api.replying import source_fields
from observatoire.api.values import LEVEL
from observatoire.exports.tables.columns import PLACE
from observatoire.model.catalog import Catalog
from observatoire.model.store import Detail, Store
from observatoire.model.territory import Level
from observatoire.views.french.editions import edition_text
from observatoire.views.french.wording import number, spaced

_DETAILS: Final = {"leger": "light", "complet": "full"}
_DIGITS: Final = {"light": 4, "full": 5}
"""Digits of a degree: about ten metres, one metre."""
_SOURCES: Final = ("ign_contours", "insee_cog_2026")
_SHOWN: Final = ("identifiant", "code", "nom", "niveau", "departement", "region", "population")


def outlines_bytes(store: Store, catalog: Catalog, asked: Asked) -> bytes:
    """Return the outlines that a request asks for.

    Parameters
    ----------
    store, catalog
        The edition and its catalogue.
    asked : Asked
        `territoire` or `niveau` (and `dans`), `detail`.

    Returns
    -------
    bytes
        A collection of features in the order asked, exterior rings counterclockwise; `metadonnees` beside them.

    Raises
    ------
    ProblemError
        When something that it names does not exist, has no outline, or it asks for too much.
    """
    detail = _detail(asked.one("detail") or "leger")
    places = read_places(store, asked)
    if "france" in places.ids:
        raise ProblemError(
            "territoire-inconnu", "La France entière n’a pas de contour ici\u202f: demandez niveau=region."
        )
    if detail == "full" and len(places.order) > MOST_FULL_OUTLINES:
        raise ProblemError(
            "trop-demande",
            f"Une réponse a au plus {number(MOST_FULL_OUTLINES)} contours complets\u202f; écrivez detail=leger.",
            limite=MOST_FULL_OUTLINES,
        )
    about = {
        "type": "FeatureCollection",
        "name": "contours",
        "metadonnees": {
            "titre": spaced(f"Contours : {places.title}"),
            "remarques": list(places.remarks),
            "detail": asked.one("detail") or "leger",
            "projection": "WGS 84, longitude et latitude en degrés",
            "geographie": str(store.manifest["cog"]),
            "sources": [source_fields(source) for source in places_sources(catalog, _SOURCES)],
            "edition_des_donnees": edition_text(store),
            "lien": asked.link,
        },
    }
    return f'{compact(about)[:-1]},"features":[\n{_features(store, places, detail)}\n]}}\n'.encode()


def _features(store: Store, places: Places, detail: Detail) -> str:
    """Return the features of a collection, a line each."""
    by_level = [identifier for ids in places.ids.values() for identifier in ids]
    shapes = pa.concat_arrays([_shapes(store, level, detail, ids) for level, ids in places.ids.items()])
    if by_level != places.order:
        shapes = shapes.take(pa.array([by_level.index(identifier) for identifier in places.order]))
    frame = places_frame(store, places.order)
    columns = [column for column in (*PLACE, LEVEL, *DESCRIBED) if column.name in _SHOWN]
    names = cells(frame["identifiant"], "text")
    return joined(
        pc.binary_join_element_wise(
            '{"type":"Feature","id":', names, ',"properties":', rows(frame, columns), ',"geometry":', shapes, "}", ""
        ),
        ",\n",
    )


def _shapes(store: Store, level: Level, detail: Detail, ids: list[str]) -> pa.StringArray:
    """Return outlines as the texts of GeoJSON."""
    whole = ids == list(store.index(level))
    shapes = shapely.orient_polygons(store.outlines(level, detail, None if whole else ids).to_numpy())
    points = shapely.get_coordinates(shapes)
    rounded = np.round(points, _DIGITS[detail])
    if not np.array_equal(points, rounded):  # light ones are prepared so: to make 35 000 shapes anew takes 60 ms
        shapes = shapely.set_coordinates(shapes.copy(), rounded)
    return pa.array(shapely.to_geojson(shapes), pa.string())


def _detail(text: str) -> Detail:
    if text not in _DETAILS:
        raise ProblemError(
            "choix-inconnu",
            spaced(f"Le détail {quoted(text)} n’existe pas : écrivez {' ou '.join(_DETAILS)}."),
            choix=list(_DETAILS),
        )
    return cast(Detail, _DETAILS[text])
