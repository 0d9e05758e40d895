"""Who took part, by declared group and cell of weights: counts of which none tells a set of too few answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from participation.results.columns import Column
from participation.results.groups import Group, Grouping
from participation.statistics.cells import APART, Bools, Frame, Ints
from participation.statistics.protection.small_groups import implied, small_groups
from participation.statistics.weights import Weighting

_CUTS = ("all", "kind", "region")
_CLOSE = 1e-9


@dataclass(frozen=True)
class TakingPart:
    """Who took part, and what of it may be told.

    Attributes
    ----------
    answers : ndarray of int, shape (atoms,)
    silenced : ndarray of bool, shape (groups,)
        Groups of which nothing is told at all, by any question: the others give no small set back.
    cells : ndarray of bool, shape (cells, atoms)
        Atoms that each cell of weights holds.
    hidden_cells : ndarray of bool, shape (cells,)
        Cells whose answers are withheld.
    capped : int or None
        Answers whose weight was cut; None where their number is withheld.
    """

    answers: Ints
    silenced: Bools
    cells: Bools
    hidden_cells: Bools
    capped: int | None


def taking_part(weighting: Weighting, groups: Grouping, least: int) -> TakingPart:
    """Return how many took part, as far as no set of too few answers can be told apart by it.

    Parameters
    ----------
    weighting : Weighting
    groups : Grouping
    least : int
        The threshold.

    Notes
    -----
    A question that all must answer tells how many took part in each group of which it tells anything. So groups come
    first: some of them are silenced, in all questions, until the others give no small set back; all others are taken as
    known, whatever each question tells. Cells of weights, and those whose weight was cut, are told as far as they add
    nothing small to that: the smallest numbers are withheld first.
    """
    answers = groups.by_atom(np.ones(len(groups.atom), dtype=bool))
    silenced = small_groups(groups.of_atoms, answers, least)
    cells = np.zeros((len(weighting.cells.cells), len(answers)), dtype=bool)
    inside = groups.atom != APART
    cells[weighting.cells.of[inside], groups.atom[inside]] = True
    told = groups.of_atoms[~silenced]
    every: Bools = np.vstack([told, cells, _cut(weighting, groups)[None]])
    hidden = small_groups(every, answers, least, known=np.arange(len(every)) < len(told))[len(told) :]
    capped = weighting.capped
    return TakingPart(answers, silenced, cells, hidden[:-1], None if capped and hidden[-1] else capped)


def _cut(weighting: Weighting, groups: Grouping) -> Bools:
    """Return the atoms whose weight was cut: those of the largest one, where any was."""
    made = np.zeros(groups.of_atoms.shape[1], dtype=bool)
    if weighting.capped:
        most = np.nanmax(weighting.weights)
        made[groups.atom[weighting.weights > most * (1 - _CLOSE)]] = True
    return made


def told_sets(weighting: Weighting, groups: Grouping, took_part: TakingPart) -> Bools:
    """Return all sets of atoms whose answers a publication tells; shape (sets, atoms)."""
    capped = _cut(weighting, groups)[None] if took_part.capped else np.zeros((0, len(took_part.answers)), dtype=bool)
    return np.vstack([groups.of_atoms[~took_part.silenced], took_part.cells[~took_part.hidden_cells], capped])


def weakest_told(column: Column, groups: Grouping, took_part: TakingPart, told: Bools, least: int) -> Bools:
    """Tell of which groups the answers of the weakest cell of a question may be told.

    Parameters
    ----------
    column : Column
    groups : Grouping
    took_part : TakingPart
    told : ndarray of bool, shape (groups,)
        Groups that the question tells, none of them rounded.
    least : int

    Notes
    -----
    Those that are a combination of what other groups tell, and whole cells whose answers are told anyway, as long as
    those that answered this question give no small set back with its groups.
    """
    found = np.zeros(len(told), dtype=bool)
    if not told.any():
        return found
    base = groups.by_atom(column.base)
    counts = (groups.of_atoms * base) @ took_part.cells.T
    weakest = np.argmin(np.where(counts > 0, counts, counts.max() + 1), axis=1)
    wanted = groups.of_atoms & took_part.cells[weakest]
    found[told] = implied(groups.of_atoms[told], wanted[told])
    whole = (wanted == took_part.cells[weakest]).all(axis=1) & ~took_part.hidden_cells[weakest]
    asked = np.unique(weakest[told & whole & ~found])
    every = np.vstack([groups.of_atoms[told], took_part.cells[asked]])
    kept = ~small_groups(every, base, least, known=np.arange(len(every)) < told.sum())[told.sum() :]
    found |= told & whole & np.isin(weakest, asked[kept])
    return found


def told_of_groups(frame: Frame, groups: Grouping, took_part: TakingPart) -> list[dict[str, Any]]:
    """Return, for all collectivités, each kind and each région, how many there are and how many answered.

    Parameters
    ----------
    frame : Frame
    groups : Grouping
    took_part : TakingPart

    Returns
    -------
    list of dict
        `cut`, `place`, `total`, and `answers`: None where they are withheld.
    """
    return [
        {
            "cut": group.cut, "place": list(group.place), "total": collectivites_of(frame, group),
            "answers": None if hidden else int(took_part.answers[of].sum()),
        }
        for group, of, hidden in zip(groups.groups, groups.of_atoms, took_part.silenced, strict=True)
        if group.cut in _CUTS
    ]  # fmt: skip


def collectivites_of(frame: Frame, group: Group) -> int | None:
    """Return how many collectivités a group holds; None of a quintile, whose number the frame does not tell."""
    if group.cut == "covariate":
        return None
    counts = np.moveaxis(frame.counts, 2, 0) if group.cut == "region" else frame.counts
    return int(counts[group.place].sum())
