"""Groups with too few answers, and those that would give such a group back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice

import numpy as np
import numpy.typing as npt

from participation.statistics.cells import Bools, Floats, Ints

Complexes = npt.NDArray[np.complex128]

CLOSE = 1e-9
NEAR, EXACT = 1e-6, 1e-7
MOST_TRIED = 5_000
"""Sets of atoms that are tried one by one."""


def small_groups(
    groups: Bools, bases: Ints, least: int, withheld: Bools | None = None, known: Bools | None = None
) -> Bools:
    """Tell which groups must be withheld: too few answers, or the others would give back a set that has too few.

    Parameters
    ----------
    groups : ndarray of bool, shape (groups, atoms)
    bases : ndarray of int, shape (atoms,)
    least : int
    withheld : ndarray of bool, shape (groups,), optional
        Groups that are withheld whatever comes.
    known : ndarray of bool, shape (groups,), optional
        Groups that are told whatever comes: others are withheld for what they give back with them.

    Returns
    -------
    ndarray of bool, shape (groups,)
        A group in which nobody answered is withheld as one with too few: they are not told apart.
    """
    totals = groups @ bases
    free = np.ones(len(groups), dtype=bool) if known is None else ~known
    withheld = free & ((totals < least) | (False if withheld is None else withheld))
    inside = bases > 0
    while True:
        small = _small_combination(groups[~withheld][:, inside], bases[inside], least)
        if small is None:
            return withheld
        used = [group for group in np.flatnonzero(~withheld)[small] if free[group]]
        if not used:
            return free  # what is told whatever comes gives it back alone: nothing is told beside it
        # All collectivités together go last: readers ask for them first.
        withheld[min(used, key=lambda group: (totals[group], group))] = True


def implied(groups: Bools, wanted: Bools) -> Bools:
    """Tell which sets of atoms are combinations of groups: who is told these knows those.

    Parameters
    ----------
    groups : ndarray of bool, shape (groups, atoms)
    wanted : ndarray of bool, shape (sets, atoms)
    """
    basis, rows = _row_space(groups.astype(float)), wanted.astype(float)
    found: Bools = np.linalg.norm(rows - (rows @ basis.T) @ basis, axis=1) < EXACT
    return found


def _small_combination(groups: Bools, bases: Ints, least: int) -> Ints | None:
    """Return shown groups of which some combination is a set of atoms with fewer than `least` answers; None if none is.

    Atoms that lie in the same groups are told apart by no combination: they are taken as one. Every set of four atoms
    at most is tried, and of more, up to `MOST_TRIED`; beyond, those that the reduced rows of all combinations without
    any large atom hold, which are the sparsest where groups nest, as declared ones do.

    Parameters
    ----------
    groups : ndarray of bool, shape (shown groups, atoms)
    bases : ndarray of int, shape (atoms,)
        Above 0.
    least : int
    """
    if not len(groups):
        return None
    matrix, bases = _told_apart(groups, bases)
    first = _first_given_back(_row_space(matrix), bases, least)
    if first is not None:
        taken = np.linalg.lstsq(matrix.T, first, rcond=None)[0]
        used: Ints = np.flatnonzero(np.abs(taken) > 1e-6)
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


def _told_apart(groups: Bools, bases: Ints) -> tuple[Floats, Ints]:
    """Return the groups over sets of atoms that lie in the same ones, and the answers of each set; sets in no group go.

    Two atoms are alike where the sums of their groups' numbers are, each number drawn at random, the same every time.
    """
    drawn = np.random.default_rng(len(groups)).integers(1, 2**62, len(groups))
    _, first, alike = np.unique(drawn @ groups, return_index=True, return_inverse=True)
    sums = np.bincount(alike, bases, len(first)).astype(np.int64)
    order = np.argsort(first)
    kept = order[groups[:, first[order]].any(axis=0)]
    return groups[:, first[kept]].astype(float), sums[kept]


def _first_given_back(basis: Floats, bases: Ints, least: int) -> Floats | None:
    """Return a set of atoms with too few answers that a row space holds, one number an atom; None when it holds none.

    Parameters
    ----------
    basis : ndarray of float, shape (rank, atoms)
        Orthonormal.
    bases : ndarray of int, shape (atoms,)
    least : int
    """
    for chosen in chain(_of_four_at_most(basis, bases, least), _of_more(basis, bases, least)):
        one = np.zeros(len(bases))
        one[chosen] = 1.0
        if np.linalg.norm(one - (one @ basis.T) @ basis) < EXACT:
            return one
    return None


def _of_four_at_most(basis: Floats, bases: Ints, least: int) -> Iterator[Ints]:
    """Give sets of one to four atoms that seem to lie in a row space, the smallest first: all that do are among them.

    What a row space leaves of the atoms of such a set adds up to 0. Each atom is drawn a number, complex so that two
    that meet by chance are rare; sets are then found among the sums of pairs, sorted, not tried one by one.
    """
    draw = np.random.default_rng(len(bases))
    numbers: Complexes = draw.standard_normal(len(bases)) + 1j * draw.standard_normal(len(bases))
    light = np.flatnonzero(bases < least)
    left = (numbers - (numbers @ basis.T) @ basis)[light]
    weighs = bases[light]
    first, second = np.triu_indices(len(light), 1)
    few = weighs[first] + weighs[second] < least
    first, second = first[few], second[few]
    pairs: Complexes = left[first] + left[second]
    heavy = weighs[first] + weighs[second]
    yield from (light[[at]] for at in np.flatnonzero(np.abs(left) < NEAR))
    yield from (light[[first[at], second[at]]] for at in np.flatnonzero(np.abs(pairs) < NEAR))
    for others, members, weight in (
        (left, np.arange(len(light))[:, None], weighs), (pairs, np.stack([first, second], axis=1), heavy),
    ):  # fmt: skip
        for pair, other in _opposite(pairs, others):
            chosen = {int(first[pair]), int(second[pair]), *members[other].tolist()}
            if len(chosen) == 2 + members.shape[1] and heavy[pair] + weight[other] < least:
                yield light[sorted(chosen)]


def _opposite(sums: Complexes, others: Complexes) -> Iterator[tuple[int, int]]:
    """Give the numbers of a list that another list holds with the other sign: places in both."""
    order = np.argsort(others.real)
    held = others.real[order]
    low, high = (np.searchsorted(held, -sums.real + slack) for slack in (-CLOSE, CLOSE))
    for at in np.flatnonzero(high > low):
        for other in order[low[at] : high[at]]:
            if abs(sums[at] + others[other]) < NEAR:
                yield int(at), int(other)


def _of_more(basis: Floats, bases: Ints, least: int) -> Iterator[Ints]:
    """Give sets of five atoms and more that seem to lie in a row space, of the first `MOST_TRIED` there are.

    A set that lies in it is as long there as it is itself: those that are much shorter are not looked at twice.
    """
    if least <= 5:
        return
    sets, atoms = _small_sets(tuple(bases.tolist()), least), len(bases)
    padded = np.vstack([basis.T, np.zeros(basis.shape[0])])  # an atom that is none fills the shorter sets
    lengths = (padded[sets].sum(axis=1) ** 2).sum(axis=1)
    for at in np.flatnonzero((sets < atoms).sum(axis=1) - lengths < NEAR):
        yield sets[at][sets[at] < atoms]


@lru_cache(maxsize=2)
def _small_sets(answers: tuple[int, ...], least: int) -> Ints:
    """Return the sets of atoms with fewer than `least` answers, at most `MOST_TRIED`, the smallest first.

    Shape (sets, largest): the numbers of their atoms in order, then as often as needed one that is no atom's.
    """
    sets: list[tuple[int, ...]] = []
    longer: list[tuple[tuple[int, ...], int]] = [((), 0)]
    while longer and len(sets) < MOST_TRIED:
        made_longer = (
            ((*chosen, atom), total + answers[atom])
            for chosen, total in longer
            for atom in range(chosen[-1] + 1 if chosen else 0, len(answers))
            if total + answers[atom] < least
        )
        longer = list(islice(made_longer, MOST_TRIED - len(sets)))
        sets += [chosen for chosen, _ in longer]
    made = np.full((len(sets), max(map(len, sets), default=0)), len(answers), dtype=np.int64)
    for number, chosen in enumerate(sets):
        made[number, : len(chosen)] = chosen
    return made


def _row_space(matrix: Floats) -> Floats:
    """Return an orthonormal basis, as rows, of all combinations of the rows of `matrix`."""
    _, singular, right = np.linalg.svd(matrix, full_matrices=False)
    basis: Floats = right[singular > CLOSE * max(1.0, singular.max(initial=0.0))]
    return basis


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
