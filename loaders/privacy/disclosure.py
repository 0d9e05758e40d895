"""Try to recover what is withheld about persons from what ships, as a reader with a spreadsheet would.

The unknowns are the withheld communes, taken together where the same totals hold them; the equations are the published
totals less the published communes. Gaussian elimination gives all that they determine. Nothing is known here of how
figures were chosen (`withholding.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatoire.model.above import FAMILIES, FEWEST, Family, persons_of_each_kind
from observatoire.model.territory import LEVELS, Level, territory_id

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
NEAR = 1e-7
GROUPS = LEVELS[1:]


def disclosures(territories: pd.DataFrame, measures: pd.DataFrame, above: pd.DataFrame) -> list[str]:
    """Return every figure about too few persons, and every withheld figure, that can be computed from what ships.

    Parameters
    ----------
    territories, measures, above : DataFrame
        The tables of that name (`measures_above` for the last).

    Returns
    -------
    list of str
        One sentence each.
    """
    communes = territories[territories["level"] == "commune"].set_index("code")
    places = pd.DataFrame({level: _ids(level, communes) for level in GROUPS})
    by_commune, by_territory = measures.set_index("code"), above.set_index("id")
    return [
        f"{family.told[0]} {year}: {sentence}"
        for family in FAMILIES
        for year in family.years
        for sentence in _family_disclosures(
            family,
            places,
            _cells(family, year, by_commune, communes.index),
            _cells(family, year, by_territory, by_territory.index),
        )
    ]


def _ids(level: Level, communes: pd.DataFrame) -> pd.Series[str]:
    if level == "france":
        return pd.Series("france", index=communes.index)
    codes = communes[level].dropna()
    return pd.Series([territory_id(level, code) for code in codes], index=codes.index).reindex(communes.index)


def _cells(family: Family, year: int, table: pd.DataFrame, index: pd.Index[str]) -> pd.DataFrame:
    """Return a family's measures of one year; those that do not ship at this level are unknown."""
    names = {f"{name}__{year}": name for name in family.measures}
    return table.reindex(index=index, columns=list(names)).rename(columns=names)


def _family_disclosures(
    family: Family, places: pd.DataFrame, communes: pd.DataFrame, totals: pd.DataFrame
) -> Iterator[str]:
    told = communes[family.told[0]].notna()
    known = totals[totals[family.told[0]].notna() & (totals[family.whole] > 0)]
    # Where the number of persons does not ship by commune, any commune may have some.
    peopled = communes[family.whole] > 0 if communes[family.whole].notna().any() else ~told
    hidden = communes.index[~told & peopled]
    unknowns = _unknowns(places.loc[hidden], communes.loc[hidden, family.whole])
    counted = [family.whole, *family.kinds, *family.beside]
    rest = pd.concat([communes.loc[told, counted].groupby(places.loc[told, level]).sum() for level in GROUPS])
    values = (known[counted] - rest.reindex(known.index, fill_value=0.0)).to_numpy(dtype=np.float64)
    matrix = _membership(unknowns, known.index)
    solved = eliminate(np.hstack([matrix, values]), len(unknowns))
    sums = np.vstack([np.hstack([matrix, values]), _differences(matrix, values), solved])
    yield from _too_few(family, pd.DataFrame(sums[:, len(unknowns) :], columns=counted), sums[:, : len(unknowns)])
    if family.lowest == "commune":
        yield from _narrowed(unknowns, sums[:, : len(unknowns)], sums[:, len(unknowns)])
    withheld = totals.index[totals[family.told[0]].isna() & (totals[family.whole] > 0)]
    targets = _membership(unknowns, withheld)
    left = np.abs(remainder(solved[:, : len(unknowns)], targets)).max(axis=1, initial=0.0)
    for identifier in withheld[targets.any(axis=1) & (left < NEAR)]:
        yield f"{identifier} is withheld and can be computed."


def _unknowns(places: pd.DataFrame, persons: pd.Series[float]) -> pd.DataFrame:
    """Take together the withheld communes that the same totals hold, for nothing can tell them apart."""
    table = places.fillna("").assign(communes=1, largest=persons)
    alike = table.groupby(["epci", "departement"], as_index=False)
    return alike.agg({"region": "first", "france": "first", "communes": "sum", "largest": "max"})


def _membership(unknowns: pd.DataFrame, totals: pd.Index[str]) -> Floats:
    """Return a row a total, 1 for each unknown that it holds."""
    matrix = np.zeros((len(totals), len(unknowns)))
    for level in GROUPS:
        rows = totals.get_indexer(pd.Index(unknowns[level]))
        held = np.flatnonzero(rows >= 0)
        matrix[rows[held], held] = 1.0
    return matrix


def _once(coefficients: Floats) -> Bools:
    """Tell which rows are sums of unknowns, each taken once."""
    ones = np.abs(coefficients - 1) < NEAR
    return np.asarray((ones | (np.abs(coefficients) < NEAR)).all(axis=1) & ones.any(axis=1))


def _too_few(family: Family, cells: pd.DataFrame, coefficients: Floats) -> Iterator[str]:
    alone = replace(family, among=())
    few = (persons_of_each_kind(alone, cells) < FEWEST - NEAR).any(axis=1).to_numpy()
    some = cells[family.whole].to_numpy() > NEAR
    found = int((_once(coefficients) & some & few).sum())
    if found:
        yield f"{found} sums that can be computed are about fewer than {FEWEST} persons."


def _narrowed(unknowns: pd.DataFrame, coefficients: Floats, persons: Floats) -> Iterator[str]:
    """A withheld commune must not hold nearly all the persons of a sum that can be computed, still less all of them."""
    sizes, communes = unknowns["largest"].to_numpy(), unknowns["communes"].to_numpy()
    sums = _once(coefficients)
    for row, total in zip(coefficients[sums], persons[sums], strict=True):
        held = np.flatnonzero(np.abs(row) > NEAR)
        largest = float(sizes[held].max())
        if communes[held].sum() == 1 or total - largest < min(FEWEST, largest) - NEAR:
            where = unknowns.iloc[held[0]]
            yield f"the largest withheld commune of {where['epci']} {where['departement']} can be guessed."


def _differences(matrix: Floats, values: Floats) -> Floats:
    """Subtract each sum of unknowns from those that hold all of it, and more."""
    sizes = matrix.sum(axis=1)
    inside = (np.abs(matrix @ matrix.T - sizes) < NEAR) & (sizes[:, None] > sizes) & (sizes > 0)
    larger, smaller = np.nonzero(inside)
    rows = np.hstack([matrix, values])
    return rows[larger] - rows[smaller]


def eliminate(rows: Floats, unknowns: int) -> Floats:
    """Solve linear equations as far as they go.

    Parameters
    ----------
    rows : ndarray of float
        Coefficients of the unknowns, then right-hand sides.
    unknowns : int
        Their number.

    Returns
    -------
    ndarray of float
        Reduced rows. An unknown is determined if and only if a row holds it alone.
    """
    work = rows.copy()
    rank = 0
    for column in range(unknowns):
        if rank == len(work):
            break
        pivot = rank + int(np.argmax(np.abs(work[rank:, column])))
        if abs(work[pivot, column]) < NEAR:
            continue
        work[[rank, pivot]] = work[[pivot, rank]]
        work[rank] /= work[rank, column]
        others = np.flatnonzero(np.abs(work[:, column]) > NEAR)
        others = others[others != rank]
        work[others] -= np.outer(work[others, column], work[rank])
        rank += 1
    return work[:rank]


def remainder(solved: Floats, targets: Floats) -> Floats:
    """Return what is left of sums of unknowns when all that the solved rows give is taken away: zero if computable.

    Parameters
    ----------
    solved : ndarray of float
        Coefficients of reduced rows, as `eliminate` returns them: the first that is not nought of a row is 1, and is
        nought in all other rows, so how often a sum takes a row is what it holds of that unknown.
    targets : ndarray of float
        A row a sum, as many columns.
    """
    if not len(solved):
        return targets.copy()
    pivots = np.argmax(np.abs(solved) > NEAR, axis=1)
    return np.asarray(targets - targets[:, pivots] @ solved)
