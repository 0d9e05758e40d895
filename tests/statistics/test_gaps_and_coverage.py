"""Why a territory has no figure, and on how much of it a figure rests: hand-made countries with other gaps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.statistics.figures import figures
from tests.conftest import NAN, make_indicator, values, write_store

SECOND = ("01004", "02001", "02002")
"""The communes of the second EPCI."""


def changed(directory: Path, table: str, rows: Sequence[tuple[object, ...]]) -> Store:
    """Return the hand-made country, the rows of one table replaced."""
    write_store(directory)
    columns = pd.read_parquet(directory / f"{table}.parquet").columns
    pd.DataFrame(rows, columns=columns).to_parquet(directory / f"{table}.parquet")
    return Store(directory)


def without_young_of_the_second(directory: Path, causes: dict[str, str]) -> Store:
    rows = [("young", 2021, code, status, "parce que") for code, status in causes.items()]
    write_store(directory)
    measures = pd.read_parquet(directory / "measures.parquet")
    measures.loc[measures["code"].isin(SECOND), "young__2021"] = NAN
    measures.to_parquet(directory / "measures.parquet")
    columns = pd.read_parquet(directory / "gaps.parquet").columns
    pd.DataFrame(rows, columns=columns).to_parquet(directory / "gaps.parquet")
    return Store(directory)


@pytest.mark.parametrize(
    ("causes", "status"),
    [
        (dict.fromkeys(SECOND, "secret"), "secret"),
        (dict.fromkeys(SECOND, "not_applicable"), "not_applicable"),
        (dict.fromkeys(SECOND[:2], "secret"), "not_published"),  # the third has no known cause
        (dict(zip(SECOND, ("secret", "secret", "not_applicable"), strict=True)), "not_published"),
        ({}, "not_published"),
    ],
)
def test_a_group_without_any_figure_has_the_cause_that_all_its_communes_share(
    tmp_path: Path, share: Indicator, causes: dict[str, str], status: str
) -> None:
    found = values(without_young_of_the_second(tmp_path, causes), share, "epci", 2021)
    assert found["status"].tolist() == ["value", status]
    assert found.loc["epci-100000002", ["value", "numerator", "denominator"]].isna().all()
    assert found.at["epci-100000002", "population_covered_pct"] == 0


def test_a_change_needs_one_commune_whose_figure_is_of_its_year(tmp_path: Path, growth: Indicator) -> None:
    flags = [("pop", 2023, code, "carried", "figée") for code in SECOND]
    (tmp_path / "all").mkdir()
    (tmp_path / "most").mkdir()
    everywhere, most = changed(tmp_path / "all", "flags", flags), changed(tmp_path / "most", "flags", flags[1:])
    assert values(everywhere, growth, "epci", 2023)["status"].tolist() == ["value", "not_computable"]
    assert values(most, growth, "epci", 2023)["status"].tolist() == ["value", "value"]


def test_coverage_counts_people_or_communes_where_nobody_lives(tmp_path: Path, share: Indicator) -> None:
    write_store(tmp_path)
    places = pd.read_parquet(tmp_path / "territories.parquet")
    places.loc[places["code"].isin(SECOND), "population"] = 0
    places.to_parquet(tmp_path / "territories.parquet")
    covered = values(Store(tmp_path), share, "epci", 2021)["population_covered_pct"]
    assert covered.tolist() == pytest.approx([100, 100 * 2 / 3])


def test_a_commune_is_covered_whole_or_not_at_all(small_store: Store, share: Indicator, headcount: Indicator) -> None:
    rows = values(small_store, share, "commune", 2021)
    assert rows["population_covered_pct"].tolist() == [100, 100, 100, 100, 100, 0, 100]
    assert rows["members_with_data"].tolist() == [1, 1, 1, 1, 1, 0, 1]
    assert rows.loc["com-02002", ["numerator", "denominator"]].isna().all()
    assert values(small_store, headcount, "commune", 2023)["denominator"].isna().all(), "a count has none"


def test_what_means_nothing_at_a_level_has_no_figure_nor_coverage(small_store: Store) -> None:
    rows = values(small_store, make_indicator(id="x", levels=["commune"]), "epci", 2021)
    assert rows["members"].tolist() == [3, 3]
    assert rows["members_with_data"].tolist() == [0, 0]
    assert rows["population_covered_pct"].tolist() == [0, 0]
    assert not rows[["fragile", "flagged"]].to_numpy().any()


def test_figures_of_a_few_communes_are_those_of_all(
    small_store: Store, share: Indicator, growth: Indicator, headcount: Indicator
) -> None:
    ids = [f"com-{code}" for code in ("02003", "01001", "01002", "02002")]
    for indicator, year, counted in (
        (share, 2021, [False, False, True, False]),  # no inhabitant, fragile, solid, secret
        (growth, 2023, [False, True, True, True]),  # carried
        (headcount, 2023, [True, True, True, True]),
    ):
        few = figures(small_store, indicator, "commune", year, ids)
        assert few.counts.tolist() == counted
        whole = values(small_store, indicator, "commune", year).loc[ids, "value"].to_numpy()
        assert few.value[few.counts].tolist() == whole[few.counts].tolist()
