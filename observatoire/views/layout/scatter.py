"""Two indicators against each other, as their chart takes them, and where names go on it. No drawing library here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from observatoire.model.catalog import Indicator
from observatoire.views.french.sentences import period, value_text
from observatoire.views.layout.positions import Window, spread_labels
from observatoire.views.layout.territories import Record
from observatoire.views.style.marks import MARKS

NAMED: Final = len(MARKS)
SHADES: Final = 5
COLUMNS, LINES = 36, 24  # cells of a density
HEIGHT: Final = 430.0
TOP: Final = 46.0  # room for the title of the vertical axis and the label of the median
BOTTOM: Final = HEIGHT - 10.0
LABEL_GAP: Final = 17.0
NEAR: Final = 26.0  # pixels in which a label of the median would meet the name of a place


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


class Point(NamedTuple):
    """A territory with both figures.

    Attributes
    ----------
    short : str
        Its name; the département tells homonyms apart.
    role : int
        0 the place, 1 to 4 the picked ones, `NAMED` a peer.
    """

    id: str
    name: str
    short: str
    role: int
    x: float
    y: float
    x_text: str
    y_text: str
    fragile: bool


@dataclass(frozen=True, slots=True)
class Behind:
    """What lies behind the marks: single territories, or the cells of a density.

    Attributes
    ----------
    columns : dict of arrays
        `x`, `y` of each territory; of cells, the lower corners, with `x2`, `y2` (the upper ones) and `shade`.
    dense : bool
        Whether they are cells.
    grouped : bool
        Whether it is the group itself, too large for one mark a peer, and not all territories of the level.
    n, outside : int
        How many territories it counts; how many of them lie outside the frame, and are not drawn.
    """

    columns: dict[str, NDArray[Any]]
    dense: bool
    grouped: bool
    n: int
    outside: int


@dataclass(frozen=True)
class Scatter:
    """A place among its peers on two indicators.

    Attributes
    ----------
    x, y : Side
    points : tuple of Point
        The place, the picked ones and the peers with both values; named ones last, the place the very last.
    behind : Behind
    outside : int
        How many peers lie outside the frame.
    """

    x: Side
    y: Side
    points: tuple[Point, ...]
    behind: Behind
    outside: int

    @property
    def named(self) -> list[Point]:
        """The place and the picked ones: drawn even outside the frame, at its edge."""
        return [point for point in self.points if point.role < NAMED]

    def beyond(self, point: Point) -> bool:
        """Tell whether a territory lies outside the frame."""
        return bool(self.x.shown.outside(point.x) or self.y.shown.outside(point.y))

    def pixel(self, value: float) -> float:
        """Return the height of a value on the chart, in pixels from the top."""
        return TOP + (1 - self.y.shown.share(value)) * (BOTTOM - TOP)


def mark_rows(view: Scatter) -> list[Record]:
    """Return the territories that have a mark; peers outside the frame are left to the footnote."""
    return [point._asdict() for point in view.points if point.role < NAMED or not view.beyond(point)]


def label_rows(view: Scatter) -> list[Record]:
    """Return the names of the place and of the picked ones, kept apart: `at` is a value of the vertical axis."""
    named = view.named
    placed = spread_labels([view.pixel(point.y) for point in named], LABEL_GAP, TOP, BOTTOM)
    per_pixel = (view.y.shown.high - view.y.shown.low) / (BOTTOM - TOP)
    return [
        {
            "x": point.x,
            "at": view.y.shown.high - (pixel - TOP) * per_pixel,
            "right": view.x.shown.share(point.x) > 0.55,
            "label": f"{MARKS[point.role].glyph} {point.short}"
            f"{_arrow(point.x, view.x.shown, '←→')}{_arrow(point.y, view.y.shown, '↓↑')}",
            "ink": MARKS[point.role].colour,
        }
        for point, pixel in zip(named, placed, strict=True)
    ]


def _arrow(value: float, shown: Window, signs: str) -> str:
    return {-1: f" {signs[0]}", 0: "", 1: f" {signs[1]}"}[shown.outside(value)]


def named_above_median(view: Scatter) -> bool:
    """Tell whether a named place stands just above the horizontal median: its label then goes under the line."""
    level = view.pixel(view.y.median or 0)
    return any(0 <= level - view.pixel(point.y) < NEAR for point in view.named)


def density(x: NDArray[np.float64], y: NDArray[np.float64], frame: tuple[Window, Window]) -> dict[str, NDArray[Any]]:
    """Return how densely territories lie in each cell of a frame that has some: `shade`, 1 to `SHADES`."""
    ranges = [(shown.low, shown.high) for shown in frame]
    counts, x_edges, y_edges = np.histogram2d(x, y, bins=(COLUMNS, LINES), range=ranges)
    columns, lines = np.nonzero(counts)
    logs = np.log1p(counts[columns, lines])
    shades = np.ceil(SHADES * logs / logs.max()) if logs.size else logs
    corners = {"x": x_edges[columns], "y": y_edges[lines], "x2": x_edges[columns + 1], "y2": y_edges[lines + 1]}
    return {name: edge.astype(np.float32) for name, edge in corners.items()} | {"shade": shades.astype(np.uint8)}
