"""Change over a period: relative or in points, states of both ends, breaks, census years that overlap."""

from __future__ import annotations

import math

import pytest

from observatoire.statistics.change import change_figures, follows_same_communes, is_relative, period_of
from observatoire.statistics.comparison import compare
from observatoire.statistics.components import years
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from tests.conftest import values

STORE, CATALOG = open_offered()


def test_a_count_changes_in_per_cent() -> None:
    population = CATALOG.indicator("population")
    moved = change_figures(STORE, population, "commune", ["com-16102"], 2017, 2023)
    assert moved.of("com-16102").value == pytest.approx(100 * (18532 / 18825 - 1))


def test_a_share_changes_in_points() -> None:
    share = CATALOG.indicator("part_femmes_elus_municipaux")
    first, *_, last = years(STORE, share)
    ends = [figures(STORE, share, "epci", year).of("epci-200070514").value for year in (first, last)]
    moved = change_figures(STORE, share, "epci", ["epci-200070514"], first, last)
    assert moved.of("epci-200070514").value == pytest.approx(ends[1] - ends[0])
    assert not is_relative(share)


def test_mayotte_carried_figures_did_not_stay_the_same() -> None:
    moved = change_figures(STORE, CATALOG.indicator("population"), "departement", ["dep-976", "dep-16"], 2017, 2023)
    assert moved.of("dep-976").status == "not_computable"
    assert math.isnan(moved.of("dep-976").value)
    assert moved.of("dep-16").status == "value"


def test_from_zero_no_change_can_be_computed() -> None:
    deaths = CATALOG.indicator("personnes_tuees")
    first, *_, last = years(STORE, deaths)
    before = values(STORE, deaths, "commune", first)
    none = before.index[(before["value"] == 0)][:50]
    moved = change_figures(STORE, deaths, "commune", list(none), first, last)
    assert set(moved.statuses) == {"not_computable"}


def test_a_change_is_compared_as_a_figure_is() -> None:
    population = CATALOG.indicator("population")
    ids = ["epci-200070514", "epci-200071827", "epci-200069783"]
    known = [i for i in ids if i in STORE.territories.index]
    moved = change_figures(STORE, population, "epci", known, 2017, 2023)
    result = compare(moved, known[0], known[1:])
    assert result.value == moved.of(known[0]).value
    assert result.peers_ranked == len(known) - 1


def test_a_period_knows_its_breaks_and_its_overlap() -> None:
    population = CATALOG.indicator("population")
    assert period_of(CATALOG, population, 2017, 2023).overlap == 0
    assert period_of(CATALOG, population, 2019, 2023).overlap == 5
    broken = next(i for i in CATALOG.indicators.values() if i.breaks and len(years(STORE, i)) > 1)
    at = broken.breaks[0].year
    assert period_of(CATALOG, broken, at - 1, at).breaks == (broken.breaks[0],)
    assert period_of(CATALOG, broken, at, at + 1).breaks == tuple(b for b in broken.breaks if b.year == at + 1)


def test_the_country_does_not_grow_by_the_communes_that_enter_the_count() -> None:
    """Mayotte has no figure for 2016 and 256 518 inhabitants ever after: its entry is no growth."""
    population = CATALOG.indicator("population")
    first, last = (values(STORE, population, "france", year).loc["france", "value"] for year in (2016, 2023))
    assert values(STORE, population, "departement", 2023).loc["dep-976", "value"] == 256_518
    moved = change_figures(STORE, population, "france", ["france"], 2016, 2023).of("france").value
    assert moved == pytest.approx(100 * ((last - 256_518) / first - 1))
    assert moved < 100 * (last / first - 1) - 0.3


def test_with_the_same_communes_on_both_sides_change_is_that_of_the_shown_figures() -> None:
    population = CATALOG.indicator("population")
    first, last = (values(STORE, population, "departement", year)["value"] for year in (2017, 2023))
    moved = change_figures(STORE, population, "departement", ["dep-16", "dep-2A"], 2017, 2023)
    assert moved.of("dep-16").value == pytest.approx(100 * (last["dep-16"] / first["dep-16"] - 1))
    assert moved.of("dep-2A").value == pytest.approx(100 * (last["dep-2A"] / first["dep-2A"] - 1))


def test_what_is_counted_above_communes_has_no_communes_to_follow() -> None:
    assert follows_same_communes(STORE, CATALOG.indicator("population"), "france", 2016, 2023)
    assert not follows_same_communes(STORE, CATALOG.indicator("population"), "commune", 2016, 2023)
    assert not follows_same_communes(STORE, CATALOG.indicator("part_femmes_maires"), "epci", 2021, 2026)
