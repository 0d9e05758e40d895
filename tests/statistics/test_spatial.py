"""Moran's I: chessboards and halves counted by hand, figures of esda, and when it is worth a sentence."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
import shapely

from observatoire.model.catalog import load_catalog
from observatoire.model.store import open_store
from observatoire.statistics.figures import figures
from observatoire.statistics.spatial import MIN_INDEX, MIN_UNITS, Moran, moran, resemblance
from tests.conftest import NAN, figures_with


def grid(side: int, value, skip: tuple[str, ...] = ()) -> tuple[pd.Series, pd.DataFrame]:
    """Return the values of a chessboard and its pairs of squares that share an edge."""
    cells = {f"{row}-{column}": float(value(row, column)) for row, column in product(range(side), repeat=2)}
    pairs = [
        (f"{r}-{c}", f"{r + dr}-{c + dc}")
        for r, c in product(range(side), repeat=2)
        for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0))
        if 0 <= r + dr < side and 0 <= c + dc < side
    ]
    return pd.Series(cells).drop(list(skip)), pd.DataFrame(pairs, columns=["id", "adjacent"])


def chessboard(row: int, column: int) -> int:
    return 1 if (row + column) % 2 else -1


def halves(_row: int, column: int) -> int:
    return 1 if column < 2 else -1


def test_a_chessboard_is_minus_one() -> None:
    found = moran(*grid(4, chessboard))
    assert found is not None
    assert found.index == pytest.approx(-1)
    assert found.expected == pytest.approx(-1 / 15)
    assert (found.units, found.left_out) == (16, 0)


def test_two_halves_by_hand() -> None:
    """Outer columns: all beside alike (1). Inner columns: 1/3 at the two ends, 1/2 in the middle. 2 x 17/3 / 16."""
    found = moran(*grid(4, halves))
    assert found is not None
    assert found.index == pytest.approx(17 / 24)


def test_expectation_and_variance_by_all_permutations() -> None:
    """A 2 x 3 board: the 720 ways of dealing its six values, counted one by one."""
    from itertools import permutations

    cells = [f"{r}-{c}" for r in range(2) for c in range(3)]
    _, pairs = grid(3, chessboard)
    pairs = pairs[pairs["id"].isin(cells) & pairs["adjacent"].isin(cells)]
    numbers = [1.0, 2.0, 4.0, 4.5, 7.0, 13.0]
    indices = [moran(pd.Series(dealt, index=cells), pairs).index for dealt in permutations(numbers)]  # type: ignore[union-attr]
    found = moran(pd.Series(numbers, index=cells), pairs)
    assert found is not None
    assert found.expected == pytest.approx(np.mean(indices))
    assert found.variance == pytest.approx(np.var(indices))


def test_the_figures_of_esda() -> None:
    """A 5 x 5 board of row² + 3 x column, row-standardised rook weights, esda 2.9.0 on libpysal 4.14.1."""
    esda = (0.8217171717171717, -0.041666666666666664, 0.022972719620446894, 5.696363681420279)
    found = moran(*grid(5, lambda row, column: row * row + 3 * column))
    assert found is not None
    assert (found.index, found.expected, found.variance, found.z) == pytest.approx(esda, rel=1e-12)


def test_scale_and_origin_do_not_matter() -> None:
    series, pairs = grid(5, lambda row, column: row * row + column)
    assert moran(series * 1e6 + 3, pairs).index == pytest.approx(moran(series, pairs).index)  # type: ignore[union-attr]


def test_what_is_missing_or_alone_is_left_out_and_counted() -> None:
    series, pairs = grid(4, halves)
    # The corner loses both adjacent squares: with the two missing, three territories are left out.
    series["0-1"] = series["1-0"] = NAN
    found = moran(series, pairs)
    assert found is not None
    assert (found.units, found.left_out) == (13, 3)
    kept = series.drop(["0-0", "0-1", "1-0"])
    assert found.index == pytest.approx(moran(kept, pairs).index)  # type: ignore[union-attr]


def test_fragile_and_missing_values_never_count() -> None:
    _, pairs = grid(5, halves)
    rows = {f"{r}-{c}": float(c) for r, c in product(range(5), repeat=2)}
    plain = resemblance(figures_with(rows), pairs)
    noisy = figures_with(rows | {"2-2": 1e9, "0-0": NAN}, fragile=("2-2",))
    found = resemblance(noisy, pairs)
    assert plain is not None
    assert found is not None
    assert found.left_out == 2
    assert found.index == pytest.approx(plain.index, abs=0.1)


@pytest.mark.parametrize(
    "series",
    [
        pd.Series(dtype=float),
        pd.Series({"0-0": 1.0, "0-1": 2.0, "1-0": 3.0}),
        pd.Series({f"{r}-{c}": 0.1 for r, c in product(range(4), repeat=2)}),
        pd.Series({f"{r}-{c}": NAN for r, c in product(range(4), repeat=2)}),
    ],
)
def test_no_index_of_too_few_or_equal_values(series: pd.Series) -> None:
    assert moran(series, grid(4, halves)[1]) is None


def test_it_is_told_only_when_it_tells_something() -> None:
    def found(index: float, units: int = 400, variance: float = 0.001) -> Moran:
        return Moran(index, -1 / (units - 1), variance, units, 0)

    assert found(0.5).telling
    assert found(-0.5).telling
    assert not found(0.5, units=MIN_UNITS - 1).telling, "too few"
    assert not found(0.12, variance=0.01).telling, "chance alone does as much"
    assert not found(0.09, units=34_875, variance=1e-5).telling, "certain, but not to be seen"


def test_noise_is_seldom_told() -> None:
    draw = np.random.default_rng(5)
    pairs = grid(10, chessboard)[1]
    cells = [f"{r}-{c}" for r, c in product(range(10), repeat=2)]
    told = sum(moran(pd.Series(draw.normal(size=100), index=cells), pairs).telling for _ in range(500))  # type: ignore[union-attr]
    assert told < 15, "once in a hundred, give or take"


def test_age_gathers_on_the_map_of_france() -> None:
    """Real EPCI, contiguity from the outlines; esda 2.9.0 finds the same index, variance and z to 12 digits."""
    store, indicator = open_store(), load_catalog().indicator("part_65_ans_plus")
    outlines = store.contours("epci", "full").geometry
    heads, tails = shapely.STRtree(outlines.to_numpy()).query(outlines.to_numpy(), predicate="intersects")
    pairs = pd.DataFrame({"id": outlines.index[heads], "adjacent": outlines.index[tails]})
    found = resemblance(figures(store, indicator, "epci", 2021), pairs)
    assert found is not None
    assert found.telling
    assert (found.index, found.z) == pytest.approx((0.661399400229251, 38.029491523274736), rel=1e-9)
    assert found.units == 1_243
    assert found.left_out == 5 + 5, (
        "Mayotte has no value; Ré, Oléron, Belle-Île, Noirmoutier, Marie-Galante none adjacent"
    )


def test_the_bounds_of_what_is_told_are_themselves_told() -> None:
    def telling(index: float, units: int, variance: float = 1e-6) -> bool:
        return Moran(index=index, expected=0.0, variance=variance, units=units, left_out=0).telling

    assert telling(MIN_INDEX, MIN_UNITS)
    assert telling(-MIN_INDEX, MIN_UNITS)
    assert not telling(MIN_INDEX, MIN_UNITS - 1)
    assert not telling(MIN_INDEX - 0.001, MIN_UNITS)
    assert not telling(MIN_INDEX, MIN_UNITS, variance=1.0), "a tenth of a deviation from chance"


def test_where_chance_cannot_vary_nothing_departs_from_it() -> None:
    assert Moran(index=1.0, expected=0.0, variance=0.0, units=99, left_out=0).z == 0
