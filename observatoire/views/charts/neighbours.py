"""The chart of statistical neighbours: in what each one has more, less or about as much as the place."""

from __future__ import annotations

from typing import Final

import altair as alt
import numpy as np
import pandas as pd

from observatoire.statistics.resemblance import NEAR
from observatoire.views.charts import vega
from observatoire.views.charts.encodings import by_width, expr, pixel_y, tips
from observatoire.views.charts.indicator import Drawing
from observatoire.views.charts.vega import NARROW
from observatoire.views.style import tokens as style

HEAD: Final = 152  # room for the names of the features
ROW: Final = 30
WIDEST: Final = 2.5  # scaled difference from which a triangle no longer grows
SHAPES: Final = {
    "more": "triangle-up",
    "less": "triangle-down",
    "near": "circle",
    "none": "M-.7,-.7L.7,.7M.7,-.7L-.7,.7",
}
COLOURS: Final = {
    "more": style.DIVERGING[3][2],
    "less": style.DIVERGING[3][0],
    "near": style.PEERS,
    "none": style.MUTED,
}
NOTES: Final = (
    "▲ ce pair a plus, ▼ il a moins, ● à peu près autant (écart de moins d’un demi-écart type).",
    "Plus le triangle est grand, plus l’écart l’est. × : chiffre absent.",
)


def matrix_chart(cells: pd.DataFrame, description: str) -> Drawing:
    """Draw neighbours (rows, nearest first) against features (columns).

    Parameters
    ----------
    cells : DataFrame
        As `peer_tables.matrix_cells` returns it.
    description : str
        What the chart shows, in a sentence.

    Raises
    ------
    ValueError
        When there are no cells.
    """
    if cells.empty:
        raise ValueError("a matrix needs at least one neighbour and one feature")
    rows, last = _placed(cells), int(cells["column"].max())
    height = float(rows["y"].max() + ROW / 2 + 4)
    x = _column_x(last)
    peers = rows.loc[rows["column"] == 0, ["name", "y"]]
    features = rows.loc[rows["row"] == 0, ["label", "column"]].assign(y=HEAD, end=height)
    layers = [*_grid(peers, features, x, height), *_titles(peers, features, x, height), *_marks(rows, x, height)]
    return Drawing(vega.finished(layers, height, description, [*NOTES]), description)


def _placed(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells with their `y`, the kind and the size (0-1) of their mark."""
    gap = cells["gap"].to_numpy(dtype=np.float64)
    tests = [np.isnan(gap), gap > NEAR, gap < -NEAR]
    size = np.nan_to_num((np.clip(np.abs(gap), NEAR, WIDEST) - NEAR) / (WIDEST - NEAR))
    return cells.assign(
        y=HEAD + (cells["row"].to_numpy() + 0.5) * ROW,
        kind=np.select(tests, ["none", "more", "less"], "near"),
        size=size.round(3),
        words=np.select(tests, ["chiffre absent", "plus", "moins"], "à peu près autant"),
    )


def _column_x(last: int) -> alt.X:
    """Place columns evenly: right of the names on a screen, under them over the whole width on a phone."""
    spread = [by_width(10, 262), expr(f"width - ({NARROW} ? 12 : 110)")]
    scale = alt.Scale(domain=[0, max(last, 1)], range=spread, nice=False, zero=False)
    return alt.X("column:Q", scale=scale, axis=None)


def _grid(peers: pd.DataFrame, features: pd.DataFrame, x: alt.X, height: float) -> list[alt.Chart]:
    across = alt.Chart(peers).mark_rule(color=style.RULE, x=0, x2=expr("width"), yOffset=ROW / 2, aria=False)
    down = alt.Chart(features).mark_rule(color=style.RULE, strokeDash=[1, 3], aria=False)
    y = pixel_y(height)
    return [across.encode(y=y), down.encode(x=x, y=y, y2=alt.Y2("end:Q"))]


def _titles(peers: pd.DataFrame, features: pd.DataFrame, x: alt.X, height: float) -> list[alt.Chart]:
    """Return the names of peers (above their marks on a phone) and of features (upright on a phone)."""
    y = pixel_y(height)
    name = alt.Chart(peers).mark_text(
        align="left", x=0, dy=by_width(-7, 0), fontSize=by_width(12, 14), limit=expr(f"{NARROW} ? width : 244")
    )
    label = alt.Chart(features).mark_text(
        align="left", baseline="middle", angle=by_width(270, 320), dx=6, dy=0, fontSize=by_width(12, 13)
    )
    return [name.encode(y=y, text=alt.Text("name:N")), label.encode(x=x, y=y, text=alt.Text("label:N"))]


def _marks(rows: pd.DataFrame, x: alt.X, height: float) -> list[alt.Chart]:
    kinds = list(SHAPES)
    colours = alt.Scale(domain=kinds, range=[COLOURS[kind] for kind in kinds])
    shapes = alt.Scale(domain=kinds, range=[SHAPES[kind] for kind in kinds])
    size = expr(
        f"datum.kind == 'near' ? ({NARROW} ? 12 : 20) : ({NARROW} ? 28 + 60 * datum.size : 44 + 140 * datum.size)"
    )
    mark = alt.Chart(rows).mark_point(size=size, strokeWidth=1.4, opacity=1, yOffset=by_width(6, 0))
    return [
        mark.encode(
            x=x, y=pixel_y(height), shape=alt.Shape("kind:N", scale=shapes, legend=None),
            stroke=alt.Stroke("kind:N", scale=colours, legend=None),
            fill=alt.Fill("kind:N", scale=colours, legend=None),
            tooltip=tips(name="Pair", label="Critère", text="Ses chiffres", words="Il a"),
        )
    ]  # fmt: skip
