"""Which shape of a map lies under a click: insets are read where they are drawn."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import shapely

from observatoire.model.store import Detail
from observatoire.views.maps.geometry import ContourStore, Scope, drawn_shapes, scope_ids, scope_shapes


class HitIndex:
    """Finds which shape of a map lies under a point of that map: by the full outlines, else by those drawn.

    Only the bounds of shapes are kept, 32 bytes each: the few that hold a point within theirs are made anew.
    """

    def __init__(self, store: ContourStore, scope: Scope) -> None:
        self._store, self._scope = store, scope
        self._ids = scope_ids(store, scope)
        details: tuple[Detail, ...] = ("full", "light") if scope.nationwide else ("full",)
        self._bounds = {detail: shapely.bounds(scope_shapes(store, scope, detail)[1]) for detail in details}

    def at(self, lon: float, lat: float) -> str | None:
        """Return the territory drawn at a point, or None; on a shared edge, the first in map order."""
        if not (math.isfinite(lon) and math.isfinite(lat)):
            return None
        for detail, (west, south, east, north) in ((d, bounds.T) for d, bounds in self._bounds.items()):
            near = np.flatnonzero((west <= lon) & (lon <= east) & (south <= lat) & (lat <= north))
            ids = [self._ids[rank] for rank in near]
            if ids:
                holds = shapely.intersects(drawn_shapes(self._store, self._scope, ids, detail), shapely.Point(lon, lat))
                if holds.any():
                    return ids[int(np.argmax(holds))]
        return None


@lru_cache(maxsize=16)
def _hit_index(store: ContourStore, scope: Scope) -> HitIndex:
    return HitIndex(store, scope)


def territory_at(store: ContourStore, scope: Scope, lon: float, lat: float) -> str | None:
    """Return the territory drawn at a point of a map (insets are read where they are drawn), or None.

    Parameters
    ----------
    store, scope
        The edition, and which map.
    lon, lat : float
        The point, in degrees.
    """
    return _hit_index(store, scope.drawn).at(lon, lat)
