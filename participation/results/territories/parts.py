"""Who took part by the parts of a territory: the départements of a région, the EPCI of a département; counts alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from observatoire.model.store import Store
from observatoire.model.territory import Level, territory_id
from participation.model.campaigns import Campaign
from participation.results.covariates import those_asked
from participation.results.tables import Results
from participation.results.taking_part import told_sets
from participation.statistics.cells import APART, Bools, Ints
from participation.statistics.protection.parting import widened
from participation.statistics.protection.small_groups import small_groups

LEVELS: Final[tuple[Level, ...]] = ("departement", "epci")
"""What a territory is cut into, the widest first: communes are never told, each of them being one answer."""


@dataclass(frozen=True)
class Parts:
    """The parts of the territory of a campaign.

    Attributes
    ----------
    ids : tuple of str
        Territories of one level, in order; empty where no level has several of them.
    of : dict of str to int
        Part of each collectivité that is asked; one that is in none, as an island without EPCI, is not there. A région
        counts where its seat is: alone outside of all parts, it would be found from them and withhold another.
    """

    ids: tuple[str, ...]
    of: Mapping[str, int]


def parts_of(store: Store, campaign: Campaign) -> Parts | None:
    """Return the widest parts of which the territory of a campaign has several.

    Parameters
    ----------
    store : Store
    campaign : Campaign

    Returns
    -------
    Parts or None
        None where régions are told instead, and where nobody knows of which part an answer is: in `anonyme`.
    """
    if not campaign.within or not campaign.named:
        return None
    asked = those_asked(store, campaign)
    rows = store.territories.loc[asked]
    if len(set(rows["region"])) > 1:
        return None
    for level in LEVELS:
        codes = codes_at(store, rows, level)
        ids = tuple(territory_id(level, code) for code in sorted(codes.dropna().unique()))
        if len(ids) > 1:
            at = {one: rank for rank, one in enumerate(ids)}
            known = codes[codes.notna()]
            return Parts(ids, {str(one): at[territory_id(level, code)] for one, code in known.items()})
    return Parts((), {})


def codes_at(store: Store, rows: pd.DataFrame, level: Level) -> pd.Series[Any]:
    """Return in which territory of a level each collectivité is, by its code: itself, what holds it or its seat.

    Parameters
    ----------
    store : Store
    rows : DataFrame
        Of `Store.territories`.
    level : str

    Returns
    -------
    Series
        NaN of what is in none.
    """
    seats = rows["seat"].dropna()
    of_seats = seats.map(lambda code: store.territories[level][territory_id("commune", code)])
    return rows[level].where(rows["level"] != level, rows["code"]).fillna(of_seats)


def told_of_parts(totals: Ints, of_answers: Ints, found: Results, least: int) -> list[dict[str, Any]]:
    """Return how many collectivités each part has and how many answered, as far as nothing small is told by it.

    Parameters
    ----------
    totals : ndarray of int, shape (parts + 1,)
        Collectivités that are asked; the last of those that are in none.
    of_answers : ndarray of int, shape (n,)
        Part of each answer; `APART` of one that is in none.
    found : Results
        All else that is told of them.
    least : int
        The threshold.

    Returns
    -------
    list of dict
        `cut`, `place`, `total`, and `answers`: None where they are withheld.

    Notes
    -----
    Parts come last: all groups, cells and capped answers that are told are taken as known, and parts are withheld, the
    smallest first, until they give no small set back with them, however a part crosses the groups; then more,
    as long as who knows this rule finds a number by it (`widened`).
    """
    atom = found.grouping.atom
    inside = atom != APART
    pairs, at = np.unique(np.stack([atom[inside], of_answers[inside]], axis=1), axis=0, return_inverse=True)
    answers = np.bincount(at.ravel(), minlength=len(pairs))
    told = told_sets(found.weighting, found.grouping, found.took_part)[:, pairs[:, 0]]
    each: Bools = pairs[:, 1] == np.arange(len(totals) - 1)[:, None]
    every = np.vstack([told, each])
    hidden = small_groups(every, answers, least, known=np.arange(len(every)) < len(told))[len(told) :]
    hidden = _with_those_apart(totals, np.append(each @ answers, answers[pairs[:, 1] == APART].sum()), hidden, least)
    return [
        {
            "cut": "part", "place": [part], "total": int(totals[part]),
            "answers": None if withheld else int(answers[held].sum()),
        }
        for part, (held, withheld) in enumerate(zip(each, hidden, strict=True))
    ]  # fmt: skip


def _with_those_apart(totals: Ints, answers: Ints, hidden: Bools, least: int) -> Bools:
    """Return which parts are withheld, those that are in none being as one more, of which nothing is told.

    Where that one has more answers than the parts that are withheld, what these have together is not known either.
    """
    if not totals[-1]:
        return widened(totals[:-1], answers[:-1], hidden, least)
    if not hidden.any() or answers[-1] > max(answers[:-1][hidden].max(), least - 1):
        return hidden
    return widened(totals, answers, np.append(hidden, True), least)[:-1]


def with_parts(
    store: Store, campaign: Campaign, made: dict[str, Any], answered: list[str | None], found: Results
) -> dict[str, Any]:
    """Return a publication that tells who took part by the parts of its territory too; unchanged where it has none.

    Parameters
    ----------
    store, campaign
    made : dict
        The publication.
    answered : list of str or None
        The collectivité of each answer.
    found : Results
        Of these answers.
    """
    parts = parts_of(store, campaign)
    if parts is None:
        return made
    names = store.territories["short_name"]
    frame = made["frame"] | {"parts": [{"territory": one, "name": str(names[one])} for one in parts.ids]}
    if not parts.ids:
        return made | {"frame": frame}
    of_answers = np.array([parts.of.get(one or "", APART) for one in answered], dtype=np.int64)
    apart = len(those_asked(store, campaign)) - len(parts.of)
    totals = np.append(np.bincount(list(parts.of.values()), minlength=len(parts.ids)), apart)
    told = told_of_parts(totals, of_answers, found, campaign.min_cell)
    return made | {"frame": frame, "participation": [*made["participation"], *told]}
