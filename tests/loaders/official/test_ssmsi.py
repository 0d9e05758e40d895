"""Recorded crime. Figures: SSMSI, communal base of 2026 (01001, Bordeaux, Paris), départements of 2026 and of 2023."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.official.producers.people.ssmsi import DEPARTEMENTS, NOT_TOLD
from loaders.official.reading import Unexpected
from observatoire.model.store import open_store
from tests.loaders.official.made_files import SAME, cell, read, read_as

COM = """CODGEO_2026;annee;indicateur;unite_de_compte;nombre;taux_pour_mille;est_diffuse;\
insee_pop;insee_pop_millesime;insee_log;insee_log_millesime;complement_info_nombre;complement_info_taux
01001;2025;Cambriolages de logement;Infraction;NA;NA;ndiff;860;2023;379;2022;3,6981132;8,6432429
01001;2025;Vols avec armes;Infraction;0;0,0000000;diff;860;2023;379;2022;NA;NA
01001;2025;Vols de véhicule;Véhicule;0;0,0000000;diff;860;2023;379;2022;NA;NA
33063;2025;Violences physiques intrafamiliales;Victime;1009;3,7650518;diff;267991;2023;168458;2022;NA;NA
33063;2025;Cambriolages de logement;Infraction;1159;6,8800734;diff;267991;2023;168458;2022;NA;NA
75056;2025;Escroqueries et fraudes aux moyens de paiement;Victime;25014;11,8900378;diff;2103778;2023;1399122;2022;NA;NA
75101;2025;Escroqueries et fraudes aux moyens de paiement;Victime;100;6,2814070;diff;15919;2023;17000;2022;NA;NA
"""
DEP = """Code_departement;Code_region;annee;indicateur;unite_de_compte;nombre;taux_pour_mille;\
insee_pop;insee_pop_millesime;insee_log;insee_log_millesime
23;75;2025;Cambriolages de logement;Infraction;276;3,0906291;115527;2023;89302;2022
33;75;2025;Cambriolages de logement;Infraction;6906;7,4255260;1690493;2023;930035;2022
33;75;2025;Homicides;Victime;22;0,0130140;1690493;2023;930035;2022
"""
OLD = """classe;annee;Code.département;Code.région;unité.de.compte;millPOP;millLOG;faits;POP;LOG;tauxpourmille
Cambriolages de logement;22;16;75;infraction;20;19;867;351718;198920,3508472443;4,35852840
Vols de véhicules;22;16;75;véhicule;20;19;431;351718;198920,3508472441;1,22541355
Coups et blessures volontaires intrafamiliaux;22;16;75;victime;20;19;1000;351718;198920,3508472443;2,84318687
"""
BURGLARIES, DWELLINGS = "ssmsi_cambriolages", "ssmsi_logements"


@pytest.mark.parametrize("form", SAME.values(), ids=SAME)
def test_what_is_told_of_a_commune_and_nothing_else(tmp_path: Path, form: Callable[[str], bytes]) -> None:
    dataset, reading = read_as(tmp_path, form(COM))
    assert dataset == "ssmsi-com"
    assert cell(reading, "33063", BURGLARIES, 2025) == (1159, "value")
    assert cell(reading, "33063", DWELLINGS, 2025) == (168458, "value")
    assert cell(reading, "33063", "ssmsi_violences_intrafamiliales", 2025) == (1009, "value")
    assert cell(reading, "75056", "ssmsi_escroqueries", 2025) == (25014, "value")
    assert cell(reading, "01001", "ssmsi_vols_vehicules", 2025) == (0, "value"), "a zero that is told is one"
    assert cell(reading, "01001", BURGLARIES, 2025) == (None, "not_published")
    assert cell(reading, "01001", DWELLINGS, 2025) == (379, "value")
    hidden = reading.values[reading.values["status"] == "not_published"]
    assert set(hidden["reason"]) == {NOT_TOLD}
    assert not reading.values["value"].isin([3.6981132, 8.6432429]).any(), "the mean of hidden communes"
    assert "75101" not in set(reading.values["code"])
    assert (reading.geography, reading.edition) == (2026, "2025")


def test_communes_of_an_older_layout(tmp_path: Path) -> None:
    text = (
        "CODGEO_2022;annee;classe;unité.de.compte;valeur.publiée;faits;tauxpourmille;complementinfoval;"
        "complementinfotaux;POP;millPOP;LOG;millLOG\n"
        "01004;21;Cambriolages de logement;infraction;diff;71;10,0000000;NA;NA;14081;19;7100,0000000000;19\n"
        "01005;21;Cambriolages de logement;infraction;ndiff;NA;NA;1,9;2,5;1727;19;760,1234567890;19\n"
    )
    dataset, reading = read_as(tmp_path, text.encode("cp1252"))
    assert dataset == "ssmsi-com"
    assert cell(reading, "01004", BURGLARIES, 2021) == (71, "value")
    assert cell(reading, "01005", BURGLARIES, 2021) == (None, "not_published")
    assert reading.geography == 2022


def test_a_figure_that_is_not_told_stays_so_even_if_the_file_has_a_number(tmp_path: Path) -> None:
    reading = read(tmp_path, COM.replace("Infraction;NA;NA;ndiff", "Infraction;4;10,5540897;ndiff").encode())
    assert cell(reading, "01001", BURGLARIES, 2025) == (None, "not_published")


def test_departements_of_this_year_and_of_an_older_layout(tmp_path: Path) -> None:
    dataset, reading = read_as(tmp_path, DEP.encode())
    assert dataset == "ssmsi-dep"
    assert cell(reading, "33", BURGLARIES, 2025, "departement") == (6906, "value")
    assert cell(reading, "75", BURGLARIES, 2025, "region") == (None, "absent"), "two départements are no région"
    dataset, reading = read_as(tmp_path, OLD.encode("utf-8-sig"))
    assert dataset == "ssmsi-dep"
    assert cell(reading, "16", BURGLARIES, 2022, "departement") == (867, "value")
    assert cell(reading, "16", "ssmsi_vols_vehicules", 2022, "departement") == (431, "value")
    assert cell(reading, "16", DWELLINGS, 2022, "departement") == (198920.3508472443, "value")
    assert "ssmsi_violences_intrafamiliales" not in set(reading.values["measure"]), "victims below 15 are not in it"


def test_regions_and_france_are_sums_of_all_their_departements(tmp_path: Path) -> None:
    departements = open_store().level("departement")
    assert departements.groupby("region").size().to_dict() == DEPARTEMENTS
    line = "{0};{1};2025;Cambriolages de logement;Infraction;10;10;1000;2023;1000;2022\n"
    codes = [(identifier.removeprefix("dep-"), region) for identifier, region in departements["region"].items()]
    text = DEP.splitlines(keepends=True)[0] + "".join(line.format(*pair) for pair in codes)
    reading = read(tmp_path, text.encode())
    assert cell(reading, "75", BURGLARIES, 2025, "region") == (120, "value")
    assert cell(reading, "france", BURGLARIES, 2025, "france") == (1010, "value")
    reading = read(tmp_path, text.replace(line.format("16", "75"), "").encode())
    assert cell(reading, "75", BURGLARIES, 2025, "region") == (None, "absent")
    assert cell(reading, "france", BURGLARIES, 2025, "france") == (None, "absent")
    assert cell(reading, "94", BURGLARIES, 2025, "region") == (20, "value")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("est_diffuse", "diffusion", "est_diffuse"),
        ("taux_pour_mille", "taux", "taux_pour_mille"),
        ("CODGEO_2026;annee", "annee;CODGEO_2026", "n’est pas une année"),
        (";ndiff;", ";cache;", "ni «\u00a0diff\u00a0» ni «\u00a0ndiff\u00a0»"),
        (";1159;", ";6906;", "6906 faits ne font pas 6.8800734"),
        ("Véhicule;0;0,0000000;diff;860", "Véhicule;0;0,0000000;diff;861", "deux nombres"),
        (";1009;", ";s;", "«\u00a0s\u00a0»"),
        ("nombre;taux_pour_mille", "taux_pour_mille;nombre", "faits ne font pas"),
    ],
)  # fmt: skip
def test_a_base_that_changed_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(Unexpected, match=said):
        read(tmp_path, COM.replace(old, new).encode())


def test_the_base_of_regions_is_said_to_be_of_no_need(tmp_path: Path) -> None:
    with pytest.raises(Unexpected, match="celle des départements"):
        read(tmp_path, DEP.replace("Code_departement;", "").replace("\n23;", "\n").replace("\n33;", "\n").encode())
