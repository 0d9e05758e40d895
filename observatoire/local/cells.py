"""Figures by territory and year as arrays: little room, no object for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from observatoire.local.values import Read
from observatoire.model.store import STATUSES, Floats


@dataclass(frozen=True, eq=False)
class Cells:
    """Figures of some territories and years, each pair once. Treat as read-only.

    Attributes
    ----------
    ids : tuple of str
        Territories.
    years : ndarray of int16
        Of each.
    values : ndarray of float
        NaN unless the state is a value.
    states : ndarray of int8
        Indexes in `STATUSES`.
    """

    ids: tuple[str, ...]
    years: npt.NDArray[np.int16]
    values: Floats
    states: npt.NDArray[np.int8]

    @classmethod
    def of(cls, read: Mapping[tuple[str, int], Read]) -> Cells:
        """Return what was read, in order of territory then year."""
        keys = sorted(read)
        return cls.made(
            [place for place, _ in keys],
            [year for _, year in keys],
            [read[key].value for key in keys],
            [STATUSES.index(read[key].status or "not_published") for key in keys],
        )

    @classmethod
    def made(cls, ids: Sequence[str], years: Sequence[int], values: Sequence[float], states: Sequence[int]) -> Cells:
        """Return figures from sequences of one length.

        Parameters
        ----------
        ids, years, values, states
            As the attributes.
        """
        return cls(
            tuple(ids),
            np.asarray(years, dtype=np.int16),
            np.asarray(values, dtype=np.float64),
            np.asarray(states, dtype=np.int8),
        )

    def __len__(self) -> int:
        """Count them."""
        return len(self.ids)

    def in_year(self, year: int) -> tuple[list[str], Floats, npt.NDArray[np.int8]]:
        """Return the territories of a year, their values and their states."""
        rows = np.flatnonzero(self.years == year)
        return [self.ids[row] for row in rows.tolist()], self.values[rows], self.states[rows]

    @property
    def known_years(self) -> tuple[int, ...]:
        """The years in which some territory has a value, ascending."""
        return tuple(int(year) for year in np.unique(self.years[self.states == 0]))
