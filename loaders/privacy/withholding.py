"""What is withheld about persons, so that nothing published tells of too few, alone or by subtraction.

Every published figure is a sum of blocks: a commune told on its own, or all the withheld communes that lie in the same
published totals. No subtraction of what is published can split a block: it gives sums of whole blocks. It is therefore
enough that each block may be told, that is, holds at least `FEWEST` persons of each kind: so it is by construction.
`loaders/privacy/disclosure.py` tries to break it from what ships.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from loaders.pipeline.sources import SourceError
from observatoire.model.above import FEWEST, Family, persons_of_each_kind
from observatoire.model.territory import LEVELS, territory_id

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
GROUPS = LEVELS[1:]
HIDDEN = -1


@dataclass(frozen=True, slots=True)
class Withheld:
    """Codes of the communes, and ids of the territories above them, whose figures are not told."""

    communes: frozenset[str]
    totals: frozenset[str]


def withhold(family: Family, cells: pd.DataFrame, places: pd.DataFrame) -> Withheld:
    """Choose what to withhold of a family in one year.

    Parameters
    ----------
    family : Family
    cells : DataFrame
        Its measures by commune, named without their year; missing where nobody is known.
    places : DataFrame
        `epci`, `departement`, `region` of the same communes.

    Returns
    -------
    Withheld
        The communes are all of them for a family that is not told by commune.
    """
    known = cells[cells[family.whole] > 0].sort_index()
    if known.empty:
        return Withheld(frozenset(), frozenset())
    keys = places.reindex(known.index)[["epci", "departement", "region"]].assign(france="france")
    # The number of persons is the last column.
    counts = persons_of_each_kind(family, known).assign(persons=known[family.whole]).to_numpy(dtype=np.float64)
    sector = pd.factorize(keys["epci"].fillna("") + " " + keys["departement"], sort=True)[0]
    lowest = LEVELS.index(family.lowest)
    hidden = np.ones(len(counts), dtype=bool)
    if lowest == 0:
        hidden = hidden_communes(counts, sector)
    totals = _Totals(counts, hidden, sector, keys, lowest)
    totals.complete()
    return Withheld(frozenset(np.array(known.index, dtype=str)[hidden]), totals.ids())


def hidden_communes(counts: Floats, sector: Ints) -> Bools:
    """Hide the communes that tell of too few persons, and others of their sector until they may be told together.

    Parameters
    ----------
    counts : ndarray of float, shape (communes, kinds + 1)
        Persons of each kind, then all of them.
    sector : ndarray of int
        Sector of each commune: an EPCI within a département, of which both are made.

    Returns
    -------
    ndarray of bool
    """
    hidden: Bools = np.asarray((counts < FEWEST).any(axis=1))
    for members in _members(sector):
        if hidden[members].any():
            _hide_until_fit(counts, hidden, members[hidden[members]], members)
    return hidden


def _fit(counts: Floats) -> bool:
    """Tell whether communes together may be told: several, with enough persons of each kind, and beside the largest.

    If one had nearly all the persons, its figure could be guessed from the sum.
    """
    enough = len(counts) > 1 and (counts.sum(axis=0) >= FEWEST).all()
    return bool(enough and counts[:, -1].sum() - counts[:, -1].max() >= FEWEST)


def _hide_until_fit(counts: Floats, hidden: Bools, block: Ints, members: Ints) -> None:
    """Hide communes beside the block: the smallest that makes it fit at once, else the smallest, and again.

    Rows are sorted by code: of two equally small, the first.
    """
    left = sorted(members[~hidden[members]], key=lambda row: (counts[row, -1], row))
    while left and not _fit(counts[block]):
        chosen = next((row for row in left if _fit(counts[np.append(block, row)])), left[0])
        left.remove(chosen)
        hidden[chosen] = True
        block = np.append(block, chosen)


class _Totals:
    """What is told above communes: totals hidden so far, the blocks that result, and how to enlarge one."""

    def __init__(self, counts: Floats, hidden: Bools, sector: Ints, keys: pd.DataFrame, lowest: int) -> None:
        self.counts, self.hidden, self.sector, self.by_commune = counts, hidden, sector, lowest == 0
        self.members = _members(sector)
        first = [members[0] for members in self.members]
        factors = [pd.factorize(keys[level].to_numpy(), sort=True) for level in GROUPS]
        self.names = [[str(name) for name in names] for _, names in factors]
        # Total of each sector by level above communes; HIDDEN outside any EPCI.
        self.whole = np.column_stack([numbers for numbers, _ in factors])[first]
        self.sums = [_sums(numbers, counts) for numbers, _ in factors]
        # Below the family's level nothing is told; nor what tells of too few persons by itself.
        self.told: list[Bools] = [
            np.asarray((sums >= FEWEST).all(axis=1) & (rank + 1 >= lowest)) for rank, sums in enumerate(self.sums)
        ]
        self.held = np.zeros((len(self.members), counts.shape[1] + 2))
        for number in range(len(self.members)):
            self._sum_up(number)

    def ids(self) -> frozenset[str]:
        """Return the ids of the totals that are not told."""
        return frozenset(
            territory_id(level, self.names[rank][number])
            for rank, level in enumerate(GROUPS)
            for number in np.flatnonzero(~self.told[rank])
        )

    def complete(self) -> None:
        """Hide totals, and communes within them, until every block may be told."""
        for _ in range(sum(len(told) for told in self.told) + 1):
            seen = self._seen()
            unfit = self._first_unfit(seen)
            if unfit is None:
                return
            self._enlarge(unfit, seen)
        raise SourceError("Nothing that could be withheld protects the persons counted: their register has changed.")

    def _sum_up(self, number: int) -> None:
        """Note what the hidden communes of a sector hold: persons of each kind, communes, persons of the largest."""
        counts = self.counts[self.members[number]][self.hidden[self.members[number]]]
        self.held[number] = [*counts.sum(axis=0), len(counts), counts[:, -1].max(initial=0)]

    def _together(self, sectors: Ints) -> Floats:
        return np.array([*self.held[sectors, :-1].sum(axis=0), self.held[sectors, -1].max(initial=0)])

    def _may_be_told(self, held: Floats) -> bool:
        enough = bool((held[:-2] >= FEWEST).all())
        return enough and (not self.by_commune or bool(held[-2] > 1 and held[-3] - held[-1] >= FEWEST))

    def _seen(self) -> Ints:
        """Return the told totals that hold each sector, HIDDEN for those that are not told."""
        seen = self.whole.copy()
        for rank, told in enumerate(self.told):
            seen[~told[seen[:, rank]], rank] = HIDDEN
        return seen

    def _first_unfit(self, seen: Ints) -> Ints | None:
        """Return the sectors of a block that may not be told: one of those in the smallest totals, or None."""
        filled = np.flatnonzero((self.held[:, -2] > 0) & (seen != HIDDEN).any(axis=1))
        kinds, which = np.unique(seen[filled], axis=0, return_inverse=True)
        for block in sorted(range(len(kinds)), key=lambda number: int(np.argmax(kinds[number] != HIDDEN))):
            sectors: Ints = filled[which.ravel() == block]
            if not self._may_be_told(self._together(sectors)):
                return sectors
        return None

    def _enlarge(self, sectors: Ints, seen: Ints) -> None:
        """Put a block together with others: hide its own EPCI, else what is told of the cheapest sector beside it."""
        rank = int(np.argmax(seen[sectors[0]] != HIDDEN))
        total = seen[sectors[0], rank]
        beside = np.setdiff1d(np.flatnonzero(self.whole[:, rank] == total), sectors)
        if rank == 0 or not len(beside):
            self.told[rank][total] = False
            return
        chosen = self._cheapest(sectors, beside, seen[:, :rank])
        for lower in np.flatnonzero(self.whole[chosen, :rank] != HIDDEN):
            self.told[lower][self.whole[chosen, lower]] = False
        if self.by_commune:
            block = np.concatenate([self.members[number] for number in (*sectors, chosen)])
            _hide_until_fit(self.counts, self.hidden, block[self.hidden[block]], self.members[chosen])
            self._sum_up(chosen)

    def _cheapest(self, sectors: Ints, beside: Ints, seen: Ints) -> int:
        """Return the sector whose totals cost the fewest persons once hidden, among those that make a block fit."""
        prices = np.zeros(len(beside))
        for lower in range(seen.shape[1]):
            told = seen[beside, lower]
            prices += np.where(told != HIDDEN, self.sums[lower][told, -1], 0.0)
        ordered = beside[np.lexsort((beside, prices))]
        fits = (sector for sector in ordered if self._may_be_told(self._together(np.append(sectors, sector))))
        return int(next(fits, ordered[0]))


def _members(sector: Ints) -> list[Ints]:
    """Return the communes of each sector, by code."""
    return [*np.split(np.argsort(sector, kind="stable"), np.cumsum(np.bincount(sector))[:-1])]


def _sums(numbers: Ints, counts: Floats) -> Floats:
    """Sum the columns by total; communes outside any are left out."""
    inside = numbers != HIDDEN
    size = int(numbers.max()) + 1
    return np.column_stack([np.bincount(numbers[inside], column[inside], minlength=size) for column in counts.T])
