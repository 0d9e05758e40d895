"""Charts of one indicator: a ranking, a distribution. Pure functions from frames to specifications.

Every chart is as wide as its container and changes its layout below 480 pixels through Vega expressions on
`width`, so that one specification serves a phone and a projector. Show them with
`st.vega_lite_chart(drawing.spec, theme=None)`: the description is in the specification.

What is drawn does not depend on the figures: functions under `@cache` make each kind of layer once, and the charts
bind them to their data, scales and axes (`docs/decisions/0004`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd

from observatoire.views.charts import encodings, vega
from observatoire.views.charts.encodings import CHART_HEIGHT, by_width, expr, figures_x, pixel_y, tips
from observatoire.views.charts.vega import NARROW, Layer, bound, drawn, finished
from observatoire.views.french.wording import number, with_unit
from observatoire.views.layout import rows as layout
from observatoire.views.layout.distributions import Floats, Reference, Window, Write, beyond_note, window
from observatoire.views.layout.rows import ROW, TOP
from observatoire.views.style import tokens as style

MOST_ROWS: Final = 40
MOST_DOTS: Final = 400
BARS_HEIGHT: Final = 150.0
FRAGILE_NOTE: Final = "Marque creuse\u202f: valeur fragile, à lire comme un ordre de grandeur."
TIPS: Final = {"name": "Territoire", "text": "Valeur", "rank_text": "Rang"}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart (a Vega-Lite specification, its rows under `datasets`) and the sentence that says what it shows."""

    spec: dict[str, Any]
    description: str


@dataclass(frozen=True, slots=True)
class Break:
    """A break in a series: the first year of the new method, and what changed."""

    year: int
    note: str


def ranking_chart(
    frame: pd.DataFrame,
    place_id: str,
    picked: Sequence[str],
    reference: Reference,
    *,
    unit: str,
    decimals: int,
) -> Drawing:
    """Draw at most 40 territories from the highest value to the lowest.

    Parameters
    ----------
    frame : DataFrame
        Columns id, name, value (NaN when missing), fragile, rank (NaN when not ranked), text (the figure
        in French, or why there is none); also outside, where some are set beside the group.
    picked : sequence of str
        At most two territories chosen by hand, drawn with their own marks.

    Raises
    ------
    ValueError
        When there are no rows, or more than 40: use `distribution_chart`.
    """
    if not 0 < len(frame) <= MOST_ROWS:
        raise ValueError(f"a ranking shows 1 to {MOST_ROWS} territories, not {len(frame)}")
    items = layout.sorted_items(frame, place_id, picked)
    rows, shown, height = layout.ranking_rows(items, reference)
    x = figures_x(shown.low, shown.high, unit, decimals, by_width(8, 250), f"width - ({NARROW} ? 80 : 96)")
    ground = [{"top": row["top"], "end": row["end"]} for row in rows if row["role"] == "place"]
    layers = [*bound(_tint(), ground), *_reference_layers(reference, shown, x)]
    layers += [*bound(_row_layers(), vega.table(rows), x=x), *_unranked_heading(rows)]
    description = layout.ranking_sentence(items, reference)
    beyond = "Flèche\u202f: valeur hors du cadre." if any(shown.outside(item.value) for item in items) else ""
    notes = [layout.band_note(reference), beyond, _fragile_note(items), layout.outside_note(items)]
    return Drawing(finished(layers, height, description, notes), description)


def _fragile_note(items: Sequence[layout.Item]) -> str:
    return FRAGILE_NOTE if any(item.fragile and item.known for item in items) else ""


def _reference_layers(reference: Reference, shown: Window, x: Layer) -> list[Layer]:
    """Return the interquartile band, the median and its label, over the whole height."""
    layers: list[Layer] = []
    if reference.q1 is not None and reference.q3 is not None:
        layers += bound(_band(), [{"q1": reference.q1, "q3": reference.q3}], x=x)
    if reference.median is not None:
        label = f"médiane {reference.median_text}"
        align = layout.centred(shown.share(reference.median), label)
        layers += bound(_median_line(align), [{"median": reference.median, "label": label}], x=x)
    return layers


@cache
def _band() -> tuple[Layer, ...]:
    band = alt.Chart().mark_rect(color=style.BAND, y=TOP - 6, y2=CHART_HEIGHT, aria=False)
    return drawn(band.encode(x=alt.X("q1:Q"), x2=alt.X2("q3:Q")))


@cache
def _median_line(align: layout.Align) -> tuple[Layer, ...]:
    x = alt.X("median:Q")
    rule = alt.Chart().mark_rule(color=style.MEDIAN, strokeDash=[5, 3], strokeWidth=1.5, y=TOP - 8, y2=CHART_HEIGHT)
    label = alt.Chart().mark_text(color=style.MEDIAN, y=TOP - 19, align=align, fontWeight=600)
    return drawn(rule.encode(x=x), label.encode(x=x, text=alt.Text("label:N")))


@cache
def _tint() -> tuple[Layer, ...]:
    """Return the tinted ground under the row of the place."""
    rect = alt.Chart().mark_rect(color=style.ACCENT, opacity=0.09, x=0, x2=expr("width"), aria=False)
    return drawn(rect.encode(y=pixel_y(field="top"), y2=alt.Y2("end:Q")))


@cache
def _row_layers() -> tuple[Layer, ...]:
    """Return the names, the figures and the marks; on a phone the name stands above its mark."""
    base = alt.Chart()
    x, y = alt.X("x:Q"), pixel_y()
    look: dict[str, Any] = {"align": "left", "fontWeight": expr("datum.role == 'peer' ? 400 : 700")}
    beside = {"dx": expr("isValid(datum.value) ? 11 : 0"), "dy": by_width(7, 0)}
    ink = expr(f"isValid(datum.value) ? ({encodings.INK_OF_ROLE}) : '{style.MUTED}'")
    titled: dict[str, Any] = {"x": 0, "dy": by_width(-8, 0), "limit": expr(f"{NARROW} ? width : 236")}
    name = base.mark_text(**look, **titled, color=expr(encodings.INK_OF_ROLE), fontSize=14)
    glow: dict[str, Any] = {"stroke": style.PAPER, "strokeWidth": 4, "strokeOpacity": 0.8, "aria": False}
    name_halo = base.mark_text(**look, **titled, **glow, fontSize=14)
    halo = base.mark_text(**look, **beside, **glow)
    hairline = base.mark_rule(color=style.RULE, x=0, x2=expr("width"), yOffset=ROW / 2, aria=False)
    figure = base.mark_text(**look, **beside, color=ink)
    valued = base.transform_filter("isValid(datum.value)")
    dot = valued.mark_point(size=by_width(75, 110), strokeWidth=1.8, opacity=1, yOffset=by_width(7, 0))
    tooltip = tips(**TIPS)
    return drawn(
        hairline.encode(y=y),
        name_halo.encode(y=y, text=alt.Text("name:N")),
        name.encode(y=y, text=alt.Text("name:N"), tooltip=tooltip),
        halo.encode(x=x, y=y, text=alt.Text("label:N")),
        figure.encode(x=x, y=y, text=alt.Text("label:N"), tooltip=tooltip),
        dot.encode(
            x=x, y=y, stroke=encodings.role_stroke(), shape=encodings.role_shape(),
            fill=encodings.role_fill("datum.fragile"), tooltip=tooltip,
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


def distribution_chart(
    frame: pd.DataFrame,
    place_id: str,
    picked: Sequence[str],
    reference: Reference,
    *,
    unit: str,
    decimals: int,
    noun: str = "territoires",
) -> Drawing:
    """Draw how the values of a group of any size spread, and where the place stands.

    Up to 400 territories, each is a mark; above, a histogram. Parameters as for `ranking_chart`;
    `noun` names what is counted ("communes", "EPCI").
    """
    values = frame["value"].to_numpy(dtype=np.float64)[~layout.outside_of(frame)]
    crowd = int(np.isfinite(values).sum()) > MOST_DOTS
    items = (layout.named_items if crowd else layout.sorted_items)(frame, place_id, picked)
    kept = [item.value for item in items if item.role != "peer"]
    shown = window(values, [*kept, reference.q1, reference.median, reference.q3])
    flags = layout.flags(items, shown)
    head = 20.0 * len(flags) + 14
    x = figures_x(shown.low, shown.high, unit, decimals, by_width(8, 14), "width - 18")
    if crowd:
        marks, floor = _bars(values, shown, x, head, lambda v: with_unit(number(v, decimals), unit), noun)
    else:
        marks, floor = _dots(items, shown, x, head)
    layers = [*marks, *_box(reference, shown, x, floor + 14), *_flags(flags, x, floor)]
    description = layout.distribution_sentence(items, int(np.isfinite(values).sum()), reference)
    beyond = beyond_note(shown, lambda v: with_unit(number(v, decimals), unit))
    notes = [layout.band_note(reference), beyond, "" if crowd else _fragile_note(items), layout.outside_note(items)]
    return Drawing(finished(layers, floor + 58, description, notes), description)


def _dots(items: Sequence[layout.Item], shown: Window, x: Layer, head: float) -> tuple[list[Layer], float]:
    """Return the stacked marks and the `y` of their floor."""
    dots, levels = layout.dot_rows(items, shown)
    loose = len(dots) <= layout.LOOSE_DOTS
    step = 9.0 if loose else 6.5
    floor = head + levels * step
    rows = vega.table([dot | {"y": floor - (dot["level"] + 0.5) * step} for dot in dots])
    return bound(_dot_layer(loose), rows, x=x), floor


@cache
def _dot_layer(loose: bool) -> tuple[Layer, ...]:
    small, wide = (34, 56) if loose else (18, 30)
    size = expr(f"datum.role == 'peer' ? ({NARROW} ? {small} : {wide}) : ({NARROW} ? 70 : 110)")
    mark = alt.Chart().mark_point(size=size, strokeWidth=1.2, opacity=1)
    return drawn(
        mark.encode(
            x=alt.X("x:Q"), y=pixel_y(), stroke=encodings.role_stroke(), shape=encodings.role_shape(),
            fill=encodings.role_fill("datum.fragile"), tooltip=tips(**TIPS),
        )
    )  # fmt: skip


def _bars(values: Floats, shown: Window, x: Layer, head: float, write: Write, noun: str) -> tuple[list[Layer], float]:
    """Return the histogram and the `y` of its floor."""
    bars = layout.bar_rows(values, shown, write, noun)
    floor = head + BARS_HEIGHT
    tallest = max(bar["count"] for bar in bars)
    rows = [bar | {"top": floor - bar["count"] / tallest * BARS_HEIGHT, "floor": floor} for bar in bars]
    return bound(_bar_layer(), vega.table(rows), x=x), floor


@cache
def _bar_layer() -> tuple[Layer, ...]:
    mark = alt.Chart().mark_rect(color=style.PEERS_SOFT, stroke=style.PEERS, strokeWidth=0.8)
    x, x2, y, y2 = alt.X("low:Q"), alt.X2("high:Q"), pixel_y(field="top"), alt.Y2("floor:Q")
    return drawn(mark.encode(x=x, x2=x2, y=y, y2=y2, tooltip=tips(text="Valeurs", count_text="Effectif")))


def _box(reference: Reference, shown: Window, x: Layer, y: float) -> list[Layer]:
    """Return the lane under the marks: quartiles as a bar, the median as a tick, with their figures."""
    if reference.q1 is None or reference.q3 is None or reference.median is None:
        return []
    label = f"médiane {reference.median_text}"
    row = {"median": reference.median, "q1": reference.q1, "q3": reference.q3, "y": y, "label": label}
    layers = bound(_box_layers(layout.centred(shown.share(reference.median), label)), [row], x=x)
    for value, words, left in ((reference.q1, reference.q1_text, True), (reference.q3, reference.q3_text, False)):
        room = shown.share(value) if left else 1 - shown.share(value)
        if room > (7 * len(words) + 8) / layout.PHONE:
            layers += bound(_side_figure(left), [{"at": value, "y": y, "label": words}], x=x)
    return layers


@cache
def _box_layers(align: layout.Align) -> tuple[Layer, ...]:
    base, y, x = alt.Chart(), pixel_y(), alt.X("median:Q")
    bar = base.mark_rule(color=style.PEERS, strokeWidth=9, opacity=0.55)
    tick = base.mark_tick(color=style.MEDIAN, thickness=3, size=19, orient="vertical")
    name = base.mark_text(color=style.MEDIAN, fontWeight=600, dy=20, align=align)
    return drawn(
        bar.encode(x=alt.X("q1:Q"), x2=alt.X2("q3:Q"), y=y),
        tick.encode(x=x, y=y),
        name.encode(x=x, y=y, text=alt.Text("label:N")),
    )


@cache
def _side_figure(left: bool) -> tuple[Layer, ...]:
    side = alt.Chart().mark_text(color=style.MUTED, align="right" if left else "left", dx=-6 if left else 6)
    return drawn(side.encode(x=alt.X("at:Q"), y=pixel_y(), text=alt.Text("label:N")))


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
        halo = side.mark_text(**look, stroke=style.PAPER, strokeWidth=5, aria=False)
        text = side.mark_text(**look, color=ink, limit=expr("width * 0.6"))
        layers += [part.encode(x=x, y=y, text=alt.Text("label:N")) for part in (halo, text)]
    return drawn(*layers)
