"""Tables to take away: states apart, formulas neutralised, numbers untouched, footnotes in every format."""

from __future__ import annotations

import csv
import io
import json
import math
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from observatoire.__main__ import main
from observatoire.exports.formats.csv import RFC4180, SPREADSHEET, Dialect, csv_bytes, notice_bytes
from observatoire.exports.formats.ods import ods_bytes
from observatoire.exports.formats.parquet import METADATA_KEY, parquet_bytes
from observatoire.exports.formats.registry import FORMATS
from observatoire.exports.formats.xlsx import xlsx_bytes
from observatoire.exports.tables.indicators import indicator_export, series_export
from observatoire.exports.tables.levels import level_export
from observatoire.exports.tables.table import Column, Export, TooLargeError, footnotes
from observatoire.exports.tables.texts import file_name, safe_cell
from observatoire.model.store import STATUSES
from observatoire.statistics.comparison import compare
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerRequest, peer_group
from observatoire.statistics.uncertainty.differences import between_years
from observatoire.statistics.uncertainty.variances import errors_of
from tests.conftest import values
from tests.exports.programs import FRENCH_CSV, office, sheets

STORE, CATALOG = open_offered()
AGES = CATALOG.indicator("part_65_ans_plus")
EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


def read(content: bytes, dialect: Dialect = SPREADSHEET) -> list[dict[str, str]]:
    text = content.decode("utf-8")
    assert text.startswith(dialect.start)
    return list(csv.DictReader(io.StringIO(text.removeprefix(dialect.start), newline=""), delimiter=dialect.delimiter))


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def states() -> Export:
    """One row a state, a fragile value, a zero, a negative number, and hostile texts."""
    rows = [
        ("Cognac", 23.125, "value", False),
        ("=cmd|' /C calc'!A0", math.nan, "secret", False),
        ("+33 1", math.nan, "not_published", False),
        ('l’Œuf "dur"; <b>&', math.nan, "not_applicable", False),
        ("  deux\tblancs\nici ", math.nan, "not_computable", False),
        ("-tiret", -0.5, "value", True),
        ("Zéro", 0.0, "value", False),
    ]
    frame = pd.DataFrame(rows, columns=["nom", "valeur", "statut_code", "fragile"]).assign(annee=2021, n=12_345)
    columns = (
        Column("nom", "Nom"),
        Column("valeur", "Valeur", "number", 1, "%"),
        Column("statut_code", "Statut"),
        Column("fragile", "Fragile", "flag"),
        Column("annee", "Année", "year"),
        Column("n", "Habitants", "integer"),
    )
    sources = tuple(CATALOG.sources_of(AGES))
    return Export(
        "=Titre", "Cognac", "ses pairs", "2021", "%", "Ce que c’est.", "1 sur 2", sources, "https://exemple.fr/?a=1",
        "2026.1", columns, frame[[c.name for c in columns]], made_on=date(2026, 11, 22),
    )  # fmt: skip


# --- CSV ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", [SPREADSHEET, RFC4180])
def test_csv_keeps_states_numbers_and_texts(states: Export, dialect: Dialect) -> None:
    content = csv_bytes(states, dialect)
    assert content.count(b"\r\n") == 1 + len(states.frame), "CRLF ends each line, and only lines"
    rows = read(content, dialect)
    mark = dialect.decimal
    assert [r["valeur"] for r in rows] == [f"23{mark}125", "", "", "", "", f"-0{mark}5", "0"]
    assert [r["statut_code"] for r in rows] == [*STATUSES, "value", "value"]
    assert [r["fragile"] for r in rows] == ["non"] * 5 + ["oui", "non"]
    assert [r["nom"] for r in rows] == [
        "Cognac", "'=cmd|' /C calc'!A0", "'+33 1", 'l’Œuf "dur"; <b>&', "  deux\tblancs\nici ", "'-tiret", "Zéro",
    ]  # fmt: skip
    assert {(r["unite"], r["lien"], r["titre"]) for r in rows} == {("%", "https://exemple.fr/?a=1", "'=Titre")}
    assert all("Insee" in r["source"] and "Licence Ouverte" in r["licence"] for r in rows)


def test_numbers_are_written_in_full() -> None:
    figures = [1e-5, 1e17, 1234567.0, 0.1 + 0.2, -3.0, math.inf, 1e-9]
    export = Export("", "", "", "", "", "", "", (), "", "", (Column("x", "x", "number"),), pd.DataFrame({"x": figures}))
    written = [row["x"] for row in read(csv_bytes(export))]
    assert written == ["0,00001", "100000000000000000", "1234567", "0,3", "-3", "", "0"]


@pytest.mark.parametrize("evil", EVIL)
def test_formulas_are_neutralised(evil: str) -> None:
    assert safe_cell(evil) == f"'{evil}"
    export = Export("", "", "", "", "", "", "", (), "", "", (Column("x", "x"),), pd.DataFrame({"x": [evil, "L'Haÿ"]}))
    assert [row["x"] for row in read(csv_bytes(export))] == [f"'{evil}", "L'Haÿ"]


def test_the_notice_says_what_a_csv_has_no_room_for(states: Export) -> None:
    notice = notice_bytes(states).decode("utf-8-sig").split("\r\n")
    for words in ("Territoire\u202f: Cognac", "Pairs\u202f: ses pairs", "Définition\u202f: Ce que c’est."):
        assert words in notice
    assert "Exporté le\u202f: 22\u00a0novembre 2026" in notice
    assert any(line.startswith("Licence\u202f: Licence Ouverte") for line in notice)
    assert "- valeur\u202f: Valeur (%)." in notice


def test_a_french_spreadsheet_reads_our_csv(states: Export, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(csv_bytes(states))
    (book,) = office(path, "xlsx", reading=FRENCH_CSV)
    rows = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    assert rows[0][:2] == ["nom", "valeur"]
    assert [row[1] for row in rows[1:]] == [23.125, "", "", "", "", -0.5, 0.0]
    assert rows[2][0] == "'=cmd|' /C calc'!A0"


# --- Workbooks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [xlsx_bytes, ods_bytes])
def test_workbooks_hold_typed_cells(states: Export, write: Any) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(write(states)))
    assert book.sheet_names == ["Tableau", "Notice"]
    head, *rows = book.get_sheet_by_name("Tableau").to_python()
    assert head == ["Nom", "Valeur (%)", "Statut", "Fragile", "Année", "Habitants"]
    assert [row[1] for row in rows] == [23.125, "", "", "", "", -0.5, 0.0]
    assert [row[2] for row in rows] == [*STATUSES, "value", "value"]
    assert [row[4] for row in rows] == [2021] * 7
    assert rows[1][0] == "=cmd|' /C calc'!A0", "text, as it is"
    told = {str(row[0]): str(row[1]) for row in book.get_sheet_by_name("Notice").to_python()}
    assert told["Définition"] == "Ce que c’est."
    assert told["Lien"] == "https://exemple.fr/?a=1"
    assert set(dict(footnotes(states))) - {"Titre"} <= set(told)


@pytest.mark.parametrize(("name", "write"), [("t.xlsx", xlsx_bytes), ("t.ods", ods_bytes)])
def test_libreoffice_reads_workbooks(states: Export, name: str, write: Any, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(write(states))
    found = sheets(tmp_path / name)
    assert set(found) == {"Tableau", "Notice"}
    rows = found["Tableau"][1:]
    # The cells of our ODS are French, those of XLSX in the language of the program.
    assert [row[1].replace(",", ".") for row in rows] == ["23.125", "", "", "", "", "-0.5", "0"]
    # No formula ran: the texts are what they were, spaces and line ends included (no cell of Calc holds a tab).
    assert [row[0].replace("\t", " ") for row in rows] == [
        "Cognac", "=cmd|' /C calc'!A0", "+33 1", 'l’Œuf "dur"; <b>&', "  deux blancs\nici ", "-tiret", "Zéro",
    ]  # fmt: skip
    assert any("Insee" in cell for row in found["Notice"] for cell in row)


def test_texts_that_look_like_formulas_are_marked_as_text(states: Export) -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(states))) as book:
        sheet, styles = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert 'quotePrefix="1"' in styles
    assert "<pane" in sheet


@pytest.mark.parametrize("write", [xlsx_bytes, ods_bytes])
def test_too_large_a_table_is_refused(states: Export, write: Any) -> None:
    wide = replace(states, frame=pd.DataFrame({c.name: [0] * 250_000 for c in states.columns}))
    with pytest.raises(TooLargeError):
        write(wide)


def test_parquet_is_typed_and_says_what_it_is(states: Export) -> None:
    table = pq.read_table(io.BytesIO(parquet_bytes(states)))
    assert table.column("valeur").to_pylist() == [23.125, None, None, None, None, -0.5, 0.0]
    assert table.column("fragile").to_pylist() == [False] * 5 + [True, False]
    assert table.column("nom").to_pylist()[1] == "=cmd|' /C calc'!A0"
    told = json.loads(table.schema.metadata[METADATA_KEY])
    assert told["Territoire"] == ["Cognac"]
    assert table.schema.field("valeur").metadata[b"unit"] == b"%"


# --- What pages export ---------------------------------------------------------------------------


def test_a_comparison_has_the_figures_of_show_and_compare(capsys: pytest.CaptureFixture[str]) -> None:
    place = STORE.territory("epci-200070514")
    group = peer_group(STORE, CATALOG, place, PeerRequest("departement"))
    export = indicator_export(
        STORE, CATALOG, AGES, "epci", 2021, [place.id, *group.ids], territory=place, group=group, link="https://x.fr/"
    )
    table = pq.read_table(io.BytesIO(parquet_bytes(export))).to_pandas().set_index("identifiant")
    around = ["dep-16", "reg-75", "france"]
    assert list(table.index) == [place.id, *group.ids, "", "", "", "", *around]
    for identifier in [place.id, *group.ids, *around]:
        (row,) = shown(capsys, "show", identifier, "--indicator", AGES.id, "--year", "2021")
        assert table.loc[identifier, "valeur"] == row["value"]
    assert table.loc[place.id, "rang"] == compare(figures(STORE, AGES, "epci", 2021), place.id, group.ids).rank == 8
    assert table.loc[place.id, "rang_sur"] == 9
    told = dict(footnotes(export))
    assert "9 avec une valeur sur 9\u00a0territoires" in told["Couverture"], "landmarks are not counted"
    assert told["Territoire"] == "Communauté d’agglomération du Grand Cognac"
    assert told["Pairs"].startswith("EPCI de la Charente. ")
    assert told["Années"] == "2021"
    assert "54\u00a0communes sur 54" in told["Couverture"]


def test_the_landmarks_of_the_screen_end_a_comparison_and_pass_for_no_territory() -> None:
    place = STORE.territory("epci-200070514")
    group = peer_group(STORE, CATALOG, place, PeerRequest("departement"))
    ids = [place.id, *group.ids]
    export = indicator_export(STORE, CATALOG, AGES, "epci", 2021, ids, territory=place, group=group)
    of_level = figures(STORE, AGES, "epci", 2021)
    result, france = compare(of_level, place.id, group.ids), figures(STORE, AGES, "france", 2021).figure(0)
    marks = export.frame[export.frame["role"] == "repère"]
    assert list(marks.index) == list(range(len(ids), len(ids) + 7)), "the last rows"
    assert marks["nom"].str.startswith("Repère : ").all()
    assert marks["rang"].isna().all()
    values_of = dict(zip(marks["nom"], marks["valeur"], strict=True))
    # Eight peers: the middle of an even number, and the quartiles of type 7, by hand.
    ordered = sorted(of_level.of(identifier).value for identifier in group.ids)
    assert values_of["Repère : médiane des pairs"] == pytest.approx((ordered[3] + ordered[4]) / 2) == result.median
    assert values_of["Repère : premier quartile des pairs"] == pytest.approx(
        ordered[1] + 0.75 * (ordered[2] - ordered[1])
    )
    assert values_of["Repère : troisième quartile des pairs"] == result.q3
    sums = [(figure.numerator, figure.denominator) for figure in map(of_level.of, group.ids)]
    together = 100 * sum(n for n, _ in sums) / sum(d for _, d in sums)
    assert values_of["Repère : le groupe entier, comme un seul territoire"] == pytest.approx(together), (
        "no mean of ratios"
    )
    assert values_of["Repère : France (Pays)"] == france.value
    assert any("ne sont pas des territoires du classement" in caveat for caveat in export.caveats)
    rows = read(csv_bytes(export))
    assert [r["nom"] for r in rows[-3:]] == [
        "Repère : Charente (Département)", "Repère : Nouvelle-Aquitaine (Région)", "Repère : France (Pays)",
    ]  # fmt: skip


def test_every_state_of_a_level_is_in_words_and_code() -> None:
    rows = read(csv_bytes(indicator_export(STORE, CATALOG, AGES, "departement", 2021)))
    assert len(rows) == 101
    mayotte = next(r for r in rows if r["identifiant"] == "dep-976")
    assert (mayotte["valeur"], mayotte["statut"], mayotte["statut_code"]) == ("", "non publié", "not_published")
    charente = next(r for r in rows if r["identifiant"] == "dep-16")
    assert charente["valeur"].startswith("26,05")
    assert (charente["statut"], charente["fragile"]) == ("valeur", "non")


def test_fragile_values_are_kept_apart_and_not_ranked() -> None:
    hamlet = STORE.territory("com-04170")
    group = peer_group(STORE, CATALOG, hamlet, PeerRequest("departement"))
    export = indicator_export(
        STORE, CATALOG, AGES, "commune", 2021, [hamlet.id, *group.ids], territory=hamlet, group=group
    )
    rows = read(csv_bytes(export))
    fragile = [r for r in rows if r["fragile"] == "oui"]
    assert fragile
    assert all(r["valeur"] and not r["rang"] for r in fragile)


def test_a_whole_level_says_the_state_of_each_cell() -> None:
    export = level_export(STORE, CATALOG, "region")
    rows = read(csv_bytes(export))
    assert len(rows) == 18
    mayotte = next(r for r in rows if r["code"] == "06")
    assert mayotte["part_65_ans_plus_2021"] == ""
    assert mayotte["part_65_ans_plus_2021_statut"] == "non publié"
    assert len([c for c in export.columns if c.name.endswith("_statut")]) == len(CATALOG.indicators)
    small = level_export(STORE, CATALOG, "commune").frame["part_65_ans_plus_2021_statut"]
    frame = values(STORE, AGES, "commune", 2021)
    assert (small == "valeur, ordre de grandeur").sum() == frame["fragile"].sum() > 0


def test_a_table_without_peers_says_how_surely_each_value_is_known() -> None:
    indicator = CATALOG.indicator("part_logements_vacants")
    export = indicator_export(STORE, CATALOG, indicator, "commune", 2021)
    table = export.frame.set_index("identifiant")
    of_all = figures(STORE, indicator, "commune", 2021)
    reach = 1.96 * errors_of(STORE, of_all, "commune").variance ** 0.5
    median = np.nanmedian(of_all.counted)
    at = list(of_all.ids).index("com-16102")
    assert table.loc["com-16102", "marge_valeur"] == pytest.approx(reach[at]) == pytest.approx(1.0, abs=0.3)
    assert table.loc["com-16102", "verdict_mediane"] == "clear"
    close = table["verdict_mediane"] == "noise"
    assert (abs(table["valeur"] - median)[close] <= table["marge_valeur"][close]).all()
    assert (table["verdict_mediane"] == "").sum() == (~of_all.counts).sum() > 0, "what does not count has no verdict"
    assert {column.name for column in export.columns} >= {"marge_valeur", "verdict_mediane"}
    # A rate that is voted is exact, and has no margin.
    voted = indicator_export(STORE, CATALOG, CATALOG.indicator("taux_th_communal"), "commune", 2022).frame
    assert set(voted["verdict_mediane"]) == {"exact", ""}
    assert voted["marge_valeur"].isna().all()


def test_a_whole_level_says_margins_and_a_table_among_peers_keeps_its_own_columns() -> None:
    export = level_export(STORE, CATALOG, "region")
    margins = [column.name for column in export.columns if column.name.endswith("_marge_valeur")]
    assert len(margins) == len(CATALOG.indicators)
    one = indicator_export(STORE, CATALOG, AGES, "region", 2021).frame
    assert export.frame["part_65_ans_plus_2021_marge_valeur"].tolist() == pytest.approx(
        one["marge_valeur"].tolist(), nan_ok=True
    )
    assert (one["marge_valeur"].dropna() > 0).all()
    place = STORE.territory("com-16102")
    group = peer_group(STORE, CATALOG, place, PeerRequest("epci"))
    among = indicator_export(STORE, CATALOG, AGES, "commune", 2021, [place.id], territory=place, group=group)
    assert "marge_valeur" not in among.frame
    assert "marge" in among.frame


def test_a_series_has_a_row_a_place_and_year(capsys: pytest.CaptureFixture[str]) -> None:
    place, other = STORE.territory("epci-200070514"), STORE.territory("epci-200071827")
    population = CATALOG.indicator("population")
    group = peer_group(STORE, CATALOG, place, PeerRequest("departement"))
    export = series_export(STORE, CATALOG, population, [place, other], group, based=True)
    table = export.frame.set_index(["identifiant", "annee"])
    for row in shown(capsys, "show", place.id, "--indicator", "population"):
        assert table.loc[(place.id, row["year"]), "valeur"] == row["value"]
    assert table.loc[(place.id, 2016), "indice_base_100"] == 100
    grown = 100 * table.loc[(place.id, 2023), "valeur"] / table.loc[(place.id, 2016), "valeur"]
    assert table.loc[(place.id, 2023), "indice_base_100"] == pytest.approx(grown)
    median = compare(figures(STORE, population, "epci", 2023), place.id, group.ids).median
    assert table.loc[(place.id, 2023), "mediane_des_pairs"] == median


def test_a_series_ends_with_whether_the_change_is_more_than_chance() -> None:
    place, other = STORE.territory("com-16102"), STORE.territory("com-16352")
    accidents = CATALOG.indicator("accidents_corporels")
    export = series_export(STORE, CATALOG, accidents, [place, other], None)
    assert "evolution" not in export.frame, "2020 is a break, and there is no year after it"
    population = CATALOG.indicator("population")
    export = series_export(STORE, CATALOG, population, [place, other], None)
    table = export.frame.set_index(["identifiant", "annee"])
    first, last = (figures(STORE, population, "commune", year, [place.id, other.id]) for year in (2016, 2023))
    for one in (place, other):
        row, found = table.loc[(one.id, 2023)], between_years(STORE, first, last, one.id)
        assert row["evolution"] == found.gap == last.of(one.id).value - first.of(one.id).value
        assert row["evolution_verdict"] == found.verdict
        assert row["evolution_marge"] == pytest.approx(found.margin, nan_ok=True)
    assert table.loc[(place.id, 2023), "evolution_motif"].endswith("recensement par sondage")
    assert table.loc[(other.id, 2023), "evolution_verdict"] == "exact", "Saint-Simon is counted in full"
    assert np.isnan(table.loc[(other.id, 2023), "evolution_marge"])
    assert table.loc[(place.id, 2022), "evolution_verdict"] == ""
    assert [c.label for c in export.columns if c.name == "evolution"] == ["Évolution de 2016 à 2023"]
    change = CATALOG.indicator("evolution_population_annuelle")
    assert "evolution" not in series_export(STORE, CATALOG, change, [place], None).frame


def test_every_format_writes_every_table() -> None:
    export = indicator_export(STORE, CATALOG, AGES, "region", 2021)
    for kind in FORMATS.values():
        assert len(kind.write(export)) > 500


def test_a_workbook_shows_no_number_but_zero_as_zero() -> None:
    density = CATALOG.indicator("densite")
    ids = ["com-97358", "com-16102"]
    export = indicator_export(STORE, CATALOG, density, "commune", 2023, ids)
    digits = {column.name: column.decimals for column in export.shown}
    smallest = export.frame["valeur"].min()
    assert 0 < smallest < 0.05
    assert round(smallest, digits["valeur"]) > 0
    plain = indicator_export(STORE, CATALOG, AGES, "region", 2021)
    assert {c.name: c.decimals for c in plain.shown}["valeur"] == AGES.decimals
    content = zipfile.ZipFile(io.BytesIO(xlsx_bytes(export))).read("xl/styles.xml").decode()
    assert "#,##0.00" in content
    assert 'number:decimal-places="2"' in zipfile.ZipFile(io.BytesIO(ods_bytes(export))).read("content.xml").decode()


def test_file_names_are_safe_everywhere() -> None:
    assert file_name("com-16102", "../../etc", "a b") == "com-16102_etc_a-b.csv"
    assert file_name("Œuilly", "L’Haÿ-les-Roses", extension="pdf") == "OEuilly_L-Hay-les-Roses.pdf"
    assert len(file_name("x" * 300)) < 160
