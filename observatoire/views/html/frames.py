"""Frames ready to show: names beside values, texts formatted, states in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Level, Territory
from observatoire.statistics.comparison import Comparison, ranked
from observatoire.statistics.figures import Figure, Figures
from observatoire.statistics.series import band, base_100, series, yearly
from observatoire.views.french.grammar import short_label
from observatoire.views.french.groups import short_labels
from observatoire.views.french.sentences import caution, gap_text, has_middle_half, value_text
from observatoire.views.french.verdicts import CLOSE
from observatoire.views.french.wording import STATES, number, plural
from observatoire.views.html.tables import Heading, Row
from observatoire.views.layout.positions import Reference
from observatoire.views.layout.territories import OUTSIDE

NO_FIGURE = "–"
SIDES = {1: "nettement au-dessus", 0: CLOSE, -1: "nettement en dessous"}
"""Where a peer lies, seen from the place (`Judgement.apart`)."""
FLAG_WORDS = {"carried": " (repris d’une autre année)", "estimated": " (en partie estimé ou repris)"}
"""What a table adds to a figure that no survey of its year gave."""


def ranked_table(store: Store, figures: Figures, ids: Sequence[str], beside: Sequence[str] = ()) -> pd.DataFrame:
    """Return the territories of a comparison, ranked, named and worded.

    Parameters
    ----------
    store : Store
    figures : Figures
        Theirs, among others or not.
    ids : sequence of str
        The place and its peers.
    beside : sequence of str
        Territories set beside them. Those that are not among `ids` stand at their value, without a rank: they are no
        part of the group, and move nobody's rank.

    Returns
    -------
    DataFrame
        Columns `id`, `name` (homonyms told apart by their département), `value` (NaN for an implausible one: it is
        told, not drawn), `status`, `fragile`, `caution` (the word beside a value that does not count), `rank` (Int64,
        NA when not ranked), `outside` (of the group), `text` (the figure in French, or its state); highest first.
    """
    group = set(ids)
    found, positions, ranks = ranked(figures, [*ids, *beside])
    outside = np.array([identifier not in group for identifier in found])
    if outside.any():
        own_ids, _, own_ranks = ranked(figures, ids)
        of_group = dict(zip(own_ids, own_ranks.tolist(), strict=True))
        ranks = np.array([of_group.get(identifier, np.nan) for identifier in found])
    level = store.territory(ids[0]).level
    names = _names(store, level)
    asked = figures.take(positions)
    statuses = asked.statuses
    pairs = zip(asked.value.tolist(), statuses, strict=True)
    odd = {int(at): caution(asked.figure(int(at))) for at in np.flatnonzero(asked.known & ~asked.counts)}
    return pd.DataFrame(
        {
            "id": _texts(found),
            "name": _texts([names[position] for position in store.positions(level, found)]),
            "value": np.where(asked.implausible, np.nan, asked.value),
            "status": _texts(list(statuses)),
            "fragile": asked.fragile & ~asked.implausible,
            "caution": _texts([odd.get(at, "") for at in range(len(found))]),
            "rank": pd.Series(ranks).astype("Int64").array,
            "outside": outside,
            "text": _texts([value_text(figures.indicator, *pair) for pair in pairs]),
        }
    )


def _texts(words: list[str]) -> pd.Series[str]:
    """Return a column of plain Python texts: these are read one by one, and Arrow's would be made to be unmade."""
    return pd.Series(words, dtype=object)


@lru_cache(maxsize=8)
def _names(store: Store, level: Level) -> list[str]:
    """Return the names of a level's territories, homonyms told apart, in its order."""
    return short_labels(store.level(level))


def solid_rows(table: pd.DataFrame) -> int:
    """Return how many rows of a ranking, the first, stand in order of a solid value, ranked or beside the group."""
    beside = table["outside"] & ~table["fragile"] & (table["status"] == "value")
    return int((table["rank"].notna() | beside).sum())


def around(table: pd.DataFrame, keep: Sequence[str], ranked: int, most: int = 40) -> pd.DataFrame:
    """Return a readable extract of a long ranking: both ends, and those around the kept territories.

    Parameters
    ----------
    table : DataFrame
        As `ranked_table` returns it.
    ranked : int
        How many of its rows, the first, stand in order of a solid value: the lowest ones are shown, not only those
        without a rank, which come last.
    keep : sequence of str
        Ids that must stay: the place, the territories picked by hand.
    most : int
        A table of at most this many rows is returned whole.

    Returns
    -------
    DataFrame
        Rows in their order, with a column `gap`: how many rows are left out just before each.
    """
    if len(table) <= most:
        return table.assign(gap=0)
    ends, near, unranked = 5, 3, 2
    positions = set(range(ends)) | set(range(len(table) - (unranked if ranked else ends), len(table)))
    positions |= set(range(max(0, ranked - ends), ranked))
    for at in np.flatnonzero(table["id"].isin(keep)).tolist():
        positions |= set(range(max(0, at - near), min(len(table), at + near + 1)))
    kept = sorted(positions)
    gaps = [now - before - 1 for before, now in zip([-1, *kept], kept, strict=False)]
    return table.iloc[kept].assign(gap=gaps)


def reference_of(indicator: Indicator, result: Comparison, label: str) -> Reference:
    """Return a group's landmarks with their texts, as the charts take them; quartiles only of a group large enough."""
    q1, q3 = (result.q1, result.q3) if has_middle_half(result.peers_ranked) else (math.nan, math.nan)

    def text(value: float) -> str:
        return value_text(indicator, value) if math.isfinite(value) else ""

    def known(value: float) -> float | None:
        return value if math.isfinite(value) else None

    return Reference(
        label=label,
        median=known(result.median),
        q1=known(q1),
        q3=known(q3),
        median_text=text(result.median),
        q1_text=text(q1),
        q3_text=text(q3),
    )


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
        `communes`: how many it rests on), and band (`year`, `median`, `q1`, `q3`, `n`,
        `median_text`).
    """
    level, ids = places[0].level, [place.id for place in places]
    figures = yearly(store, indicator, level, ids)
    own, group = series(figures, ids), series(yearly(store, indicator, level, peers), peers)
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
    columns = [Heading("Année"), *(Heading(name, numeric=True) for name in names.values())]
    if with_peers:
        columns.append(Heading("Médiane du groupe", numeric=True))
    rows = []
    for year, median in zip(middle["year"].tolist(), middle["median_text"].tolist(), strict=True):
        cells = [texts[year, identifier] or NO_FIGURE for identifier in names]
        rows.append(Row(str(year), (str(year), *cells, *([median or NO_FIGURE] if with_peers else []))))
    return columns, rows


def ranking_rows(
    table: pd.DataFrame, median: float, indicator: Indicator, apart: Mapping[str, int] | None = None
) -> tuple[list[Heading], list[Row]]:
    """Return a ranking as an accessible table: rank, name, value, gap to the median, whether it is surely apart.

    Parameters
    ----------
    table : DataFrame
        As `around` returns it.
    median : float
        The peers' median; NaN leaves the column of gaps out.
    indicator : Indicator
    apart : mapping of str to int, optional
        By id of a peer that counts, 1 surely above the place, -1 surely below, 0 neither: a column says it.
    """
    with_gap = math.isfinite(median)
    columns = [Heading("Territoire"), Heading("Rang", numeric=True), Heading("Valeur", numeric=True)]
    if with_gap:
        columns.append(Heading("Écart à la médiane", numeric=True))
    if apart:
        columns.append(Heading("Face au territoire"))
    rows = []
    ranks = table["rank"].to_numpy(dtype=np.float64, na_value=np.nan).tolist()
    cells_of = (table[column].tolist() for column in ("id", "name", "value", "caution", "outside", "text", "gap"))
    for identifier, name, value, odd, outside, text, gap, rank in zip(*cells_of, ranks, strict=True):
        if gap:
            skipped = plural(gap, "territoire", "territoires")
            rows.append(Row("", (f"… {skipped} …", *[""] * (len(columns) - 1))))
        ranked = math.isfinite(rank)
        who, figure = f"{name} ({OUTSIDE})" if outside else name, f"{text} ({odd})" if odd else text
        cells = [who, number(rank) if ranked else NO_FIGURE, figure]
        if with_gap:
            solid = ranked or (outside and math.isfinite(value) and not odd)
            cells.append(gap_text(indicator, value - median) if solid else NO_FIGURE)
        if apart:
            cells.append(SIDES[apart[identifier]] if ranked and identifier in apart else NO_FIGURE)
        rows.append(Row(identifier, tuple(cells)))
    return columns, rows
