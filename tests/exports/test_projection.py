"""Our Lambert-93 against PROJ's; lengths and surfaces of the local planes against the ellipsoid."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod, Transformer

from observatoire.exports.maps.projection import lambert93, local_plane
from observatoire.model.store import open_store

EARTH = Geod(ellps="WGS84")
STORE = open_store()


def test_lambert93_is_that_of_proj_to_the_micrometre() -> None:
    draw = np.random.default_rng(1)
    points = np.column_stack([draw.uniform(-5.5, 10, 2_000), draw.uniform(41, 51.5, 2_000)])
    expected = np.column_stack(Transformer.from_crs(4326, 2154, always_xy=True).transform(points[:, 0], points[:, 1]))
    assert np.abs(lambert93(points) - expected).max() < 1e-6


def test_the_origin_of_lambert93() -> None:
    assert lambert93(np.array([[3.0, 46.5]])) == pytest.approx(np.array([[700_000, 6_600_000]]), abs=1e-3)


def test_surfaces_compare_on_the_mainland() -> None:
    """To 0.6 %, as the module says: départements from Nord to Corse-du-Sud."""
    outlines = STORE.contours("departement", "light").geometry
    outlines = outlines[~outlines.index.str.startswith("dep-97")]
    true = np.array([abs(EARTH.geometry_area_perimeter(shape)[0]) for shape in outlines])
    drawn = shapely.area(shapely.transform(outlines.to_numpy(), lambert93))
    assert np.abs(drawn / true - 1).max() < 0.006


@pytest.mark.parametrize("code", ["971", "972", "973", "974", "976"])
def test_overseas_planes_are_true_to_a_third_of_a_hundredth(code: str) -> None:
    outline = STORE.contours("departement", "light").geometry[f"dep-{code}"]
    west, south, east, north = outline.bounds
    plane = local_plane(west, south, east, north)
    drawn = shapely.area(shapely.transform(outline, plane))
    assert drawn == pytest.approx(abs(EARTH.geometry_area_perimeter(outline)[0]), rel=0.003)
    for ends in ([(west, south), (east, south)], [(west, south), (west, north)], [(west, north), (east, north)]):
        flat = plane(np.array(ends))
        true = EARTH.line_length([x for x, _ in ends], [y for _, y in ends])
        assert np.hypot(*(flat[1] - flat[0])) == pytest.approx(true, rel=0.004)
