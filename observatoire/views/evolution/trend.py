"""How a place moved since the first year that can be compared with the last one, in three words."""

from __future__ import annotations

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.change import change_figures, is_relative
from observatoire.statistics.components import years
from observatoire.views.evolution.words import change_text


def trend_text(store: Store, indicator: Indicator, place: Territory) -> str:
    """Return "−0,8 % depuis 2016"; "" where no change can be said.

    Beside a line that looks flat, it is what tells a small change from none: one that rounds to nothing is said to be
    almost none.

    Parameters
    ----------
    store, indicator, place
        The edition, what is followed, of whom.
    """
    known = years(store, indicator)
    last_break = max((rupture.year for rupture in indicator.breaks), default=known[0])
    start, end = next(year for year in known if year >= min(last_break, known[-1])), known[-1]
    if indicator.kind == "change" or start == end:
        return ""
    moved = change_figures(store, indicator, place.level, [place.id], start, end).figure(0)
    return since_text(indicator, moved.value, start) if moved.counts else ""


def since_text(indicator: Indicator, change: float, start: int) -> str:
    """Return a change since a year in words: "+2,4 pt depuis 2016", "presque stable depuis 2016"."""
    decimals = 1 if is_relative(indicator) else max(indicator.decimals, 1)
    told = change_text(indicator, change)
    if abs(change) < 0.5 * 10**-decimals:
        told = "presque stable" if change else "stable"
    return f"{told} depuis {start}"
