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
from tests.statistics.uncertainty.countries import EVENTS, country, rate, share
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
