"""Where things go on a line: windows that survive outliers, packed dots, bins. No drawing library here."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from observatoire.statistics.comparison import quantiles
from observatoire.views.french.wording import plural

Write = Callable[[float], str]  # a figure -> its French text, unit included
Floats = NDArray[np.float64]
Values = Floats | Iterable[float | None]


@dataclass(frozen=True, slots=True)
class Reference:
    """Landmarks of the group of peers, each with its French text.

    Attributes
    ----------
    label : str
        What the group is, in a few words: "EPCI du même département".
    median, q1, q3 : float or None
        None when the group has too few values.
    """

    label: str
    median: float | None
    q1: float | None
    q3: float | None
    median_text: str = ""
    q1_text: str = ""
    q3_text: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a line that is shown.

    Attributes
    ----------
    low, high : float
        Bounds of what is drawn.
    below, above : int
        How many values lie outside.
    smallest, largest : float
        The true extremes.
    """

    low: float
    high: float
    below: int
    above: int
    smallest: float
    largest: float

    def share(self, value: float) -> float:
        """Return the position of a value in the window, from 0 (left) to 1 (right)."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def clip(self, value: float) -> float:
        """Return the value, or the nearer bound when it is outside."""
        return min(self.high, max(self.low, value))

    def outside(self, value: float) -> int:
        """Return -1 for a value below the window, 1 for one above, 0 for one inside or missing."""
        return (value > self.high) - (value < self.low)


def finite(values: Values) -> Floats:
    """Return the sorted values that exist."""
    array = values if isinstance(values, np.ndarray) else np.array(list(values), dtype=np.float64)
    return np.sort(array[np.isfinite(array)])


def window(values: Values, keep: Sequence[float | None] = ()) -> Window:
    """Return the window in which the bulk of the values is readable.

    Extremes are left outside only when showing them would squash the rest: when the whole range is more
    than 1.6 times the quartiles stretched by four interquartile ranges. Values of `keep` are brought
    inside when that costs no more than half of the width.

    Examples
    --------
    >>> window([1, 2, 3, 4, 5, 900]).above
    1
    >>> window([1, 2, 3]).above
    0
    """
    data, kept = finite(values), finite(keep)
    if not len(data):
        data = kept if len(kept) else np.array([0.0, 1.0])
    smallest, largest = float(data[0]), float(data[-1])
    low, high = _robust_bounds(data)
    for value in kept:
        wide_low, wide_high = min(low, float(value)), max(high, float(value))
        if wide_high - wide_low <= 2 * (high - low):
            low, high = wide_low, wide_high
    if low == high:
        low, high = low - (abs(low) or 1) * 0.1, high + (abs(high) or 1) * 0.1
    return Window(low, high, int((data < low).sum()), int((data > high).sum()), smallest, largest)


def _robust_bounds(data: Floats) -> tuple[float, float]:
    q1, q3, lowest, highest = quantiles(data, (0.25, 0.75, 0.05, 0.95))
    spread = (q3 - q1) or (highest - lowest) / 4
    smallest, largest = float(data[0]), float(data[-1])
    low, high = max(smallest, q1 - 4 * spread), min(largest, q3 + 4 * spread)
    if not spread or largest - smallest <= 1.6 * (high - low):
        return smallest, largest
    inside = data[(data >= low) & (data <= high)]
    return float(inside[0]), float(inside[-1])


def pack(shares: Sequence[float], slots: int) -> list[int]:
    """Stack dots that would touch: the level of each dot, 0 on the line.

    Parameters
    ----------
    shares : sequence of float
        Positions from 0 to 1, in any order.
    slots : int
        How many dots fit side by side.
    """
    levels = [0] * len(shares)
    last: list[float] = []
    for i in sorted(range(len(shares)), key=lambda i: (shares[i], i)):
        free = (k for k, x in enumerate(last) if shares[i] - x >= 1 / slots - 1e-9)
        level = next(free, len(last))
        if level == len(last):
            last.append(shares[i])
        last[level] = shares[i]
        levels[i] = level
    return levels


def nice_step(span: float, most: int) -> float:
    """Return the smallest step of the form 1, 2, 2.5 or 5 x 10^k that cuts a span in at most `most` parts."""
    exponent = math.floor(math.log10(span / most))
    steps = (m * 10.0**e for e in (exponent, exponent + 1) for m in (1, 2, 2.5, 5))
    return next(step for step in steps if span / step <= most)


def bins(values: Values, shown: Window, most: int = 36) -> tuple[Floats, NDArray[np.int64]]:
    """Return round bin edges over the window and the count of values in each bin."""
    step = nice_step(shown.high - shown.low, most - 1)
    first = math.floor(shown.low / step + 1e-9)
    last = math.ceil(shown.high / step - 1e-9)
    edges: Floats = np.arange(first, last + 1).astype(np.float64) * step
    data = finite(values)
    inside = data[(data >= shown.low) & (data <= shown.high)]
    counts, _ = np.histogram(inside, bins=edges)
    return edges, counts.astype(np.int64)


def spread_labels(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart along a line: at least `gap` between two, all between `low` and `high`.

    Parameters
    ----------
    positions : sequence of float
        Where they would stand, in any order.
    gap : float
        Least distance between two.
    low, high : float
        The room that they have.
    """
    order = sorted(range(len(positions)), key=lambda i: (positions[i], i))
    placed = [0.0] * len(positions)
    floor = low
    for i in order:
        placed[i] = max(positions[i], floor)
        floor = placed[i] + gap
    ceiling = high
    for i in reversed(order):
        placed[i] = min(placed[i], ceiling)
        ceiling = placed[i] - gap
    return placed


def beyond_footnote(shown: Window, write: Write) -> str:
    """Say how many values are outside the window, or nothing."""
    clauses = []
    if shown.below:
        clauses.append(f"{_count(shown.below)} en deçà (jusqu’à {write(shown.smallest)})")
    if shown.above:
        clauses.append(f"{_count(shown.above)} au-delà (jusqu’à {write(shown.largest)})")
    return f"Hors du cadre\u202f: {' et '.join(clauses)}." if clauses else ""


def _count(n: int) -> str:
    return plural(n, "valeur", "valeurs")
