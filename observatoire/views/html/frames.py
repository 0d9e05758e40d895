"""Frames ready to show: names beside values, texts formatted, states in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.statistics.comparison import Comparison, ranked
from observatoire.statistics.figures import Figures
from observatoire.views.french.groups import level_names
from observatoire.views.french.sentences import caution, gap_text, has_middle_half, value_text
from observatoire.views.french.verdicts import CLOSE
from observatoire.views.french.wording import number, plural
from observatoire.views.html.tables import Heading, Row
from observatoire.views.layout.positions import Reference
from observatoire.views.layout.territories import OUTSIDE

NO_FIGURE = "–"
SIDES = {1: "nettement au-dessus", 0: CLOSE, -1: "nettement en dessous"}
"""Where a peer lies, seen from the place (`Judgement.apart`)."""


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
    asked = figures.take(positions)
    statuses = asked.statuses
    pairs = zip(asked.value.tolist(), statuses, strict=True)
    odd = {int(at): caution(asked.figure(int(at))) for at in np.flatnonzero(asked.known & ~asked.counts)}
    return pd.DataFrame(
        {
            "id": _texts(found),
            "name": _texts(level_names(store, level, found)),
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
