"""Groups with too few answers, and those that would give such a group back."""

from __future__ import annotations

import numpy as np

from participation.statistics.cells import Bools, Floats, Ints

CLOSE = 1e-9
MOST_TRIED = 5_000
"""Sets of atoms that are tried one by one."""


def small_groups(groups: Bools, bases: Ints, least: int) -> Bools:
    """Tell which groups must be withheld: too few answers, or the others would give back a set that has too few.

    Parameters
    ----------
    groups : ndarray of bool, shape (groups, atoms)
    bases : ndarray of int, shape (atoms,)
    least : int

    Returns
    -------
    ndarray of bool, shape (groups,)
        A group in which nobody answered is withheld as one with too few: they are not told apart.
    """
    totals = groups @ bases
    withheld = totals < least
    while True:
        small = _small_combination(groups[~withheld][:, bases > 0], bases[bases > 0], least)
        if small is None:
            return withheld
        used = np.flatnonzero(~withheld)[small]
        # All collectivités together go last: readers ask for them first.
        withheld[min(used, key=lambda group: (totals[group], group))] = True


def _small_combination(groups: Bools, bases: Ints, least: int) -> Ints | None:
    """Return shown groups of which some combination is a set of atoms with fewer than `least` answers; None if none is.

    Every set of so few answers is tried, up to `MOST_TRIED`, the smallest first; beyond, those that the reduced rows of
    all combinations without any large atom hold, which are the sparsest where groups nest, as declared ones do.
    """
    if not len(groups):
        return None
    matrix = groups.astype(float)
    sets = _small_sets(bases, least)
    taken = np.linalg.lstsq(matrix.T, sets.T, rcond=None)[0]
    back = np.linalg.norm(matrix.T @ taken - sets.T, axis=0) < 1e-7
    if back.any():
        used: Ints = np.flatnonzero(np.abs(taken[:, np.argmax(back)]) > 1e-6)
        return used
    large = bases >= least
    keys = _null_space(matrix[:, large].T) if large.any() else np.eye(len(groups))
    if not keys.shape[1]:
        return None
    rows, keys = _reduced((keys.T @ matrix)[:, ~large], keys.T)
    for row, key in zip(rows, keys, strict=True):
        support = np.abs(row) > CLOSE
        if support.any() and bases[~large][support].sum() < least:
            return np.flatnonzero(np.abs(key) > CLOSE)
    return None


def _small_sets(bases: Ints, least: int) -> Floats:
    """Return the sets of atoms with fewer than `least` answers, at most `MOST_TRIED`; shape (sets, atoms)."""
    sets: list[tuple[int, ...]] = []
    longer: list[tuple[int, ...]] = [()]
    while longer and len(sets) < MOST_TRIED:
        longer = [
            (*chosen, atom)
            for chosen in longer
            for atom in range(chosen[-1] + 1 if chosen else 0, len(bases))
            if bases[[*chosen, atom]].sum() < least
        ][: MOST_TRIED - len(sets)]
        sets += longer
    made = np.zeros((len(sets), len(bases)))
    for number, chosen in enumerate(sets):
        made[number, list(chosen)] = 1.0
    return made


def _null_space(matrix: Floats) -> Floats:
    """Return an orthonormal basis, as columns, of what `matrix` sends to 0."""
    _, singular, right = np.linalg.svd(matrix)
    rank = int((singular > CLOSE * max(1.0, singular.max(initial=0.0))).sum())
    return right[rank:].T


def _reduced(rows: Floats, keys: Floats) -> tuple[Floats, Floats]:
    """Return rows in reduced echelon form, and `keys` put through the same steps."""
    rows, keys = rows.copy(), keys.copy()
    at = 0
    for column in range(rows.shape[1]):
        if at == len(rows):
            break
        pivot = at + int(np.argmax(np.abs(rows[at:, column])))
        if abs(rows[pivot, column]) < CLOSE:
            continue
        for matrix in (rows, keys):
            matrix[[at, pivot]] = matrix[[pivot, at]]
        keys[at] /= rows[at, column]
        rows[at] /= rows[at, column]
        factors = rows[:, column].copy()
        factors[at] = 0
        keys -= np.outer(factors, keys[at])
        rows -= np.outer(factors, rows[at])
        at += 1
    return rows, keys
