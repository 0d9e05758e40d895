"""Energy, greenhouse gases, cars, land, farming, local finances: files written here in their producers' layouts.

Figures: Agence ORE (gas of homes in Paris in 2024: 4 268 672.8 MWh on 390 518 meters, here in two lines), DGFiP (rate
of Paris in 2025: 20.5). The others are made up.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from loaders.official.reading import Reading, Unexpected
from loaders.official.values import DISTRICTS
from tests.loaders.official.made_files import SAME, cell, known_as, read, read_as

ORE = """operateur;filiere;annee;code_commune;code_categorie_consommation;nb_sites;conso_totale_mwh;nombre_de_mailles_secretisees
GRDF;Gaz;2024;75056;RES;390000;4268000.8;0
Autre;Gaz;2024;75056;RES;518;672;0
Enedis;Electricité;2024;16102;RES;9000;45000;0
Enedis;Electricité;2024;16102;RES;10;55,5;0
Enedis;Electricité;2024;16102;ENT;3;9000;0
Enedis;Electricité;2024;16102;ENT;;;2
Enedis;Electricité;2024;16001;RES;;;1
Enedis;Electricité;2024;16002;RES;0;0;1
Enedis;Electricité;2024;16003;RES;40;200;1
Enedis;Electricité;2024;16004;RES;0;0;0
"""  # noqa: E501 - the names of one table
REASON = "Au moins cela"


def reason(reading: Reading, code: str, measure: str) -> str:
    values = reading.values
    return str(values.loc[(values["code"] == code) & (values["measure"] == measure), "reason"].iloc[0])


@pytest.mark.parametrize("form", SAME.values(), ids=SAME)
def test_lines_of_one_kind_of_client_add_up(tmp_path: Path, form: Callable[[str], bytes]) -> None:
    dataset, reading = read_as(tmp_path, form(ORE))
    assert dataset == "agence-ore"
    assert cell(reading, "75056", "ore_gaz_res_mwh", 2024) == (pytest.approx(4268672.8), "value")
    assert cell(reading, "75056", "ore_gaz_res_sites", 2024) == (390518, "value")
    assert reason(reading, "75056", "ore_gaz_res_mwh") == ""
    assert cell(reading, "16102", "ore_electricite_res_mwh", 2024) == (45055.5, "value")


def test_what_a_secret_hides_is_never_shown_as_exact(tmp_path: Path) -> None:
    reading = read(tmp_path, ORE.encode())
    # All hidden, empty or zero: a secret. Partly hidden: at least that. A zero of which nothing is hidden: a zero.
    for code in ("16001", "16002"):
        assert cell(reading, code, "ore_electricite_res_mwh", 2024) == (None, "secret")
        assert cell(reading, code, "ore_electricite_mwh", 2024) == (None, "secret")
    assert cell(reading, "16003", "ore_electricite_res_mwh", 2024) == (200, "value")
    assert reason(reading, "16003", "ore_electricite_res_mwh").startswith(REASON)
    assert cell(reading, "16004", "ore_electricite_res_mwh", 2024) == (0, "value")
    assert reason(reading, "16004", "ore_electricite_res_mwh") == ""
    assert cell(reading, "16102", "ore_electricite_mwh", 2024) == (54055.5, "value")
    assert reason(reading, "16102", "ore_electricite_mwh").startswith(REASON)
    assert reason(reading, "16102", "ore_electricite_res_mwh") == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Gaz", "Hydrogène", "Hydrogène"),
        ("nombre_de_mailles", "nb", "nombre_de_mailles"),
        ("9000;45000", "9000;ns", "ns"),
    ],
)
def test_energy_that_changed_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(Unexpected, match=said):
        read(tmp_path, ORE.replace(old, new).encode())


def test_energy_without_its_year_takes_that_of_its_name(tmp_path: Path) -> None:
    text = "\n".join(";".join(line.split(";")[:2] + line.split(";")[3:]) for line in ORE.splitlines())
    assert cell(read(tmp_path, text.encode(), "ore_2023.csv"), "16102", "ore_electricite_res_mwh", 2023)[1] == "value"
    with pytest.raises(Unexpected, match="ne dit pas son année"):
        read(tmp_path, text.encode(), "ore.csv")


PLANTS = [
    {"codeinseecommune": "16102", "filiere": "Solaire", "inst": 300, "kw": 1500.5},
    {"codeinseecommune": "16102", "filiere": "Hydraulique", "inst": 1, "kw": 200},
    {"codeinseecommune": "16102", "filiere": "Thermique non renouvelable", "inst": 1, "kw": 9000},
    {"codeinseecommune": "16001", "filiere": "Eolien", "inst": 1, "kw": 8000},
    {"codeinseecommune": "75101", "filiere": "Solaire", "inst": 5, "kw": 20},
    {"codeinseecommune": "75056", "filiere": "Solaire", "inst": 2, "kw": 10},
    {"codeinseecommune": None, "filiere": "Solaire", "inst": 9000, "kw": 1e6},
]


@pytest.mark.parametrize("content", [PLANTS, {"total_count": 7, "results": PLANTS}], ids=["export", "records"])
def test_power_of_a_grouped_request(tmp_path: Path, content: object) -> None:
    dataset, reading = read_as(tmp_path, json.dumps(content).encode(), "registre-agrege-311225.json")
    assert (dataset, reading.edition) == ("odre-registre", "31 décembre 2025")
    assert cell(reading, "16102", "odre_renouvelable_kw", 2025) == (1700.5, "value")
    assert cell(reading, "16102", "odre_solaire_kw", 2025) == (1500.5, "value")
    assert cell(reading, "16102", "odre_solaire_installations", 2025) == (300, "value")
    assert cell(reading, "16001", "odre_solaire_installations", 2025) == (0, "value")
    assert cell(reading, "75056", "odre_solaire_kw", 2025) == (30, "value")
    assert "" not in set(reading.values["code"])


def test_power_of_the_register_itself(tmp_path: Path) -> None:
    text = """nomInstallation;codeINSEECommune;filiere;regime;nbInstallations;puisMaxInstallee
Agrégation;16102;Solaire;En service;300;1500,5
Projet;16102;Solaire;En projet;1;99999
"""
    reading = read(tmp_path, text.encode("utf-8-sig"), "registre_2024.csv")
    assert cell(reading, "16102", "odre_solaire_kw", 2024) == (1500.5, "value")


def test_an_unknown_kind_of_plant_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unexpected, match="Fusion"):
        read(tmp_path, json.dumps([PLANTS[0] | {"filiere": "Fusion"}]).encode(), "registre_2024.json")


GASES = """INSEE commune,Commune,Agriculture,Autres transports,Autres transports international,CO2 biomasse hors-total,Déchets,Energie,Industrie hors-énergie,Résidentiel,Routier,Tertiaire
01001,L'ABERGEMENT-CLEMENCIAT,3711.425991,,,432.751835,101.430476,2.354558,6.911213,309.358195,793.156501,367.036172
16102,COGNAC,,,,,,,,,,
"""  # noqa: E501 - the names of one table


def test_gases_are_summed_without_the_biomass(tmp_path: Path) -> None:
    dataset, reading = read_as(tmp_path, GASES.encode())
    total = 3711.425991 + 101.430476 + 2.354558 + 6.911213 + 309.358195 + 793.156501 + 367.036172
    assert dataset == "ademe-ges"
    assert cell(reading, "01001", "igt_ges", 2016) == (pytest.approx(total), "value")
    assert cell(reading, "16102", "igt_ges", 2016) == (None, "not_published")


def test_an_unknown_sector_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unexpected, match="Total"):
        read(tmp_path, GASES.replace("Commune,Agriculture", "Total,Agriculture").encode())


CARS = """COMMUNE_CODE;COMMUNE_NOM;CARBURANT;CRIT_AIR;STATUT_UTILISATEUR;GROUPE;PARC_2025;PARC_2026
16102;Cognac;Essence;Crit'Air 1;Particulier;VP;5000;5100
16102;Cognac;Essence;Crit'Air 1;Professionel;VP;700;800
16102;Cognac;Electrique;Crit'Air E;Particulier;VP;90;120
16102;Cognac;Diesel;Crit'Air 4;Particulier;VP;400;300
16102;Cognac;Diesel;Crit'Air 5;Particulier;VP;40;30
16102;Cognac;Essence;Non classé;Particulier;VP;60;50
16102;Cognac;Electrique HR;Crit'Air 1;Particulier;VUL;9;9
00000;Inconnu;Essence;Crit'Air 1;Particulier;VP;33;33
97100;Inconnu;Essence;Crit'Air 1;Particulier;VP;33;33
75056;Paris;Essence;Crit'Air 1;Particulier;VP;7;8
"""


@pytest.mark.parametrize("form", SAME.values(), ids=SAME)
def test_cars_of_private_persons(tmp_path: Path, form: Callable[[str], bytes]) -> None:
    dataset, reading = read_as(tmp_path, form(CARS))
    assert dataset == "sdes-voitures"
    assert cell(reading, "16102", "vp_particuliers", 2026) == (5600, "value")
    assert cell(reading, "16102", "vp_particuliers", 2025) == (5590, "value")
    assert cell(reading, "16102", "vp_particuliers_electriques", 2026) == (120, "value")
    assert cell(reading, "16102", "vp_particuliers_critair_4_plus", 2026) == (380, "value")
    assert set(reading.values["code"]) == {"16102"}


def test_cars_of_paris_are_those_of_the_arrondissements_and_the_rest(tmp_path: Path) -> None:
    districts = [f"{code};Paris;Essence;Crit'Air 1;Particulier;VP;10;20\n" for code in DISTRICTS["75056"]]
    assert cell(read(tmp_path, (CARS + "".join(districts)).encode()), "75056", "vp_particuliers", 2026) == (
        408,
        "value",
    )
    partly = read(tmp_path, (CARS + "".join(districts[1:])).encode())
    assert cell(partly, "75056", "vp_particuliers", 2026) == (None, "absent")


@pytest.mark.parametrize(
    ("old", "new", "said"), [("Crit'Air 4", "Crit'Air 6", "6"), ("5;Particulier", "4;Particulier", "deux lignes")]
)
def test_cars_of_an_unknown_class_or_counted_twice_are_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(Unexpected, match=said):
        read(tmp_path, CARS.replace(old, new).encode())


def land(first: int = 11, last: int = 25) -> str:
    """One commune: as many square metres a year as 3 times its, a third for dwellings; and sums of years."""
    years = range(first, last)
    names = [f"naf{year}art{year + 1}" for year in years] + [f"art{year}hab{year + 1}" for year in years]
    values = [f"{year * 3}.0" for year in years] + [f"{year}.0" for year in years]
    more = [f"naf{first}art{last}", "naf16art22", f"surfcom20{last}", "artcom1125"]
    return "\n".join(
        [
            ",".join(["idcom", "epci25", *names, *more]),
            ",".join(["33063", "243300316", *values, "9", "9", "49653698.0", "0.1"]),
        ]
    )


def test_land_of_a_year_is_that_taken_until_the_next_first_of_january(tmp_path: Path) -> None:
    dataset, reading = read_as(tmp_path, land().encode())
    assert (dataset, reading.geography) == ("cerema-enaf", 2025)
    assert cell(reading, "33063", "enaf_m2", 2023) == (69, "value")
    assert cell(reading, "33063", "enaf_habitat_m2", 2023) == (23, "value")
    assert cell(reading, "33063", "enaf_m2", 2011) == (33, "value")
    assert cell(reading, "33063", "enaf_cumul_m2", 2024) == (3 * sum(range(11, 25)), "value")
    assert cell(reading, "33063", "enaf_surface_m2", 2024) == (49653698, "value")
    # Only the last year is provisional, and what is summed with it.
    said = reading.values[reading.values["reason"] != ""]
    assert set(zip(said["measure"], said["year"], strict=True)) == {
        ("enaf_m2", 2024), ("enaf_habitat_m2", 2024), ("enaf_cumul_m2", 2024)
    }  # fmt: skip
    # naf16art22 sums six years: it is none of them.
    assert cell(reading, "33063", "enaf_m2", 2016) == (48, "value")


def test_land_of_which_a_year_lacks_is_not_summed_since_2011(tmp_path: Path) -> None:
    assert cell(read(tmp_path, land(first=12).encode()), "33063", "enaf_cumul_m2", 2024) == (None, "absent")
    with pytest.raises(Unexpected, match="années différentes"):
        read(tmp_path, land().replace("art23hab24", "hab").encode())


BIO = """annee,codeinseecommune,codeepci,nb_exp,surfab,surfbio
2024,16102,200070514,4,"80,5","120,25"
2024,16001,200070514,NC,NC,NC
2023,16102,200070514,4,70,100
"""


def test_organic_land_and_its_secret(tmp_path: Path) -> None:
    dataset, reading = read_as(tmp_path, BIO.encode())
    assert dataset == "agence-bio"
    assert cell(reading, "16102", "bio_ha", 2024) == (120.25, "value")
    assert cell(reading, "16102", "bio_ha", 2023) == (100, "value")
    assert cell(reading, "16001", "bio_ha", 2024) == (None, "secret")
    with pytest.raises(Unexpected, match="ND"):
        read(tmp_path, BIO.replace("NC,NC,NC", "NC,NC,ND").encode())


def open_document(sheet: str, lines: Sequence[Sequence[str | float | None]]) -> bytes:
    """Return a workbook of OpenDocument with one sheet, as small as it may be."""

    def cell_of(value: str | float | None) -> str:
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'

    rows = "".join(f"<table:table-row>{''.join(map(cell_of, line))}</table:table-row>" for line in lines)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="{sheet}">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return held.getvalue()


def test_the_census_of_agriculture_in_a_workbook_in_an_archive(tmp_path: Path) -> None:
    names = ["CODE_COM", "SAU (ha)", "Surfaces céréales (ha)", "Surfaces prairies (ha)"]
    lines = [names, ["01001", 1024.5, 1, 250], ["16001", None, 2, None], ["16102", 900, 3, 0]]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("RA2020_1013_SAU_Communes.ods", open_document("SAU_Communes", lines))
    dataset, reading = read_as(tmp_path, packed.getvalue())
    assert (dataset, reading.geography) == ("agreste-ra2020", 2020)
    assert cell(reading, "01001", "ra2020_sau_ha", 2020) == (1024.5, "value")
    assert cell(reading, "16102", "ra2020_prairies_ha", 2020) == (0, "value")
    assert cell(reading, "16001", "ra2020_sau_ha", 2020) == (None, "secret")


ACCOUNTS = """exer;com_code;epci_code;siren;agregat;montant;ptot
2024;16102;200070514;211601026;Encours de dette;18500000.5;19000
2024;16102;200070514;211601026;Recettes de fonctionnement;30000000;19000
2024;16102;200070514;211601026;Dépenses de fonctionnement;27000000;19000
2024;16102;200070514;211601026;Dépenses d'équipement;4000000;19000
2024;16102;200070514;211601026;Frais de personnel;12000000;19000
2024;85223;200073260;218502235;Encours de dette;100;3000
2024;85223;200073260;218502236;Encours de dette;50;500
"""


@pytest.mark.parametrize("form", SAME.values(), ids=SAME)
def test_accounts_of_communes(tmp_path: Path, form: Callable[[str], bytes]) -> None:
    dataset, reading = read_as(tmp_path, form(ACCOUNTS))
    assert dataset == "ofgl-communes"
    assert cell(reading, "16102", "ofgl_dette", 2024) == (18500000.5, "value")
    assert cell(reading, "16102", "ofgl_depenses_equipement", 2024) == (4000000, "value")
    # People are counted once, not once an aggregate.
    assert cell(reading, "16102", "ofgl_population", 2024) == (19000, "value")
    # A new commune has the accounts of those that made it.
    assert cell(reading, "85223", "ofgl_dette", 2024) == (150, "value")
    assert cell(reading, "85223", "ofgl_population", 2024) == (3500, "value")


def test_accounts_written_twice_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unexpected, match="deux lignes"):
        read(tmp_path, ACCOUNTS.replace("218502236", "218502235").encode())


def test_debt_of_an_epci_itself(tmp_path: Path) -> None:
    text = "exer;epci_code;siren;agregat;montant;ptot\n2024;200070514;200070514;Encours de dette;35000000;70000\n"
    dataset, reading = read_as(tmp_path, text.encode("utf-8-sig"))
    assert dataset == "ofgl-epci"
    assert cell(reading, "200070514", "ofgl_dette_intercommunalite_par_habitant", 2024, "epci") == (500, "value")


REI = """annee;idcom;varlib;valeur;secret_statistique
2025;75056;FB - COMMUNE / TAUX VOTÉ;20.5;
2025;75056;FB - COMMUNE / BASE NETTE;8980537164.0;
2025;33525;FB - COMMUNE / TAUX VOTÉ;44.23;
2024;33525;FB - COMMUNE / TAUX VOTÉ;;sec_stat
"""


@pytest.mark.parametrize("form", SAME.values(), ids=SAME)
def test_voted_rates(tmp_path: Path, form: Callable[[str], bytes]) -> None:
    dataset, reading = read_as(tmp_path, form(REI))
    assert dataset == "ofgl-rei"
    assert cell(reading, "75056", "rei_taux_foncier_bati", 2025) == (20.5, "value")
    assert cell(reading, "33525", "rei_taux_foncier_bati", 2024) == (None, "secret")
    assert len(reading.values) == 3


def test_voted_rates_by_code_of_variable(tmp_path: Path) -> None:
    text = "idcom;var;valeur;secret_statistique\n33525;E12VOTE;44.23;\n33525;E11;9;\n"
    assert cell(read(tmp_path, text.encode(), "rei_2023.csv"), "33525", "rei_taux_foncier_bati", 2023) == (
        44.23,
        "value",
    )


@pytest.mark.parametrize(("old", "new", "said"), [("sec_stat", "masque", "masque"), ("TAUX VOTÉ", "TAUX", "TAUX VOTÉ")])
def test_rates_that_changed_are_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(Unexpected, match=said):
        read(tmp_path, REI.replace(old, new).encode())


def test_a_table_of_something_else_is_nobodys(tmp_path: Path) -> None:
    assert known_as(tmp_path, b"code;valeur\n16102;3\n") == []
