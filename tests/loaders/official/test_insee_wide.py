"""INSEE's older files, in the containers and spellings that people have: the right figures or a clear refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.official.insee.wide import wide_tables
from loaders.official.producers.insee import (
    base_cc_emploi,
    base_cc_logement,
    comparateur,
    filosofi_ancien,
    salaires_horaires,
)
from loaders.official.reading import Reading, Unexpected
from tests.loaders.official.insee_samples import (
    COMPARATEUR,
    FILOSOFI_COM,
    FILOSOFI_EPCI,
    archive,
    figures,
    opened,
    rows,
    states,
    text_of,
    workbook,
    written,
)

TITLES = [
    ["Comparateur de territoires"],
    ["France - Communes"],
    ["Mise en ligne le 01/07/2025"],
    ["Source : Insee"],
    ["x"],
]


def compared(path: Path) -> Reading:
    file = opened(path)
    assert comparateur.recognise(file) == "insee-comparateur"
    return comparateur.read(file, "insee-comparateur")


def test_the_comparateur_gives_each_year_that_its_columns_name(tmp_path: Path) -> None:
    reading = compared(written(tmp_path / "x.csv", COMPARATEUR))
    assert (reading.geography, reading.edition) == (2025, "2022")
    of = figures(reading)
    cognac = of["commune"]["16102"]
    assert cognac["filo_niveau_vie_median", 2021] == 21_980
    assert cognac["filo_taux_pauvrete", 2021] == 18.0, "INSEE writes this comma among points"
    assert cognac["rp_chomeurs_15_64", 2022] == pytest.approx(1167.14026)
    assert cognac["rp_emplois", 2016] == pytest.approx(12195.08303)
    assert cognac["rp_emplois", 2022] == pytest.approx(12925.74410)
    assert cognac["ec_naissances", 2024] == 137
    assert cognac["ec_deces", 2024] == 220
    assert cognac["rp_parc_vacants", 2022] == pytest.approx(1171.88284)


def test_the_change_between_two_censuses_is_parted_by_hand(tmp_path: Path) -> None:
    of = figures(compared(written(tmp_path / "x.csv", COMPARATEUR)))["commune"]["16102"]
    # Six years, 1 000 births, 1 283 deaths, 18 702 inhabitants who become 18 466.
    assert of["sh_solde_naturel_annuel", 2022] == pytest.approx(-283 / 6)
    assert of["sh_solde_migratoire_annuel", 2022] == pytest.approx((-236 + 283) / 6)
    assert of["sh_population", 2022] == 18_466


def test_a_secret_is_no_absence_and_an_arrondissement_is_not_counted_twice(tmp_path: Path) -> None:
    reading = compared(written(tmp_path / "x.csv", COMPARATEUR))
    state = states(reading)["commune"]
    assert state["01001"]["filo_taux_pauvrete", 2021] == "secret"
    assert state["97601"]["rp_emplois", 2022] == "not_published"
    assert state["97601"]["sh_solde_migratoire_annuel", 2022] == "not_published"
    assert state["97601"]["ec_naissances", 2024] == "value"
    assert "13201" not in state.index.get_level_values("code")


@pytest.mark.parametrize("container", ["zip", "utf-16", "cp1252", "comma", "shuffled", "workbook", "lost zero"])
def test_the_same_figures_come_out_of_every_container(tmp_path: Path, container: str) -> None:
    lines, path = rows(COMPARATEUR), tmp_path / "base.CSV"
    if container == "zip":
        path = archive(
            path, {"meta_base_cc_comparateur.CSV": "COD_VAR;LIB_VAR\r\nP22_POP;Population\r\n", "a.CSV": COMPARATEUR}
        )
    elif container == "comma":
        cells = [[f'"{cell}"' if "," in cell else cell for cell in line] for line in lines]
        path = written(path, text_of(cells, ","))
    elif container == "shuffled":
        path = written(path, text_of([line[::-1] for line in lines]))
    elif container == "workbook":
        arrondissements = [*TITLES, lines[0], lines[4]]
        path = workbook(path, {"COM": [*TITLES, *lines[:4], lines[5]], "ARM": arrondissements, "Variables": [["x"]]})
    elif container == "lost zero":
        path = written(path, COMPARATEUR.replace("\n01001;", "\n1001;"))
    else:
        path = written(path, COMPARATEUR, container)
    plain = figures(compared(written(tmp_path / "plain.csv", COMPARATEUR))).sort_index()
    assert figures(compared(path)).sort_index().equals(plain)


def test_a_column_that_is_renamed_is_named(tmp_path: Path) -> None:
    file = opened(written(tmp_path / "x.csv", COMPARATEUR.replace("P22_LOGVAC", "P22_VACANTS")))
    with pytest.raises(Unexpected, match="la colonne «\u00a0P…_LOGVAC\u00a0» est absente"):
        comparateur.recognise(file)


def test_an_unknown_mark_is_refused_with_its_line_and_column(tmp_path: Path) -> None:
    file = opened(written(tmp_path / "x.csv", COMPARATEUR.replace("21980;18,0", "21980;ndiff")))
    with pytest.raises(Unexpected, match=r"TP6021, ligne 3.*ndiff"):
        comparateur.read(file, "insee-comparateur")


def test_what_is_no_table_of_insee_is_left_to_others(tmp_path: Path) -> None:
    file = opened(written(tmp_path / "x.csv", "CODGEO;LIBGEO;ALT\r\n16102;Cognac;20\r\n"))
    for reader in (comparateur, base_cc_emploi, base_cc_logement, filosofi_ancien):
        assert reader.recognise(file) is None
    assert salaires_horaires.recognise(file) is None


def filosofi(path: Path, expected: str) -> Reading:
    file = opened(path)
    dataset = filosofi_ancien.recognise(file)
    assert dataset == f"insee-filosofi-ancien-{expected}"
    return filosofi_ancien.read(file, dataset)


def test_filosofi_of_communes(tmp_path: Path) -> None:
    reading = filosofi(written(tmp_path / "x.csv", FILOSOFI_COM), "communes")
    of, state = figures(reading)["commune"], states(reading)["commune"]
    assert of["16102"].droplevel("year").to_dict() == {
        "filo_niveau_vie_median": 21_980,
        "filo_taux_pauvrete": 18.0,
        "filo_premier_decile": 11_410,
        "filo_rapport_interdecile": 3.4,
        "filo_part_prestations": 7.3,
    }
    assert of["75056"]["filo_niveau_vie_median", 2021] == 29_730
    assert "75101" not in of.index.get_level_values("code")
    assert state["01001"]["filo_premier_decile", 2021] == "secret"
    assert state["29083"]["filo_niveau_vie_median", 2021] == "not_published"


def test_filosofi_of_epci_writes_its_columns_otherwise(tmp_path: Path) -> None:
    reading = filosofi(written(tmp_path / "x.csv", FILOSOFI_EPCI, "utf-8-sig"), "epci")
    of = figures(reading)["epci"]["200070514"]
    assert of["filo_niveau_vie_median", 2019] == 22_270
    assert of["filo_rapport_interdecile", 2019] == 3.0
    assert of["filo_gini", 2019] == 0.276
    assert (reading.geography, reading.edition) == (2020, "2019")


def test_a_workbook_of_filosofi_has_a_sheet_for_all_and_sheets_for_some(tmp_path: Path) -> None:
    lines = rows(FILOSOFI_EPCI)
    families = [["CODGEO", "LIBGEO", "TYM1Q219"], ["200070514", "CA du Grand Cognac", "19000"]]
    path = workbook(tmp_path / "x.xlsx", {"ENSEMBLE": [*TITLES, *lines], "TYPMENR_1": [*TITLES, *families]})
    assert figures(filosofi(path, "epci"))["epci", "200070514", "filo_niveau_vie_median", 2019] == 22_270


def test_declared_incomes_are_not_taken_for_disposable_ones(tmp_path: Path) -> None:
    declared = "CODGEO;NBMEN19;PMIMP19;Q219;D119;RD;GI19;PTSAC19\r\n16102;9000;50,0;19000;6000;5,0;0,4;70,0\r\n"
    disposable = "CODGEO;NBMEN19;Q219;D119;RD;GI19;PACT19;PPSOC19\r\n16102;9000;21000;11000;3,2;0,28;68,0;7,0\r\n"
    with pytest.raises(Unexpected, match="les revenus déclarés"):
        filosofi_ancien.recognise(opened(written(tmp_path / "FILO2019_DISP_COM.csv", declared)))
    both = archive(tmp_path / "both.zip", {"FILO2019_DEC_COM.csv": declared, "FILO2019_DISP_COM.csv": disposable})
    assert figures(filosofi(both, "communes"))["commune", "16102", "filo_niveau_vie_median", 2019] == 21_000


def test_poverty_alone_is_taken_only_where_its_name_says_of_which_income(tmp_path: Path) -> None:
    poverty = "CODGEO;LIBGEO;TP4019;TP5019;TP6019\r\n16102;Cognac;3,0;8,0;17,0\r\n"
    path = written(tmp_path / "FILO2019_DISP_Pauvres_COM.csv", poverty)
    assert figures(filosofi(path, "communes"))["commune", "16102", "filo_taux_pauvrete", 2019] == 17.0
    with pytest.raises(Unexpected, match="DISP"):
        filosofi_ancien.recognise(opened(written(tmp_path / "pauvres.csv", poverty)))


def test_zones_whose_codes_look_like_communes_are_left_out(tmp_path: Path) -> None:
    living_area = FILOSOFI_COM.replace("21980", "21000")
    path = archive(
        tmp_path / "base-cc-filosofi-2021_csv.zip",
        {"cc_filosofi_2021_BV2022.csv": living_area, "cc_filosofi_2021_COM.csv": FILOSOFI_COM},
    )
    assert figures(filosofi(path, "communes"))["commune", "16102", "filo_niveau_vie_median", 2021] == 21_980
    urban = FILOSOFI_COM.replace("\n16102;", "\n00754;")
    with pytest.raises(Unexpected, match="ne sont pas tous ceux de communes"):
        filosofi_ancien.recognise(opened(written(tmp_path / "x.csv", urban)))


def test_départements_and_regions_are_told_apart_by_their_codes(tmp_path: Path) -> None:
    head, *_ = FILOSOFI_COM.split("\n")
    line = ";100;200;22000;50,0;14,0;70,0;5,0;12000;39000;3,2\n"
    department = written(tmp_path / "d.csv", f"{head}\n01{line}2A{line}75{line}974{line}")
    region = written(tmp_path / "r.csv", f"{head}\n11{line}75{line}94{line}")
    assert list(figures(filosofi(department, "departements")).index.unique("code")) == ["01", "2A", "75", "974"]
    assert figures(filosofi(region, "regions"))["region", "75", "filo_niveau_vie_median", 2021] == 22_000


def test_hourly_wages(tmp_path: Path) -> None:
    # INSEE, base tous salariés 2022: Cognac and Paris are real; 85212 is empty in the file too.
    text = (
        "CODGEO;SNHM22;SNHMF22;SNHMH22\n16102;16.6573139413321;15.2;17.9\n75056;27.879589486908;25.1;30.6\n"
        "75101;33.9683890107152;29.5;38.1\n85212;;;\n"
    )
    file = opened(written(tmp_path / "x.csv", text))
    assert salaires_horaires.recognise(file) == "insee-salaires-horaires"
    reading = salaires_horaires.read(file, "insee-salaires-horaires")
    of = figures(reading)["commune"]
    assert of["16102"]["snhm_salaire_horaire", 2022] == pytest.approx(16.6573139)
    assert list(of.index.get_level_values("code")) == ["16102", "75056", "85212"]
    assert states(reading)["commune", "85212", "snhm_salaire_horaire", 2022] == "not_published"


def activity(**changed: str) -> str:
    """A made-up table of two communes: 1 000 women of whom 600 work, and 150 of whom 100 do."""
    patterns = [*base_cc_emploi.MEASURES, *(p for pair in base_cc_emploi.RATES.values() for p in pair)]
    names = [pattern.format(yy=year) for year in ("20", "14") for pattern in patterns]
    town = {"P{yy}_F1564": "1000", "P{yy}_FACTOCC1564": "600", "P{yy}_H1564": "1200", "P{yy}_HACTOCC1564": "900"}
    village = {"P{yy}_F1564": "150", "P{yy}_FACTOCC1564": "100", "P{yy}_H1564": "s", "P{yy}_HACTOCC1564": "90"}
    cells = [[own.get(pattern, "7.5") for _ in ("20", "14") for pattern in patterns] for own in (town, village)]
    text = text_of([["CODGEO", *names], ["16102", *cells[0]], ["01001", *cells[1]]])
    for old, new in changed.items():
        text = text.replace(old, new)
    return text


def test_activity_of_three_censuses_and_rates_of_women_and_men(tmp_path: Path) -> None:
    file = opened(written(tmp_path / "x.csv", activity()))
    assert base_cc_emploi.recognise(file) == "insee-base-cc-emploi"
    reading = base_cc_emploi.read(file, "insee-base-cc-emploi")
    of, state = figures(reading)["commune"], states(reading)["commune"]
    assert set(of.index.get_level_values("year")) == {2014, 2020}
    assert of["16102"]["rp_taux_emploi_femmes", 2020] == 60
    assert of["16102"]["rp_taux_emploi_hommes", 2014] == 75
    assert of["16102"]["rp_emplois_salaries_partiel", 2020] == 7.5
    assert state["01001"]["rp_taux_emploi_femmes", 2020] == "not_computable", "150 women are too few"
    assert state["01001"]["rp_taux_emploi_hommes", 2020] == "secret"
    assert reading.geography == 2023
    lost = opened(written(tmp_path / "y.csv", activity(_ETUD1564="_ETUDIANTS")))
    with pytest.raises(Unexpected, match="P…_ETUD1564"):
        base_cc_emploi.recognise(lost)


def test_a_workbook_may_have_a_sheet_for_each_census(tmp_path: Path) -> None:
    names = list(base_cc_emploi.MEASURES)
    names += [pattern for pair in base_cc_emploi.RATES.values() for pattern in pair]
    sheets = {}
    for year, lost in (("20", ""), ("09", "P{yy}_ETUD1564")):
        kept = [pattern.format(yy=year) for pattern in names if pattern != lost]
        sheets[f"COM_20{year}"] = [*TITLES, ["CODGEO", *kept], ["16102", *["500.5" for _ in kept]]]
    file = opened(workbook(tmp_path / "x.xlsx", sheets))
    assert base_cc_emploi.recognise(file) == "insee-base-cc-emploi"
    of = figures(base_cc_emploi.read(file, "insee-base-cc-emploi"))["commune"]["16102"]
    assert of["rp_actifs_cadres", 2009] == 500.5
    assert of["rp_etudiants_15_64", 2020] == 500.5
    assert ("rp_etudiants_15_64", 2009) not in of.index


def test_households_without_a_car_are_those_that_the_others_leave(tmp_path: Path) -> None:
    names = "CODGEO;P22_LOG;P22_LOGVAC;P22_RP;P22_RP_PROP;P22_RP_LOCHLMV;P22_RP_VOIT1P;P22_RP_VOIT2P\n"
    file = opened(
        written(tmp_path / "x.csv", f"{names}16102;1200;100;1000.5;500;200;850.25;300\n01001;9;1;8;8;0;s;2\n")
    )
    assert base_cc_logement.recognise(file) == "insee-base-cc-logement"
    reading = base_cc_logement.read(file, "insee-base-cc-logement")
    assert figures(reading)["commune", "16102", "rp_menages_sans_voiture", 2022] == pytest.approx(150.25)
    assert states(reading)["commune", "01001", "rp_menages_sans_voiture", 2022] == "secret"
    assert comparateur.recognise(file) is None


def test_the_names_may_stand_under_lines_of_title(tmp_path: Path) -> None:
    titles = "Comparateur;;\r\nGéographie au 01/01/2025;;\r\n\r\n"
    [wide] = wide_tables(opened(written(tmp_path / "x.csv", titles + COMPARATEUR, "cp1252")))
    assert wide.skip == 3
    assert wide.years("P{yy}_EMPLT") == {2016: "P16_EMPLT", 2022: "P22_EMPLT"}
