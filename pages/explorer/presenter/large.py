"""A chart that a room can read."""

from __future__ import annotations

import streamlit as st

from observatoire.views.charts.drawing import Drawing
from observatoire.views.style.tokens import SCENE_WIDTH

TALL_FONT = 17


def draw_large(drawing: Drawing, tall: bool = False) -> None:
    """Draw a chart of a fixed width, which the style sheet enlarges as a picture: its texts with it.

    Parameters
    ----------
    drawing : Drawing
    tall : bool
        Whether the height of the screen, not its width, bounds the picture: its texts are then made larger first.
    """
    config = drawing.spec["config"]
    if tall:
        sizes = {"labelFontSize": TALL_FONT, "titleFontSize": TALL_FONT}
        larger = {"axis": sizes, "text": {"fontSize": TALL_FONT}, "title": {"fontSize": TALL_FONT, "lineHeight": 22}}
        config = config | {name: config[name] | more for name, more in larger.items()}
    with st.container(key="otc-dessin-scene"):
        spec = drawing.spec | {"width": SCENE_WIDTH, "config": config}
        st.vega_lite_chart(spec, theme=None, key="scene", width="content")
