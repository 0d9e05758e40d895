"""What a map of rare events can show instead of a year: windows without a break, rates smoothed within a size."""

from __future__ import annotations

import numpy as np
import pytest

from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.uncertainty.remedies import remedies, smoothed_figures

STORE, CATALOG = open_offered()
ACCIDENTS = CATALOG.indicator("accidents_pour_10000_habitants")
VILLAGES = [str(i) for i in STORE.level("commune").query("departement == '16'").index]


def test_a_year_of_villages_is_not_enough_and_no_window_crosses_the_break_of_2020() -> None:
    for year in (2019, 2020):
        found = remedies(STORE, ACCIDENTS, "commune", year, VILLAGES)
        assert found is not None
        assert found.windows == ((2017, 2018, 2019),), "populations begin in 2016: no five years before the break"
        assert found.enough == (), "below 500 inhabitants, three years repeat each other by 0.3"
        assert found.smooth
    bicycles = remedies(STORE, CATALOG.indicator("part_accidents_velo"), "commune", 2020, VILLAGES)
    assert bicycles is not None
    assert bicycles.windows == ((2017, 2018, 2019), (2015, 2016, 2017, 2018, 2019))
    assert not bicycles.smooth, "a part of events is no rate of people"


def test_a_size_at_which_three_years_repeat_each_other_is_told_so() -> None:
    people = STORE.level("commune")["population"]
    middling = [str(i) for i in people.index[(people >= 500) & (people < 2_000)][:50]]
    found = remedies(STORE, ACCIDENTS, "commune", 2019, middling)
    assert found is not None
    assert found.enough == (2017, 2018, 2019), "0.51 from 500 to 2 000 inhabitants"


@pytest.mark.parametrize(
    ("indicator", "level", "count"),
    [
        ("accidents_pour_10000_habitants", "departement", 5),
        ("accidents_pour_10000_habitants", "epci", 50),
        ("part_65_ans_plus", "commune", 50),
        ("accidents_pour_10000_habitants", "commune", 0),
    ],
)
def test_where_a_year_says_enough_or_nothing_is_an_event_nothing_is_offered(
    indicator: str, level: str, count: int
) -> None:
    ids = [str(i) for i in STORE.level(level).index[:count]]  # type: ignore[arg-type]
    assert remedies(STORE, CATALOG.indicator(indicator), level, 2019, ids) is None  # type: ignore[arg-type]


def test_rates_are_drawn_to_that_of_the_communes_of_their_size_and_not_of_france() -> None:
    whole = figures(STORE, ACCIDENTS, "commune", 2019)
    people = STORE.level("commune")["population"].reindex(whole.ids).to_numpy()
    held = (people < 500) & whole.known & ~whole.implausible & (whole.denominator > 0)
    counts, exposures = whole.numerator[held], whole.denominator[held]
    common = counts.sum() / exposures.sum()
    spread = (exposures * (counts / exposures - common) ** 2).sum() / exposures.sum()
    between = spread - common / exposures.mean()
    weight = between / (between + common / exposures)
    expected = 10_000 * (weight * counts / exposures + (1 - weight) * common)
    ids = [str(i) for i in whole.ids[held]]
    found = smoothed_figures(STORE, ACCIDENTS, "commune", 2019, ids)
    np.testing.assert_allclose(found.value, expected, rtol=1e-12)
    everywhere = whole.numerator[whole.known].sum() / whole.denominator[whole.known].sum()
    assert abs(common / everywhere - 1) > 0.1, "the two common rates differ: the test tells them apart"


def test_counts_stay_as_they_are_and_what_is_missing_stays_missing() -> None:
    raw = figures(STORE, ACCIDENTS, "commune", 2019)
    ids = [*VILLAGES[:3], *(str(i) for i in raw.ids[~raw.known][:2])]
    found, own = smoothed_figures(STORE, ACCIDENTS, "commune", 2019, ids), raw.take(raw.positions(ids))
    assert list(found.ids) == ids
    np.testing.assert_array_equal(found.numerator, own.numerator)
    assert found.statuses == own.statuses
    assert found.known.tolist() == [True, True, True, False, False]
    assert np.isnan(found.value[3:]).all()
    assert not found.fragile[:3].any()
    assert own.fragile[:3].all()


def test_counts_of_events_are_taken_together_over_years_and_never_smoothed() -> None:
    accidents = CATALOG.indicator("accidents_corporels")
    found = remedies(STORE, accidents, "commune", 2019, VILLAGES)
    assert found is not None
    assert [len(taken) for taken in found.windows] == [3, 5], "they need no population of their years"
    assert not found.smooth, "a count has no exposure that a size could be read from"
