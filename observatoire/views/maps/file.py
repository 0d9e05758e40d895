"""What the browser receives of a map, once: outlines, the ground around, names of towns, frames of the insets.

One file a map, of three parts: the length of the head in four bytes (the least significant first); the head, JSON,
which says what follows; numbers (`views/topology.py`). Figures are not in it: they come with each change.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import shapely

from observatoire.model.store import Detail, Floats
from observatoire.model.territory import Level, territory_id
from observatoire.views.french.grammar import typographic
from observatoire.views.french.wording import NARROW
from observatoire.views.maps.geometry import (
    INSET_LABEL_ROOM,
    INSET_SIDE,
    INSETS,
    ContourStore,
    Geometries,
    Scope,
    home_departements,
    into_inset,
    mercator,
    scope_ids,
    scope_shapes,
)
from observatoire.views.maps.topology import encode, signed, varints

POINT_QUANTUM = 1e-5
"""Step of the grid of points inside shapes; ten times wider for the whole country."""
_WIDE = 3.0
"""Degrees beyond which the ground around a list is drawn from light outlines."""
_GROUPS: dict[Level, tuple[str, ...]] = {"commune": ("epci", "departement"), "departement": ("region",)}
"""Territories that hold the shapes of each level exactly: their outlines are those of shapes of different holders."""
_TOWNS: dict[str, tuple[int, float]] = {"france": (260, 0.011), "liste": (60, 0.03), "epci": (24, 0.05)}

LEAFLET_PATH = "vendor/leaflet"
BROWSER_PATH = "vendor/carte"


def map_file(store: ContourStore, scope: Scope, detail: Detail = "light") -> bytes:
    """Return the file of a map.

    Parameters
    ----------
    store, scope
        An edition, and a map of it (for peers, its `drawn` map).
    detail : str
        For a map of the whole country: `full` for the file fetched when the visitor draws near.

    Raises
    ------
    UnknownScopeError
        When this edition has no such territory.
    """
    ids, shapes = scope_shapes(store, scope, detail)
    quantum = _quantum(scope, detail)
    ground, lines = _surroundings(store, scope, shapes)
    encoded = [encode(part, quantum, mercator) if len(part) else b"" for part in (shapes, ground, lines)]
    groups = _GROUPS.get(scope.level, ())
    places = store.territories.loc[ids]
    inside = _points(store, scope, ids)
    step = POINT_QUANTUM * (10 if scope.nationwide else 1)
    numbers = [signed(np.diff(np.rint(inside / step).astype(np.intp), axis=0, prepend=0)).ravel()]
    for group in groups:
        ranks = np.unique(places[group].fillna("").astype(str), return_inverse=True)[1]
        numbers.append(signed(np.diff(ranks, prepend=0)))
    head = {
        "quantum": quantum,
        "point": step,
        "sections": [
            {"kind": kind, "count": len(part), "bytes": len(data)}
            for kind, part, data in zip(("shapes", "ground", "lines"), (shapes, ground, lines), encoded, strict=True)
        ],
        "groups": len(groups),
        "frames": _frames() if scope.nationwide and scope.insets else [],
        "towns": _towns(store, scope, shapes),
        "overseas": _overseas(store) if scope.nationwide and not scope.insets else [],
    }
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    return len(text).to_bytes(4, "little") + text + b"".join(encoded) + varints(np.concatenate(numbers))


def map_names(store: ContourStore, scope: Scope) -> bytes:
    """Return the names of the shapes of a map, one a line, told apart by their département when need be."""
    places = store.territories.loc[scope_ids(store, scope)]
    names = places["name"].map(typographic)
    told = places["homonym"] | (scope.nationwide and scope.level == "commune")
    names = names.where(~told, names + " (" + places["departement"].astype(str) + ")")
    return "\n".join(names).encode()


def _quantum(scope: Scope, detail: Detail) -> float:
    """Step of the grid: 100 m for the country, 20 m when near, 10 m for a region or département, 2 m in an EPCI."""
    if scope.nationwide:
        return 1e-3 if detail == "light" else 2e-4
    return {"epci": 2e-5, "liste": 5e-5, "compose": 5e-5}.get(scope.within, 1e-4)


def _points(store: ContourStore, scope: Scope, ids: Sequence[str]) -> Floats:
    """Return a point inside each shape as drawn, on the Mercator plane: symbols, labels and clicks stand there."""
    lonlat = np.array(store.territories.loc[list(ids), ["lon", "lat"]], dtype=np.float64)
    if scope.nationwide and scope.insets:
        homes = home_departements(store, ids)
        for code in INSETS:
            rows = homes == code
            if rows.any():
                lonlat[rows] = into_inset(store, code, lonlat[rows])
    return mercator(lonlat)


def _surroundings(store: ContourStore, scope: Scope, shapes: Geometries) -> tuple[Geometries, Geometries]:
    """Return the land around the shapes, and the outlines to read them against that are no outlines of theirs."""
    none = np.array([], dtype=object)
    if scope.nationwide:
        if scope.level in ("commune", "departement"):
            return none, none  # their own borders draw the départements and regions
        level: Level = "departement" if scope.level == "epci" else "region"
        return none, scope_shapes(store, Scope(level, "france", insets=scope.insets))[1]
    bounds = shapely.total_bounds(shapes)
    if scope.within in ("liste", "compose"):
        wide = max(bounds[2] - bounds[0], bounds[3] - bounds[1]) > _WIDE
        departements = store.outlines("departement", "light" if wide else "full").to_numpy()
        return (departements if wide else _cut(departements, bounds)), none
    level = cast(Level, scope.within)
    outlines = store.outlines(level, "full")
    here = territory_id(level, scope.code)
    ground = _cut(outlines.drop(here).to_numpy(), shapely.bounds(outlines.loc[here]))
    if scope.level == "commune":
        return ground, none
    if scope.within == "region":  # EPCI may cross its limit, and those of its départements
        rows = store.territories
        inside = rows.index[(rows["level"] == "departement") & (rows["region"] == scope.code)]
        return ground, store.outlines("departement", "full").loc[inside].to_numpy()
    return ground, outlines.loc[[here]].to_numpy()


def _cut(outlines: Geometries, bounds: npt.NDArray[np.float64]) -> Geometries:
    """Return the land that shows around a map, cut well outside of what a screen shows of it."""
    west, south, east, north = bounds
    margin = 0.9 * max(east - west, north - south)
    window = (west - margin, south - margin, east + margin, north + margin)
    near = shapely.STRtree(outlines).query(shapely.box(*window))
    cut = shapely.clip_by_rect(outlines[np.sort(near)], *window)
    polygons = shapely.get_parts(cut)
    return cast(Geometries, polygons[(shapely.get_type_id(polygons) == 3) & ~shapely.is_empty(polygons)])


def _frames() -> list[list[Any]]:
    """Return each inset: west, south, side, and where its name stands, on the Mercator plane."""
    label = INSET_SIDE - INSET_LABEL_ROOM / 2
    return [[west, south, INSET_SIDE, name, south + label] for name, west, south in INSETS.values()]


def _overseas(store: ContourStore) -> list[list[Any]]:
    """Return where the mainland and each overseas département truly are: name, then bounds on the Mercator plane."""
    outlines = store.outlines("departement", "light")
    far = {code: territory_id("departement", code) for code in INSETS}
    boxes = {"France métropolitaine": shapely.total_bounds(outlines.drop(list(far.values())).to_numpy())}
    boxes |= {INSETS[code][0]: shapely.bounds(outlines.loc[one]) for code, one in far.items()}
    return [[name, *(round(float(x), 4) for x in mercator(box.reshape(2, 2)).ravel())] for name, box in boxes.items()]


def _towns(store: ContourStore, scope: Scope, shapes: Geometries) -> list[list[Any]]:
    """Return the towns that may be named, largest first, none too near a larger one: name and place."""
    west, south, east, north = shapely.bounds(shapely.transform(shapely.box(*shapely.total_bounds(shapes)), mercator))
    rows = store.territories
    communes = rows.loc[rows["level"] == "commune"]
    if scope.nationwide and scope.insets:
        communes = communes.loc[~communes["departement"].isin(list(INSETS))]
    most, apart = _TOWNS.get("france" if scope.nationwide else scope.within, (50, 0.035))
    margin = 0.1 * max(east - west, north - south)
    xy = mercator(communes[["lon", "lat"]].to_numpy(dtype=np.float64))
    near = (xy > [west - margin, south - margin]).all(axis=1) & (xy < [east + margin, north + margin]).all(axis=1)
    order = np.argsort(-communes["population"].to_numpy()[near], kind="stable")[: 8 * most]
    places, names = xy[near][order], communes["short_name"].to_numpy()[near][order]
    extent = 12.0 if scope.nationwide else max(east - west, north - south)
    kept: list[int] = []
    for rank, place in enumerate(places):
        if len(kept) == most:
            break
        if not kept or np.hypot(*(places[kept] - place).T).min() > apart * extent:
            kept.append(rank)
    return [[typographic(str(names[i])), *(round(float(x), 4) for x in places[i])] for i in kept]


def joined(figures: Sequence[str]) -> str:
    """Return figures as one text, a bar between two; plain spaces, of one byte, stand for narrow ones."""
    return "|".join(text.replace("|", "¦") for text in figures).replace(NARROW, " ")
