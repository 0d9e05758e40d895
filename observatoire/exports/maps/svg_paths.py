"""Outlines as SVG paths: whole tenths of a pixel, relative moves. The whole country stays below ten megabytes."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from observatoire.views.maps.geometry import Geometries

TENTHS: Final = 10
"""Our pictures count in tenths of a pixel (`viewBox`), so that coordinates are short whole numbers."""

_SPECK: Final = "h6v6h-6z"


def tenths(length: float) -> str:
    """Return a length in pixels as the whole number of tenths that the picture counts in."""
    return str(round(TENTHS * length))


def polygon_paths(shapes: Geometries) -> list[str]:
    """Return the path of each polygon or multipolygon, given in pixels.

    Polygons smaller than a tenth of a pixel are left out; a territory that is all so small becomes a speck.
    """
    polygons, owners = shapely.get_parts(shapes, return_index=True)
    rings, polygon_of = shapely.get_rings(polygons, return_index=True)
    drawn: list[list[str]] = [[] for _ in shapes]
    for owner, text in zip(owners[polygon_of], _moves(rings, closed=True), strict=True):
        if text:
            drawn[owner].append(text)
    return ["".join(texts) or _speck(shape) for texts, shape in zip(drawn, shapes, strict=True)]


def line_path(lines: object) -> str:
    """Return the path of lines given in pixels."""
    return "".join(_moves(shapely.get_parts(shapely.line_merge(lines)), closed=False))


def _moves(lines: npt.NDArray[np.object_], closed: bool) -> list[str]:
    """Return the path of each line or ring; an empty text for what does not make one at this scale."""
    points, line_of = shapely.get_coordinates(lines, return_index=True)
    rounded = np.rint(points * TENTHS).astype(np.int64)
    ends = np.searchsorted(line_of, np.arange(len(lines)), side="right")
    texts, start, shortest = [], 0, 3 if closed else 1
    for end in ends.tolist():
        steps = np.diff(rounded[start:end], axis=0)
        steps = steps[steps.any(axis=1)]
        if len(steps) < shortest:
            texts.append("")
        else:
            x, y = rounded[start].tolist()
            # The last step of a ring is the one that `z` draws.
            moves = " ".join(map(str, (steps[:-1] if closed else steps).ravel().tolist())).replace(" -", "-")
            texts.append(f"M{x} {y}l{moves}{'z' if closed else ''}")
        start = end
    return texts


def _speck(shape: object) -> str:
    x, y = np.rint(shapely.get_coordinates(shapely.point_on_surface(shape))[0] * TENTHS).astype(int)
    return f"M{x - 3} {y - 3}{_SPECK}"
