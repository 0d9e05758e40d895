"""Outlines for the browser: which shapes a map shows, as GeoJSON, and which one lies under a click.

A *scope* names the shapes of a map in one word that can stand in a URL: `communes-epci-200070514`,
`epci-region-75`, `epci-france`. Maps of the whole country show the five overseas départements as insets
in the sea beside the mainland: each is moved and scaled by one affine transform of the Mercator plane, so
its shape on a web map is its true shape, and clicks are read on the same moved outlines.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, cast

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from observatoire.model.store import Detail
from observatoire.model.territory import Level, territory_id

Bounds = tuple[float, float, float, float]
Geometries = npt.NDArray[np.object_]

_SHOWN: dict[str, Level] = {"communes": "commune", "epci": "epci", "departements": "departement"}
_SCOPE = re.compile(
    r"(communes)-(epci)-(\d{9})|(communes|epci)-(departement)-(\d{2,3}|2[AB])|(epci)-(region)-(\d{2})"
    r"|(epci|departements)-(france)",
    re.ASCII,  # digits of other scripts are no code
)
# Where each overseas département stands on a map of France: west and south corner in Mercator degrees.
# The Bay of Biscay and the sea west of Corsica are empty: the mainland loses no room to the insets.
INSET_SIDE = 2.15
INSETS: dict[str, tuple[str, float, float]] = {
    "971": ("Guadeloupe", -5.25, 50.35),
    "972": ("Martinique", -5.25, 48.0),
    "973": ("Guyane", -5.25, 45.65),
    "974": ("La Réunion", 3.45, 45.3),
    "976": ("Mayotte", 5.8, 45.3),
}
_INSET_LABEL_ROOM = 0.42


class UnknownScopeError(ValueError):
    """No map has this name, or this release has no such territory."""


class ContourStore(Protocol):
    """What this module needs of the store."""

    @property
    def territories(self) -> pd.DataFrame: ...

    def contours(self, level: Level, detail: Detail) -> gpd.GeoDataFrame: ...

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Scope:
    """The shapes of one map: those of one level within one territory.

    Attributes
    ----------
    level : str
        Level of the shapes shown.
    within : str
        Level of the territory that holds them.
    code : str
        Its code; empty for France.
    """

    level: Level
    within: Level
    code: str = ""

    @classmethod
    def parse(cls, text: str) -> Scope:
        """Read a scope from a URL.

        Raises
        ------
        UnknownScopeError
            When the text is not the name of a map.
        """
        match = _SCOPE.fullmatch(text) if len(text) <= 32 else None
        if match is None:
            raise UnknownScopeError("Cette carte n’existe pas.")
        shown, within, code = [*(part for part in match.groups() if part), ""][:3]
        return cls(_SHOWN[shown], cast(Level, within), code)

    def __str__(self) -> str:
        shown = next(word for word, level in _SHOWN.items() if level == self.level)
        return "-".join(part for part in (shown, self.within, self.code) if part)

    @property
    def nationwide(self) -> bool:
        """Whether the map shows the whole country, overseas as insets."""
        return self.within == "france"


def scope_ids(store: ContourStore, scope: Scope) -> list[str]:
    """Return the territories of a map, in the order of its geometry file.

    An EPCI astride two départements or regions belongs to the maps of both.

    Raises
    ------
    UnknownScopeError
        When this release has no such territory.
    """
    rows = store.territories
    if not scope.nationwide and territory_id(scope.within, scope.code) not in rows.index:
        raise UnknownScopeError("Ce territoire n’existe pas dans cette édition des données.")
    shown = rows.loc[rows["level"] == scope.level]
    if scope.nationwide:
        kept = shown
    elif scope.level == "epci":
        touched = rows.loc[(rows["level"] == "departement") & (rows[scope.within] == scope.code), "code"]
        wanted = {scope.code} if scope.within == "departement" else set(touched)
        kept = shown.loc[[not wanted.isdisjoint(str(codes).split()) for codes in shown["departements"]]]
    else:
        kept = shown.loc[shown[scope.within] == scope.code]
    return [str(identifier) for identifier in kept.index]


def scope_shapes(store: ContourStore, scope: Scope) -> tuple[list[str], Geometries]:
    """Return the identifiers of a map and their outlines as drawn (insets in place), in the same order."""
    ids = scope_ids(store, scope)
    if not scope.nationwide:
        return ids, store.contours(scope.level, "full").loc[ids].geometry.to_numpy()
    light = store.contours(scope.level, "light").loc[ids].geometry.to_numpy().copy()
    departements = store.territories.loc[ids, "code" if scope.level == "departement" else "departement"]
    full = store.contours(scope.level, "full").geometry
    for code in INSETS:
        rows = np.flatnonzero((departements == code).to_numpy())
        if len(rows):  # an inset enlarges small islands: they are drawn from the detailed outlines
            light[rows] = _into_inset(store, code, full.loc[[ids[row] for row in rows]].to_numpy())
    return ids, light


def scope_geojson(store: ContourStore, scope: Scope) -> bytes:
    """Return the shapes of a map as a compact GeoJSON collection.

    Properties are `id`, `n` (name) and `p` (a point inside, where a proportional symbol stands).
    """
    ids, shapes = scope_shapes(store, scope)
    names = store.territories.loc[ids, "name"]
    inside = np.round(shapely.get_coordinates(shapely.point_on_surface(shapes)), 3).tolist()
    properties: list[dict[str, Any]] = [
        {"id": identifier, "n": str(name), "p": point}
        for identifier, name, point in zip(ids, names, inside, strict=True)
    ]
    return _collection(shapes, properties, _decimals(scope))


def context_geojson(store: ContourStore, scope: Scope) -> bytes:
    """Return what surrounds the shapes of a map, as GeoJSON.

    Each feature has a `kind`: `limit` (the outline to read against), `neighbour` (the ground around),
    `frame` (the edge of an inset) or `label` (a point; `n` is the name of the inset).
    """
    _, drawn = scope_shapes(store, scope)
    if scope.nationwide:
        return _collection(*_country_context(store, scope, drawn), _decimals(scope))
    here = territory_id(scope.within, scope.code)
    outlines = store.contours(scope.within, "full").geometry
    ground = _ground_around(outlines.drop(here), shapely.bounds(outlines.loc[here]))
    kinds = [{"kind": "limit"}, *({"kind": "neighbour"} for _ in ground)]
    return _collection([shapely.boundary(outlines.loc[here]), *ground], kinds, _decimals(scope))


def scope_bounds(store: ContourStore, scope: Scope) -> Bounds:
    """Return (west, south, east, north) of a map as drawn, insets included."""
    west, south, east, north = shapely.total_bounds(scope_shapes(store, scope)[1])
    return float(west), float(south), float(east), float(north)


class HitIndex:
    """Finds which shape of a map lies under a point of that map."""

    def __init__(self, store: ContourStore, scope: Scope) -> None:
        self._ids, shapes = scope_shapes(store, scope)
        self._tree = shapely.STRtree(shapes)

    def at(self, lon: float, lat: float) -> str | None:
        """Return the territory drawn at a point, or None; on a shared edge, the first in map order."""
        if not (math.isfinite(lon) and math.isfinite(lat)):
            return None
        found = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
        return self._ids[int(found.min())] if len(found) else None


@lru_cache(maxsize=32)
def _hit_index(store: ContourStore, scope: Scope) -> HitIndex:
    return HitIndex(store, scope)


def territory_at(store: ContourStore, scope: Scope, lon: float, lat: float) -> str | None:
    """Return the territory drawn at a point of a map (insets are read where they are drawn), or None."""
    return _hit_index(store, scope).at(lon, lat)


def mercator(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Project longitude and latitude to the Mercator plane, in degrees of the equator."""
    lat = np.radians(points[:, 1])
    return np.column_stack([points[:, 0], np.degrees(np.arcsinh(np.tan(lat)))])


def unmercator(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Turn points of the Mercator plane back into longitude and latitude."""
    return np.column_stack([points[:, 0], np.degrees(np.arctan(np.sinh(np.radians(points[:, 1]))))])


def _unproject(shape: Any) -> Any:
    return shapely.transform(shape, unmercator)


def _into_inset(store: ContourStore, code: str, shapes: Geometries) -> Geometries:
    """Move and scale the outlines of an overseas département into its inset, below the label."""
    outline = store.contours("departement", "light").geometry.loc[territory_id("departement", code)]
    west, south, east, north = shapely.bounds(shapely.transform(outline, mercator))
    _, inset_west, inset_south = INSETS[code]
    margin = 0.1
    room = np.array([INSET_SIDE - 2 * margin, INSET_SIDE - margin - _INSET_LABEL_ROOM])
    scale = float((room / [east - west, north - south]).min())
    centre = np.array([(west + east) / 2, (south + north) / 2])
    target = np.array([inset_west + margin, inset_south + margin]) + room / 2
    moved = shapely.transform(shapes, lambda xy: unmercator((mercator(xy) - centre) * scale + target))
    return cast(Geometries, moved)


def _country_context(store: ContourStore, scope: Scope, drawn: Geometries) -> tuple[list[Any], list[dict[str, Any]]]:
    """Return the départements (the coast alone when they are the shapes), and the insets' frames and names."""
    if scope.level == "departement":
        limit = shapely.boundary(shapely.coverage_union_all(drawn))
    else:
        departements = scope_shapes(store, Scope("departement", "france"))[1]
        limit = shapely.line_merge(shapely.union_all(shapely.boundary(departements)))
    shapes, kinds = [limit], [{"kind": "limit"}]
    for name, west, south in INSETS.values():
        corners = shapely.box(west, south, west + INSET_SIDE, south + INSET_SIDE)
        label = shapely.Point(west + INSET_SIDE / 2, south + INSET_SIDE - _INSET_LABEL_ROOM / 2)
        shapes += [shapely.boundary(_unproject(corners)), _unproject(label)]
        kinds += [{"kind": "frame"}, {"kind": "label", "n": name}]
    return shapes, kinds


def _ground_around(outlines: gpd.GeoSeries, bounds: npt.NDArray[np.float64]) -> list[Any]:
    """Return the land that shows around a map, cut well outside of what a screen shows of it."""
    west, south, east, north = bounds
    margin = 0.9 * max(east - west, north - south)
    window = (west - margin, south - margin, east + margin, north + margin)
    near = shapely.STRtree(outlines.to_numpy()).query(shapely.box(*window))
    cut = shapely.clip_by_rect(outlines.to_numpy()[np.sort(near)], *window)
    return [shape for shape in cut if not shapely.is_empty(shape)]


def _decimals(scope: Scope) -> int:
    """Digits that a map can show: 100 m for the country, 10 m for a region or département, 1 m in an EPCI."""
    return {"france": 3, "epci": 5}.get(scope.within, 4)


def _collection(shapes: Sequence[Any] | Geometries, properties: Sequence[Mapping[str, Any]], decimals: int) -> bytes:
    rounded = shapely.transform(np.array(shapes, dtype=object), lambda xy: np.round(xy, decimals))
    features = ",".join(
        '{"type":"Feature","properties":'
        + json.dumps(about, ensure_ascii=False, separators=(",", ":"))
        + f',"geometry":{geometry}}}'
        for about, geometry in zip(properties, shapely.to_geojson(rounded), strict=True)
    )
    return f'{{"type":"FeatureCollection","features":[{features}]}}'.encode()
