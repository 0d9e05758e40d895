"""Where each territory is: a point inside, its bounds, and the area of its outline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Geod

DECIMALS = 5
# How far each side of an outline may run from the true limit, in km, as an area by its length. Between 1 and 5 km², two
# thirds of communes have a cadastral and an outline's area that a fifth of this explains.
SIDE_MARGIN = 0.16
COLUMNS = ["lon", "lat", "west", "south", "east", "north"]


def measured_outlines(outlines: gpd.GeoDataFrame) -> pd.DataFrame:
    """Measure each outline on the ellipsoid: its area, and by how much generalisation may have changed it.

    Some sides gain what others lose: the margin is that of one side, times the square root of their number.

    Parameters
    ----------
    outlines : GeoDataFrame
        WGS84.

    Returns
    -------
    DataFrame
        `area` and `margin` in km², indexed as the outlines.
    """
    geod = Geod(ellps="WGS84")
    measured = np.array([geod.geometry_area_perimeter(shape) for shape in outlines.geometry], dtype=np.float64)
    # The sign only tells which way the producer drew the ring.
    areas, perimeters = abs(measured[:, 0]) / 1e6, abs(measured[:, 1]) / 1e3
    shapes = outlines.geometry.to_numpy()
    # The last point of a ring is its first.
    rings = shapely.get_num_interior_rings(shapely.get_parts(shapes)) + 1
    closed = np.bincount(shapely.get_parts(shapes, return_index=True)[1], weights=rings, minlength=len(shapes))
    sides = shapely.get_num_coordinates(shapes) - closed
    margins = SIDE_MARGIN * perimeters / np.sqrt(sides)
    return pd.DataFrame({"area": areas, "margin": margins}, index=outlines.index)


def locate(outlines: gpd.GeoDataFrame, groups: Mapping[str, pd.Series[str]]) -> dict[str, pd.DataFrame]:
    """Locate the communes and the territories made of them.

    Parameters
    ----------
    outlines : GeoDataFrame
        Of the communes, indexed by code.
    groups : mapping of str to Series
        Level to the code of each commune's territory, missing where it has none.

    Returns
    -------
    dict of str to DataFrame
        Level to `lon`, `lat`, `west`, `south`, `east`, `north`, indexed by the territory's code.
    """
    shapes = outlines.geometry.to_numpy()
    located = {"commune": _facts(shapes, outlines.index)}
    for level, keys in groups.items():
        rows = pd.Series(np.arange(len(shapes))).groupby(keys.reindex(outlines.index).to_numpy()).indices
        merged = np.array([shapely.coverage_union_all(shapes[members]) for members in rows.values()], dtype=object)
        located[level] = _facts(merged, pd.Index(list(rows)))
    return located


def _facts(shapes: npt.NDArray[Any], index: pd.Index[Any]) -> pd.DataFrame:
    points = shapely.point_on_surface(shapes)
    facts = np.column_stack([shapely.get_x(points), shapely.get_y(points), shapely.bounds(shapes)])
    return pd.DataFrame(facts.round(DECIMALS), index=index, columns=COLUMNS)
