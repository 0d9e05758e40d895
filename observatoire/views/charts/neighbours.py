"""The chart of statistical neighbours: in what each one has more, less or about as much as the place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import altair as alt

from observatoire.views.charts.drawing import Drawing
from observatoire.views.charts.encodings import by_width, expr, pixel_y, tips
from observatoire.views.charts.vega import NARROW, Layer, bound, drawn, finished, table
from observatoire.views.layout.neighbours import HEAD, ROW, Cell, cell_rows
from observatoire.views.style import tokens as style

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


def matrix_chart(cells: Sequence[Cell], description: str) -> Drawing:
    """Draw neighbours (rows, nearest first) against criteria (columns).

    Parameters
    ----------
    cells : sequence of Cell
        As `peers.tables.matrix_cells` returns them.
    description : str
        What the chart shows, in a sentence.

    Raises
    ------
    ValueError
        When there are no cells.
    """
    if not cells:
        raise ValueError("a matrix needs at least one neighbour and one feature")
    rows, last = cell_rows(cells), max(cell.column for cell in cells)
    height = max(row["y"] for row in rows) + ROW / 2 + 4
    x = _column_x(last)
    peers = [{"name": row["name"], "y": row["y"]} for row in rows if row["column"] == 0]
    criteria = [
        {"label": row["label"], "column": row["column"], "y": HEAD, "end": height} for row in rows if row["row"] == 0
    ]
    layers = [*bound(_across(), peers), *bound(_down(), criteria, x=x), *bound(_names(), peers)]
    layers += [*bound(_criteria(), criteria, x=x), *bound(_marks(), table(rows), x=x)]
    return Drawing(finished(layers, height, description, [*NOTES]), description)


def _column_x(last: int) -> dict[str, Any]:
    """Place columns evenly: right of the names on a screen, under them over the whole width on a phone."""
    spread = [by_width(10, 262), expr(f"width - ({NARROW} ? 12 : 110)")]
    return {"scale": {"domain": [0, max(last, 1)], "range": spread, "nice": False, "zero": False}}


@cache
def _across() -> tuple[Layer, ...]:
    """Return the line under each neighbour."""
    rule = alt.Chart().mark_rule(color=style.RULE, x=0, x2=expr("width"), yOffset=ROW / 2)
    return drawn(rule.encode(y=pixel_y()))


@cache
def _down() -> tuple[Layer, ...]:
    """Return the dotted line down from each criterion."""
    rule = alt.Chart().mark_rule(color=style.RULE, strokeDash=[1, 3])
    return drawn(rule.encode(x=alt.X("column:Q", axis=None), y=pixel_y(), y2=alt.Y2("end:Q")))


@cache
def _names() -> tuple[Layer, ...]:
    """Return the names of the neighbours, above their marks on a phone."""
    name = alt.Chart().mark_text(
        align="left", x=0, dy=by_width(-7, 0), fontSize=by_width(12, 14), limit=expr(f"{NARROW} ? width : 244")
    )
    return drawn(name.encode(y=pixel_y(), text=alt.Text("name:N")))


@cache
def _criteria() -> tuple[Layer, ...]:
    """Return the names of the criteria, upright on a phone."""
    label = alt.Chart().mark_text(
        align="left", baseline="middle", angle=by_width(270, 320), dx=6, dy=0, fontSize=by_width(12, 13)
    )
    return drawn(label.encode(x=alt.X("column:Q", axis=None), y=pixel_y(), text=alt.Text("label:N")))


@cache
def _marks() -> tuple[Layer, ...]:
    kinds = list(SHAPES)
    colours = alt.Scale(domain=kinds, range=[COLOURS[kind] for kind in kinds])
    shapes = alt.Scale(domain=kinds, range=[SHAPES[kind] for kind in kinds])
    size = expr(
        f"datum.kind == 'near' ? ({NARROW} ? 12 : 20) : ({NARROW} ? 28 + 60 * datum.size : 44 + 140 * datum.size)"
    )
    mark = alt.Chart().mark_point(size=size, strokeWidth=1.4, opacity=1, yOffset=by_width(6, 0))
    return drawn(
        mark.encode(
            x=alt.X("column:Q", axis=None), y=pixel_y(), shape=alt.Shape("kind:N", scale=shapes, legend=None),
            stroke=alt.Stroke("kind:N", scale=colours, legend=None),
            fill=alt.Fill("kind:N", scale=colours, legend=None),
            tooltip=tips(name="Pair", label="Critère", text="Ses chiffres", words="Il a"),
        )
    )  # fmt: skip
