"""Is the gap of a place to its peers more than chance: the verdict, its margin, its reason, its rank from and to.

The specification is `docs/uncertainty.md`. A gap that is not clear is no equality, and an exact figure has no margin.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from observatoire.model.errors import Precision
from observatoire.model.store import Floats, Ints, Store
from observatoire.statistics.comparison import QUARTILES, quantiles
from observatoire.statistics.figures import Figure, Figures
from observatoire.statistics.uncertainty.chance import (
    MOST_DRAWN,
    WIDE,
    median_variance,
    two_sided,
    variance_beside_median,
)
from observatoire.statistics.uncertainty.events import Dispersion, dispersion_of, repeats
from observatoire.statistics.uncertainty.judgement import NOTHING, Judgement, Reason, Verdict
from observatoire.statistics.uncertainty.overlaps import overlap_with_first
from observatoire.statistics.uncertainty.ranks import step_of, surely_apart
from observatoire.statistics.uncertainty.variances import Errors, errors_of

NORMAL_IQR = 1.349
"""Interquartile range of a normal distribution, in standard deviations."""
FEWEST_PEERS = 5
"""Below, the usual gap between peers is not known, and no margin is set against it."""


@dataclass(frozen=True)
class _Case:
    """A place and its peers, ready to be judged."""

    store: Store
    own: Figure
    figures: Figures
    errors: Errors
    others: Ints
    precision: Precision
    population: int
    years: int


def judge(store: Store, figures: Figures, place: str, peers: Sequence[str], years: int = 1) -> Judgement:
    """Judge the gap of a place to its peers.

    Parameters
    ----------
    store : Store
    figures : Figures
        Those of the place and of its peers, among others or not; of one year, or summed over some
        (`pooling.pooled_figures`).
    place : str
        A territory id.
    peers : sequence of str
        Ids of the peers; the place itself is ignored if it is among them: it is no part of what it is tested against.
    years : int
        How many were summed.

    Raises
    ------
    KeyError
        When the place or a peer has no figure there.
    """
    others = [peer for peer in dict.fromkeys(peers) if peer != place]
    at = figures.positions([place, *others])
    return judge_first(store, figures.take(at), years)


def judge_first(store: Store, figures: Figures, years: int = 1) -> Judgement:
    """Judge the gap of the first territory to all the others, as `judge` does."""
    precision, own = figures.indicator.precision, figures.figure(0)
    if precision is None or own.status != "value" or own.implausible:
        return NOTHING
    place = store.territory(str(figures.ids[0]))
    case = _Case(
        store=store,
        own=own,
        figures=figures,
        errors=errors_of(store, figures, place.level, years),
        others=np.flatnonzero(figures.known[1:] & ~figures.implausible[1:]) + 1,
        precision=precision,
        population=place.population,
        years=years,
    )
    if precision.method in ("events", "rate"):
        return _of_events(case)
    case = replace(case, others=np.flatnonzero(figures.counts[1:]) + 1)
    return NOTHING if own.fragile or not case.others.size else _of_values(case)


def _of_values(case: _Case) -> Judgement:
    """Judge a gap to the peers' median."""
    values, variance = case.figures.value[case.others], float(case.errors.variance[0])
    of_peers = case.errors.variance[case.others]
    ordered = np.sort(values)
    low, median, high = quantiles(ordered, QUARTILES)
    gap = case.own.value - median
    heads, base = _heads(case, median)
    found = Judgement(None, reference=median, gap=gap, heads=heads, base=base)
    if case.precision.method == "unknown" or math.isnan(variance) or np.isnan(of_peers).any():
        return replace(found, verdict="unknown", reason="model")
    if case.precision.method == "rounded":
        verdict, why = _rounded(case, gap, median)
        return _ranked(case, replace(found, verdict=verdict, reason=why))
    of_median = median_variance(values, of_peers)
    total = _gap_variance(case, values, of_peers, variance + of_median)
    # The rounding of additions in the median leaves no margin to what is exact.
    if total == 0:
        return _ranked(case, replace(found, verdict="exact"))
    margin = WIDE * math.sqrt(total)
    reason: Reason = "sampling" if _mostly_sampled(case) else "turnover"
    verdict, why = _said(gap, margin, high - low, values.size, reason)
    found = replace(
        found,
        verdict=verdict,
        reason=why,
        margin=margin,
        own_error=math.sqrt(variance),
        reference_error=math.sqrt(of_median),
        shared_error=math.sqrt(max(variance + of_median - total, 0.0)),
        tail=two_sided(gap / math.sqrt(total)),
        solidity=_solidity(high - low, float(of_peers.mean()), variance),
    )
    return _ranked(case, found)


def _gap_variance(case: _Case, values: Floats, of_peers: Floats, apart: float) -> float:
    """Return the variance of a gap to the median: `apart`, but for peers that share communes with the place."""
    shared = overlap_with_first(case.store, case.figures) if case.years == 1 else None
    if shared is None or len(values) > MOST_DRAWN:
        return apart
    with_place = shared.covariances(len(case.figures) - 1)[case.others - 1]
    moves = np.divide(with_place, of_peers, out=np.zeros(len(values)), where=of_peers > 0)
    if not moves.any():
        return apart
    rest = max(float(case.errors.variance[0]) - float((moves**2) @ of_peers), 0.0)
    return rest + variance_beside_median(values, of_peers, moves)


def _of_events(case: _Case) -> Judgement:
    """Judge a count of events, or a rate of them, against what is expected from the peers taken together."""
    own, precision, indicator = case.own, case.precision, case.figures.indicator
    dispersion = dispersion_of(case.store, precision.events[0])
    if not case.others.size:
        return NOTHING
    single = precision.shape == "single"
    values = case.figures.value[case.others]
    counted = own.numerator
    if single:  # no exposure: the median of counts
        reference = float(np.median(values))
        exposure, group_count = float(case.years), math.inf
    else:
        reference = case.figures.together(case.others)
        exposure, group_count = own.denominator, float(case.figures.numerator[case.others].sum())
    expected = reference / indicator.scale * exposure
    gap = own.value - reference
    found = Judgement(
        "unknown", "events", reference, gap, heads=abs(counted - expected), counted=counted, expected=expected,
        years=case.years,
    )  # fmt: skip
    if dispersion is None or not math.isfinite(expected):
        return found
    constants = precision.constants["events"]
    if expected < constants.fewest and counted < constants.fewest:
        return replace(found, reason="few")
    if not repeats(dispersion, case.population, case.years, constants.repeatability):
        return replace(found, reason="repeat")
    if group_count == 0:
        return replace(found, reason="few")
    variance = _null_variance(case, dispersion, expected, group_count)
    if single:
        # A median of none has no chance of its own: that of the place then stands for it.
        variance = max(variance, float(dispersion.variance(counted, float(case.errors.spread[0]), case.years)))
        variance += exposure**2 * median_variance(values, case.errors.variance[case.others]) / indicator.scale**2
    alone = math.sqrt(dispersion.variance(expected, float(case.errors.spread[0]), case.years))
    margin = WIDE * math.sqrt(variance) * indicator.scale / exposure
    low, high = quantiles(np.sort(values), (0.25, 0.75))
    verdict, why = _said(gap, margin, high - low, values.size, "events")
    of_peers = float(np.nanmean(case.errors.variance[case.others]))
    found = replace(
        found,
        verdict=verdict,
        reason=why,
        margin=margin,
        tail=two_sided(gap / margin * WIDE),
        low=max(expected - WIDE * alone, 0.0),
        high=expected + WIDE * alone,
        solidity=_solidity(high - low, of_peers, float(case.errors.variance[0])),
    )
    return _ranked(case, found)


def _solidity(middle_half: float, of_peers: float, own: float) -> float:
    """Return the part of a spread that is no chance of the place: what peers differ by, less what chance makes of it.

    Parameters
    ----------
    middle_half : float
        Interquartile range of the peers.
    of_peers, own : float
        Mean variance of the peers' values, and that of the place's.
    """
    usual = max((middle_half / NORMAL_IQR) ** 2 - of_peers, 0.0)
    return usual / (usual + own) if own > 0 else 1.0


def _null_variance(case: _Case, own: Dispersion, expected: float, group_count: float) -> float:
    """Return the variance of counted minus expected, when the place is as its peers."""
    precision, exposure = case.precision, case.own.denominator  # NaN, and of no use, for a count
    of_group = expected**2 / group_count
    if precision.shape == "single":
        return float(own.variance(expected, float(case.errors.spread[0]), case.years))
    if precision.method == "rate":
        return float(own.variance(expected, float(case.errors.spread[0]), case.years)) + of_group
    share = expected / exposure
    if precision.shape == "share":
        return exposure * share * (1 - share) + of_group * (1 - share)
    other = dispersion_of(case.store, precision.events[-1])
    phi = other.phi if other else 1.0
    return own.phi * expected + phi * expected**2 / exposure + of_group


def _said(gap: float, margin: float, usual: float, peers: int, reason: Reason) -> tuple[Verdict, Reason]:
    """Return verdict and reason of a gap that has a margin."""
    if abs(gap) > margin:
        return "clear", reason
    if peers >= FEWEST_PEERS and margin > usual:
        return "unknown", "spread"
    return "noise", reason


def _rounded(case: _Case, gap: float, median: float) -> tuple[Verdict, Reason]:
    """Judge a gap of rounded figures: below one step it says nothing, nor where both are at the floor."""
    step = step_of(case.figures)
    floor = case.precision.floor
    at_floor = floor is not None and case.own.value <= floor and median <= floor
    unsure = abs(gap) <= step + 1e-9 or at_floor
    return "unknown" if unsure else "exact", "rounding"


def _heads(case: _Case, reference: float) -> tuple[float, float]:
    """Return how many persons, dwellings or things make the gap, and of how many.

    Of a share; of a growth, the inhabitants that would be there at the peers' pace; of a ratio of two counts of the
    census, what its numerator would be. NaN for all else.
    """
    own, indicator, precision = case.own, case.figures.indicator, case.precision
    rate = reference / indicator.scale
    if precision.shape == "share":
        return abs(own.numerator - rate * own.denominator), own.denominator
    if precision.shape == "change":
        span = case.figures.year - (indicator.base_year or case.figures.year) if indicator.annual else 1
        return abs(own.numerator - own.denominator * (1 + rate) ** span), own.numerator
    if precision.shape == "ratio" and set(precision.families) <= {"census", "population"}:
        return abs(own.numerator - rate * own.denominator), own.numerator
    return math.nan, math.nan


def _mostly_sampled(case: _Case) -> bool:
    """Tell whether sampling makes more of the margin than what would change by chance anyway."""
    own = float(case.errors.sampling[0]), float(case.errors.variance[0])
    if own[1] > 0:
        return own[0] >= own[1] / 2
    peers = case.errors.sampling[case.others].sum(), case.errors.variance[case.others].sum()
    return bool(peers[0] >= peers[1] / 2)


def _ranked(case: _Case, found: Judgement) -> Judgement:
    """Add between which ranks the place lies among the peers that count."""
    counting = int(case.figures.counts[1:].sum())
    if not case.own.counts or not counting:
        return found
    apart = surely_apart(case.store, case.figures, case.errors, case.years)
    above, below = int((apart > 0).sum()), int((apart < 0).sum())
    return replace(found, rank_low=1 + above, rank_high=1 + counting - below, apart=tuple(apart.tolist()))
