"""The folium map: a bare ground of our own, and a layer that is sent once and then only repainted.

Nothing comes from outside: Leaflet, our script and our style sheet are served by our own server. What
travels at each change is one character per shape for its class and its figure; on maps of all communes, the figures
come by address, once the map is painted.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template

from observatoire.views.french.wording import STATES
from observatoire.views.maps.classes import DOUBTFUL, Mark, Muted
from observatoire.views.maps.file import BROWSER_PATH, LEAFLET_PATH, joined
from observatoire.views.style.sheets import sheet_path
from observatoire.views.style.tokens import ACCENT, SECOND, MissingStyle

# The map lives in the frame `<base>/component/streamlit_folium.st_folium/index.html`: two steps up is the
# base, whatever path the server is installed under.
FRAME_TO_BASE = "../.."
Bounds = tuple[float, float, float, float]
MAINLAND: Bounds = (-5.3, 41.2, 9.7, 51.2)

_CLASS_MARKS = "0123456789"
_STATE_MARKS = "abcdefghijklmnop"


class _LocalMap(folium.Map):  # type: ignore[misc]
    """A folium map whose scripts and styles are ours, without meta tags that forbid zooming the text."""

    default_js = [  # noqa: RUF012 - folium's own attribute
        ("leaflet", f"{FRAME_TO_BASE}/{LEAFLET_PATH}/leaflet.js"),
        ("topologie", f"{FRAME_TO_BASE}/{BROWSER_PATH}/topology.js"),
        ("mosaique", f"{FRAME_TO_BASE}/{BROWSER_PATH}/mosaic.js"),
        ("carte", f"{FRAME_TO_BASE}/{BROWSER_PATH}/map.js"),
    ]
    default_css = [  # noqa: RUF012 - folium's own attribute
        ("leaflet_css", f"{FRAME_TO_BASE}/{LEAFLET_PATH}/leaflet.css"),
        ("carte_css", f"{FRAME_TO_BASE}/{sheet_path('map')}"),
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


@dataclass(frozen=True)
class Layer:
    """What a map shows at one moment.

    Attributes
    ----------
    geometry_url, names_url : str
        Addresses of the outlines and of the names of the shapes (`frame_url`). A new address draws a new map and fits
        the view; the same one only repaints.
    classes : sequence of int, Muted or str
        For each shape shown, in the order of the geometry: the rank of its class, its class muted, or the name of a
        state.
    palette : sequence of str
        Colour of each class.
    figures : sequence of str or None
        For each shape shown, its figure without unit, empty for a state; None when they come by `figures_url`.
    unit : str
        What follows each figure, its space included.
    count : int
        How many shapes the geometry holds.
    shown : sequence of int or None
        Ranks, ascending, of the shapes that are shown among those of the geometry; None for all.
    selected : int or None
        Rank in the geometry of the shape that gets the thick double outline.
    selected_name : str
        Its name in short, written on the map.
    together : sequence of int
        Ranks in the geometry, ascending, of shapes that get one such outline around them all.
    traced : mapping or None
        An outline of its own, drawn over the shapes, as `scopes.traced` has it.
    looks : mapping of Muted or str to MissingStyle
        How each mark that is no plain class is drawn: hatched, dotted, crossed, never by colour alone.
    symbols : sequence of float or None
        For each shape shown, the radius in pixels of the circle drawn on it (counts); 0 or NaN draws none.
    label : str
        What the map shows, for those who do not see it.
    view : str
        The view fits anew when this changes, unless the visitor moved it.
    detail_url : str or None
        Address of more detailed outlines, for who zooms in.
    figures_url : str or None
        Address of the figures, as `figures` but joined by bars.
    symbol_colour : str
        Of these circles.
    pins : mapping or None
        Places brought by a council: `signs` of their categories, `points` (label, rank of the category, longitude,
        latitude), and whether they are `named` on the map.
    background : bool
        Whether to ask the IGN for a background map.
    """

    geometry_url: str
    names_url: str
    classes: Sequence[Mark]
    palette: Sequence[str]
    figures: Sequence[str] | None
    unit: str
    count: int
    shown: Sequence[int] | None = None
    selected: int | None = None
    selected_name: str = ""
    together: Sequence[int] = ()
    traced: Mapping[str, Any] | None = None
    looks: Mapping[Muted | str, MissingStyle] = field(default_factory=dict)
    symbols: Sequence[float] | None = None
    label: str = "Carte"
    view: str = ""
    detail_url: str | None = None
    figures_url: str | None = None
    background: bool = False
    symbol_colour: str = SECOND
    pins: Mapping[str, Any] | None = None


def thematic_layer(layer: Layer) -> folium.FeatureGroup:
    """Return the layer to hand to `st_folium(..., feature_group_to_add=…)`.

    Raises
    ------
    ValueError
        When there is not one class, one figure and one circle for each shape shown.
    """
    looks = dict(layer.looks)
    size = layer.count if layer.shown is None else len(layer.shown)
    for each in (layer.classes, layer.figures, layer.symbols):
        if each is not None and len(each) != size:
            raise ValueError(f"{size} shapes, but {len(each)} classes, figures or symbols: one per shape.")
    spec = {
        "geometry": layer.geometry_url,
        "names": layer.names_url,
        "detail": layer.detail_url,
        "count": layer.count,
        "shown": None if layer.shown is None else _steps(layer.shown),
        "classes": _marks(layer.classes, len(layer.palette), looks),
        "palette": list(layer.palette),
        # One text: quotation marks would cost five bytes a shape on the wire.
        "figures": None if layer.figures is None else joined(layer.figures),
        "figuresUrl": layer.figures_url,
        "unit": layer.unit,
        "selected": layer.selected,
        "selectedName": layer.selected_name,
        "together": _steps(layer.together),
        "traced": layer.traced,
        "missing": {mark: _look(kind, looks[kind]) for kind, mark in zip(looks, _STATE_MARKS, strict=False)},
        "symbols": None if layer.symbols is None else "|".join(_radius(radius) for radius in layer.symbols),
        "symbolColour": layer.symbol_colour,
        "pins": layer.pins,
        "label": layer.label,
        "view": layer.view,
        "background": layer.background,
        "accent": ACCENT,
    }
    group = folium.FeatureGroup(name="Carte", control=False)
    group.add_child(_ThematicLayer(_script_json(spec)))
    return group


def frame_url(path: str) -> str:
    """Return the address, as seen from the map's frame, of a path of our server (`geo/…`)."""
    return f"{FRAME_TO_BASE}/{path.lstrip('/')}"


def _marks(classes: Sequence[Mark], size: int, looks: Mapping[Muted | str, MissingStyle]) -> str:
    """Write the classes as one character per shape: digits for classes, letters for all that is no plain class."""
    marks: dict[Mark, str] = dict(enumerate(_CLASS_MARKS[:size]))
    marks.update(zip(looks, _STATE_MARKS, strict=False))
    unknown = sorted({str(kind) for kind in classes if kind not in marks})
    if unknown:
        raise ValueError(f"Classes without a colour, or states without a pattern: {', '.join(unknown)}.")
    return "".join(marks[kind] for kind in classes)


def _look(kind: Muted | str, style: MissingStyle) -> dict[str, str]:
    name = "fragile" if isinstance(kind, Muted) else kind
    label = DOUBTFUL if isinstance(kind, Muted) and kind.doubtful else STATES[name].label
    return {"name": name, "label": label, "fill": style.fill, "stroke": style.stroke, "pattern": style.pattern}


def _steps(ranks: Sequence[int]) -> str:
    """Write ascending ranks as steps from one to the next."""
    return " ".join(str(rank - before) for before, rank in zip([0, *ranks], ranks, strict=False))


def _radius(radius: float) -> str:
    return "0" if math.isnan(radius) or radius <= 0 else f"{radius:.1f}"


def _script_json(spec: Mapping[str, Any]) -> str:
    """Write JSON that is inert inside a script, a template or streamlit-folium's own substitutions."""
    text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    # branca reads the script as a Jinja template: a text must not open an expression. None of what is
    # escaped here occurs between the texts of a JSON document, so only texts are changed.
    return re.sub(r"[<>&'\u2028\u2029]|{(?=[{%#])", lambda found: f"\\u{ord(found.group()):04x}", text)
