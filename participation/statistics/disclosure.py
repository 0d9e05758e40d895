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

from participation.statistics.cells import Bools, Floats, Ints
from participation.statistics.small_groups import small_groups

LEAST_BASE = 5
"""Answers that a group needs to be shown, of collectivités; a poll of citizens declares 11."""
LEAST_COUNT = 3
"""Fewer answers than that for, or against, are not told: « presque aucune », « presque toutes »."""
CLOSE = 1e-9


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
    """

    groups: Bools
    bases: Ints
    counts: Ints
    exclusive: bool
    sensitive: bool = False


def protect(table: Table, least: int = LEAST_BASE, earlier: States | None = None) -> States:
    """Return what is to be told of each cell: small ones are withheld, then those that would give them back.

    Parameters
    ----------
    table : Table
    least : int
        Answers that a group needs.
    earlier : ndarray of int8, shape (groups, options), optional
        What an earlier publication told of the same table: what was withheld stays withheld, and what was told is
        known, so that nothing else may be withheld with it in vain.

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
    states[few] = Shown.FEW
    states[nearly] = Shown.NEARLY_ALL
    states[small_groups(table.groups, table.bases, least)] = Shown.TOO_FEW
    told = np.zeros(states.shape, dtype=bool)
    if earlier is not None:
        hidden = (earlier >= Shown.HIDDEN) & (states < Shown.HIDDEN)
        states[hidden] = earlier[hidden]
        told = earlier == Shown.VALUE
    while True:
        if table.exclusive and (narrow := _narrow(counts, bases, states, sensitive=table.sensitive)) is not None:
            _widen(counts, states, narrow)
        elif (found := _given_back(table, states, told)) is not None:
            group, option, whole = found
            states[group, slice(None) if whole else option] = Shown.TOO_FEW if whole else Shown.HIDDEN
        else:
            return states


def _narrow(counts: Ints, bases: Ints, states: States, *, sensitive: bool) -> int | None:
    """Return a group whose options add up so that a cell told as few, or as nearly all, can only be one number."""
    for group in np.flatnonzero(((states == Shown.FEW) | (states == Shown.NEARLY_ALL)).any(axis=1)):
        base, row = int(bases[group]), states[group]
        hidden = np.flatnonzero(row != Shown.VALUE)
        rest = base - int(counts[group, row == Shown.VALUE].sum())
        least_few = 1 - int(sensitive)  # nobody is told as such, but on a sensitive question
        kinds = [row[hidden] == Shown.FEW, row[hidden] == Shown.NEARLY_ALL]
        low = np.select(kinds, [least_few, base - LEAST_COUNT + 1], LEAST_COUNT)
        high = np.select(kinds, [LEAST_COUNT - 1, base - least_few], base)
        least = np.maximum(low, rest - (high.sum() - high))
        most = np.minimum(high, rest - (low.sum() - low))
        told = row[hidden] != Shown.HIDDEN
        if (told & (least >= most)).any():
            return int(group)
    return None


def _widen(counts: Ints, states: States, group: int) -> None:
    """Withhold the smallest number of a group that is still told; where none is, tell no more which ones are few."""
    told = np.flatnonzero((states[group] == Shown.VALUE) & (counts[group] > 0))
    if len(told):
        states[group, min(told, key=lambda option: (counts[group, option], option))] = Shown.HIDDEN
    else:
        states[group, states[group] != Shown.VALUE] = Shown.HIDDEN


@dataclass(frozen=True)
class _Unknowns:
    """What an adversary does not know: how many of each atom said each option.

    Attributes
    ----------
    forms : ndarray of float, shape (groups, options, unknowns)
        What each cell of the table sums. Where options exclude each other the last one of an atom is its base less the
        others: it is no unknown of its own.
    known : ndarray of float, shape (facts, unknowns)
        Sums that are known without being a cell.
    """

    forms: Floats
    known: Floats


def _unknowns(table: Table, states: States, told: Bools) -> _Unknowns:
    """Return the unknowns; where nobody of a group is told to have said so, nobody of its atoms did."""
    groups, atoms = table.groups.astype(float), len(table.bases)
    options = table.counts.shape[1]
    own = options - 1 if table.exclusive else options
    forms = np.zeros((len(groups), options, own, atoms))
    for option in range(own):
        forms[:, option, option] = groups
    if table.exclusive:
        forms[:, -1] = -groups[:, None, :]
    counts = table.groups.astype(np.int64) @ table.counts
    shown = (states == Shown.VALUE) | told
    none = np.zeros((options, atoms), dtype=bool)
    none[:, table.bases == 0] = True
    for group, option in np.argwhere(shown & (counts == 0)):
        none[option, table.groups[group]] = True
    everybody = np.zeros((own, atoms, atoms))
    everybody[:, np.arange(atoms), np.arange(atoms)] = 1.0
    known = everybody.transpose(1, 0, 2)[none[-1]] if table.exclusive else np.zeros((0, own, atoms))
    kept = ~none[:own].ravel()
    return _Unknowns(
        forms.reshape(len(groups), options, -1)[..., kept], known.reshape(len(known), own * atoms)[:, kept]
    )


def _given_back(table: Table, states: States, told: Bools) -> tuple[int, int, bool] | None:
    """Return a shown cell that gives back a hidden one: group, option, whether its whole group goes with it."""
    shown = np.argwhere((states == Shown.VALUE) | told)
    hidden = np.argwhere((states != Shown.VALUE) & ~told)
    if not len(hidden):
        return None
    unknowns = _unknowns(table, states, told)
    wanted = unknowns.forms[tuple(hidden.T)]
    norms = np.linalg.norm(wanted, axis=1)
    known = np.vstack([unknowns.forms[tuple(shown.T)], unknowns.known])
    if not len(known) or not norms.any():
        return None
    taken = np.linalg.lstsq(known.T, wanted.T, rcond=None)[0]
    # A cell that sums nothing unknown is nobody of a group of which nobody is told anyway.
    back = (norms > CLOSE) & (np.linalg.norm(known.T @ taken - wanted.T, axis=0) < 1e-7 * np.maximum(norms, 1))
    totals, counts = table.groups @ table.bases, table.groups.astype(np.int64) @ table.counts
    for at in np.flatnonzero(back):
        used = [tuple(map(int, shown[i])) for i in np.flatnonzero(np.abs(taken[: len(shown), at]) > 1e-6)]
        free = [cell for cell in used if not told[cell]]
        if not free:
            raise ValueError("an earlier publication already gives back what this one withholds")
        group, option = min(free, key=lambda cell: (totals[cell[0]], counts[cell], cell))
        return group, option, bool(states[tuple(hidden[at])] == Shown.TOO_FEW)
    return None
