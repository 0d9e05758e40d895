"""Encodings that our charts share: roles, positions in pixels, tooltips, axes of French figures."""

from __future__ import annotations

import json
from typing import Any, Final

import altair as alt

from observatoire.views.charts.vega import NARROW
from observatoire.views.style.tokens import ACCENT, INK, MEDIAN, PAPER, PEERS, SECOND, SHAPES, THIRD

ROLES: Final = ("place", "second", "third", "peer", "median")
COLOURS: Final = (*(ACCENT, SECOND, THIRD), PEERS, MEDIAN)
_INKS: Final = {"place": ACCENT, "second": SECOND, "third": THIRD, "peer": INK, "median": MEDIAN}
INK_OF_ROLE: Final = f"({json.dumps(_INKS)})[datum.role]"


def expr(expression: str) -> Any:
    """Return a Vega expression, computed in the browser."""
    return {"expr": expression}


def by_width(narrow: float, wide: float) -> Any:
    """Return a number that depends on the width of the chart."""
    return expr(f"{NARROW} ? {narrow} : {wide}")


def role_scale() -> alt.Scale:
    """Return the scale of colours by role."""
    return alt.Scale(domain=list(ROLES), range=list(COLOURS))


def role_stroke() -> alt.Stroke:
    """Colour the outline of a mark by its role."""
    return alt.Stroke("role:N", scale=role_scale(), legend=None)


def role_shape() -> alt.Shape:
    """Give each role its shape: never colour alone."""
    shapes = [*SHAPES, "circle", "circle"]
    return alt.Shape("role:N", scale=alt.Scale(domain=list(ROLES), range=shapes), legend=None)


def role_fill(hollow: str) -> Any:
    """Fill a mark with the colour of its role, or leave it hollow when the Vega test `hollow` holds."""
    return alt.condition(hollow, alt.value(PAPER), alt.Fill("role:N", scale=role_scale(), legend=None))


CHART_HEIGHT: Final = expr("height")


def pixel_y(height: Any = CHART_HEIGHT, field: str = "y") -> alt.Y:
    """Place marks at a row counted in pixels from the top; `height` is the chart's."""
    scale = alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    return alt.Y(f"{field}:Q", axis=None, scale=scale)


def tips(**titles: str) -> list[alt.Tooltip]:
    """Return tooltip lines of ready-made French text: column -> heading."""
    return [alt.Tooltip(f"{column}:N", title=title) for column, title in titles.items()]


TERRITORY_TIPS: Final = tips(name="Territoire", text="Valeur", rank_text="Rang")
"""What a mark of one territory says."""


def short_unit(unit: str) -> bool:
    """Tell whether a unit is short enough to follow each figure of an axis."""
    return len(unit) <= 2


FINER: Final = 3
"""Digits that a tick may have beyond those of the figures; trailing zeros are trimmed."""


def figures_axis(unit: str, decimals: int) -> dict[str, Any]:
    """Return the options of an axis of figures: French format, unit on each figure or as a title.

    A tick stands at a round number that may need more digits than the figures: 0,5 between 0 and 1 is not written as 0.
    """
    options: dict[str, Any] = {"format": f",.{decimals + FINER}~f", "labelOverlap": True, "title": None}
    if short_unit(unit):
        return options | ({"labelExpr": f"datum.label + '\u00a0{unit}'"} if unit else {})
    return options | {"title": unit, "titleAnchor": "end"}


def figures_x(low: float, high: float, unit: str, decimals: int, start: Any, end: str) -> dict[str, Any]:
    """Return the scale and the axis of horizontal figures, for `vega.bound`.

    Parameters
    ----------
    low, high : float
        What is shown; values outside stand at the edge.
    unit, decimals
        How figures are written.
    start, end
        Pixels of both ends: a number or an expression, and a Vega expression on `width`.
    """
    scale = {"domain": [low, high], "zero": False, "nice": False, "clamp": True, "range": [start, expr(end)]}
    axis = {"tickCount": by_width(4, 7), "grid": False, "offset": 4, **figures_axis(unit, decimals)}
    return {"scale": scale, "axis": axis}
