"""What brings neighbours close, what sets them apart, and what their figures are worth."""

from __future__ import annotations

import pytest

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.neighbours import Neighbour, nearest
from observatoire.statistics.peers.resemblance import NEAR, alike, apart, feature_figures, usual_gaps


def neighbour(contributions: dict[str, float], **differences: float) -> Neighbour:
    return Neighbour("com-00001", 0.5, contributions, differences, 0.5)


@pytest.fixture(scope="module")
def real() -> tuple[Store, Catalog]:
    return open_offered()


def test_sharing_what_everybody_shares_is_no_resemblance() -> None:
    peer = neighbour({}, common=0.0, rare=0.3, rarer=-0.2, far=-1.0)
    usual = {"common": 0.0, "rare": 2.0, "rarer": 1.0, "far": 9.0}
    # rare is 1.7 nearer than usual, rarer 0.8; common is no nearer; far is not near at all.
    assert alike(peer, usual) == ("rare", "rarer")
    assert alike(peer, usual, most=1) == ("rare",)


def test_what_everybody_shares_is_named_when_there_is_nothing_else() -> None:
    peer = neighbour({}, a=0.2, b=-0.1, c=0.6)
    assert alike(peer, {"a": 0.1, "b": 0.0, "c": 3.0}) == ("b", "a")


def test_what_sets_apart_is_what_weighs_in_the_distance_not_the_largest_gap() -> None:
    peer = neighbour({"heavy": 0.6, "light": 0.3, "near": 0.1}, heavy=-0.7, light=1.2, near=NEAR)
    assert apart(peer) == ("heavy", "light")
    assert apart(neighbour({"near": 1.0}, near=-NEAR)) == ()


def test_usual_gaps_are_medians_over_the_level(real: tuple[Store, Catalog]) -> None:
    store, catalog = real
    gaps = usual_gaps(store, catalog, store.territory("com-75056"))
    assert gaps["population"] > 5  # Paris
    assert gaps["outre_mer"] == 0  # most communes are not overseas, and neither is Paris
    assert "altitude" not in usual_gaps(store, catalog, store.territory("com-97411"))


def test_figures_keep_their_states_and_small_bases_do_not_count(real: tuple[Store, Catalog]) -> None:
    store, catalog = real
    figures = feature_figures(store, catalog, ["com-26274", "com-16102"])  # a hamlet of 2, Cognac
    young = figures["moins_20_ans"]
    assert young.statuses == ("value", "value")
    assert young.counts.tolist() == [False, True]
    assert figures["revenu"].statuses[0] != "value"
    assert figures["revenu"].statuses[1] == "value"
    assert figures["population"].amounts.tolist() == [2.0, 18532.0]


def test_levels_without_features_have_no_figures(real: tuple[Store, Catalog]) -> None:
    store, catalog = real
    assert feature_figures(store, catalog, ["reg-75"]) == {}


def test_every_neighbour_of_a_town_can_be_explained(real: tuple[Store, Catalog]) -> None:
    store, catalog = real
    place = store.territory("com-16102")
    found = nearest(store, catalog, place)
    usual = usual_gaps(store, catalog, place)
    for peer in found.neighbours:
        near, far = alike(peer, usual), apart(peer)
        assert near
        assert not set(near) & set(far)
