"""Design tokens: the colours, fonts and chart settings that every view shares."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import altair as alt
import altair.utils.schemapi
import pandas as pd
import pyarrow as pa

from observatoire.views.wording import spaced

# --- Paper and ink -----------------------------------------------------------------------------
PAPER: Final = "#FBFAF6"
SURFACE: Final = "#F1EEE6"  # panels, table heads
RULE: Final = "#D6D1C4"  # hairlines: decoration, never the only sign of something
INK: Final = "#14171D"  # 17:1 on paper; Streamlit writes captions with it at 60 %, still 4.5:1
MUTED: Final = "#565B63"  # captions, axis figures: 6.5:1

# --- Roles -------------------------------------------------------------------------------------
ACCENT: Final = "#8A1C4A"  # the place
SECOND: Final = "#1F5FA8"  # first territory picked by hand
THIRD: Final = "#8F5600"  # second territory picked by hand
PEERS: Final = "#82868A"  # marks of the group (3:1 at least)
PEERS_SOFT: Final = "#D3D2CC"  # ground of a histogram, always outlined in PEERS
MEDIAN: Final = "#3A3F47"
BAND: Final = "#ECE8DC"  # between the quartiles

PICKED: Final = (SECOND, THIRD)
SHAPES: Final = ("diamond", "square", "triangle-up")  # the place, then the picked ones
GLYPHS: Final = ("◆", "■", "▲")  # the same shapes in text

# --- Palettes ----------------------------------------------------------------------------------
# One hue, light to dark: lightness falls at each step, so that greyscale and colour-blind readers
# see the same order.
SEQUENTIAL: Final[dict[int, tuple[str, ...]]] = {
    3: ("#D4EAF6", "#4893B2", "#003D57"),
    4: ("#D4EAF6", "#75B0CB", "#167696", "#003D57"),
    5: ("#D4EAF6", "#8CBED7", "#4893B2", "#006787", "#003D57"),
    6: ("#D4EAF6", "#9AC7DE", "#63A4C2", "#2C81A2", "#005F7E", "#003D57"),
    7: ("#D4EAF6", "#A4CDE2", "#75B0CB", "#4893B2", "#167696", "#005977", "#003D57"),
}
# Brown below the reference, blue above: the pair that no common colour blindness confuses.
DIVERGING: Final[dict[int, tuple[str, ...]]] = {
    3: ("#733E00", "#ECE8DF", "#005677"),
    4: ("#733E00", "#C7AB95", "#94B7C8", "#005677"),
    5: ("#733E00", "#B28F71", "#ECE8DF", "#6F9EB4", "#005677"),
    6: ("#733E00", "#A67E5C", "#D7C2B2", "#B2CBD8", "#5990A8", "#005677"),
    7: ("#733E00", "#9D734E", "#C7AB95", "#ECE8DF", "#94B7C8", "#4986A0", "#005677"),
}


@dataclass(frozen=True, slots=True)
class MissingStyle:
    """How a map, a legend or a chart draws one state of a figure that is no plain value.

    Attributes
    ----------
    fill, stroke : str
        Ground colour, and colour of the pattern and outline.
    pattern : str
        `plain`, `hatch`, `dots`, `cross` or `hatch-light`: the same state is told apart in greyscale.
    label_key : str
        Key of its French label in `views/wording.py`.
    """

    fill: str
    stroke: str
    pattern: str
    label_key: str


# Where shapes are too small for a pattern, its ground alone tells the states apart: five lightnesses, from paper down.
MISSING: Final[dict[str, MissingStyle]] = {
    "secret": MissingStyle("#BBB8B4", "#605E5A", "hatch", "secret"),
    "not_published": MissingStyle("#AAA8A4", "#74726E", "plain", "not_published"),
    "not_applicable": MissingStyle("#DDDBD7", "#6C6A66", "dots", "not_applicable"),
    "not_computable": MissingStyle("#CBC9C4", "#6C6A66", "cross", "not_computable"),
    "fragile": MissingStyle(PAPER, PEERS, "hatch-light", "fragile"),
}

_CSS_PATTERNS: Final = {
    "plain": "none",
    "hatch": "repeating-linear-gradient(45deg,{s} 0 1.5px,transparent 1.5px 5px)",
    "hatch-light": "repeating-linear-gradient(-45deg,{s} 0 1px,transparent 1px 4px)",
    "dots": "radial-gradient({s} 1.2px,transparent 1.4px) 0 0/6px 6px",
    "cross": "repeating-linear-gradient(45deg,{s} 0 1px,transparent 1px 6px),"
    "repeating-linear-gradient(-45deg,{s} 0 1px,transparent 1px 6px)",
}


def pattern_css(style: MissingStyle) -> str:
    """Return the CSS `background` that draws a missing state."""
    image = _CSS_PATTERNS[style.pattern].format(s=style.stroke)
    return style.fill if image == "none" else f"{image},{style.fill}"


# --- Type --------------------------------------------------------------------------------------
SANS: Final = '"Source Sans", "Source Sans 3", "Liberation Sans", Arial, sans-serif'
SERIF: Final = '"Source Serif", "Source Serif 4", "Liberation Serif", Georgia, serif'

# Altair checks every object against its schema as it is made: half the cost of a chart. The tests check instead.
altair.utils.schemapi.disable_debug_mode()

# --- Altair ------------------------------------------------------------------------------------
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


def _wrapped(notes: list[str], width: int) -> list[str]:
    """Return notes cut in lines; empty notes vanish. Only plain spaces break: figures keep their unit."""
    return [line for note in notes for line in textwrap.wrap(note, width, break_long_words=False)]


Layer = dict[str, Any]
"""A layer of Vega-Lite; under `data`, once it has them, its rows: a frame, a table, or a few plain records."""


def table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Return records, all with the same keys, as a table of Arrow; NaN, as None, is a null."""
    return pa.table({name: pa.array([row[name] for row in rows], from_pandas=True) for name in rows[0]})


def packed(data: pd.DataFrame | pa.Table) -> bytes:
    """Return rows as Streamlit sends them to the browser: it would make the same bytes anew on each rerun."""
    whole = pa.Table.from_pandas(data, preserve_index=False) if isinstance(data, pd.DataFrame) else data
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, whole.schema) as writer:
        writer.write_table(whole)
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


def bound(
    layers: Iterable[Layer], data: pd.DataFrame | pa.Table | list[dict[str, Any]], **channels: Layer
) -> list[Layer]:
    """Return drawn layers with the figures of one chart.

    Parameters
    ----------
    layers : iterable of dict
        As `drawn` returns them; they are not changed.
    data : DataFrame, Table or list of dict
        Rows of these layers; a list for a few plain records, which then travel inside the specification.
    **channels : dict
        Scale and axis of a channel: `x={"scale": …, "axis": …}` goes to the channel x of each layer that has one.
    """
    return [layer | {"data": data, "encoding": _scaled(layer["encoding"], channels)} for layer in layers]


def _scaled(encoding: Layer, channels: Mapping[str, Layer]) -> Layer:
    return encoding | {name: encoding[name] | more for name, more in channels.items() if name in encoding}


def finished(layers: Iterable[alt.Chart | Layer], height: float, description: str, notes: list[str]) -> dict[str, Any]:
    """Join layers in a Vega-Lite specification: size, description, notes under the chart, house configuration.

    Altair's own joining (`LayerChart`, `properties`, `configure`) copies and validates everything at each step: ten
    times the cost, on every rerun of a page. The tests validate the specifications instead.

    Parameters
    ----------
    layers : iterable of Chart or dict
        Charts of Altair, each on a frame, or layers that `bound` returned; those that share a frame share its data.
    height : float
        In pixels; the width is the container's.
    description : str
        What the chart says, for those who cannot see it.
    notes : list of str
        Lines under the chart; empty ones vanish.

    Returns
    -------
    dict
        `datasets` maps names to rows, packed as `st.vega_lite_chart` sends them (`packed`).
    """
    frames: dict[str, pd.DataFrame | pa.Table] = {}
    names: dict[int, str] = {}
    joined = []
    for layer in (layer if isinstance(layer, dict) else _with_its_frame(layer) for layer in layers):
        data = layer["data"]
        if isinstance(data, list):
            joined.append(layer | {"data": {"values": data}})
            continue
        name = names.setdefault(id(data), f"d{len(names)}")
        frames[name] = data  # kept alive: its identity is its key
        joined.append(layer | {"data": {"name": name}})
    spec: dict[str, Any] = {
        "$schema": alt.SCHEMA_URL,
        "description": spaced(description),
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": chart_config(),
        "layer": joined,
        "datasets": {name: packed(data) for name, data in frames.items()},
    }
    if any(notes):
        narrow, wide = (json.dumps(_wrapped([*map(spaced, notes)], n), ensure_ascii=False) for n in (52, 100))
        spec["title"] = {"text": {"expr": f"{NARROW} ? {narrow} : {wide}"}}
    return spec


def _with_its_frame(chart: alt.Chart) -> Layer:
    frame, chart.data = chart.data, alt.Undefined
    (layer,) = drawn(chart)
    return layer | {"data": frame}
