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
        Medians, in the unit of the feature; NaN where fewer than `FEWEST` have a figure.
    rates : tuple of float
        Share that answered in each fifth of those who were asked, from the lowest figures to the highest; NaN where
        fewer than `FEWEST` are in it, or too few answered or did not.
    """

    level: Level
    feature: str
    answered: float
    silent: float
    rates: tuple[float, ...]


def silent_traits(store: Store, taken_part: Mapping[str, bool], least: int) -> tuple[Trait, ...]:
    """Return the traits of those who were asked, by level, where both sides are enough to be told.

    Parameters
    ----------
    store : Store
    taken_part : mapping of str to bool
        By id of organisation; what is no territory is left out.
    least : int
        A fifth in which fewer answered, or fewer did not, is not told: the threshold of an anonymous campaign, 0 where
        it is no secret who answered.
    """
    found = []
    for level in LEVELS:
        ids = [one for one in taken_part if one.startswith(f"{PREFIXES[level]}-")]
        parts = np.array([taken_part[one] for one in ids], dtype=bool)
        fewest = max(FEWEST, least)
        if min(parts.sum(), (~parts).sum()) < fewest:
            continue
        features = store.features(level)
        for name in TRAITS:
            if name not in features.columns:
                continue
            values = features[name].reindex(ids).to_numpy(dtype=float)
            known = np.isfinite(values)
            if min(parts[known].sum(), (~parts[known]).sum()) < fewest:
                continue
            answered, silent = (float(np.median(values[known & side])) for side in (parts, ~parts))
            found.append(Trait(level, name, answered, silent, _rates(values[known], parts[known], least)))
    return tuple(found)


def _rates(values: Floats, parts: Bools, least: int) -> tuple[float, ...]:
    """Return the rate of each fifth; equal figures are in one fifth, the lower one."""
    limits = np.quantile(values, np.linspace(0, 1, PARTS + 1)[1:-1], method="lower")
    fifth = np.searchsorted(limits, values, side="left")
    rates = []
    for rank in range(PARTS):
        held = parts[fifth == rank]
        told = len(held) >= FEWEST and min(held.sum(), (~held).sum()) >= least
        rates.append(float(held.mean()) if told else float("nan"))
    return tuple(rates)
