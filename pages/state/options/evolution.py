"""What an address asks of Évolution: an indicator with several years, the scale, the period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.statistics.components import years
from observatoire.views.french.sentences import period
from pages.state.peers import quoted
from pages.state.selection import Selection

MODES = {"valeurs": "Valeurs", "base100": "Base 100"}
INSTEAD = "population"
"""What stands for an indicator of a single year."""


@dataclass(frozen=True)
class SeriesOptions:
    """What the series shows, all valid.

    Attributes
    ----------
    indicator : Indicator
        One with several years: the visitor's, else `INSTEAD`.
    known : tuple of int
        Its years.
    based : bool
        Whether each series is divided by its first year, times 100.
    start, end : int
        The years between which change is measured, the first before the last.
    period_asked : bool
        Whether the address names one of them.
    replaced : str
        Why another indicator is shown; empty when it is the visitor's.
    notices : tuple of str
        French sentences about what the address asked for and could not be had.
    """

    indicator: Indicator
    known: tuple[int, ...]
    based: bool
    start: int
    end: int
    period_asked: bool
    replaced: str
    notices: tuple[str, ...]


def series_options(store: Store, catalog: Catalog, selection: Selection) -> SeriesOptions:
    """Read what an address asks of the series of a place."""
    notices: list[str] = []
    asked = selection.indicator
    indicator = asked if len(years(store, asked)) > 1 else catalog.indicator(INSTEAD)
    replaced = ""
    if indicator is not asked:
        replaced = (
            f"«\u00a0{asked.title}\u00a0» n’est connu que pour {period(asked, selection.year)}\u202f: voici "
            f"«\u00a0{indicator.title}\u00a0», qui a plusieurs années."
        )
    known = tuple(years(store, indicator))
    start, end = _period(selection, indicator, known, notices)
    return SeriesOptions(
        indicator=indicator,
        known=known,
        based=selection.option("mode") == "base100",
        start=start,
        end=end,
        period_asked=any(map(selection.option, ("depuis", "jusqua"))),
        replaced=replaced,
        notices=tuple(notices),
    )


def _period(selection: Selection, indicator: Indicator, known: Sequence[int], notices: list[str]) -> tuple[int, int]:
    """Return the years asked for; without any, the widest period that no break in series crosses."""
    default = _widest(indicator, known)
    start = _year(selection.option("depuis"), known, default[0], notices)
    end = _year(selection.option("jusqua"), known, default[1], notices)
    if start > end:
        start, end = end, start
    if start == end:
        if any(map(selection.option, ("depuis", "jusqua"))):
            notices.append(f"Une évolution va d’une année à une autre\u202f: voici {default[0]}-{default[1]}.")
        start, end = default
    return start, end


def _year(asked: str, known: Sequence[int], default: int, notices: list[str]) -> int:
    if asked in {str(year) for year in known}:
        return int(asked)
    if asked:
        notices.append(
            f"L’année «\u00a0{quoted(asked)}\u00a0» n’est pas disponible pour cet indicateur\u202f; voici {default}."
        )
    return default


def _widest(indicator: Indicator, known: Sequence[int]) -> tuple[int, int]:
    """Return the widest period without a break; the latest of equal ones."""
    edges = sorted({known[0], *(b.year for b in indicator.breaks)})
    spans = []
    for low, high in zip(edges, [*edges[1:], known[-1] + 1], strict=True):
        inside = [year for year in known if low <= year < high]
        if len(inside) > 1:
            spans.append((inside[-1] - inside[0], inside[0], inside[-1]))
    widest = max(spans, default=(0, known[0], known[-1]))
    return widest[1], widest[2]
