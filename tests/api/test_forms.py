"""The forms of an answer, read back by other programs: CSV, Parquet, GeoJSON; how a form is chosen."""

from __future__ import annotations

import csv
import gzip
import io
import json
import pickle

import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from observatoire.api.answering import is_heavy, outcome_bytes, packed_of
from observatoire.api.asked import Asked
from observatoire.api.formats import accepted, chosen_form
from observatoire.api.json_text import cells
from observatoire.api.limits import MOST_SERIES
from observatoire.api.problems import ProblemError
from tests.api.asking import CATALOG, LINK, STORE, ask, told

ASKED = {"territoire": "com-01001,com-16102,epci-200070514", "indicateur": "part_65_ans_plus,densite", "annee": "2021"}


def test_csv_is_read_by_a_program_without_options():
    table = pd.read_csv(io.BytesIO(ask("valeurs", "csv", **ASKED)), dtype={"code": str})
    rows = told("valeurs", **ASKED)["lignes"]
    assert len(table) == len(rows) == 6
    for (_, line), row in zip(table.iterrows(), rows, strict=True):
        assert line["valeur"] == pytest.approx(row["valeur"], abs=1e-6)
        assert (line["code"], line["statut_code"], line["annee"]) == (row["code"], row["statut_code"], row["annee"])
    assert table["code"].tolist()[0] == "01001"
    assert set(table["edition_des_donnees"].astype(str)) == {STORE.edition}
    assert set(table["lien"]) == {LINK}
    by_indicator = table.set_index("indicateur")
    assert set(by_indicator.loc["densite", "unite"]) == {"hab./km²"}
    assert set(by_indicator.loc["part_65_ans_plus", "unite"]) == {"%"}
    assert table["source"].str.contains("Insee").all()
    assert table["licence"].str.contains("Licence Ouverte").all()


def test_the_spreadsheet_form_has_semicolons_commas_and_a_mark():
    content = ask("valeurs", "tableur", **ASKED)
    assert content.startswith(b"\xef\xbb\xbfidentifiant;code;nom;niveau;indicateur;annee;periode;valeur;")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[1]["nom"] == "Cognac"
    assert float(rows[1]["valeur"].replace(",", ".")) == pytest.approx(23.146141)
    # The eighth column is what the documentation tells a spreadsheet to look at.
    assert list(rows[0])[7] == "valeur"


def test_a_missing_value_is_empty_and_never_zero():
    asked = {"territoire": "epci-200070514", "indicateur": "part_femmes_presidence_epci"}
    [row] = told("valeurs", **asked)["lignes"]
    assert row["valeur"] is None
    assert row["statut_code"] != "value"
    assert row["motif"]
    [line] = csv.DictReader(io.StringIO(ask("valeurs", "csv", **asked).decode(), newline=""))
    assert line["valeur"] == line["numerateur"] == line["marge_valeur"] == ""


def test_parquet_keeps_types_and_says_what_it_is():
    table = pq.read_table(io.BytesIO(ask("valeurs", "parquet", niveau="commune", indicateur="part_65_ans_plus")))
    assert table.num_rows == 34_875
    frame = table.to_pandas()
    assert frame["valeur"].dtype == float
    assert frame["fragile"].dtype == bool
    rows = told("valeurs", territoire="com-16102,com-33063", indicateur="part_65_ans_plus")["lignes"]
    found = frame.set_index("identifiant").loc[["com-16102", "com-33063"], "valeur"].tolist()
    assert found == [row["valeur"] for row in rows]
    assert frame.loc[frame["statut_code"] != "value", "valeur"].isna().all()
    notes = json.loads(table.schema.metadata[b"observatoire"])
    assert notes["Édition des données"] == [STORE.edition]
    assert notes["Licence"]


def test_a_commune_that_is_no_more_is_answered_by_todays_and_every_form_says_so():
    former = STORE.former_communes.iloc[0]
    asked = {"territoire": f"com-{former['code']}", "indicateur": "densite"}
    answer = told("valeurs", **asked)
    [remark] = answer["remarques"]
    assert str(former["name"]) in remark
    assert answer["lignes"][0]["code"] == former["current"]
    [line] = csv.DictReader(io.StringIO(ask("valeurs", "csv", **asked).decode(), newline=""))
    assert line["remarques"] == remark
    assert remark in told("valeurs", "json-stat", **asked)["note"]
    table = pq.read_table(io.BytesIO(ask("valeurs", "parquet", **asked)))
    assert table.column("remarques").to_pylist() == [remark]


def test_rows_come_in_the_order_asked_whatever_the_levels():
    rows = told(
        "valeurs", territoire="dep-16,com-16102,epci-200070514", indicateur="densite,population", annee="2022,2021"
    )
    found = [(row["indicateur"], row["annee"], row["identifiant"]) for row in rows["lignes"]]
    places = ("dep-16", "com-16102", "epci-200070514")
    assert found == [(i, y, p) for i in ("densite", "population") for y in (2021, 2022) for p in places]


def test_territories_within_another_are_those_that_share_a_commune_with_it():
    communes = told("valeurs", niveau="commune", dans="epci-200070514", indicateur="densite")["lignes"]
    assert len(communes) == 54
    epci = [row["identifiant"] for row in told("valeurs", niveau="epci", dans="dep-16", indicateur="densite")["lignes"]]
    places = STORE.level("commune")
    held = {f"epci-{code}" for code in places.loc[places["departement"] == "16", "epci"].dropna()}
    assert set(epci) == held
    assert len(epci) == len(held)


def test_outlines_are_geojson_that_turns_counterclockwise_and_covers_what_it_should():
    content = json.loads(ask("contours", niveau="commune", dans="epci-200070514", detail="complet"))
    assert content["type"] == "FeatureCollection"
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in content["features"]]
    assert len(shapes) == 54
    for shape in shapes:
        for part in getattr(shape, "geoms", [shape]):
            assert shapely.is_ccw(part.exterior)
    whole = json.loads(ask("contours", territoire="epci-200070514", detail="complet"))
    around = shapely.geometry.shape(whole["features"][0]["geometry"])
    union = shapely.union_all(shapely.make_valid(shapes))
    assert union.symmetric_difference(around).area < 0.001 * around.area
    assert {source["source"] for source in content["metadonnees"]["sources"]} >= {"ign_contours"}
    assert content["metadonnees"]["edition_des_donnees"] == STORE.edition
    made = json.loads(ask("contours", territoire="compose-16102.17415,com-33063,dep-16"))
    assert [feature["id"] for feature in made["features"]] == ["compose-16102.17415", "com-33063", "dep-16"]
    assert made["features"][0]["properties"]["niveau"] == "compose"
    two = shapely.geometry.shape(made["features"][0]["geometry"])
    assert two.intersects(shapely.Point(-0.33, 45.69))  # Cognac
    assert shapely.geometry.shape(made["features"][1]["geometry"]).contains(shapely.Point(-0.58, 44.84))  # Bordeaux


def test_what_json_does_not_hold_as_it_is_is_written_so_that_it_comes_back():
    odd = ['"guillemets"', "barre \\ et\tsaut\n", "é’\u202f; 🧭", "", "\x7f\x00"]
    assert [json.loads(text) for text in cells(odd, "text").to_pylist()] == odd
    numbers = [0.0, -1.5, 1e-9, 1e22, 23.14614050303556, float("nan"), float("inf")]
    assert [json.loads(text) for text in cells(numbers, "number").to_pylist()] == [*numbers[:5], None, None]


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "json"),
        ("text/csv", "csv"),
        ("text/*", "csv"),
        ("application/json;q=0.2, text/csv;q=0.9", "csv"),
        ("application/vnd.apache.parquet", "parquet"),
        ("*/*, application/json;q=0", "csv"),
    ],
)
def test_the_form_is_the_one_that_the_reader_prefers(accept, form):
    assert chosen_form("", accept) == form
    assert chosen_form("parquet", accept) == "parquet", "what the address says rules"


def test_a_reader_who_accepts_nothing_of_ours_is_told_so():
    for accept in ("image/png", "application/json;q=0", "text/html"):
        with pytest.raises(ProblemError) as refused:
            chosen_form("", accept)
        assert refused.value.status == 406
    assert accepted("text/csv;q=oui", ("text/csv",)) is None


@pytest.mark.parametrize(
    ("what", "parameters", "heavy"),
    [
        ("valeurs", {"territoire": "com-16102"}, False),
        ("valeurs", {"niveau": "epci", "indicateur": "densite"}, False),
        ("valeurs", {"niveau": "epci", "indicateur": "densite,population"}, True),
        ("valeurs", {"niveau": "commune", "indicateur": "densite"}, True),
        ("valeurs", {"territoire": "com-16102", "annee": "toutes"}, True),
        ("valeurs", {"territoire": ",".join(f"compose-{n}.200070514" for n in range(16001, 16021))}, True),
        ("territoires", {"niveau": "commune"}, True),
        ("territoires", {"q": "cognac"}, False),
        ("contours", {"niveau": "epci"}, True),
        ("contours", {"territoire": "com-16102"}, False),
        ("comparaison", {"territoire": "com-16102", "indicateur": "densite"}, False),
    ],
)
def test_what_takes_long_is_known_before_it_is_made(what, parameters, heavy):
    asked = Asked(what, {name: (text,) for name, text in parameters.items()})
    assert is_heavy(STORE, CATALOG, asked) is heavy


def test_the_outcome_of_a_heavy_request_crosses_to_another_process_whole():
    asked = Asked("valeurs", {"niveau": ("region",), "indicateur": ("densite",)}, "csv", LINK)
    there = STORE, CATALOG, pickle.loads(pickle.dumps(asked))
    assert gzip.decompress(packed_of(outcome_bytes(*there))) == ask(
        "valeurs", "csv", niveau="region", indicateur="densite"
    )
    wrong = Asked("valeurs", {"niveau": ("commune",), "annee": ("toutes",)})
    with pytest.raises(ProblemError) as refused:
        packed_of(outcome_bytes(STORE, CATALOG, wrong))
    assert (refused.value.kind, refused.value.more) == ("trop-demande", {"limite": MOST_SERIES})
