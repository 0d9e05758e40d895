"""A composed territory against its own members: what both hold is the same chance on both sides of the gap."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from observatoire.model.store import Store
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.uncertainty.chance import median_variance, variance_beside_median
from observatoire.statistics.uncertainty.differences import between_places
from observatoire.statistics.uncertainty.verdicts import judge_first
from observatoire.views.french.how_known import how_known
from tests.statistics.uncertainty.countries import EVENTS, country, rate, share

SIZES = np.array([400.0, 600, 1_000, 3_000, 500, 1_500, 800, 700])
PART = 0.2


def made(pairs: range) -> str:
    """Name the territory of some pairs of communes: pair 0 is the communes 01000 and 01001."""
    return "compose-" + ".".join(f"{1000 + 2 * pair + side:05d}" for pair in pairs for side in (0, 1))


WHOLE, FIRST = made(range(4)), made(range(1))


def alike(folder: Path) -> Store:
    return country(folder, SIZES, {"y__2021": SIZES * PART, "x__2021": SIZES})


def test_a_member_moves_with_the_whole(tmp_path: Path) -> None:
    # w - a = (x_b / x) (b - a), hence p (1 - p) x_b / (x x_a); apart it would be p (1 - p) (1 / x + 1 / x_a).
    store, own = alike(tmp_path), share(turnover=True)
    found = between_places(store, figures(store, own, "epci", 2021, [WHOLE, FIRST]), WHOLE, FIRST)
    total, part = SIZES.sum(), SIZES[:2].sum()
    assert found.margin == pytest.approx(196 * math.sqrt(PART * (1 - PART) * (total - part) / (total * part)))
    assert found.margin < 196 * math.sqrt(PART * (1 - PART) * (1 / total + 1 / part)) * 0.95, "as if they were apart"
    back = between_places(store, figures(store, own, "epci", 2021, [WHOLE, FIRST]), FIRST, WHOLE)
    assert (back.gap, back.margin) == pytest.approx((-found.gap, found.margin))


def test_two_that_overlap_share_what_both_hold(tmp_path: Path) -> None:
    store, own = alike(tmp_path), share(turnover=True)
    one, other = made(range(2)), made(range(1, 4))
    found = between_places(store, figures(store, own, "epci", 2021, [one, other]), one, other)
    x1, x2, both = SIZES[:4].sum(), SIZES[2:].sum(), SIZES[2:4].sum()
    variance = PART * (1 - PART) * (1 / x1 + 1 / x2 - 2 * both / (x1 * x2))
    assert found.margin == pytest.approx(196 * math.sqrt(variance))
    apart = made(range(1)), made(range(1, 4))
    alone = between_places(store, figures(store, own, "epci", 2021, list(apart)), *apart)
    assert alone.margin == pytest.approx(196 * math.sqrt(PART * (1 - PART) * (1 / SIZES[:2].sum() + 1 / x2)))


def test_events_of_a_member_are_events_of_the_whole(tmp_path: Path) -> None:
    plain = {"o": EVENTS | {"c2": 0.0}}
    store = country(tmp_path, SIZES, {"o__2021": SIZES * 0.05, "x__2021": SIZES}, plain)
    found = between_places(store, figures(store, rate(), "epci", 2021, [WHOLE, FIRST]), WHOLE, FIRST)
    total, part = SIZES.sum(), SIZES[:2].sum()
    scale = rate().scale
    assert found.margin == pytest.approx(1.96 * scale * math.sqrt(0.05 * (total - part) / (total * part)))


def test_members_as_peers_leave_out_of_the_margin_what_both_hold(tmp_path: Path) -> None:
    """Against the same world drawn ten thousand times."""
    store, own = alike(tmp_path), share(turnover=True)
    found = judge_first(store, figures(store, own, "epci", 2021, [WHOLE, *(made(range(k, k + 1)) for k in range(4))]))
    drawn = np.random.default_rng(7).binomial(SIZES.astype(int), PART, size=(10_000, 8)).reshape(10_000, 4, 2).sum(2)
    of_pairs = SIZES.reshape(4, 2).sum(1)
    gaps = drawn.sum(1) / SIZES.sum() - np.median(drawn / of_pairs, axis=1)
    assert found.margin == pytest.approx(196 * gaps.std(), rel=0.06)
    assert found.margin < 0.9 * 196 * math.hypot(found.own_error, found.reference_error) / 100, "as if they were apart"
    assert found.margin == pytest.approx(
        1.96 * math.sqrt(found.own_error**2 + found.reference_error**2 - found.shared_error**2)
    )
    told = " ".join(how_known(store, own, found))
    assert "part commune" in told
    assert "à la fois dans ce territoire et chez ses pairs" in told


def test_a_whole_that_is_no_more_than_its_member_has_no_gap(tmp_path: Path) -> None:
    """All of the chance is common: the rest of the whole holds nobody."""
    x = np.array([500.0, 500, 0, 0])
    store = country(tmp_path, [500, 500, 10, 10], {"y__2021": x * PART, "x__2021": x})
    pair = [made(range(2)), made(range(1))]
    found = between_places(store, figures(store, share(turnover=True), "epci", 2021, pair), *pair)
    assert found.gap == 0
    assert found.verdict == "exact"


def test_what_moves_as_the_median_does_has_no_gap_to_it() -> None:
    one = np.array([3.0]), np.array([0.25])
    assert variance_beside_median(*one, np.array([1.0])) == pytest.approx(0, abs=1e-12)
    assert variance_beside_median(*one, np.array([0.0])) == pytest.approx(median_variance(*one))
    # Values far from the median do not move it: what moves with them is then twice as unsure, not less.
    values, variances = np.array([1.0, 50.0, -50.0]), np.full(3, 0.04)
    assert variance_beside_median(values, variances, np.array([0, 1.0, 0])) == pytest.approx(0.08, rel=0.1)


def test_ranks_among_its_own_members_are_surer(tmp_path: Path) -> None:
    parts = np.repeat([0.2, 0.24, 0.2, 0.2], 2)
    x = np.repeat([3_000.0, 800, 3_000, 3_000], 2)
    store = country(tmp_path, x, {"y__2021": x * parts, "x__2021": x})
    ids = [WHOLE, *(made(range(k, k + 1)) for k in range(4))]
    found = judge_first(store, figures(store, share(turnover=True), "epci", 2021, ids))
    assert found.apart == (0, 1, 0, 0)


def test_what_shares_nothing_is_as_before() -> None:
    store, catalog = open_offered()
    indicator = catalog.indicators["part_logements_vacants"]
    ids = ["compose-200070514.241600303", "epci-200029734", "epci-200069672"]
    found = judge_first(store, figures(store, indicator, "epci", 2021, ids))
    assert found.shared_error == 0
    assert found.margin == pytest.approx(1.96 * math.hypot(found.own_error, found.reference_error))
    assert not any("part commune" in line for line in how_known(store, indicator, found))
