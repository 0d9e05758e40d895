"""Peer groups on the hand-made country: members, bounds, and the place left out."""

from __future__ import annotations

import pytest

from observatoire.model.store import Store
from observatoire.statistics.peers import (
    COMMUNE_STRATA,
    EPCI_STRATA,
    UnknownMethodError,
    default_method,
    offered_methods,
    peer_group,
    population_class,
)


@pytest.mark.parametrize(
    ("place", "method", "expected"),
    [
        ("com-01001", "epci", ("com-01002", "com-01003")),
        ("com-01004", "epci", ("com-02001", "com-02002")),
        ("com-01001", "departement", ("com-01002", "com-01003", "com-01004")),
        ("com-01001", "categorie", ("com-01002", "com-02002", "com-02003")),
        ("com-01003", "categorie", ("com-01004",)),
        ("com-02001", "categorie", ()),
        ("epci-100000001", "departement", ()),
        ("epci-100000001", "region", ("epci-100000002",)),
        ("epci-100000001", "categorie", ("epci-100000002",)),
        ("epci-100000001", "france", ("epci-100000002",)),
        ("dep-01", "region", ("dep-02",)),
        ("reg-99", "france", ()),
    ],
)
def test_members(small_store: Store, place: str, method: str, expected: tuple[str, ...]) -> None:
    assert peer_group(small_store, small_store.territory(place), method).ids == expected


def test_a_commune_outside_any_epci_has_no_such_group(small_store: Store) -> None:
    island = small_store.territory("com-02003")
    assert "epci" not in offered_methods(island)
    with pytest.raises(UnknownMethodError):
        peer_group(small_store, island, "epci")


def test_france_has_no_peers(small_store: Store) -> None:
    france = small_store.territory("france")
    assert offered_methods(france) == ()
    assert default_method(france) is None


@pytest.mark.parametrize(
    ("population", "expected"),
    [(0, (0, 500)), (499, (0, 500)), (500, (500, 1_000)), (18_532, (15_000, 20_000)), (2_100_000, (200_000, None))],
)
def test_commune_strata_hold_their_lower_bound(population: int, expected: tuple[int, int | None]) -> None:
    assert population_class(population, COMMUNE_STRATA) == expected
    assert len(COMMUNE_STRATA) == 15


def test_epci_classes() -> None:
    assert population_class(69_249, EPCI_STRATA) == (50_000, 100_000)
    assert population_class(49_999, EPCI_STRATA) == (30_000, 50_000)
