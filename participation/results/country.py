"""All collectivités of the country, by the classes that a campaign keeps of those that answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from observatoire.model.store import Store
from participation.model.organisations import TYPES
from participation.model.strata import MERGED, Stratum
from participation.statistics.cells import APART, Frame

Place = tuple[int, int, int]
OUTSIDE: Place = (APART, 0, 0)


@dataclass(frozen=True)
class Country:
    """The frame of a campaign, and where each class of collectivités is in it.

    Attributes
    ----------
    frame : Frame
        Kinds as in `TYPES`, then `MERGED` for classes that hold several; sizes by the inhabitants that begin them
        (`0-499`, …), régions by their code; `MERGED` last of both, for classes that were merged.
    places : dict of Stratum to tuple of int
    """

    frame: Frame
    places: dict[Stratum, Place]

    def place(self, stratum: Stratum | None) -> Place:
        """Return the place of a class; of an organisation that has none, or an unknown one: outside the frame."""
        return self.places.get(stratum, OUTSIDE) if stratum is not None else OUTSIDE

    def mean_inhabitants(self, place: Place) -> float:
        """Return the mean inhabitants of the collectivités of a kind and size; NaN outside the frame.

        What an answer counts for in a share of inhabitants: their own number would tell whose answers a share holds.
        """
        if place[0] == APART:
            return float("nan")
        return float(self.frame.inhabitants[place[:2]].sum() / self.frame.counts[place[:2]].sum())


def country_of(store: Store, classes: Mapping[str, Stratum], declared: tuple[str, ...]) -> Country:
    """Return the frame of the classes of all collectivités.

    Parameters
    ----------
    store : Store
    classes : mapping of str to tuple
        Class of each collectivité by territory id: `strata_of_all`, of this campaign's types and strata.
    declared : tuple of str
        What the values of a class are, of `type`, `size`, `region`; what is not declared is one for all.
    """
    levels = set(store.territories["level"].reindex(list(classes)))
    alone = str(next(iter(levels))) if len(levels) == 1 else MERGED
    values = {stratum: _named(stratum, declared, alone) for stratum in set(classes.values())}
    kinds = tuple(kind for kind in (*TYPES, MERGED) if any(named[0] == kind for named in values.values()))
    sizes = tuple(sorted({named[1] for named in values.values()}, key=lambda size: (_first_inhabitant(size), size)))
    regions = tuple(sorted({named[2] for named in values.values()}, key=lambda code: (code == MERGED, code)))
    places: dict[Stratum, Place] = {
        stratum: (kinds.index(kind), sizes.index(size), regions.index(region))
        for stratum, (kind, size, region) in values.items()
    }
    counts = np.zeros((len(kinds), len(sizes), len(regions)), dtype=np.int64)
    inhabitants = np.zeros(counts.shape)
    population = store.territories["population"]
    for identifier, stratum in classes.items():
        counts[places[stratum]] += 1
        inhabitants[places[stratum]] += float(population[identifier])
    return Country(Frame(kinds, sizes, regions, counts, inhabitants), places)


def _named(stratum: Stratum, declared: tuple[str, ...], alone: str) -> tuple[str, str, str]:
    """Return the kind, size and région of a class; `MERGED` for what it does not say.

    Parameters
    ----------
    stratum : tuple of str
    declared : tuple of str
    alone : str
        The kind that all are of; `MERGED` of several, which a class without a kind may hold together.
    """
    said = dict(zip(declared, stratum, strict=False))
    kind, size, region = (said.get(name, MERGED) for name in ("type", "size", "region"))
    return alone if kind == MERGED else kind, size, region


def _first_inhabitant(size: str) -> float:
    return float("inf") if size == MERGED else float(size.split("-")[0])
