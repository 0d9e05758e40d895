"""What ships against the figures of an independent prototype, computed straight from the measures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
PREPARED = ROOT / "data" / "prepared"
CHECKED = ROOT / "tests" / "data" / "check_values.csv"

# Indicator: numerator, denominator, scale, year of the denominator when it is another one.
COUNTS = {
    "population": "pop_mun",
    "population_totale": "pop_tot",
    "logements": "rp_logements",
    "superficie": "area_km2",
    "nombre_communes": "n_communes",
    "communes_deleguees": "n_deleguees",
}
RATIOS: dict[str, tuple[str, str, float, int | None]] = {
    "densite": ("pop_mun", "area_km2", 1, 2026),
    "part_moins_20_ans": ("rp_pop_0_19", "rp_pop", 100, None),
    "part_20_64_ans": ("rp_pop_20_64", "rp_pop", 100, None),
    "part_65_ans_plus": ("rp_pop_65p", "rp_pop", 100, None),
    "indice_vieillissement": ("rp_pop_65p", "rp_pop_0_19", 100, None),
    "rapport_dependance": ("rp_pop-rp_pop_20_64", "rp_pop_20_64", 100, None),
    "part_population_comptee_a_part": ("pop_tot-pop_mun", "pop_mun", 100, None),
    "part_residences_principales": ("rp_res_principales", "rp_logements", 100, None),
    "part_residences_secondaires": ("rp_res_secondaires", "rp_logements", 100, None),
    "part_logements_vacants": ("rp_logements_vacants", "rp_logements", 100, None),
    "part_maisons": ("rp_maisons", "rp_logements", 100, None),
    "part_appartements": ("rp_appartements", "rp_logements", 100, None),
    "part_residences_principales_appartement": ("rp_en_appartement", "rp_res_principales", 100, None),
    "habitants_par_residence_principale": ("rp_pop", "rp_res_principales", 1, None),
    "logements_pour_1000_habitants": ("rp_logements", "rp_pop", 1000, None),
    "part_population_montagne": ("pop_montagne", "pop_mun", 100, 2023),
    "part_population_zrr": ("pop_zrr", "pop_mun", 100, 2023),
    "part_population_moins_50_hab_km2": ("pop_densite_50", "pop_mun", 100, None),
    "part_population_300_hab_km2_plus": ("pop_densite_300", "pop_mun", 100, None),
    "population_moyenne_par_commune": ("pop_mun", "n_communes", 1, 2026),
    "superficie_moyenne_par_commune": ("area_km2", "n_communes", 1, None),
    "part_communes_moins_500_hab": ("n_communes_500", "n_communes", 100, 2026),
    "part_communes_moins_2000_hab": ("n_communes_2000", "n_communes", 100, 2026),
    "part_communes_issues_fusion": ("n_communes_issues_fusion", "n_communes", 100, None),
}
CHANGES = {"evolution_population_annuelle": True, "evolution_population_6_ans": False}
BASE_YEAR = 2017

# Where we part from the prototype. It counted every commune with an older code as born of a merger, so all
# of Corsica (renumbered in 1976) and the new départements of Île-de-France (1968): 2,668 instead of 1,790.
DEPARTURES = {
    ("part_communes_issues_fusion", "france"): 100 * 1790 / 34875,
    ("part_communes_issues_fusion", "france_hors_mayotte"): 100 * 1790 / 34858,
}


@pytest.fixture(scope="module")
def measures() -> pd.DataFrame:
    return pd.read_parquet(PREPARED / "measures.parquet").set_index("code")


@pytest.fixture(scope="module")
def members() -> dict[str, pd.Index]:
    territories = pd.read_parquet(PREPARED / "territories.parquet")
    communes = territories[territories["level"] == "commune"].set_index("code")
    everywhere = communes.index
    return {
        "com-16102": pd.Index(["16102"]),
        "epci-200070514": everywhere[communes["epci"] == "200070514"],
        "dep-16": everywhere[communes["departement"] == "16"],
        "epci-243500139": everywhere[communes["epci"] == "243500139"],
        "france": everywhere,
        "france_hors_mayotte": everywhere[communes["departement"] != "976"],
    }


def checked_lines() -> pd.DataFrame:
    lines = pd.read_csv(CHECKED)
    return lines[lines["id"].isin([*COUNTS, *RATIOS, *CHANGES])]


def signed(measures: pd.DataFrame, expression: str, year: int) -> pd.Series:
    first, *subtracted = expression.split("-")
    return measures[f"{first}__{year}"] - sum(measures[f"{name}__{year}"] for name in subtracted)


def computed(measures: pd.DataFrame, indicator: str, year: int) -> float:
    if indicator in COUNTS:
        return float(measures[f"{COUNTS[indicator]}__{year}"].sum())
    if indicator in CHANGES:
        pair = measures[[f"pop_mun__{year}", f"pop_mun__{BASE_YEAR}"]].dropna().sum()
        growth = pair.iloc[0] / pair.iloc[1]
        return float(100 * ((growth ** (1 / (year - BASE_YEAR)) if CHANGES[indicator] else growth) - 1))
    numerator, denominator, scale, denominator_year = RATIOS[indicator]
    pair = pd.DataFrame(
        {"n": signed(measures, numerator, year), "d": signed(measures, denominator, denominator_year or year)}
    )
    sums = pair.dropna().sum()
    return float(scale * sums["n"] / sums["d"])


def test_every_indicator_is_checked() -> None:
    assert set(checked_lines()["id"]) == {*COUNTS, *RATIOS, *CHANGES}
    assert len(checked_lines()) == 56


@pytest.mark.parametrize("line", checked_lines().to_dict("records"), ids=lambda line: f"{line['id']}-{line['year']}")
def test_figures_agree_to_the_printed_precision(
    line: dict[str, object], measures: pd.DataFrame, members: dict[str, pd.Index]
) -> None:
    indicator, year = str(line["id"]), int(str(line["year"]))
    for place, codes in members.items():
        expected = DEPARTURES.get((indicator, place), float(str(line[place])))
        found = computed(measures.loc[codes], indicator, year)
        # Counts are printed whole, other values with six significant digits.
        assert np.isclose(float(f"{found:.6g}"), float(f"{expected:.6g}"), rtol=1e-9) or round(found) == expected, (
            f"{indicator} {year} {place}: {found}, expected {expected}"
        )
