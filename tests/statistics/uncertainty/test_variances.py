"""Variances: the published table, shares and their complement, sums over communes, growth, turnover."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from observatoire.model.catalog import load_catalog
from observatoire.model.errors import Family
from observatoire.statistics.components import latest_year
from observatoire.statistics.figures import figures, figures_of_groups
from observatoire.statistics.offering import open_offered
from observatoire.statistics.uncertainty.variances import (
    coefficient,
    count_variance,
    errors_of,
    errors_of_groups,
    sampled_communes,
)
from tests.conftest import make_indicator
from tests.statistics.uncertainty.countries import EVENTS, country, known, rate, share

ERRORS = load_catalog().errors


def deviation(count: float, family: Family, *, sampled: bool) -> float:
    return float(count_variance(np.array([count]), family, ERRORS, np.array([sampled]))[0] ** 0.5)


def test_counts_have_the_coefficient_of_the_published_table_by_steps() -> None:
    # The producer's example: 4 900, standard deviation 140. Drawn between 3 000 and 6 000 it would have 132.
    assert deviation(4_900, "census", sampled=True) == pytest.approx(147)
    steps = coefficient(np.array([50_000.0, 49_999, 250, 249, 62.5]), ERRORS["census"])
    assert steps == pytest.approx([0.01, 0.015, 0.08, 0.08 * (250 / 249) ** 0.5, 0.16])
    assert deviation(4_900, "census", sampled=False) == 0


def test_families_are_told_apart() -> None:
    # One dwelling in five: 1.5 × 100 × 0.8/0.2 = 600. Jobs: by the table even where residents are all counted.
    assert deviation(100, "census_extra", sampled=False) == pytest.approx(600**0.5)
    assert deviation(100, "census_extra", sampled=True) == deviation(100, "census", sampled=True)
    assert deviation(4_900, "census_work", sampled=False) == pytest.approx(147)
    assert deviation(14_000, "population", sampled=True) / 14_000 == pytest.approx(0.012, abs=1e-4)
    assert deviation(14_000, "population", sampled=False) == deviation(14_000, "exact", sampled=True) == 0


def test_a_share_is_as_sure_as_its_complement_and_sums_over_communes(tmp_path: Path) -> None:
    store = country(tmp_path, [12_000, 9_000], {"y__2021": [960.0, 720.0], "x__2021": [12_000.0, 9_000.0]})
    own = share()
    found = errors_of(store, figures(store, own, "commune", 2021), "commune").variance ** 0.5
    # By both counts, 0.506 point; 5.2 points for the 92 % that are left.
    assert found == pytest.approx([0.4655, 0], abs=5e-5)
    rest = known(make_indicator(numerator="x - y", denominator="x", min_base=0.0))
    of_rest = errors_of(store, figures(store, rest, "commune", 2021), "commune").variance ** 0.5
    assert of_rest == pytest.approx(found)
    # Together with 720 of 9 000, all counted; the table on the sums would give 0.3624.
    epci = errors_of(store, figures(store, own, "epci", 2021), "epci").variance ** 0.5
    assert epci == pytest.approx([0.2660], abs=5e-5)


def test_turnover_is_no_sampling_and_is_never_none(tmp_path: Path) -> None:
    store = country(tmp_path, [400, 400], {"y__2021": [40.0, 0.0], "x__2021": [400.0, 400.0]})
    found = errors_of(store, figures(store, share(turnover=True), "commune", 2021), "commune")
    # 0.1 × 0.9 / 400; of none, as of one in 400.
    assert found.variance == pytest.approx([1e4 * 0.09 / 400, 1e4 * (1 / 400) * (399 / 400) / 400])
    assert found.sampling.tolist() == [0, 0]
    odds = known(make_indicator(numerator="y", denominator="x - y", min_base=0.0), shape="odds", turnover=True)
    of_odds = errors_of(store, figures(store, odds, "commune", 2021), "commune").variance[0]
    assert of_odds == pytest.approx(1e4 * 0.09 / 400 / 0.9**4), "that of the share, by its slope"


def test_growth_has_the_errors_of_both_ends(tmp_path: Path) -> None:
    store = country(tmp_path, [15_600], {"p__2015": [15_000.0], "p__2021": [15_600.0]})
    made = make_indicator(kind="change", numerator="p", denominator=None, base_year=2015, min_base=0.0)
    own = known(made, shape="change", families=("population",))
    found = errors_of(store, figures(store, own, "commune", 2021), "commune").variance[0] ** 0.5
    assert found == pytest.approx(1.68, abs=5e-3), "one end alone gives 1.18 or 1.20"
    yearly = own.model_copy(update={"annual": True})
    of_a_year = errors_of(store, figures(store, yearly, "commune", 2021), "commune").variance[0] ** 0.5
    assert of_a_year == pytest.approx(1.682 / 6 * 1.04 ** (1 / 6 - 1), abs=5e-4)


def test_events_vary_more_than_chance_by_commune(tmp_path: Path) -> None:
    store = country(
        tmp_path, [20_000, 20_000], {"o__2021": [30.0, 30.0], "x__2021": [20_000.0, 20_000.0]}, {"o": EVENTS}
    )
    alone = errors_of(store, figures(store, rate(), "commune", 2021), "commune")
    assert alone.variance == pytest.approx([(30 + 0.035 * 900) / 4] * 2)
    both = errors_of(store, figures(store, rate(), "epci", 2021), "epci")
    assert both.spread == pytest.approx([0.5])
    assert both.variance == pytest.approx([2 * (30 + 0.035 * 900) / 16]), "twice the variance of one, over 4²"
    unsaid = country(tmp_path, [20_000], {"o__2021": [30.0], "x__2021": [20_000.0]})
    nothing = errors_of(unsaid, figures(unsaid, rate(), "commune", 2021), "commune")
    assert np.isnan(nothing.variance).all(), "too few years to know how they vary"


@pytest.mark.parametrize(
    "name",
    ["part_65_ans_plus", "part_logements_vacants", "densite", "dgf_par_habitant", "accidents_pour_10000_habitants"],
)
def test_a_composed_territory_and_france_have_the_variance_of_their_communes(name: str) -> None:
    store, catalog = open_offered()
    indicator = catalog.indicator(name)
    year = 2021 if name.startswith("part") else (2020 if "accidents" in name else 2022)
    for level, place in (("epci", "epci-200070514"), ("departement", "dep-16"), ("france", "france")):
        members = store.members(place)
        composed = figures_of_groups(store, indicator, year, {"here": members})
        one = errors_of_groups(store, composed, {"here": members})
        whole = errors_of(store, figures(store, indicator, level, year, [place]), level)  # type: ignore[arg-type]
        assert one.variance == pytest.approx(whole.variance, rel=1e-12)
        assert one.spread == pytest.approx(whole.spread, rel=1e-12)
        assert (whole.variance > 0).all()


def test_the_population_of_france_has_the_published_margin() -> None:
    store, catalog = open_offered()
    population = catalog.indicator("population")
    found = errors_of(store, figures(store, population, "france", 2021), "france").variance[0] ** 0.5
    assert 2 * found == pytest.approx(16_600, rel=0.02), "published: 17 500"


def test_a_commune_is_sampled_when_it_had_ten_thousand_in_the_five_years_around() -> None:
    store, _ = open_offered()
    sampled = sampled_communes(store, 2021, ERRORS["census"])
    assert 1_000 < sampled.sum() < 1_060, "1 026, by the producer"
    people = np.array([store.measure("pop_mun", year) for year in range(2019, 2024)])
    assert (sampled == (np.nan_to_num(people).max(axis=0) >= 10_000)).all()
    assert sampled.sum() > (store.measure("pop_mun", 2021) >= 10_000).sum(), "those that went below too"


@pytest.mark.parametrize(
    "identifier",
    ["part_logements_vacants", "part_65_ans_plus", "accidents_pour_10000_habitants", "accidents_corporels"],
)
def test_a_composed_territory_is_known_as_the_territory_that_it_is_made_as(identifier: str) -> None:
    """An EPCI written as the list of its communes, among EPCI, in any order."""
    store, catalog = open_offered()
    indicator = catalog.indicators[identifier]
    epci = ["epci-200070514", "epci-200069672"]
    codes = sorted(str(store.index("commune")[at]).removeprefix("com-") for at in store.members(epci[0]))
    composed = f"compose-{'.'.join(codes)}"
    year = latest_year(store, indicator, "epci")
    of_all = errors_of(store, figures(store, indicator, "epci", year, [epci[1], composed, epci[0]]), "epci")
    alone = errors_of(store, figures(store, indicator, "epci", year, epci), "epci")
    assert (alone.variance > 0).all()
    for name in ("variance", "sampling", "spread"):
        np.testing.assert_allclose(getattr(of_all, name), getattr(alone, name)[[1, 0, 0]], rtol=1e-12)
