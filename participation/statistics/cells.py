"""Cells: the groups of collectivités within which those that answered stand for those that did not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LEAST = 5
"""Answers that a cell needs to stand alone."""
APART = -1
"""Kind of an organisation whose number in the country is not known: it is described apart, never weighted."""


@dataclass(frozen=True)
class Frame:
    """All collectivités that a campaign speaks of, counted by kind, size and région.

    Attributes
    ----------
    kinds, sizes, regions : tuple of str
        Names in French, sizes from the smallest to the largest.
    counts : ndarray of int, shape (kinds, sizes, regions)
        Collectivités of the country.
    inhabitants : ndarray of float, same shape
        Who live in them.
    """

    kinds: tuple[str, ...]
    sizes: tuple[str, ...]
    regions: tuple[str, ...]
    counts: Ints
    inhabitants: Floats

    def __post_init__(self) -> None:
        shape = (len(self.kinds), len(self.sizes), len(self.regions))
        if self.counts.shape != shape or self.inhabitants.shape != shape:
            raise ValueError(f"counts and inhabitants must have the shape {shape}")
        if (self.counts < 0).any():
            raise ValueError("a number of collectivités is negative")


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes
    ----------
    kind : int
        Of the frame.
    sizes, regions : tuple of int
        What it merges, of the frame.
    total, answers : int
        Collectivités of the country in it, and those that answered.
    silent : tuple of int
        Sizes in it that hold collectivités of which none answered: the others speak for them.
    """

    kind: int
    sizes: tuple[int, ...]
    regions: tuple[int, ...]
    total: int
    answers: int
    silent: tuple[int, ...]


@dataclass(frozen=True)
class Cells:
    """The cells of a campaign, and what none of them stands for.

    Attributes
    ----------
    cells : tuple of Cell
    of : ndarray of int, shape (n,)
        Cell of each answer; `APART` for an organisation of no known kind.
    missing : tuple of int
        Kinds of which nobody answered: « non représentés », out of every weighted figure.
    """

    cells: tuple[Cell, ...]
    of: Ints
    missing: tuple[int, ...]

    @property
    def totals(self) -> Floats:
        return np.array([cell.total for cell in self.cells], dtype=float)

    @property
    def answers(self) -> Floats:
        return np.array([cell.answers for cell in self.cells], dtype=float)


def answered(frame: Frame, places: Ints) -> Ints:
    """Return how many answers each kind, size and région has, in the shape of the frame.

    Parameters
    ----------
    frame : Frame
    places : ndarray of int, shape (n, 3)
        Kind, size and région of each answer; the kind is `APART` outside the frame.

    Raises
    ------
    ValueError
        Where an answer comes from a place where the country has no collectivité, or fewer than answered.
    """
    counts = np.zeros(frame.counts.shape, dtype=np.int64)
    known = places[places[:, 0] != APART]
    np.add.at(counts, tuple(known.T), 1)
    if (counts > frame.counts).any():
        kind, size, region = (int(i) for i in np.argwhere(counts > frame.counts)[0])
        raise ValueError(
            f"more answers than collectivités: {frame.kinds[kind]}, {frame.sizes[size]}, {frame.regions[region]}"
        )
    return counts


def cells_of(frame: Frame, places: Ints, least: int = LEAST) -> Cells:
    """Form the cells: kind by size, by région too where there are answers enough; small ones merge by a fixed ladder.

    The ladder, for each kind: while a group of sizes has fewer than `least` answers, the one with the fewest merges
    with the neighbouring group that has fewer answers (the smaller sizes if they have as many). A group of sizes with
    answers enough is then cut by région: each région with `least` answers stands alone, the others stand together,
    joined by the régions with the fewest answers until they have `least`. Kinds never merge: a commune does not speak
    for a région. A kind without any answer is missing; one with fewer than `least` stays, as one cell.

    Parameters
    ----------
    frame : Frame
    places : ndarray of int, shape (n, 3)
        Kind, size and région of each answer; the kind is `APART` outside the frame.
    least : int
        Answers that a cell needs.

    Returns
    -------
    Cells
    """
    counts = answered(frame, places)
    cells: list[Cell] = []
    missing: list[int] = []
    number = np.full(frame.counts.shape, APART, dtype=np.int64)
    for kind in range(len(frame.kinds)):
        if not frame.counts[kind].any():
            continue
        if not counts[kind].any():
            missing.append(kind)
            continue
        for sizes in merged(frame.counts[kind].sum(axis=1), counts[kind].sum(axis=1), least):
            totals, given = frame.counts[kind, sizes], counts[kind, sizes]
            for regions in cut(totals.sum(axis=0), given.sum(axis=0), least):
                inside = totals[:, regions].sum(axis=1)
                silent = [
                    size
                    for size, total, n in zip(sizes, inside, given[:, regions].sum(axis=1), strict=True)
                    if total and not n
                ]
                number[np.ix_([kind], sizes, regions)] = len(cells)
                total, n = int(inside.sum()), int(given[:, regions].sum())
                cells.append(Cell(kind, tuple(sizes), tuple(regions), total, n, tuple(silent)))
    of = np.full(len(places), APART, dtype=np.int64)
    known = places[:, 0] != APART
    of[known] = number[tuple(places[known].T)]
    return Cells(tuple(cells), of, tuple(missing))


def merged(totals: Ints, answers: Ints, least: int) -> list[list[int]]:
    """Return ordered categories in groups of neighbours with `least` answers each, or all in one.

    Parameters
    ----------
    totals, answers : ndarray of int, shape (categories,)
        Collectivités of the country, and answers; a category without any collectivité is in no group.
    least : int
    """
    groups = [[size] for size in range(len(totals)) if totals[size]]

    def n(group: list[int]) -> int:
        return int(answers[group].sum())

    while len(groups) > 1 and min(map(n, groups)) < least:
        at = min(range(len(groups)), key=lambda i: n(groups[i]))
        beside = [i for i in (at - 1, at + 1) if 0 <= i < len(groups)]
        other = min(beside, key=lambda i: n(groups[i]))  # the first of two equals: the smaller sizes
        first, last = sorted((at, other))
        groups[first : last + 1] = [groups[first] + groups[last]]
    return groups


def cut(totals: Ints, answers: Ints, least: int) -> list[list[int]]:
    """Return unordered categories alone where they have `least` answers, the others together with `least` too.

    Parameters
    ----------
    totals, answers : ndarray of int, shape (categories,)
        Collectivités of the country, and answers; a category without any collectivité is in no group.
    least : int
    """
    regions = [int(region) for region in np.flatnonzero(totals)]
    alone = [region for region in regions if answers[region] >= least]
    rest = [region for region in regions if answers[region] < least]
    for region in sorted(alone, key=lambda region: (answers[region], region)):
        if not rest or answers[rest].sum() >= least:
            break
        rest.append(region)
        alone.remove(region)
    return [*([region] for region in alone), *([sorted(rest)] if rest else [])]
