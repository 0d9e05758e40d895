"""Charts as Vega-Lite specifications: house configuration, layers drawn once, bound to figures, joined."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import altair as alt
import altair.utils.schemapi
import pyarrow as pa

from observatoire.views.french.wording import spaced
from observatoire.views.style.tokens import INK, MUTED, PAPER, PEERS, RULE, SANS

# Altair checks every object against its schema as it is made: half the cost of a chart. The tests check instead.
altair.utils.schemapi.disable_debug_mode()

NUMBER_LOCALE: Final[dict[str, Any]] = {
    "decimal": ",",
    "thousands": "\u202f",
    "grouping": [3],
    "currency": ["", "\u00a0€"],
    "percent": "\u00a0%",
    "minus": "\u2212",
    "nan": "n. d.",
}
_MONTHS: Final = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
TIME_LOCALE: Final[dict[str, Any]] = {
    "dateTime": "%A %e %B %Y à %X",
    "date": "%d/%m/%Y",
    "time": "%H:%M:%S",
    "periods": ["AM", "PM"],
    "days": ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
    "shortDays": ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
    "months": _MONTHS,
    "shortMonths": [
        "janv.",
        "févr.",
        "mars",
        "avr.",
        "mai",
        "juin",
        "juil.",
        "août",
        "sept.",
        "oct.",
        "nov.",
        "déc.",
    ],
}

_AXIS: Final[dict[str, Any]] = {
    "labelColor": MUTED,
    "labelFont": SANS,
    "labelFontSize": 13,
    "titleColor": MUTED,
    "titleFont": SANS,
    "titleFontSize": 13,
    "titleFontWeight": "normal",
    "domainColor": PEERS,
    "tickColor": PEERS,
    "gridColor": RULE,
    "gridOpacity": 0.7,
    "labelPadding": 6,
}


def chart_config() -> dict[str, Any]:
    """Return the Vega-Lite configuration of all our charts, French number and date formats included.

    Streamlit drops `usermeta.embedOptions` but keeps `config.locale`: the locale lives here.
    """
    return {
        "locale": {"number": NUMBER_LOCALE, "time": TIME_LOCALE},
        "background": PAPER,
        "font": SANS,
        "aria": False,  # Vega would name columns and scales, in English; the description says what is drawn
        "mark": {"aria": False, "tooltip": None},  # in the browser, a mark without a tooltip would show its columns
        "padding": {"left": 2, "right": 4, "top": 4, "bottom": 4},
        "view": {"stroke": None},
        "axis": _AXIS,
        "text": {"font": SANS, "fontSize": 13, "color": INK},
        "title": {
            "font": SANS,
            "fontSize": 13,
            "fontWeight": "normal",
            "color": MUTED,
            "lineHeight": 18,
            "anchor": "start",
            "orient": "bottom",
            "offset": 12,
        },
    }


NARROW: Final = "width < 480"  # Vega expression: the chart is on a phone


def _wrapped(footnotes: list[str], width: int) -> list[str]:
    """Return footnotes cut in lines; empty footnotes vanish. Only plain spaces break: figures keep their unit."""
    return [line for footnote in footnotes for line in textwrap.wrap(footnote, width, break_long_words=False)]


Layer = dict[str, Any]
"""A layer of Vega-Lite; under `data`, once it has them, its rows: a table, or a few plain records."""


def table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Return records, all with the same keys, as a table of Arrow; NaN, as None, is a null."""
    return pa.table({name: pa.array([row[name] for row in rows], from_pandas=True) for name in rows[0]})


def packed(data: pa.Table) -> bytes:
    """Return rows as Streamlit sends them to the browser: it would make the same bytes anew on each rerun."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, data.schema) as writer:
        writer.write_table(data)
    return bytes(sink.getvalue())


def unpacked(data: bytes) -> list[dict[str, Any]]:
    """Return what `packed` packed as plain records, None for a null."""
    rows: list[dict[str, Any]] = pa.ipc.open_stream(data).read_all().to_pylist()
    return rows


def drawn(*layers: alt.Chart) -> tuple[Layer, ...]:
    """Return layers without data as Vega-Lite writes them: the part of a chart that does not depend on its figures.

    This is what Altair takes time for (1.3 ms a layer): a function that calls it keeps its result
    (`functools.cache`), and each chart binds the layers to its figures (`docs/decisions/0004`). Treat as read-only.
    """
    return tuple(layer.to_dict(validate=False, context={"top_level": False}) for layer in layers)


def bound(layers: Iterable[Layer], data: pa.Table | list[dict[str, Any]], **channels: Any) -> list[Layer]:
    """Return drawn layers with the figures of one chart.

    Parameters
    ----------
    layers : iterable of dict
        As `drawn` returns them; they are not changed.
    data : Table or list of dict
        Rows of these layers; a list for a few plain records, which then travel inside the specification.
    **channels : dict, or list for `tooltip`
        Scale and axis of a channel: `x={"scale": …, "axis": …}` goes to the channel x of each layer that has one. The
        lines of a tooltip whose headings name the figures, as a list, replace those of the layers that have one.
    """
    return [layer | {"data": data, "encoding": _scaled(layer["encoding"], channels)} for layer in layers]


def _scaled(encoding: Layer, channels: Mapping[str, Any]) -> Layer:
    return encoding | {
        name: more if name == "tooltip" else encoding[name] | more
        for name, more in channels.items()
        if name in encoding
    }


def finished(layers: Iterable[Layer], height: float, description: str, footnotes: list[str]) -> dict[str, Any]:
    """Join layers in a Vega-Lite specification: size, description, footnotes under the chart, house configuration.

    Altair's own joining (`LayerChart`, `properties`, `configure`) copies and validates everything at each step: ten
    times the cost, on every rerun of a page. The tests validate the specifications instead.

    Parameters
    ----------
    layers : iterable of dict
        As `bound` returned them; those that share a table share its data set.
    height : float
        In pixels; the width is the container's.
    description : str
        What the chart says, for those who cannot see it.
    footnotes : list of str
        Lines under the chart; empty ones vanish.

    Returns
    -------
    dict
        `datasets` maps names to rows, packed as `st.vega_lite_chart` sends them (`packed`).
    """
    tables: dict[str, pa.Table] = {}
    names: dict[int, str] = {}
    joined = []
    for layer in layers:
        data = layer["data"]
        if isinstance(data, list):
            joined.append(layer | {"data": {"values": data}})
            continue
        name = names.setdefault(id(data), f"d{len(names)}")
        tables[name] = data  # kept alive: its identity is its key
        joined.append(layer | {"data": {"name": name}})
    spec: dict[str, Any] = {
        "$schema": alt.SCHEMA_URL,
        "description": spaced(description),
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": chart_config(),
        "layer": joined,
        "datasets": {name: packed(data) for name, data in tables.items()},
    }
    if any(footnotes):
        narrow, wide = (json.dumps(_wrapped([*map(spaced, footnotes)], n), ensure_ascii=False) for n in (52, 100))
        spec["title"] = {"text": {"expr": f"{NARROW} ? {narrow} : {wide}"}}
    return spec
