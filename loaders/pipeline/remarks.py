"""A column of measures and what must be said of its cells: a value with a word, a gap with its cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from loaders.pipeline.passage import Passage, convert


@dataclass(frozen=True, slots=True)
class Remark:
    """A word on a value: an estimated share, or the figure of another year carried over."""

    flag: Literal["estimated", "carried"]
    reason: str


SHARED_OUT = Remark("estimated", "Part de l'ancienne commune nouvelle, répartie selon les populations de 2023.")
"""On the counts of a commune that was split since."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The known cause of an absent value."""

    status: Literal["secret", "not_published", "not_applicable"]
    reason: str


@dataclass(slots=True)
class MeasureColumn:
    """The cells of one measure and year by commune, with their remarks and gaps by commune."""

    cells: pd.Series[float]
    remarks: dict[str, Remark] = field(default_factory=dict)
    gaps: dict[str, Gap] = field(default_factory=dict)

    def empty(self, codes: Iterable[str], gap: Gap) -> None:
        """Empty the cells of some communes, for that cause; a remark on them goes."""
        emptied = dict.fromkeys(codes, gap)
        self.cells[list(emptied)] = float("nan")
        self.remarks = {code: remark for code, remark in self.remarks.items() if code not in emptied}
        self.gaps |= emptied

    def explain(self, gap: Gap) -> None:
        """Give that cause to every empty cell that has none yet."""
        self.gaps = dict.fromkeys(self.cells.index[self.cells.isna()], gap) | self.gaps


MeasureColumns = Mapping[tuple[str, int], MeasureColumn]


def brought(counts: pd.DataFrame, passage: Passage, communes: pd.Index[str]) -> dict[str, MeasureColumn]:
    """Bring additive counts of an older vintage to today's communes, shares of split communes marked as such.

    Parameters
    ----------
    counts : DataFrame
        One row per commune of the vintage, indexed by code; whole numbers.
    passage : Passage
    communes : Index
        Codes of today's communes, sorted.

    Returns
    -------
    dict of str to MeasureColumn
        By column of `counts`; a commune that the counts do not have is missing, without its gap yet.
    """
    converted = convert(counts, passage)
    return {
        str(name): MeasureColumn(
            values.reindex(communes).astype("float64"), dict.fromkeys(converted.estimated, SHARED_OUT)
        )
        for name, values in converted.counts.items()
    }


def measures_table(columns: MeasureColumns) -> pd.DataFrame:
    """Lay the columns side by side, `code` first, named `<measure>__<year>`.

    Parameters
    ----------
    columns : mapping of (str, int) to MeasureColumn
        All on the same index.

    Returns
    -------
    DataFrame
    """
    frame = pd.DataFrame({f"{measure}__{year}": column.cells for (measure, year), column in columns.items()})
    return frame.astype("float64").rename_axis("code").reset_index()


def gaps_table(columns: MeasureColumns) -> pd.DataFrame:
    """List the gaps, sorted: `measure`, `year`, `code`, `status`, `reason`."""
    return _listed({key: column.gaps for key, column in columns.items()}, "status")


def flags_table(columns: MeasureColumns) -> pd.DataFrame:
    """List the remarks, sorted: `measure`, `year`, `code`, `flag`, `reason`."""
    return _listed({key: column.remarks for key, column in columns.items()}, "flag")


def _listed(found: Mapping[tuple[str, int], Mapping[str, Gap | Remark]], word: str) -> pd.DataFrame:
    """List what is said of single cells, sorted by measure, year and code; `word` names its kind."""
    names = ["measure", "year", "code", word, "reason"]
    rows = [(*key, code, getattr(said, word), said.reason) for key, of in found.items() for code, said in of.items()]
    frame = pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names, "str") | {"year": "int64"})
    return frame.sort_values(["measure", "year", "code"], ignore_index=True)
