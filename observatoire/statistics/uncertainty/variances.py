"""How surely figures are known: a variance each, summed over communes as the counts are.

Draws of different communes are independent: variances of counts add up, for an EPCI, a département, France or any list
of communes. The families and their constants are those of `data/catalog/errors.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from observatoire.model.catalog import Indicator
from observatoire.model.errors import ErrorFamily, Family, Precision
from observatoire.model.store import Bools, Floats, Ints, Store
from observatoire.model.territory import Level, is_composed
from observatoire.statistics.components import commune_components, shipped_by_commune
from observatoire.statistics.figures import Figures, figures
from observatoire.statistics.grouping import Groups, groups_of, groups_of_level
from observatoire.statistics.uncertainty.events import dispersion_of

INHABITANTS = "pop_mun"


@dataclass(frozen=True)
class Errors:
    """What chance there is in the figures of some territories, as arrays in their order. Treat as read-only.

    Attributes
    ----------
    variance : ndarray of float
        Of the value, in the square of its unit; 0 for what is exact, NaN where nothing is known.
    sampling : ndarray of float
        The part of it that comes from sampling; the rest is turnover.
    spread : ndarray of float
        Of events: sum of squares of the communes' exposures over the square of their sum, 1 for one commune. What
        varies more than chance alone does so by commune, and evens out over several.
    """

    variance: Floats
    sampling: Floats
    spread: Floats

    def take(self, which: slice | Ints) -> Errors:
        """Return those of some of the territories, by position."""
        return Errors(self.variance[which], self.sampling[which], self.spread[which])


def coefficient(counts: Floats, family: ErrorFamily) -> Floats:
    """Return the coefficient of variation (0-1) of counts of a sampled commune, by the producer's table.

    Steps, as the table is made: 4 900 has that of 3 000. Below its last count it grows as the root of a rate.

    Parameters
    ----------
    counts : ndarray of float
        0 or more.
    family : ErrorFamily
        With a table.
    """
    bounds, found = np.array(family.cv, dtype=np.float64).T
    at = np.searchsorted(-bounds, -counts, side="left")  # the first that is not above the count
    with np.errstate(divide="ignore"):
        below = found[-1] * (bounds[-1] / counts) ** family.beyond
    return np.asarray(np.where(at < len(bounds), found[np.minimum(at, len(bounds) - 1)], below))


def count_variance(counts: Floats, family: Family, constants: Mapping[str, ErrorFamily], sampled: Bools) -> Floats:
    """Return the variance of counts of communes, by family.

    Parameters
    ----------
    counts : ndarray of float
        By commune; NaN gives NaN.
    family, constants
        How they are known, and the constants of the catalogue.
    sampled : ndarray of bool
        Which communes are surveyed by sample.
    """
    nothing = np.zeros_like(counts)
    if family == "population":
        return np.where(sampled, constants["population"].unit_variance * counts, nothing)
    if family not in ("census", "census_extra", "census_work"):
        return nothing
    with np.errstate(invalid="ignore"):
        by_table = np.where(counts > 0, (coefficient(counts, constants["census"]) * counts) ** 2, 0.0)
    if family == "census_work":
        return by_table
    extra = constants["census_extra"]
    rest = extra.cluster * counts * (1 - extra.surveyed) / extra.surveyed if family == "census_extra" else nothing
    return np.where(sampled, by_table, rest)


def sampled_communes(store: Store, year: int, family: ErrorFamily) -> Bools:
    """Tell which communes are surveyed by sample: those that had 10 000 inhabitants in one of the years around.

    Parameters
    ----------
    store : Store
    year : int
        Of the figures; where the edition has no population of the years around, the nearest one counts.
    family : ErrorFamily
        The census, with its threshold and window.
    """
    return _had(store, year, family.threshold, family.window // 2)


@lru_cache(maxsize=32)
def _had(store: Store, year: int, threshold: int, around: int) -> Bools:
    known = store.commune_years(INHABITANTS)
    if not known:
        return np.asarray(store.reference_population >= threshold)
    near = [at for at in known if abs(at - year) <= around] or [min(known, key=lambda at: abs(at - year))]
    people = [np.nan_to_num(store.measure(INHABITANTS, at)) for at in near]
    return np.asarray(np.max(people, axis=0) >= threshold)


def errors_of(store: Store, figures: Figures, level: Level, years: int = 1) -> Errors:
    """Return how surely figures of one level are known.

    Parameters
    ----------
    store : Store
    figures : Figures
        Of territories of the level.
    level : Level
    years : int
        Of events, how many years were summed (`pooling.pooled_figures`).
    """
    made = np.array([is_composed(identifier) for identifier in figures.ids], dtype=bool)
    if made.any():
        return _with_composed(store, figures, level, years, made)
    precision, size = figures.indicator.precision, len(figures)
    if precision is None or precision.method == "unknown":
        return _same(size, np.nan)
    if precision.method in ("exact", "rounded"):
        return _same(size, 0.0)
    if precision.method in ("events", "rate"):
        spread = np.ones(size)
        if level != "commune":
            of_level = _of_level(store, figures.indicator, level, figures.year)
            spread = of_level.spread[store.positions(level, list(figures.ids))]
        return Errors(_of_events(store, figures, precision, spread, years), np.zeros(size), spread)
    if level == "commune":
        sampled = sampled_communes(store, figures.year, precision.constants["census"])
        whole = figures.ids is store.index(level)  # in the order of the store: nothing to look up
        at = np.arange(size) if whole else store.positions(level, list(figures.ids))
        groups = Groups(figures.ids, at, np.arange(size), alone=True)
        return _errors(store, figures, precision, groups, (figures.numerator, figures.denominator), sampled[at])
    of_level = _of_level(store, figures.indicator, level, figures.year)
    return of_level.take(store.positions(level, list(figures.ids)))


def errors_of_groups(store: Store, figures: Figures, members: Mapping[str, Ints], years: int = 1) -> Errors:
    """Return how surely figures of groups of communes that are no territory are known (`figures_of_groups`).

    Parameters
    ----------
    store, figures
        The edition; the figures of the groups, in their order.
    members : mapping of str to ndarray of int
        Positions of the communes of each group, in the order of `figures`.
    years : int
        Of events, how many years were summed.
    """
    precision, size = figures.indicator.precision, len(figures)
    if precision is None or precision.method == "unknown":
        return _same(size, np.nan)
    if precision.method in ("exact", "rounded"):
        return _same(size, 0.0)
    groups = groups_of(members)
    sums = commune_components(store, figures.indicator, figures.year).take(groups.communes)
    sampled = sampled_communes(store, figures.year, precision.constants["census"])[groups.communes]
    return _errors(store, figures, precision, groups, (sums.numerator, sums.denominator), sampled, years)


def _with_composed(store: Store, figures: Figures, level: Level, years: int, made: Bools) -> Errors:
    """Return the errors of figures some of which are of composed territories (`made`)."""
    order = np.concatenate([np.flatnonzero(~made), np.flatnonzero(made)])
    plain, composed = figures.take(np.flatnonzero(~made)), figures.take(np.flatnonzero(made))
    parts = [errors_of(store, plain, level, years)]
    parts.append(errors_of_groups(store, composed, {i: store.members(i) for i in composed.ids}, years))
    back = np.argsort(order, kind="stable")
    joined = (np.concatenate([getattr(part, name) for part in parts]) for name in ("variance", "sampling", "spread"))
    return Errors(*joined).take(back)


def _same(size: int, variance: float) -> Errors:
    return Errors(np.full(size, variance), np.zeros(size), np.ones(size))


@lru_cache(maxsize=512)
def _of_level(store: Store, indicator: Indicator, level: Level, year: int) -> Errors:
    groups = groups_of_level(store, level)
    if not shipped_by_commune(store, indicator, year):
        return _same(len(groups.ids), np.nan)
    sums = commune_components(store, indicator, year).take(groups.communes)
    precision = indicator.precision
    assert precision is not None
    sampled = sampled_communes(store, year, precision.constants["census"])[groups.communes]
    whole = figures(store, indicator, level, year)
    return _errors(store, whole, precision, groups, (sums.numerator, sums.denominator), sampled)


def _errors(
    store: Store,
    figures: Figures,
    precision: Precision,
    groups: Groups,
    counts: tuple[Floats, Floats],
    sampled: Bools,
    years: int = 1,
) -> Errors:
    """Return the errors of figures from the counts of their communes (`counts`, `sampled`: of `groups.communes`)."""
    paired = ~np.isnan(counts[0])
    if precision.method in ("events", "rate"):
        exposure = counts[0] if precision.shape == "single" else counts[1]
        total = groups.total(exposure, paired)
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = np.where(total > 0, groups.total(exposure**2, paired) / total**2, 1.0)
        return Errors(_of_events(store, figures, precision, spread, years), np.zeros(len(spread)), spread)

    def summed(part: Floats, family: Family) -> Floats:
        return groups.total(count_variance(part, family, precision.constants, sampled), paired)

    with np.errstate(divide="ignore", invalid="ignore"):
        sampling, turnover = _of_counts(figures, precision, counts, summed)
    return Errors(sampling + turnover, sampling, np.ones(len(figures)))


def _of_counts(
    figures: Figures,
    precision: Precision,
    counts: tuple[Floats, Floats],
    summed: Callable[[Floats, Family], Floats],
) -> tuple[Floats, Floats]:
    """Return the variances of values that sampling gives, and those that turnover gives."""
    indicator, families, none = figures.indicator, precision.families, np.zeros(len(figures))
    y, x = figures.numerator, figures.denominator
    over_x = summed(counts[0], families[0])
    if precision.shape == "single":
        return indicator.scale**2 * over_x, none
    if precision.shape == "change":
        growth = y / x
        variance = (over_x + growth**2 * summed(counts[1], families[0])) / x**2
        span = figures.year - (indicator.base_year or figures.year)
        slope = growth ** (1 / span - 1) / span if indicator.annual else 1.0
        return (indicator.scale * slope) ** 2 * variance, none
    share = y / x
    if precision.shape == "share":
        rest = summed(np.maximum(counts[1] - counts[0], 0.0), families[0])
        sampling = ((1 - share) ** 2 * over_x + share**2 * rest) / x**2
        # One person or dwelling at least on either side: a share of none is not known without doubt.
        held = np.clip(share, 1 / x, 1 - 1 / x)
        turnover = held * (1 - held) / x
    else:
        over = families[1] if len(families) > 1 else "exact"
        sampling = share**2 * (np.where(y > 0, over_x / y**2, 0.0) + summed(counts[1], over) / x**2)
        turnover = share**2 * (1 / np.maximum(y, 1.0) + 1 / x)  # that of the share that these odds are of
    scale = indicator.scale**2
    return scale * sampling, np.where(np.isnan(share), np.nan, scale * turnover if precision.turnover else 0.0)


def _of_events(store: Store, figures: Figures, precision: Precision, spread: Floats, years: int = 1) -> Floats:
    """Return the variance of values that are counts of events, or made of them."""
    known = [dispersion_of(store, measure) for measure in precision.events]
    own, other = known[0], known[-1]
    if own is None or other is None:
        return np.full(len(figures), np.nan)
    scale, y, x = figures.indicator.scale**2, figures.numerator, figures.denominator
    if precision.shape == "single":
        return np.asarray(scale * own.variance(y, spread, years) / years**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        if precision.method == "rate":
            return np.asarray(scale * own.variance(y, spread, years) / x**2)
        if precision.shape == "share":
            held = np.clip(y / x, 1 / x, 1 - 1 / x)
            return np.asarray(scale * held * (1 - held) / x)
        # On the logarithm, where the two counts are independent.
        return np.asarray(scale * (y / x) ** 2 * (own.phi / np.maximum(y, 1.0) + other.phi / x))
