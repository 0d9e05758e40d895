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
MOST_ROUNDS = 20
"""Of adding up options and parts: far more than there are levels of groups."""


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
    one_each : bool
        Whether each answer says one of the options at least, although they do not exclude each other.
    parts : tuple of (int, tuple of int)
        Groups, and others that they are the sum of.
    """

    groups: Bools
    bases: Ints
    counts: Ints
    exclusive: bool
    sensitive: bool = False
    small_told: bool = False
    one_each: bool = False
    parts: tuple[tuple[int, tuple[int, ...]], ...] = ()


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

    How a cell came to be withheld tells of it too, for who knows these rules: what is withheld for another's sake is
    the smallest of those told, and no more than they are. So all cells as small as it go along, and nothing says which
    of those that are withheld is few: of one group every answer that leads to the same document is then another one.
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
        if (table.exclusive or table.one_each) and (narrow := _narrow(table, counts, bases, states)) is not None:
            _widen(counts, states, narrow)
        elif (found := _given_back(table, sums, states, told, harmless)) is not None:
            group, option, whole = found
            states[group, slice(None) if whole else option] = Shown.TOO_FEW if whole else Shown.HIDDEN
        elif len(loose := _loosening(table, counts, bases, states, told)):
            states[tuple(loose.T)] = Shown.HIDDEN
        else:
            return np.where(_not_told_apart(table, states, counts) & ~told, np.int8(Shown.HIDDEN), states)


def _not_told_apart(table: Table, states: States, counts: Ints) -> Bools:
    """Tell which cells of a group are withheld alike: all but those told, where one of them is for another's sake.

    Where all that somebody said are withheld, so are those that nobody said.
    """
    untold = (states != Shown.VALUE) & (states != Shown.TOO_FEW)
    nothing = table.exclusive & untold.any(axis=1) & (untold | (counts == 0)).all(axis=1)
    found: Bools = (states == Shown.HIDDEN).any(axis=1)[:, None] & (untold | nothing[:, None])
    return found


def _bounds(table: Table, counts: Ints, bases: Ints, states: States, hidden: int) -> tuple[Ints, Ints]:
    """Return between what all numbers are known to lie: one told is itself, a hidden one is `hidden` at least."""
    few, nearly, untold = states == Shown.FEW, states == Shown.NEARLY_ALL, states != Shown.VALUE
    least_few = 1 - int(table.sensitive)  # nobody is told as such, but on a sensitive question
    base = np.broadcast_to(bases[:, None], counts.shape)
    low = np.where(few, least_few, np.where(nearly, base - LEAST_COUNT + 1, hidden))
    high = np.where(few, LEAST_COUNT - 1, np.where(nearly, base - least_few, base))
    return np.where(untold, low, counts), np.where(untold, high, counts)


def _narrow(table: Table, counts: Ints, bases: Ints, states: States) -> int | None:
    """Return a group whose options add up so that a cell told as few, or as nearly all, can only be one number.

    Options that exclude each other add up to the base; others to the base at least: who answered chose one.
    """
    low, high = _bounds(table, counts, bases, states, LEAST_COUNT)
    base = bases[:, None]
    least = np.maximum(low, base - (high.sum(axis=1, keepdims=True) - high))
    most = np.minimum(high, base - (low.sum(axis=1, keepdims=True) - low)) if table.exclusive else high
    narrow = (_blurred(states) & (least >= most)).any(axis=1)
    return int(np.argmax(narrow)) if narrow.any() else None


def _blurred(states: States) -> Bools:
    found: Bools = (states == Shown.FEW) | (states == Shown.NEARLY_ALL)
    return found


def _ends(table: Table, counts: Ints, bases: Ints, states: States) -> tuple[Ints, Ints]:
    """Return between what all numbers lie, for who adds up options, and parts, until nothing more is found."""
    low, high = _bounds(table, counts, bases, states, 0)
    base = bases[:, None]
    for _ in range(MOST_ROUNDS):
        before = (high - low).sum()
        if table.exclusive:
            low = np.maximum(low, base - (high.sum(axis=1, keepdims=True) - high))
            high = np.minimum(high, base - (low.sum(axis=1, keepdims=True) - low))
        for whole, parts in table.parts:
            of = list(parts)
            least, most = low[of], high[of]
            low[whole] = np.maximum(low[whole], least.sum(axis=0))
            high[whole] = np.minimum(high[whole], most.sum(axis=0))
            low[of] = np.maximum(least, low[whole] - (most.sum(axis=0) - most))
            high[of] = np.minimum(most, high[whole] - (least.sum(axis=0) - least))
        if (high - low).sum() == before:
            break
    return low, high


def _loosening(table: Table, counts: Ints, bases: Ints, states: States, told: Bools) -> Ints:
    """Return cells to be withheld so that a small number that adding up pins down no longer is; shape (cells, 2).

    Parts beside it that are said to be few, or their whole; where none is, the smallest number told there.
    """
    low, high = _ends(table, counts, bases, states)
    least, against = 1 - int(table.sensitive), bases[:, None] - counts
    small = ((counts >= least) & (counts < LEAST_COUNT)) | ((against >= least) & (against < LEAST_COUNT))
    for group, option in np.argwhere((low >= high) & (states != Shown.VALUE) & small & (bases > 0)[:, None]):
        beside, wholes = np.zeros(states.shape, dtype=bool), np.zeros(states.shape, dtype=bool)
        beside[group] = table.exclusive
        for whole, parts in table.parts:
            if group in (whole, *parts):
                beside[[whole, *parts], option], wholes[whole, option] = True, True
        beside[group, option] = True
        few = beside & _blurred(states)
        if few.any():
            parts_alone = few & ~wholes
            return np.argwhere(parts_alone if parts_alone.any() else few)
        free = np.argwhere(beside & (states == Shown.VALUE) & (counts > 0) & ~told)
        if len(free):
            return free[[min(range(len(free)), key=lambda at: (bases[free[at, 0]], counts[tuple(free[at])]))]]
    return np.zeros((0, 2), dtype=np.int64)


def _widen(counts: Ints, states: States, group: int) -> None:
    """Withhold the smallest number of a group that is still told; where none is, tell no more which ones are few."""
    told = np.flatnonzero((states[group] == Shown.VALUE) & (counts[group] > 0))
    if len(told):
        least = counts[group, told].min()
        states[group, told[counts[group, told] == least]] = Shown.HIDDEN
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
