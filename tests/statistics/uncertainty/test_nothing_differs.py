"""Worlds in which no place differs: 3 to 7 of 100 are held for clear, at every size and in every family."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from observatoire.model.errors import Family
from observatoire.model.store import Floats, Store
from observatoire.statistics.figures import Figures, figures
from observatoire.statistics.uncertainty.variances import count_variance
from observatoire.statistics.uncertainty.verdicts import judge_first
from tests.conftest import make_indicator
from tests.statistics.uncertainty.countries import EVENTS, country, known, rate, share
from tests.statistics.uncertainty.test_variances import ERRORS

PLACES, PEERS = 1_000, 20


def clear_of(store: Store, of_all: Figures) -> float:
    """Return the percentage of places that are clear among the twenty that follow them."""
    windows = (np.arange(at, at + PEERS + 1) % PLACES for at in range(PLACES))
    verdicts = [judge_first(store, of_all.take(window)).verdict for window in windows]
    assert None not in verdicts
    return 100 * verdicts.count("clear") / len(verdicts)


def told(rng: np.random.Generator, counts: Floats, family: Family, *, sampled: bool) -> Floats:
    """Return counts as a survey gives them."""
    deviation = count_variance(counts, family, ERRORS, np.full(len(counts), sampled)) ** 0.5
    return np.maximum(counts + rng.normal(size=len(counts)) * deviation, 0.0)


@pytest.mark.parametrize(
    ("family", "size", "part"),
    [
        ("census", 250, 0.2), ("census", 4_000, 0.1), ("census", 12_000, 0.08), ("census", 150_000, 0.3),
        ("census_extra", 3_000, 0.15), ("census_work", 2_500, 0.25), ("census_work", 40_000, 0.25),
    ],
)  # fmt: skip
def test_shares(tmp_path: Path, family: Family, size: int, part: float) -> None:
    rng = np.random.default_rng(size)
    y = rng.binomial(size, part, PLACES).astype(float)
    sampled = size >= 10_000
    seen, rest = (told(rng, counts, family, sampled=sampled) for counts in (y, size - y))
    store = country(tmp_path, np.full(PLACES, size), {"y__2021": seen, "x__2021": seen + rest})
    of_all = figures(store, share(families=(family, family), turnover=True), "commune", 2021)
    assert 3 <= clear_of(store, of_all) <= 7


@pytest.mark.parametrize("expected", [5, 20, 200, 2_000])
def test_events(tmp_path: Path, expected: int) -> None:
    """Counts of a Poisson law whose mean itself varies by c²: a test of pure chance would call half of them clear."""
    rng = np.random.default_rng(expected)
    own = rng.gamma(1 / 0.035, 0.035 * expected, PLACES)
    counts = rng.poisson(own).astype(float)
    people = np.full(PLACES, 1_000.0 * expected)
    store = country(tmp_path, people, {"o__2021": counts, "x__2021": people}, {"o": EVENTS})
    of_all = figures(store, rate(), "commune", 2021)
    assert 3 <= clear_of(store, of_all) <= 7
    if expected == 200:
        naive = np.abs(counts - expected) / expected**0.5 > 1.96
        assert naive.mean() > 0.4


@pytest.mark.parametrize(("people", "by_area"), [(11_000, False), (60_000, True)])
def test_populations(tmp_path: Path, people: int, by_area: bool) -> None:
    """Inhabitants of a sampled commune, alone or by area: the deviation is the root of twice their number."""
    rng = np.random.default_rng(people)
    seen = told(rng, np.full(PLACES, float(people)), "population", sampled=True)
    store = country(tmp_path, np.full(PLACES, people), {"y__2021": seen, "x__2021": np.full(PLACES, 20.0)})
    alone = make_indicator(kind="count", numerator="y", denominator=None, scale=1.0, min_base=0.0)
    own = share(shape="ratio", families=("population", "exact"))
    own = own if by_area else known(alone, shape="single", families=("population",))
    assert 3 <= clear_of(store, figures(store, own, "commune", 2021)) <= 7


def test_ratios_of_two_samples_have_an_upper_bound_for_margin(tmp_path: Path) -> None:
    """Drawn apart, as the formula has it; from the same dwellings errors partly cancel, and fewer are clear."""
    rng = np.random.default_rng(11)
    seen = told(rng, np.full(PLACES, 9_000.0), "census", sampled=True)
    over = told(rng, np.full(PLACES, 20_000.0), "census", sampled=True)
    store = country(tmp_path, np.full(PLACES, 20_000), {"y__2021": seen, "x__2021": over})
    own = share(shape="ratio", families=("census", "census"))
    assert 3 <= clear_of(store, figures(store, own, "commune", 2021)) <= 7


@pytest.mark.parametrize("annual", [False, True])
def test_growth(tmp_path: Path, annual: bool) -> None:
    rng = np.random.default_rng(2021)
    first, last = (told(rng, np.full(PLACES, count), "population", sampled=True) for count in (15_000.0, 15_600.0))
    store = country(tmp_path, np.full(PLACES, 15_600), {"p__2015": first, "p__2021": last})
    made = make_indicator(kind="change", numerator="p", denominator=None, base_year=2015, min_base=0.0)
    own = known(made, shape="change", families=("population",)).model_copy(update={"annual": annual})
    assert 3 <= clear_of(store, figures(store, own, "commune", 2021)) <= 7


@pytest.mark.parametrize("step", [1.0, 10.0])
def test_rounded_figures_are_never_clear_and_never_apart_by_less_than_their_step(tmp_path: Path, step: float) -> None:
    """Nothing but rounding parts these: what they round is within a step of each other."""
    rng = np.random.default_rng(9)
    values = step * np.round((2_000 + rng.uniform(0, step, PLACES)) / step)
    store = country(tmp_path, np.full(PLACES, 3_000), {"y__2021": values})
    made = make_indicator(kind="count", numerator="y", denominator=None, scale=1.0, min_base=0.0)
    own = known(made, method="rounded", shape="single", families=("rounded",), step=step)
    of_all = figures(store, own, "commune", 2021)
    assert len(set(values)) == 2
    assert clear_of(store, of_all) == 0
    found = [judge_first(store, of_all.take(np.arange(at, at + 21) % PLACES)) for at in range(0, PLACES, 10)]
    assert {one.verdict for one in found} == {"unknown"}
    assert {one.reason for one in found} == {"rounding"}
