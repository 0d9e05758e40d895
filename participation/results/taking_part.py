"""Who took part, by declared group: counts that are told with the publication, none of too few answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from participation.results.tables import Results
from participation.statistics.cells import APART, Bools, Frame, Ints
from participation.statistics.small_groups import small_groups

_CUTS = ("all", "kind", "region")


def taking_part(frame: Frame, found: Results, told: list[int], least: int) -> list[dict[str, Any]]:
    """Return, for all collectivités, each kind and each région, how many there are and how many answered.

    Parameters
    ----------
    frame : Frame
    found : Results
        Whose declared groups these are.
    told : list of int
        Cells of weights whose answers the publication tells.
    least : int
        The threshold.

    Returns
    -------
    list of dict
        `cut`, `place`, `total`, and `answers`: None where they are too few, or would tell, with the others and with the
        cells of weights, of a set that has too few. Cells are told already: where one of them would have to go, the
        smallest group that is still told goes instead.
    """
    grouping, cells = found.grouping, found.weighting.cells
    inside = grouping.atom != APART
    atoms = grouping.of_atoms.shape[1]
    answers = np.bincount(grouping.atom[inside], minlength=atoms)
    cell_of = np.full(atoms, APART)
    cell_of[grouping.atom[inside]] = cells.of[inside]
    known = np.array([cell_of == cell for cell in told], dtype=bool).reshape(len(told), atoms)
    groups = [at for at, group in enumerate(grouping.groups) if group.cut in _CUTS]
    shown = _shown(grouping.of_atoms, groups, known, answers, least)
    return [
        {
            "cut": group.cut, "place": list(group.place), "total": _total(frame, group.cut, group.place),
            "answers": shown.get(at),
        }
        for at, group in ((at, grouping.groups[at]) for at in groups)
    ]  # fmt: skip


def _shown(of_atoms: Bools, groups: list[int], known: Bools, answers: Ints, least: int) -> dict[int, int]:
    """Return the answers of the groups that may be told beside what is known."""
    totals = {at: int(answers[of_atoms[at]].sum()) for at in groups}
    tried = list(groups)
    while tried:
        withheld = small_groups(np.vstack([of_atoms[tried], known]), answers, least)
        left = [at for at, small in zip(tried, withheld[: len(tried)], strict=True) if not small]
        if not withheld[len(tried) :].any():
            return {at: totals[at] for at in left}
        tried = left if len(left) < len(tried) else [at for at in tried if at != min(tried, key=totals.__getitem__)]
    return {}


def _total(frame: Frame, cut: str, place: tuple[int, ...]) -> int:
    if cut == "all":
        return int(frame.counts.sum())
    return int(frame.counts[place[0]].sum() if cut == "kind" else frame.counts[:, :, place[0]].sum())
