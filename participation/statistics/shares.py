"""Shares, of many groups and options at once: from sums by the finest groups (atoms), in a fiftieth of the time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from participation.statistics.cells import APART, Bools, Floats, Ints
from participation.statistics.estimates import LEVEL, Estimate
from participation.statistics.laws import beta_quantiles, student_quantile
from participation.statistics.weights import Weighting


@dataclass(frozen=True)
class _Sums:
    """Sums over the answers of a base.

    Attributes
    ----------
    answers, weights, squares : ndarray of float, shape (groups, cells)
        How many, their weights, the squares of these.
    said, squares_said : ndarray of float, shape (groups, options, cells)
        Weights and squares of those who said so.
    """

    answers: Floats
    weights: Floats
    squares: Floats
    said: Floats
    squares_said: Floats


def shares(
    weighting: Weighting, of_atoms: Bools, atom: Ints, said: Bools, base: Bools, sizes: Floats | None = None
) -> list[list[Estimate | None]]:
    """Return the share of those of a base that said so, for each group and option: of collectivités or of inhabitants.

    Parameters
    ----------
    weighting : Weighting
    of_atoms : ndarray of bool, shape (groups, atoms)
        Atoms that each group unites; each lies in one cell of the weighting.
    atom : ndarray of int, shape (n,)
        Of each answer; `APART` for one that has no weight.
    said : ndarray of bool, shape (n, options)
    base : ndarray of bool, shape (n,)
        Who saw the question and answered it: neither « sans réponse » nor « non posée »; « ne sait pas » by the
        caller's choice, which is to be told.
    sizes : ndarray of float, shape (n,), optional
        Inhabitants of each: shares are then of inhabitants. Only for one kind of collectivité at a time: the same
        person lives in a commune and in its EPCI.

    Returns
    -------
    list of lists of Estimate or None
        By group, then option; None where nobody is in the base.

    Notes
    -----
    A ratio of weighted sums. Its variance is that of its linearised form within cells (Woodruff 1971), with the finite
    population correction; for a base that is everybody it equals Σ(N_h/N)²(1−n_h/N_h)p_h(1−p_h)/(n_h−1). A cell with a
    single answer is centred on the share of all, as `survey` of R does with "adjust". The range is that of Korn and
    Graubard (1998), with their degrees of freedom, and never as if there were more answers than there are.
    """
    sums = _sums(weighting, of_atoms, atom, said, base, sizes)
    answers, totals = sums.answers.sum(axis=1), sums.weights.sum(axis=1)
    some = np.flatnonzero((answers > 0) & (totals > 0))
    found: list[list[Estimate | None]] = [[None] * said.shape[1] for _ in of_atoms]
    if not len(some):
        return found
    values = sums.said[some].sum(axis=2) / totals[some, None]
    variances = _variances(weighting, sums, some, values, totals)
    used = sums.answers[some] > 0
    freedom = np.maximum(answers[some] - used.sum(axis=1), 1)
    effective = totals[some] ** 2 / sums.squares[some].sum(axis=1)
    left_out = weighting.cells.answers < weighting.cells.totals
    everybody = [not (of & left_out).any() for of in used]
    low, high = _ranges(values, variances, answers[some], effective, freedom)
    for at, group in enumerate(some):
        counts = np.where(used[at], sums.answers[group], np.inf)
        weakest = int(np.argmin(counts))
        for option in range(said.shape[1]):
            value = float(values[at, option])
            ends = (value, value) if everybody[at] else (float(low[at, option]), float(high[at, option]))
            found[group][option] = Estimate(
                value, float(variances[at, option]), *ends, int(answers[group]), float(effective[at]),
                weighting.cells.cells[weakest], int(counts[weakest]),
            )  # fmt: skip
    return found


def share(weighting: Weighting, said: Bools, base: Bools, sizes: Floats | None = None) -> Estimate | None:
    """Return the share of those of a base that said so, of all groups together; None where nobody is in the base.

    Parameters
    ----------
    weighting : Weighting
    said, base : ndarray of bool, shape (n,)
    sizes : ndarray of float, shape (n,), optional
        As `shares`.
    """
    together = np.ones((1, len(weighting.cells.cells)), dtype=bool)
    [[found]] = shares(weighting, together, weighting.cells.of, said[:, None], base, sizes)
    return found


def _sums(weighting: Weighting, of_atoms: Bools, atom: Ints, said: Bools, base: Bools, sizes: Floats | None) -> _Sums:
    inside = base & (atom != APART)
    each, places, chosen = weighting.weights[inside], atom[inside], said[inside].astype(float)
    if sizes is not None:
        each = each * sizes[inside]
    atoms, cells = of_atoms.shape[1], len(weighting.cells.cells)

    def by_atom(numbers: Floats) -> Floats:
        summed: Floats = np.bincount(places, numbers, atoms).astype(float)
        return summed

    in_cell = np.zeros((atoms, cells))
    known = atom != APART
    in_cell[atom[known], weighting.cells.of[known]] = 1.0
    groups = of_atoms.astype(float)
    ones, squares = np.ones(len(each)), each**2
    parts = [groups * by_atom(numbers) @ in_cell for numbers in (ones, each, squares)]
    options = [
        np.stack([groups * by_atom(numbers * chosen[:, option]) @ in_cell for option in range(said.shape[1])], axis=1)
        for numbers in (each, squares)
    ]
    return _Sums(parts[0], parts[1], parts[2], options[0], options[1])


def _variances(weighting: Weighting, sums: _Sums, some: Ints, values: Floats, totals: Floats) -> Floats:
    """Return the variances of shares: of the parts w(y − p) over Σw, within cells, those outside the base being 0."""
    cells = weighting.cells
    share, total = values[..., None], totals[some, None, None]
    parts = (sums.said[some] - share * sums.weights[some, None]) / total
    squares = ((1 - 2 * share) * sums.squares_said[some] + share**2 * sums.squares[some, None]) / total**2
    centred = np.where(cells.answers > 1, parts**2 / cells.answers, 0.0)
    spread = np.maximum(squares - centred, 0.0)
    factors = (1 - cells.answers / cells.totals) * cells.answers / np.maximum(cells.answers - 1, 1)
    variances: Floats = (factors * spread).sum(axis=2)
    return variances


def _ranges(
    values: Floats, variances: Floats, answers: Floats, effective: Floats, freedom: Floats
) -> tuple[Floats, Floats]:
    """Return the ends of ranges at 95 % (Korn and Graubard 1998), shape (groups, options)."""
    level = (1 + LEVEL) / 2
    narrowed = np.array([
        (student_quantile(level, n - 1) / student_quantile(level, of)) ** 2 if n > 1 else 1.0
        for n, of in zip(answers.tolist(), freedom.tolist(), strict=True)
    ])  # fmt: skip
    n = np.broadcast_to(answers[:, None], values.shape)
    spread = values * (1 - values)
    worth = np.where(variances > 0, np.minimum(spread / np.where(variances > 0, variances, 1), n), n)
    worth = np.where((values > 0) & (values < 1), worth, effective[:, None]) * narrowed[:, None]
    hit, missed = (worth * values).ravel(), (worth * (1 - values)).ravel()
    both = np.repeat([1 - level, level], len(hit))
    ends = beta_quantiles(both, np.concatenate([hit, hit + 1]), np.concatenate([missed + 1, missed]))
    low, high = ends.reshape(2, *values.shape)
    return low, high
