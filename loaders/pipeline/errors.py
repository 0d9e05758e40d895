"""What the data say of chance: how much counts of events vary when nothing changes, how well years repeat each other.

The method is that of `docs/uncertainty.md`. Written in the manifest, from which figures are judged.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from loaders.pipeline.manifest import read_manifest, write_manifest
from observatoire.model.catalog import Catalog, load_catalog
from observatoire.model.errors import SIZES
from observatoire.model.store import Bools, Floats, Store

FEWEST_YEARS = 5
"""Below, successive differences say too little of chance."""
MOST_YEARS = 7
"""Latest years of which dispersion is taken: farther ones are of other roads and other habits."""
FEW, MANY = 5.0, 20.0
"""Mean counts below which phi is taken, and from which c² is."""
FEWEST_PLACES = 30
"""Communes of a size below which a correlation says nothing."""


def write_errors(prepared: Path) -> list[str]:
    """Estimate the errors of an edition's events, and write them in its manifest: no table changes.

    Parameters
    ----------
    prepared : Path
        Holds every table and the manifest.

    Returns
    -------
    list of str
        One sentence.
    """
    found = estimated_errors(Store(prepared), load_catalog())
    write_manifest(read_manifest(prepared) | {"errors": found}, prepared)
    return [f"errors: {len(found)} measures of events ({', '.join(found)})."]


def estimated_errors(store: Store, catalog: Catalog) -> dict[str, Any]:
    """Return what is known of the chance of each measure of events that has years enough.

    Parameters
    ----------
    store, catalog
        The edition and the catalogue.

    Returns
    -------
    dict
        By measure: `years` (first, last), `phi`, `c2`, and `repeatability`: by number of years taken together, the
        correlation of two periods for each class of `SIZES` (null where too few communes are of it).
    """
    found = {}
    for measure in catalog.measures.values():
        years = _unbroken(store, catalog, measure.id)
        if measure.error != "events" or len(years) < FEWEST_YEARS:
            continue
        counts = np.array([store.measure(measure.id, year) for year in years])
        known = ~np.isnan(counts).any(axis=0) & (store.reference_population > 0)
        phi, c2 = dispersion(counts[-MOST_YEARS:, known])
        windows = [k for k in catalog.errors["events"].windows if 2 * k <= len(years)]
        population = store.reference_population[known]
        found[measure.id] = {
            "years": [years[0], years[-1]],
            "phi": round(phi, 3),
            "c2": round(c2, 4),
            "repeatability": {str(k): _repeated(counts[:, known], population, k) for k in windows},
        }
    return found


def _unbroken(store: Store, catalog: Catalog, measure: str) -> tuple[int, ...]:
    """Return the longest stretch of years of a measure that no break of its indicators cuts, the latest of equals."""
    years = store.commune_years(measure)
    users = [i for i in catalog.indicators.values() if measure in {name for _, name in i.numerator_terms}]
    cuts = sorted({b.year for i in users for b in i.breaks})
    stretches = [
        tuple(year for year in years if start <= year < end)
        for start, end in zip([-np.inf, *cuts], [*cuts, np.inf], strict=True)
    ]
    return max(reversed(stretches), key=len)


def dispersion(counts: Floats) -> tuple[float, float]:
    """Return phi and c² such that a count expected at E varies by phi E + c² E², from successive differences.

    The total of each year is taken out first: what moves all places together is no chance of one of them.

    Parameters
    ----------
    counts : ndarray of float, shape (years, places)
        No NaN, at least two years.

    Returns
    -------
    tuple of float
        Phi, 1 at least, of the places below `FEW` a year; c², 0 at least, of those from `MANY` up (0 without any).
    """
    totals = counts.sum(axis=1, keepdims=True)
    level = counts * np.divide(totals.mean(), totals, out=np.zeros_like(totals), where=totals > 0)
    mean, variance = level.mean(axis=0), (np.diff(level, axis=0) ** 2).mean(axis=0) / 2
    few, many = (mean > 0) & (mean < FEW), mean >= MANY
    phi = max(1.0, float(variance[few].sum() / mean[few].sum())) if few.any() else 1.0
    return phi, max(0.0, float(((variance[many] / mean[many] - phi) / mean[many]).mean())) if many.any() else 0.0


def _repeated(counts: Floats, population: Floats, together: int) -> list[float | None]:
    """Return, by class of size, the correlation of the rates of the last two periods of so many years."""
    late, early = counts[-together:].sum(axis=0), counts[-2 * together : -together].sum(axis=0)
    bounds = [*SIZES, np.inf]
    classes = [(population >= low) & (population < high) for low, high in pairwise(bounds)]
    return [_correlation(late / population, early / population, inside) for inside in classes]


def _correlation(one: Floats, other: Floats, inside: Bools) -> float | None:
    if inside.sum() < FEWEST_PLACES or one[inside].std() == 0 or other[inside].std() == 0:
        return None
    return round(float(np.corrcoef(one[inside], other[inside])[0, 1]), 2) + 0.0  # no negative zero
