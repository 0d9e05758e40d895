"""What a publication must not let anybody find out: small groups, lone answers, and what subtraction gives back.

A publication is a set of tables, each of one question by declared groups (all collectivités, a kind, a région, …). Each
table is read as an adversary would: everything shown is a sum over the finest groups (the atoms), and what is hidden
must not be a combination of such sums. Weights change nothing to that: they are known, and multiply the sums of an atom
alike on both sides. Who took part may be known, so how many answered is taken as known too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from participation.statistics.cells import Bools, Ints
from participation.statistics.small_groups import implied, small_groups
from participation.statistics.subtraction import Subtraction

LEAST_BASE = 5
"""Answers that a group needs to be shown, of collectivités; a poll of citizens declares 11."""
LEAST_COUNT = 3
"""Fewer answers than that for, or against, are not told: « presque aucune », « presque toutes »."""


class Shown(IntEnum):
    """What is told of one cell of a table."""

    VALUE = 0
    FEW = 1
    """« Presque aucune »: fewer than `LEAST_COUNT`, and how many is not told."""
    NEARLY_ALL = 2
    """« Presque toutes »: fewer than `LEAST_COUNT` did not say so."""
    HIDDEN = 3
    """Withheld so that another cell cannot be found by subtraction."""
    TOO_FEW = 4
    """The whole group is withheld: fewer answers than `LEAST_BASE`, or it would give such a group back."""


States = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Table:
    """One question by groups, counted and not weighted.

    Attributes
    ----------
    groups : ndarray of bool, shape (groups, atoms)
        Atoms that each group unites.
    bases : ndarray of int, shape (atoms,)
        Who saw the question and answered it.
    counts : ndarray of int, shape (atoms, options)
        Who said so.
    exclusive : bool
        Whether the options of an answer exclude each other and are all shown, « ne sait pas » included: their counts
        then add up to the base.
    sensitive : bool
        Whether « nobody » and « everybody » are blurred too.
    small_told : bool
        Whether the last option, « ne sait pas », is told however few said so.
    """

    groups: Bools
    bases: Ints
    counts: Ints
    exclusive: bool
    sensitive: bool = False
    small_told: bool = False


def protect(
    table: Table, least: int = LEAST_BASE, earlier: States | None = None, withheld: Bools | None = None
) -> States:
    """Return what is to be told of each cell: small ones are withheld, then those that would give them back.

    Parameters
    ----------
    table : Table
    least : int
        Answers that a group needs.
    earlier : ndarray of int8, shape (groups, options), optional
        What an earlier publication told of the same table: what was withheld stays withheld, and what was told is
        known, so that nothing else may be withheld with it in vain.
    withheld : ndarray of bool, shape (groups,), optional
        Groups of which nothing is told, for reasons that lie outside the table.

    Returns
    -------
    ndarray of int8, shape (groups, options)
        `Shown`. Deterministic: the same table gives the same states.

    Notes
    -----
    Each round looks for a hidden sum that the shown ones give back, and withholds, among those that it takes, the one
    of the group with the fewest answers; a round hides something or is the last. Where the options of one group leave
    a single value possible for a cell that is told as few, another one is withheld, or none is told as few.
    """
    bases = table.groups @ table.bases
    counts = table.groups.astype(np.int64) @ table.counts
    states = np.zeros(counts.shape, dtype=np.int8)
    few, nearly = counts < LEAST_COUNT, bases[:, None] - counts < LEAST_COUNT
    if not table.sensitive:
        few &= counts > 0
        nearly &= counts < bases[:, None]
    if table.small_told:
        few[:, -1] = nearly[:, -1] = False
    states[few] = Shown.FEW
    states[nearly] = Shown.NEARLY_ALL
    states[small_groups(table.groups, table.bases, least, withheld)] = Shown.TOO_FEW
    harmless = _harmless(table, states, least, withheld)[:, None] & ~few & ~nearly
    told = np.zeros(states.shape, dtype=bool)
    if earlier is not None:
        hidden = (earlier >= Shown.HIDDEN) & (states < Shown.HIDDEN)
        states[hidden] = earlier[hidden]
        told = earlier == Shown.VALUE
    sums = Subtraction(table.groups, table.bases, table.counts, exclusive=table.exclusive)
    while True:
        if table.exclusive and (narrow := _narrow(counts, bases, states, sensitive=table.sensitive)) is not None:
            _widen(counts, states, narrow)
        elif (found := _given_back(table, sums, states, told, harmless)) is not None:
            group, option, whole = found
            states[group, slice(None) if whole else option] = Shown.TOO_FEW if whole else Shown.HIDDEN
        else:
            return states


def _narrow(counts: Ints, bases: Ints, states: States, *, sensitive: bool) -> int | None:
    """Return a group whose options add up so that a cell told as few, or as nearly all, can only be one number."""
    few, nearly, untold = states == Shown.FEW, states == Shown.NEARLY_ALL, states != Shown.VALUE
    least_few = 1 - int(sensitive)  # nobody is told as such, but on a sensitive question
    base = bases[:, None]
    low = np.where(few, least_few, np.where(nearly, base - LEAST_COUNT + 1, LEAST_COUNT)) * untold
    high = np.where(few, LEAST_COUNT - 1, np.where(nearly, base - least_few, base)) * untold
    rest = base - (counts * ~untold).sum(axis=1, keepdims=True)
    least = np.maximum(low, rest - (high.sum(axis=1, keepdims=True) - high))
    most = np.minimum(high, rest - (low.sum(axis=1, keepdims=True) - low))
    narrow = ((few | nearly) & (least >= most)).any(axis=1)
    return int(np.argmax(narrow)) if narrow.any() else None


def _widen(counts: Ints, states: States, group: int) -> None:
    """Withhold the smallest number of a group that is still told; where none is, tell no more which ones are few."""
    told = np.flatnonzero((states[group] == Shown.VALUE) & (counts[group] > 0))
    if len(told):
        states[group, min(told, key=lambda option: (counts[group, option], option))] = Shown.HIDDEN
    else:
        states[group, states[group] != Shown.VALUE] = Shown.HIDDEN


def _harmless(table: Table, states: States, least: int, withheld: Bools | None) -> Bools:
    """Tell which groups are withheld for other reasons alone: told ones give them back, and nothing small with them."""
    found: Bools = np.zeros(len(states), dtype=bool)
    if withheld is not None:
        found |= withheld & (table.groups @ table.bases >= least)
    if found.any():
        rows = table.groups[:, table.bases > 0]
        found[found] = implied(rows[(states != Shown.TOO_FEW).any(axis=1)], rows[found])
    return found


def _given_back(
    table: Table, sums: Subtraction, states: States, told: Bools, harmless: Bools
) -> tuple[int, int, bool] | None:
    """Return a shown cell that gives back a hidden one: group, option, whether its whole group goes with it."""
    shown = (states == Shown.VALUE) | told
    found = sums.given_back(shown, ~shown & ~harmless)
    if found is None:
        return None
    hidden, used = found
    totals, counts = table.groups @ table.bases, table.groups.astype(np.int64) @ table.counts
    free = [cell for cell in used if not told[cell]]
    if not free:
        raise ValueError("an earlier publication already gives back what this one withholds")
    group, option = min(free, key=lambda cell: (totals[cell[0]], counts[cell], cell))
    return group, option, bool(states[hidden] == Shown.TOO_FEW) and not harmless[hidden[0]].any()
