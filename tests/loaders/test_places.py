"""What an outline tells of its own margin."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from loaders.geography.places import measured_outlines


def test_the_margin_of_an_outline_grows_with_its_sides_less_than_with_its_length() -> None:
    square = shapely.box(0, 0, 0.01, 0.01)
    ring = shapely.Polygon(shapely.segmentize(square, 0.0025).exterior)
    apart = shapely.MultiPolygon([square, shapely.box(1, 0, 1.01, 0.01)])
    shapes = gpd.GeoSeries([square, ring, apart], index=["square", "ring", "apart"], crs="EPSG:4326")
    margins = measured_outlines(gpd.GeoDataFrame(geometry=shapes))["margin"]
    # 4.44 km around: 0.16 x 4.44 / 2 sides squared.
    assert margins["square"] == pytest.approx(0.16 * 4.44 / 2, rel=0.01)
    assert margins["ring"] == pytest.approx(margins["square"] / 2, rel=1e-6)
    assert margins["apart"] == pytest.approx(margins["square"] * 2**0.5, rel=0.01)
