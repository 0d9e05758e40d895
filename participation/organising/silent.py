"""Those who do not answer, by what the observatory knows of them: beside those who do, trait by trait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from observatoire.model.store import Store
from observatoire.model.territory import PREFIXES, Level
from participation.statistics.cells import Bools, Floats

LEVELS: Final[tuple[Level, ...]] = ("commune", "epci")
"""Those of which the observatory knows traits of structure."""
TRAITS: Final = ("population", "densite", "eloignement", "plus_65_ans", "revenu", "ressources")
"""Features of the catalogue, those of a place that one can say in a sentence."""
FEWEST: Final = 10
"""Organisations on each side below which their medians say nothing of either, and too much of one."""
PARTS: Final = 5


@dataclass(frozen=True, slots=True)
class Trait:
    """One feature of those of a level who answered and of those who did not.

    Attributes
    ----------
    level, feature : str
    answered, silent : float
        Medians, in the unit of the feature; of two digits in an anonymous survey: an exact one would name somebody.
    rates : tuple of float
        Share that answered in each fifth of those who were asked, from the lowest figures to the highest; NaN where
        fewer than `FEWEST` are in it. Empty in an anonymous survey: fifths and classes of size would be subtracted.
    """

    level: Level
    feature: str
    answered: float
    silent: float
    rates: tuple[float, ...]


def silent_traits(store: Store, taken_part: Mapping[str, bool], *, anonymous: bool) -> tuple[Trait, ...]:
    """Return the traits of those who were asked, by level, where both sides are enough to be told.

    Parameters
    ----------
    store : Store
    taken_part : mapping of str to bool
        By id of organisation; what is no territory is left out.
    anonymous : bool
        Whether who answered must not be told.
    """
    found = []
    for level in LEVELS:
        ids = [one for one in taken_part if one.startswith(f"{PREFIXES[level]}-")]
        parts = np.array([taken_part[one] for one in ids], dtype=bool)
        if min(parts.sum(), (~parts).sum()) < FEWEST:
            continue
        features = store.features(level)
        for name in TRAITS:
            if name not in features.columns:
                continue
            values = features[name].reindex(ids).to_numpy(dtype=float)
            known = np.isfinite(values)
            if min(parts[known].sum(), (~parts[known]).sum()) < FEWEST:
                continue
            answered, silent = (float(np.median(values[known & side])) for side in (parts, ~parts))
            if anonymous:
                found.append(Trait(level, name, _coarse(answered), _coarse(silent), ()))
            else:
                found.append(Trait(level, name, answered, silent, _rates(values[known], parts[known])))
    return tuple(found)


def _coarse(value: float) -> float:
    """Return a figure with two digits that say something: 32 351 gives 32 000."""
    return float(f"{value:.1e}")


def _rates(values: Floats, parts: Bools) -> tuple[float, ...]:
    """Return the rate of each fifth; equal figures are in one fifth, the lower one."""
    limits = np.quantile(values, np.linspace(0, 1, PARTS + 1)[1:-1], method="lower")
    fifth = np.searchsorted(limits, values, side="left")
    rates = []
    for rank in range(PARTS):
        held = parts[fifth == rank]
        rates.append(float(held.mean()) if len(held) >= FEWEST else float("nan"))
    return tuple(rates)
