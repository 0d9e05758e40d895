"""The chart of two indicators: peers as marks, the level behind, medians as landmarks. No trend line."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import pandas as pd

from observatoire.views.charts import encodings, vega
from observatoire.views.charts.encodings import by_width, expr, moved, tips
from observatoire.views.charts.indicator import Drawing
from observatoire.views.charts.scatter_layout import NAMED, SHADES, Scatter, Side
from observatoire.views.charts.vega import NARROW
from observatoire.views.french.wording import plural
from observatoire.views.layout.distributions import Window, spread_labels
from observatoire.views.style import tokens as style
from observatoire.views.style.marks import MARKS

HEIGHT: Final = 430.0
TOP: Final = 46.0  # room for the title of the vertical axis and the label of the median
BOTTOM: Final = HEIGHT - 10.0
LEFT, RIGHT = 10, 18  # marks on the edge of the frame stay whole
LABEL_GAP: Final = 17.0
NEAR: Final = 26.0  # pixels in which a label of the median would meet the name of a place
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
    x = _axis(alt.X, view.x, [LEFT, expr(f"width - {RIGHT}")])
    y = _axis(alt.Y, view.y, [BOTTOM, TOP])
    layers = [_behind(view, x, y), *_medians(view, x, y), *_marks(view, x, y), *_labels(view, x, y), _title(view.y)]
    notes = [
        "Tirets : médianes des pairs." if view.x.median is not None else "",
        behind,
        f"Hors du cadre : {plural(view.outside, 'pair', 'pairs')}." if view.outside else "",
        "Marque creuse : valeur fragile, à lire comme un ordre de grandeur." if view.points["fragile"].any() else "",
    ]
    return Drawing(vega.finished(layers, HEIGHT, description, notes), description)


def _axis(channel: Any, side: Side, span: list[Any]) -> Any:
    """Return an axis over the window; the vertical one has its title above, drawn apart."""
    upwards = channel is alt.Y
    options = encodings.figures_axis(side.indicator.unit, side.indicator.decimals)
    options |= {"title": None if upwards else side.title, "titleAnchor": "end", "titleColor": style.INK}
    axis = alt.Axis(tickCount=by_width(4, 6), grid=True, domain=False, offset=4, **options)
    scale = alt.Scale(domain=[side.shown.low, side.shown.high], zero=False, nice=False, clamp=True, range=span)
    return channel("x:Q" if not upwards else "y:Q", scale=scale, axis=axis)


def _title(side: Side) -> Any:
    base = alt.Chart(pd.DataFrame({"text": [f"↑ {side.title}"]}))
    return base.mark_text(align="left", x=-4, y=8, color=style.INK, aria=False).encode(text=alt.Text("text:N"))


def _behind(view: Scatter, x: Any, y: Any) -> Any:
    base = alt.Chart(view.behind)
    if view.cell is None:
        return base.mark_circle(
            size=by_width(9, 14), color=style.PEERS, opacity=0.5 if view.grouped else 0.3, aria=False
        ).encode(x=x, y=y)
    width, height = view.cell
    cells = base.transform_calculate(x2=f"datum.x + {width!r}", y2=f"datum.y + {height!r}")
    opacity = alt.Opacity(
        "shade:Q", legend=None, scale=alt.Scale(domain=[1, SHADES], range=[0.07, 0.8 if view.grouped else 0.44])
    )
    rect = cells.mark_rect(color=style.PEERS, aria=False)
    return rect.encode(x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2("y2:Q"), opacity=opacity)


def _medians(view: Scatter, x: Any, y: Any) -> list[Any]:
    """Return the medians of the peers, each a dashed line with its figure."""
    if view.x.median is None or view.y.median is None:
        return []
    row = {"mx": view.x.median, "my": view.y.median}
    base = alt.Chart(pd.DataFrame([row]))
    rule: dict[str, Any] = {"color": style.MEDIAN, "strokeDash": [5, 3], "strokeWidth": 1.4, "aria": False}
    look: dict[str, Any] = {"color": style.MEDIAN, "fontWeight": 600}
    glow: dict[str, Any] = {
        "stroke": style.PAPER,
        "strokeWidth": 4,
        "strokeOpacity": 0.85,
        "aria": False,
        "fontWeight": 600,
    }
    left = view.x.shown.share(view.x.median) > 0.6
    across: dict[str, Any] = {"y": TOP - 15, "align": "right" if left else "left", "dx": -2 if left else 2}
    upwards: dict[str, Any] = {"x": expr("width"), "align": "right", "dy": 10 if _named_above(view) else -8}
    layers: list[Any] = [
        base.mark_rule(**rule, y=TOP - 20, y2=HEIGHT).encode(x=moved(x, "mx")),
        base.mark_rule(**rule, x=0, x2=expr("width")).encode(y=moved(y, "my")),
    ]
    for style_of in (glow, look):
        layers.append(
            base.mark_text(**style_of, **across).encode(
                x=moved(x, "mx"), text=alt.TextValue(f"médiane {view.x.median_text}")
            )
        )
        layers.append(
            base.mark_text(**style_of, **upwards).encode(
                y=moved(y, "my"), text=alt.TextValue(f"médiane {view.y.median_text}")
            )
        )
    return layers


def _pixel(view: Scatter, value: float) -> float:
    """Return the height of a value on the chart, in pixels from the top."""
    return TOP + (1 - view.y.shown.share(value)) * (BOTTOM - TOP)


def _named_above(view: Scatter) -> bool:
    """Tell whether a named place stands just above the horizontal median: its label then goes under the line."""
    named = view.points.loc[view.points["role"] < NAMED, "y"]
    level = _pixel(view, view.y.median or 0)
    return any(0 <= level - _pixel(view, value) < NEAR for value in named)


def _marks(view: Scatter, x: Any, y: Any) -> list[Any]:
    """Return one mark a territory; peers outside the frame are left to the note."""
    points = view.points
    in_x = points["x"].between(view.x.shown.low, view.x.shown.high)
    in_y = points["y"].between(view.y.shown.low, view.y.shown.high)
    drawn = points[(in_x & in_y) | (points["role"] < NAMED)]
    if drawn.empty:
        return []
    domain = list(range(NAMED + 1))
    colours = alt.Scale(domain=domain, range=_COLOURS)
    size = expr(f"datum.role == {NAMED} ? ({NARROW} ? 34 : 52) : ({NARROW} ? 105 : 150)")
    fill = alt.condition("datum.fragile", alt.value(style.PAPER), alt.Fill("role:N", scale=colours, legend=None))
    mark = alt.Chart(drawn).mark_point(size=size, strokeWidth=1.4, opacity=1)
    return [
        mark.encode(
            x=x, y=y, fill=fill,
            stroke=alt.condition(
                f"datum.role == {NAMED}", alt.value(style.PAPER), alt.Stroke("role:N", scale=colours, legend=None)
            ),
            shape=alt.Shape("role:N", scale=alt.Scale(domain=domain, range=_SHAPES), legend=None),
            tooltip=tips(name="Territoire", x_text=view.x.title, y_text=view.y.title),
        )
    ]  # fmt: skip


def _labels(view: Scatter, x: Any, y: Any) -> list[Any]:
    """Return the names of the place and of the picked ones beside their marks, kept apart; arrows say "beyond"."""
    named = view.points[view.points["role"] < NAMED].reset_index(drop=True)
    if named.empty:
        return []
    heights = [_pixel(view, v) for v in named["y"]]
    placed = spread_labels(heights, LABEL_GAP, TOP, BOTTOM)
    per_pixel = (view.y.shown.high - view.y.shown.low) / (BOTTOM - TOP)
    named = named.assign(
        at=[view.y.shown.high - (pixel - TOP) * per_pixel for pixel in placed],
        right=[view.x.shown.share(v) > 0.55 for v in named["x"]],
        label=[
            f"{MARKS[role].glyph} {short}{_arrow(a, view.x.shown, '←→')}{_arrow(b, view.y.shown, '↓↑')}"
            for role, short, a, b in zip(named["role"], named["short"], named["x"], named["y"], strict=True)
        ],
        ink=[MARKS[role].colour for role in named["role"]],
    )
    layers: list[Any] = []
    base = alt.Chart(named)
    at = moved(y, "at")
    for right in (False, True):
        side = base.transform_filter(f"datum.right == {str(right).lower()}")
        look: dict[str, Any] = {"align": "right" if right else "left", "dx": -12 if right else 12, "fontWeight": 700}
        look["limit"] = expr("width * 0.6")
        halo = side.mark_text(**look, stroke=style.PAPER, strokeWidth=4, strokeOpacity=0.9, aria=False)
        text = side.mark_text(**look, color=expr("datum.ink"))
        layers += [part.encode(x=x, y=at, text=alt.Text("label:N")) for part in (halo, text)]
    return layers


def _arrow(value: float, shown: Window, signs: str) -> str:
    return f" {signs[0]}" if value < shown.low else f" {signs[1]}" if value > shown.high else ""
