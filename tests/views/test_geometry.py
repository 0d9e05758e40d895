"""What maps show, and where a click lands."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
import shapely

from observatoire.model.store import open_store
from observatoire.views.maps.geometry import (
    INSET_SIDE,
    INSETS,
    Scope,
    UnknownScopeError,
    home_departements,
    mercator,
    scope_ids,
    scope_shapes,
    unmercator,
)
from observatoire.views.maps.hits import HitIndex, territory_at
from observatoire.views.maps.locator import locator_svg

SCOPES = [
    "communes-epci-200070514",
    "communes-departement-16",
    "communes-departement-2A",
    "communes-departement-974",
    "epci-departement-16",
    "epci-region-75",
    "epci-france",
    "epci-france-sans-encarts",
    "departements-france",
    "regions-france",
    "communes-france",
    "liste:com-16089,com-16102",
]


@pytest.fixture(scope="module")
def store():
    return open_store()


@pytest.mark.parametrize("text", SCOPES)
def test_a_scope_reads_back_as_written(text):
    assert str(Scope.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "communes-France",
        "communes-region-75",
        "pairs",
        "liste:",
        "liste:com-16102,epci-200070514",
        "liste:com-16102,<script>",
        "liste:" + ",".join(f"com-{n:05d}" for n in range(1000, 1200)),
        "liste:" + "com-16102" * 1000,
        "communes-epci-200070514-sans-encarts",
        "epci-france ",
        "epci-france\n",
        "EPCI-france",
        "communes-epci-20007051",
        "communes-epci-٢٠٠٠٧٠٥١٤",
        "departements-region-75",
        "epci-departement-../../etc",
        "communes-departement-16' OR 1=1",
        "<script>alert(1)</script>",
        "communes-epci-" + "2" * 10_000,
    ],
)
def test_hostile_scopes_are_refused(text):
    with pytest.raises(UnknownScopeError):
        Scope.parse(text)


@pytest.mark.parametrize(
    "text", ["communes-epci-999999999", "communes-departement-20", "epci-region-99", "liste:com-16102,com-99999"]
)
def test_a_scope_of_no_territory_is_refused(store, text):
    scope = Scope.parse(text)
    for ask in (scope_ids, scope_shapes):
        with pytest.raises(UnknownScopeError):
            ask(store, scope)


def test_members_are_those_of_the_territory(store):
    communes = scope_ids(store, Scope.parse("communes-epci-200070514"))
    assert len(communes) == 54
    assert "com-16102" in communes
    assert communes == sorted(communes)
    assert len(scope_ids(store, Scope.parse("epci-france"))) == 1253
    assert len(scope_ids(store, Scope.parse("departements-france"))) == 101


def test_an_epci_astride_two_departements_is_on_both_maps(store):
    rows = store.level("epci")
    astride = rows.loc[rows["departements"].str.contains(" ")].iloc[0]
    for code in astride["departements"].split():
        assert astride.name in scope_ids(store, Scope.parse(f"epci-departement-{code}"))


def test_a_list_is_in_the_order_of_the_store_whatever_the_visitor_wrote(store):
    scope = Scope.parse("liste:com-33063,com-16102,com-16102")
    assert scope_ids(store, scope) == ["com-16102", "com-33063"]
    assert str(scope) == "liste:com-16102,com-33063"


def test_peers_are_shown_among_all_territories_of_their_level(store):
    scope = Scope("epci", "pairs", ids=("epci-200070514", "epci-243300316"))
    assert scope_ids(store, scope) == ["epci-200070514", "epci-243300316"]
    assert str(scope.drawn) == "epci-france"
    assert len(scope_ids(store, scope.drawn)) == 1253


def test_true_positions_leave_overseas_where_it_is(store):
    ids, shapes = scope_shapes(store, Scope.parse("departements-france-sans-encarts"))
    west, south, east, north = shapely.bounds(shapes[ids.index("dep-974")])
    assert 55 < west < east < 56
    assert -22 < south < north < -20


def test_small_scopes_keep_their_true_place(store):
    west, south, east, north = shapely.total_bounds(scope_shapes(store, Scope.parse("communes-departement-974"))[1])
    assert 55 < west < east < 56
    assert -22 < south < north < -20


def test_overseas_is_drawn_in_its_insets_beside_the_mainland(store):
    for text in ("epci-france", "departements-france", "regions-france", "communes-france"):
        scope = Scope.parse(text)
        ids, shapes = scope_shapes(store, scope)
        west, south, east, north = shapely.total_bounds(shapes)
        assert west > -6
        assert south > 41
        assert east < 10
        assert north < 52
        homes = home_departements(store, ids)
        boxes = {code: shapely.box(x, y, x + INSET_SIDE, y + INSET_SIDE) for code, (_, x, y) in INSETS.items()}
        flat = shapely.transform(shapes, mercator)
        for shape, home in zip(flat, homes, strict=True):
            for code, box in boxes.items():
                assert shapely.within(shape, box) if home == code else not shapely.intersects(shape, box)


def test_insets_keep_shapes(store):
    """One scale for both axes of the Mercator plane: a stretched island would be another island."""
    scope = Scope.parse("departements-france")
    ids, shapes = scope_shapes(store, scope)
    true = store.contours("departement", "full").geometry
    for code in INSETS:
        drawn = shapely.transform(shapes[ids.index(f"dep-{code}")], mercator)
        real = shapely.transform(true[f"dep-{code}"], mercator)
        (x0, y0, x1, y1), (a0, b0, a1, b1) = drawn.bounds, real.bounds
        assert (x1 - x0) / (a1 - a0) == pytest.approx((y1 - y0) / (b1 - b0), rel=1e-6)


def test_a_click_finds_the_territory_where_it_is_drawn(store):
    for text in ("communes-epci-200070514", "epci-france", "communes-departement-974", "communes-france"):
        scope = Scope.parse(text)
        ids, shapes = scope_shapes(store, scope, "full")
        for rank in range(0, len(ids), max(1, len(ids) // 60)):
            point = shapely.point_on_surface(shapes[rank])
            assert territory_at(store, scope, point.x, point.y) == ids[rank]


def test_a_click_in_an_inset_finds_the_overseas_territory(store):
    _, west, south = INSETS["974"]  # La Réunion fills the middle of its frame
    lon, lat = unmercator(np.array([[west + INSET_SIDE / 2, south + 0.9]]))[0]
    assert territory_at(store, Scope.parse("departements-france"), lon, lat) == "dep-974"
    assert territory_at(store, Scope.parse("departements-france"), 55.5, -21.1) is None  # its true place


@pytest.mark.parametrize("point", [(float("nan"), 45), (0, float("inf")), (-40, 45), (1e308, -1e308)])
def test_a_click_nowhere_finds_nothing(store, point):
    assert HitIndex(store, Scope.parse("departements-france")).at(*point) is None


def test_a_shared_edge_always_gives_the_same_territory(store):
    scope = Scope.parse("communes-departement-16")
    ids, shapes = scope_shapes(store, scope)
    pairs = shapely.STRtree(shapes).query(shapes[0], predicate="touches")
    edge = shapely.get_coordinates(shapely.intersection(shapes[0], shapes[pairs[0]]))[0]
    index = HitIndex(store, scope)
    assert index.at(*edge) == index.at(*edge) == ids[0]


@pytest.mark.parametrize(
    "identifier",
    ["com-16102", "epci-200070514", "dep-16", "reg-75", "france", "com-97411", "reg-03", "dep-976", "com-75056"],
)
def test_the_locator_is_a_light_sound_drawing(store, identifier):
    territory = store.territory(identifier)
    text = locator_svg(store, territory)
    assert len(text.encode()) < 60_000
    root = ET.fromstring(text)
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text
    assert identifier == "france" or territory.name in title.text
    assert not {"script", "image", "use", "a"} & {node.tag.rpartition("}")[2] for node in root.iter()}
    assert "href" not in text


def test_a_small_territory_is_ringed_and_a_large_one_is_not(store):
    assert locator_svg(store, store.territory("com-16102")).count("<circle") == 3
    assert locator_svg(store, store.territory("reg-75")).count("<circle") == 0


def test_overseas_is_located_in_its_own_departement(store):
    assert "outre-mer (La Réunion)" in locator_svg(store, store.territory("com-97411"))
    assert len(locator_svg(store, store.territory("com-97411"))) < 15_000


def test_a_hostile_name_stays_text_in_the_locator(store):
    territory = replace(store.territory("com-16102"), name="</title><script>alert(1)</script>&")
    root = ET.fromstring(locator_svg(store, territory))
    assert root.findall(".//{http://www.w3.org/2000/svg}script") == []
