"""The maps on offer for a territory, their names, and which shape of a map stands for a territory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from observatoire.model.store import Store
from observatoire.model.territory import COMPOSED, Territory, territory_id
from observatoire.views.french.grammar import of_place, short_label
from observatoire.views.french.groups import LEVEL_NOUNS
from observatoire.views.french.wording import plural
from observatoire.views.maps.geometry import INSETS, Scope, into_inset, mercator

_FINE = 1 / 500
"""Share of an outline's own width below which a detail of it is not seen."""
_STEPS = 2000
"""Steps of the grid across the width of an outline that is sent by itself."""


@dataclass(frozen=True, slots=True)
class Outlined:
    """What a map outlines for a place: one of its shapes, several as one, or the place's own outline over them.

    Attributes
    ----------
    rank : int or None
        The shape that is, or holds, the place.
    together : tuple of int
        Ranks, ascending, of the shapes that are the place together, or the part of it that the map shows.
    shape : shapely geometry or None
        Outline, in WGS84, of a place that is made of parts of shapes.
    """

    rank: int | None = None
    together: tuple[int, ...] = ()
    shape: Any = None

    def __bool__(self) -> bool:
        return self.rank is not None or bool(self.together) or self.shape is not None


def offered_scopes(territory: Territory) -> list[Scope]:
    """Return the maps that make sense for a territory; the first is the one a page opens with."""
    near: dict[str, list[tuple[str, str, str | None]]] = {
        "commune": [("commune", "epci", territory.epci), ("commune", "departement", territory.departement)],
        "epci": [
            ("commune", "epci", territory.code),
            ("epci", "departement", territory.departement),
            ("epci", "region", territory.region),
            ("commune", "departement", territory.departement),
        ],
        "departement": [
            ("commune", "departement", territory.code),
            ("epci", "departement", territory.code),
            ("departement", "france", ""),
        ],
        "region": [("epci", "region", territory.code), ("departement", "france", ""), ("region", "france", "")],
        "france": [("departement", "france", ""), ("region", "france", "")],
    }
    if territory.composed:
        near["epci"][0] = ("commune", "compose", territory.code)
    wanted = [*near[territory.level], ("epci", "france", ""), ("commune", "france", "")]
    return [Scope(level, within, code) for level, within, code in wanted if code is not None]  # type: ignore[arg-type]


def scope_label(store: Store, scope: Scope, place: Territory | None = None) -> str:
    """Name a map: "Communes de la Charente", "EPCI de France".

    Parameters
    ----------
    store, scope
        The edition and the map.
    place : Territory, optional
        Whom the map is shown to: a composed territory keeps the name that it was given.
    """
    noun = LEVEL_NOUNS[scope.level][1]
    plural_noun = noun[:1].upper() + noun[1:]
    if scope.within == "pairs":
        whom = "Les pairs du territoire" if place and place.composed else "Le territoire et ses pairs"
        return f"{whom} ({plural(len(scope.ids), *LEVEL_NOUNS[scope.level])})"
    if scope.within == "liste":
        return f"Ma sélection ({plural(len(scope.ids), *LEVEL_NOUNS[scope.level])})"
    if scope.nationwide:
        return f"{plural_noun} de France"
    if scope.within == "compose":
        own = place if place and place.code == scope.code else store.territory(COMPOSED + scope.code)
        return f"{plural_noun} {of_place(own)}"
    holder = store.territory(territory_id(scope.within, scope.code))
    # An EPCI's name in full does not fit the menu.
    return f"{plural_noun} {f'de l’EPCI {short_label(holder)}' if scope.within == 'epci' else of_place(holder)}"


def shape_of(scope: Scope, ids: tuple[str, ...], territory: Territory) -> int | None:
    """Return the rank of the shape that is, or holds, a territory; None when it is not on the map."""
    holder = territory.id
    if territory.level == "commune" and scope.level == "epci" and territory.epci:
        holder = territory_id("epci", territory.epci)
    elif territory.level in ("commune", "epci") and scope.level == "departement" and territory.departement:
        holder = territory_id("departement", territory.departement)
    elif territory.level != "france" and scope.level == "region" and territory.region:
        holder = territory_id("region", territory.region)
    return ids.index(holder) if holder in ids else None


def outlined(store: Store, scope: Scope, ids: tuple[str, ...], place: Territory) -> Outlined:
    """Return what a map outlines for a place.

    A map of communes outlines an EPCI, or a composed territory, by the limits that its communes share with the
    others; a map of EPCI a composed one, by those of its EPCI, or by its own outline where it takes but a part of one.
    A map that shows nothing else outlines nothing.

    Parameters
    ----------
    store : Store
    scope : Scope
        The map.
    ids : tuple of str
        Its shapes.
    place : Territory
    """
    rank = shape_of(scope, ids, place)
    if rank is not None or place.level != "epci" or scope.level not in ("commune", "epci"):
        return Outlined(rank)
    held = store.members(place.id)
    if scope.level == "commune":
        ranks = pd.Index(ids).get_indexer(store.index("commune")[held])
        ranks = np.sort(ranks[ranks >= 0])
        return Outlined(together=tuple(ranks.tolist())) if 0 < len(ranks) < len(ids) else Outlined()
    if not place.composed:
        return Outlined()
    of_communes = store.level("commune")["epci"]
    mine = of_communes.iloc[held].astype(object)
    codes = sorted(mine.dropna().unique())
    ranks = np.sort(pd.Index(ids).get_indexer(pd.Index([territory_id("epci", code) for code in codes])))
    if mine.notna().all() and (ranks >= 0).all() and of_communes.isin(codes).sum() == len(held):
        return Outlined(together=tuple(ranks.tolist())) if len(ranks) < len(ids) else Outlined()
    return Outlined(shape=store.outlines("epci", "light" if scope.nationwide else "full", [place.id]).iloc[0])


def traced(store: Store, scope: Scope, shape: Any) -> dict[str, Any]:
    """Return an outline as the browser draws it over a map, where the map has its insets.

    Returns
    -------
    dict
        `step`, in degrees of the Mercator plane; `rings`, each the numbers x, y of its first point then the steps to
        each next one, parted by spaces.
    """
    parts = shapely.get_parts(shape)
    if scope.nationwide and scope.insets:
        parts = np.array([_moved(store, part) for part in parts], dtype=object)
    plane = shapely.transform(parts, mercator)
    west, south, east, north = shapely.total_bounds(plane)
    span = max(east - west, north - south)
    step = span / _STEPS
    rings = []
    for ring in shapely.get_rings(shapely.simplify(plane, span * _FINE)):
        points = np.rint(shapely.get_coordinates(ring) / step).astype(np.intp)
        rings.append(" ".join(map(str, np.diff(points, axis=0, prepend=0).ravel().tolist())))
    return {"step": step, "rings": rings}


def _moved(store: Store, part: Any) -> Any:
    """Return a part of an outline where the map of the country has it: overseas ones in their insets."""
    for code in INSETS:
        home = store.outlines("departement", "light", [territory_id("departement", code)]).iloc[0]
        if shapely.intersects(shapely.box(*shapely.bounds(home)), part):
            return shapely.transform(part, lambda points, code=code: into_inset(store, code, points))
    return part
