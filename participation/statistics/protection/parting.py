"""Which parts of a whole are withheld, for who knows the rule that withholds them to find no number by it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

import numpy as np

from participation.statistics.cells import Bools, Ints

LEAST_SILENT = 2
"""Collectivités that did not answer which parts that are withheld must leave open: one would be found by the rule."""
MOST_TRIED = 1_000
"""Worlds of one whole that are tried one by one."""

Numbers = tuple[int, ...]


def widened(totals: Ints, answers: Ints, withheld: Bools, least: int) -> Bools:
    """Return which parts of a whole must be withheld for who knows how they are to find no number by it.

    Parameters
    ----------
    totals : ndarray of int, shape (parts,)
        How many are asked, as everybody knows.
    answers : ndarray of int, shape (parts,)
        How many answered; of all parts together this is told.
    withheld : ndarray of bool, shape (parts,)
        Those that are for their own sake, or another's: the smallest ones.
    least : int

    Notes
    -----
    Those as small as one that is withheld go along, since the order of parts would tell them apart; then the next ones,
    as long as a number might be found (`_is_open`). Whether one might is decided by what is told alone, so that each
    set of answers that `_is_open` counts does lead to the same document.

    That nobody answered of parts of which as many as the threshold are asked, and of no smaller ones, is nobody's
    secret: nothing goes along with them.

    Where all parts are withheld nothing is left to withhold. If those worlds of a whole in which they are would let a
    part be found, all are withheld in more of them (`_all_up_to`), where they are few enough to be tried.
    """
    if answers.min() <= _all_up_to(tuple(totals.tolist()), int(answers.sum()), least):
        return np.ones(len(totals), dtype=bool)
    return _closed(totals, answers, withheld, least) if withheld.any() else withheld


def _closed(totals: Ints, answers: Ints, withheld: Bools, least: int) -> Bools:
    """Return the parts that are withheld with others; these alone where nobody of them, nor of few, answered."""
    if not answers[withheld].any() and (totals[withheld] >= least).all():
        return withheld
    withheld = withheld | (answers <= answers[withheld].max(initial=0))
    while not withheld.all():
        larger = answers[~withheld].min()
        if _is_open(totals[withheld], int(answers[withheld].sum()), int(larger), least):
            break
        withheld = withheld | (answers == larger)
    return withheld


def _is_open(hidden: Ints, whole: int, larger: int, least: int) -> bool:
    """Tell whether what is told leaves two numbers at least of each part that is withheld.

    Counted are four kinds of worlds, which are withheld so whatever this function says of fewer parts: all of them are
    few; all but one are, and come to fewer than the threshold together, or to as many as few can be; all answered but
    for one collectivité or none, and those of the largest part.

    Parameters
    ----------
    hidden : ndarray of int, shape (parts,)
        Collectivités of each part that is withheld.
    whole : int
        Their answers together.
    larger : int
        Answers of the smallest part that is told: none that is withheld has as many.
    least : int
    """
    if whole < least or hidden.sum() - whole < LEAST_SILENT:
        return False
    most, few = np.minimum(hidden, larger - 1), np.minimum(hidden, least - 1)
    low, high = _few(few, np.array([whole] if few.sum() >= whole else [], dtype=np.int64))
    full = _full_and_one(hidden, few, whole, most, least)
    for first, last in (
        _few_and_one(hidden, few, whole, most, least),
        _nearly_all(hidden, whole, most, least),
        (full, full),
    ):
        low, high = np.vstack([low, first]), np.vstack([high, last])
    return bool(len(low)) and bool((low.min(axis=0) < high.max(axis=0))[hidden > 0].all())


def _full_and_one(hidden: Ints, few: Ints, whole: int, most: Ints, least: int) -> Ints:
    """Return each part where all but one are as many as few can be, which alone is found; shape (worlds, parts)."""
    worlds = [np.zeros((0, len(few)), dtype=np.int64)]
    for one in range(len(few)):
        others, largest = np.delete(few, one), whole - int(few.sum() - few[one])
        if least <= largest <= most[one] and not _is_open(np.delete(hidden, one), int(others.sum()), largest, least):
            worlds.append(np.insert(others, one, largest)[None])
    return np.vstack(worlds)


def _few(few: Ints, sums: Ints) -> tuple[Ints, Ints]:
    """Return between what each part lies, of as many at most, where all come to a sum; shape (sums, parts)."""
    return np.maximum(0, sums[:, None] - (few.sum() - few)), np.minimum(few, sums[:, None])


def _few_and_one(hidden: Ints, few: Ints, whole: int, most: Ints, least: int) -> tuple[Ints, Ints]:
    """Return between what each part lies, where all but one come to fewer than the threshold; shape (worlds, parts)."""
    each = [np.zeros((0, len(few)), dtype=np.int64)]
    ends = (each, each.copy())
    for one in range(len(few)):
        others = np.where(np.arange(len(few)) == one, 0, few)
        sums = np.arange(int(np.delete(hidden >= least, one).all()), least)  # nobody of many is told with the rest
        sums = sums[(whole - sums >= least) & (whole - sums <= most[one]) & (sums <= others.sum())]
        for end, found in zip(ends, _few(others, sums), strict=True):
            found[:, one] = whole - sums
            end.append(found)
    return np.vstack(ends[0]), np.vstack(ends[1])


def _nearly_all(hidden: Ints, whole: int, most: Ints, least: int) -> tuple[Ints, Ints]:
    """Return each part where all others answered, or all but one of them did; shape (worlds, parts), twice."""
    count = len(hidden)
    one, but = (at.ravel() for at in np.indices((count, count + 1)))
    worlds = hidden - (np.arange(count) == but[:, None])
    worlds[np.arange(len(worlds)), one] = 0
    largest = whole - worlds.sum(axis=1)
    others = np.where(np.arange(count) == one[:, None], least, worlds)
    is_one = (but != one) & (worlds >= 0).all(axis=1) & (others.min(axis=1, initial=least) < least)
    is_one &= (largest >= np.maximum(least, worlds.max(axis=1))) & (largest <= most[one])
    worlds[np.arange(len(worlds)), one] = largest
    return worlds[is_one], worlds[is_one]


@lru_cache(maxsize=64)
def _all_up_to(totals: Numbers, whole: int, least: int) -> int:
    """Return up to which smallest part all parts are withheld, so that this lets none be found; -1 where it does not.

    Parameters
    ----------
    totals : tuple of int
    whole : int
        Answers of all parts together.
    least : int
    """
    asked = np.array(totals)
    if whole < least or _is_open(asked, whole, whole + 1, least):
        return -1
    worlds = np.array(list(islice(_worlds(totals, whole), MOST_TRIED + 1)))
    if len(worlds) > MOST_TRIED:
        return -1
    smallest = worlds.min(axis=1)
    last = np.array([one for one in worlds[smallest < least] if _closed(asked, one, one < least, least).all()])
    if not _is_found(asked, last):
        return -1
    return next((most for most in range(least - 1, whole) if not _is_found(asked, worlds[smallest <= most])), least - 1)


def _is_found(totals: Ints, worlds: Ints) -> bool:
    """Tell whether a part is the same in all of some worlds."""
    return bool(len(worlds)) and bool((worlds.min(axis=0) == worlds.max(axis=0))[totals > 0].any())


def _worlds(totals: Numbers, whole: int) -> Iterator[Numbers]:
    """Give all ways in which so many answers may part among parts of so many collectivités."""
    if len(totals) == 1:
        yield (whole,)
        return
    rest = sum(totals[1:])
    for first in range(max(0, whole - rest), min(totals[0], whole) + 1):
        yield from ((first, *others) for others in _worlds(totals[1:], whole - first))
