"""Contiguous territories: a shared line on hand-made squares, published borders, and the outlines of each level."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from loaders.geography.adjacency import adjacency_table, shared_borders, write_adjacency
from loaders.pipeline.manifest import read_manifest
from loaders.pipeline.sources import SourceError
from observatoire.model.adjacency import adjacency_violations
from observatoire.model.store import Store, open_store
from observatoire.model.territory import Level, UnknownTerritoryError

PREPARED = Path(__file__).parents[2] / "data" / "prepared"

# A row of three squares a b c; d touches a and b by the corner they share only; f is a hole in the ring e; g is an
# island in two pieces, of which one shares a line with c.
RING = shapely.box(10, 0, 13, 3) - shapely.box(11, 1, 12, 2)
SHAPES = {
    "a": shapely.box(0, 0, 1, 1),
    "b": shapely.box(1, 0, 2, 1),
    "c": shapely.box(2, 0, 3, 1),
    "d": shapely.Polygon([(1, 1), (0.5, 2), (1.5, 2)]),
    "e": RING,
    "f": shapely.box(11, 1, 12, 2),
    "g": shapely.MultiPolygon([shapely.box(3, 0, 4, 1), shapely.box(6, 6, 7, 7)]),
}


def as_names(pairs: tuple[np.ndarray, np.ndarray]) -> set[str]:
    names = list(SHAPES)
    return {names[i] + names[j] for i, j in zip(*pairs, strict=True)}


def test_a_line_counts_and_a_point_does_not() -> None:
    assert as_names(shared_borders(np.array(list(SHAPES.values()), dtype=object))) == {"ab", "bc", "ef", "cg"}


def test_overlapping_outlines_are_refused() -> None:
    with pytest.raises(SourceError, match="not a valid coverage"):
        shared_borders(np.array([shapely.box(0, 0, 1, 1)] * 3, dtype=object))


def test_levels_above_communes_are_contiguous_when_a_commune_of_each_is() -> None:
    """a, b in one EPCI, c outside any, g in another: neither borders the other, though the départements do."""
    outlines = gpd.GeoDataFrame(
        {"geometry": [SHAPES[name] for name in "abcg"]}, index=[f"com-0100{n}" for n in range(1, 5)]
    )
    territories = pd.DataFrame(
        {
            "id": outlines.index, "code": outlines.index.str.removeprefix("com-"),
            "epci": ["100000001", "100000001", None, "100000002"],
            "departement": ["01", "01", "02", "02"], "region": "99",
        }
    )  # fmt: skip
    table = adjacency_table(outlines, territories)
    assert list(table.itertuples(index=False, name=None)) == [
        ("com-01001", "com-01002"),
        ("com-01002", "com-01001"),
        ("com-01002", "com-01003"),
        ("com-01003", "com-01002"),
        ("com-01003", "com-01004"),
        ("com-01004", "com-01003"),
        ("dep-01", "dep-02"),
        ("dep-02", "dep-01"),
    ]


@pytest.mark.parametrize("level", ["departement", "region"])
def test_each_level_agrees_with_its_own_outlines(level: Level) -> None:
    """The same, asked of GEOS on the outlines of the level itself: an intersection that has a length."""
    store = open_store()
    shapes = store.contours(level, "full").reindex(store.level(level).index).geometry.to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    apart = first != second
    first, second = first[apart], second[apart]
    line = shapely.length(shapely.intersection(shapes[first], shapes[second])) > 0
    found = set(zip(*store.adjacent_pairs(level), strict=True))
    assert found == set(zip(first[line], second[line], strict=True))


def test_communes_agree_with_geos_on_a_sample() -> None:
    store = open_store()
    outlines = store.contours("commune", "full").geometry
    shapes, ids = outlines.to_numpy(), outlines.index.to_numpy()
    tree = shapely.STRtree(shapes)
    for position in np.random.default_rng(16102).choice(len(shapes), 150, replace=False):
        near = tree.query(shapes[position], predicate="intersects")
        near = near[near != position]
        line = shapely.length(shapely.intersection(shapes[near], shapes[position])) > 0
        assert store.adjacent(ids[position]) == tuple(sorted(ids[near[line]]))


def names(store: Store, identifier: str) -> list[str]:
    return [store.territory(i).short_name for i in store.adjacent(identifier)]


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("dep-16", ["Charente-Maritime", "Dordogne", "Deux-Sèvres", "Vienne", "Haute-Vienne"]),
        (
            "epci-200070514",
            [
                "4B Sud Charente", "Saintes - Grandes Rives - L'Agglo", "Haute Saintonge",
                "Vals de Saintonge Communauté", "Grand Angoulême", "Rouillacais",
            ],
        ),
        # All around it is the Drôme, beside three communes of the enclave itself.
        (
            "com-84138",
            [
                "Montbrison-sur-Lez", "Rousset-les-Vignes", "Saint-Pantaléon-les-Vignes", "Taulignan", "Venterol",
                "Vinsobres", "Grillon", "Richerenches", "Visan",
            ],
        ),
        ("com-97411", ["La Possession", "Sainte-Marie", "Salazie"]),
        ("com-29155", []),
        ("reg-94", []),
        ("dep-973", []),
        ("epci-241700459", []),  # Île de Ré: a bridge is not a border
        ("com-05082", ["Eygliers"]),  # Mont-Dauphin: an enclave borders one commune
        ("france", []),
    ],
)  # fmt: skip
def test_contiguous_communes_that_a_map_shows(identifier: str, expected: list[str]) -> None:
    assert names(open_store(), identifier) == expected


def test_paris_borders_the_communes_of_its_ring() -> None:
    store = open_store()
    found = [store.territory(i) for i in store.adjacent("com-75056")]
    assert len(found) == 29
    assert {t.departement for t in found} == {"92", "93", "94"}
    assert {"Boulogne-Billancourt", "Saint-Denis", "Montreuil", "Vincennes", "Montrouge"} <= {t.name for t in found}


def test_the_pairs_of_a_level_are_those_of_its_territories() -> None:
    store = open_store()
    ids = store.level("epci").index
    own, theirs = store.adjacent_pairs("epci")
    assert not own.flags.writeable
    assert tuple(ids[theirs[own == ids.get_loc("epci-200070514")]]) == store.adjacent("epci-200070514")
    assert set(zip(own, theirs, strict=True)) == set(zip(theirs, own, strict=True))
    assert all(len(side) == 0 for side in store.adjacent_pairs("france"))


def test_an_unknown_territory_borders_nothing() -> None:
    with pytest.raises(UnknownTerritoryError):
        open_store().adjacent("com-99999")


def test_contradictions_are_found() -> None:
    territories = pd.DataFrame({"id": ["com-1", "com-2", "dep-1"], "level": ["commune", "commune", "departement"]})
    pairs = [("com-1", "com-1"), ("com-1", "com-2"), ("com-2", "dep-1"), ("dep-1", "com-2"), ("com-9", "com-9")]
    assert adjacency_violations(territories, pd.DataFrame(pairs, columns=["id", "adjacent"])) == [
        "adjacency: 1 rows name an unknown territory.",
        "adjacency: 2 rows make a territory adjacent to itself.",
        "adjacency: 2 rows mix two levels.",
        "adjacency: 1 rows have no row the other way round.",
    ]


def test_building_it_again_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "contours").mkdir()
    for name in ("territories.parquet", "manifest.json", "contours/commune_full.parquet"):
        shutil.copy(PREPARED / name, tmp_path / name)
    write_adjacency(tmp_path)
    assert (tmp_path / "adjacency.parquet").read_bytes() == (PREPARED / "adjacency.parquet").read_bytes()
    assert read_manifest(tmp_path) == read_manifest(PREPARED)
