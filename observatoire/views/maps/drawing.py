"""Small drawings: the Mercator plane laid on whole units, outlines as SVG paths."""

from __future__ import annotations

from typing import Final, cast

import numpy as np
import numpy.typing as npt
import shapely

from observatoire.views.maps.geometry import Geometries

SIDE: Final = 1000
"""Units of the longer side of a drawing."""
MARGIN: Final = 30

Units = npt.NDArray[np.int64]


class Frame:
    """Maps the Mercator plane onto a drawing, margins kept.

    Parameters
    ----------
    bounds : array of four floats
        Of what is drawn, in the plane: west, south, east, north.
    room : (float, float), optional
        Units across and down that it may take, margins included.
    corner : (float, float), optional
        Where that room begins in the drawing: what is drawn stands in the middle of it.
    margin : float, optional
    """

    def __init__(
        self,
        bounds: npt.NDArray[np.float64],
        room: tuple[float, float] = (SIDE, SIDE),
        corner: tuple[float, float] | None = None,
        margin: float = MARGIN,
    ) -> None:
        west, south, east, north = bounds.tolist()
        across, down = east - west, north - south
        self.span = max(across, down)
        self._origin = np.array([west, north])
        self._scale = float(min((room[0] - 2 * margin) / across, (room[1] - 2 * margin) / down))
        self.width = round(across * self._scale + 2 * margin)
        self.height = round(down * self._scale + 2 * margin)
        spare = np.array([room[0] - self.width, room[1] - self.height]) / 2
        self._start = margin + (np.zeros(2) if corner is None else np.array(corner) + spare)

    def place(self, points: npt.NDArray[np.float64]) -> Units:
        """Return the points in whole units of the drawing, from its upper left corner."""
        moved = (points - self._origin) * [self._scale, -self._scale] + self._start
        return cast(Units, np.rint(moved).astype(np.int64))

    def path(self, shapes: Geometries) -> str:
        """Return the SVG path of polygons: whole units, relative moves."""
        rings = shapely.get_rings(shapely.get_parts(shapes))
        return "".join(_ring(self.place(shapely.get_coordinates(ring))) for ring in rings)

    def units(self, length: float) -> float:
        """Return a length of the plane in units of the drawing."""
        return length * self._scale

    def in_plane(self, units: float) -> float:
        """Return a length of the drawing as one of the plane: how coarse an outline may be."""
        return units / self._scale


def _ring(points: Units) -> str:
    steps = np.diff(points, axis=0)
    steps = steps[steps.any(axis=1)]
    if len(steps) < 3:  # an islet smaller than a unit of the drawing
        return ""
    moves = " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{moves}z"
