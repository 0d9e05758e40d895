"""Small maps made by hand: the file that the browser reads, and the page that shows it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from observatoire.views.maps.topology import encode, signed, varints
from observatoire.views.style.sheets import whole_sheet
from tests.views.browser.conftest import SITE

Shapes = Sequence[shapely.Geometry]

SCRIPTS = "".join(
    f'<script src="/demo/vendor/{name}.js"></script>'
    for name in ("leaflet/leaflet", "carte/topology", "carte/mosaic", "carte/map")
)
STYLES = f'<link rel="stylesheet" href="/demo/vendor/leaflet/leaflet.css"><style>{whole_sheet("map")}</style>'


def map_page(wide: int = 400, high: int = 300, options: str = "") -> str:
    """Return a page that holds an empty map, as streamlit-folium makes it."""
    return f"""<!DOCTYPE html><html><head>{STYLES}{SCRIPTS}</head><body style="margin:0">
<div id="box" style="width:{wide}px;height:{high}px"></div>
<script>var map = L.map("box", {{ center: [0, 0], zoom: 2, zoomSnap: 0.1, zoomControl: false, zoomAnimation: false,
  inertia: false, attributionControl: false, {options} }});</script></body></html>"""


def head_and_numbers(head: dict[str, Any], *sections: bytes) -> bytes:
    text = json.dumps(head).encode()
    return len(text).to_bytes(4, "little") + text + b"".join(sections)


def made_map(
    shapes: Shapes,
    *,
    quantum: float,
    groups: Sequence[Sequence[int]] = (),
    ground: Shapes = (),
    **head: object,
) -> bytes:
    """Return the file of a map whose shapes are drawn on whole numbers.

    Parameters
    ----------
    shapes, ground : sequence of polygons
        In quanta.
    quantum : float
        Degrees of the Mercator plane in one.
    groups : sequence of sequences of int
        For each kind of holder (EPCI, then départements), the holder of each shape.
    head
        Other entries of the head.
    """
    middle = np.array([shape.representative_point().coords[0] for shape in shapes])
    numbers = [signed(np.diff(np.rint(middle).astype(int), axis=0, prepend=0)).ravel()]
    numbers += [signed(np.diff(holders, prepend=0)) for holders in groups]
    sections = {
        kind: encode(np.array(part), 1.0, lambda xy: xy) if part else b""
        for kind, part in (("shapes", shapes), ("ground", ground), ("lines", ()))
    }
    counts = {"shapes": len(shapes), "ground": len(ground), "lines": 0}
    whole = {
        "quantum": quantum, "point": quantum, "groups": len(groups), "frames": [], "towns": [], "overseas": [],
        "sections": [{"kind": k, "count": counts[k], "bytes": len(data)} for k, data in sections.items()],
    } | head  # fmt: skip
    return head_and_numbers(whole, *sections.values(), varints(np.concatenate(numbers)))


def map_spec(name: str, count: int, **fields: object) -> dict[str, Any]:
    """Return what the page tells the map's frame, some fields replaced."""
    return {
        "geometry": f"{SITE}/{name}.map", "names": f"{SITE}/{name}.txt", "detail": None, "count": count, "shown": None,
        "classes": "0" * count, "palette": ["#ff0000", "#00ff00", "#0000ff"], "figures": "|".join(["1"] * count),
        "figuresUrl": None, "unit": "\u202f%", "selected": None, "selectedName": "", "missing": {}, "symbols": None,
        "symbolColour": "#123456", "label": "Carte", "view": "", "background": False, "accent": "#aa00aa",
    } | fields  # fmt: skip
