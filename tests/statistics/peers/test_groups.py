"""Peer groups: members and bounds on the hand-made country; on France, counts made apart and what always holds."""

from __future__ import annotations

import numpy as np
import pytest

from observatoire.model.catalog import load_catalog
from observatoire.model.store import Store, open_store
from observatoire.model.territory import Level, UnknownTerritoryError
from observatoire.statistics.peers.groups import (
    METHODS,
    MixedLevelsError,
    PeerGroup,
    PeerRequest,
    UnknownMethodError,
    default_method,
    offered_methods,
    peer_group,
    similar,
)
from observatoire.statistics.peers.strata import COMMUNE_STRATA, DENSITY_BOUNDS, EPCI_STRATA, class_of

CATALOG = load_catalog()


def group(store: Store, place: str, method: str, **options: object) -> PeerGroup:
    """Return a peer group; `options` are fields of `PeerRequest`."""
    return peer_group(store, CATALOG, store.territory(place), PeerRequest(method, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("place", "method", "expected"),
    [
        ("com-01001", "epci", ("com-01002", "com-01003")),
        ("com-01004", "epci", ("com-02001", "com-02002")),
        ("com-01001", "departement", ("com-01002", "com-01003", "com-01004")),
        ("com-01001", "categorie", ("com-01002", "com-02002", "com-02003")),
        ("com-01003", "categorie", ("com-01004",)),
        ("com-02001", "categorie", ()),
        # Every area is 1 km²: 100, 300, 600, 600, 2 000, 50 and 40 inhabitants per km²; 300 opens its class, 50 too.
        ("com-01001", "densite", ("com-02002",)),
        ("com-01002", "densite", ("com-01003", "com-01004")),
        ("com-02001", "densite", ()),
        ("com-02003", "densite", ()),
        ("com-01001", "limitrophes", ("com-01002",)),
        ("com-01002", "limitrophes", ("com-01001", "com-02001")),
        ("com-02003", "limitrophes", ()),
        ("epci-100000001", "limitrophes", ("epci-100000002",)),
        ("dep-01", "limitrophes", ()),
        ("epci-100000001", "departement", ()),
        ("epci-100000001", "region", ("epci-100000002",)),
        ("epci-100000001", "categorie", ("epci-100000002",)),
        ("epci-100000001", "densite", ()),  # 1 000 per km² against 2 650
        ("epci-100000001", "france", ("epci-100000002",)),
        ("dep-01", "region", ("dep-02",)),
        ("reg-99", "france", ()),
    ],
)
def test_members(small_store: Store, place: str, method: str, expected: tuple[str, ...]) -> None:
    assert group(small_store, place, method).ids == expected


@pytest.mark.parametrize("method", ["epci", "departement", "categorie", "limitrophes"])
def test_removed_peers_leave_any_group(small_store: Store, method: str) -> None:
    whole = group(small_store, "com-01001", method)
    assert "com-01002" in whole.ids
    asked = group(small_store, "com-01001", method, removed=("com-01002", "com-02001"))
    assert asked.ids == tuple(i for i in whole.ids if i != "com-01002")


def test_a_hand_picked_list_keeps_its_order_each_once_without_the_place(small_store: Store) -> None:
    chosen = ("com-02002", "com-01001", "com-01003", "com-02002", "com-01004")
    assert group(small_store, "com-01001", "choisis", chosen=chosen).ids == ("com-02002", "com-01003", "com-01004")
    removed = group(small_store, "com-01001", "choisis", chosen=chosen, removed=("com-01003",))
    assert removed.ids == ("com-02002", "com-01004")
    assert group(small_store, "com-01001", "choisis").ids == ()


def test_a_hand_picked_list_of_two_levels_is_refused(small_store: Store) -> None:
    with pytest.raises(MixedLevelsError) as caught:
        group(small_store, "com-01001", "choisis", chosen=("com-01002", "epci-100000001", "dep-02"))
    assert caught.value.stray == ("epci-100000001", "dep-02")
    with pytest.raises(UnknownTerritoryError):
        group(small_store, "com-01001", "choisis", chosen=("com-01002", "com-99999"))


def test_a_commune_outside_any_epci_has_no_such_group(small_store: Store) -> None:
    island = small_store.territory("com-02003")
    assert "epci" not in offered_methods(island)
    with pytest.raises(UnknownMethodError):
        group(small_store, "com-02003", "epci")


def test_france_has_no_peers(small_store: Store) -> None:
    france = small_store.territory("france")
    assert offered_methods(france) == ()
    assert default_method(france) is None
    with pytest.raises(UnknownMethodError):
        group(small_store, "france", "choisis", chosen=("com-01001",))


@pytest.mark.parametrize(
    ("value", "bounds", "expected"),
    [
        (0, COMMUNE_STRATA, (0, 500)),
        (499, COMMUNE_STRATA, (0, 500)),
        (500, COMMUNE_STRATA, (500, 1_000)),
        (18_532, COMMUNE_STRATA, (15_000, 20_000)),
        (2_100_000, COMMUNE_STRATA, (200_000, None)),
        (69_249, EPCI_STRATA, (50_000, 100_000)),
        (49_999, EPCI_STRATA, (30_000, 50_000)),
        (14.999, DENSITY_BOUNDS, (0, 15)),
        (15.0, DENSITY_BOUNDS, (15, 50)),
        (1_499.9, DENSITY_BOUNDS, (750, 1_500)),
        (20_000.0, DENSITY_BOUNDS, (5_000, None)),
    ],
)
def test_classes_hold_their_lower_bound(
    value: float, bounds: tuple[int, ...], expected: tuple[int, int | None]
) -> None:
    assert class_of(value, bounds) == expected
    assert len(COMMUNE_STRATA) == 15


@pytest.mark.parametrize(
    ("place", "method", "size", "counted"),
    [
        # Counted apart in territories.parquet, the place included.
        ("com-16102", "categorie", (15_000, 20_000), 177),
        ("com-05075", "categorie", (500, 1_000), None),  # Manteyer: 500 inhabitants exactly
        ("com-35238", "categorie", (200_000, None), 11),
        ("com-55039", "categorie", (0, 500), 18_256),  # Beaumont-en-Verdunois: nobody
        ("epci-200070514", "categorie", (50_000, 100_000), 118),  # CA only
        ("epci-243500139", "categorie", None, 22),  # métropoles, whatever their size
        ("com-16102", "densite", (750, 1_500), 630),
        ("com-75056", "densite", (5_000, None), 136),
        ("com-55039", "densite", (0, 15), 6_734),
        ("epci-200070514", "densite", (50, 150), 460),
    ],
)
def test_classes_of_france(place: str, method: str, size: tuple[int, int | None] | None, counted: int | None) -> None:
    store = open_store()
    found = group(store, place, method)
    assert found.size == size
    if counted is not None:
        assert len(found.ids) + 1 == counted
    here, frame = store.territory(place), store.level(store.territory(place).level)
    rows = frame.loc[[*found.ids, place]]
    if size is not None:
        figures = rows["population"] / (rows["area_km2"] if method == "densite" else 1)
        assert figures.min() >= size[0]
        assert size[1] is None or figures.max() < size[1]
    if method == "categorie":
        assert set(rows["nature"].dropna()) == ({here.nature} if here.nature else set())


def test_density_classes_are_a_partition() -> None:
    store = open_store()
    frame = store.level("commune")
    density = frame["population"] / frame["area_km2"]
    sizes = []
    for low, high in zip(DENSITY_BOUNDS, [*DENSITY_BOUNDS[1:], np.inf], strict=True):
        inside = frame.index[(density >= low) & (density < high)]
        sizes.append(len(inside))
        assert {inside[0], *group(store, inside[0], "densite").ids} == set(inside)
    assert sum(sizes) == len(frame) == 34_875


def test_contiguous_peers_of_cognac() -> None:
    store = open_store()
    found = group(store, "com-16102", "limitrophes", removed=("com-16089",))
    names = [store.territory(i).name for i in found.ids]
    assert names == ["Boutiers-Saint-Trojan", "Val-de-Cognac", "Javrezac", "Merpins", "Saint-Laurent-de-Cognac"]


def test_removed_neighbours_are_replaced_by_the_next_ones() -> None:
    store = open_store()
    whole = group(store, "epci-200070514", "similaires", n=10).ids
    fewer = group(store, "epci-200070514", "similaires", n=9, removed=(whole[0],)).ids
    assert fewer == whole[1:]
    assert [
        n.id
        for n in similar(store, CATALOG, store.territory("epci-200070514"), PeerRequest("similaires", 10)).neighbours
    ] == [*whole]


@pytest.mark.parametrize(("within", "column"), [("region", "region"), ("nature", "nature")])
def test_neighbours_can_be_kept_within(within: str, column: str) -> None:
    store = open_store()
    found = group(store, "epci-200070514", "similaires", within=within)
    assert len(found.ids) == 20
    assert set(store.level("epci").loc[list(found.ids), column]) == {getattr(store.territory("epci-200070514"), column)}


def places(level: Level) -> list[str]:
    """Return the places of a level to try: all of the small levels, else a seeded sample and the odd ones."""
    ids = open_store().level(level).index
    if len(ids) <= 101:
        return list(ids)
    odd = {
        # Paris, an island outside any EPCI, an island with one, nobody, Mayotte, Guyane, Corse, Cognac.
        "commune": [
            "com-75056", "com-29155", "com-56069", "com-55039", "com-97611", "com-97302", "com-2A004", "com-16102",
        ],
        "epci": ["epci-200070514", "epci-200054781", "epci-200050532", "epci-241700459"],
    }[level]  # fmt: skip
    drawn = np.random.default_rng(4).choice(len(ids), 30 if level == "commune" else 20, replace=False)
    return list(dict.fromkeys([*odd, *ids[drawn]]))


@pytest.fixture(scope="module")
def again() -> Store:
    """The edition, read a second time."""
    return Store()


@pytest.mark.parametrize(("level", "method"), [(level, m) for level, methods in METHODS.items() for m in methods])
def test_what_holds_for_every_group(level: Level, method: str, again: Store) -> None:
    """Never the place itself, one level, nobody twice, the same answer twice, and from another store."""
    store = open_store()
    ids = store.level(level).index
    chosen = tuple(ids[:: max(1, len(ids) // 30)])
    tried = 0
    for position, place in enumerate(places(level)):
        if method not in offered_methods(store.territory(place)):
            continue
        tried += 1
        found = group(store, place, method, chosen=chosen)
        assert (found.place, found.level, found.method) == (place, level, method)
        assert place not in found.ids
        assert len(set(found.ids)) == len(found.ids)
        assert set(found.ids) <= set(ids)
        assert group(store, place, method, chosen=chosen) == found
        if position < 5:
            assert group(again, place, method, chosen=chosen) == found
        if method in ("categorie", "densite", "limitrophes", "epci", "departement", "region", "france"):
            assert list(found.ids) == sorted(found.ids)
    assert tried


@pytest.mark.parametrize("method", ["categorie", "densite", "limitrophes", "epci", "region"])
def test_who_is_my_peer_has_me_as_a_peer(method: str) -> None:
    """True of every group by criterion, not of statistical neighbours."""
    store = open_store()
    for place in places("commune")[:15]:
        if method in offered_methods(store.territory(place)):
            for peer in group(store, place, method).ids[:3]:
                assert place in group(store, peer, method).ids
