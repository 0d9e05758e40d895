"""Points on the sphere: how far two territories are, as the crow flies."""

from __future__ import annotations

import numpy as np

from observatoire.model.store import Floats

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the GRS 80 ellipsoid."""


def on_the_sphere(lon: Floats, lat: Floats) -> Floats:
    """Return points of the unit sphere, shape (points, 3), from degrees (WGS84)."""
    east, north = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def squared_chords(points: Floats, point: Floats) -> Floats:
    """Return squared straight distances to a point of the unit sphere, rounded against the last bits of sines."""
    gaps = points - point
    return np.round(gaps[:, 0] ** 2 + gaps[:, 1] ** 2 + gaps[:, 2] ** 2, 14)


def kilometres(points: Floats, point: Floats) -> Floats:
    """Return great-circle distances from points of the unit sphere, shape (points, 3), to one of them."""
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(squared_chords(points, point)) / 2), dtype=np.float64)
