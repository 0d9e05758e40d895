"""The chart of values over the years: a pure function from frames to an Altair chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import altair as alt
import pandas as pd

from observatoire.views import encodings, layout, style
from observatoire.views.charts import Break, Drawing
from observatoire.views.distributions import finite
from observatoire.views.encodings import by_width, expr, tips

HEIGHT: Final = 340.0
TOP: Final = 24.0  # room for the labels of breaks
CARRIED_NOTE: Final = "Point creux : valeur estimée, ou reprise d’une autre année."
TIPS: Final = {"name": "Territoire", "year_text": "Année", "text": "Valeur"}


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
) -> Drawing:
    """Draw the place, the picked ones and the group of peers over the years.

    Parameters
    ----------
    series : DataFrame
        Columns id, name, year, value (NaN breaks the line), text, flag ("", "estimated" or "carried").
    group : DataFrame or None
        Columns year, median, q1, q3, median_text.
    breaks : sequence of Break
    base_year : int or None
        Year whose value is 100, when the caller has scaled the frames; a line marks 100.

    Raises
    ------
    ValueError
        When there is no value to draw.
    """
    rows = _rows(series, place_id, picked)
    low, high = _domain(rows, group, base_year)
    years = sorted({int(y) for y in rows.dropna(subset="value")["year"]} | set(_years(group)))
    x, y = _year_x(years), _value_y(low, high, unit, decimals)
    layers = [*_group_layers(group, x, y), *_base_layers(base_year, rows, years, x, y)]
    layers += [*_break_layers(breaks, years, x), *_line_layers(rows, x, y)]
    labels = layout.end_labels(rows, group)
    layers.append(_end_layer(layout.placed_labels(labels, low, high, TOP, HEIGHT), max(years), x, y))
    description = layout.series_sentence(rows, group, years)
    notes = [layout.group_note(group), *(f"Rupture de série en {b.year} : {b.note}" for b in breaks)]
    notes.append(CARRIED_NOTE if rows["hollow"].any() else "")
    return Drawing(style.finished(layers, HEIGHT, description, notes), description)


def _rows(series: pd.DataFrame, place_id: str, picked: Sequence[str]) -> pd.DataFrame:
    rows = series.assign(role=layout.roles(series["id"], place_id, picked))
    rows = rows[rows["role"] != "peer"].sort_values(["role", "year"], kind="stable").reset_index(drop=True)
    rows["hollow"] = rows["flag"].fillna("").astype(str) != ""
    rows["year_text"] = rows["year"].astype(int).astype(str)
    return rows


def _years(group: pd.DataFrame | None) -> list[int]:
    return [] if group is None else [int(y) for y in group.dropna(subset="median")["year"]]


def _domain(rows: pd.DataFrame, group: pd.DataFrame | None, base_year: int | None) -> tuple[float, float]:
    """Return the bounds of the vertical axis: all that is drawn, with some air."""
    values = rows["value"].tolist() + ([] if base_year is None else [100.0])
    if group is not None:
        values += [v for column in ("median", "q1", "q3") for v in group[column].tolist()]
    known = finite(values)
    if not len(known):
        raise ValueError("a series without any value cannot be drawn")
    low, high = float(known[0]), float(known[-1])
    air = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    floor = max(0.0, low - air) if low >= 0 else low - air
    return floor, high + air


def _year_x(years: list[int]) -> alt.X:
    first, last = years[0], years[-1]
    scale = alt.Scale(
        domain=[first - (first == last), last], nice=False, zero=False,
        range=[by_width(6, 10), expr(f"width - ({style.NARROW} ? 112 : 190)")],
    )  # fmt: skip
    axis = alt.Axis(
        title=None,
        format="d",
        values=years,
        grid=False,
        labelOverlap=True,
        labelFlush=False,
        labelSeparation=8,
        offset=4,
    )
    return alt.X("year:Q", scale=scale, axis=axis)


def _value_y(low: float, high: float, unit: str, decimals: int) -> alt.Y:
    scale = alt.Scale(domain=[low, high], nice=False, zero=False, range=[HEIGHT, TOP])
    axis = alt.Axis(tickCount=5, domain=False, ticks=False, **encodings.figures_axis(unit, decimals))
    if unit and not encodings.short_unit(unit):
        axis.titleAngle, axis.titleAlign, axis.titleAnchor, axis.titleY = 0, "left", "start", 8
    return alt.Y("value:Q", scale=scale, axis=axis)


def _group_layers(group: pd.DataFrame | None, x: alt.X, y: alt.Y) -> list[Any]:
    """Return the band between the quartiles and the dashed median."""
    if group is None or group["median"].notna().sum() == 0:
        return []
    base = alt.Chart(group.assign(value=group["median"]).sort_values("year"))
    band = base.mark_area(color=style.BAND, aria=False)
    median = base.mark_line(color=style.MEDIAN, strokeDash=[5, 3], strokeWidth=2)
    y_low = encodings.moved(y, "q1")
    return [band.encode(x=x, y=y_low, y2=alt.Y2("q3:Q")), median.encode(x=x, y=y)]


def _base_layers(base_year: int | None, rows: pd.DataFrame, years: list[int], x: alt.X, y: alt.Y) -> list[Any]:
    """Return the line at 100, its label on the side that the lines leave free."""
    if base_year is None:
        return []
    base = alt.Chart(pd.DataFrame({"year": [years[0]], "end": [years[-1]], "value": [100.0]}))
    rule = base.mark_rule(color=style.INK, strokeWidth=1)
    rises = bool(rows["value"].mean() >= 100)
    text = base.mark_text(align="right", dy=11 if rises else -9, color=style.MUTED, fontSize=12)
    words = alt.TextValue(f"100 = niveau de {base_year}")
    return [rule.encode(x=x, x2=alt.X2("end:Q"), y=y), text.encode(x=encodings.moved(x, "end"), y=y, text=words)]


def _break_layers(breaks: Sequence[Break], years: list[int], x: alt.X) -> list[Any]:
    """Return dashed vertical rules, each between the last year before a break and the first after."""
    drawn = [b for b in breaks if years[0] < b.year <= years[-1]]
    if not drawn:
        return []
    at = [(max(y for y in years if y < b.year) + b.year) / 2 for b in drawn]
    base = alt.Chart(pd.DataFrame({"year": at, "label": [f"rupture {b.year}" for b in drawn]}))
    rule = base.mark_rule(color=style.MUTED, strokeDash=[2, 3], strokeWidth=1.5, y=TOP - 6, y2=HEIGHT)
    text = base.mark_text(color=style.MUTED, y=TOP - 15, fontSize=12)
    return [rule.encode(x=x), text.encode(x=x, text=alt.Text("label:N"))]


def _line_layers(rows: pd.DataFrame, x: alt.X, y: alt.Y) -> list[Any]:
    """Return one line a territory, the place thicker and on top, and a mark at each known year."""
    layers: list[Any] = []
    for role, width in (("third", 2.0), ("second", 2.0), ("place", 3.5)):
        line = rows[rows["role"] == role]
        if line["value"].notna().any():
            mark = alt.Chart(line).mark_line(strokeWidth=width, invalid="break-paths-filter-domains")
            layers.append(mark.encode(x=x, y=y, stroke=encodings.role_stroke()))
    points = alt.Chart(rows.dropna(subset="value"))
    mark = points.mark_point(size=expr("datum.role == 'place' ? 70 : 50"), strokeWidth=1.8, opacity=1)
    fill = encodings.role_fill("datum.hollow")
    shape, stroke = encodings.role_shape(), encodings.role_stroke()
    return [*layers, mark.encode(x=x, y=y, stroke=stroke, shape=shape, fill=fill, tooltip=tips(**TIPS))]


def _end_layer(labels: pd.DataFrame, last: int, x: alt.X, y: alt.Y) -> Any:
    """Return the labels at the end of the lines: name, then last value."""
    base = alt.Chart(labels.assign(year=last))
    shown = base.transform_calculate(label=f"{style.NARROW} ? datum.narrow : datum.wide")
    text = shown.mark_text(
        align="left", dx=12, lineBreak="\n", lineHeight=16, baseline="middle", fontWeight=600,
        color=expr(encodings.INK_OF_ROLE),
    )  # fmt: skip
    return text.encode(x=x, y=encodings.moved(y, "at"), text=alt.Text("label:N"))
