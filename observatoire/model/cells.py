"""What the edition says of single cells: why a figure is missing, what a figure that is there is worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

Said = tuple[npt.NDArray[np.intp], npt.NDArray[np.int8], npt.NDArray[np.int16]]
"""What a table says of one measure and year: positions of communes, which of its words, which reason."""


def by_measure(
    cells: pa.Table, column: str, words: Sequence[str], communes: Iterable[str], first: int
) -> tuple[dict[tuple[str, int], Said], list[str]]:
    """Part a table of cells: a row for each measure, year and commune of which it says something.

    Parameters
    ----------
    cells : pyarrow.Table
        Of `gaps.parquet` or `flags.parquet` (`docs/data_dictionary.md`), its texts as dictionaries.
    column : str
        The column of its words.
    words : sequence of str
        Those that it may use.
    communes : iterable of str
        Codes, in the order of the level; rows of other codes are left out.
    first : int
        The number of the first reason, after those already known.

    Returns
    -------
    dict of (str, int) to Said
        By measure and year. A word that is none of `words` is -1.
    list of str
        The reasons, numbered from `first`.
    """
    if not len(cells):
        return {}, []
    measures, told = (cells.column(name).combine_chunks() for name in ("measure", "reason"))
    codes = _ranks(cells.column("code").combine_chunks(), communes)
    kinds = _ranks(cells.column(column).combine_chunks(), words).astype(np.int8)
    reasons = (told.indices.to_numpy() + first).astype(np.int16)
    keys = measures.indices.to_numpy() * 10_000 + cells.column("year").to_numpy()
    order = np.argsort(keys, kind="stable")
    order = order[codes[order] >= 0]
    found, starts = np.unique(keys[order], return_index=True)
    names = measures.dictionary.to_pylist()
    said = {
        (str(names[key // 10_000]), int(key % 10_000)): (codes[rows], kinds[rows], reasons[rows])
        for key, rows in zip(found.tolist(), np.split(order, starts[1:]), strict=True)
    }
    return said, told.dictionary.to_pylist()


def _ranks(column: pa.DictionaryArray, known: Iterable[str]) -> npt.NDArray[np.intp]:
    """Return, for each text of a column, its rank among those known; -1 for none of them."""
    ranks = pd.Index(list(known)).get_indexer(pd.Index(column.dictionary.to_pylist()))
    return np.asarray(ranks[column.indices.to_numpy()], dtype=np.intp)


def years_of(columns: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Read measures and years from names such as `pop_mun__2023`."""
    years: dict[str, set[int]] = {}
    for column in columns:
        measure, separator, year = column.rpartition("__")
        if separator and year.isdigit():
            years.setdefault(measure, set()).add(int(year))
    return {measure: tuple(sorted(found)) for measure, found in years.items()}
