"""Charts: a ranking, a distribution, a series. Pure functions from frames to Altair charts.

Every chart is as wide as its container and changes its layout below 480 pixels through Vega expressions on
`width`, so that one specification serves a phone and a projector. Show them with
`st.altair_chart(drawing.chart, theme=None)`: the description is in the specification.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import altair as alt
import pandas as pd

from observatoire.views import encodings, layout, style
from observatoire.views.distributions import Reference, Window, beyond_note, finite, window
from observatoire.views.encodings import by_width, expr, moved, pixel_y, tips
from observatoire.views.layout import ROW, TOP
from observatoire.views.style import NARROW
from observatoire.views.wording import number, with_unit

MOST_ROWS: Final = 40
MOST_DOTS: Final = 400
BARS_HEIGHT: Final = 150.0
PHONE: Final = 330  # pixels of a chart on the narrowest screen we serve
FRAGILE_NOTE: Final = "Marque creuse : valeur fragile, à lire comme un ordre de grandeur."
TIPS: Final = {"name": "Territoire", "text": "Valeur", "rank_text": "Rang"}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart (a Vega-Lite specification, its frames under `datasets`) and the sentence that says what it shows."""

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
        in French, or why there is none).
    picked : sequence of str
        At most two territories chosen by hand, drawn with their own marks.

    Raises
    ------
    ValueError
        When there are no rows, or more than 40: use `distribution_chart`.
    """
    if not 0 < len(frame) <= MOST_ROWS:
        raise ValueError(f"a ranking shows 1 to {MOST_ROWS} territories, not {len(frame)}")
    rows, shown, height = layout.ranking_rows(frame, place_id, picked, reference)
    x = _value_x("x", shown, unit, decimals, by_width(8, 250), f"width - ({NARROW} ? 80 : 96)")
    layers = [_tint(rows, height), *_reference_layers(reference, shown, height, x)]
    layers += [*_row_layers(rows, height, x), *_unranked_heading(rows, height)]
    description = layout.ranking_sentence(rows, reference)
    beyond = "Flèche : valeur hors du cadre." if rows["arrow"].any() else ""
    notes = [layout.band_note(reference), beyond, _fragile_note(rows)]
    return Drawing(style.finished(layers, height, description, notes), description)


def _fragile_note(rows: pd.DataFrame) -> str:
    return FRAGILE_NOTE if (rows["fragile"] & rows["value"].notna()).any() else ""


def _value_x(field: str, shown: Window, unit: str, decimals: int, start: Any, end: str) -> alt.X:
    domain = [shown.low, shown.high]
    scale = alt.Scale(domain=domain, zero=False, nice=False, clamp=True, range=[start, expr(end)])
    axis = alt.Axis(tickCount=by_width(4, 7), grid=False, offset=4, **encodings.figures_axis(unit, decimals))
    return alt.X(f"{field}:Q", scale=scale, axis=axis)


def _centred(share: float, text: str) -> Any:
    """Return the alignment that keeps a centred label inside a phone."""
    half = 3.6 * len(text) / PHONE
    return "left" if share < half else "right" if share > 1 - half else "center"


def _reference_layers(reference: Reference, shown: Window, height: float, x: alt.X) -> list[Any]:
    """Return the interquartile band, the median and its label, over the whole height."""
    row = {"median": reference.median, "q1": reference.q1, "q3": reference.q3}
    base = alt.Chart(pd.DataFrame([row], dtype=float))
    layers: list[Any] = []
    if reference.q1 is not None and reference.q3 is not None:
        band = base.mark_rect(color=style.BAND, y=TOP - 6, y2=height, aria=False)
        layers.append(band.encode(x=moved(x, "q1"), x2=alt.X2("q3:Q")))
    if reference.median is not None:
        x_median = moved(x, "median")
        rule = base.mark_rule(color=style.MEDIAN, strokeDash=[5, 3], strokeWidth=1.5, y=TOP - 8, y2=height)
        align = _centred(shown.share(reference.median), f"médiane {reference.median_text}")
        label = base.mark_text(color=style.MEDIAN, y=TOP - 19, align=align, fontWeight=600)
        text = alt.TextValue(f"médiane {reference.median_text}")
        layers += [rule.encode(x=x_median), label.encode(x=x_median, text=text)]
    return layers


def _tint(rows: pd.DataFrame, height: float) -> Any:
    """Return the tinted ground under the row of the place."""
    ground = rows.loc[rows["role"] == "place", ["y"]].assign(top=lambda f: f.y - ROW / 2, end=lambda f: f.y + ROW / 2)
    base = alt.Chart(ground)
    rect = base.mark_rect(color=style.ACCENT, opacity=0.09, x=0, x2=expr("width"), aria=False)
    return rect.encode(y=pixel_y(height, "top"), y2=alt.Y2("end:Q"))


def _row_layers(rows: pd.DataFrame, height: float, x: alt.X) -> list[Any]:
    """Return the names, the figures and the marks; on a phone the name stands above its mark."""
    base = alt.Chart(rows)
    y = pixel_y(height)
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
    return [
        hairline.encode(y=y),
        name_halo.encode(y=y, text=alt.Text("name:N")),
        name.encode(y=y, text=alt.Text("name:N"), tooltip=tooltip),
        halo.encode(x=x, y=y, text=alt.Text("label:N")),
        figure.encode(x=x, y=y, text=alt.Text("label:N"), tooltip=tooltip),
        dot.encode(
            x=x, y=y, stroke=encodings.role_stroke(), shape=encodings.role_shape(),
            fill=encodings.role_fill("datum.fragile"), tooltip=tooltip,
        ),
    ]  # fmt: skip


def _unranked_heading(rows: pd.DataFrame, height: float) -> list[Any]:
    """Return the heading above the territories without a rank, if some have one and some have none."""
    unranked = rows[rows["group"] > 0]
    if unranked.empty:
        return []
    base = alt.Chart(pd.DataFrame({"y": [float(unranked["y"].iloc[0]) - ROW + 3]}))
    text = base.mark_text(align="left", x=0, color=style.MUTED, fontStyle="italic")
    return [text.encode(y=pixel_y(height), text=alt.TextValue("Non classés : valeur fragile ou absente"))]


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
    rows = layout.prepared(frame, place_id, picked)
    named = rows.loc[rows["role"] != "peer", "value"].tolist()
    shown = window(rows["value"], [*named, reference.q1, reference.median, reference.q3])
    flags = layout.flags(rows, shown)
    head = 20.0 * len(flags) + 14
    x = _value_x("x", shown, unit, decimals, by_width(8, 14), "width - 18")
    if len(finite(rows["value"])) <= MOST_DOTS:
        marks, floor, height = _dots(rows, shown, x, head)
    else:
        marks, floor, height = _bars(rows, shown, x, head, unit, decimals, noun)
    layers = [*marks, *_box(reference, shown, x, floor + 14, height), *_flags(flags, x, floor, height)]
    description = layout.distribution_sentence(rows, reference)
    beyond = beyond_note(shown, lambda v: with_unit(number(v, decimals), unit))
    notes = [layout.band_note(reference), beyond, _fragile_note(rows)]
    return Drawing(style.finished(layers, height, description, notes), description)


def _dots(rows: pd.DataFrame, shown: Window, x: alt.X, head: float) -> tuple[list[Any], float, float]:
    """Return the stacked marks, the `y` of their floor and the height of the chart."""
    dots, levels = layout.dot_rows(rows, shown)
    loose = len(dots) <= layout.LOOSE_DOTS
    step = 9.0 if loose else 6.5
    floor = head + levels * step
    height = floor + 58
    dots = dots.assign(y=floor - (dots["level"] + 0.5) * step)
    small, wide = (34, 56) if loose else (18, 30)
    size = expr(f"datum.role == 'peer' ? ({NARROW} ? {small} : {wide}) : ({NARROW} ? 70 : 110)")
    mark = alt.Chart(dots).mark_point(size=size, strokeWidth=1.2, opacity=1)
    return [
        mark.encode(
            x=x, y=pixel_y(height), stroke=encodings.role_stroke(), shape=encodings.role_shape(),
            fill=encodings.role_fill("datum.fragile"), tooltip=tips(**TIPS),
        )
    ], floor, height  # fmt: skip


def _bars(
    rows: pd.DataFrame, shown: Window, x: alt.X, head: float, unit: str, decimals: int, noun: str
) -> tuple[list[Any], float, float]:
    """Return the histogram, the `y` of its floor and the height of the chart."""
    bars = layout.bar_rows(rows, shown, lambda v: with_unit(number(v, decimals), unit), noun)
    floor = head + BARS_HEIGHT
    height = floor + 58
    bars = bars.assign(top=floor - bars["count"] / bars["count"].max() * BARS_HEIGHT, floor=floor)
    mark = alt.Chart(bars).mark_rect(color=style.PEERS_SOFT, stroke=style.PEERS, strokeWidth=0.8)
    tooltip = tips(text="Valeurs", count_text="Effectif")
    y = pixel_y(height, "top")
    return (
        [mark.encode(x=moved(x, "low"), x2=alt.X2("high:Q"), y=y, y2=alt.Y2("floor:Q"), tooltip=tooltip)],
        floor,
        height,
    )


def _box(reference: Reference, shown: Window, x: alt.X, y: float, height: float) -> list[Any]:
    """Return the lane under the marks: quartiles as a bar, the median as a tick, with their figures."""
    if reference.q1 is None or reference.q3 is None or reference.median is None:
        return []
    row = {"median": reference.median, "q1": reference.q1, "q3": reference.q3, "y": y}
    base = alt.Chart(pd.DataFrame([row]))
    at = pixel_y(height)
    bar = base.mark_rule(color=style.PEERS, strokeWidth=9, opacity=0.55)
    tick = base.mark_tick(color=style.MEDIAN, thickness=3, size=19, orient="vertical")
    align = _centred(shown.share(reference.median), f"médiane {reference.median_text}")
    name = base.mark_text(color=style.MEDIAN, fontWeight=600, dy=20, align=align)
    texts = [name.encode(x=moved(x, "median"), y=at, text=alt.TextValue(f"médiane {reference.median_text}"))]
    for field, value, words in (
        ("q1", reference.q1, reference.q1_text),
        ("q3", reference.q3, reference.q3_text),
    ):
        left = field == "q1"
        room = shown.share(value) if left else 1 - shown.share(value)
        if room > (7 * len(words) + 8) / PHONE:
            side = base.mark_text(color=style.MUTED, align="right" if left else "left", dx=-6 if left else 6)
            texts.append(side.encode(x=moved(x, field), y=at, text=alt.TextValue(words)))
    middle = [bar.encode(x=moved(x, "q1"), x2=alt.X2("q3:Q"), y=at), tick.encode(x=moved(x, "median"), y=at)]
    return middle + texts


def _flags(flags: pd.DataFrame, x: alt.X, floor: float, height: float) -> list[Any]:
    """Return the labels of the named territories, each with a thin line down to the floor."""
    base = alt.Chart(flags.assign(floor=floor))
    y = pixel_y(height)
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
    return layers
