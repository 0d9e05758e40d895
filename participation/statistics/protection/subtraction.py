"""What shown sums give back of hidden ones, by adding and subtracting them: exact, and kept from one round to the next.

The unknowns are how many of each finest group (atom) said each option. Where options exclude each other and all are
shown, the last one of an atom is its base less the others: it is no unknown of its own. Nothing here builds the sums
themselves, hundreds of rows of thousands of unknowns: their products with each other are products of groups alone.
"""

from __future__ import annotations

import numpy as np

from participation.statistics.cells import Bools, Floats, Ints

CLOSE = 1e-9
RIDGE = 1e-6
"""Added to the products so that they can be inverted; what it moves is put right by two rounds more."""
NEAR = 1e-6
"""Part of a hidden sum that may be left before the exact test: far above rounding, far below any real rest."""
EXACT, USED = 1e-7, 1e-6


class Subtraction:
    """The sums of one table, while more and more of it is hidden.

    Parameters
    ----------
    groups : ndarray of bool, shape (groups, atoms)
    bases : ndarray of int, shape (atoms,)
    counts : ndarray of int, shape (atoms, options)
    exclusive : bool
        Whether the counts of an atom add up to its base.
    """

    def __init__(self, groups: Bools, bases: Ints, counts: Ints, *, exclusive: bool) -> None:
        self._groups, self._exclusive = groups.astype(float), exclusive
        self._members, self._empty = groups, bases == 0
        self._totals = groups.astype(np.int64) @ counts
        self._own = counts.shape[1] - exclusive
        self._none: Bools | None = None
        self._products: Floats = np.zeros((0, 0))
        self._cleared = np.zeros(self._totals.shape, dtype=bool)

    def given_back(
        self, shown: Bools, hidden: Bools, nobody: Bools
    ) -> tuple[tuple[int, int], list[tuple[int, int]]] | None:
        """Return the first hidden cell that shown ones give back, and those that do; None when there is none.

        Cells that were shown may be hidden from one call to the next, never the other way round.

        Parameters
        ----------
        shown, hidden : ndarray of bool, shape (groups, options)
        nobody : ndarray of bool, shape (groups, options)
            Hidden cells of which it can be read that nobody said so.
        """
        none = self._nobody(shown, nobody)
        if self._none is None or not np.array_equal(none, self._none):
            self._none, self._products = none, self._products_of(none)
            self._cleared[:] = False
        # A cell that sums nothing unknown is nobody of a group of which nobody is told anyway, the last option's too.
        known_empty = (self._groups @ ~none.T) == 0
        wanted = np.flatnonzero(hidden & ~self._cleared & ~known_empty)
        squares = self._products[wanted, wanted]
        wanted, squares = wanted[squares > CLOSE**2], squares[squares > CLOSE**2]
        cells = np.flatnonzero(shown)
        known = np.concatenate([cells, np.arange(shown.size, len(self._products))])
        if not len(wanted) or not len(known):
            return None
        taken = self._combinations(known, wanted)
        left = squares - (self._products[np.ix_(known, wanted)] * taken).sum(axis=0)
        near = left < NEAR * np.maximum(squares, 1)
        self._cleared.ravel()[wanted[~near]] = True
        options = shown.shape[1]
        for at in np.flatnonzero(near):
            if self._rest(known, taken[:, at], int(wanted[at]), none) < EXACT * max(np.sqrt(squares[at]), 1):
                used = cells[np.abs(taken[: len(cells), at]) > USED]
                if not len(used):  # everybody, since nobody said anything else
                    self._cleared.ravel()[wanted[at]] = True
                    continue
                return divmod(int(wanted[at]), options), [divmod(int(cell), options) for cell in used]
            self._cleared.ravel()[wanted[at]] = True
        return None

    def _nobody(self, shown: Bools, nobody: Bools) -> Bools:
        """Tell of which options nobody of an atom said so; shape (options, atoms)."""
        none = np.repeat(self._empty[None, :], shown.shape[1], axis=0)
        for option in range(shown.shape[1]):
            told = shown[:, option] & (self._totals[:, option] == 0)
            none[option] |= self._members[told | nobody[:, option]].any(axis=0)
        return none

    def _products_of(self, none: Bools) -> Floats:
        """Return the products of all cells with each other, then of the atoms whose last option is known to be 0."""
        kept = ~none[: self._own]
        groups, options = self._totals.shape
        made = np.zeros((groups, options, groups, options))
        for option in range(self._own):
            own = (self._groups * kept[option]) @ self._groups.T
            made[:, option, :, option] = own
            if self._exclusive:
                made[:, option, :, -1], made[:, -1, :, option] = -own, -own
                made[:, -1, :, -1] += own
        products = made.reshape(groups * options, groups * options)
        units = np.flatnonzero(none[-1]) if self._exclusive else np.zeros(0, dtype=np.int64)
        beside = np.zeros((groups, options, len(units)))
        beside[:, : self._own] = self._groups[:, None, units] * kept[None, :, units]
        if self._exclusive:
            beside[:, -1] = -beside[:, : self._own].sum(axis=1)
        side = beside.reshape(groups * options, len(units))
        return np.block([[products, side], [side.T, np.diag(kept[:, units].sum(axis=0).astype(float))]])

    def _combinations(self, known: Ints, wanted: Ints) -> Floats:
        """Return the smallest combinations of known sums that come nearest to wanted ones; one a column."""
        products, right = self._products[np.ix_(known, known)], self._products[np.ix_(known, wanted)]
        inverse = np.linalg.inv(products + RIDGE * np.eye(len(known)))
        taken: Floats = inverse @ right
        for _ in range(2):
            taken += inverse @ (right - products @ taken)
        return taken

    def _rest(self, known: Ints, taken: Floats, wanted: int, none: Bools) -> float:
        """Return how far a combination is from a wanted sum, unknown by unknown."""
        size = self._totals.size
        sums, units = np.zeros(size), np.zeros(self._groups.shape[1])
        cells = known[known < size]
        sums[cells] = taken[: len(cells)]
        sums[wanted] -= 1
        units[np.flatnonzero(none[-1])[known[len(cells) :] - size]] = taken[len(cells) :]
        table = sums.reshape(self._totals.shape)
        own = table[:, : self._own] - (table[:, -1:] if self._exclusive else 0)
        return float(np.linalg.norm((own.T @ self._groups + units) * ~none[: self._own]))
