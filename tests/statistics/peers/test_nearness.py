"""Near and alike: distances worked by hand, ties, islands and borders, what always holds."""

from __future__ import annotations

import math

import numpy as np
import pytest

from observatoire.model.catalog import load_catalog
from observatoire.model.store import Store, open_store
from observatoire.statistics.peers import neighbours
from observatoire.statistics.peers.circularity import circularity
from observatoire.statistics.peers.groups import PeerRequest, default_method, offered_methods, peer_group, similar
from observatoire.statistics.peers.nearness import added, away, mixed
from observatoire.statistics.peers.neighbours import Neighbours, nearest, ranked, squared_distances
from observatoire.statistics.peers.sphere import EARTH_RADIUS_KM, kilometres, on_the_sphere
from tests.statistics.peers.test_neighbours import space

CATALOG = load_catalog()
NEAR = CATALOG.nearness["similaires_proches"]
VALLEY = "compose-200070514.241600303"


def found(identifier: str, **options: object) -> Neighbours:
    store = open_store()
    request = PeerRequest("similaires_proches", **options)  # type: ignore[arg-type]
    told = similar(store, CATALOG, store.territory(identifier), request)
    assert told is not None
    return told


def test_the_weights_are_those_that_were_evaluated() -> None:
    assert (NEAR.other_departement, NEAR.weight, NEAR.kilometres, NEAR.width, NEAR.bound) == (0.2, 0.1, 10.0, 2.0, 3.0)


def test_a_degree_of_the_equator_and_a_quarter_of_the_globe() -> None:
    points = on_the_sphere(np.array([1.0, 90.0, 0.0, 180.0]), np.array([0.0, 0.0, 90.0, 0.0]))
    here = on_the_sphere(np.zeros(1), np.zeros(1))[0]
    quarter = EARTH_RADIUS_KM * math.pi / 2
    expected = [EARTH_RADIUS_KM * math.pi / 180, quarter, quarter, 2 * quarter]
    assert kilometres(points, here).tolist() == pytest.approx(expected, abs=1e-3)


def test_what_the_map_adds() -> None:
    # log(1 + 10 (e² - 1) / 10) / 2 = 1; beyond 10 (e⁶ - 1) = 4 024 km nothing grows: 0.1 x 9.
    far = np.array([0.0, 10 * (math.e**2 - 1), 10 * (math.e**4 - 1), 9_000.0])
    assert added(NEAR, far, np.full(4, True)).tolist() == pytest.approx([0.0, 0.1, 0.4, 0.9], abs=1e-6)
    assert added(NEAR, far, np.full(4, False)).tolist() == pytest.approx([0.2, 0.3, 0.6, 1.1], abs=1e-6)


def test_a_mixed_distance_worked_by_hand(small_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    # Squares of structure from com-01001: 0.04, 0.01, 0.01, 0.01.
    plane = space([(0.0,), (0.2,), (0.1,), (0.1,), (-0.1,)], weights=(1.0,))
    far = {1: (10 * (math.e - 1), True), 2: (0.0, True), 3: (0.0, True), 4: (10 * (math.e**2 - 1), False)}
    monkeypatch.setattr(neighbours, "space_around", lambda *_: plane)
    monkeypatch.setattr(
        "observatoire.statistics.peers.nearness.away",
        lambda _store, _place, others: (
            np.array([far.get(int(i), (0.0, True))[0] for i in others]),
            np.array([far.get(int(i), (0.0, True))[1] for i in others]),
        ),
    )
    told = nearest(small_store, CATALOG, small_store.territory("com-01001"), nearness=NEAR).neighbours
    # 0.01, 0.01 (a tie, by id); 0.04 + 0.1 x 0.25; 0.01 + 0.1 + 0.2.
    assert [peer.id for peer in told] == ["com-01003", "com-01004", "com-01002", "com-02001"]
    assert [peer.distance for peer in told] == pytest.approx([0.1, 0.1, 0.065**0.5, 0.31**0.5], abs=1e-6)
    assert [peer.structure for peer in told] == pytest.approx([0.1, 0.1, 0.2, 0.1], abs=1e-9)
    shares = [peer.remoteness.share for peer in told if peer.remoteness]
    assert shares == pytest.approx([0.0, 0.0, 0.025 / 0.065, 0.3 / 0.31], abs=1e-6)
    assert told[3].contributions == pytest.approx({"f0": 0.01 / 0.31}, abs=1e-6)
    # Without the map, the one of another département ties with the first two.
    alone = nearest(small_store, CATALOG, small_store.territory("com-01001")).neighbours
    assert [peer.id for peer in alone] == ["com-01003", "com-01004", "com-02001", "com-01002"]
    assert {peer.remoteness for peer in alone} == {None}


PLACES = ("com-16102", "com-85113", "com-74012", "com-97411", "com-97608", "com-75056", "epci-200070514", VALLEY)


@pytest.mark.parametrize("place", PLACES)
def test_the_short_way_finds_what_the_long_one_does(place: str) -> None:
    store = open_store()
    territory = store.territory(place)
    around = neighbours.space_around(store, CATALOG, territory)
    at = around.position(place)
    squares = squared_distances(around, around.weights, at)
    allowed = neighbours._allowed(store, around, territory, (), "")
    size = len(store.index(territory.level))
    whole = np.full(len(squares), np.inf)
    whole[:size] = squares[:size] + added(NEAR, *away(store, territory, np.arange(size)))
    for n in (5, 30):
        short = mixed(store, territory, NEAR, squares, allowed, n)
        assert ranked(short, allowed, n).tolist() == ranked(whole, allowed, n).tolist()


@pytest.mark.parametrize("place", PLACES)
def test_neighbours_are_others_of_the_level_and_shares_make_a_whole(place: str) -> None:
    store, told = open_store(), found(place, n=12)
    ids = [peer.id for peer in told.neighbours]
    assert len(set(ids)) == 12
    assert place not in ids
    assert {store.territory(i).level for i in ids} == {told.level}
    distances = [peer.distance for peer in told.neighbours]
    assert distances == sorted(distances)
    for peer in told.neighbours:
        assert peer.remoteness is not None
        assert sum(peer.contributions.values()) + peer.remoteness.share == pytest.approx(1.0)
        assert peer.distance**2 * (1 - peer.remoteness.share) == pytest.approx(peer.structure**2, abs=1e-7)
        same = store.territory(peer.id).departement == store.territory(place).departement
        assert peer.remoteness.same_departement == same


def test_no_part_of_a_composed_territory_is_its_peer() -> None:
    ids = {peer.id for peer in found(VALLEY).neighbours}
    assert not {"epci-200070514", "epci-241600303", VALLEY} & ids
    assert next(iter(found(VALLEY).neighbours)).id == "epci-200071827"  # Grand Angoulême


def test_an_island_finds_the_nearest_islands_first() -> None:
    told = found("com-85113").neighbours  # L'Île-d'Yeu: Noirmoutier's communes, then Oléron and Belle-Île
    assert [peer.id for peer in told[:3]] == ["com-85163", "com-85083", "com-85106"]
    kilometres_away = {peer.id: peer.remoteness.kilometres for peer in told if peer.remoteness}
    assert 30 < kilometres_away["com-85163"] < 40


def test_a_commune_of_the_border_finds_its_own_side() -> None:
    near, alike = found("com-74012"), nearest(open_store(), CATALOG, open_store().territory("com-74012"))  # Annemasse
    store = open_store()
    home = [store.territory(peer.id).departement for peer in near.neighbours]
    elsewhere = [store.territory(peer.id).departement for peer in alike.neighbours]
    assert home.count("74") > elsewhere.count("74")
    assert "com-74281" in {peer.id for peer in near.neighbours}  # Thonon-les-Bains


def test_resemblance_is_told_by_structure_alone() -> None:
    paris = found("com-75056")
    assert paris.close is False
    assert paris.middle == sorted(peer.structure for peer in paris.neighbours)[10]
    assert found("com-16102").close is True


def test_removed_ones_give_way_and_are_told() -> None:
    first, second, *_ = (peer.id for peer in found("com-16102", n=5).neighbours)
    without = found("com-16102", n=5, removed=(first, "com-75056"))
    assert without.neighbours[0].id == second
    assert without.removed == (first,)


def test_similar_stays_the_default_and_near_stands_beside_it() -> None:
    store = open_store()
    for place in ("com-16102", "epci-200070514", VALLEY):
        territory = store.territory(place)
        assert default_method(territory) == "similaires"
        assert offered_methods(territory)[:2] == ("similaires", "similaires_proches")
    assert "similaires_proches" not in offered_methods(store.territory("dep-16"))
    ruin = store.territory("com-55050")
    assert default_method(ruin) == "categorie"


@pytest.mark.parametrize("indicator", ["part_65_ans_plus", "part_maisons", "part_logements_vacants", "densite"])
def test_what_chose_them_is_told_as_for_the_others(indicator: str) -> None:
    store = open_store()
    place = store.territory("epci-200070514")
    of_both = [
        circularity(
            CATALOG, CATALOG.indicator(indicator), place, peer_group(store, CATALOG, place, PeerRequest(method))
        )
        for method in ("similaires", "similaires_proches")
    ]
    assert of_both[0] == of_both[1]
    assert (of_both[0] is None) == (indicator == "part_logements_vacants")
