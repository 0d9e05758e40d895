"""Outlines simplified for maps of the whole country, without crushing the smallest communes.

One tolerance for all leaves a village of one square kilometre as a needle. GEOS simplifies a coverage with one
tolerance only, but never moves a point where three borders meet: the communes that the plain simplification spoils are
therefore handed over in triangles, each of whose corners is such a point. They keep their outline, those around them
follow it, and nothing crosses: it is one coverage, simplified once.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt
import shapely

TOLERANCE = 0.01
# Of the outlines that are held: finer, so that they cost few points.
HELD_TOLERANCE = 0.0025
# A commune is held when what its true and its simplified outline share is below this share of both together.
LEAST_OVERLAP = 0.65

Geometries = npt.NDArray[np.object_]


def light_outlines(shapes: Geometries) -> Geometries:
    """Simplify a coverage; each shape keeps its place, at least `LEAST_OVERLAP` of it or its points at a finer detail.

    Parameters
    ----------
    shapes : array of Polygon or MultiPolygon
        A valid coverage, in degrees.

    Returns
    -------
    array of Polygon or MultiPolygon
        A valid coverage, in the same order.
    """
    finer = shapely.coverage_simplify(shapes, HELD_TOLERANCE)
    light: Geometries = shapely.coverage_simplify(shapes, TOLERANCE)
    held = np.zeros(len(shapes), dtype=bool)
    while True:
        # To hold a shape moves those around it a little: a few more may fall below.
        spoilt = ~held & (overlaps(shapes, light) < LEAST_OVERLAP)
        if not spoilt.any():
            return light
        held |= spoilt
        light = _simplified_around(finer, held)


def overlaps(shapes: Geometries, others: Geometries) -> npt.NDArray[np.float64]:
    """Return, for each pair of shapes, the area they share over the area they cover together, from 0 to 1."""
    shared = shapely.area(shapely.intersection(shapes, others))
    ratio: npt.NDArray[np.float64] = shared / (shapely.area(shapes) + shapely.area(others) - shared)
    return ratio


def _simplified_around(shapes: Geometries, held: npt.NDArray[np.bool_]) -> Geometries:
    """Simplify a coverage in which some shapes keep all their points."""
    free, kept = np.flatnonzero(~held), np.flatnonzero(held)
    pieces, owner = _pieces(shapes[kept])
    simplified = shapely.coverage_simplify(np.concatenate([shapes[free], pieces]), TOLERANCE)
    light = np.empty_like(shapes)
    light[free] = simplified[: len(free)]
    pieces = simplified[len(free) :]
    for place, shape in enumerate(kept):
        light[shape] = shapely.coverage_union_all(pieces[owner == place])
    return light


def _pieces(shapes: Geometries) -> tuple[Geometries, npt.NDArray[np.intp]]:
    """Cut shapes in triangles without new points on their outline, at least three lines meeting at each corner.

    Triangles between the points of an outline leave some corners to one triangle alone, where only two lines meet; each
    triangle is thus cut in three from its middle.

    Returns
    -------
    pieces, owner : array of Polygon, array of int
        `owner` is the place of the shape that each piece is part of.
    """
    triangles, owner = shapely.get_parts(shapely.constrained_delaunay_triangles(shapes), return_index=True)
    corners = shapely.get_coordinates(triangles).reshape(-1, 4, 2)
    middles = shapely.get_coordinates(shapely.centroid(triangles))
    thirds = [shapely.polygons(np.stack([corners[:, i], corners[:, i + 1], middles], axis=1)) for i in range(3)]
    return cast(Geometries, np.concatenate(thirds)), np.tile(owner, 3)
