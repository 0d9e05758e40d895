"""Social dwellings, vacant ones, the SRU law, prices, rents, permits: files written here in their producers' layouts.

Figures: SDES (RPLS on 1 January 2024: Cognac 1 874, of which 1 772 let and 59 vacant), Anil (Druye, Paris 1er in 2025).
The others are made up.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from loaders.official.datasets import datasets
from loaders.official.edition.gathering import Group, filled
from loaders.official.edition.taking import Taken
from loaders.official.reading import Reading, Unexpected
from loaders.official.shelf import Provenance
from loaders.official.values import DISTRICTS
from tests.loaders.official.made_files import SAME, cell, known_as, read, read_as, workbook

NBSP = "\u00a0"
RPLS = """DEPCOM_ARM;LIBCOM;nb_loues;nb_vacants;nb_vides;nb_ls
16102;Cognac;1772;59;13;1874
16001;Abzac;;;;4
01002;L'Abergement-de-Varey;;;;0
"""
LOVAC = f"""CODGEO_26;LIBGEO_26;DEP;ff_pp_total_24 ;ff_pp_total_25;pp_vacant_25;pp_vacant_26 ; pp_vacant_plus_2ans_26;pp_vacant_plus_2ans_25
16102;Cognac;16;11{NBSP}002;11{NBSP}100;1{NBSP}200;1{NBSP}110;450;470
16001;Abzac;16;300;301;30;s;s;12
"""  # noqa: E501 - the names of one table
SRU = """Code_INSEE_commune;Nom_commune;Taux_cible_commune_2023_2025;Taux_SRU_au_01_01_2025;commune_deficitaire
16102;COGNAC;20 %;21,37 %;0
33063;BORDEAUX;25%;19,5;1
"""
DVF = """code_geo,libelle_geo,code_parent,echelle_geo,nb_ventes_whole_appartement,med_prix_m2_whole_appartement,nb_ventes_whole_maison,med_prix_m2_whole_maison,nb_ventes_whole_apt_maison
nation,France,,,3000000,3100,3500000,2100,6500000
16,Charente,nation,departement,1500,1700,9000,1450,10500
200070514,Grand Cognac,16,epci,700,1650,2900,1500,3600
200070514,Grand Cognac,17,epci,700,1650,2900,1500,3600
16102,Cognac,200070514,commune,600,1701,1200,1810,1800
16001,Abzac,16,commune,,,9,900,9
16002,Les Adjots,16,commune,,,,,
67482,Strasbourg,67,commune,,,,,
75101,Paris 1er,75,commune,2000,13000,,,2000
160020000A,section,16002,section,50,9999,50,9999,100
"""  # noqa: E501 - the names of one table
RENTS = """id_zone;INSEE_C;LIBGEO;EPCI;loypredm2;TYPPRED;nbobs_com
1471;75101;Paris 1er Arrondissement;200054781;26,4480798034678;maille;81
1;37099;Druye;243700754;8,95647852540627;maille;54
2;16102;Cognac;200070514;10,5;commune;420
3;16001;Abzac;200070514;7,25;EPCI;0
"""
RENT = "anil_loyer_m2_appartement"


@pytest.mark.parametrize("form", SAME.values(), ids=SAME)
def test_social_dwellings(tmp_path: Path, form: Callable[[str], bytes]) -> None:
    dataset, reading = read_as(tmp_path, form(RPLS), "export_parc_jan_2024.csv")
    assert (dataset, reading.geography, reading.edition) == ("sdes-rpls", 2024, "1er janvier 2024")
    assert cell(reading, "16102", "rpls_logements", 2024) == (1874, "value")
    assert cell(reading, "16102", "rpls_loues", 2024) == (1772, "value")
    assert cell(reading, "16102", "rpls_vacants", 2024) == (59, "value")
    # Ten dwellings or fewer: how they are let is hidden, though how many they are is not.
    assert cell(reading, "16001", "rpls_logements", 2024) == (4, "value")
    assert cell(reading, "16001", "rpls_vacants", 2024) == (None, "secret")
    assert cell(reading, "01002", "rpls_vacants", 2024) == (0, "value")
    assert datasets()["sdes-rpls"].absent == "zero"


def test_the_year_of_social_dwellings_is_never_guessed(tmp_path: Path) -> None:
    for name in ("export.csv", "export_2023_2024.csv"):
        with pytest.raises(Unexpected, match="ne dit pas son année"):
            read(tmp_path, RPLS.encode(), name)


def test_the_workbook_of_results_says_its_year_under_titles(tmp_path: Path) -> None:
    lines: list[list[object]] = [
        ["Le parc locatif des bailleurs sociaux"],
        ["au 1er janvier 2025"],
        [],
        ["DEPCOM_ARM", "LIBCOM", "nb_ls", "nb_ls2019", "tx_vac"],
        ["16102", "Cognac", 1891, 1850, 2.5],
        ["01004", "Ambérieu", "s", 5, "s"],
    ]
    reading = read(tmp_path, workbook(REGION=[["REG", "x"], ["75", 1]], COMMUNE=lines))
    assert cell(reading, "16102", "rpls_logements", 2025) == (1891, "value")
    assert cell(reading, "01004", "rpls_logements", 2025) == (None, "secret")
    assert cell(reading, "16102", "rpls_loues", 2025) == (None, "absent")
    del lines[:3]
    assert read(tmp_path, workbook(COMMUNE=lines)).edition == "1er janvier 2020"


def test_a_commune_written_twice_is_refused_for_what_it_is(tmp_path: Path) -> None:
    districts = "".join(f"{code};Paris;90;5;0;100\n" for code in DISTRICTS["75056"])
    twice = RPLS + districts + "16102;Cognac;1772;59;13;1874\n"
    with pytest.raises(Unexpected, match="deux valeurs de rpls_logements en 2024 pour commune 16102"):
        read(tmp_path, twice.encode(), "rpls_2024.csv")


def test_a_line_a_dwelling_is_counted(tmp_path: Path) -> None:
    lines = "DEPCOM;DEP_CODE;DPEENERGIE\n" + "16102;16;C\n" * 3 + "01004;01;\n"
    reading = read(tmp_path, lines.encode(), "rpls-2025.csv")
    assert cell(reading, "16102", "rpls_logements", 2025) == (3, "value")
    assert cell(reading, "01004", "rpls_logements", 2025) == (1, "value")


def test_a_file_cut_before_its_last_departement_is_refused(tmp_path: Path) -> None:
    """A commune that a whole file does not name has no dwelling: that must not be said of those that were cut off."""
    places = [f"{dep:02}{at:03}" for dep in range(1, 96) if dep != 20 for at in range(401, 571)]
    corsica = [f"{dep}{at:03}" for dep in ("2A", "2B") for at in range(1, 10)]
    overseas = [f"97{at}01" for at in range(1, 5)]
    lines = "DEPCOM_ARM;nb_ls\n" + "".join(f"{code};1\n" for code in places + corsica)
    with pytest.raises(Unexpected, match="aucune commune du département 971"):
        read(tmp_path, lines.encode(), "rpls_2024.csv")
    whole = read(tmp_path, (lines + "".join(f"{code};1\n" for code in overseas)).encode(), "rpls_2024.csv")
    assert len(whole.values) == len(places + corsica + overseas)


@pytest.mark.parametrize("without", ["", "75113"])
def test_paris_is_all_its_arrondissements_or_nothing(tmp_path: Path, without: str) -> None:
    districts = [
        f"{code};Paris;90;5;0;{100 if code != '75101' else 101}\n" for code in DISTRICTS["75056"] if code != without
    ]
    reading = read(tmp_path, (RPLS + "".join(districts)).encode(), "rpls_2024")
    expected = (None, "absent") if without else (2001, "value")
    assert cell(reading, "75056", "rpls_logements", 2024) == expected
    assert not reading.values["code"].isin(DISTRICTS["75056"]).any()


@pytest.mark.parametrize("form", SAME.values(), ids=SAME)
def test_vacant_dwellings_go_with_the_stock_of_the_year_before(tmp_path: Path, form: Callable[[str], bytes]) -> None:
    dataset, reading = read_as(tmp_path, form(LOVAC))
    assert (dataset, reading.geography) == ("lovac-communes", 2026)
    assert cell(reading, "16102", "lovac_vacants", 2026) == (1110, "value")
    assert cell(reading, "16102", "lovac_vacants_2_ans", 2026) == (450, "value")
    assert cell(reading, "16102", "lovac_parc_prive", 2026) == (11100, "value")
    assert cell(reading, "16102", "lovac_parc_prive", 2025) == (11002, "value")
    assert cell(reading, "16102", "lovac_vacants_2_ans", 2025) == (470, "value")
    assert cell(reading, "16001", "lovac_vacants", 2026) == (None, "secret")
    assert cell(reading, "16001", "lovac_vacants", 2025) == (30, "value")


def test_vacant_dwellings_of_departements(tmp_path: Path) -> None:
    text = (
        "DEP;LIB_DEP;pp_total_24;pp_vacant_25;pp_vacant_plus_2ans_25\n1;Ain;300 000;20 000;s\n2A;Corse-du-Sud;9;1;1\n"
    )
    dataset, reading = read_as(tmp_path, text.encode())
    assert dataset == "lovac-departements"
    assert cell(reading, "01", "lovac_vacants", 2025, "departement") == (20000, "value")
    assert cell(reading, "2A", "lovac_parc_prive", 2025, "departement") == (9, "value")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("450", "n.d.", "n.d."),
        ("pp_vacant_plus", "vacant_plus", "pp_vacant_plus_2ans_"),
        ("LIBGEO_26", "CODGEO_25", "CODGEO"),
    ],
)
def test_vacant_dwellings_that_changed_are_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(Unexpected, match=said):
        read(tmp_path, LOVAC.replace(old, new).encode())


@pytest.mark.parametrize("form", SAME.values(), ids=SAME)
def test_rates_of_the_sru_law(tmp_path: Path, form: Callable[[str], bytes]) -> None:
    dataset, reading = read_as(tmp_path, form(SRU))
    assert dataset == "dhup-sru"
    assert cell(reading, "16102", "sru_taux", 2025) == (21.37, "value")
    assert cell(reading, "16102", "sru_taux_cible", 2025) == (20, "value")
    assert cell(reading, "33063", "sru_taux", 2025) == (19.5, "value")
    assert datasets()["dhup-sru"].absent == "not_applicable"


@pytest.mark.parametrize(("lacks", "states"), [("", ["value", "not_applicable"]), ("2 communes", ["value"])])
def test_a_commune_that_a_whole_inventory_does_not_name_is_not_concerned(lacks: str, states: list[str]) -> None:
    columns = ["level", "code", "measure", "year", "value", "status", "reason", "estimated"]
    values = pd.DataFrame([["commune", "16102", "sru_taux", 2025, 21.37, "value", "", False]], columns=columns)
    sru = datasets()["dhup-sru"]
    taken = Taken(Path("sru.csv"), sru, "2025", 2026, values, lacks, (), Provenance(sru.id, "", "", ""))
    made = filled(Group((taken,), values), {"commune": pd.Index(["16001", "16102"])}).values.sort_values("code")
    assert sorted(made["status"], reverse=True) == states
    assert made["value"].dropna().to_list() == [21.37]
    if not lacks:
        assert made.loc[made["code"] == "16001", "reason"].to_list() == [sru.absent_reason]


def test_an_empty_line_above_the_names_is_passed(tmp_path: Path) -> None:
    older = "\n" + SRU.replace(";", ",").replace("21,37 %", '"21,37 %"').replace("19,5", '"19,5"')
    assert cell(read(tmp_path, older.encode("cp1252")), "16102", "sru_taux", 2025) == (21.37, "value")


def test_per_cent_of_a_workbook(tmp_path: Path) -> None:
    names = ["Code_INSEE_commune", "Taux_SRU_au_01_01_2024", "Taux_cible_2023_2025"]
    lines = [[f"{16001 + at}", 0.2137, 0.2] for at in range(20)]
    assert cell(read(tmp_path, workbook(SRU=[names, *lines])), "16001", "sru_taux", 2024) == (
        pytest.approx(21.37),
        "value",
    )


def test_an_inventory_without_its_rate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unexpected, match="Taux_SRU_au_01_01"):
        known_as(tmp_path, SRU.replace("Taux_SRU_au_01_01_2025", "Taux").encode())


def prices(folder: Path, content: bytes = DVF.encode(), name: str = "stats_whole_period_2025.csv") -> Reading:
    return read(folder, content, name)


def test_prices_are_those_of_each_level_and_need_ten_sales(tmp_path: Path) -> None:
    reading = prices(tmp_path)
    flat, house = "dvf_prix_m2_appartement", "dvf_prix_m2_maison"
    assert cell(reading, "16102", flat, 2025) == (1701, "value")
    assert cell(reading, "16102", house, 2025) == (1810, "value")
    assert cell(reading, "200070514", house, 2025, "epci") == (1500, "value")
    assert cell(reading, "16", flat, 2025, "departement") == (1700, "value")
    assert cell(reading, "france", house, 2025, "france") == (2100, "value")
    assert cell(reading, "16001", house, 2025) == (None, "not_published")
    assert "9999" not in reading.values["value"].astype(str).str[:4].to_list()


def test_sales_are_counted_and_none_is_zero_where_dvf_goes(tmp_path: Path) -> None:
    reading = prices(tmp_path)
    assert cell(reading, "16102", "dvf_ventes", 2025) == (1800, "value")
    assert cell(reading, "16001", "dvf_ventes", 2025) == (9, "value")
    assert cell(reading, "16002", "dvf_ventes", 2025) == (0, "value")
    assert cell(reading, "67482", "dvf_ventes", 2025) == (None, "not_published")
    reason = reading.values.set_index(["code", "measure"])["reason"]
    assert "Bas-Rhin" in reason["67482", "dvf_ventes"]
    assert "dix ventes" in reason["16001", "dvf_prix_m2_maison"]


def test_a_price_of_paris_is_never_made_of_arrondissements(tmp_path: Path) -> None:
    reading = prices(tmp_path)
    assert cell(reading, "75056", "dvf_prix_m2_appartement", 2025) == (None, "not_published")
    assert cell(reading, "75101", "dvf_prix_m2_appartement", 2025) == (None, "absent")
    more = "".join(f"{code},Paris,75,commune,10,9000,1,8000,11\n" for code in DISTRICTS["75056"][1:])
    assert cell(prices(tmp_path, (DVF + more).encode()), "75056", "dvf_ventes", 2025) == (2000 + 19 * 11, "value")


@pytest.mark.parametrize("form", [gzip.compress, lambda content: content.replace(b",", b";")])
def test_prices_in_other_containers(tmp_path: Path, form: Callable[[bytes], bytes]) -> None:
    assert cell(prices(tmp_path, form(DVF.encode())), "16102", "dvf_ventes", 2025) == (1800, "value")


def test_the_file_of_a_researcher_is_refused_in_a_sentence(tmp_path: Path) -> None:
    names = "INSEE_COM,annee,nb_mutations,NbMaisons,NbApparts,PropMaison,PropAppart,PrixMoyen,Prixm2Moyen,SurfaceMoy"
    text = f"{names}\n01001,2024,4,4,0,0,100,290575,3258,96\n"
    with pytest.raises(Unexpected, match="échangées"):
        known_as(tmp_path, text.encode())


@pytest.mark.parametrize("form", SAME.values(), ids=SAME)
def test_rents_say_where_they_are_modelled(tmp_path: Path, form: Callable[[str], bytes]) -> None:
    dataset, reading = read_as(tmp_path, form(RENTS), "pred-app-mef-dhup_2025.csv")
    assert dataset == "anil-loyers"
    assert cell(reading, "37099", RENT, 2025) == (8.95647852540627, "value")
    assert cell(reading, "16102", RENT, 2025) == (10.5, "value")
    assert cell(reading, "75056", RENT, 2025) == (None, "not_published")
    assert cell(reading, "75101", RENT, 2025) == (None, "absent")
    reason = reading.values.set_index("code")["reason"]
    assert reason["16102"] == ""
    assert "groupe de communes" in reason["37099"]
    assert "intercommunalité" in reason["16001"]


@pytest.mark.parametrize(
    "name",
    [
        "pred-mai-mef-dhup_2025.csv",
        "pred-app12-mef-dhup_2025.csv",
        "pred-app3-mef-dhup-2025.csv",
        "loyers_2025.csv",
        "pred-app-mef-dhup.csv",
    ],
)
def test_rents_of_other_dwellings_or_years_are_not_taken_for_these(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unexpected):
        read(tmp_path, RENTS.encode(), name)


def test_an_unknown_way_of_estimating_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unexpected, match="département"):
        read(tmp_path, RENTS.replace(";EPCI;0", ";département;0").encode(), "pred-app_2025.csv")


def permits(first: int, last: int, months: int = 12, kind: str = "Tous Logements") -> str:
    """Lines of Cognac: each month of a year, its last two figures."""
    lines = [
        f"{year};{month:02};16102;{kind};{year - 2000};0\n"
        for year in range(first, last + 1)
        for month in range(1, (months if year == last else 12) + 1)
    ]
    return "".join(lines)


NAMES = "ANNEE;MOIS;CODE_INSEE;TYPE_LGT;LOG_AUT;LOG_COM\n"


@pytest.mark.parametrize("form", SAME.values(), ids=SAME)
def test_permits_of_whole_years_and_the_mean_of_three(tmp_path: Path, form: Callable[[str], bytes]) -> None:
    text = NAMES + permits(2022, 2025, months=6) + permits(2022, 2025, months=6, kind="Collectif")
    dataset, reading = read_as(tmp_path, form(text))
    assert (dataset, reading.edition, reading.geography) == ("sdes-sitadel", "2025-06", 2025)
    assert cell(reading, "16102", "sitadel_logements", 2024) == (24 * 12, "value")
    assert cell(reading, "16102", "sitadel_logements", 2025) == (None, "absent")
    assert cell(reading, "16102", "sitadel_logements_moyenne_3_ans", 2024) == (23 * 12, "value")
    assert cell(reading, "16102", "sitadel_logements_moyenne_3_ans", 2023) == (None, "absent")


def test_permits_by_year(tmp_path: Path) -> None:
    text = "ANNEE;COMM;TYPE_LGT;LOG_AUT\n2024;16102;Tous Logements;31\n2024;16102;Collectif;20\n"
    assert cell(read(tmp_path, text.encode()), "16102", "sitadel_logements", 2024) == (31, "value")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (NAMES + permits(2024, 2024) * 2, "deux lignes"),
        (NAMES + permits(2024, 2024, kind="Collectif"), "Tous Logements"),
        (NAMES + permits(2024, 2024, months=11), "aucune année entière"),
    ],
)
def test_permits_that_would_count_twice_or_too_little_are_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Unexpected, match=said):
        read(tmp_path, text.encode())
