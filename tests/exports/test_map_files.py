"""GeoJSON and GeoPackage: true places, figures as computed, states as text, nothing missing that passes for zero."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import Geod

from observatoire.exports.maps.files import layer_name, map_geojson, map_geopackage
from observatoire.exports.maps.sheet import map_table
from observatoire.model.catalog import load_catalog
from tests.conftest import values
from tests.exports.map_cases import (
    ALL_COMMUNES,
    ALL_EPCI,
    ATTACK,
    COGNAC,
    LINK,
    REUNION,
    STORE,
    five_states,
    hostile,
    sheet_of,
)

SHARE = load_catalog().indicator("part_65_ans_plus")
EARTH = Geod(ellps="WGS84")
TEXTS = ("identifiant", "code", "nom", "indicateur", "periode", "etat", "motif", "classe", "unite", "source")
WHOLE = ("annee", "communes", "communes_avec_donnee")
REAL = ("valeur", "numerateur", "denominateur", "population_couverte_pct")


def features(scope) -> list[dict]:
    return json.loads(map_geojson(STORE, sheet_of(scope)))["features"]


@pytest.mark.parametrize("scope", [COGNAC, REUNION, ALL_EPCI])
def test_geojson_follows_rfc_7946(scope) -> None:
    collection = json.loads(map_geojson(STORE, sheet_of(scope)), parse_constant=pytest.fail)
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    west, south, east, north = collection["bbox"]
    assert -180 <= west < east <= 180
    assert -90 <= south < north <= 90
    for feature in collection["features"]:
        assert set(feature) == {"type", "id", "properties", "geometry"}
        assert feature["type"] == "Feature"
        shape = feature["geometry"]
        assert shape["type"] in ("Polygon", "MultiPolygon")
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        for outer, *holes in polygons:
            assert outer[0] == outer[-1]
            assert len(outer) >= 4
            assert shapely.LinearRing(outer).is_ccw, "an exterior ring turns counterclockwise"
            assert not any(shapely.LinearRing(hole).is_ccw for hole in holes)


def test_geojson_has_codes_names_values_states_and_full_outlines_in_true_place() -> None:
    computed = values(STORE, SHARE, "commune", 2021)
    found = features(COGNAC)
    assert len(found) == 54
    outlines = STORE.contours("commune", "full").geometry
    for feature in found:
        told, row = feature["properties"], computed.loc[feature["id"]]
        assert told["identifiant"] == feature["id"] == f"com-{told['code']}"
        assert told["valeur"] == row["value"]
        assert told["etat"] == "valeur"
        assert (told["annee"], told["unite"]) == (2021, "%")
        assert told["numerateur"] / told["denominateur"] * 100 == pytest.approx(told["valeur"])
        assert "Insee" in told["source"]
        shape = shapely.geometry.shape(feature["geometry"])
        assert shapely.area(shapely.symmetric_difference(shape, outlines[feature["id"]])) < 1e-9
    area = sum(EARTH.geometry_area_perimeter(shapely.geometry.shape(f["geometry"]))[0] for f in found)
    assert area / 1e6 == pytest.approx(STORE.territory("epci-200070514").area_km2, rel=0.01)


def test_overseas_is_where_it_is_and_not_in_an_inset() -> None:
    west, south, east, north = json.loads(map_geojson(STORE, sheet_of(ALL_EPCI)))["bbox"]
    assert west < -61
    assert east > 55
    assert south < -21
    assert north > 51


def test_sources_licence_edition_and_link_travel_with_the_data() -> None:
    told = json.dumps(json.loads(map_geojson(STORE, sheet_of(COGNAC)))["metadonnees"], ensure_ascii=False)
    for text in ("Insee", "Licence Ouverte", "IGN", "édition", LINK):
        assert text in told


@pytest.fixture
def saved(tmp_path):
    """Write a GeoPackage where a reader of maps opens it from."""

    def write(raw: bytes):
        path = tmp_path / "carte.gpkg"
        path.write_bytes(raw)
        return path

    return write


def test_a_missing_value_is_null_with_its_state_in_both_files(saved) -> None:
    sheet = five_states()
    states = ["secret", "non publié", "sans objet", "non calculable", "valeur"]
    collection = json.loads(map_geojson(STORE, sheet))
    firsts = [feature["properties"] for feature in collection["features"][:5]]
    assert [f["etat"] for f in firsts] == states
    assert [f["valeur"] for f in firsts] == [None, None, None, None, 12.5]
    assert [f["fragile"] for f in firsts] == [False, False, False, False, True]
    assert firsts[4]["classe"] == "valeur fragile"
    package = gpd.read_file(saved(map_geopackage(STORE, sheet)))
    assert package["etat"].head(5).to_list() == states
    assert package["valeur"].head(5).isna().to_list() == [True] * 4 + [False]
    assert package["fragile"].head(5).to_list() == [False] * 4 + [True]
    assert len(set(package["classe"])) >= 6


def test_geopackage_reopens_with_a_named_layer_and_typed_columns(saved) -> None:
    sheet = sheet_of(COGNAC)
    path = saved(map_geopackage(STORE, sheet))
    assert pyogrio.list_layers(path).tolist() == [["part_65_ans_plus_2021", "MultiPolygon"]]
    assert layer_name(sheet) == "part_65_ans_plus_2021"
    about = pyogrio.read_info(path)
    assert about["crs"] == "EPSG:4326"
    assert about["features"] == 54
    assert LINK in about["layer_metadata"]["DESCRIPTION"]
    assert "Insee" in about["layer_metadata"]["DESCRIPTION"]
    types = dict(zip(about["fields"], about["dtypes"], strict=True))
    assert set(types) == {*TEXTS, *WHOLE, *REAL, "fragile", "a_verifier"}
    assert {types[name] for name in TEXTS} == {"object"}
    assert {types[name] for name in WHOLE} == {"int32"}
    assert {types[name] for name in REAL} == {"float64"}
    assert types["fragile"] == types["a_verifier"] == "bool"
    package = gpd.read_file(path).set_index("identifiant")
    expected = map_table(STORE, sheet).set_index("identifiant")
    np.testing.assert_array_equal(package["valeur"], expected["valeur"])
    assert shapely.equals(package.geometry.to_numpy(), expected.geometry.to_numpy()).all()


def test_all_communes_go_into_both(saved) -> None:
    sheet = sheet_of(ALL_COMMUNES)
    computed = values(STORE, SHARE, "commune", 2021)
    package = gpd.read_file(saved(map_geopackage(STORE, sheet)), ignore_geometry=True)
    assert len(package) == 34_875
    np.testing.assert_array_equal(package["valeur"], computed["value"])
    raw = map_geojson(STORE, sheet)
    assert len(raw) < 60_000_000
    assert len(json.loads(raw)["features"]) == 34_875


def test_hostile_names_are_but_text(saved) -> None:
    store, sheet = hostile()
    collection = json.loads(map_geojson(store, sheet))
    assert collection["features"][0]["properties"]["nom"].startswith("<script>")
    package = gpd.read_file(saved(map_geopackage(store, sheet)))
    assert package["nom"][0].startswith(ATTACK.partition("\x00")[0].replace("'", "’")[:20])
