"""The ranking: at most forty territories, from the highest value to the lowest, each named, with its figure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import altair as alt
import pandas as pd

from observatoire.views.charts import encodings, vega
from observatoire.views.charts.drawing import Drawing
from observatoire.views.charts.encodings import CHART_HEIGHT, TERRITORY_TIPS, by_width, expr, figures_x, pixel_y
from observatoire.views.charts.vega import NARROW, Layer, bound, drawn, finished
from observatoire.views.layout.positions import Reference, Window
from observatoire.views.layout.ranking import ROW, TOP, names_room, ranking_rows, ranking_sentence
from observatoire.views.layout.territories import (
    CERTAIN,
    Align,
    Doubt,
    band_footnote,
    centred,
    doubt_footnote,
    fragile_footnote,
    margin_rows,
    outside_footnote,
    sorted_items,
)
from observatoire.views.style import tokens as style

MOST_ROWS: Final = 40


def ranking_chart(
    frame: pd.DataFrame,
    place_id: str,
    picked: Sequence[str],
    reference: Reference,
    *,
    unit: str,
    decimals: int,
    doubt: Doubt = CERTAIN,
) -> Drawing:
    """Draw at most 40 territories from the highest value to the lowest.

    Parameters
    ----------
    frame : DataFrame
        Columns id, name, value (NaN when missing), fragile, rank (NaN when not ranked), text (the figure
        in French, or why there is none).
    picked : sequence of str
        At most two territories chosen by hand, drawn with their own marks.
    place_id : str
        Which of them is the place.
    reference : Reference
        Median and middle half of the group.
    unit : str
        Written after figures.
    decimals : int
        Of the figures.
    doubt : Doubt
        The margin of the place, and the peers that cannot be told from it.

    Raises
    ------
    ValueError
        When there are no rows, or more than 40: use `distribution_chart`.
    """
    if not 0 < len(frame) <= MOST_ROWS:
        raise ValueError(f"a ranking shows 1 to {MOST_ROWS} territories, not {len(frame)}")
    items = sorted_items(frame, place_id, picked)
    rows, shown, height = ranking_rows(items, reference, doubt)
    names = names_room(items)
    start = expr(f"{NARROW} ? 8 : {_room(names)}")
    x = figures_x(shown.low, shown.high, unit, decimals, start, f"width - ({NARROW} ? 80 : 96)")
    ground = [{"top": row["top"], "end": row["end"]} for row in rows if row["role"] == "place"]
    pale = [{"top": row["top"], "end": row["end"]} for row in rows if row["close"]]
    layers = [*bound(_tint(), ground), *(bound(_pale(), pale) if pale else []), *_reference_layers(reference, shown, x)]
    of_place = [row["y"] for row in rows if row["role"] == "place"]
    line = [end | {"y": of_place[0]} for end in margin_rows(items, doubt, shown)]
    layers += bound(_margin_line(), line, x=x) if line else []
    layers += [*bound(_row_layers(names), vega.table(rows), x=x), *_unranked_heading(rows)]
    description = ranking_sentence(items, reference)
    beyond = "Flèche\u202f: valeur hors du cadre." if any(shown.outside(item.value) for item in items) else ""
    doubtful = doubt_footnote(doubt, items)
    footnotes = [band_footnote(reference), doubtful, beyond, fragile_footnote(items), outside_footnote(items)]
    return Drawing(finished(layers, height, description, footnotes), description)


def _reference_layers(reference: Reference, shown: Window, x: Layer) -> list[Layer]:
    """Return the interquartile band, the median and its label, over the whole height."""
    layers: list[Layer] = []
    if reference.q1 is not None and reference.q3 is not None:
        layers += bound(_band(), [{"q1": reference.q1, "q3": reference.q3}], x=x)
    if reference.median is not None:
        label = f"médiane {reference.median_text}"
        align = centred(shown.share(reference.median), label)
        layers += bound(_median_line(align), [{"median": reference.median, "label": label}], x=x)
    return layers


@cache
def _band() -> tuple[Layer, ...]:
    band = alt.Chart().mark_rect(color=style.BAND, y=TOP - 6, y2=CHART_HEIGHT)
    return drawn(band.encode(x=alt.X("q1:Q"), x2=alt.X2("q3:Q")))


@cache
def _median_line(align: Align) -> tuple[Layer, ...]:
    x = alt.X("median:Q")
    rule = alt.Chart().mark_rule(color=style.MEDIAN, strokeDash=[5, 3], strokeWidth=1.5, y=TOP - 8, y2=CHART_HEIGHT)
    label = alt.Chart().mark_text(color=style.MEDIAN, y=TOP - 19, align=align, fontWeight=600)
    return drawn(rule.encode(x=x), label.encode(x=x, text=alt.Text("label:N")))


@cache
def _tint() -> tuple[Layer, ...]:
    """Return the tinted ground under the row of the place."""
    rect = alt.Chart().mark_rect(color=style.ACCENT, opacity=0.09, x=0, x2=expr("width"))
    return drawn(rect.encode(y=pixel_y(field="top"), y2=alt.Y2("end:Q")))


@cache
def _pale() -> tuple[Layer, ...]:
    """Return the pale ground under the rows of the peers that cannot be told from the place."""
    rect = alt.Chart().mark_rect(color=style.ACCENT, opacity=0.04, x=0, x2=expr("width"))
    return drawn(rect.encode(y=pixel_y(field="top"), y2=alt.Y2("end:Q")))


@cache
def _margin_line() -> tuple[Layer, ...]:
    """Return the thin line of the margin, behind the mark of the place."""
    rule = alt.Chart().mark_rule(color=style.ACCENT, strokeWidth=1.5, yOffset=by_width(7, 0))
    return drawn(rule.encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=pixel_y()))


def _room(names: int) -> str:
    """Return, as an expression, the room of the names beside the marks: on a narrow screen these keep most of it."""
    return f"min({names}, 0.42 * width)"


@cache
def _row_layers(names: int) -> tuple[Layer, ...]:
    """Return the names, the figures and the marks; on a phone the name stands above its mark."""
    base = alt.Chart()
    x, y = alt.X("x:Q"), pixel_y()
    look: dict[str, Any] = {"align": "left", "fontWeight": expr("datum.role == 'peer' ? 400 : 700")}
    beside = {"dx": expr("isValid(datum.value) ? 11 : 0"), "dy": by_width(7, 0)}
    ink = expr(f"isValid(datum.value) ? ({encodings.INK_OF_ROLE}) : '{style.MUTED}'")
    titled: dict[str, Any] = {"x": 0, "dy": by_width(-8, 0), "limit": expr(f"{NARROW} ? width : {_room(names)} - 14")}
    name = base.mark_text(**look, **titled, color=expr(encodings.INK_OF_ROLE), fontSize=14)
    glow: dict[str, Any] = {"stroke": style.PAPER, "strokeWidth": 4, "strokeOpacity": 0.8}
    name_halo = base.mark_text(**look, **titled, **glow, fontSize=14)
    halo = base.mark_text(**look, **beside, **glow)
    hairline = base.mark_rule(color=style.RULE, x=0, x2=expr("width"), yOffset=ROW / 2)
    figure = base.mark_text(**look, **beside, color=ink)
    valued = base.transform_filter("isValid(datum.value)")
    dot = valued.mark_point(size=by_width(75, 110), strokeWidth=1.8, opacity=1, yOffset=by_width(7, 0))
    tooltip = TERRITORY_TIPS
    return drawn(
        hairline.encode(y=y),
        name_halo.encode(y=y, text=alt.Text("name:N")),
        name.encode(y=y, text=alt.Text("name:N"), tooltip=tooltip),
        halo.encode(x=x, y=y, text=alt.Text("label:N")),
        figure.encode(x=x, y=y, text=alt.Text("label:N"), tooltip=tooltip),
        dot.encode(
            x=x, y=y, stroke=encodings.role_stroke(), shape=encodings.role_shape(),
            fill=encodings.role_fill("datum.fragile || datum.close"), tooltip=tooltip,
        ),
    )  # fmt: skip


def _unranked_heading(rows: Sequence[dict[str, Any]]) -> list[Layer]:
    """Return the heading above the territories without a rank, if some have one and some have none."""
    first = next((row for row in rows if row["unranked"]), None)
    return bound(_heading(), [{"y": first["y"] - ROW + 3}]) if first else []


@cache
def _heading() -> tuple[Layer, ...]:
    text = alt.Chart().mark_text(align="left", x=0, color=style.MUTED, fontStyle="italic")
    return drawn(text.encode(y=pixel_y(), text=alt.TextValue("Non classés\u202f: valeur fragile ou absente")))
