"""Weights: how many collectivités of the country each one that answered stands for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from participation.statistics.cells import APART, LEAST, Cells, Floats, Frame, Ints, cells_of, cut, merged

MOST_ABOVE_MEDIAN = 5.0
"""A weight is cut at so many times the median weight: no answer alone decides of a figure."""
ROUNDS = 1_000
CLOSE = 1e-10


class Method(StrEnum):
    """How weights were made."""

    CELLS = "cells"
    RAKED = "raked"


class RakingError(ValueError):
    """Margins that no weights can meet together."""


@dataclass(frozen=True)
class Weighting:
    """The weights of a campaign's answers.

    Attributes
    ----------
    weights : ndarray of float, shape (n,)
        Collectivités that each answer stands for; NaN for an organisation of no known kind. Never 0.
    cells : Cells
    method : Method
        Raked where the ladder had to give up the sizes of a kind although several of them answered.
    capped : int
        Answers whose weight was cut; all weights were then multiplied so that they add up as before.
    """

    weights: Floats
    cells: Cells
    method: Method
    capped: int


def weigh(frame: Frame, places: Ints, least: int = LEAST) -> Weighting:
    """Give each answer its weight: collectivités of its cell over answers of its cell, or raked ones.

    Parameters
    ----------
    frame : Frame
    places : ndarray of int, shape (n, 3)
        Kind, size and région of each answer; the kind is `APART` outside the frame.
    least : int
        Answers that a cell, or a category of a margin, needs.

    Returns
    -------
    Weighting
        Its weights add up to the collectivités of all kinds that answered at all.

    Raises
    ------
    ValueError
        Where there are more answers than collectivités.
    """
    cells = cells_of(frame, places, least)
    weights = np.full(len(places), np.nan)
    known = cells.of != APART
    if not known.any():
        return Weighting(weights, cells, Method.CELLS, 0)
    weights[known] = (cells.totals / cells.answers)[cells.of[known]]
    method = Method.CELLS
    if _gave_up(frame, places, cells):
        margins = margins_of(frame, places[known], cells, least)
        try:
            weights[known] = rake(weights[known], margins)
            method = Method.RAKED
        except RakingError:
            pass  # the margins contradict each other for these answers: the weights of the cells stand
    weights[known], capped = cap(weights[known])
    return Weighting(weights, cells, method, capped)


def _gave_up(frame: Frame, places: Ints, cells: Cells) -> bool:
    """Tell whether all sizes of a kind were merged although answers came from several of them."""
    for cell in cells.cells:
        sizes = np.flatnonzero(frame.counts[cell.kind].sum(axis=1))
        if len(sizes) > 1 and len(cell.sizes) == len(sizes):
            given = np.unique(places[places[:, 0] == cell.kind, 1])
            if len(given) > 1:
                return True
    return False


def margins_of(frame: Frame, places: Ints, cells: Cells, least: int) -> list[tuple[Ints, Floats]]:
    """Return the margins to rake to, over the kinds that answered: each kind by size, and régions.

    Parameters
    ----------
    frame : Frame
    places : ndarray of int, shape (n, 3)
        Of the answers in the frame.
    cells : Cells
    least : int
        Régions with fewer answers are taken together; a size without any answer goes with its neighbour.

    Returns
    -------
    list of (ndarray of int, ndarray of float)
        Category of each answer and total of each category; the totals of both margins add up to the same number.
    """
    counts = frame.counts.copy()
    counts[list(cells.missing)] = 0
    category = np.full(counts.shape[:2], APART)
    totals: list[float] = []
    for kind in np.flatnonzero(counts.any(axis=(1, 2))):
        sizes = counts[kind].sum(axis=1)
        answers = np.bincount(places[places[:, 0] == kind, 1], minlength=len(sizes))
        for group in merged(sizes, answers, 1):
            category[kind, group] = len(totals)
            totals.append(float(sizes[group].sum()))
    regions = counts.sum(axis=(0, 1))
    groups = cut(regions, np.bincount(places[:, 2], minlength=len(regions)), least)
    region = np.full(len(regions), APART)
    for number, group in enumerate(groups):
        region[group] = number
    return [
        (category[places[:, 0], places[:, 1]], np.array(totals)),
        (region[places[:, 2]], np.array([float(regions[group].sum()) for group in groups])),
    ]


def rake(weights: Floats, margins: list[tuple[Ints, Floats]]) -> Floats:
    """Return weights that meet each margin, as near as can be to those given (Deming and Stephan 1940).

    Parameters
    ----------
    weights : ndarray of float, shape (n,)
        Where to begin: what is known of the design is kept.
    margins : list of (ndarray of int of shape (n,), ndarray of float of shape (categories,))
        Category of each answer, and the total that the weights of a category must have.

    Raises
    ------
    RakingError
        Where a category with a total has no answer, or the margins are not met after `ROUNDS` rounds.
    """
    raked = weights.astype(float)
    for category, totals in margins:
        if (totals > 0).sum() and (np.bincount(category, minlength=len(totals))[totals > 0] == 0).any():
            raise RakingError("a category that counts has no answer")
    for _ in range(ROUNDS):
        far = 0.0
        for category, totals in margins:
            sums = np.bincount(category, raked, minlength=len(totals))
            factors = np.divide(totals, sums, out=np.ones_like(sums), where=sums > 0)
            far = max(far, float(np.abs(factors - 1).max()))
            raked *= factors[category]
        if far < CLOSE:
            return raked
    raise RakingError("the margins contradict each other")


def cap(weights: Floats) -> tuple[Floats, int]:
    """Cut weights at `MOST_ABOVE_MEDIAN` times their median; return them with the same sum, and how many were cut.

    The cut is made once: what it takes away goes to all answers in proportion, those that were cut included.
    """
    most = MOST_ABOVE_MEDIAN * float(np.median(weights))
    above = weights > most * (1 + CLOSE)
    if not above.any():
        return weights, 0
    kept = np.minimum(weights, most)
    return kept * (weights.sum() / kept.sum()), int(above.sum())


def design_effect(weights: Floats) -> float:
    """Return how much unequal weights widen a range: n Σw² over (Σw)² (Kish 1965)."""
    return float(len(weights) * (weights**2).sum() / weights.sum() ** 2)
