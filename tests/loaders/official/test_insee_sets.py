"""The declared sets of Melodi, on some lines of each: the right figure among totals, details and other zones."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from loaders.official.datasets import datasets
from loaders.official.producers.insee import melodi
from loaders.official.reading import Reading, Unexpected, checked
from loaders.official.sets import sets
from observatoire.model.catalog import load_catalog
from tests.loaders.official.insee_samples import opened, written

# Lines of the files of 2025 and 2026: Bordeaux, France, territories of the same codes. Those marked "made" are in the
# published form, with figures of our own.
ACTIVITY = """\
GEO;GEO_OBJECT;SEX;EMPSTA_ENQ;AGE;EDUC;RP_MEASURE;FREQ;OBS_STATUS;TIME_PERIOD;OBS_VALUE
33063;COM;_T;_T;Y15T64;_T;POP;A;A;2023;191928.25
33063;COM;_T;1T2;Y15T64;_T;POP;A;A;2023;142651.2
33063;COM;_T;1;Y15T64;_T;POP;A;A;2023;125773.2
33063;COM;_T;2;Y15T64;_T;POP;A;A;2023;16878.0
33063;COM;_T;33;Y15T64;_T;POP;A;A;2023;31970.52
33063;COM;F;_T;Y15T64;_T;POP;A;A;2023;1000
33063;COM;F;1;Y15T64;_T;POP;A;A;2023;600
33063;COM;M;_T;Y15T64;_T;POP;A;A;2023;199
33063;COM;M;1;Y15T64;_T;POP;A;A;2023;150
33063;COM;_T;2;Y15T64;300_RP;POP;A;A;2023;5000
33063;COM;_T;1T2;Y15T24;_T;POP;A;A;2023;20000
33063;COM;_T;2;Y15T24;_T;POP;A;A;2023;4000
33063;COM;_T;1;Y_GE15;_T;POP;A;A;2023;127000
33063;BV2022;_T;_T;Y15T64;_T;POP;A;A;2023;600000
F;FRANCE;_T;_T;Y15T64;_T;POP;A;A;2023;4.207264E7
FM;FRANCE;_T;_T;Y15T64;_T;POP;A;A;2023;4.08E7
75;DEP;_T;_T;Y15T64;_T;POP;A;A;2023;1500000
75;REG;_T;_T;Y15T64;_T;POP;A;A;2023;3600000
"""


def read(path: Path, text: str, dataset: str) -> Reading:
    file = opened(written(path / "data.csv", text))
    assert melodi.recognise(file) == dataset
    reading = melodi.read(file, dataset)
    checked(reading, "sample")
    return reading


def of(reading: Reading, level: str = "commune", code: str = "33063", year: int = 2023) -> pd.Series:
    values = reading.values
    kept = values[(values["level"] == level) & (values["code"] == code) & (values["year"] == year)]
    return kept.set_index("measure")["value"]


def test_activity(tmp_path: Path) -> None:
    reading = read(tmp_path, ACTIVITY, "ds-rp-emploi-lr-princ")
    town = of(reading)
    assert town["rp_pop_15_64"] == pytest.approx(191_928.25)
    assert town["rp_actifs_15_64"] == pytest.approx(142_651.2)
    assert town["rp_chomeurs_15_64"] == 16_878
    assert town["rp_actifs_occupes_15_64"] + town["rp_chomeurs_15_64"] == pytest.approx(town["rp_actifs_15_64"])
    assert town["rp_etudiants_15_64"] == pytest.approx(31_970.52)
    assert (town["rp_actifs_15_24"], town["rp_chomeurs_15_24"]) == (20_000, 4_000)
    assert town["rp_actifs_occupes_15_ans_plus"] == 127_000
    assert of(reading, "france", "france")["rp_pop_15_64"] == 42_072_640, "F, not metropolitan France"
    assert of(reading, "departement", "75")["rp_pop_15_64"] == 1_500_000
    assert of(reading, "region", "75")["rp_pop_15_64"] == 3_600_000


def test_rates_of_employment_are_made_of_200_persons_at_least(tmp_path: Path) -> None:
    reading = read(tmp_path, ACTIVITY, "ds-rp-emploi-lr-princ")
    assert of(reading)["rp_taux_emploi_femmes"] == pytest.approx(60)
    states = reading.values[reading.values["code"] == "33063"].set_index("measure")["status"]
    assert states["rp_taux_emploi_hommes"] == "not_computable"


def test_a_total_among_its_details_is_refused(tmp_path: Path) -> None:
    more = ACTIVITY + "33063;COM;_T;1;Y15T64;_T;POP;A;A;2023;100000\n"
    file = opened(written(tmp_path / "x.csv", more))
    with pytest.raises(Unexpected, match="deux lignes de rp_actifs_occupes_15_64 pour commune 33063 en 2023"):
        melodi.read(file, "ds-rp-emploi-lr-princ")


HEADS = {
    "ds-rp-emploi-lr-comp": "GEO;GEO_OBJECT;EMPSTA_ENQ;AGE;PCS;RP_MEASURE;FREQ;OBS_STATUS;TIME_PERIOD;OBS_VALUE",
    "ds-rp-emploi-lt-princ": "EMPFORM;SEX;WKTIME;AGE;GEO;GEO_OBJECT;RP_MEASURE;FREQ;OBS_STATUS;TIME_PERIOD;OBS_VALUE",
    "ds-rp-emploi-lt-comp": (
        "GEO;GEO_OBJECT;EMP_ACTIVITY;SEX;PCS;EMPFORM;RP_MEASURE;FREQ;OBS_STATUS;TIME_PERIOD;OBS_VALUE"
    ),
    "ds-rp-navettes-princ": (
        "GEO;GEO_OBJECT;TRANS;WORK_AREA;AGE;EMPSTA_ENQ;RP_MEASURE;FREQ;OBS_STATUS;TIME_PERIOD;OBS_VALUE"
    ),
    "ds-rp-diplomes-princ": "GEO;GEO_OBJECT;AGE;SEX;EDUC;RP_MEASURE;FREQ;OBS_STATUS;TIME_PERIOD;OBS_VALUE",
    "ds-rp-logement-princ": (
        "GEO;GEO_OBJECT;OCS;L_STAY;TDW;CARS;RP_MEASURE;CARPARK;NOR;TSH;BUILD_END;NRG_SRC;FREQ;OBS_STATUS;TIME_PERIOD;"
        "OBS_VALUE"
    ),
    "ds-rp-famille-comp": "GEO;GEO_OBJECT;TFN;NCH;RP_MEASURE;OBS_STATUS;TIME_PERIOD;OBS_VALUE",
    "ds-rp-population-comp": "GEO;GEO_OBJECT;SEX;AGE;PCS;RP_MEASURE;FREQ;OBS_STATUS;TIME_PERIOD;OBS_VALUE",
    "ds-filosofi-cc": (
        "GEO;GEO_OBJECT;FILOSOFI_MEASURE;UNIT_MEASURE;UNIT_MULT;CONF_STATUS;OBS_STATUS;TIME_PERIOD;OBS_VALUE"
    ),
    "ds-bpe": (
        "GEO;GEO_OBJECT;FACILITY_DOM;FACILITY_SDOM;FACILITY_TYPE;BPE_MEASURE;UNIT_MULT;UNIT_MEASURE;OBS_STATUS;TIME_PERIOD;"
        "OBS_VALUE"
    ),
    "ds-flores-a5": (
        "GEO;GEO_OBJECT;ACTIVITY;LEGAL_FORM_WITH_PUBLIC;NUMBER_EMPL;FLORES_MEASURE;OBS_STATUS;TIME_PERIOD;OBS_VALUE"
    ),
    "ds-side-crea-ent-com": "ACTIVITY;FREQ;GEO;GEO_OBJECT;LEGAL_FORM;SIDE_MEASURE;OBS_STATUS;TIME_PERIOD;OBS_VALUE",
    "ds-side-stocks-com": "ACTIVITY;FREQ;GEO;GEO_OBJECT;SIDE_MEASURE;OBS_STATUS;TIME_PERIOD;OBS_VALUE",
    "ds-etat-civil-nais-communes": "FREQ;GEO;GEO_OBJECT;EC_MEASURE;OBS_STATUS;TIME_PERIOD;OBS_VALUE",
    "ds-etat-civil-deces-communes": "FREQ;GEO;GEO_OBJECT;EC_MEASURE;OBS_STATUS;TIME_PERIOD;OBS_VALUE",
    "ds-tour-cap": "GEO;GEO_OBJECT;ACTIVITY;UNIT_LOC_RANKING;L_STAY;TOUR_MEASURE;OBS_STATUS;TIME_PERIOD;OBS_VALUE",
}
"""The columns of each set; real ones where a file was seen, else those that public code names (made)."""
LINES: dict[str, tuple[int, list[str], dict[str, float]]] = {
    "ds-rp-emploi-lr-comp": (  # made
        2023,
        [
            f"33063;COM;1T2;Y15T64;{pcs};POP;A;A;2023;{count}"
            for pcs, count in zip("_123456", range(10, 17), strict=True)
        ]
        + ["33063;COM;1;Y15T64;3;POP;A;A;2023;9"],
        {"rp_actifs_agriculteurs": 11, "rp_actifs_cadres": 13, "rp_actifs_employes": 15, "rp_actifs_ouvriers": 16},
    ),
    "ds-rp-emploi-lt-princ": (  # made
        2023,
        [
            "_T;_T;_T;_T;33063;COM;NBEMP;A;A;2023;1000",
            "2;_T;_T;_T;33063;COM;NBEMP;A;A;2023;850",
            "1;_T;_T;_T;33063;COM;NBEMP;A;A;2023;150",
            "2;_T;PT;_T;33063;COM;NBEMP;A;A;2023;170",
            "2;F;PT;_T;33063;COM;NBEMP;A;A;2023;120",
        ],
        {
            "rp_emplois": 1000,
            "rp_emplois_salaries": 850,
            "rp_emplois_non_salaries": 150,
            "rp_emplois_salaries_partiel": 170,
        },
    ),
    "ds-rp-emploi-lt-comp": (  # made
        2023,
        [f"33063;COM;{code};_T;_T;_T;NBEMP;A;A;2023;{n}" for n, code in enumerate(("AZ", "BE", "FZ", "GU", "OQ"), 1)]
        + ["33063;COM;BE;F;_T;_T;NBEMP;A;A;2023;1"],
        {"rp_emplois_agriculture": 1, "rp_emplois_industrie": 2, "rp_emplois_administration": 5},
    ),
    "ds-rp-navettes-princ": (  # made
        2023,
        ["33063;COM;_T;_T;Y_GE15;1;POP;A;A;2023;100", "33063;COM;_T;10;Y_GE15;1;POP;A;A;2023;60"]
        + [f"33063;COM;{mode};_T;Y_GE15;1;POP;A;A;2023;{mode}" for mode in "123456"]
        + ["33063;COM;3T4;_T;Y_GE15;1;POP;A;A;2012;7", "33063;COM;3;10;Y_GE15;1;POP;A;A;2023;2"],
        {
            "rp_navettes_actifs": 100,
            "rp_navettes_dans_commune": 60,
            "rp_trajet_aucun": 1,
            "rp_trajet_marche": 2,
            "rp_trajet_velo": 3,
            "rp_trajet_deux_roues": 4,
            "rp_trajet_voiture": 5,
            "rp_trajet_transports_en_commun": 6,
        },
    ),
    "ds-rp-diplomes-princ": (  # made
        2023,
        [
            f"33063;COM;Y_GE15;_T;{code};POP;A;A;2023;{n}"
            for n, code in enumerate(
                ("_T", "001T100_RP", "200_RP", "300_RP", "350T351_RP", "500_RP", "600_RP", "700_RP"), 1
            )
        ],
        {
            "rp_non_scolarises": 1,
            "rp_sans_diplome": 2,
            "rp_cap_bep": 4,
            "rp_bac_plus_2": 6,
            "rp_bac_plus_3_4": 7,
            "rp_bac_plus_5": 8,
        },
    ),
    "ds-rp-logement-princ": (  # real, but cars
        2023,
        [
            f"33063;COM;{ocs};_T;_T;{cars};DWELLINGS;_T;_T;{tsh};_T;_T;A;A;2023;{n}"
            for ocs, cars, tsh, n in [
                ("_T", "_T", "_T", 171777),
                ("DW_MAIN", "_T", "_T", 148377),
                ("DW_VAC", "_T", "_T", 11591),
                ("DW_SEC_DW_OCC", "_T", "_T", 11808),
                ("DW_MAIN", "_T", "100", 48983),
                ("DW_MAIN", "_T", "221", 20552),
                ("DW_MAIN", "_T", "211", 60520),
                ("DW_MAIN", "C0", "_T", 50000),
                ("DW_MAIN", "C_GE1", "_T", 98377),
                ("DW_MAIN", "C_GE2", "_T", 20000),
            ]
        ],
        {
            "rp_parc_logements": 171_777,
            "rp_menages": 148_377,
            "rp_parc_vacants": 11_591,
            "rp_menages_proprietaires": 48_983,
            "rp_menages_hlm": 20_552,
            "rp_menages_sans_voiture": 50_000,
            "rp_menages_deux_voitures": 20_000,
        },
    ),
    "ds-rp-famille-comp": (  # real
        2023,
        [
            f"33063;COM;{tfn};_T;NBFAM;A;2023;{n}"
            for tfn, n in [("_T", 60949), ("1", 11339), ("11", 1970), ("21", 27683)]
        ]
        + ["33063;COM;1;2;NBFAM;A;2023;4000"],
        {"rp_familles": 60_949, "rp_familles_monoparentales": 11_339, "rp_couples_sans_enfant": 27_683},
    ),
    "ds-rp-population-comp": (  # made
        2023,
        [f"33063;COM;_T;Y_GE15;{pcs};POP;A;A;2023;{n}" for pcs, n in [("_T", 230), ("3", 70), ("7", 40)]]
        + ["33063;COM;F;Y_GE15;7;POP;A;A;2023;22", "33063;COM;_T;Y15T24;_T;POP;A;A;2023;50"],
        {"rp_pop_15_ans_plus": 230, "rp_retraites": 40, "rp_cadres_15_ans_plus": 70},
    ),
    "ds-filosofi-cc": (  # made
        2023,
        [
            f"33063;COM;{code};{unit};0;F;A;2023;{n}"
            for code, unit, n in [
                ("MED_SL", "EUR_YR", 25000),
                ("PR_MD60", "PT", 18.5),
                ("IR_D9_D1_SL", "PT", 4.2),
                ("D1_SL", "EUR_YR", 11500),
                ("D9_SL", "EUR_YR", 48300),
                ("S_SOC_BEN_DI", "PT", 5.1),
                ("GI_SL", "PT", 0.32),
            ]
        ],
        {
            "filo_niveau_vie_median": 25_000,
            "filo_taux_pauvrete": 18.5,
            "filo_rapport_interdecile": 4.2,
            "filo_premier_decile": 11_500,
            "filo_part_prestations": 5.1,
            "filo_gini": 0.32,
        },
    ),
    "ds-bpe": (  # the total and the domains are real, the types made
        2025,
        ["33063;COM;_T;_T;_T;FACILITIES;0;NR;A;2025;14857", "33063;COM;A;_T;_T;FACILITIES;0;NR;A;2025;6460"]
        + ["33063;COM;D;D2;_T;FACILITIES;0;NR;A;2025;2000", "33063;COM;C;C1;_T;FACILITIES;0;NR;A;2025;150"]
        + [
            f"33063;COM;{code[0]};{code[:2]};{code};FACILITIES;0;NR;A;2025;{n}"
            for code, n in [
                ("D265", 500),
                ("D281", 400),
                ("D277", 300),
                ("D307", 110),
                ("D502", 60),
                ("B207", 170),
                ("C107", 40),
                ("C108", 50),
                ("C109", 45),
                ("B104", 7),
                ("B105", 76),
                ("B201", 30),
                ("B202", 90),
                ("A206", 20),
                ("A207", 25),
                ("A208", 0),
            ]
        ],
        {
            "bpe_equipements": 14_857,
            "bpe_generalistes": 500,
            "bpe_infirmiers": 400,
            "bpe_dentistes": 300,
            "bpe_pharmacies": 110,
            "bpe_creches": 60,
            "bpe_boulangeries": 170,
            "bpe_ecoles": 135,
            "bpe_grandes_surfaces": 83,
            "bpe_points_postaux": 45,
        },
    ),
    "ds-flores-a5": (  # made
        2024,
        [
            f"33063;COM;{activity};1T9X7;{size};{measure};A;2024;{n}"
            for activity, size, measure, n in [
                ("_T", "_T", "UNIT_LOC", 900),
                ("_T", "_T", "EMPL3112", 10_000),
                ("_T", "E1T9", "EMPL3112", 2_000),
                ("BE", "_T", "EMPL3112", 1_000),
                ("FZ", "_T", "EMPL3112", 500),
                ("GU", "_T", "EMPL3112", 5_000),
                ("OQ", "_T", "EMPL3112", 3_400),
            ]
        ],
        {
            "flores_etablissements": 900,
            "flores_salaries": 10_000,
            "flores_salaries_industrie": 1_000,
            "flores_salaries_construction": 500,
            "flores_salaries_commerce_services": 5_000,
            "flores_salaries_administration": 3_400,
        },
    ),
    "ds-side-crea-ent-com": (  # real, but the individual ones
        2025,
        [
            "_T;A;33063;COM;_T;BURE;A;2025;11404",
            "_T;A;33063;COM;10;BURE;A;2025;8000",
            "GI;A;33063;COM;_T;BURE;A;2025;4000",
            "_T;A;33063;BV2022;_T;BURE;A;2025;20000",
        ],
        {"side_creations": 11_404, "side_creations_individuelles": 8_000},
    ),
    "ds-side-stocks-com": (  # made
        2024,
        [
            "_T;A;33063;COM;UNIT_LOC;A;2024;60000",
            "_T;A;33063;COM;LEGAL_UNIT;A;2024;55000",
            "GI;A;33063;COM;UNIT_LOC;A;2024;9",
        ],
        {"side_etablissements": 60_000},
    ),
    "ds-etat-civil-nais-communes": (
        2025,
        ["A;33063;COM;LVB;A;2025;2891.0", "A;33063;ARM;LVB;A;2025;1"],
        {"ec_naissances": 2891},
    ),
    "ds-etat-civil-deces-communes": (2025, ["A;33063;COM;DTH;A;2025;1895.0"], {"ec_deces": 1895}),
    "ds-tour-cap": (  # made
        2026,
        [
            f"33063;COM;{activity};{stars};{stay};{measure};A;2026;{n}"
            for activity, stars, stay, measure, n in [
                ("I551", "_T", "_T", "UNIT_LOC", 120),
                ("I551", "3", "_T", "UNIT_LOC", 50),
                ("I551", "_T", "_T", "PLACE", 8_000),
                ("I553", "_T", "_T", "UNIT_LOC", 1),
                ("I553", "_T", "_T", "PLACE", 193),
                ("I553", "_T", "LONG", "PLACE", 40),
                ("I552", "_T", "_T", "BEDPLACE", 900),
            ]
        ],
        {"tour_hotels": 120, "tour_chambres_hotel": 8_000, "tour_emplacements_camping": 193},
    ),
}


@pytest.mark.parametrize("dataset", sorted(LINES))
def test_each_set_gives_its_figures(tmp_path: Path, dataset: str) -> None:
    year, lines, expected = LINES[dataset]
    found = of(read(tmp_path, "\n".join([HEADS[dataset], *lines]) + "\n", dataset), year=year)
    assert {measure: found[measure] for measure in expected} == expected


@pytest.mark.parametrize("dataset", sorted(LINES))
def test_the_order_of_the_columns_does_not_matter(tmp_path: Path, dataset: str) -> None:
    year, lines, expected = LINES[dataset]
    text = "\n".join(";".join(f'"{cell}"' for cell in line.split(";")[::-1]) for line in [HEADS[dataset], *lines])
    found = of(read(tmp_path, text, dataset), year=year)
    assert {measure: found[measure] for measure in expected} == expected


def whole_of_the_facilities(*lines: str) -> str:
    """Return a file of as many territories as a whole one, which has the total of each, and some lines more."""
    levels = {"COM": 34_900, "EPCI": 1_255, "DEP": 101, "REG": 18}
    totals = [
        f"{place:05d};{level};_T;_T;_T;FACILITIES;0;NR;A;2025;3" for level, n in levels.items() for place in range(n)
    ]
    return "\n".join([HEADS["ds-bpe"], *totals, *lines]) + "\n"


def test_a_line_that_a_whole_file_has_not_counts_for_none_in_a_sum(tmp_path: Path) -> None:
    text = whole_of_the_facilities(
        "00007;COM;B;B1;B105;FACILITIES;0;NR;A;2025;2", "00007;COM;B;B2;B202;FACILITIES;0;NR;A;2025;1"
    )
    found = of(read(tmp_path, text, "ds-bpe"), code="00007", year=2025)
    assert found.to_dict() == {"bpe_equipements": 3, "bpe_grandes_surfaces": 2, "bpe_commerces_alimentaires": 3}


def test_a_line_that_an_extract_has_not_may_have_been_cut(tmp_path: Path) -> None:
    # INSEE, BPE 2025, as a public project cut it: Bordeaux has schools, whose lines are not there.
    lines = ["33063;COM;_T;_T;_T;FACILITIES;0;NR;A;2025;14857", "33063;COM;B;B1;B105;FACILITIES;0;NR;A;2025;76"]
    reading = read(tmp_path, "\n".join([HEADS["ds-bpe"], *lines]) + "\n", "ds-bpe")
    said = reading.values.set_index("measure")
    assert said.loc["bpe_equipements", "value"] == 14_857
    assert set(said["status"].drop("bpe_equipements")) == {"not_published"}
    assert "extrait" in said.loc["bpe_ecoles", "reason"]
    assert set(said.index) == {measure.id for measure in sets()["DS_BPE"].measures}


def test_every_declared_set_is_tried() -> None:
    tried = {*LINES, "ds-rp-emploi-lr-princ", "ds-rp-serie-historique", "ds-bts-sal-eqtp-sex-age"}
    assert tried == {one.dataset for one in sets().values()}


SERIES = """\
GEO;GEO_OBJECT;RP_MEASURE;OCS;FREQ;OBS_STATUS;TIME_PERIOD;OBS_VALUE
16102;COM;POP;_T;A;A;2012;18729
16102;COM;POP;_T;A;A;2017;18717
16102;COM;POP;_T;A;A;2023;18500
16102;COM;BRTH;_T;A;A;2017;900
16102;COM;BRTH;_T;A;A;2023;960
16102;COM;DEATH;_T;A;A;2017;1100
16102;COM;DEATH;_T;A;A;2023;1260
16102;COM;DWELLINGS;_T;A;A;2023;11500
16102;COM;DWELLINGS;DW_VAC;A;A;2023;1200
85165;COM;POP;_T;A;A;2017;900
85165;COM;POP;_T;A;A;2023;950
85165;COM;BRTH;_T;A;M;2023;
85165;COM;DEATH;_T;A;A;2023;40
"""
"""In the published form, with figures of our own."""


def test_balances_between_censuses_are_a_year_whatever_the_period(tmp_path: Path) -> None:
    reading = read(tmp_path, SERIES, "ds-rp-serie-historique")
    five, six = of(reading, code="16102", year=2017), of(reading, code="16102")
    assert five["sh_solde_naturel_annuel"] == pytest.approx(-200 / 5)
    assert five["sh_solde_migratoire_annuel"] == pytest.approx((-12 + 200) / 5)
    assert six["sh_solde_naturel_annuel"] == pytest.approx(-300 / 6)
    assert six["sh_solde_migratoire_annuel"] == pytest.approx((-217 + 300) / 6)
    assert six["sh_population"] == 18_500
    assert set(reading.values["measure"]) == {"sh_population", "sh_solde_naturel_annuel", "sh_solde_migratoire_annuel"}
    states = reading.values[(reading.values["code"] == "85165") & (reading.values["year"] == 2023)]
    assert states.set_index("measure")["status"].to_dict() == {
        "sh_population": "value",
        "sh_solde_naturel_annuel": "not_published",
        "sh_solde_migratoire_annuel": "not_published",
    }


def wage(code: str, sex: str, value: float | None, secret: str = "F") -> dict[str, object]:
    return {
        "attributes": {"CONF_STATUS": secret},
        "dimensions": {
            "GEO": code,
            "SEX": sex,
            "FREQ": "A",
            "TIME_PERIOD": "2023",
            "DERA_MEASURE": "SALAIRE_NET_EQTP_MENSUEL_MOYENNE",
            "AGE": "_T",
        },
        "measures": {"OBS_VALUE_NIVEAU": {} if value is None else {"value": value}},
    }


def test_wages_from_answers_of_the_api_by_sex(tmp_path: Path) -> None:
    # The API gives 83016 twice, rounded otherwise; France is real too.
    both = [wage("2025-FRANCE-F", "_T", 2734.75785), wage("2025-COM-83016", "_T", 2071.84547954957)]
    answers = {
        "_T": {"observations": [*both, wage("2025-COM-83016", "_T", 2071.84548)]},
        "F": {"observations": [wage("2025-FRANCE-F", "F", 2507.671335), wage("2025-COM-83016", "F", None, "C")]},
        "M": {"observations": [wage("2025-FRANCE-F", "M", 2898.353297)]},
    }
    reading = read(tmp_path, json.dumps(answers), "ds-bts-sal-eqtp-sex-age")
    assert of(reading, "france", "france").to_dict() == {
        "bts_salaire_net": 2734.75785,
        "bts_salaire_net_femmes": 2507.671335,
        "bts_salaire_net_hommes": 2898.353297,
    }
    town = reading.values[reading.values["code"] == "83016"].set_index("measure")
    assert town.loc["bts_salaire_net", "value"] == pytest.approx(2071.845, abs=0.001)
    assert town.loc["bts_salaire_net_femmes", "status"] == "secret"


def test_what_insee_publishes_has_a_reader_and_a_source_of_the_catalogue() -> None:
    catalog = load_catalog()
    given = {measure for dataset in datasets().values() for measure in dataset.opens if dataset.producer == "Insee"}
    assert given <= set(catalog.measures)
    ours = {name for name, measure in catalog.measures.items() if measure.source.startswith("insee_")}
    official = {name for name in ours if catalog.sources[catalog.measures[name].source].official}
    assert official <= given
    assert {dataset.source for dataset in datasets().values()} <= set(catalog.sources)
