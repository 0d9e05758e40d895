"""« Ma position »: one's own answer among those of comparable structures, without telling any of theirs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from participation.statistics.cells import APART, Ints, merged

LEAST_PEERS = 5


@dataclass(frozen=True)
class Category:
    """Comparable structures: a fixed group, never one of neighbours, since groups that overlap can be subtracted.

    Attributes
    ----------
    kind : int
    sizes : tuple of int
        Of the frame; several where the size of one's own has too few answers.
    answers : int
        Of these, one's own included.
    """

    kind: int
    sizes: tuple[int, ...]
    answers: int


def categories(places: Ints, sizes: int, least: int = LEAST_PEERS) -> tuple[Category, ...]:
    """Return the categories of a campaign: each kind by size, neighbouring sizes joined until each has enough answers.

    They part the answers: each is in one, and all see the same ones whoever asks.

    Parameters
    ----------
    places : ndarray of int, shape (n, 3)
        Kind, size and région of each answer that was submitted; the kind is `APART` outside the frame.
    sizes : int
        How many sizes there are.
    least : int
        Answers besides one's own that a category needs.

    Returns
    -------
    tuple of Category
        A kind with too few answers altogether has one category, whose `answers` say that it cannot be shown.
    """
    found = []
    for kind in np.unique(places[places[:, 0] != APART, 0]):
        answers = np.bincount(places[places[:, 0] == kind, 1], minlength=sizes)
        for group in merged(answers, answers, least + 1):
            found.append(Category(int(kind), tuple(group), int(answers[group].sum())))
    return tuple(found)
