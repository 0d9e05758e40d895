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
"""Classes of figures of equal numbers, at most: fewer where each would not hold `FEWEST`."""


@dataclass(frozen=True, slots=True)
class Trait:
    """One feature of those of a level who answered and of those who did not.

    Attributes
    ----------
    level, feature : str
    answered, silent : float
        Medians, in the unit of the feature; of two digits in an anonymous survey: an exact one would name somebody.
    rates : tuple of float
        Share that answered in each fifth of those who were asked, from the lowest figures to the highest; of quarters,
        thirds or halves where fifths would hold fewer than `FEWEST`, the same for all traits of a level. NaN of a class
        that equal figures leave with fewer. Empty where halves are too few, and in an anonymous survey: such classes
        and those of size would be subtracted.
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
        told = _told(store, level, ids, parts)
        classes = min([PARTS, *(len(values) // FEWEST for values, _ in told.values())])
        for name, (values, side) in told.items():
            answered, silent = (float(np.median(values[one])) for one in (side, ~side))
            if anonymous:
                found.append(Trait(level, name, _coarse(answered), _coarse(silent), ()))
            else:
                found.append(Trait(level, name, answered, silent, _rates(values, side, classes)))
    return tuple(found)


def _told(store: Store, level: Level, ids: list[str], parts: Bools) -> dict[str, tuple[Floats, Bools]]:
    """Return the traits of a level that are known of enough on both sides: the known figures, and who answered."""
    if min(parts.sum(), (~parts).sum()) < FEWEST:
        return {}
    features, told = store.features(level), {}
    for name in TRAITS:
        if name in features.columns:
            values = features[name].reindex(ids).to_numpy(dtype=float)
            known = np.isfinite(values)
            if min(parts[known].sum(), (~parts[known]).sum()) >= FEWEST:
                told[name] = (values[known], parts[known])
    return told


def _coarse(value: float) -> float:
    """Return a figure with two digits that say something: 32 351 gives 32 000."""
    return float(f"{value:.1e}")


def _rates(values: Floats, parts: Bools, classes: int) -> tuple[float, ...]:
    """Return the rate of each class; equal figures are in one class, the lower one."""
    if classes < 2:
        return ()
    limits = np.quantile(values, np.linspace(0, 1, classes + 1)[1:-1], method="lower")
    of = np.searchsorted(limits, values, side="left")
    rates = []
    for rank in range(classes):
        held = parts[of == rank]
        rates.append(float(held.mean()) if len(held) >= FEWEST else float("nan"))
    return tuple(rates)
