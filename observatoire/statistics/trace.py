"""What a figure is made of: each measure's sum, over which communes, so that anyone can redo the division."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from observatoire.model.catalog import Indicator
from observatoire.model.official.tables import perimeters_of
from observatoire.model.store import STATUSES, Ints, Store
from observatoire.model.territory import Level, Territory
from observatoire.statistics.components import (
    cells_of,
    components_of,
    counted_above,
    published_at,
    published_sums,
    shipped_by_commune,
)
from observatoire.statistics.figures import Figure, figures
from observatoire.statistics.wholes import sums_of_wholes, twin_of

Cells = Sequence[tuple[tuple[tuple[int, str], ...], int]]
"""As `cells_of` returns them."""


@dataclass(frozen=True)
class Term:
    """One measure in a sum.

    Attributes
    ----------
    sign : int
        1 or -1.
    measure : str
    total : float
        Its sum over the communes that count; NaN when none does.
    """

    sign: int
    measure: str
    total: float


@dataclass(frozen=True)
class Trace:
    """How one figure comes about.

    Attributes
    ----------
    figure : Figure
    sums : tuple of (tuple of Term, int)
        Numerator, then denominator (or the base year's numerator, for a change): terms and their year.
    counted_whole : bool
        Counted for the whole territory (elected persons), not added up from communes.
    published : bool
        As a producer publishes it for the territory, not added up from communes.
    perimeter : int or None
        Year of the perimeter in which an EPCI's figure is published, where it is not this edition's: it may have
        changed since.
    """

    figure: Figure
    sums: tuple[tuple[tuple[Term, ...], int], ...]
    counted_whole: bool
    published: bool = False
    perimeter: int | None = None


def trace(store: Store, indicator: Indicator, territory: Territory, year: int) -> Trace:
    """Return the sums behind a figure, over the communes for which all its components exist.

    Parameters
    ----------
    store, indicator, territory, year
        The figure, as `figures` computes it.
    """
    if territory.composed and (twin := twin_of(store, store.members(territory.id))):
        return trace(store, indicator, store.territory(twin[1]), year)
    figure = figures(store, indicator, territory.level, year, [territory.id]).figure(0)
    needed = cells_of(indicator, year)
    if territory.composed and indicator.additive and counted_above(store, indicator, year):
        found = sums_of_wholes(store, indicator, year, store.members(territory.id))
        sums = tuple((tuple(Term(sign, m, found.total(store, m, at)) for sign, m in terms), at) for terms, at in needed)
        return Trace(figure, sums, counted_whole=True)
    if territory.level != "commune" and counted_above(store, indicator, year):
        at_level = store.index(territory.level).get_loc(territory.id)
        sums = tuple(
            (
                tuple(Term(sign, m, float(store.above(m, at, territory.level)[0][at_level])) for sign, m in terms),
                at,
            )
            for terms, at in needed
        )
        return Trace(figure, sums, counted_whole=True)
    if (
        not territory.composed
        and territory.level in indicator.levels
        and published_at(store, indicator, year, territory.level)
    ):
        at_level = int(store.positions(territory.level, [territory.id])[0])
        if published_sums(store, indicator, year, territory.level).said[at_level] or not indicator.additive:
            terms = _published_terms(store, needed, territory.level, at_level)
            return Trace(figure, terms, False, published=True, perimeter=_older_perimeter(store, needed, territory))
    if territory.level != "commune" and not indicator.additive:
        return Trace(figure, (), counted_whole=False)
    if territory.level not in indicator.levels or not shipped_by_commune(store, indicator, year):
        return Trace(figure, (), counted_whole=False)
    members = store.members(territory.id)
    kept = members[components_of(store, indicator, year, members).paired]
    sums = tuple((tuple(Term(sign, m, _total(store, m, at, kept)) for sign, m in terms), at) for terms, at in needed)
    return Trace(figure, sums, counted_whole=False)


def _published_terms(
    store: Store, needed: Cells, level: Level, at_level: int
) -> tuple[tuple[tuple[Term, ...], int], ...]:
    return tuple(
        (tuple(Term(sign, m, float(store.published(m, at, level)[0][at_level])) for sign, m in terms), at)
        for terms, at in needed
    )


def _older_perimeter(store: Store, needed: Cells, territory: Territory) -> int | None:
    if territory.level != "epci":
        return None
    vintage = min(perimeters_of(store.manifest, m, at) for terms, at in needed for _, m in terms)
    return vintage if vintage < int(store.manifest["cog"]) else None


def _total(store: Store, measure: str, year: int, positions: Ints) -> float:
    return float(store.measure(measure, year)[positions].sum()) if len(positions) else float("nan")


def member_measures(store: Store, indicator: Indicator, territory: Territory, year: int) -> pd.DataFrame:
    """Return the communes of a territory with every measure of an indicator.

    Parameters
    ----------
    store, indicator, territory, year
        The edition, the indicator, the territory and its year.

    Returns
    -------
    DataFrame
        Indexed by id, in order of code. Columns: `name`, then for each measure and year `<measure>__<year>`
        (float, NaN without value), `<measure>__<year>__statut` (one of `STATUSES`) and `<measure>__<year>__motif`
        (why it is missing, or what must be said of its value; empty for nothing). No column for measures that
        do not ship by commune.
    """
    members = store.members(territory.id)
    communes = store.level("commune").iloc[members]
    texts = np.array(store.reason_texts, dtype=object)
    columns: dict[str, object] = {"name": communes["name"].to_numpy()}
    for terms, at in cells_of(indicator, year):
        for _, measure in terms:
            if at in store.commune_years(measure):
                columns[f"{measure}__{at}"] = store.measure(measure, at)[members]
                columns[f"{measure}__{at}__statut"] = np.array(STATUSES)[store.gaps(measure, at)[members]]
                columns[f"{measure}__{at}__motif"] = texts[store.reasons(measure, at)[members]]
    return pd.DataFrame(columns, index=communes.index)
