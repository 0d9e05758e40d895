"""Figures of a local indicator, in the one record of the house: same sums, same states, same coverage as official ones.

A commune's figure is what the file says. Above communes, what the file says of that very territory; else, for counts
and ratios, sums over the communes of which both terms are known, with their coverage. A value that does not add up is
refused there, with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from observatoire.local.catalogue import Entry, local_years, official_year
from observatoire.local.cells import Cells
from observatoire.local.composed import with_composed
from observatoire.model.reasons import NO_SUM, ZERO_DENOMINATOR
from observatoire.model.store import STATUSES, Bools, Floats, Reasons, Store
from observatoire.model.territory import Level, is_composed
from observatoire.statistics.components import Components, StatusCodes, commune_components
from observatoire.statistics.figures import (
    VALUE,
    Figures,
    either,
    figures,
    figures_of_components,
    finished_figures,
)
from observatoire.statistics.grouping import groups_of_level

_NOT_PUBLISHED: Final = STATUSES.index("not_published")
_NOT_APPLICABLE: Final = STATUSES.index("not_applicable")
_NOT_COMPUTABLE: Final = STATUSES.index("not_computable")
NOT_BROUGHT: Final = "Le fichier local ne dit rien de ce territoire pour cette année."
MARKED: Final = "Le fichier local marque lui-même ce chiffre comme absent."


def local_figures(store: Store, entry: Entry, level: Level, year: int, ids: Sequence[str] | None = None) -> Figures:
    """Compute a local indicator for territories of one level.

    Parameters
    ----------
    store : Store
        The edition.
    entry : Entry
        As `entry_of` makes it.
    level : Level
        Theirs.
    year : int
        Any: one of which the file says nothing has no value anywhere.
    ids : sequence of str, optional
        The territories, in this order, composed ones among EPCI; without it, all of the level, in the store's order.

    Returns
    -------
    Figures
        The visitor's own, shared with nobody: nothing of it is kept here.

    Raises
    ------
    KeyError
        When a territory is not of the level.
    """
    texts = (*store.reason_texts, NOT_BROUGHT, MARKED)
    if level == "epci" and any(map(is_composed, ids or ())):

        def known(at_level: Level, some: Sequence[str]) -> Figures:
            return _of_level(store, entry, at_level, year).take(store.positions(at_level, some))

        return replace(with_composed(store, entry.indicator, year, ids or (), known), texts=texts)
    found = replace(_of_level(store, entry, level, year), texts=texts)
    return found if ids is None else found.take(store.positions(level, ids))


def local_yearly(store: Store, entry: Entry, level: Level, ids: Sequence[str]) -> list[Figures]:
    """Return the figures of some territories for every year of a local indicator, ascending.

    Parameters
    ----------
    store, entry, level
        As `local_figures` takes them.
    ids : sequence of str
        The territories, all of the level.
    """
    return [local_figures(store, entry, level, year, ids) for year in local_years(store, entry)]


def _of_level(store: Store, entry: Entry, level: Level, year: int) -> Figures:
    if level == "commune":
        return _from_communes(store, entry, level, year)
    said, brought = _as_brought(store, entry, level, year)
    if not entry.indicator.additive:
        return brought
    added = _from_communes(store, entry, level, year)
    return either(said, brought, added) if said.any() else added


def _from_communes(store: Store, entry: Entry, level: Level, year: int) -> Figures:
    """Sum over communes, as official figures are."""
    components = _components(store, entry, year)
    groups = groups_of_level(store, level)
    if len(groups.communes) < len(components.causes):
        components = components.take(groups.communes)
    return figures_of_components(store, entry.indicator, year, groups, components)


def _components(store: Store, entry: Entry, year: int) -> Components:
    size = len(store.index("commune"))
    top, causes = _placed(entry.local.cells, store.index("commune"), year)
    bottom, no = np.ones(size), np.zeros(size, dtype=bool)
    below = np.zeros(size, dtype=np.int8)
    reasons = np.zeros(size, dtype=np.int16)
    flagged, carried, repeated = no, no, no
    if entry.local.denominator is not None:
        bottom, below = _placed(entry.local.denominator, store.index("commune"), year)
    elif entry.over is not None:
        official = commune_components(store, entry.over, official_year(store, entry, year))
        bottom, below, reasons = official.numerator, official.causes, official.reasons
        flagged, carried = official.flagged, official.carried
    paired = ~np.isnan(top) & ~np.isnan(bottom)
    brought = np.isnan(top) | ((entry.local.denominator is not None) & np.isnan(bottom))
    states = np.where(causes > 0, causes, below).astype(np.int8)
    return Components(
        numerator=np.where(paired, top, np.nan),
        denominator=np.where(paired, bottom, np.nan),
        causes=np.where(paired, 0, np.where(states > 0, states, _NOT_PUBLISHED)).astype(np.int8),
        reasons=np.where(brought, _said(store, causes, below, entry), reasons).astype(np.int16),
        flagged=flagged,
        carried=carried,
        repeated=repeated,
    )


def _said(store: Store, causes: StatusCodes, below: StatusCodes, entry: Entry) -> Reasons:
    """Return which of our reasons explains that a file gives no figure: it says nothing, or marks it itself."""
    silent = len(store.reason_texts)
    marked = (causes > 0) | ((entry.local.denominator is not None) & (below > 0))
    return np.where(marked, silent + 1, silent).astype(np.int16)


def _placed(cells: Cells, index: pd.Index[str], year: int) -> tuple[Floats, StatusCodes]:
    """Return the figures of a year in the order of a level, and the states that the file gives; 0 where it has none."""
    ids, values, states = cells.in_year(year)
    at = index.get_indexer(pd.Index(ids, dtype=object))
    here = at >= 0
    found, codes = np.full(len(index), np.nan), np.zeros(len(index), dtype=np.int8)
    found[at[here]], codes[at[here]] = values[here], states[here]
    return found, codes


def _as_brought(store: Store, entry: Entry, level: Level, year: int) -> tuple[Bools, Figures]:
    """Return what the file says of the territories of a level above communes, and of which it says anything."""
    index, size = store.index(level), len(store.index(level))
    top, causes = _placed(entry.local.cells, index, year)
    said = ~np.isnan(top) | (causes > 0)
    bottom, below = np.ones(size), np.zeros(size, dtype=np.int8)
    if entry.local.denominator is not None:
        bottom, below = _placed(entry.local.denominator, index, year)
    elif entry.over is not None:
        official = figures(store, entry.over, level, official_year(store, entry, year))
        bottom, below = np.asarray(official.value), official.codes
    missing = np.isnan(top) | np.isnan(bottom)
    states = np.where(causes > 0, causes, below)
    codes = np.where(missing, np.where(states > 0, states, _NOT_PUBLISHED), VALUE).astype(np.int8)
    reasons = np.where(missing, _said(store, causes, below, entry), 0).astype(np.int16)
    if not entry.indicator.additive:
        codes[~said], reasons[~said] = _NOT_APPLICABLE, NO_SUM
    by_zero = ~missing & (bottom == 0)
    codes[by_zero], reasons[by_zero] = _NOT_COMPUTABLE, ZERO_DENOMINATOR
    members = store.level(level)["members"].to_numpy(dtype=np.intp)
    no, counted = np.zeros(size, dtype=bool), np.where(missing, 0, members)
    found = finished_figures(
        store,
        entry.indicator,
        year,
        index,
        (np.where(missing, 0, top), np.where(missing, 0, bottom)),
        (codes, reasons),
        (members, counted, np.where(missing, 0.0, 100.0)),
        (no, no),
    )
    return said, found
