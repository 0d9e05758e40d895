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
from participation.statistics.protection.rare_answers import (
    LEAST_COUNT,
    Answers,
    families_of,
    known_to_be_nobody,
    small,
    taken_along,
)
from participation.statistics.protection.small_groups import implied, small_groups
from participation.statistics.protection.subtraction import Subtraction

LEAST_BASE = 5
"""Answers that a group needs to be shown, of collectivités; a poll of citizens declares 11."""


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
        Groups, and others inside them of which none meets another.
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

    Raises
    ------
    ValueError
        When what an earlier publication told gives back alone what is withheld.

    Notes
    -----
    Groups that are no part of another one that is told, as all collectivités together, are protected first, each alone
    (`_alone`). A small number of a part is withheld with all that is smaller or rarer beside it (`taken_along`). Then,
    each round, a hidden sum that the shown ones give back is looked for, whatever groups they are of; of those that it
    takes, the one of the group with the fewest answers is withheld, with its cut: a round withholds one at least.

    How a cell came to be withheld tells of it too, for who knows these rules: so what is withheld is chosen by what
    everybody can read, and none of the parts says why it is withheld.
    """
    counts, bases = table.groups.astype(np.int64) @ table.counts, table.groups @ table.bases
    gone = small_groups(table.groups, table.bases, least, withheld)
    held, told = np.zeros(counts.shape, dtype=bool), np.zeros(counts.shape, dtype=bool)
    if earlier is not None:
        gone |= (earlier == Shown.TOO_FEW).all(axis=1)
        held, told = earlier == Shown.HIDDEN, earlier == Shown.VALUE
    sums = Subtraction(table.groups, table.bases, table.counts, exclusive=table.exclusive)
    harmless = _harmless(table, gone, least, withheld)[:, None]
    while True:
        states, nobody = _with_all_taken_along(table, counts, bases, gone, held, told)
        found = _given_back(table, sums, states, told, harmless, nobody)
        if found is None:
            return states
        group, option, whole = found
        if whole:
            gone[group] = True
        else:
            held = held | _beside(table, group, option, nobody)


def _beside(table: Table, group: int, option: int, nobody: Bools) -> Bools:
    """Return what goes with a cell that gives back another: all of its cut that is not known, or it alone."""
    found = np.zeros(nobody.shape, dtype=bool)
    found[group, option] = True
    for _, parts in table.parts:
        found[list(parts)] |= (group in parts) & ~nobody[list(parts)]
    return found


def _with_all_taken_along(
    table: Table, counts: Ints, bases: Ints, gone: Bools, held: Bools, told: Bools
) -> tuple[States, Bools]:
    """Return what is told of each cell, but for what sums of several groups give back; and what is known to be nobody.

    Parameters
    ----------
    table : Table
    counts, bases : ndarray of int
        Of its groups.
    gone : ndarray of bool, shape (groups,)
        Groups of which nothing is told.
    held, told : ndarray of bool, shape (groups, options)
        Cells that are withheld already, and that are told whatever comes.
    """
    families = families_of(table.groups, table.bases, table.parts, ~gone)
    tops = ~gone
    for one in families:
        tops[one.parts] = False
    states = np.zeros(counts.shape, dtype=np.int8)
    states[held & ~gone[:, None]] = Shown.HIDDEN
    states[tops] = _alone(table, counts[tops], bases[tops], states[tops])
    few = small(counts, bases[:, None], sensitive=table.sensitive) & ~(gone | tops)[:, None]
    if table.small_told:
        few[:, -1] = False
    rarest = np.argsort(counts[tops].sum(axis=0), kind="stable")
    kept = told | (table.small_told & (np.arange(counts.shape[1]) == counts.shape[1] - 1))
    answers = Answers(bases, counts, table.sensitive, table.exclusive or table.one_each, kept, rarest)
    taken = taken_along(answers, families, _alike(table), few | (states != Shown.VALUE))
    states[taken & (states == Shown.VALUE) & ~told] = Shown.HIDDEN
    states[gone] = Shown.TOO_FEW
    return states, known_to_be_nobody(answers, families, (states != Shown.VALUE) & ~gone[:, None])


def _alike(table: Table) -> Ints:
    """Return the first group that unites the same answers as each."""
    first: dict[bytes, int] = {}
    rows = table.groups[:, table.bases > 0]
    return np.array([first.setdefault(row.tobytes(), at) for at, row in enumerate(rows)], dtype=np.int64)


def _alone(table: Table, counts: Ints, bases: Ints, states: States) -> States:
    """Return what is told of groups that are each protected alone; shape (groups, options).

    Where the options of one leave a single value possible for a cell that is told as few, another one is withheld, or
    none is told as few. What is withheld for another's sake is the smallest of those told, and no more than they are:
    so all cells as small as it go along, and nothing says which of those that are withheld is few. Every answer that
    leads to the same document is then another one.
    """
    states = states.copy()
    few, nearly = counts < LEAST_COUNT, bases[:, None] - counts < LEAST_COUNT
    if not table.sensitive:
        few &= counts > 0
        nearly &= counts < bases[:, None]
    if table.small_told:
        few[:, -1] = nearly[:, -1] = False
    free = states == Shown.VALUE
    states[few & free] = Shown.FEW
    states[nearly & free] = Shown.NEARLY_ALL
    while (table.exclusive or table.one_each) and (narrow := _narrow(table, counts, bases, states)) is not None:
        _widen(counts, states, narrow)
    return np.where(_not_told_apart(table, states, counts), np.int8(Shown.HIDDEN), states)


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


def _widen(counts: Ints, states: States, group: int) -> None:
    """Withhold the smallest number of a group that is still told; where none is, tell no more which ones are few."""
    told = np.flatnonzero((states[group] == Shown.VALUE) & (counts[group] > 0))
    if len(told):
        least = counts[group, told].min()
        states[group, told[counts[group, told] == least]] = Shown.HIDDEN
    else:
        states[group, states[group] != Shown.VALUE] = Shown.HIDDEN


def _harmless(table: Table, gone: Bools, least: int, withheld: Bools | None) -> Bools:
    """Tell which groups are withheld for other reasons alone: told ones give them back, and nothing small with them."""
    found: Bools = np.zeros(len(gone), dtype=bool)
    if withheld is not None:
        found |= withheld & (table.groups @ table.bases >= least)
    if found.any():
        rows = table.groups[:, table.bases > 0]
        found[found] = implied(rows[~gone], rows[found])
    return found


def _given_back(
    table: Table, sums: Subtraction, states: States, told: Bools, harmless: Bools, nobody: Bools
) -> tuple[int, int, bool] | None:
    """Return a shown cell that gives back a hidden one: group, option, whether its whole group goes with it.

    Parameters
    ----------
    table : Table
    sums : Subtraction
    states : ndarray of int8, shape (groups, options)
    told : ndarray of bool, shape (groups, options)
        What is told whatever comes.
    harmless : ndarray of bool, shape (groups, 1)
    nobody : ndarray of bool, shape (groups, options)
    """
    shown = (states == Shown.VALUE) | told
    found = sums.given_back(shown, ~shown & ~harmless, nobody)
    if found is None:
        return None
    hidden, used = found
    totals = table.groups @ table.bases
    free = [cell for cell in used if not told[cell]]
    if not free:
        raise ValueError("an earlier publication already gives back what this one withholds")
    group, option = min(free, key=lambda cell: (nobody[cell], totals[cell[0]], cell))
    return group, option, bool(states[hidden] == Shown.TOO_FEW) and not harmless[hidden[0]].any()
