"""Facts about France that what ships must know."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

PREPARED = Path(__file__).parents[2] / "data" / "prepared"


@pytest.fixture(scope="module")
def territories() -> pd.DataFrame:
    return pd.read_parquet(PREPARED / "territories.parquet").set_index("id")


@pytest.fixture(scope="module")
def former() -> pd.DataFrame:
    return pd.read_parquet(PREPARED / "former_communes.parquet").set_index("code")


@pytest.fixture(scope="module")
def measures() -> pd.DataFrame:
    return pd.read_parquet(PREPARED / "measures.parquet").set_index("code")


@pytest.mark.parametrize(
    ("code", "area"),
    [
        ("33103", 0.04),
        ("95633", 0.09),
        ("29083", 0.6),
        ("29084", 0.75),
        ("24280", 0.53),
        ("22016", 3.09),
        ("17004", 1.19),
    ],
)
def test_small_communes_have_their_public_area(territories: pd.DataFrame, code: str, area: float) -> None:
    """To the hectare, as the cadastre gives it: 3.5 hectares are 0.04 km²."""
    assert territories.loc[f"com-{code}", "area_km2"] == area
    flags = pd.read_parquet(PREPARED / "flags.parquet").query("measure == 'area_km2'")
    assert code not in set(flags["code"])


def test_areas_that_are_not_of_the_cadastre_are_said(territories: pd.DataFrame) -> None:
    flags = pd.read_parquet(PREPARED / "flags.parquet").query("measure == 'area_km2'").set_index("code")
    assert len(flags) == 319
    assert set(flags["flag"]) == {"estimated"}
    assert flags["reason"].str.startswith("Superficie mesurée sur le contour").all()
    # A value older than the new town of Val-de-Reuil; glaciers; a commune restored since.
    assert {"27537", "74056", "15031"} <= set(flags.index)
    # The cadastre gives whole hectares, save for 46 communes; an outline hardly ever does.
    cadastral = territories.query("level == 'commune'").set_index("code").drop(index=list(flags.index))["area_km2"]
    assert (~(cadastral * 100 % 1).round(6).isin([0.0, 1.0])).sum() == 46


def test_levels_have_their_numbers(territories: pd.DataFrame) -> None:
    counts = territories["level"].value_counts().to_dict()
    assert counts == {"commune": 34875, "epci": 1253, "departement": 101, "region": 18, "france": 1}
    assert not territories["departement"].dropna().isin(["975", "977", "978", "986", "987", "988"]).any()


def test_cognac_is_what_it_is(territories: pd.DataFrame) -> None:
    cognac = territories.loc["com-16102"]
    expected = {"name": "Cognac", "departement": "16", "region": "75", "epci": "200070514", "population": 18532}
    assert cognac[list(expected)].to_dict() == expected
    assert (cognac["postcodes"], cognac["area_km2"], cognac["siren"]) == ("16100", 15.5, "211601026")
    assert cognac["west"] < cognac["lon"] < cognac["east"]


def test_names_keep_their_article_and_its_kind(territories: pd.DataFrame) -> None:
    assert territories.loc["com-72181", ["name", "liaison"]].tolist() == ["Le Mans", 2]
    assert territories.loc["dep-16", ["name", "liaison", "seat"]].tolist() == ["Charente", 3, "16015"]
    assert territories.loc["france", "members"] == 34875


def test_epci_are_those_of_january_2026(territories: pd.DataFrame) -> None:
    assert territories.loc["epci-992367730", "short_name"] == "Thionville Fensch Agglomération"
    assert "epci-994579670" in territories.index
    assert territories.loc["epci-200054781", ["nature", "departement"]].tolist() == ["METRO", "75"]
    assert territories.loc["epci-200054781", "departements"].startswith("75 ")
    alone = territories[(territories["level"] == "commune") & territories["epci"].isna()]["code"]
    assert alone.tolist() == ["22016", "29083", "29155", "85113"]


@pytest.mark.parametrize(
    ("code", "current", "kind"),
    [
        ("49069", "49126", "deleguee"),
        ("12076", "12218", "deleguee"),
        ("27058", "27676", "ancien_code"),
        ("75070", "93070", "ancien_code"),
        ("60455", "60694", "deleguee"),
        ("14114", "14712", "associee"),
    ],
)
def test_real_former_codes(code: str, current: str, kind: str, former: pd.DataFrame) -> None:
    assert former.loc[code, ["current", "kind"]].tolist() == [current, kind]


def test_mayotte_is_carried_or_said_to_be_missing(measures: pd.DataFrame) -> None:
    mayotte = measures[measures.index.str.startswith("976")]
    assert len(mayotte) == 17
    assert mayotte["pop_mun__2016"].isna().all()
    assert [mayotte[f"pop_mun__{year}"].sum() for year in range(2017, 2024)] == [256518] * 7
    gaps = pd.read_parquet(PREPARED / "gaps.parquet")
    flags = pd.read_parquet(PREPARED / "flags.parquet")
    assert set(gaps.loc[gaps["code"] == "97611", "measure"]) > {"pop_mun", "rp_pop", "rp_logements"}
    carried = flags[(flags["code"] == "97611") & (flags["measure"] == "pop_mun")]
    assert carried["year"].tolist() == list(range(2018, 2024))
    assert set(carried["flag"]) == {"carried"}


def test_restored_communes_are_marked_estimated_until_they_are_counted() -> None:
    flags = pd.read_parquet(PREPARED / "flags.parquet").query("measure == 'pop_mun' and flag == 'estimated'")
    counts = flags.groupby("year").size().to_dict()
    assert counts == {2016: 12, 2017: 10, 2018: 14, 2019: 10, 2020: 10, 2021: 5}


def test_arrondissements_of_paris_are_not_taken_for_former_communes_of_the_seine(measures: pd.DataFrame) -> None:
    # Until 2007 the file numbers them 75001 to 75020, the old codes of Alfortville, Champigny, Drancy…
    assert measures.loc["75056", ["baac_acc__2005", "baac_acc__2006"]].tolist() == [7361, 7959]
    assert measures.loc["94017", "baac_acc__2005"] < 250


def test_accidents_are_real_zeros_save_in_mayotte_before_2012(measures: pd.DataFrame) -> None:
    accidents = measures[[f"baac_acc__{year}" for year in range(2005, 2021)]]
    mayotte = accidents.index.str.startswith("976")
    assert accidents[~mayotte].notna().all().all()
    assert accidents[mayotte].notna().all().tolist() == [year >= 2012 for year in range(2005, 2021)]
    assert (accidents.loc[~mayotte, "baac_acc__2020"] == 0).sum() > 20_000


def test_every_empty_cell_has_its_cause(measures: pd.DataFrame) -> None:
    gaps = pd.read_parquet(PREPARED / "gaps.parquet")
    assert int(measures.isna().sum().sum()) == len(gaps)
