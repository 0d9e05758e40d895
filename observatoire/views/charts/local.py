"""Charts of local data: any chart of ours, in the hue, the signs and the dashes that no official one has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from observatoire.views.charts.drawing import Drawing
from observatoire.views.french.wording import LOCAL_BADGE
from observatoire.views.style import tokens as style

_COLOURS: Final = {
    style.ACCENT: style.LOCAL,
    style.PEERS: style.LOCAL_PEERS,
    style.PEERS_SOFT: style.LOCAL_SOFT,
    style.BAND: style.LOCAL_BAND,
}
_SIGNS: Final = {"circle": "cross", style.MUTED: style.LOCAL_PEERS}
"""Of the peers, where scales list the signs and the colours of all roles."""
_DASHES: Final = {"line": [9, 2, 2, 2], "rect": [3, 2]}
"""Of the marks that have an outline or are one, by their type; dashes that a mark has already say something else."""
_HATCHES: Final = "M-1-.6H1V.6H-1ZM-1-.1L-.5-.6M-1 .5L.1-.6M-.6 .6L.6-.6M0 .6L1-.4M.6 .6L1 .2"
_TOP: Final = -12
"""Pixels above the frame at which the badge stands."""


def as_local(drawing: Drawing) -> Drawing:
    """Return a chart as one of local data.

    Its place and its peers in their own hue, its peers as crosses, its lines and bars dashed, a dashed frame around it,
    and over it a badge with hatches: told apart without colours too, in a picture as on screen.

    Parameters
    ----------
    drawing : Drawing
        As any function of this room returns it; it is not changed.
    """
    spec = drawing.spec
    layers = [_frame(), *_badge(), *(_changed(layer) for layer in spec["layer"])]
    return replace(drawing, spec=spec | {"layer": layers})


def _frame() -> dict[str, Any]:
    """Return the layer of the frame; the framework cuts a chart at its very edge, where that of the view would be."""
    look = {"stroke": style.LOCAL, "strokeDash": [2, 3], "strokeWidth": 1, "fillOpacity": 0, "tooltip": None}
    place = {"x": 1, "y": 1, "x2": {"expr": "width - 1"}, "y2": {"expr": "height"}}
    return {"data": {"values": [{}]}, "mark": {"type": "rect"} | look | place, "encoding": {}}


def _badge() -> list[dict[str, Any]]:
    """Return the layers of the badge: a hatched sign and its words."""
    data: dict[str, Any] = {"values": [{}]}
    sign = {"type": "point", "shape": _HATCHES, "size": 260, "filled": False, "opacity": 1}
    words = {"type": "text", "text": LOCAL_BADGE, "align": "left", "fontWeight": 600, "color": style.LOCAL}
    at = {"y": _TOP, "tooltip": None}
    return [
        {"data": data, "mark": sign | at | {"x": 10, "stroke": style.LOCAL, "strokeWidth": 1}, "encoding": {}},
        {"data": data, "mark": words | at | {"x": 26, "baseline": "middle"}, "encoding": {}},
    ]


def _changed(part: Any) -> Any:
    """Return a part of a specification with colours, signs and dashes changed; rows apart have none of them."""
    if isinstance(part, str):
        for official, own in _COLOURS.items():
            part = part.replace(official, own)
        return part
    if isinstance(part, list):
        return [_changed(each) for each in part]
    if not isinstance(part, dict):
        return part
    changed = {name: _changed(each) for name, each in part.items()}
    if isinstance(signs := changed.get("range"), list):
        changed["range"] = [_SIGNS.get(sign, sign) if isinstance(sign, str) else sign for sign in signs]
    if (dash := _DASHES.get(changed.get("type", ""))) and "strokeDash" not in changed:
        changed["strokeDash"] = dash
    return changed
