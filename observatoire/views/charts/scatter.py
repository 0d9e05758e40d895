"""The chart of two indicators: peers as marks, the level behind, medians as landmarks. No trend line."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import altair as alt
import pyarrow as pa

from observatoire.views.charts import encodings
from observatoire.views.charts.drawing import Drawing
from observatoire.views.charts.encodings import by_width, expr, tips
from observatoire.views.charts.vega import NARROW, Layer, bound, drawn, finished, table
from observatoire.views.french.wording import plural
from observatoire.views.layout.scatter import (
    BOTTOM,
    HEIGHT,
    NAMED,
    SHADES,
    TOP,
    Scatter,
    Side,
    label_rows,
    mark_rows,
    named_above_median,
)
from observatoire.views.layout.territories import FRAGILE_FOOTNOTE
from observatoire.views.style import tokens as style
from observatoire.views.style.marks import MARKS

LEFT, RIGHT = 10, 18  # marks on the edge of the frame stay whole
_ROLES: Final = list(range(NAMED + 1))
_COLOURS: Final = [*(mark.colour for mark in MARKS), style.MUTED]
_SHAPES: Final = [*(mark.shape for mark in MARKS), "circle"]


def scatter_chart(view: Scatter, behind: str, description: str) -> Drawing:
    """Draw a place among its peers on two indicators.

    Parameters
    ----------
    view : Scatter
    behind : str
        What lies behind the marks, in words.
    description : str
        The sentence that says what the chart shows.
    """
    x = _axis(view.x, [LEFT, expr(f"width - {RIGHT}")])
    y = _axis(view.y, [BOTTOM, TOP], upwards=True)
    layers = [*_behind_layers(view, x, y), *_median_layers(view, x, y), *_mark_layers(view, x, y)]
    layers += [*bound(_labels(), label_rows(view), x=x, y=y), *bound(_upward_title(), [{"text": f"↑ {view.y.title}"}])]
    footnotes = [
        "Tirets\u202f: médianes des pairs." if view.x.median is not None else "",
        behind,
        f"Hors du cadre\u202f: {plural(view.outside, 'pair', 'pairs')}." if view.outside else "",
        "Flèche\u202f: valeur hors du cadre." if any(map(view.beyond, view.named)) else "",
        FRAGILE_FOOTNOTE if any(point.fragile for point in view.points) else "",
    ]
    return Drawing(finished(layers, HEIGHT, description, footnotes), description)


def _axis(side: Side, span: list[Any], upwards: bool = False) -> dict[str, Any]:
    """Return the scale and the axis over the window, for `bound`; the vertical one has its title above, apart."""
    options = encodings.figures_axis(side.indicator.unit, side.indicator.decimals)
    options |= {"title": None if upwards else side.title, "titleAnchor": "end", "titleColor": style.INK}
    shown = [side.shown.low, side.shown.high]
    return {
        "scale": {"domain": shown, "zero": False, "nice": False, "clamp": True, "range": span},
        "axis": {"tickCount": by_width(4, 6), "grid": True, "domain": False, "offset": 4, **options},
    }


@cache
def _upward_title() -> tuple[Layer, ...]:
    text = alt.Chart().mark_text(align="left", x=-4, y=8, color=style.INK)
    return drawn(text.encode(text=alt.Text("text:N")))


def _behind_layers(view: Scatter, x: Layer, y: Layer) -> list[Layer]:
    layers = _cells(view.behind.grouped) if view.behind.dense else _dots(view.behind.grouped)
    return bound(layers, pa.table(view.behind.columns), x=x, y=y)


@cache
def _dots(grouped: bool) -> tuple[Layer, ...]:
    dot = alt.Chart().mark_circle(size=by_width(9, 14), color=style.PEERS, opacity=0.5 if grouped else 0.3)
    return drawn(dot.encode(x=alt.X("x:Q"), y=alt.Y("y:Q")))


@cache
def _cells(grouped: bool) -> tuple[Layer, ...]:
    shades = alt.Scale(domain=[1, SHADES], range=[0.07, 0.8 if grouped else 0.44])
    cell = alt.Chart().mark_rect(color=style.PEERS)
    return drawn(
        cell.encode(
            x=alt.X("x:Q"), x2=alt.X2("x2:Q"), y=alt.Y("y:Q"), y2=alt.Y2("y2:Q"),
            opacity=alt.Opacity("shade:Q", legend=None, scale=shades),
        )
    )  # fmt: skip


def _median_layers(view: Scatter, x: Layer, y: Layer) -> list[Layer]:
    """Return the medians of the peers, each a dashed line with its figure."""
    if view.x.median is None or view.y.median is None:
        return []
    row: dict[str, Any] = {"across": view.x.median, "up": view.y.median}
    row |= {"across_label": f"médiane {view.x.median_text}", "up_label": f"médiane {view.y.median_text}"}
    left = view.x.shown.share(view.x.median) > 0.6
    return bound(_medians(left, named_above_median(view)), [row], x=x, y=y)


@cache
def _medians(left: bool, under: bool) -> tuple[Layer, ...]:
    """Return both lines and their labels: left or right of the upright one, under or above the other."""
    base, x, y = alt.Chart(), alt.X("across:Q"), alt.Y("up:Q")
    rule: dict[str, Any] = {"color": style.MEDIAN, "strokeDash": [5, 3], "strokeWidth": 1.4}
    glow: dict[str, Any] = {"stroke": style.PAPER, "strokeWidth": 4, "strokeOpacity": 0.85, "fontWeight": 600}
    ink: dict[str, Any] = {"color": style.MEDIAN, "fontWeight": 600}
    across: dict[str, Any] = {"y": TOP - 15, "align": "right" if left else "left", "dx": -2 if left else 2}
    upwards: dict[str, Any] = {"x": expr("width"), "align": "right", "dy": 10 if under else -8}
    texts = [
        mark
        for look in (glow, ink)
        for mark in (
            base.mark_text(**look, **across).encode(x=x, text=alt.Text("across_label:N")),
            base.mark_text(**look, **upwards).encode(y=y, text=alt.Text("up_label:N")),
        )
    ]
    return drawn(
        base.mark_rule(**rule, y=TOP - 20, y2=HEIGHT).encode(x=x),
        base.mark_rule(**rule, x=0, x2=expr("width")).encode(y=y),
        *texts,
    )


def _mark_layers(view: Scatter, x: Layer, y: Layer) -> list[Layer]:
    """Return one mark a territory; the headings of what it says are the titles of the axes."""
    rows = mark_rows(view)
    if not rows:
        return []
    tooltip = [tip.to_dict() for tip in tips(name="Territoire", x_text=view.x.title, y_text=view.y.title)]
    return bound(_marks(), table(rows), x=x, y=y, tooltip=tooltip)


@cache
def _marks() -> tuple[Layer, ...]:
    colours = alt.Scale(domain=_ROLES, range=_COLOURS)
    paper: Any = alt.value(style.PAPER)
    size = expr(f"datum.role == {NAMED} ? ({NARROW} ? 34 : 52) : ({NARROW} ? 105 : 150)")
    mark = alt.Chart().mark_point(size=size, strokeWidth=1.4, opacity=1)
    stroke = alt.Stroke("role:N", scale=colours, legend=None)
    fill: Any = alt.condition("datum.fragile", paper, alt.Fill("role:N", scale=colours, legend=None))
    return drawn(
        mark.encode(
            x=alt.X("x:Q"), y=alt.Y("y:Q"), fill=fill,
            stroke=alt.condition(f"datum.role == {NAMED}", paper, stroke),
            shape=alt.Shape("role:N", scale=alt.Scale(domain=_ROLES, range=_SHAPES), legend=None),
            tooltip=tips(name="Territoire"),
        )
    )  # fmt: skip


@cache
def _labels() -> tuple[Layer, ...]:
    """Return the names of the place and of the picked ones beside their marks; arrows say "beyond"."""
    base, x, y, layers = alt.Chart(), alt.X("x:Q"), alt.Y("at:Q"), []
    for right in (False, True):
        side = base.transform_filter(f"datum.right == {str(right).lower()}")
        look: dict[str, Any] = {"align": "right" if right else "left", "dx": -12 if right else 12, "fontWeight": 700}
        look["limit"] = expr("width * 0.6")
        halo = side.mark_text(**look, stroke=style.PAPER, strokeWidth=4, strokeOpacity=0.9)
        text = side.mark_text(**look, color=expr("datum.ink"))
        layers += [part.encode(x=x, y=y, text=alt.Text("label:N")) for part in (halo, text)]
    return drawn(*layers)
