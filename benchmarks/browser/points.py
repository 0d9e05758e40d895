"""Points of France to click on, always the same: inland, 30 m from the coast, on islands, in enclaves.

The commune that holds a point is found by winding number on the full outlines: an arithmetic apart from that of the
application, which asks GEOS.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import shapely

from observatoire.model.store import Floats, Store, open_store
from observatoire.model.territory import Level

SEED = 20_261_122

# Communes that are one island, or several, and touch no other commune.
ISLANDS = (
    *("17004", "22016", "29082", "29083", "29084", "29155"),  # Aix, Bréhat, Batz, Sein, Molène, Ouessant
    *("56069", "56085", "56086", "56087", "56088", "85113"),  # Groix, Hœdic, Houat, Moines, Arz, Yeu
    *("97110", "97130", "97131"),  # La Désirade, Terre-de-Bas, Terre-de-Haut
)
# Communes inside another one, or parts of a département inside another.
ENCLAVES = (
    *("05082", "09304", "14512", "2A127", "2B165", "49237", "52157", "61328", "68150", "39140"),
    *("84138", "59097", "65292", "60658", "67422"),
)


@dataclass(frozen=True, slots=True)
class Point:
    """A place of France, why it was drawn, and the commune that holds it."""

    lon: float
    lat: float
    commune: str
    kind: str


@cache
def two_hundred() -> tuple[Point, ...]:
    """Return 140 points inland, 30 by the sea, 15 on islands, 15 in enclaves."""
    return (*inland(140), *by_the_sea(30), *inside("island", ISLANDS), *inside("enclave", ENCLAVES))


def inland(count: int) -> list[Point]:
    """Draw points over France: a département by its area, then anywhere in its box."""
    draw = np.random.default_rng(SEED)
    rows = _store().territories
    rows = rows[rows["level"] == "departement"]
    weights = (rows["area_km2"] / rows["area_km2"].sum()).to_numpy()
    points: list[Point] = []
    while len(points) < count:
        row = rows.iloc[draw.choice(len(rows), p=weights)]
        lon, lat = draw.uniform(row["west"], row["east"]), draw.uniform(row["south"], row["north"])
        if owner := commune_by_winding(lon, lat):
            points.append(Point(lon, lat, owner, "inland"))
    return points


def by_the_sea(count: int) -> list[Point]:
    """Draw points about 30 m inside the edge of the mainland, most of which is coast."""
    draw = np.random.default_rng(SEED + len("coast"))
    mainland = _outlines("region").drop([f"reg-0{n}" for n in (1, 2, 3, 4, 6)])
    coast = shapely.boundary(shapely.coverage_union_all(mainland.to_numpy()))
    points: list[Point] = []
    while len(points) < count:
        on_edge = shapely.line_interpolate_point(coast, draw.uniform(), normalized=True)
        lon, lat = (float(x) for x in np.array([on_edge.x, on_edge.y]) + draw.uniform(-0.0004, 0.0004, 2))
        if owner := commune_by_winding(lon, lat):
            points.append(Point(lon, lat, owner, "coast"))
    return points


def inside(kind: str, codes: tuple[str, ...]) -> list[Point]:
    """Return a point inside each of some communes."""
    communes = _outlines("commune")
    held = [(f"com-{code}", shapely.point_on_surface(communes[f"com-{code}"])) for code in codes]
    return [Point(point.x, point.y, identifier, kind) for identifier, point in held]


def commune_by_winding(lon: float, lat: float) -> str:
    """Return the commune whose rings wind around a point (even-odd over all its rings), "" for none."""
    communes = _outlines("commune")
    west, south, east, north = _boxes().T
    held = []
    for i in np.flatnonzero((west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)):
        crossings = 0
        for ring in shapely.get_rings(shapely.get_parts(communes.iloc[i])):
            x, y = shapely.get_coordinates(ring).T
            straddles = (y[:-1] > lat) != (y[1:] > lat)
            at = x[:-1] + (lat - y[:-1]) * (x[1:] - x[:-1]) / np.where(straddles, y[1:] - y[:-1], 1)
            crossings += int((straddles & (at > lon)).sum())
        if crossings % 2:
            held.append(str(communes.index[i]))
    if len(held) > 1:
        raise ValueError(f"{lon}, {lat} lies in {held}: a point of France lies in one commune.")
    return held[0] if held else ""


@cache
def _store() -> Store:
    return open_store()


@cache
def _outlines(level: Level) -> pd.Series:
    return _store().contours(level, "full").geometry


@cache
def _boxes() -> Floats:
    return shapely.bounds(_outlines("commune").to_numpy())
