"""The outlines against the ground: joins, islands, enclaves, official areas, and the commune of a point."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from benchmarks.browser.points import ISLANDS, two_hundred
from loaders.geography.places import measured_outlines
from observatoire.model.store import open_store
from observatoire.model.territory import Level
from observatoire.views.maps.geometry import Scope
from observatoire.views.maps.hits import territory_at

STORE = open_store()
TERRITORIES = STORE.territories
EARTH = Geod(ellps="WGS84")
PREFIXES: dict[Level, str] = {"epci": "epci-", "departement": "dep-", "region": "reg-"}

# Islands that are only a part of their commune: a point on each, taken from a sea chart.
FAR_ISLANDS = {
    "Îles Chausey": (-1.832, 48.873, "50218"),
    "archipel des Glénan": (-3.996, 47.707, "29058"),
    "Sept-Îles (île Bono)": (-3.481, 48.8835, "22168"),
    "Porquerolles": (6.204, 43.000, "83069"),
    "Port-Cros": (6.400, 43.006, "83069"),
    "île Sainte-Marguerite": (7.048, 43.520, "06029"),
    "îles du Frioul": (5.312, 43.281, "13055"),
    "île Cavallo": (9.262, 41.368, "2A041"),
    "îles du Salut": (-52.588, 5.287, "97302"),
}
KNOWN_PLACES = {
    "Lampaul, Ouessant": (-5.0966, 48.4570, "29155"),
    "bourg de Sein": (-4.8505, 48.0365, "29083"),
    "Groix": (-3.4560, 47.6388, "56069"),
    "Hœdic": (-2.8770, 47.3390, "56085"),
    "Houat": (-2.9570, 47.3910, "56086"),
    "Yeu, Saint-Sauveur": (-2.3300, 46.7120, "85113"),
    "Valréas, enclave des Papes": (4.9910, 44.3850, "84138"),
    "Boursies, enclave du Nord": (3.0300, 50.1400, "59097"),
    "Luquet, enclave de Bigorre": (-0.1190, 43.2610, "65292"),
    "citadelle de Mont-Dauphin": (6.6240, 44.6690, "05082"),
    "Bonifacio": (9.1590, 41.3880, "2A041"),
    "Brest": (-4.4860, 48.3900, "29019"),
    "Cognac": (-0.3290, 45.6958, "16102"),
    "Cilaos": (55.4727, -21.1346, "97424"),
    "Mamoudzou": (45.2279, -12.7806, "97611"),
    "Cayenne": (-52.3260, 4.9340, "97302"),
    "Maripasoula": (-54.0300, 3.6400, "97353"),
}
ABROAD = {
    "Llívia, enclave d’Espagne": (1.9810, 42.4640),
    "Monaco": (7.4206, 43.7350),
    "golfe de Gascogne": (-3.5, 45.5),
    "Bâle": (7.59, 47.56),
}
# Insee's areas (cadastre: without large lakes, glaciers and estuaries), in km², written here from its tables.
INSEE_AREAS = {
    "16": 5_956, "24": 9_060, "26": 6_530, "29": 6_733, "2A": 4_014, "2B": 4_666, "31": 6_309, "32": 6_257,
    "48": 5_167, "62": 6_671, "67": 4_755, "75": 105.4, "84": 3_567, "90": 609, "974": 2_504,
}  # fmt: skip


def outlines(level: Level, detail: str = "full") -> pd.Series:
    return STORE.contours(level, detail).geometry  # type: ignore[arg-type]


@lru_cache
def level_areas(level: Level, detail: str = "full") -> pd.Series:
    return areas_km2(outlines(level, detail))


def areas_km2(shapes: pd.Series) -> pd.Series:
    return pd.Series([abs(EARTH.geometry_area_perimeter(s)[0]) / 1e6 for s in shapes], index=shapes.index)


def departement_map(code: str) -> Scope:
    return Scope("commune", "departement", code)


def on_any_map(lon: float, lat: float) -> set[str]:
    """Return what a click at a true position opens, asked of the map of every département near it."""
    rows = TERRITORIES[TERRITORIES["level"] == "departement"]
    near = rows[(rows["west"] <= lon) & (lon <= rows["east"]) & (rows["south"] <= lat) & (lat <= rows["north"])]
    found = {territory_at(STORE, departement_map(str(code)), lon, lat) for code in near["code"]}
    return {identifier for identifier in found if identifier}


@pytest.mark.parametrize("detail", ["full", "light"])
@pytest.mark.parametrize("level", list(PREFIXES))
def test_a_group_is_exactly_the_union_of_its_communes(level: Level, detail: str) -> None:
    """No sliver, no gap, no part forgotten: at both details the symmetric difference is empty."""
    # Régions are held against départements, which are held here against communes: ten times less to unite.
    parts, groups = outlines("departement" if level == "region" else "commune", detail), outlines(level, detail)
    owners = PREFIXES[level] + TERRITORIES.loc[parts.index, level].dropna()
    # Shared borders taken away: a tenth of the work of laying outlines over each other. It is the union since they meet
    # edge to edge, none over another, which test_contours.py proves of them, and that areas add up.
    unions = parts[owners.index].groupby(owners).agg(lambda shapes: shapely.coverage_union_all(shapes.to_numpy()))
    assert set(unions.index) == set(groups.index)
    apart = shapely.area(shapely.symmetric_difference(unions.to_numpy(), groups[unions.index].to_numpy()))
    assert apart.max() < 1e-12  # square degrees: a hundredth of a square metre


@pytest.mark.parametrize("detail", ["full", "light"])
def test_islands_stand_alone_and_none_is_lost(detail: str) -> None:
    communes = outlines("commune", detail)
    shapes = communes.to_numpy()
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    beside = np.bincount(pairs[0], minlength=len(shapes)) - 1
    assert set(communes.index[beside == 0]) == {f"com-{code}" for code in ISLANDS}
    share = areas_km2(communes[[f"com-{c}" for c in ISLANDS]]) / areas_km2(
        outlines("commune")[[f"com-{c}" for c in ISLANDS]]
    )
    assert share.min() > (0.99 if detail == "full" else 0.85)


@pytest.mark.parametrize("name", list(FAR_ISLANDS))
def test_islands_of_a_mainland_commune_are_kept(name: str) -> None:
    lon, lat, code = FAR_ISLANDS[name]
    assert on_any_map(lon, lat) == {f"com-{code}"}


@pytest.mark.parametrize("detail", ["full", "light"])
def test_enclaves_of_departements_are_kept(detail: str) -> None:
    """Valréas (Vaucluse, inside the Drôme), two enclaves of Bigorre in Béarn, Boursies (Nord, in the Pas-de-Calais)."""
    departements = outlines("departement", detail)
    drome = max(shapely.get_parts(departements["dep-26"]), key=shapely.area)
    holes = [shapely.Polygon(ring) for ring in drome.interiors]
    papes = min(shapely.get_parts(departements["dep-84"]), key=shapely.area)
    assert any(shapely.equals(hole, papes) for hole in holes)
    assert shapely.covers(papes, outlines("commune", detail)["com-84138"])
    pieces = {code: shapely.get_num_geometries(departements[f"dep-{code}"]) for code in ("84", "65", "59")}
    assert pieces == {"84": 2, "65": 3, "59": 2}


@pytest.mark.parametrize("detail", ["full", "light"])
def test_a_hole_in_a_commune_is_filled_by_others(detail: str) -> None:
    communes = outlines("commune", detail)
    shapes = communes.to_numpy()
    polygons, owners = shapely.get_parts(shapes, return_index=True)
    tree = shapely.STRtree(shapes)
    holed = np.flatnonzero(shapely.get_num_interior_rings(polygons))
    for number in holed:
        for hole in map(shapely.Polygon, polygons[number].interiors):
            others = [i for i in tree.query(hole, predicate="intersects") if i != owners[number]]
            inside = shapely.area(shapely.intersection(shapes[others], hole)).sum()
            assert inside == pytest.approx(shapely.area(hole), rel=1e-9)
    # Communes wholly inside another one
    around = {str(communes.index[owners[number]]) for number in holed}
    assert {"com-05052", "com-09042", "com-2A272", "com-2B049", "com-68078"} <= around


def test_outlines_agree_with_official_areas() -> None:
    """Bounds measured on this edition, a little above.

    `area_km2` of a commune is the cadastral area where it is within 10 % of the outline, or within what the outline may
    have lost, else the outline's (`loaders/geography/areas.py`): the bound on communes holds by construction, those on
    groups and on the spread do not.
    """
    gaps = {}
    for level in ("commune", "epci", "departement", "region"):
        found = level_areas(level)
        gaps[level] = found / TERRITORIES.loc[found.index, "area_km2"] - 1
    communes = STORE.contours("commune", "full")
    coarse = measured_outlines(communes)["margin"] / level_areas("commune") > 0.1
    assert gaps["commune"][~coarse].abs().max() < 0.112
    assert coarse.sum() < 3_000, "outlines too coarse to judge a cadastre by a tenth"
    assert gaps["commune"].abs().quantile(0.9) < 0.032
    assert gaps["commune"].median() == pytest.approx(0.005, abs=0.002)
    assert gaps["epci"].abs().max() < 0.054
    assert gaps["epci"].abs().quantile(0.95) < 0.018
    assert gaps["departement"].abs().max() < 0.02
    assert gaps["region"].abs().max() < 0.0185
    own = (gaps["commune"].abs() < 1e-4).mean()
    assert own < 0.02, "one commune in seventy has the area of its outline for want of a better one"


@pytest.mark.parametrize("code", list(INSEE_AREAS))
def test_departements_have_the_area_that_insee_prints(code: str) -> None:
    found = areas_km2(outlines("departement")[[f"dep-{code}"]]).iloc[0]
    assert found == pytest.approx(INSEE_AREAS[code], rel=0.019)


def test_light_outlines_keep_areas_above_communes() -> None:
    """Light communes may be a third off; the groups drawn on a map of France are not."""
    overseas = {"epci-200050532": 0.25, "dep-972": 0.019, "dep-976": 0.011, "reg-02": 0.019, "reg-06": 0.011}
    for level, bound in (("epci", 0.058), ("departement", 0.0095), ("region", 0.002)):
        gap = (level_areas(level, "light") / level_areas(level) - 1).abs()
        # Petite-Terre, 11 km² of Mayotte, loses a quarter: overseas is drawn from the full outlines.
        assert all(gap[place] < overseas.get(place, bound) for place in gap.index)


@pytest.mark.parametrize("name", list(KNOWN_PLACES))
def test_known_places_are_in_their_commune(name: str) -> None:
    lon, lat, code = KNOWN_PLACES[name]
    assert on_any_map(lon, lat) == {f"com-{code}"}


@pytest.mark.parametrize("name", list(ABROAD))
def test_a_click_abroad_or_at_sea_opens_nothing(name: str) -> None:
    assert on_any_map(*ABROAD[name]) == set()


def test_200_points_of_france_resolve_to_the_commune_that_holds_them() -> None:
    """Against the full outlines, by winding number: an arithmetic of our own, apart from shapely's predicates."""
    points = two_hundred()
    assert len(points) == 200
    wrong = [(point, found) for point in points if (found := on_any_map(point.lon, point.lat)) != {point.commune}]
    assert not wrong
