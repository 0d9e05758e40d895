"""Altitudes are read from a grid, averaged over communes, interpolated in the smallest."""

from __future__ import annotations

import io
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from loaders.pipeline.sources import SourceError
from loaders.producers import altitude
from loaders.producers.altitude import Grid, altitude_columns, grid_cells, mean_altitudes


def zipped_grid(
    rows: list[str], header: str = "DSAA\r\n3 2\r\n-11.079523 49.984701\r\n29.969235 70.134295\r\n0 9\r\n"
) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("DEM_Europe_2km.grd", header + "\r\n".join(rows))
    return written.getvalue()


def test_a_surfer_grid_is_read_from_the_south(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(altitude, "WINDOW", (-20.0, 20.0, 40.0, 80.0))
    cells = grid_cells(zipped_grid(["1 2 3", "-9999 5 6"]), "dem.zip", (2, 3))
    assert cells.to_numpy().tolist() == [["0", "0", "1"], ["0", "1", "2"], ["1", "1", "5"]]
    for content, words in (
        (zipped_grid(["1 2 3", "4 5"]), "5 altitudes, expected 6"),
        (zipped_grid(["1 2 3", "4 5 6"], "DSBB\n"), "expected .*DSAA"),
        (zipped_grid(["1 2 3"])[:50], "expected a whole zip"),
    ):
        with pytest.raises(SourceError, match=rf"dem\.zip: .*{words}"):
            grid_cells(content, "dem.zip", (2, 3))


GRID = Grid(np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0]), np.array([[10.0, 20.0, 30.0], [11.0, 21.0, np.nan]]))


def outlines(**boxes: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    codes = [name.removeprefix("c") for name in boxes]
    return gpd.GeoDataFrame({"geometry": [shapely.box(*box) for box in boxes.values()]}, index=codes, crs="EPSG:4326")


def test_the_mean_altitude_is_that_of_the_points_inside() -> None:
    means = mean_altitudes(GRID, outlines(c16001=(-0.5, -0.5, 1.5, 0.5), c16002=(1.5, 0.5, 2.5, 1.5)))
    assert means.to_dict() == {"16001": 15.0}


def test_between_points_the_altitude_is_interpolated_without_the_missing_ones() -> None:
    found = GRID.at(np.array([0.5, 1.5, 1.9]), np.array([0.0, 0.0, 0.9]))
    assert found[:2].tolist() == [15.0, 25.0]
    assert 20 < found[2] < 30


def test_small_communes_are_interpolated_and_overseas_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(altitude, "build_grid", lambda _cells: GRID)
    shapes = outlines(c16001=(-0.5, -0.5, 0.5, 0.5), c16002=(0.4, 0.1, 0.6, 0.3), c97101=(60, 10, 61, 11))
    halls = pd.DataFrame({"code": ["16002"], "mairie_localisation": [shapely.Point(0.5, 0.0).wkb_hex.upper()]})
    inside = pd.DataFrame({"lon": 0.5, "lat": 0.2}, index=shapes.index)
    staged = {"altitude_cells": pd.DataFrame(), "town_hall_points": halls}
    areas = pd.Series({"16001": 2.0, "16002": 3.0, "97101": 4.0})
    monkeypatch.setattr(altitude, "FAR", 0.11)
    columns = altitude_columns(staged, shapes, inside, areas)
    assert columns["alt_x_area", 2018].cells.fillna(-1).tolist() == [20.0, 45.0, -1.0]
    assert columns["area_km2_metro", 2018].cells.fillna(-1).tolist() == [2.0, 3.0, -1.0]
    assert list(columns["alt_x_area", 2018].remarks) == ["16002"]
    assert columns["alt_x_area", 2018].gaps["97101"].status == "not_published"
