"""Series, base 100 and the band of peers, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.statistics.series import band, base_100, series, yearly


def test_series_has_a_row_a_year(small_store: Store, headcount: Indicator) -> None:
    ids = ["com-01002", "com-02001"]
    table = series(yearly(small_store, headcount, "commune", ids), ids)
    assert table.index.tolist() == [2017, 2023]
    assert table["com-01002"].tolist() == [200.0, 300.0]


def test_base_100_divides_by_each_first_value() -> None:
    table = pd.DataFrame({"a": [200.0, 300.0], "zero": [0.0, 5.0], "gap": [np.nan, 5.0]}, index=[2017, 2023])
    assert base_100(table)["a"].tolist() == [100.0, 150.0]
    assert base_100(table)[["zero", "gap"]].isna().all().all()


def test_band_is_the_median_of_rebased_peers_not_the_rebased_median() -> None:
    table = pd.DataFrame({"a": [10.0, 20.0], "b": [100.0, 100.0], "c": [1_000.0, 900.0]}, index=[2017, 2023])
    # Rebased: 200, 100, 90: median 100. The median itself goes from 100 to 100 as well, its quartiles do not.
    found = band(base_100(table))
    assert found["median"].tolist() == [100.0, 100.0]
    assert found["q3"].tolist() == [100.0, 150.0]
    assert found["q1"].tolist() == [100.0, 95.0]


def test_a_peer_with_a_gap_does_not_move_the_band() -> None:
    table = pd.DataFrame({"a": [1.0, 1.0], "b": [3.0, 3.0], "late": [np.nan, 1_000.0]}, index=[2017, 2023])
    assert band(table)["median"].tolist() == [2.0, 2.0]
    assert band(table)["n"].tolist() == [2, 2]


def test_no_peer_gives_an_empty_band() -> None:
    found = band(pd.DataFrame(index=[2017, 2023]))
    assert found["median"].isna().all()
    assert found["n"].tolist() == [0, 0]


def test_years_that_are_estimated_are_flagged(small_store: Store, headcount: Indicator) -> None:
    figures = yearly(small_store, headcount, "commune", ["com-01002", "com-01001"])
    flagged = {of_year.year: of_year.flagged.tolist() for of_year in figures}
    assert flagged == {2017: [False, False], 2023: [True, False]}
