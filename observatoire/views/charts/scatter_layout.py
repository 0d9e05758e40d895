"""Two indicators against each other, as the record that their chart draws. No drawing library here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from observatoire.model.catalog import Indicator
from observatoire.statistics.association import Association
from observatoire.statistics.figures import Figures
from observatoire.views.french.sentences import period, value_text
from observatoire.views.html.tables import Column, Row
from observatoire.views.layout.distributions import Window
from observatoire.views.style.marks import MARKS

SHADES: Final = 5
NAMED: Final = len(MARKS)


@dataclass(frozen=True, slots=True)
class Side:
    """One axis: its indicator and year, what is shown of it, and the median of the peers (None without any)."""

    indicator: Indicator
    year: int
    shown: Window
    median: float | None

    @property
    def title(self) -> str:
        """Short title, unit and period, as an axis bears it."""
        unit = f" ({self.indicator.unit})" if len(self.indicator.unit) > 2 else ""
        return f"{self.indicator.short_title}{unit}, {period(self.indicator, self.year)}"

    @property
    def median_text(self) -> str:
        """The median in French."""
        return "" if self.median is None else value_text(self.indicator, self.median)


@dataclass(frozen=True)
class Scatter:
    """A place among its peers on two indicators.

    Attributes
    ----------
    x, y : Side
    points : DataFrame
        The place, the picked ones and the peers with both values: `id`, `name`, `short` (without département), `role`
        (0 the place, 1 to 4 the picked ones, `NAMED` a peer), `x`, `y`, `x_text`, `y_text`, `fragile`; named ones
        last, the place the very last.
    behind : DataFrame
        Columns `x`, `y`, `shade` (1 to `SHADES`): the lower corners of the cells of a density, or single territories
        (shade 1) when `cell` is None.
    cell : tuple of float or None
        Width and height of a cell.
    behind_n : int
        How many territories are behind.
    grouped : bool
        Whether what is behind is the group itself, too large for one mark a peer.
    outside : int
        How many peers lie outside the frame.
    own : tuple of Figures
        The figures of the place, then of the picked ones: first and second indicator.
    rows : tuple of Row
        The table: `scatter_rows`.
    left : int
        How many territories it leaves out.
    association : Association
        The place among its peers.
    """

    x: Side
    y: Side
    points: pd.DataFrame
    behind: pd.DataFrame
    cell: tuple[float, float] | None
    behind_n: int
    grouped: bool
    outside: int
    own: tuple[Figures, Figures]
    rows: tuple[Row, ...]
    left: int
    association: Association

    @property
    def columns(self) -> list[Column]:
        """Headings of the table."""
        return [Column("Territoire"), Column(self.x.title, numeric=True), Column(self.y.title, numeric=True)]
