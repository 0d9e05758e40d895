"""A table to take away, before any format: its columns, its rows, and all that says what they are."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Final, Literal

import numpy as np
import pandas as pd

from observatoire.exports.tables.texts import state_label
from observatoire.model.catalog import Source
from observatoire.model.composed.names import bare_id
from observatoire.model.store import STATUSES
from observatoire.model.territory import is_composed
from observatoire.views.french.grammar import lowered
from observatoire.views.french.numerals import NOTHING, significant_decimals
from observatoire.views.french.wording import STATES, long_date, spaced

Kind = Literal["text", "number", "integer", "year", "flag"]
MOST_CELLS: Final = 1_200_000
"""Beyond, a workbook takes minutes to write and a laptop cannot open it: CSV and Parquet only."""


MOST_MORE: Final = 3
"""Digits that a column of a workbook may have beyond its own."""


class TooLargeError(ValueError):
    """The table has more cells than a workbook bears (`MOST_CELLS`)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
        French ASCII snake_case, stable: header of CSV and Parquet, column of the frame.
    label : str
        Heading of a workbook.
    kind : {"text", "number", "integer", "year", "flag"}
        Text; float (NaN when missing); whole number; year (no thousands); True or False, written oui or non.
    decimals : int
        Digits shown after the comma of a number; the value itself is never rounded.
    unit, description : str
        What it counts; what it means.
    """

    name: str
    label: str
    kind: Kind = "text"
    decimals: int = 0
    unit: str = ""
    description: str = ""


@dataclass(frozen=True)
class Export:
    """A table that leaves the screen, with its source.

    Attributes
    ----------
    title, territory, peers, years, unit, definition, coverage : str
        What it is about; "" for what does not apply.
    sources : tuple of Source
        Producers, editions, licences.
    link : str
        Address of the view; "" when there is none.
    edition : str
        Name of the data edition.
    columns : tuple of Column
    frame : DataFrame
        One column for each of `columns`, in their order; rows in the order to show.
    caveats : tuple of str
        What the reader must know.
    made_on : date
    """

    title: str
    territory: str
    peers: str
    years: str
    unit: str
    definition: str
    coverage: str
    sources: tuple[Source, ...]
    link: str
    edition: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    caveats: tuple[str, ...] = ()
    made_on: date = field(default_factory=date.today)

    def __post_init__(self) -> None:
        """Write identifiers as addresses have them: what a visitor calls a composed territory is in `nom`."""
        if "identifiant" in self.frame and any(map(is_composed, self.frame["identifiant"])):
            named = self.frame["identifiant"].map(bare_id)
            object.__setattr__(self, "frame", self.frame.assign(identifiant=named))

    @property
    def cells(self) -> int:
        """Number of cells under the header."""
        return len(self.frame) * len(self.columns)

    @cached_property
    def shown(self) -> tuple[Column, ...]:
        """The columns as a workbook shows them: with digits enough for no number but zero to read zero."""
        return tuple(
            replace(column, decimals=_digits(self.frame[column.name], column.decimals))
            if column.kind == "number"
            else column
            for column in self.columns
        )

    @property
    def citation(self) -> str:
        """How to cite the sources, in one line."""
        return " ; ".join(source.citation for source in self.sources)

    @property
    def licence(self) -> str:
        """Licences of the sources, each once."""
        return " ; ".join(dict.fromkeys(source.licence for source in self.sources))


def bounded(export: Export) -> Export:
    """Return a table that a workbook can hold.

    Raises
    ------
    TooLargeError
        When it has more than `MOST_CELLS` cells.
    """
    if export.cells > MOST_CELLS:
        raise TooLargeError(f"{export.cells} cells: write CSV or Parquet")
    return export


def footnotes(export: Export) -> list[tuple[str, str]]:
    """Return all that says what a table is, as labels and texts: the same in every format."""
    lines = [
        ("Titre", export.title),
        ("Territoire", export.territory),
        ("Pairs", export.peers),
        ("Années", export.years),
        ("Unité", export.unit),
        ("Définition", export.definition),
        ("Couverture", export.coverage),
        *(("À savoir", caveat) for caveat in export.caveats),
        *(line for source in export.sources for line in _source_lines(source)),
        ("Lien", export.link),
        ("Édition des données", export.edition),
        ("Exporté le", long_date(export.made_on)),
        ("Statuts", STATE_KEY),
    ]
    return [(label, spaced(text)) for label, text in lines if text]


def _source_lines(source: Source) -> list[tuple[str, str]]:
    return [
        ("Producteur", source.producer),
        ("Source", f"{source.title}, {source.edition}"),
        ("Publication", source.published),
        ("Licence", source.licence),
        ("Citer", source.citation),
        ("Page du producteur", source.page or "inconnue"),
    ]


STATE_KEY: Final = (
    "Une valeur absente est une case vide, jamais un zéro ; la colonne « statut » dit pourquoi : "
    + " ; ".join(f"{state_label(s)} ({s}) : {STATES[s].explanation.rstrip('.')}" for s in STATUSES[1:])
    + f". « Fragile » : {lowered(STATES['fragile'].explanation)}"
)
"""The five states and the fragile values, in words."""


def _digits(values: pd.Series, decimals: int) -> int:
    """Return the digits that the smallest number of a column needs, at most three more than the column's."""
    sizes = np.abs(values.to_numpy(dtype=np.float64, na_value=np.nan))
    small = sizes[(sizes >= NOTHING) & (sizes < 0.5 * 10.0**-decimals)]
    return min(significant_decimals(float(small.min())), decimals + MOST_MORE) if small.size else decimals
