"""Peers of composed territories: EPCI near by the same features, never those that they are made of."""

from __future__ import annotations

import numpy as np
import pytest

from observatoire.model.catalog import Catalog
from observatoire.model.composed.names import composed_id
from observatoire.model.store import Store
from observatoire.model.territory import UnknownTerritoryError
from observatoire.statistics.comparison import compare
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.composed import overlapped, space_around
from observatoire.statistics.peers.groups import MixedLevelsError, PeerRequest, offered_methods, peer_group, similar
from observatoire.statistics.peers.resemblance import feature_figures, usual_gaps
from observatoire.statistics.standout import standing_out

COGNAC, ROUILLAC = "epci-200070514", "epci-241600303"
VALLEY = "compose-200070514.241600303"


@pytest.fixture(scope="module")
def data() -> tuple[Store, Catalog]:
    return open_offered()


@pytest.mark.parametrize("epci", [COGNAC, "epci-249740119", "epci-200054781"])
def test_the_communes_of_an_epci_stand_where_it_stands(data: tuple[Store, Catalog], epci: str) -> None:
    store, catalog = data
    codes = store.level("commune")["code"].iloc[store.members(epci)].tolist()[:400]
    made = store.territory(composed_id(codes))
    space = space_around(store, catalog, made)
    # The features that ship have five figures.
    np.testing.assert_allclose(
        space.matrix[space.position(made.id)], space.matrix[space.position(epci)], atol=2e-3, equal_nan=True
    )


def test_it_moves_no_scale_of_the_others(data: tuple[Store, Catalog]) -> None:
    store, catalog = data
    without = space_around(store, catalog, store.territory(COGNAC))
    with_it = space_around(store, catalog, store.territory(VALLEY))
    np.testing.assert_array_equal(with_it.matrix[:-1], without.matrix)


def test_neighbours_are_epci_of_which_it_is_not_made(data: tuple[Store, Catalog]) -> None:
    store, catalog = data
    found = similar(store, catalog, store.territory(VALLEY), PeerRequest("similaires"))
    ids = [neighbour.id for neighbour in found.neighbours]
    assert len(ids) == 20
    assert not {COGNAC, ROUILLAC, VALLEY} & set(ids)
    assert not found.missing
    assert found.enough
    distances = [neighbour.distance for neighbour in found.neighbours]
    assert distances == sorted(distances)
    assert distances[0] > 0


def test_every_group_leaves_out_what_it_is_made_of(data: tuple[Store, Catalog]) -> None:
    store, catalog = data
    place = store.territory("compose-16102.200029734")  # a commune of Grand Cognac, and an EPCI
    assert overlapped(store, place.id) == ("epci-200029734", COGNAC)
    methods = offered_methods(place)
    assert "categorie" not in methods
    for method in methods:
        group = peer_group(store, catalog, place, PeerRequest(method))
        assert not {place.id, *overlapped(store, place.id)} & set(group.ids), method
    everyone = peer_group(store, catalog, place, PeerRequest("france"))
    assert len(everyone.ids) == len(store.index("epci")) - 2


def test_adjacent_epci_touch_it(data: tuple[Store, Catalog]) -> None:
    store, catalog = data
    group = peer_group(store, catalog, store.territory(VALLEY), PeerRequest("limitrophes"))
    around = (set(store.adjacent(COGNAC)) | set(store.adjacent(ROUILLAC))) - {COGNAC, ROUILLAC}
    assert set(group.ids) == around


def test_hand_picked_peers_may_be_its_parts_and_other_composed_ones(data: tuple[Store, Catalog]) -> None:
    store, catalog = data
    place = store.territory(VALLEY)
    chosen = (COGNAC, "compose-16.17", VALLEY)
    group = peer_group(store, catalog, place, PeerRequest("choisis", chosen=chosen))
    assert group.ids == chosen[:2]
    with pytest.raises(MixedLevelsError):
        peer_group(store, catalog, place, PeerRequest("choisis", chosen=("com-16102",)))
    with pytest.raises(UnknownTerritoryError):
        peer_group(store, catalog, place, PeerRequest("choisis", chosen=("compose-99999",)))


def test_it_has_a_rank_among_epci(data: tuple[Store, Catalog]) -> None:
    store, catalog = data
    indicator = catalog.indicator("part_65_ans_plus")
    group = peer_group(store, catalog, store.territory(VALLEY), PeerRequest("departement"))
    found = figures(store, indicator, "epci", 2021, [VALLEY, *group.ids])
    result = compare(found, VALLEY, group.ids)
    assert result.n == len(group.ids) + 1 == 8
    assert result.rank == 1 + int((found.value[1:] > found.value[0]).sum())


def test_what_stands_out_and_why_neighbours_resemble_it(data: tuple[Store, Catalog]) -> None:
    store, catalog = data
    place = store.territory(VALLEY)
    group = peer_group(store, catalog, place, PeerRequest("similaires"))
    found = standing_out(store, catalog, place, group)
    assert found.found
    assert all(each.figure.counts for each in found.found)
    assert set(usual_gaps(store, catalog, place)) == {feature.id for feature in group.criteria}
    behind = feature_figures(store, catalog, [VALLEY, *group.ids])
    assert behind["population"].amounts[0] == 79_088
    assert len(behind["communes"].amounts) == 21
