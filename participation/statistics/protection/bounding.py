"""What is left of counts that are withheld, since everybody knows how many are asked: no more than that answered.

Where nearly all answered, what is told leaves as many answers as there are collectivités to give them: each of those
that are withheld is then all of its own. Where hardly any did, it leaves none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from participation.statistics.cells import Bools, Ints
from participation.statistics.protection.parting import LEAST_SILENT, widened

MOST_ROUNDS = 20
"""Of adding up groups and places: far more than there are levels of them."""


@dataclass(frozen=True)
class Asked:
    """Groups of places, how many collectivités are asked in each place, as everybody knows, and how many answered.

    Attributes
    ----------
    groups : ndarray of bool, shape (groups, places)
        The first holds all places: how many answered in all is told whatever comes.
    cuts : ndarray of int, shape (groups,)
        Groups of one cut have no place in common.
    totals, answers : ndarray of int, shape (places,)
    """

    groups: Bools
    cuts: Ints
    totals: Ints
    answers: Ints

    def families(self) -> list[tuple[int, Ints]]:
        """Return groups, and those of another cut that they are the sum of: of each cut, the smallest such groups."""
        made = []
        for cut in np.unique(self.cuts):
            of = self.cuts == cut
            wholes = [
                (whole, inside)
                for whole in np.flatnonzero(~of)
                if len(inside := np.flatnonzero(of & ~(self.groups & ~self.groups[whole]).any(axis=1))) > 1
                and (self.groups[inside].any(axis=0) == self.groups[whole]).all()
            ]
            made += [
                (int(whole), inside)
                for whole, inside in wholes
                if not any(set(other) < set(inside) for _, other in wholes)
            ]
        return made


def protected(asked: Asked, withheld: Bools, least: int, free: Bools | None = None) -> Bools:
    """Return which groups are to be withheld so that none of them can only be one number.

    Parameters
    ----------
    asked : Asked
    withheld : ndarray of bool, shape (groups,)
        Those that are for other reasons.
    least : int
        The threshold.
    free : ndarray of bool, shape (groups,), optional
        Which may be withheld; all but the first where it is not given.

    Notes
    -----
    Parts of a group that is told are first held as one, of those that have too few answers (`widened`). Then, as long
    as adding up leaves one number of a group that is withheld, another goes along: the smallest told of its cut within
    the smallest told group that holds it, with all as small; where there is none, that group itself. Where everybody
    answered nothing is hidden by withholding, and nothing more is withheld.
    """
    withheld = withheld.copy()
    totals, answers = asked.groups @ asked.totals, asked.groups @ asked.answers
    if answers[0] == totals[0]:
        return withheld
    may = (totals < totals[0]) & (True if free is None else free)
    families = [(whole, parts) for whole, parts in asked.families() if (may | withheld)[parts].all()]
    anyway = pinned(asked, ~(withheld | may))  # whatever is withheld here
    while True:
        before = withheld.copy()
        for whole, parts in families:
            if not withheld[whole]:
                withheld[parts] |= widened(totals[parts], answers[parts], answers[parts] < least, least)
        if (withheld != before).any():
            continue
        found = pinned(asked, ~withheld) & ~anyway & (totals > 0)
        beside = [one for at in np.flatnonzero(found) if len(one := _beside(asked, at, may & ~withheld, totals))]
        if not beside:
            return withheld
        withheld[beside[0][answers[beside[0]] == answers[beside[0]].min()]] = True


def _beside(asked: Asked, one: np.intp, told: Bools, totals: Ints) -> Ints:
    """Return the groups that are told, of which one is to be withheld so that another is not found."""
    cut = asked.cuts == asked.cuts[one]
    wholes = np.flatnonzero(~cut & ~(asked.groups[one] & ~asked.groups).any(axis=1))
    for whole in sorted(wholes, key=lambda at: (totals[at], at)):
        inside = cut & told & ~(asked.groups & ~asked.groups[whole]).any(axis=1)
        if inside.any():
            return np.flatnonzero(inside)
        if told[whole]:
            return np.array([whole])
    over = told & (asked.groups & asked.groups[one]).any(axis=1)
    return np.flatnonzero(over if over.any() else told)


def pinned(asked: Asked, told: Bools) -> Bools:
    """Tell which groups can only be one number, for who adds up places and groups until nothing more is found.

    And those of which all but fewer than `LEAST_SILENT` answered, with the others of their cut that are withheld: where
    another one goes along since all did, who knows this rule would find it.

    Parameters
    ----------
    asked : Asked
    told : ndarray of bool, shape (groups,)
        Whose answers are told.
    """
    groups = asked.groups
    answers, totals = groups @ asked.answers, groups @ asked.totals
    rests = _rests(asked, told)
    rows = np.vstack([groups, *(groups[whole] & ~groups[shown].any(axis=0) for whole, shown, _ in rests)])
    left = np.array([answers[whole] - answers[shown].sum() for whole, shown, _ in rests], dtype=np.int64)
    low = np.concatenate([np.where(told, answers, 0), left])
    high = np.concatenate([np.where(told, answers, totals), left])
    least, most = np.zeros(len(asked.totals), dtype=np.int64), asked.totals.copy()
    narrow = np.zeros(len(groups), dtype=bool)
    for answered, (_, _, hidden) in zip(left, rests, strict=True):
        narrow[hidden] |= totals[hidden].sum() - answered < LEAST_SILENT
    for _ in range(MOST_ROUNDS):
        before = (high - low).sum() + (most - least).sum()
        sums_least, sums_most = rows @ least, rows @ most
        low, high = np.maximum(low, sums_least), np.minimum(high, sums_most)
        spare = np.where(rows, (high - sums_least)[:, None], np.iinfo(np.int32).max).min(axis=0)
        lacking = np.where(rows, (low - sums_most)[:, None], np.iinfo(np.int32).min).max(axis=0)
        least, most = np.maximum(least, most + lacking), np.minimum(most, least + spare)
        for number, (_, _, hidden) in enumerate(rests):
            few, many, own = low[hidden].copy(), high[hidden].copy(), left[number]
            low[hidden] = np.maximum(few, own - (many.sum() - many))
            high[hidden] = np.minimum(many, own - (few.sum() - few))
        if (high - low).sum() + (most - least).sum() == before:
            break
    found: Bools = (narrow | (low >= high)[: len(groups)]) & ~told
    return found


def _rests(asked: Asked, told: Bools) -> list[tuple[int, Ints, Ints]]:
    """Return each group that is told, with those of a cut in it that are, and those that are not.

    Where some of the cut cross the group, or hold less of it than all, no list of hidden ones adds up: it is empty.
    """
    made = []
    for whole in np.flatnonzero(told):
        for cut in np.unique(asked.cuts):
            if cut == asked.cuts[whole]:
                continue
            inside = (asked.cuts == cut) & ~(asked.groups & ~asked.groups[whole]).any(axis=1)
            shown, hidden = np.flatnonzero(inside & told), np.flatnonzero(inside & ~told)
            full = (asked.groups[inside].any(axis=0) == asked.groups[whole]).all()
            if len(shown) or (full and len(hidden)):
                made.append((int(whole), shown, hidden if full else hidden[:0]))
    return made
