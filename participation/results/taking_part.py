"""Who took part, by declared group: counts that are told with the publication, none of too few answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from participation.results.tables import Results
from participation.statistics.cells import APART, Bools, Frame
from participation.statistics.small_groups import small_groups

_CUTS = ("all", "kind", "region")


def taking_part(frame: Frame, found: Results, least: int) -> tuple[list[dict[str, Any]], Bools]:
    """Return, for all collectivités, each kind and each région, how many there are and how many answered.

    Parameters
    ----------
    frame : Frame
    found : Results
        Whose declared groups these are.
    least : int
        The threshold.

    Returns
    -------
    list of dict
        `cut`, `place`, `total`, and `answers`: None where they are too few, or would tell, with the others and with the
        cells of weights, of a set that has too few.
    ndarray of bool, shape (cells,)
        Cells of weights whose answers must be withheld for the same reason: all of it is one table, whose smallest
        numbers go first.
    """
    grouping, cells = found.grouping, found.weighting.cells
    inside = grouping.atom != APART
    atoms = grouping.of_atoms.shape[1]
    answers = np.bincount(grouping.atom[inside], minlength=atoms)
    cell_of = np.full(atoms, APART)
    cell_of[grouping.atom[inside]] = cells.of[inside]
    of_cells = np.array([cell_of == at for at in range(len(cells.cells))], dtype=bool).reshape(-1, atoms)
    groups = [at for at, group in enumerate(grouping.groups) if group.cut in _CUTS]
    every: Bools = np.vstack([np.ones((1, atoms), dtype=bool), grouping.of_atoms[groups], of_cells])
    withheld = small_groups(every, answers, least)[1:]
    told = [
        {
            "cut": group.cut, "place": list(group.place), "total": _total(frame, group.cut, group.place),
            "answers": None if hidden else int(answers[grouping.of_atoms[at]].sum()),
        }
        for at, group, hidden in zip(groups, (grouping.groups[at] for at in groups), withheld, strict=False)
    ]  # fmt: skip
    return told, withheld[len(groups) :]


def _total(frame: Frame, cut: str, place: tuple[int, ...]) -> int:
    if cut == "all":
        return int(frame.counts.sum())
    return int(frame.counts[place[0]].sum() if cut == "kind" else frame.counts[:, :, place[0]].sum())
