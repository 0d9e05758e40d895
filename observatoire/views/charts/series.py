"""The chart of values over the years: a pure function from frames to a specification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import altair as alt
import pandas as pd

from observatoire.views.charts import encodings, vega
from observatoire.views.charts.drawing import Drawing
from observatoire.views.charts.encodings import by_width, expr, tips
from observatoire.views.charts.vega import Layer, bound, drawn, finished
from observatoire.views.layout.positions import finite
from observatoire.views.layout.series import (
    band_rows,
    end_labels,
    group_footnote,
    middle_half,
    placed_labels,
    series_rows,
    series_sentence,
)
from observatoire.views.layout.territories import NAMED, Record
from observatoire.views.style import tokens as style

HEIGHT: Final = 340.0
TOP: Final = 24.0  # room for the labels of breaks
CARRIED_FOOTNOTE: Final = "Point creux\u202f: valeur estimée, ou reprise d’une autre année."
TIPS: Final = {"name": "Territoire", "year_text": "Année", "text": "Valeur"}


@dataclass(frozen=True, slots=True)
class Break:
    """A break in a series: the first year of the new method, and what changed."""

    year: int
    note: str


def series_chart(
    series: pd.DataFrame,
    place_id: str,
    picked: Sequence[str],
    group: pd.DataFrame | None,
    *,
    unit: str,
    decimals: int,
    breaks: Sequence[Break] = (),
    base_year: int | None = None,
    moved: str = "",
) -> Drawing:
    """Draw the place, the picked ones and the group of peers over the years.

    Parameters
    ----------
    series : DataFrame
        Columns id, name, year, value (NaN breaks the line), text, flag ("", "estimated" or "carried").
    group : DataFrame or None
        Columns year, median, q1, q3, median_text, n (how many are followed: too few have no band).
    breaks : sequence of Break
    base_year : int or None
        Year whose value is 100, when the caller has scaled the frames; a line marks 100.
    moved : str
        How the place moved over the years, in words at the end of its line; "" where it cannot be said.
    place_id : str
        Whose series stands out.
    picked : sequence of str
        Other territories named on it.
    unit : str
        Written after figures.
    decimals : int
        Of the figures.

    Raises
    ------
    ValueError
        When there is no value to draw.
    """
    rows = series_rows(series, place_id, picked)
    band = band_rows(group)
    low, high = _domain(rows, band, base_year)
    years = sorted({row["year"] for row in (*rows, *band) if row["value"] is not None})
    x, y = _year_x(years), _value_y(low, high, unit, decimals)
    layers = [*_group_layers(band, x, y), *_base_layers(base_year, rows, years, x, y)]
    layers += [*_break_layers(breaks, years, x), *_line_layers(rows, x, y)]
    labels = placed_labels(end_labels(rows, band, moved), low, high, TOP, HEIGHT)
    layers += bound(_end_layer(), [label | {"year": max(years)} for label in labels], x=x, y=y)
    description = series_sentence(rows, band, years)
    footnotes = [group_footnote(band), *(f"Rupture de série en {b.year}\u202f: {b.note}" for b in breaks)]
    footnotes.append(CARRIED_FOOTNOTE if any(row["hollow"] for row in rows) else "")
    return Drawing(finished(layers, HEIGHT, description, footnotes), description)


def _domain(rows: Sequence[Record], band: Sequence[Record], base_year: int | None) -> tuple[float, float]:
    """Return the bounds of the vertical axis: all that is drawn, with some air."""
    values = [row["value"] for row in rows] + ([] if base_year is None else [100.0])
    values += [row[name] for row in band for name in ("value", "q1", "q3")]
    known = finite(values)
    if not len(known):
        raise ValueError("a series without any value cannot be drawn")
    low, high = float(known[0]), float(known[-1])
    air = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    floor = max(0.0, low - air) if low >= 0 else low - air
    return floor, high + air


def _year_x(years: list[int]) -> dict[str, Any]:
    """Return the scale and the axis of the years, for `bound`."""
    first, last = years[0], years[-1]
    scale = {
        "domain": [first - (first == last), last], "nice": False, "zero": False,
        "range": [by_width(6, 10), expr(f"width - ({vega.NARROW} ? 112 : 190)")],
    }  # fmt: skip
    axis = {
        "title": None,
        "format": "d",
        "values": years,
        "grid": False,
        "labelOverlap": True,
        "labelFlush": False,
        "labelSeparation": 8,
        "offset": 4,
    }
    return {"scale": scale, "axis": axis}


def _value_y(low: float, high: float, unit: str, decimals: int) -> dict[str, Any]:
    """Return the scale and the axis of the figures, for `bound`."""
    scale = {"domain": [low, high], "nice": False, "zero": False, "range": [HEIGHT, TOP]}
    axis = {"tickCount": 5, "domain": False, "ticks": False, **encodings.figures_axis(unit, decimals)}
    if unit and not encodings.short_unit(unit):
        axis |= {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "start", "titleY": 8}
    return {"scale": scale, "axis": axis}


def _group_layers(band: list[Record], x: Layer, y: Layer) -> list[Layer]:
    """Return the band between the quartiles and the dashed median."""
    half = middle_half(band)
    area = bound(_half_layer(), half, x=x, y=y) if half else []
    return [*area, *bound(_median_layer(), band, x=x, y=y)] if band else []


@cache
def _half_layer() -> tuple[Layer, ...]:
    area = alt.Chart().mark_area(color=style.BAND)
    return drawn(area.encode(x=alt.X("year:Q"), y=alt.Y("q1:Q"), y2=alt.Y2("q3:Q")))


@cache
def _median_layer() -> tuple[Layer, ...]:
    line = alt.Chart().mark_line(color=style.MEDIAN, strokeDash=[5, 3], strokeWidth=2)
    return drawn(line.encode(x=alt.X("year:Q"), y=alt.Y("value:Q")))


def _base_layers(base_year: int | None, rows: Sequence[Record], years: list[int], x: Layer, y: Layer) -> list[Layer]:
    """Return the line at 100, its label on the side that the lines leave free."""
    if base_year is None:
        return []
    rises = float(finite([row["value"] for row in rows]).mean()) >= 100
    record = {"year": years[0], "end": years[-1], "value": 100.0, "label": f"100 = niveau de {base_year}"}
    return bound(_hundred(rises), [record], x=x, y=y)


@cache
def _hundred(rises: bool) -> tuple[Layer, ...]:
    base, y = alt.Chart(), alt.Y("value:Q")
    rule = base.mark_rule(color=style.INK, strokeWidth=1)
    text = base.mark_text(align="right", dy=11 if rises else -9, color=style.MUTED, fontSize=12)
    return drawn(
        rule.encode(x=alt.X("year:Q"), x2=alt.X2("end:Q"), y=y),
        text.encode(x=alt.X("end:Q"), y=y, text=alt.Text("label:N")),
    )


def _break_layers(breaks: Sequence[Break], years: list[int], x: Layer) -> list[Layer]:
    """Return dashed vertical rules, each between the last year before a break and the first after."""
    records = [
        {"year": (max(y for y in years if y < b.year) + b.year) / 2, "label": f"rupture {b.year}"}
        for b in breaks
        if years[0] < b.year <= years[-1]
    ]
    return bound(_dashed_rule(), records, x=x) if records else []


@cache
def _dashed_rule() -> tuple[Layer, ...]:
    base, x = alt.Chart(), alt.X("year:Q")
    rule = base.mark_rule(color=style.MUTED, strokeDash=[2, 3], strokeWidth=1.5, y=TOP - 6, y2=HEIGHT)
    text = base.mark_text(color=style.MUTED, y=TOP - 15, fontSize=12)
    return drawn(rule.encode(x=x), text.encode(x=x, text=alt.Text("label:N")))


def _line_layers(rows: list[Record], x: Layer, y: Layer) -> list[Layer]:
    """Return one line a territory, the place thicker and on top, and a mark at each known year."""
    layers: list[Layer] = []
    for role in reversed(NAMED):
        line = [row for row in rows if row["role"] == role]
        if any(row["value"] is not None for row in line):
            layers += bound(_line(role == "place"), line, x=x, y=y)
    return [*layers, *bound(_points(), [row for row in rows if row["value"] is not None], x=x, y=y)]


@cache
def _line(thick: bool) -> tuple[Layer, ...]:
    mark = alt.Chart().mark_line(strokeWidth=3.5 if thick else 2.0, invalid="break-paths-filter-domains")
    return drawn(mark.encode(x=alt.X("year:Q"), y=alt.Y("value:Q"), stroke=encodings.role_stroke()))


@cache
def _points() -> tuple[Layer, ...]:
    mark = alt.Chart().mark_point(size=expr("datum.role == 'place' ? 70 : 50"), strokeWidth=1.8, opacity=1)
    return drawn(
        mark.encode(
            x=alt.X("year:Q"), y=alt.Y("value:Q"), stroke=encodings.role_stroke(), shape=encodings.role_shape(),
            fill=encodings.role_fill("datum.hollow"), tooltip=tips(**TIPS),
        )
    )  # fmt: skip


@cache
def _end_layer() -> tuple[Layer, ...]:
    """Return the labels at the end of the lines: name, then last value."""
    shown = alt.Chart().transform_calculate(label=f"{vega.NARROW} ? datum.narrow : datum.wide")
    text = shown.mark_text(
        align="left", dx=12, lineBreak="\n", lineHeight=16, baseline="middle", fontWeight=600,
        color=expr(encodings.INK_OF_ROLE),
    )  # fmt: skip
    return drawn(text.encode(x=alt.X("year:Q"), y=alt.Y("at:Q"), text=alt.Text("label:N")))
