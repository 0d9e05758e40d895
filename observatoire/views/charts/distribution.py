"""The distribution: how the values of a group of any size spread, as dots or as a histogram, the place marked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd

from observatoire.views.charts import encodings, vega
from observatoire.views.charts.drawing import Drawing
from observatoire.views.charts.encodings import TERRITORY_TIPS, by_width, expr, figures_x, pixel_y, tips
from observatoire.views.charts.landmarks import landmark_lane
from observatoire.views.charts.vega import NARROW, Layer, bound, drawn, finished
from observatoire.views.french.wording import quantity
from observatoire.views.layout.distribution import LOOSE_DOTS, bar_rows, distribution_sentence, dot_rows, flag_rows
from observatoire.views.layout.positions import Floats, Reference, Window, Write, beyond_footnote, window
from observatoire.views.layout.territories import (
    CERTAIN,
    Doubt,
    Item,
    band_footnote,
    close_rows,
    fragile_footnote,
    margin_rows,
    named_items,
    outside_footnote,
    outside_of,
    sorted_items,
    spread_footnote,
)
from observatoire.views.style import tokens as style

MOST_DOTS: Final = 400
BARS_HEIGHT: Final = 150.0


def distribution_chart(
    frame: pd.DataFrame,
    place_id: str,
    picked: Sequence[str],
    reference: Reference,
    *,
    unit: str,
    decimals: int,
    noun: str = "territoires",
    doubt: Doubt = CERTAIN,
) -> Drawing:
    """Draw how the values of a group of any size spread, and where the place stands.

    Up to 400 territories, each is a mark; above, a histogram.

    Parameters
    ----------
    frame : DataFrame
        A row a territory, as `ranking_chart` takes it.
    place_id : str
        Which of them is the place.
    picked : sequence of str
        Those set beside it by the visitor.
    reference : Reference
        Median and middle half of the group.
    unit : str
        Written after figures.
    decimals : int
        Of the figures.
    noun : str, optional
        What is counted ("communes", "EPCI").
    doubt : Doubt
        The margin of the place, and the peers that cannot be told from it.
    """
    values = frame["value"].to_numpy(dtype=np.float64)[~outside_of(frame)]
    crowd = int(np.isfinite(values).sum()) > MOST_DOTS
    items = (named_items if crowd else sorted_items)(frame, place_id, picked)
    kept = [item.value for item in items if item.role != "peer"]
    shown = window(values, [*kept, reference.q1, reference.median, reference.q3])
    flags = flag_rows(items, shown)
    head = 20.0 * len(flags) + 14
    x = figures_x(shown.low, shown.high, unit, decimals, by_width(8, 14), "width - 18")
    if crowd:
        marks, floor = _bars(values, shown, x, head, lambda v: quantity(v, unit, decimals), noun)
    else:
        marks, floor = _dots(items, shown, x, head, doubt)
    pale = [ends | {"top": head - 6, "floor": floor} for ends in close_rows(frame, place_id, doubt, shown)]
    marks = [*(bound(_pale(), pale, x=x) if pale else []), *marks]
    line = [end | {"y": floor - 2} for end in margin_rows(items, doubt, shown)]
    marks += bound(_margin_line(), line, x=x) if line else []
    layers = [*marks, *landmark_lane(reference, shown, x, floor + 14, figures=True), *_flags(flags, x, floor)]
    description = distribution_sentence(items, int(np.isfinite(values).sum()), reference)
    beyond = beyond_footnote(shown, lambda v: quantity(v, unit, decimals))
    doubtful = spread_footnote(doubt, () if crowd else items)
    footnotes = [
        band_footnote(reference),
        doubtful,
        beyond,
        "" if crowd else fragile_footnote(items),
        outside_footnote(items),
    ]
    return Drawing(finished(layers, floor + 58, description, footnotes), description)


@cache
def _pale() -> tuple[Layer, ...]:
    """Return the pale ground behind the values that cannot be told from that of the place."""
    rect = alt.Chart().mark_rect(color=style.ACCENT, opacity=0.06)
    x, x2, y, y2 = alt.X("low:Q"), alt.X2("high:Q"), pixel_y(field="top"), alt.Y2("floor:Q")
    return drawn(rect.encode(x=x, x2=x2, y=y, y2=y2))


@cache
def _margin_line() -> tuple[Layer, ...]:
    """Return the thin line of the place's margin, along the floor."""
    rule = alt.Chart().mark_rule(color=style.ACCENT, strokeWidth=2.5)
    return drawn(rule.encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=pixel_y()))


def _dots(items: Sequence[Item], shown: Window, x: Layer, head: float, doubt: Doubt) -> tuple[list[Layer], float]:
    """Return the stacked marks and the `y` of their floor."""
    dots, levels = dot_rows(items, shown)
    loose = len(dots) <= LOOSE_DOTS
    step = 9.0 if loose else 6.5
    floor = head + levels * step
    close = {item.id for item in items if item.role == "peer"} & doubt.close
    rows = vega.table([dot | {"y": floor - (dot["level"] + 0.5) * step, "close": dot["id"] in close} for dot in dots])
    return bound(_dot_layer(loose), rows, x=x), floor


@cache
def _dot_layer(loose: bool) -> tuple[Layer, ...]:
    small, wide = (34, 56) if loose else (18, 30)
    size = expr(f"datum.role == 'peer' ? ({NARROW} ? {small} : {wide}) : ({NARROW} ? 70 : 110)")
    mark = alt.Chart().mark_point(size=size, strokeWidth=1.2, opacity=1)
    return drawn(
        mark.encode(
            x=alt.X("x:Q"), y=pixel_y(), stroke=encodings.role_stroke(), shape=encodings.role_shape(),
            fill=encodings.role_fill("datum.fragile || datum.close"), tooltip=TERRITORY_TIPS,
        )
    )  # fmt: skip


def _bars(values: Floats, shown: Window, x: Layer, head: float, write: Write, noun: str) -> tuple[list[Layer], float]:
    """Return the histogram and the `y` of its floor."""
    bars = bar_rows(values, shown, write, noun)
    floor = head + BARS_HEIGHT
    tallest = max(bar["count"] for bar in bars)
    rows = [bar | {"top": floor - bar["count"] / tallest * BARS_HEIGHT, "floor": floor} for bar in bars]
    return bound(_bar_layer(), vega.table(rows), x=x), floor


@cache
def _bar_layer() -> tuple[Layer, ...]:
    mark = alt.Chart().mark_rect(color=style.PEERS_SOFT, stroke=style.PEERS, strokeWidth=0.8)
    x, x2, y, y2 = alt.X("low:Q"), alt.X2("high:Q"), pixel_y(field="top"), alt.Y2("floor:Q")
    return drawn(mark.encode(x=x, x2=x2, y=y, y2=y2, tooltip=tips(text="Valeurs", count_text="Effectif")))


def _flags(flags: Sequence[dict[str, Any]], x: Layer, floor: float) -> list[Layer]:
    """Return the labels of the named territories, each with a thin line down to the floor."""
    return bound(_flag_layers(), [flag | {"floor": floor} for flag in flags], x=x)


@cache
def _flag_layers() -> tuple[Layer, ...]:
    base, x, y = alt.Chart(), alt.X("x:Q"), pixel_y()
    ink = expr(encodings.INK_OF_ROLE)
    line = base.mark_rule(color=ink, strokeWidth=1, opacity=0.75)
    layers: list[Any] = [line.encode(x=x, y=y, y2=alt.Y2("floor:Q"))]
    for right in (False, True):
        side = base.transform_filter(f"datum.right == {str(right).lower()}")
        look: dict[str, Any] = {
            "align": "right" if right else "left",
            "dx": -6 if right else 6,
            "fontWeight": 700,
        }
        halo = side.mark_text(**look, stroke=style.PAPER, strokeWidth=5)
        text = side.mark_text(**look, color=ink, limit=expr("width * 0.6"))
        layers += [part.encode(x=x, y=y, text=alt.Text("label:N")) for part in (halo, text)]
    return drawn(*layers)
