"""Neighbours: distances, shares and ties worked by hand in a plane; what always holds, on France."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from observatoire.model.catalog import Catalog, load_catalog
from observatoire.model.features import Feature
from observatoire.model.store import Store, open_store
from observatoire.statistics.peers import neighbours
from observatoire.statistics.peers.feature_space import Space, scaled, space_of
from observatoire.statistics.peers.neighbours import FAR, Neighbours, nearest, ranked, squared_distances
from observatoire.statistics.peers.resemblance import profile

ROOT = Path(__file__).parents[3]
NAN = float("nan")
CATALOG = load_catalog()


def feature(name: str, **fields: object) -> Feature:
    given = {
        "title": f"title {name}",
        "short_title": name,
        "indicator": name,
        "year": 2023,
        "transform": "none",
        "weight": 1.0,
    }
    return Feature.model_validate({"id": name, "levels": ["commune"], "reason": "r", **given, **fields})


def space(rows: list[tuple[float, ...]], weights: tuple[float, ...] = (1.0, 3.0)) -> Space:
    """Return a space of points; the communes are those of the hand-made country."""
    ids = pd.Index([f"com-{code}" for code in ("01001", "01002", "01003", "01004", "02001", "02002", "02003")])
    matrix = np.array(rows)
    names = tuple(feature(f"f{i}") for i in range(len(weights)))
    lacking = tuple(np.flatnonzero(np.isnan(column)) for column in matrix.T)
    return Space(ids[: len(rows)], names, matrix, tuple(matrix.T.copy()), lacking, np.array(weights), ())


PLANE = space([(0, 0), (2, 0), (0, -1), (0, 1), (3, 3), (1, NAN), (NAN, NAN)])


@pytest.fixture
def in_plane(monkeypatch: pytest.MonkeyPatch) -> Catalog:
    monkeypatch.setattr(neighbours, "space_around", lambda *_: PLANE)
    return CATALOG


def test_distances_are_weighted_means_of_squares_over_the_features_both_have() -> None:
    # (1 x 2² + 3 x 0²) / 4 = 1; (3 x 1²) / 4 = 0.75; (1 x 9 + 3 x 9) / 4 = 9.
    squares = squared_distances(PLANE, PLANE.weights, 0)
    assert squares[:5].tolist() == [0.0, 1.0, 0.75, 0.75, 9.0]
    # A quarter of the weights, or none, is too little to tell.
    assert np.isinf(squares[5:]).all()
    # With the weights the other way round, three quarters are shared: (3 x 1²) / 3.
    assert squared_distances(PLANE, np.array([3.0, 1.0]), 0)[5] == 1.0
    # What the place itself lacks is asked of nobody: (1 x 1²) / 1 to each, (1 x 4) / 1 to the fifth.
    assert squared_distances(PLANE, PLANE.weights, 5)[:5].tolist() == [1.0, 1.0, 1.0, 1.0, 4.0]
    assert np.isinf(squared_distances(PLANE, PLANE.weights, 6)).all()


def test_nearest_first_and_ties_by_id(small_store: Store, in_plane: Catalog) -> None:
    found = nearest(small_store, in_plane, small_store.territory("com-01001"))
    assert [n.id for n in found.neighbours] == ["com-01003", "com-01004", "com-01002", "com-02001"]
    assert [n.distance for n in found.neighbours] == [round(0.75**0.5, 9), round(0.75**0.5, 9), 1.0, 3.0]
    assert (found.features, found.missing) == (("f0", "f1"), ())


def test_contributions_share_the_squared_distance_and_differences_have_a_sign(
    small_store: Store, in_plane: Catalog
) -> None:
    found = nearest(small_store, in_plane, small_store.territory("com-01001"))
    by_id = {n.id: n for n in found.neighbours}
    assert by_id["com-02001"].contributions == {"f0": 0.25, "f1": 0.75}
    assert by_id["com-02001"].differences == {"f0": 3.0, "f1": 3.0}
    assert by_id["com-01003"].contributions == {"f0": 0.0, "f1": 1.0}
    assert by_id["com-01003"].differences == {"f0": 0.0, "f1": -1.0}


def test_a_twin_is_at_no_distance_and_nothing_sets_it_apart(
    small_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "space_around", lambda *_: space([(1, 1), (1, 1), (2, 2)]))
    twin = nearest(small_store, CATALOG, small_store.territory("com-01001")).neighbours[0]
    assert (twin.id, twin.distance, twin.contributions) == ("com-01002", 0.0, {"f0": 0.0, "f1": 0.0})


def test_dropping_and_doubling_change_the_distance(small_store: Store, in_plane: Catalog) -> None:
    place = small_store.territory("com-01001")
    dropped = nearest(small_store, in_plane, place, dropped=["f1"])
    assert [(n.id, n.distance) for n in dropped.neighbours[:3]] == [
        ("com-01003", 0.0),
        ("com-01004", 0.0),
        ("com-02002", 1.0),
    ]
    assert dropped.features == ("f0",)
    # (2 x 4) / 5 beyond (3 x 1) / 5.
    doubled = {n.id: n.distance for n in nearest(small_store, in_plane, place, doubled=["f0"]).neighbours}
    assert doubled["com-01002"] == round((8 / 5) ** 0.5, 9)
    assert doubled["com-01003"] == round((3 / 5) ** 0.5, 9)


def test_what_the_place_lacks_is_said(small_store: Store, in_plane: Catalog) -> None:
    found = nearest(small_store, in_plane, small_store.territory("com-02002"))
    assert (found.features, found.missing) == (("f0",), ("f1",))
    assert set(found.neighbours[0].contributions) == {"f0"}
    alone = nearest(small_store, in_plane, small_store.territory("com-02003"))
    assert (alone.neighbours, alone.close) == ((), None)


def test_a_level_without_features_has_no_neighbours(small_store: Store) -> None:
    with pytest.raises(ValueError, match="no features are declared"):
        nearest(small_store, CATALOG, small_store.territory("dep-01"))


def test_ranked_equals_a_full_sort() -> None:
    squares = np.random.default_rng(3).integers(0, 400, 2_000).astype(float)
    squares[::7] = np.inf
    allowed = np.arange(2_000) % 3 > 0
    whole = sorted(np.flatnonzero(allowed & np.isfinite(squares)), key=lambda i: (squares[i], i))
    for n in (1, 5, 30):
        assert ranked(squares, allowed, n).tolist() == whole[:n]


def test_scaling_is_robust_and_bounded() -> None:
    figures = np.concatenate([np.arange(11.0), [1e6]])
    frame = pd.DataFrame({"f0": figures, "f1": [0.0] * 11 + [1.0]})
    counted = np.arange(12) < 11
    found = space_of(frame, (feature("f0", bound=4.0), feature("f1")), counted).matrix
    # Of 0 to 10: median 5, first and last deciles 1 and 9, so 8 / 2.5631 is one unit.
    assert found[6, 0] == pytest.approx(2.5631 / 8, abs=1e-6)
    assert found[11, 0] == 4.0
    # No width at all: the figure's own unit.
    assert found[11, 1] == 1.0


def test_transforms() -> None:
    frame = pd.DataFrame({"fa": [0.0, 1.0, 100.0], "fb": [0.0, 4.0, 100.0], "fb__shrunk": [1.0, 4.0, 9.0]})
    found = space_of(frame, (feature("fa", transform="log"), feature("fb", transform="sqrt")), np.full(3, True)).matrix
    assert np.isnan(found[0, 0])  # no inhabitant has no logarithm
    # The figures that lean on the EPCI are those that count: roots 1, 2, 3, evenly spaced.
    assert found[2, 1] == -found[0, 1]


# France

PLACES = ("com-16102", "com-35238", "com-97411", "com-97608", "com-2B096", "epci-200070514", "epci-200054781")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("n", [5, 20, 30])
def test_neighbours_are_others_of_the_level_once_each(place: str, n: int) -> None:
    store = open_store()
    found = nearest(store, CATALOG, store.territory(place), n)
    ids = [neighbour.id for neighbour in found.neighbours]
    assert len(ids) == len(set(ids)) == n
    assert place not in ids
    assert {store.territory(i).level for i in ids} == {found.level}
    distances = [neighbour.distance for neighbour in found.neighbours]
    assert distances == sorted(distances)
    assert set(found.features) & set(found.missing) == set()
    for neighbour in found.neighbours:
        assert sum(neighbour.contributions.values()) == pytest.approx(1.0)
        assert set(neighbour.contributions) == set(neighbour.differences) <= set(found.features)


def test_a_distance_of_france_worked_again() -> None:
    store = open_store()
    found = nearest(store, CATALOG, store.territory("com-16102")).neighbours[0]
    weights = {name: CATALOG.features[name].weight for name in found.differences}
    mean = sum(weights[f] * d * d for f, d in found.differences.items()) / sum(weights.values())
    assert found.distance == pytest.approx(mean**0.5, abs=1e-8)


def test_removed_ones_give_way_to_the_next() -> None:
    store = open_store()
    place = store.territory("com-16102")
    first, second, *rest = (n.id for n in nearest(store, CATALOG, place, 10).neighbours)
    without = [n.id for n in nearest(store, CATALOG, place, 10, removed=[first, "com-00000"]).neighbours]
    assert without[:9] == [second, *rest]
    assert first not in without


def test_within_keeps_to_the_region_or_the_legal_form() -> None:
    store = open_store()
    commune, epci = store.territory("com-16102"), store.territory("epci-200070514")
    near = nearest(store, CATALOG, commune, within="region")
    assert {store.territory(n.id).region for n in near.neighbours} == {commune.region}
    alike = nearest(store, CATALOG, epci, within="nature")
    assert {store.territory(n.id).nature for n in alike.neighbours} == {epci.nature}


def test_nobody_resembles_paris() -> None:
    store = open_store()

    def found(identifier: str) -> Neighbours:
        return nearest(store, CATALOG, store.territory(identifier))

    assert not found("com-75056").close
    assert not found("epci-200054781").close  # Métropole du Grand Paris
    assert all(found(i).close for i in ("com-16102", "com-35238", "com-05023", "com-97411", "epci-200070514"))
    middle = found("com-75056").neighbours[10].distance
    assert middle > FAR > found("com-16102").neighbours[10].distance


def test_rennes_and_cognac_have_the_neighbours_that_a_geographer_names() -> None:
    store = open_store()
    rennes = {n.id for n in nearest(store, CATALOG, store.territory("com-35238")).neighbours}
    assert {"com-44109", "com-34172", "com-49007", "com-67482"} <= rennes
    assert "com-17415" in {n.id for n in nearest(store, CATALOG, store.territory("com-16102"), 5).neighbours}
    reunion = [n.id for n in nearest(store, CATALOG, store.territory("com-97411"), 5).neighbours]
    assert {"com-97416", "com-97415"} <= set(reunion)  # Saint-Pierre, Saint-Paul


def test_mayotte_keeps_what_it_has_and_says_what_it_lacks() -> None:
    store = open_store()
    found = nearest(store, CATALOG, store.territory("com-97608"))
    assert {"plus_65_ans", "altitude", "croissance"} <= set(found.missing)
    assert "population" in found.features


def test_two_processes_find_the_same_to_the_bit() -> None:
    code = (
        "from observatoire.model.store import open_store; from observatoire.model.catalog import load_catalog\n"
        "from observatoire.statistics.peers.neighbours import nearest\n"
        "store = open_store()\n"
        f"print([nearest(store, load_catalog(), store.territory(i)) for i in {PLACES!r}])"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert len(runs[0]) > 1_000


def test_profile_gives_the_figures_of_the_indicators() -> None:
    store = open_store()
    table = profile(store, CATALOG, ["com-16102", "com-97608"])
    assert list(table.index) == ["com-16102", "com-97608"]
    assert list(table.columns) == [f.id for f in CATALOG.features.values() if "commune" in f.levels]
    assert table.loc["com-16102", "population"] == store.territory("com-16102").population
    assert np.isnan(table.loc["com-97608", "plus_65_ans"])
    assert profile(store, CATALOG, []).empty


@pytest.mark.parametrize("level", ["commune", "epci"])
def test_the_space_is_rounded_and_closed_to_writes(level: str) -> None:
    found = scaled(open_store(), CATALOG, level)  # type: ignore[arg-type]
    known = found.matrix[~np.isnan(found.matrix)]
    assert np.array_equal(known, np.round(known, 6))
    with pytest.raises(ValueError, match="read-only"):
        found.columns[0][0] = 0.0
