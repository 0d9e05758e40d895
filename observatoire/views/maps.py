"""The folium map: a bare ground of our own, and a layer that is sent once and then only repainted.

Nothing comes from outside: Leaflet, our script and our style sheet are served by our own server. What
travels at each change is one character per shape for its class and one short text for its tooltip.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template

from observatoire.views.geometry import Bounds
from observatoire.views.style import ACCENT, INK, SECOND, MissingStyle

# The map lives in the frame `<base>/component/streamlit_folium.st_folium/index.html`: two steps up is the
# base, whatever path the server is installed under.
FRAME_TO_BASE = "../.."
LEAFLET_PATH = "vendor/leaflet"
BROWSER_PATH = "vendor/carte"
MAINLAND: Bounds = (-5.3, 41.2, 9.7, 51.2)

_CLASS_MARKS = "0123456789"
_STATE_MARKS = "abcdefghij"


class _LocalMap(folium.Map):  # type: ignore[misc]
    """A folium map whose scripts and styles are ours, without meta tags that forbid zooming the text."""

    default_js = [  # noqa: RUF012 - folium's own attribute
        ("leaflet", f"{FRAME_TO_BASE}/{LEAFLET_PATH}/leaflet.js"),
        ("carte", f"{FRAME_TO_BASE}/{BROWSER_PATH}/map.js"),
    ]
    default_css = [  # noqa: RUF012 - folium's own attribute
        ("leaflet_css", f"{FRAME_TO_BASE}/{LEAFLET_PATH}/leaflet.css"),
        ("carte_css", f"{FRAME_TO_BASE}/{BROWSER_PATH}/map.css"),
    ]
    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <div class="folium-map" id={{ this.get_name()|tojson }} ></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
                center: {{ this.location|tojson }}, ...{{ this.options|tojavascript }}
            });
            L.control.zoom({zoomInTitle: "Zoomer", zoomOutTitle: "Dézoomer"}).addTo({{ this.get_name() }});
        {% endmacro %}
        """
    )


class _ThematicLayer(MacroElement):  # type: ignore[misc]
    """One call to our script, which keeps the shapes and repaints them."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            thematicMap.show(map_div, {{ this.spec }});
        {% endmacro %}
        """
    )

    def __init__(self, spec: str) -> None:
        super().__init__()
        self._name = "ThematicLayer"
        self.spec = spec


def base_map(bounds: Bounds = MAINLAND) -> folium.Map:
    """Return an empty map without tiles or attribution, with French zoom buttons.

    streamlit-folium rebuilds the frame whenever this map changes: call it with the same bounds throughout
    a page. The layer itself fits the view to its shapes when they come. Make a new map for each run of the
    page, for streamlit-folium adds the layer to it.

    Parameters
    ----------
    bounds : tuple of float
        (west, south, east, north) first shown, before the shapes come.

    Returns
    -------
    folium.Map
    """
    west, south, east, north = bounds
    return _LocalMap(
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=5,
        max_zoom=14,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        scroll_wheel_zoom=False,  # the wheel scrolls the page; buttons, double click and pinch zoom
        zoom_snap=0.1,
        zoom_delta=1,
    )


def thematic_layer(
    geometry_url: str,
    context_url: str | None,
    classes: Sequence[int | str],
    palette: Sequence[str],
    tooltips: Sequence[str],
    selected: int | None = None,
    missing: Mapping[str, MissingStyle] | None = None,
    symbols: Sequence[float] | None = None,
    label: str = "Carte",
) -> folium.FeatureGroup:
    """Return the layer to hand to `st_folium(..., feature_group_to_add=…)`.

    Parameters
    ----------
    geometry_url, context_url : str
        Addresses of the shapes and of their surroundings (`frame_url`). A new address draws a new map and
        fits the view; the same address only repaints.
    classes : sequence of int or str
        For each shape, in the order of the geometry: the rank of its class, or the name of a state.
    palette : sequence of str
        Colour of each class.
    tooltips : sequence of str
        For each shape, the value as written for the reader; its name comes with the geometry.
    selected : int or None
        Rank of the shape that gets the thick double outline.
    missing : mapping of str to MissingStyle
        How each state that is no plain value is drawn: hatched, dotted, crossed, never by colour alone.
    symbols : sequence of float, optional
        For each shape, the radius in pixels of the circle drawn on it (counts); 0 or NaN draws none.
    label : str
        What the map shows, for those who do not see it.

    Returns
    -------
    folium.FeatureGroup
    """
    states = dict(missing or {})
    for each in (tooltips, symbols):
        if each is not None and len(each) != len(classes):
            raise ValueError(f"{len(classes)} classes, but {len(each)} tooltips or symbols: one per shape.")
    spec = {
        "geometry": geometry_url,
        "context": context_url,
        "count": len(classes),
        "classes": _marks(classes, len(palette), states),
        "palette": list(palette),
        # One text: quotation marks would cost five bytes a shape on the wire.
        "tooltips": "|".join(text.replace("|", "¦") for text in tooltips),
        "selected": selected,
        "missing": {mark: _look(states[name]) for name, mark in zip(states, _STATE_MARKS, strict=False)},
        "symbols": None if symbols is None else "|".join(_radius(radius) for radius in symbols),
        "symbolColour": SECOND,
        "label": label,
        "ink": INK,
        "accent": ACCENT,
    }
    group = folium.FeatureGroup(name="Carte", control=False)
    group.add_child(_ThematicLayer(_script_json(spec)))
    return group


def frame_url(path: str) -> str:
    """Return the address, as seen from the map's frame, of a path of our server (`geo/…`)."""
    return f"{FRAME_TO_BASE}/{path.lstrip('/')}"


def _marks(classes: Sequence[int | str], size: int, states: Mapping[str, MissingStyle]) -> str:
    """Write the classes as one character per shape: digits for classes, letters for states."""
    marks: dict[int | str, str] = dict(enumerate(_CLASS_MARKS[:size]))
    marks.update(zip(states, _STATE_MARKS, strict=False))
    unknown = sorted({str(kind) for kind in classes if kind not in marks})
    if unknown:
        raise ValueError(f"Classes without a colour, or states without a pattern: {', '.join(unknown)}.")
    return "".join(marks[kind] for kind in classes)


def _look(style: MissingStyle) -> dict[str, str]:
    return {"fill": style.fill, "stroke": style.stroke, "pattern": style.pattern}


def _radius(radius: float) -> str:
    return "0" if math.isnan(radius) or radius <= 0 else f"{radius:.1f}"


def _script_json(spec: Mapping[str, Any]) -> str:
    """Write JSON that is inert inside a script, a template or streamlit-folium's own substitutions."""
    text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    # branca reads the script as a Jinja template: a text must not open an expression. None of what is
    # escaped here occurs between the texts of a JSON document, so only texts are changed.
    return re.sub(r"[<>&'\u2028\u2029]|{(?=[{%#])", lambda found: f"\\u{ord(found.group()):04x}", text)
