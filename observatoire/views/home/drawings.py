"""The two maps to choose a place on: the départements of France, the EPCI of one of them.

A map is a picture, which a browser keeps by its address, and one link a territory laid over it, cut to its outline in
per cents of the picture: it is clicked at every size, without any script.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, cast

import numpy as np
import shapely

from observatoire.model.store import Store
from observatoire.model.territory import Level, Territory, territory_id
from observatoire.views.maps.drawing import SIDE, Frame
from observatoire.views.maps.geometry import INSETS, Geometries, mercator

AROUND_PARIS: Final = tuple(territory_id("departement", code) for code in ("75", "92", "93", "94"))
"""Départements too small to be touched on a map of France: they have an inset."""
PARIS: Final = "Paris et autour"
_FINE: Final = 1.6
"""Units of the picture below which an outline says nothing: two are a pixel on a screen."""
_COARSE: Final = 3.5
"""Units below which the outline of a link follows the picture no further."""
_ISLET: Final = 60.0
"""Square units of an islet that no finger can touch."""
_ROOM: Final = (SIDE // 3, 245)
_HEAD: Final = 62
"""Units that the name of an inset takes above its shape."""
_GAP: Final = 12
_MARGIN: Final = 8


@dataclass(frozen=True, slots=True)
class Outline:
    """A territory on a map.

    Attributes
    ----------
    id : str
    path : str
        Its outline as an SVG path, in units.
    polygon : str
        Its outline as CSS cuts a link to it: "12.1% 4%,…".
    left, top : float
        A point inside it, for a sign, in per cents.
    """

    id: str
    path: str
    polygon: str
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class Inset:
    """A part of a map set apart: its name, its room (left, top, width, height), what is drawn in it.

    Attributes
    ----------
    box, room : tuple
        The room in units, and in per cents of the map.
    """

    name: str
    box: tuple[int, int, int, int]
    room: tuple[float, float, float, float]
    outlines: tuple[Outline, ...]


@dataclass(frozen=True, slots=True)
class ChoiceMap:
    """A map to choose on: its size in units, its territories, its insets, a limit to read against ("" for none)."""

    width: int
    height: int
    outlines: tuple[Outline, ...]
    insets: tuple[Inset, ...] = ()
    limit: str = ""

    @property
    def drawn(self) -> list[str]:
        """The paths of all that is filled."""
        insets = [outline for inset in self.insets for outline in inset.outlines]
        return [outline.path for outline in (*self.outlines, *insets)]


@lru_cache(maxsize=4)
def country_map(store: Store) -> ChoiceMap:
    """Return the départements: the mainland, overseas and the surroundings of Paris as insets under it.

    Parameters
    ----------
    store : Store
        Source of the outlines.
    """
    mainland = [name for name in store.index("departement") if name.removeprefix("dep-") not in INSETS]
    shapes = _shapes(store, "departement", "light", mainland)
    frame = Frame(shapely.total_bounds(shapes), margin=_MARGIN)
    size = (SIDE, frame.height + 2 * (_ROOM[1] + _GAP))
    rooms = [(PARIS, list(AROUND_PARIS))]
    rooms += [(name, [territory_id("departement", code)]) for code, (name, _, _) in INSETS.items()]
    insets = []
    for rank, (name, held) in enumerate(rooms):
        left, top = rank % 3 * _ROOM[0], frame.height + _GAP + rank // 3 * (_ROOM[1] + _GAP)
        width = _ROOM[0] - _GAP
        own = _shapes(store, "departement", "full", held)
        inside = Frame(shapely.total_bounds(own), (width, _ROOM[1] - _HEAD), (left, top + _HEAD), _MARGIN)
        box = (left, top, width, _ROOM[1])
        room = (_percent(left, size[0]), _percent(top, size[1]), _percent(width, size[0]), _percent(_ROOM[1], size[1]))
        insets.append(Inset(name, box, room, _outlines(held, own, inside, size)))
    return ChoiceMap(*size, _outlines(mainland, shapes, frame, size), tuple(insets))


@lru_cache(maxsize=128)
def departement_map(store: Store, departement: str) -> ChoiceMap:
    """Return the EPCI of a département, whole where they reach beyond it, and its limit.

    Parameters
    ----------
    store : Store
        Source of the outlines.
    departement : str
        Its identifier.
    """
    epci = [place.id for place in epci_of(store, store.territory(departement))]
    shapes = _shapes(store, "epci", "full", epci)
    own = _shapes(store, "departement", "full", [departement])
    frame = Frame(shapely.total_bounds(np.append(shapes, own)), margin=_MARGIN)
    size = (frame.width, frame.height)
    limit = frame.path(_simplified(own, frame, _FINE))
    return ChoiceMap(*size, _outlines(epci, shapes, frame, size), limit=limit)


def epci_of(store: Store, departement: Territory) -> list[Territory]:
    """Return the EPCI that have a commune in a département, in order of name, those that reach beyond it too."""
    rows = store.level("epci").sort_values("short_name")
    held = rows["departements"].str.split().map(lambda codes: departement.code in codes)
    return [store.territory(str(name)) for name in rows.index[held]]


def _shapes(store: Store, level: Level, detail: str, ids: Sequence[str]) -> Geometries:
    outlines = store.outlines(level, "light" if detail == "light" else "full", list(ids)).to_numpy()
    return cast(Geometries, shapely.transform(outlines, mercator))


def _simplified(shapes: Geometries, frame: Frame, units: float) -> Geometries:
    return cast(Geometries, shapely.coverage_simplify(shapes, frame.in_plane(units)))


def _percent(units: float, whole: int) -> float:
    return round(100 * units / whole, 1)


def _outlines(ids: Sequence[str], shapes: Geometries, frame: Frame, size: tuple[int, int]) -> tuple[Outline, ...]:
    drawn = []
    fine, coarse = _simplified(shapes, frame, _FINE), _simplified(shapes, frame, _COARSE)
    for name, shape, link in zip(ids, fine, coarse, strict=True):
        parts = sorted(shapely.get_parts(link), key=shapely.area, reverse=True)
        seen = [part for part in parts if frame.units(shapely.area(part) ** 0.5) ** 2 >= _ISLET] or parts[:1]
        [[x, y]] = frame.place(shapely.get_coordinates(shapely.point_on_surface(parts[0]))).tolist()
        polygon = _polygon([frame.place(shapely.get_coordinates(part.exterior)).tolist() for part in seen], size)
        path = frame.path(np.array([shape], dtype=object))
        drawn.append(Outline(name, path, polygon, _percent(x, size[0]), _percent(y, size[1])))
    return tuple(drawn)


def _polygon(rings: list[list[list[int]]], size: tuple[int, int]) -> str:
    """Return rings as one line that CSS fills: after each it comes back to where the first began."""
    points = [point for ring in rings for point in (*ring, rings[0][0])]
    return ",".join(f"{100 * x / size[0]:.3g}% {100 * y / size[1]:.3g}%" for x, y in points)
