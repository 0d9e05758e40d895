"""Frames of series: what a chart over the years draws, and the table beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Level, Territory
from observatoire.statistics.figures import Figure, Figures
from observatoire.statistics.series import band, base_100, series, yearly
from observatoire.statistics.uncertainty.chance import WIDE
from observatoire.statistics.uncertainty.variances import errors_of
from observatoire.views.french.grammar import short_label
from observatoire.views.french.sentences import caution, value_text
from observatoire.views.french.wording import STATES, amount_of_gap, number
from observatoire.views.html.frames import NO_FIGURE
from observatoire.views.html.tables import Heading, Row

FLAG_WORDS = {"carried": " (repris d’une autre année)", "estimated": " (en partie estimé ou repris)"}
"""What a table adds to a figure that no survey of its year gave."""


def series_frames(
    store: Store, indicator: Indicator, places: Sequence[Territory], peers: Sequence[str], based: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the series of some places and the band of their peers, as `series_chart` takes them.

    Parameters
    ----------
    store, indicator
        What to draw.
    places : sequence of Territory
        The place first, then those picked by hand; all of one level.
    peers : sequence of str
        The place's peers.
    based : bool
        Whether every series is divided by its first year, times 100.

    Returns
    -------
    tuple of DataFrame
        Lines (`id`, `name`, `year`, `value`, `text`, `flag`: "estimated" in part, "carried" whole;
        `communes`: how many it rests on; `margin`, not of an index: how far chance alone moves the value of the first
        place, "" for the others), and band (`year`, `median`, `q1`, `q3`, `n`,
        `median_text`).
    """
    level, ids = places[0].level, [place.id for place in places]
    own, group = yearly(store, indicator, level, ids), yearly(store, indicator, level, peers)
    lines, middle = series_frames_of(own, group, places, peers, based)
    if not based:
        lines["margin"] = [*_margins(store, own, level), *[""] * (len(lines) - len(own))]
    return lines, middle


def _margins(store: Store, own: Sequence[Figures], level: Level) -> list[str]:
    """Return, by year, how far chance alone moves the value of the first place; "" where it is exact or unknown."""
    first = [of_year.take(slice(0, 1)) for of_year in own]
    reach = [WIDE * math.sqrt(errors_of(store, of_year, level).variance[0]) for of_year in first]
    return [
        f"±\u00a0{amount_of_gap(x, of_year.indicator.unit, of_year.indicator.decimals)}"
        if x > 0 and of_year.known[0]
        else ""
        for x, of_year in zip(reach, first, strict=True)
    ]


def series_frames_of(
    figures: Sequence[Figures],
    of_peers: Sequence[Figures],
    places: Sequence[Territory],
    peers: Sequence[str],
    based: bool,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what `series_frames` does, from figures of each year, whoever computed them.

    Parameters
    ----------
    figures, of_peers : sequence of Figures
        Of the places and of the peers, a record a year.
    places, peers, based
        The places, the ids of the peers, and whether every series is divided by its first year.
    """
    indicator, ids = figures[0].indicator, [place.id for place in places]
    own, group = series(figures, ids), series(of_peers, peers)
    if based:
        own, group = base_100(own), base_100(group)

    def text(value: float) -> str:
        if not math.isfinite(value):
            return ""
        return number(value, 1) if based else value_text(indicator, value)

    lines = []
    for at, place in enumerate(places):
        for of_year, value in zip(figures, own[place.id].tolist(), strict=True):
            figure = of_year.figure(at)
            line = {"id": place.id, "name": short_label(place), "year": of_year.year, "value": value}
            line["text"] = text(value) or _why_not(indicator, figure)
            # "carried": only repeats what was counted in another year.
            line["flag"] = "carried" if figure.repeated else "estimated" if figure.flagged else ""
            lines.append(line | {"communes": figure.members_with_data})
    middle = band(group).rename_axis("year").reset_index()
    middle["median_text"] = middle["median"].map(text)
    return pd.DataFrame(lines), middle


def _why_not(indicator: Indicator, figure: Figure) -> str:
    """Return why a year of a series has no value to follow: its state, or why its value does not count."""
    if figure.status == "value" and not figure.counts:
        mark = STATES["implausible" if figure.implausible else "fragile"].mark
        return f"{mark} {value_text(indicator, figure.value)} ({caution(figure)})"
    return value_text(indicator, math.nan, figure.status)


def series_table(lines: pd.DataFrame, middle: pd.DataFrame, with_peers: bool) -> tuple[list[Heading], list[Row]]:
    """Return the table beside a chart of series: a row a year, a column a place, then the peers' median.

    Parameters
    ----------
    lines, middle : DataFrame
        As `series_frames` returns them.
    with_peers : bool
        Whether there is a group of peers.
    """
    names = dict(zip(lines["id"].tolist(), lines["name"].tolist(), strict=True))
    keys = zip(lines["year"].tolist(), lines["id"].tolist(), strict=True)
    worded = zip(lines["text"].tolist(), lines["flag"].tolist(), strict=True)
    texts = {key: text + FLAG_WORDS.get(flag, "") for key, (text, flag) in zip(keys, worded, strict=True)}
    margins: list[str] = lines["margin"].tolist() if "margin" in lines else []
    marked = any(margins)
    columns = [Heading("Année"), *(Heading(name, numeric=True) for name in names.values())]
    if marked:
        columns.insert(2, Heading("Marge", numeric=True))
    if with_peers:
        columns.append(Heading("Médiane du groupe", numeric=True))
    rows = []
    for at, (year, median) in enumerate(zip(middle["year"].tolist(), middle["median_text"].tolist(), strict=True)):
        cells = [texts[year, identifier] or NO_FIGURE for identifier in names]
        if marked:
            cells.insert(1, margins[at] or NO_FIGURE)
        rows.append(Row(str(year), (str(year), *cells, *([median or NO_FIGURE] if with_peers else []))))
    return columns, rows
