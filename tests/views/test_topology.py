"""The compact outlines: what is written reads back, and shared borders are written once."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from observatoire.model.store import open_store
from observatoire.views.maps.geometry import mercator
from observatoire.views.maps.topology import decode, encode, signed, varints


def flat(points):
    """No projection: the figures of the tests are the quanta themselves."""
    return points


def area(ring: list[tuple[int, int]]) -> float:
    xy = np.array(ring, dtype=float)
    return abs(float(np.dot(xy[:-1, 0], xy[1:, 1]) - np.dot(xy[1:, 0], xy[:-1, 1]))) / 2


LEFT, RIGHT = shapely.box(0, 0, 2, 2), shapely.box(2, 0, 4, 2)


def test_two_squares_share_one_border() -> None:
    data = encode(np.array([LEFT, RIGHT]), 1.0, flat)
    shapes = decode(data, 2)
    assert [{frozenset(ring) for ring in shape} for shape in shapes] == [
        {frozenset({(0, 0), (0, 2), (2, 2), (2, 0)})},
        {frozenset({(2, 0), (2, 2), (4, 2), (4, 0)})},
    ]
    assert all(ring[0] == ring[-1] for shape in shapes for ring in shape)


def test_a_long_border_is_written_once() -> None:
    border = [(10 + y % 2, y) for y in range(101)]
    left = shapely.Polygon([(0, 0), *border, (0, 100)])
    right = shapely.Polygon([(30, 0), *border, (30, 100)])
    both = np.array([left, right])
    first, second = decode(encode(both, 1.0, flat), 2)
    assert set(border) <= set(first[0]) & set(second[0])
    once = 2 * 100  # one byte for each step x and y of the border
    assert once < len(encode(both, 1.0, flat)) < once + 50


def test_an_enclave_is_the_hole_of_what_surrounds_it() -> None:
    inner = shapely.box(3, 3, 6, 6)
    outer = shapely.box(0, 0, 9, 9) - inner
    shapes = decode(encode(np.array([outer, inner]), 1.0, flat), 2)
    assert sorted(area(ring) for ring in shapes[0]) == [9, 81]
    assert [area(ring) for ring in shapes[1]] == [9]


def test_islands_and_far_shapes_come_whole() -> None:
    islands = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(1000, -70_000, 1003, -69_998)])
    shapes = decode(encode(np.array([islands, LEFT]), 1.0, flat), 2)
    assert sorted(area(ring) for ring in shapes[0]) == [1, 6]
    assert [area(ring) for ring in shapes[1]] == [4]


def test_a_point_where_four_shapes_meet() -> None:
    corners = [shapely.box(x, y, x + 1, y + 1) for x in (0, 1) for y in (0, 1)]
    shapes = decode(encode(np.array(corners), 0.5, flat), 4)
    assert [area(shape[0]) for shape in shapes] == [4, 4, 4, 4]  # in quarters of a square


def test_a_spike_that_collapses_on_the_grid_is_survived() -> None:
    spiked = shapely.Polygon([(0, 0), (4, 0), (4, 1.9), (9, 2.0), (4, 2.1), (4, 4), (0, 4)])
    [[ring]] = decode(encode(np.array([spiked]), 1.0, flat), 1)
    assert area(ring) == 16


@pytest.mark.parametrize("level", ["epci", "departement", "region"])
def test_real_outlines_read_back_to_the_grid(level) -> None:
    shapes = open_store().contours(level, "light").geometry.to_numpy()
    quantum = 1e-3
    found = decode(encode(shapes, quantum, mercator), len(shapes))
    assert all(found)
    for shape, rings in zip(shapes, found, strict=True):
        drawn = shapely.transform(shape, mercator)
        holes = 2 * sum(shapely.Polygon(ring).area for part in shapely.get_parts(drawn) for ring in part.interiors)
        assert sum(map(area, rings)) * quantum**2 == pytest.approx(drawn.area + holes, rel=0.02, abs=1e-4)
        west, south, east, north = drawn.bounds
        xy = np.array([point for ring in rings for point in ring]) * quantum
        assert np.abs([*xy.min(axis=0), *xy.max(axis=0)] - np.array([west, south, east, north])).max() <= quantum


def test_every_border_between_two_communes_is_written_once() -> None:
    store = open_store()
    communes = store.level("commune")
    ids = communes.index[communes["departement"] == "16"]
    shapes = store.contours("commune", "full").geometry.loc[ids].to_numpy()
    once = len(encode(shapes, 1e-4, mercator))
    twice = sum(len(encode(np.array([shape]), 1e-4, mercator)) for shape in shapes)
    assert once < 0.75 * twice


def test_numbers_of_any_size() -> None:
    assert varints(np.array([0, 1, 127, 128, 300, 2**21])) == bytes([0, 1, 127, 128, 1, 172, 2, 128, 128, 128, 1])
    assert varints(np.array([], dtype=int)) == b""
    assert signed([0, -1, 1, -2, 2]).tolist() == [0, 1, 2, 3, 4]
