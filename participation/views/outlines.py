"""Outlines of those of whom answers are told, laid on units: the régions of France, the parts of a territory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, cast

import numpy as np
import shapely

from observatoire.model.store import Detail, Store
from observatoire.model.territory import Level
from observatoire.views.maps.drawing import SIDE, Frame
from observatoire.views.maps.geometry import INSETS, Geometries, mercator
from participation.model.within import inside

_FINE: Final = 1.6
_ROOM: Final = (SIDE // 5, 200)
_HEAD: Final = 44
_GAP: Final = 12
_MARGIN: Final = 8
_TALLEST: Final = 860


@dataclass(frozen=True)
class Outlines:
    """Territories as paths by identifier and a point inside each, in units; insets: name, left, top, width, height."""

    width: int
    height: int
    paths: dict[str, str]
    points: dict[str, tuple[int, int]]
    insets: tuple[tuple[str, int, int, int, int], ...]


@lru_cache(maxsize=2)
def region_outlines(store: Store) -> Outlines:
    """Return the outlines of régions: the mainland, overseas as insets under it."""
    overseas = {f"reg-{store.territory(f'dep-{code}').region}": name for code, (name, _, _) in INSETS.items()}
    mainland = [str(name) for name in store.index("region") if str(name) not in overseas]
    shapes = _shapes(store, "region", "light", mainland)
    frame = Frame(shapely.total_bounds(shapes), margin=_MARGIN)
    paths = dict(zip(mainland, _paths(shapes, frame), strict=True))
    points = dict(zip(mainland, _points(shapes, frame), strict=True))
    insets = []
    for rank, (one, name) in enumerate(overseas.items()):
        left, top = rank * _ROOM[0], frame.height + _GAP
        own = _shapes(store, "region", "full", [one])
        room = (_ROOM[0] - _GAP, _ROOM[1] - _HEAD)
        within = Frame(shapely.total_bounds(own), room, (left, top + _HEAD), _MARGIN)
        paths |= dict(zip([one], _paths(own, within), strict=True))
        points |= dict(zip([one], _points(own, within), strict=True))
        insets.append((name, left, top, _ROOM[0] - _GAP, _ROOM[1]))
    return Outlines(SIDE, frame.height + _GAP + _ROOM[1] + _GAP, paths, points, tuple(insets))


@lru_cache(maxsize=16)
def part_outlines(store: Store, ids: tuple[str, ...], within: tuple[str, ...]) -> Outlines | None:
    """Return the outlines of the parts of a territory, as wide as they may be.

    Parameters
    ----------
    store : Store
    ids : tuple of str
        Territories of one level, communes too.
    within : tuple of str
        The territories that hold them: of an EPCI, the communes inside them are drawn, and no other.

    Returns
    -------
    Outlines or None
        None where the edition does not know one of the parts any more.
    """
    if not ids or not set(ids) <= set(store.territories.index):
        return None
    level = store.territory(ids[0]).level
    held = inside(store, within)
    shapes = (
        np.array([_of_communes(store, one, held) for one in ids], dtype=object)
        if level == "epci"
        else _shapes(store, level, "full", ids)
    )
    bounds = shapely.total_bounds(shapes)
    height = Frame(bounds, (SIDE, _TALLEST), margin=_MARGIN).height
    frame = Frame(bounds, (SIDE, height), (0, 0), _MARGIN)
    paths = dict(zip(ids, _paths(shapes, frame), strict=True))
    return Outlines(SIDE, height + _GAP, paths, dict(zip(ids, _points(shapes, frame), strict=True)), ())


def _of_communes(store: Store, epci: str, held: frozenset[str]) -> shapely.Geometry:
    members = [str(one) for one in store.index("commune")[store.members(epci)]]
    own = [one for one in members if one in held] or members
    return shapely.coverage_union_all(_shapes(store, "commune", "full", own))


def _shapes(store: Store, level: Level, detail: Detail, ids: Sequence[str]) -> Geometries:
    return cast(Geometries, shapely.transform(store.outlines(level, detail, ids).to_numpy(), mercator))


def _paths(shapes: Geometries, frame: Frame) -> list[str]:
    fine = shapely.coverage_simplify(shapes, frame.in_plane(_FINE))
    return [frame.path(np.array([shape], dtype=object)) for shape in fine]


def _points(shapes: Geometries, frame: Frame) -> list[tuple[int, int]]:
    """Return the middle of the largest circle inside each."""
    inner = shapely.get_coordinates(shapely.get_point(shapely.maximum_inscribed_circle(shapes), 0))
    return [(x, y) for x, y in frame.place(inner).tolist()]
