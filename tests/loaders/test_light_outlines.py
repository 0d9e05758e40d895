"""Simplification: one coverage whatever is held, and small communes that still look like themselves."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from loaders.geography.light_outlines import LEAST_OVERLAP, TOLERANCE, _pieces, light_outlines, overlaps
from observatoire.model.store import open_store

SIDE = 0.7 * TOLERANCE  # half the length of the streets of a village


def country() -> np.ndarray:
    """Draw a town of one degree around a village of two crossing streets, and a village beyond a winding border."""
    arms = [shapely.box(0.5 - SIDE, 0.498, 0.5 + SIDE, 0.502), shapely.box(0.498, 0.5 - SIDE, 0.502, 0.5 + SIDE)]
    village = shapely.union_all(arms)
    steps = np.linspace(0, 1, 400)
    winding = np.column_stack([1 + 0.002 * np.sin(200 * steps), steps])
    town = shapely.difference(shapely.Polygon([(0, 0), *winding, (0, 1)]), village)
    beyond = shapely.Polygon([(2, 0), *winding, (2, 1)])
    return np.array([town, village, beyond], dtype=object)


def test_overlaps_are_of_hand_computed_boxes() -> None:
    one = np.array([shapely.box(0, 0, 2, 1), shapely.box(0, 0, 1, 1)], dtype=object)
    other = np.array([shapely.box(1, 0, 3, 1), shapely.box(5, 0, 6, 1)], dtype=object)
    assert overlaps(one, other) == pytest.approx([1 / 3, 0])


def test_a_village_keeps_its_shape_and_the_rest_is_simplified() -> None:
    shapes = country()
    assert shapely.coverage_is_valid(shapes)
    plain = shapely.coverage_simplify(shapes, TOLERANCE)
    assert overlaps(shapes, plain)[1] < LEAST_OVERLAP, "the plain simplification spoils it: else this proves nothing"
    light = light_outlines(shapes)
    assert overlaps(shapes, light)[1] == pytest.approx(1)
    assert shapely.coverage_is_valid(light)
    assert shapely.is_valid(light).all()
    # The town still has the village as its one hole, and the winding border has lost nearly all of its 400 points.
    (hole,) = light[0].interiors
    assert shapely.area(shapely.symmetric_difference(shapely.Polygon(hole), light[1])) == 0
    assert shapely.get_num_coordinates(light[2]) < 60


def test_every_corner_of_the_pieces_is_a_meeting_of_three_lines() -> None:
    shapes = np.array([country()[1], shapely.box(3, 3, 4, 4).difference(shapely.box(3.4, 3.4, 3.6, 3.6))], dtype=object)
    pieces, owner = _pieces(shapes)
    assert shapely.coverage_is_valid(pieces)
    for place, shape in enumerate(shapes):
        own = pieces[owner == place]
        assert shapely.area(own).sum() == pytest.approx(shape.area)
        lines = {
            frozenset(pair) for p in own for pair in zip(p.exterior.coords[:-1], p.exterior.coords[1:], strict=True)
        }
        ends = [point for line in lines for point in line]
        assert all(
            ends.count(corner) >= 3 for corner in shapely.get_coordinates(shape).tolist() for corner in [(*corner,)]
        )


def test_no_commune_of_the_edition_is_crushed() -> None:
    """Before they were held: 146 communes under half of their area, 242 with an overlap under a half, one a needle."""
    full, light = (open_store().contours("commune", detail).geometry.to_numpy() for detail in ("full", "light"))
    kept = overlaps(full, light)
    assert kept.min() > LEAST_OVERLAP - 0.01  # then rounded to four decimals
    assert (kept < 0.7).mean() < 0.03
    share = shapely.area(light) / shapely.area(full)
    assert 0.6 < share.min() < share.max() < 1.5
    # One point in three: held outlines cost little.
    assert shapely.get_num_coordinates(light).sum() < 0.33 * shapely.get_num_coordinates(full).sum()
