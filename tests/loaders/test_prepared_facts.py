"""Facts about France that what ships must know, and the rules behind them on small samples."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from loaders.geography.areas import chosen_areas, outline_remarks
from loaders.geography.former import former_communes, merged_communes
from loaders.geography.places import measured_outlines
from loaders.pipeline.passage import build_passage

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


def cog(rows: list[tuple[str | None, ...]]) -> pd.DataFrame:
    columns = ["code", "type", "nom", "chefLieu", "commune", "anciensCodes", "population"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


VINTAGES = {
    2026: cog(
        [
            ("16001", "commune-actuelle", "Neuve", None, None, "16002 16003", "9"),
            ("16001", "commune-deleguee", "Vieille", "16001", None, None, None),
            ("16002", "commune-deleguee", "Seconde", "16001", None, None, None),
            ("16004", "commune-actuelle", "Seule", None, None, None, "9"),
            ("2A004", "commune-actuelle", "Ajaccio", None, None, "20004", "9"),
            ("93070", "commune-actuelle", "Saint-Ouen", None, None, "75070", "9"),
        ]
    ),
    **{year: cog([]) for year in (2021, 2022, 2023, 2024, 2025)},
    2019: cog(
        [
            ("16003", "commune-actuelle", "Troisième", None, None, None, "4"),
            ("75070", "ancien-code", "Saint-Ouen", None, None, None, None),
            ("20004", "ancien-code", "Ajaccio", None, None, None, None),
        ]
    ).assign(nouveauCode=[None, "93070", "2A004"], communeAbsorbante=None),
}


def test_a_change_of_code_is_not_a_merger() -> None:
    assert merged_communes(VINTAGES, build_passage(VINTAGES[2026], {})) == {"16001"}


def test_former_communes_lead_to_the_current_one() -> None:
    passage = build_passage(VINTAGES[2026], {})
    found = former_communes(VINTAGES, passage, ["16001", "16004", "2A004", "93070"])
    assert found.to_numpy().tolist() == [
        ["16001", "Vieille", "deleguee", "16001"],
        ["16002", "Seconde", "deleguee", "16001"],
        ["16003", "Troisième", "absorbee", "16001"],
        ["20004", "Ajaccio", "ancien_code", "2A004"],
        ["75070", "Saint-Ouen", "ancien_code", "93070"],
    ]


def test_the_cadastral_area_holds_within_ten_percent_of_the_outline() -> None:
    official = pd.Series({"a": 109.0, "b": 111.0, "c": 91.0})
    outlines = pd.Series({"a": 100.0, "b": 100.0, "c": 100.0, "d": 5.0})
    chosen = chosen_areas(official, outlines, pd.Series(2.0, index=outlines.index))
    assert chosen.to_dict() == {"a": 109.0, "b": 100.0, "c": 91.0, "d": 5.0}
    assert list(outline_remarks(chosen, official)) == ["b", "d"]


def test_an_outline_too_coarse_to_judge_leaves_the_cadastral_area() -> None:
    # A triangle of 2 hectares for a village of 9; an outline of 1.6 km² for a commune that lost 7 others.
    official, outlines = pd.Series({"a": 0.09, "b": 8.84}), pd.Series({"a": 0.024, "b": 1.622})
    margins = pd.Series({"a": 0.091, "b": 0.36})
    assert chosen_areas(official, outlines, margins).to_dict() == {"a": 0.09, "b": 1.622}
    assert list(outline_remarks(chosen_areas(official, outlines, margins), official)) == ["b"]


def test_the_margin_of_an_outline_grows_with_its_sides_less_than_with_its_length() -> None:
    square = shapely.box(0, 0, 0.01, 0.01)
    ring = shapely.Polygon(shapely.segmentize(square, 0.0025).exterior)
    apart = shapely.MultiPolygon([square, shapely.box(1, 0, 1.01, 0.01)])
    shapes = gpd.GeoSeries([square, ring, apart], index=["square", "ring", "apart"], crs="EPSG:4326")
    margins = measured_outlines(gpd.GeoDataFrame(geometry=shapes))["margin"]
    # 4.44 km around: 0.16 x 4.44 / 2 sides squared.
    assert margins["square"] == pytest.approx(0.16 * 4.44 / 2, rel=0.01)
    assert margins["ring"] == pytest.approx(margins["square"] / 2, rel=1e-6)
    assert margins["apart"] == pytest.approx(margins["square"] * 2**0.5, rel=0.01)


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
