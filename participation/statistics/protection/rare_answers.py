"""Answers that are rare in one group: neither told of it, nor of the smaller ones beside it.

A group that others add up to is their whole. Where a number of a part is withheld because it is small, the whole less
the other parts would give it back, so that another one must be withheld too. Which one, tells of both, for who knows
how it is chosen: the smallest that could be told, and so on. Here nothing is chosen by the answers that are withheld.
A part of which few gave an answer takes along all parts of its whole that have no more answers than it has, whatever
these say; where that is not enough the next larger part goes along, and in a group the answer that fewest of all gave,
which everybody can read. What is withheld is then a corner of the table, small groups and rare answers, of which sums
alone are told: other answers that have the same sums lead to the same document, as long as the edge stays small.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from participation.statistics.cells import Bools, Ints

LEAST_COUNT = 3
"""Fewer answers than that for, or against, are not told."""


@dataclass(frozen=True)
class Answers:
    """The numbers of a table, and what everybody may know of them.

    Attributes
    ----------
    bases : ndarray of int, shape (groups,)
    counts : ndarray of int, shape (groups, options)
    sensitive : bool
        Whether nobody and everybody are small numbers as well.
    add_up : bool
        Whether the options of a group add up to its base, or to that at least: one alone is then never withheld.
    kept : ndarray of bool, shape (groups, options)
        Told whatever comes.
    rarest : ndarray of int, shape (options,)
        Options from the one that fewest gave, as it can be read.
    """

    bases: Ints
    counts: Ints
    sensitive: bool
    add_up: bool
    kept: Bools
    rarest: Ints


@dataclass(frozen=True)
class Family:
    """A whole and those of its parts that are told, with what is left of it.

    Attributes
    ----------
    whole : int
    parts : ndarray of int
        Groups.
    rest : int
        Answers of the whole that are in none of the parts.
    told : bool
        Whether anything is told of the whole itself.
    """

    whole: int
    parts: Ints
    rest: int
    told: bool


def families_of(
    groups: Bools, bases: Ints, parts: tuple[tuple[int, tuple[int, ...]], ...], told: Bools
) -> list[Family]:
    """Return the families of the groups that are told.

    Parameters
    ----------
    groups : ndarray of bool, shape (groups, atoms)
    bases : ndarray of int, shape (atoms,)
    parts : tuple of (int, tuple of int)
        Wholes, and groups inside them of which none meets another.
    told : ndarray of bool, shape (groups,)
    """
    totals, made = groups @ bases, []
    for whole, inside in parts:
        own = np.array([at for at in inside if told[at] and totals[at] < totals[whole]], dtype=np.int64)
        if len(own):
            made.append(Family(whole, own, int(totals[whole] - totals[own].sum()), bool(told[whole])))
    return made


def small(counts: Ints, bases: Ints, *, sensitive: bool) -> Bools:
    """Tell which numbers are too small, of those who said so or of those who did not."""
    least, against = 1 - int(sensitive), bases - counts
    found: Bools = ((counts >= least) & (counts < LEAST_COUNT)) | ((against >= least) & (against < LEAST_COUNT))
    return found


def taken_along(answers: Answers, families: list[Family], alike: Ints, hidden: Bools) -> Bools:
    """Return what is withheld of a table, with all that it takes along.

    Parameters
    ----------
    answers : Answers
    families : list of Family
    alike : ndarray of int, shape (groups,)
        The first group that unites the same answers as each: one is withheld with the other.
    hidden : ndarray of bool, shape (groups, options)
        What is withheld for its own sake.

    Returns
    -------
    ndarray of bool, shape (groups, options)
    """
    parts = sorted({int(part) for one in families for part in one.parts})
    before = -1
    while hidden.sum() != before:
        before = hidden.sum()
        hidden = hidden.copy()
        np.logical_or.at(hidden, alike, hidden)
        hidden = (hidden | hidden[alike]) & ~answers.kept
        nobody = known_to_be_nobody(answers, families, hidden)
        for one in families:
            hidden[one.parts] = _parts_along(answers, one, hidden, nobody)
        if answers.add_up:
            for part in parts:
                hidden[part] = _options_along(answers, part, hidden[part], nobody[part])
    return hidden


def known_to_be_nobody(answers: Answers, families: list[Family], hidden: Bools) -> Bools:
    """Tell of which cells everybody can read that nobody said so, told or not: their whole leaves none for them.

    None of a sensitive question, of which that is not to be read.

    Parameters
    ----------
    answers : Answers
    families : list of Family
    hidden : ndarray of bool, shape (groups, options)

    Returns
    -------
    ndarray of bool, shape (groups, options)
    """
    nobody = np.zeros(hidden.shape, dtype=bool)
    for one in [] if answers.sensitive else families:
        told = np.where(hidden[one.parts], 0, answers.counts[one.parts]).sum(axis=0)
        none = (answers.counts[one.whole] == told) & ~hidden[one.whole] & one.told
        nobody[one.parts] |= none & (hidden[one.parts] | (answers.counts[one.whole] == 0))
    return nobody


def _parts_along(answers: Answers, family: Family, hidden: Bools, nobody: Bools) -> Bools:
    """Return what is withheld of the parts of a whole: shape (parts, options)."""
    parts, whole = family.parts, family.whole
    counts, bases, kept = answers.counts[parts], answers.bases[parts][:, None], answers.kept[parts]
    rest = answers.counts[whole] - counts.sum(axis=0)
    held: Bools = (hidden[parts] | hidden[whole]) & ~kept
    found = np.ones(1, dtype=bool)
    while found.any():
        held |= (bases <= np.where(held, bases, -1).max(axis=0)) & ~kept
        unknown = held & ~nobody[parts]
        several = unknown.sum(axis=0) + (family.rest > 0)
        untold = np.where(held, counts, 0).sum(axis=0) + rest
        of = np.where(held, bases, 0).sum(axis=0) + family.rest
        found = (several > 0) & small(untold, of, sensitive=answers.sensitive)
        found |= unknown.any(axis=0) & (several == 1)
        free = ~held & ~kept
        found &= free.any(axis=0)
        next_one = np.where(free, bases, np.iinfo(np.int64).max).min(axis=0)
        held |= found & free & (bases <= next_one)
    return held


def _options_along(answers: Answers, group: int, held: Bools, nobody: Bools) -> Bools:
    """Return what is withheld of the options of a group: two at least, that more than a few gave together."""
    held = held.copy()
    counts: Ints = answers.counts[group]
    while (held & ~nobody).any():
        free = [int(one) for one in answers.rarest if not (held | nobody | answers.kept[group])[one]]
        if ((held & ~nobody).sum() > 1 and counts[held].sum() >= LEAST_COUNT) or not free:
            break
        held[free[0]] = True
    return held
