"""The shape of a territory that is being composed: its outline dissolved, the limits of its members inside."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely

from observatoire.model.store import Store
from observatoire.model.territory import Level, Territory, is_composed
from observatoire.views.html.rendering import render
from observatoire.views.maps.drawing import SIDE, Frame
from observatoire.views.maps.geometry import Geometries, mercator
from observatoire.views.style.tokens import ACCENT, PAPER, PEERS_SOFT

FINE = 1.5
"""Units of the drawing below which an outline says nothing: a third of a pixel."""
MOST_LIMITS = 60
"""Members whose limits can be told apart in a drawing of this size."""
_KEPT = 32
_LEVELS: dict[str, Level] = {"com": "commune", "epci": "epci", "dep": "departement"}


@lru_cache(maxsize=_KEPT)
def shape_svg(store: Store, place: Territory) -> str:
    """Return the picture of a place: its outline, and the limits of its members when they are few.

    Parameters
    ----------
    store : Store
        Source of the outlines.
    place : Territory
        What is composed, or its one member.
    """
    outline = _drawn(store, place.level, [place.id])
    frame = Frame(shapely.total_bounds(outline), (SIDE, SIDE * 0.8))
    limits = ""
    if 1 < len(place.composed) <= MOST_LIMITS:
        limits = "".join(
            frame.path(_simplified(_drawn(store, level, held), frame)) for level, held in _by_level(place).items()
        )
    return render(
        "composing/shape",
        width=frame.width,
        height=frame.height,
        outline=frame.path(_simplified(outline, frame)),
        limits=limits,
        ground=PEERS_SOFT,
        border=ACCENT,
        inner=PAPER,
    )


def _by_level(place: Territory) -> dict[Level, list[str]]:
    found: dict[Level, list[str]] = {}
    for member in place.composed:
        found.setdefault(_LEVELS[member.partition("-")[0]], []).append(member)
    return found


def _drawn(store: Store, level: Level, ids: list[str]) -> Geometries:
    # A whole département has thousands of points: those of the country are enough, but for an island alone.
    wide = not any(is_composed(identifier) for identifier in ids) and level == "departement" and len(ids) > 1
    shapes: Geometries = store.outlines(level, "light" if wide else "full", ids).to_numpy()
    return shapely.transform(shapes, mercator)  # type: ignore[no-any-return]


def _simplified(shapes: Geometries, frame: Frame) -> Geometries:
    return np.asarray(shapely.coverage_simplify(shapes, frame.in_plane(FINE)), dtype=object)
