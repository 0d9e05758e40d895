"""The outlines that ship, and the rebuilding that made them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from loaders.geography.contours import DECIMALS, _carved, _dissolve, _require_same, round_coverage

PREPARED = Path(__file__).parents[2] / "data" / "prepared"
COUNTS = {"commune": 34_875, "epci": 1_253, "departement": 101, "region": 18}
EARTH = Geod(ellps="WGS84")


@pytest.fixture(scope="module", params=["full", "light"])
def outlines(request: pytest.FixtureRequest) -> tuple[str, dict[str, gpd.GeoDataFrame]]:
    folder = PREPARED / "contours"
    return request.param, {
        level: gpd.read_parquet(folder / f"{level}_{request.param}.parquet").set_index("id") for level in COUNTS
    }


@pytest.fixture(scope="module")
def territories() -> pd.DataFrame:
    return pd.read_parquet(PREPARED / "territories.parquet").set_index("id")


def area_km2(shape: shapely.Geometry) -> float:
    return abs(EARTH.geometry_area_perimeter(shape)[0]) / 1e6


def points_of(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Return the corners of outlines, each once, as complex numbers: one number a point is compared at once."""
    return np.unique(shapely.get_coordinates(frame.geometry.to_numpy()).view(np.complex128))


def test_each_level_is_whole_sound_and_rounded(outlines, territories):
    detail, levels = outlines
    for level, frame in levels.items():
        shapes = frame.geometry.to_numpy()
        assert len(frame) == COUNTS[level]
        assert frame.crs == "EPSG:4326"
        assert set(frame.index) == set(territories.index[territories["level"] == level])
        assert frame.index.is_unique
        assert not shapely.is_empty(shapes).any()
        assert shapely.is_valid(shapes).all()
        assert shapely.coverage_is_valid(shapes)
        points = shapely.get_coordinates(shapes)
        assert np.abs(points - np.round(points, DECIMALS[detail])).max() < 1e-9


def test_files_follow_the_order_of_territories(outlines, territories):
    for level, frame in outlines[1].items():
        assert list(frame.index) == list(territories.index[territories["level"] == level])


def test_levels_nest_without_sliver_or_gap(outlines, territories):
    _, levels = outlines
    communes = levels["commune"]
    areas = pd.Series(shapely.area(communes.geometry.to_numpy()), index=communes.index)
    below = points_of(communes)
    for level, prefix in (("epci", "epci-"), ("departement", "dep-"), ("region", "reg-")):
        whole = levels[level].geometry
        owners = prefix + territories.loc[communes.index, level].dropna()
        assert set(owners) == set(whole.index)
        sums = areas.loc[owners.index].groupby(owners).sum().reindex(whole.index)
        assert np.allclose(sums, shapely.area(whole.to_numpy()), rtol=0, atol=1e-10)
        assert np.isin(points_of(levels[level]), below).all()


def test_the_mainland_has_its_area_its_enclave_and_its_islands(outlines):
    detail, levels = outlines
    overseas = levels["departement"].index.str.startswith("dep-97")
    mainland = shapely.coverage_union_all(levels["departement"].geometry.to_numpy()[~overseas])
    assert area_km2(mainland) == pytest.approx(549_153, rel=2e-6 if detail == "full" else 5e-4)
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(mainland) for ring in part.interiors]
    assert len(holes) == 1
    assert area_km2(holes[0]) == pytest.approx(12.9, abs=0.6)  # Llívia
    # Ouessant, Sein, Bréhat, Yeu and Houat are islands of their own
    for code in ("29155", "29083", "22016", "85113", "56086"):
        assert area_km2(levels["commune"].geometry[f"com-{code}"]) > 0.2


def test_merged_and_restored_communes_have_their_true_extent():
    communes = gpd.read_parquet(PREPARED / "contours" / "commune_full.parquet").set_index("id").geometry
    assert area_km2(communes["com-62447"]) == pytest.approx(21, abs=1.5)  # Hesdin-la-Forêt, six communes
    restored = communes[[f"com-{code}" for code in ("15031", "15035", "15047", "15171", "15141")]]
    assert all(8 < area_km2(shape) < 60 for shape in restored)
    assert not shapely.overlaps(restored["com-15141"], restored.drop("com-15141").to_numpy()).any()


def test_the_whole_set_is_light_enough_to_ship():
    files = list((PREPARED / "contours").glob("*.parquet"))
    assert len(files) == 8
    assert sum(path.stat().st_size for path in files) < 15_000_000


def test_rounding_a_coverage_mends_what_it_breaks():
    """A sliver thinner than the grid: rounding alone would fold it or part it from the polygons around it."""
    left = shapely.Polygon([(0, 0), (0, 1), (0.504, 1), (0.496, 0.5), (0.504, 0)])
    right = shapely.Polygon([(0.504, 0), (0.496, 0.5), (0.504, 1), (1, 1), (1, 0)])
    rounded = round_coverage(np.array([left, right], dtype=object), 1)
    assert shapely.coverage_is_valid(rounded)
    assert shapely.area(rounded).sum() == pytest.approx(1)


def test_a_missing_key_joins_no_group():
    squares = np.array([shapely.box(x, 0, x + 1, 1) for x in range(4)], dtype=object)
    merged = _dissolve(squares, pd.Index(["a", "b", None, "a"]))
    assert list(merged.index) == ["a", "b"]
    assert merged["a"].area == 2


def test_restored_communes_are_cut_out_of_their_former_whole():
    whole = pd.Series([shapely.box(0, 0, 5, 1)], index=["15141"])
    names = ["15031", "15035", "15047", "15171"]
    restored = pd.Series([shapely.box(x, 0, x + 1, 1) for x in range(4)], index=names)
    carved = _carved(whole, restored)
    assert list(carved.index) == [*names[:3], "15141", "15171"]
    assert carved["15141"].area == 1
    assert whole["15141"].area == 5


def test_disagreement_between_outlines_and_communes_is_told():
    with pytest.raises(ValueError, match=r"1 communes without an outline \['c'\], 1 outlines"):
        _require_same(["a", "b"], ["a", "c"])
