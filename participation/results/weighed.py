"""What a publication tells of weights, and of the reasons to be careful: no number of answers that is withheld."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from participation.results.tables import STEP, Results
from participation.statistics.cells import Bools, Frame
from participation.statistics.representativeness import LARGE, Doubt, Reservation

UNTOLD = "untold"
"""Doubt of a document: how many of a kind, or of a large stratum, answered is withheld, be it nobody or few."""
UNSAID = "unsaid"
"""Method of a document: whether weights were raked would tell that several sizes of a kind answered."""


def weights_told(frame: Frame, found: Results) -> dict[str, Any]:
    """Return how answers were weighed: the method, how many weights were cut, the cells.

    Parameters
    ----------
    frame : Frame
    found : Results

    Notes
    -----
    Cells whose answers are withheld are one of each kind: what they merge, and what stands alone, tells which have too
    few. A kind of which nobody answered is told as one of which few did. So nobody is told of any size of a cell.
    """
    cells, hidden = found.weighting.cells.cells, found.took_part.hidden_cells
    told = [
        {
            "kind": cell.kind, "sizes": list(cell.sizes), "regions": list(cell.regions), "total": cell.total,
            "answers": cell.answers, "silent": [],
        }
        for cell, withheld in zip(cells, hidden, strict=True)
        if not withheld
    ]  # fmt: skip
    untold = _untold_places(frame, found)
    told += [_rest(frame, untold, kind) for kind in range(len(frame.kinds)) if untold[kind].any()]
    order = {kind: [one for one in told if one["kind"] == kind] for kind in range(len(frame.kinds))}
    alone = [kind for kind, of in order.items() if len(of) == 1 and of[0]["answers"] is None]
    blurred = any((frame.counts[kind].sum(axis=1) > 0).sum() > 1 for kind in alone)
    return {
        "method": UNSAID if blurred else found.weighting.method.value,
        "capped": found.took_part.capped,
        "missing": [],
        "cells": [one for of in order.values() for one in of],
    }


def _untold_places(frame: Frame, found: Results) -> Bools:
    """Tell which places that hold collectivités are in no cell whose answers are told; in the shape of the frame."""
    untold: Bools = frame.counts > 0
    for cell, hidden in zip(found.weighting.cells.cells, found.took_part.hidden_cells, strict=True):
        if not hidden:
            untold[np.ix_([cell.kind], cell.sizes, cell.regions)] = False
    return untold


def _rest(frame: Frame, untold: Bools, kind: int) -> dict[str, Any]:
    sizes, regions = (np.flatnonzero(untold[kind].any(axis=axis)) for axis in (1, 0))
    return {
        "kind": kind, "sizes": sizes.tolist(), "regions": regions.tolist(),
        "total": int(frame.counts[kind][untold[kind]].sum()), "answers": None, "silent": [],
    }  # fmt: skip


def reservations_told(
    doubts: Iterable[Reservation], frame: Frame, found: Results, participation: list[dict[str, Any]], least: int
) -> list[dict[str, Any]]:
    """Return the reasons to be careful, as far as who answered is told.

    Parameters
    ----------
    doubts : iterable of Reservation
    frame : Frame
    found : Results
    participation : list of dict
        What is told of who took part.
    least : int

    Notes
    -----
    That a kind, or a stratum, has few answers or none would say that of another, as that it is not said. So each kind,
    and each large stratum, is named whose answers are withheld, for whatever reason; of régions, those told.
    """
    told = [_told(one) for one in doubts if one.doubt not in (Doubt.SILENT, Doubt.MISSING, Doubt.REGION)]
    answers = {tuple(one["place"]): one["answers"] for one in participation if one["cut"] == "region"}
    told += [_told(one) for one in doubts if one.doubt == Doubt.REGION and (answers.get(one.place) or 0) >= least]
    untold = [
        {"doubt": UNTOLD, "place": list(place), "expected": total, "measured": None}
        for place, total in _untold_strata(frame, found)
    ]
    return [*told, *untold]


def _untold_strata(frame: Frame, found: Results) -> list[tuple[tuple[int, ...], int]]:
    """Return the kinds whose answers are withheld, and of others the large sizes; with their collectivités."""
    asked, silenced = found.took_part.asked, found.took_part.withheld
    places = np.argwhere(frame.counts)
    cells = asked.groups[len(silenced) - 1 - len(found.took_part.hidden_cells) : -1][~found.took_part.hidden_cells]
    untold: list[tuple[tuple[int, ...], int]] = []
    for kind in range(len(frame.kinds)):
        own = places[:, 0] == kind
        if not _is_told(asked.groups[~silenced], cells, own):
            untold.append(((kind,), int(asked.totals[own].sum())))
            continue
        for size in np.unique(places[own, 1]):
            of = own & (places[:, 1] == size)
            total = int(asked.totals[of].sum())
            if total >= LARGE * frame.counts.sum() and not _is_told(asked.groups[~silenced], cells, of):
                untold.append(((kind, int(size)), total))
    return untold


def _is_told(groups: Bools, cells: Bools, of: Bools) -> bool:
    """Tell whether a set of places is a group that is told, or the sum of such cells."""
    inside = cells[~(cells & ~of).any(axis=1)]
    return bool((groups == of).all(axis=1).any()) or bool((inside.any(axis=0) == of).all())


def _told(one: Reservation) -> dict[str, Any]:
    measured = in_fives(one.measured) if one.doubt == Doubt.FEW else round(float(one.measured), 2)
    return {
        "doubt": one.doubt.value, "place": list(one.place), "expected": round(float(one.expected), 2),
        "measured": measured,
    }  # fmt: skip


def in_fives(effective: float) -> float:
    """Return how many answers something is worth, down to fives."""
    return effective // STEP * STEP if effective >= STEP else effective
