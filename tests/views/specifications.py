"""What Streamlit does to a specification before the browser draws it, for tests."""

from __future__ import annotations

import json
from typing import Any

import altair as alt

from observatoire.views.charts.drawing import Drawing
from observatoire.views.charts.vega import unpacked


def inlined(drawing: Drawing) -> dict[str, Any]:
    """Return a drawing's specification with its frames as plain rows, checked against the schema of Vega-Lite."""
    rows = {name: unpacked(data) for name, data in drawing.spec["datasets"].items()}
    spec = drawing.spec | {"datasets": rows}
    alt.LayerChart.validate(json.loads(json.dumps(spec, allow_nan=False)))
    return spec


def rows_drawn(drawing: Drawing) -> list[list[dict[str, Any]]]:
    """Return the rows of each data set of a drawing: those of its frames, then those inside its layers."""
    spec = inlined(drawing)
    inside = [layer["data"]["values"] for layer in spec["layer"] if "values" in layer["data"]]
    return [*spec["datasets"].values(), *inside]
