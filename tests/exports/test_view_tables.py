"""Tables of the views on several indicators: the figures of the domain, states apart in every format, hostile names."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from observatoire.__main__ import main
from observatoire.exports.formats.csv import RFC4180, csv_bytes
from observatoire.exports.formats.ods import ods_bytes
from observatoire.exports.formats.parquet import METADATA_KEY, parquet_bytes
from observatoire.exports.formats.registry import FORMATS
from observatoire.exports.formats.xlsx import xlsx_bytes
from observatoire.exports.tables.columns import caveats_of_all
from observatoire.exports.tables.peers import peers_export
from observatoire.exports.tables.table import Export, footnotes
from observatoire.exports.tables.territories import members_export, scatter_export
from observatoire.exports.tables.themes import portrait_export, side_export, theme_export
from observatoire.model.catalog import Indicator
from observatoire.model.store import STATUSES
from observatoire.model.territory import Territory
from observatoire.statistics.comparison import compare
from observatoire.statistics.components import years
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import Method, PeerGroup, PeerRequest, peer_group
from observatoire.statistics.peers.neighbours import nearest
from observatoire.statistics.uncertainty.verdicts import judge
from observatoire.views.compare.panorama import panorama
from observatoire.views.compare.scatter import scatter
from observatoire.views.compare.side_by_side import side_rows
from tests.conftest import values

STORE, CATALOG = open_offered()
LINK = "https://exemple.fr/comparer?territoire=com-16102&edition=2026.1"
HOUSING = CATALOG.of_theme("logement")
ALL = list(CATALOG.indicators.values())
DENSITY, AGES = CATALOG.indicator("densite"), CATALOG.indicator("part_65_ans_plus")
MISSING = STATUSES[1:]


def group_of(place: str, method: Method) -> PeerGroup:
    return peer_group(STORE, CATALOG, STORE.territory(place), PeerRequest(method))


def housing_of(place: Territory, group: PeerGroup) -> Export:
    view = panorama(STORE, HOUSING, place, group.ids, "pairs")
    return theme_export(STORE, CATALOG, view, "Logement", group, LINK)


def cloud(place: str, method: Method, asked: Sequence[tuple[Indicator, int]], *picked: str) -> Export:
    return scatter_export(STORE, CATALOG, asked, STORE.territory(place), picked, group_of(place, method), LINK)


def latest_of(*indicators: Indicator) -> list[tuple[Indicator, int]]:
    return [(indicator, years(STORE, indicator)[-1]) for indicator in indicators]


def lines(export: Export) -> list[dict[str, str]]:
    text = csv_bytes(export, RFC4180).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def book_of(content: bytes) -> pd.DataFrame:
    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Tableau").to_python()
    return pd.DataFrame(rows, columns=head)


def parquet_of(export: Export) -> pd.DataFrame:
    return pq.read_table(io.BytesIO(parquet_bytes(export))).to_pandas()


# --- A theme: a row an indicator -----------------------------------------------------------------


def test_a_theme_has_the_figures_of_show_and_the_ranks_of_compare(capsys: pytest.CaptureFixture[str]) -> None:
    place, group = STORE.territory("epci-200070514"), group_of("epci-200070514", "departement")
    table = parquet_of(housing_of(place, group)).set_index("indicateur")
    assert set(table.index) == {indicator.id for indicator in HOUSING}
    for indicator in HOUSING:
        row, year = table.loc[indicator.id], years(STORE, indicator)[-1]
        assert main(["show", place.id, "--indicator", indicator.id, "--year", str(year), "--json"]) == 0
        (known,) = json.loads(capsys.readouterr().out)
        assert row["valeur"] == known["value"]
        found = compare(figures(STORE, indicator, "epci", year), place.id, group.ids)
        assert row["rang"] == found.rank
        assert (row["mediane_des_pairs"], row["q1_des_pairs"], row["q3_des_pairs"], row["classes"]) == (
            found.median, found.q1, found.q3, found.n,
        )  # fmt: skip
        assert row["unite"] == (indicator.unit or indicator.unit_spoken)
        assert row["definition"] == indicator.description


def test_a_theme_is_in_the_order_of_the_screen_and_says_what_stands_out() -> None:
    place, group = STORE.territory("epci-200070514"), group_of("epci-200070514", "departement")
    view = panorama(STORE, HOUSING, place, group.ids, "pairs")
    rows = lines(theme_export(STORE, CATALOG, view, "Logement", group, LINK))
    assert [row["indicateur"] for row in rows] == [row.indicator.id for row in view.rows]
    assert [bool(row["ecart_net"]) for row in rows] == [row.stands_out for row in view.rows]
    far = {row["indicateur"]: row["ecart_net"] for row in rows if row["ecart_net"]}
    assert far
    assert all((words == "au-dessus") == (figure(rows, i) > median(rows, i)) for i, words in far.items())


def figure(rows: list[dict[str, str]], indicator: str) -> float:
    return float(next(row["valeur"] for row in rows if row["indicateur"] == indicator))


def median(rows: list[dict[str, str]], indicator: str) -> float:
    return float(next(row["mediane_des_pairs"] for row in rows if row["indicateur"] == indicator))


def test_what_a_level_has_not_is_named() -> None:
    place, group = STORE.territory("com-16102"), group_of("com-16102", "epci")
    view = panorama(STORE, CATALOG.of_theme("democratie"), place, group.ids, "pairs")
    export = theme_export(STORE, CATALOG, view, "Démocratie", group, LINK)
    assert "Âge moyen des maires" in export.caveats[0]


def test_a_caveat_of_several_indicators_is_said_once() -> None:
    told = caveats_of_all(HOUSING)
    assert len(told) == len({words.partition(". ")[2] for words in told})
    shared = next(words for words in told if "Mayotte n’est pas comprise" in words)
    assert "\u00a0autres. Mayotte" in shared


# --- States, in every format ---------------------------------------------------------------------


def states_of(place: str) -> Export:
    return portrait_export(
        STORE, CATALOG, STORE.territory(place), ALL, "Tous les thèmes", group_of(place, "epci"), LINK
    )


def test_the_two_villages_have_every_state() -> None:
    both = pd.concat([states_of(place).frame for place in ("com-26274", "com-55039")])
    assert set(both["statut_code"]) == set(STATUSES)
    assert both["fragile"].any()
    assert (both["valeur"] == 0).any()


@pytest.mark.parametrize("place", ["com-26274", "com-55039"])
def test_states_are_those_of_the_domain_and_stay_apart_in_csv(place: str) -> None:
    for row in lines(states_of(place)):
        indicator, year = CATALOG.indicator(row["indicateur"]), int(row["annee"])
        own = figures(STORE, indicator, "commune", year).of(place)
        assert row["statut_code"] == own.status, indicator.id
        assert row["fragile"] == ("oui" if own.fragile else "non")
        if own.status == "value":
            assert float(row["valeur"]) == pytest.approx(own.value, abs=1e-6)
            assert row["statut"] == "valeur"
        else:
            assert row["valeur"] == ""
            assert row["statut"] != "valeur"
        if own.fragile or own.status != "value":
            assert row["rang"] == ""


@pytest.mark.parametrize("write", [xlsx_bytes, ods_bytes])
@pytest.mark.parametrize("place", ["com-26274", "com-55039"])
def test_states_stay_apart_in_workbooks(place: str, write: object) -> None:
    export = states_of(place)
    book = book_of(write(export))  # type: ignore[operator]
    assert book["Code du statut"].tolist() == export.frame["statut_code"].tolist()
    for cell, known in zip(book["Valeur"], export.frame["valeur"], strict=True):
        assert cell == ("" if math.isnan(known) else pytest.approx(known))
    assert (book["Fragile"] == "oui").tolist() == export.frame["fragile"].tolist()


@pytest.mark.parametrize("place", ["com-26274", "com-55039"])
def test_states_stay_apart_in_parquet(place: str) -> None:
    table = pq.read_table(io.BytesIO(parquet_bytes(states_of(place))))
    codes, figures = table.column("statut_code").to_pylist(), table.column("valeur").to_pylist()
    assert [x is None for x in figures] == [code in MISSING for code in codes]
    told = json.loads(table.schema.metadata[METADATA_KEY])
    assert all(code in told["Statuts"][0] for code in MISSING)


# --- Places side by side -------------------------------------------------------------------------


def test_places_side_by_side_have_a_row_each_and_the_medians_of_the_first_ones_peers() -> None:
    places = [STORE.territory(i) for i in ("com-16102", "com-97611", "com-26274")]
    group = group_of("com-16102", "departement")
    rows = side_rows(STORE, HOUSING, places, group.ids, "pairs")
    table = lines(side_export(STORE, CATALOG, rows, places, "Logement", group, LINK))
    assert len(table) == 3 * len(rows)
    assert [row["identifiant"] for row in table[:3]] == [place.id for place in places]
    assert [row["role"] for row in table[:3]] == ["territoire", "hors du groupe", "hors du groupe"]
    for row in table:
        indicator, year = CATALOG.indicator(row["indicateur"]), int(row["annee"])
        frame = figures(STORE, indicator, "commune", year)
        own = frame.of(row["identifiant"])
        assert row["statut_code"] == own.status
        assert bool(row["valeur"]) == (own.status == "value")
        if row["valeur"]:
            assert float(row["valeur"]) == pytest.approx(own.value, abs=1e-6)
        assert float(row["mediane_des_pairs"]) == pytest.approx(compare(frame, "com-16102", group.ids).median, abs=1e-6)
    assert {row["statut_code"] for row in table if row["identifiant"] == "com-97611"} >= {"value", "not_published"}


def test_places_side_by_side_say_whether_the_highest_and_the_lowest_surely_differ() -> None:
    places = [STORE.territory(i) for i in ("com-16102", "com-16015")]
    group = group_of("com-16102", "departement")
    rows = side_rows(STORE, HOUSING, places, group.ids, "pairs")
    table = lines(side_export(STORE, CATALOG, rows, places, "Logement", group, LINK))
    for at, row in enumerate(rows):
        for line in table[2 * at : 2 * at + 2]:
            assert line["ecart_max_verdict"] == (row.difference.verdict or "")
            assert bool(line["ecart_max_marge"]) == math.isfinite(row.difference.margin)
            if line["ecart_max_marge"]:
                assert float(line["ecart_max_marge"]) == pytest.approx(row.difference.margin, abs=1e-6)
    assert {line["ecart_max_verdict"] for line in table} >= {"clear", "noise"}


# --- Two indicators ------------------------------------------------------------------------------


def test_two_indicators_say_whether_the_place_differs_from_its_peers_on_each() -> None:
    empty = CATALOG.indicator("part_logements_vacants")
    table = parquet_of(cloud("com-16102", "similaires", [(empty, 2021), (AGES, 2021)])).set_index("identifiant")
    group = group_of("com-16102", "similaires")
    for indicator in (empty, AGES):
        found = judge(STORE, figures(STORE, indicator, "commune", 2021), "com-16102", group.ids)
        name = f"{indicator.id}_2021_ecart"
        assert table.loc["com-16102", name] == pytest.approx(found.gap)
        assert table.loc["com-16102", f"{name}_marge"] == pytest.approx(found.margin)
        assert table.loc["com-16102", f"{name}_verdict"] == found.verdict
        assert not any(table.loc[list(group.ids), f"{name}_verdict"])
        assert table.loc[list(group.ids), name].isna().all()
    assert table.loc["com-16102", "part_logements_vacants_2021_ecart_verdict"] == "noise"


def test_two_indicators_have_a_row_a_territory_and_both_figures(capsys: pytest.CaptureFixture[str]) -> None:
    asked = [(DENSITY, 2023), (AGES, 2021)]
    table = parquet_of(cloud("epci-200070514", "departement", asked, "epci-243500139")).set_index("identifiant")
    group = group_of("epci-200070514", "departement")
    assert list(table.index) == ["epci-200070514", "epci-243500139", *group.ids]
    assert table["role"].tolist() == ["territoire", "hors du groupe", *["pair"] * len(group.ids)]
    for identifier in table.index:
        for indicator, year in asked:
            assert main(["show", identifier, "--indicator", indicator.id, "--year", str(year), "--json"]) == 0
            (known,) = json.loads(capsys.readouterr().out)
            assert table.loc[identifier, f"{indicator.id}_{year}"] == known["value"]


def test_all_peers_are_in_the_file_and_those_of_the_cloud_are_told() -> None:
    asked = latest_of(CATALOG.indicator("part_logements_vacants"), AGES)
    export, group = cloud("com-26274", "departement", asked), group_of("com-26274", "departement")
    view = scatter(STORE, asked[0], asked[1], STORE.territory("com-26274"), group.ids, ())
    assert view.left > 0, "the table on screen is an extract"
    rows = lines(export)
    assert len(rows) == 1 + len(group.ids)
    assert sum(row["compte"] == "oui" for row in rows[1:]) == view.association.n
    for indicator, year in asked:
        name, frame = f"{indicator.id}_{year}", figures(STORE, indicator, "commune", year)
        for row in rows:
            own = frame.of(row["identifiant"])
            assert row[f"{name}_statut_code"] == own.status
            assert row[f"{name}_fragile"] == ("oui" if own.fragile else "non")
            assert (row[name] == "") == (own.status != "value")
    assert "valeurs fragiles" in export.coverage


# --- Peers ---------------------------------------------------------------------------------------


def test_peers_come_with_distance_reasons_and_the_gaps_of_the_chart() -> None:
    place, group = STORE.territory("epci-200070514"), group_of("epci-200070514", "similaires")
    found = nearest(STORE, CATALOG, place)
    export = peers_export(STORE, CATALOG, place, group, LINK)
    table = parquet_of(export)
    assert table["identifiant"].tolist() == [place.id, *(peer.id for peer in found.neighbours)]
    assert np.isnan(table["distance"][0])
    assert table["distance"].tolist()[1:] == [peer.distance for peer in found.neighbours]
    assert table["ressemble_par"][0] == ""
    assert all(table["ressemble_par"][1:])
    assert all(table["se_distingue_par"][1:])
    for name in found.features:
        feature = CATALOG.features[name]
        stem = "croissance_2017_2023" if name == "croissance" else f"{name}_{feature.year}"
        gaps = table[f"{stem}_ecart"].tolist()[1:]
        assert gaps == pytest.approx([peer.differences.get(name, math.nan) for peer in found.neighbours], nan_ok=True)
        if feature.indicator:
            frame = values(STORE, CATALOG.indicator(feature.indicator), "epci", feature.year)
            known = frame.loc[table["identifiant"], "value"].tolist()
            # Features are kept to five significant digits.
            assert table[stem].tolist() == pytest.approx(known, rel=1e-4, nan_ok=True)
    assert any("pairs" in words for words in export.caveats), "how close they are is said"


def test_a_fragile_feature_and_a_missing_one_are_told_apart_from_values() -> None:
    export = peers_export(STORE, CATALOG, STORE.territory("com-26274"), group_of("com-26274", "similaires"))
    told = {row["moins_20_ans_2021_statut"] for row in lines(export)}
    assert "valeur, ordre de grandeur" in told
    mayotte = peers_export(STORE, CATALOG, STORE.territory("com-97611"), group_of("com-97611", "similaires"))
    first = lines(mayotte)[0]
    assert (first["moins_20_ans_2021"], first["moins_20_ans_2021_statut"]) == ("", "non publié")


def test_a_large_group_is_whole_without_distances() -> None:
    place, group = STORE.territory("com-16102"), group_of("com-16102", "departement")
    export = peers_export(STORE, CATALOG, place, group)
    rows = lines(export)
    assert [row["identifiant"] for row in rows] == [place.id, *group.ids]
    assert (rows[0]["population"], rows[0]["role"], rows[0]["departement"]) == ("18532", "territoire", "16")
    assert "distance" not in rows[0]
    assert not [name for name in rows[0] if name.endswith("_ecart")]


def test_a_level_without_features_has_the_list_alone() -> None:
    export = peers_export(STORE, CATALOG, STORE.territory("dep-16"), group_of("dep-16", "region"), LINK)
    assert export.title == "Les pairs de la Charente"
    assert len(lines(export)) == 12
    assert "critère" not in dict(footnotes(export))["Définition"]


# --- The communes behind a figure ----------------------------------------------------------------


def test_the_communes_behind_a_figure_add_up_and_keep_their_states() -> None:
    income = CATALOG.indicator("revenu_imposable_par_habitant")
    place, year = STORE.territory("epci-200071827"), years(STORE, income)[-1]
    export = members_export(STORE, CATALOG, income, place, year, LINK)
    rows = lines(export)
    assert len(rows) == place.members
    measured = [c.name for c in export.columns if c.kind == "number"]
    own = figures(STORE, income, "epci", year).of(place.id)
    whole = [row for row in rows if all(row[name] for name in measured)]
    assert sum(float(row[measured[0]]) for row in whole) == pytest.approx(own.numerator)
    for row in rows:
        for name in measured:
            assert (row[f"{name}_statut"] == "valeur") == bool(row[name])
    assert any(words.startswith("Calcul") for words in export.caveats)


# --- All of them ---------------------------------------------------------------------------------


def all_exports() -> dict[str, Export]:
    place, group = STORE.territory("com-16102"), group_of("com-16102", "similaires")
    places = [place, STORE.territory("com-16089")]
    rows = side_rows(STORE, HOUSING, places, group.ids, "pairs")
    return {
        "theme": housing_of(place, group),
        "portrait": portrait_export(STORE, CATALOG, STORE.territory("france"), ALL, "Tout", None, LINK),
        "side": side_export(STORE, CATALOG, rows, places, "Logement", group, LINK),
        "scatter": cloud("com-16102", "similaires", [(DENSITY, 2023), (AGES, 2021)], "com-16089"),
        "peers": peers_export(STORE, CATALOG, place, group, LINK),
        "members": members_export(STORE, CATALOG, AGES, STORE.territory("epci-200070514"), 2021, LINK),
    }


@pytest.mark.parametrize("name", ["theme", "portrait", "side", "scatter", "peers", "members"])
def test_each_says_what_it_is_in_every_format(name: str) -> None:
    export = all_exports()[name]
    told = dict(footnotes(export))
    expected = {"Titre", "Territoire", "Années", "Unité", "Définition", "Couverture", "Producteur", "Publication",
                "Licence", "Lien", "Édition des données", "Exporté le", "Statuts"}  # fmt: skip
    assert expected <= set(told)
    assert ("Pairs" in told) == (name not in ("portrait", "members"))
    assert told["Lien"] == LINK
    assert [column.name for column in export.columns] == list(export.frame.columns)
    for text in told.values():
        assert not [sign for sign in (" :", " ;", " ?", " !", "« ", " »") if sign in text], text
    for kind in FORMATS.values():
        assert len(kind.write(export)) > 500
    for row in lines(export):
        assert row["lien"] == LINK
        assert row["edition_des_donnees"] == STORE.edition
        assert row["source"]
        assert row["licence"]


def test_a_hostile_name_runs_nowhere() -> None:
    evil = replace(STORE.territory("com-16102"), name="=cmd|' /C calc'!A0")
    export = housing_of(evil, group_of("com-16102", "epci"))
    assert {row["nom"] for row in lines(export)} == {"'=cmd|' /C calc'!A0"}
    assert set(book_of(xlsx_bytes(export))["Nom"]) == {evil.name}
    assert set(parquet_of(export)["nom"]) == {evil.name}
