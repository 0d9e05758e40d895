"""Which territories are contiguous: those whose full-detail outlines share a line, not a mere point.

The outlines of the communes are a valid coverage: where two of them meet, they have the same vertices. A common
border is thus a set of equal segments, found by hashing rather than by a hundred thousand intersections. The levels
above are unions of communes: two territories are contiguous when a commune of one is contiguous to one of the other.

What follows from it: an enclave is contiguous to what surrounds it, and the other way round; Paris, Lyon and Marseille
are one commune each; a border in the water of a river or an estuary counts, a bridge, a ford or a ferry does not;
islands, and every overseas département, have nothing contiguous across the sea; foreign countries are none.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from loaders.geography.contours import DRAWN_LEVELS, Geometries
from loaders.pipeline.manifest import add_table
from loaders.pipeline.sources import SourceError
from observatoire.model.adjacency import adjacency_violations
from observatoire.model.contracts import table_violations
from observatoire.model.store import Ints
from observatoire.model.territory import territory_id

TABLE = "adjacency"


def write_adjacency(prepared: Path) -> list[str]:
    """Find the contiguous territories of a prepared edition, write their table and its line of the manifest.

    Parameters
    ----------
    prepared : Path
        Holds `territories.parquet` and the contours.

    Returns
    -------
    list of str
        One sentence.
    """
    territories = pd.read_parquet(prepared / "territories.parquet")
    outlines = gpd.read_parquet(prepared / "contours" / "commune_full.parquet").set_index("id")
    table = adjacency_table(outlines, territories)
    violations = table_violations(TABLE, table) + adjacency_violations(territories, table)
    return add_table(TABLE, table, prepared, violations)


def adjacency_table(outlines: gpd.GeoDataFrame, territories: pd.DataFrame) -> pd.DataFrame:
    """List the contiguous territories of each level that has outlines.

    Parameters
    ----------
    outlines : GeoDataFrame
        Outlines of the communes, a valid coverage, indexed by id.
    territories : DataFrame
        Columns `id`, `code`, `epci`, `departement`, `region` (codes; the EPCI missing where there is none).

    Returns
    -------
    DataFrame
        `id`, `adjacent`: each pair both ways, sorted.
    """
    first, second = shared_borders(outlines.geometry.to_numpy())
    communes = territories.set_index("id").loc[outlines.index]
    tables = []
    for level in DRAWN_LEVELS:
        codes = communes["code" if level == "commune" else level]
        owners = np.array([None if pd.isna(code) else territory_id(level, str(code)) for code in codes], dtype=object)
        tables.append(pd.DataFrame({"id": owners[first], "adjacent": owners[second]}))
        tables.append(pd.DataFrame({"id": owners[second], "adjacent": owners[first]}))
    pairs = pd.concat(tables).dropna()  # a commune outside any EPCI borders none
    pairs = pairs[pairs["id"] != pairs["adjacent"]].drop_duplicates()
    return pairs.sort_values(["id", "adjacent"], ignore_index=True).astype("str")


def shared_borders(shapes: Geometries) -> tuple[Ints, Ints]:
    """Return the pairs of polygons of a valid coverage that share at least one segment.

    Parameters
    ----------
    shapes : array of Polygon or MultiPolygon

    Returns
    -------
    first, second : array of int
        Positions, first < second, each pair once, in order.

    Raises
    ------
    SourceError
        When three outlines have a segment in common: they overlap.
    """
    polygons, shape_of_polygon = shapely.get_parts(shapes, return_index=True)
    rings, polygon_of_ring = shapely.get_rings(polygons, return_index=True)
    xy, ring_of_point = shapely.get_coordinates(rings, return_index=True)
    points, number = np.unique(xy[:, 0] + 1j * xy[:, 1], return_inverse=True)
    goes_on = ring_of_point[1:] == ring_of_point[:-1]
    start, end = number[:-1][goes_on], number[1:][goes_on]
    owner = shape_of_polygon[polygon_of_ring[ring_of_point[:-1][goes_on]]]
    # Two polygons run along their border in opposite directions: the smaller point comes first in the segment's number.
    segment = np.minimum(start, end).astype(np.int64) * len(points) + np.maximum(start, end)
    order = np.argsort(segment, kind="stable")
    segment, owner = segment[order], owner[order]
    if (segment[2:] == segment[:-2]).any():
        raise SourceError("Three outlines have a segment in common: the contours are not a valid coverage.")
    twice = np.flatnonzero(segment[1:] == segment[:-1])
    pairs = np.sort(np.column_stack([owner[twice], owner[twice + 1]]), axis=1)
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    return cast(Ints, pairs[:, 0]), cast(Ints, pairs[:, 1])
