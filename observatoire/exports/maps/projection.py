"""From longitude and latitude to a plane in metres, for maps on paper.

The mainland is drawn in Lambert-93, the official projection of France (EPSG:2154): conformal, with a scale that
is true to between -1 and +3 metres a kilometre, so that surfaces compare to within 0.6 % and one scale bar serves the
whole map. Each overseas département is drawn in a plane of its own, an equirectangular one true along its middle
parallel: within 0.3 % over Guyane, the tallest. A web map (Mercator) would draw Lille a third larger than Bonifacio.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

import numpy as np

from observatoire.model.store import Floats

Projection = Callable[[Floats], Floats]
"""From points (longitude, latitude) in degrees, shape (n, 2), to metres east and north."""

# GRS80 ellipsoid; WGS84, that of the outlines, differs from it by a tenth of a millimetre.
_AXIS: Final = 6_378_137.0
_ECCENTRICITY: Final = 0.081_819_191_042_815_8
# Lambert-93, from IGN's note NTG_71: exponent, constant and false origin of the cone.
_EXPONENT: Final = 0.725_607_765_053_267
_CONSTANT: Final = 11_754_255.426_096
_EAST: Final = 700_000.0
_NORTH: Final = 12_655_612.049_876
_MERIDIAN: Final = 3.0


def lambert93(points: Floats) -> Floats:
    """Project points of the mainland and Corsica to Lambert-93 (EPSG:2154), in metres."""
    sine = np.sin(np.radians(points[:, 1]))
    isometric = np.arctanh(sine) - _ECCENTRICITY * np.arctanh(_ECCENTRICITY * sine)
    radius = _CONSTANT * np.exp(-_EXPONENT * isometric)
    angle = _EXPONENT * np.radians(points[:, 0] - _MERIDIAN)
    return np.column_stack([_EAST + radius * np.sin(angle), _NORTH - radius * np.cos(angle)])


def local_plane(west: float, south: float, east: float, north: float) -> Projection:
    """Return the plane of a small territory: metres from its middle, true along its middle parallel.

    Parameters
    ----------
    west, south, east, north : float
        Its bounds, in degrees.
    """
    middle = np.array([(west + east) / 2, (south + north) / 2])
    latitude = np.radians(middle[1])
    flattened = 1 - (_ECCENTRICITY * np.sin(latitude)) ** 2
    across = _AXIS / np.sqrt(flattened) * np.cos(latitude)
    along = _AXIS * (1 - _ECCENTRICITY**2) / flattened**1.5
    metres = np.radians(1) * np.array([across, along])
    return lambda points: cast(Floats, (points - middle) * metres)
