"""The values of a map as a table, from the highest to the lowest."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.french.sentences import period
from observatoire.views.html.frames import ranking_rows
from observatoire.views.html.tables import Heading, Row, table_html
from observatoire.views.maps.model import MapModel
from observatoire.views.maps.rare import smoothed_rows
from observatoire.views.style.tokens import GLYPHS
from pages.state.selection import Selection


def ranking(table: pd.DataFrame, selection: Selection, model: MapModel) -> None:
    """Draw a ranking as a table, the place and the picked ones marked by a sign."""
    columns, rows = ranking_rows(table, math.nan, model.indicator)
    _draw(selection, model, columns, rows, "de la valeur la plus élevée à la plus faible")


def smoothed_list(store: Store, selection: Selection, model: MapModel, place: Territory) -> None:
    """Draw the list under a map of smoothed rates: no rank, what was counted beside.

    Parameters
    ----------
    store, selection, place
        The edition, what the visitor looks at and the place.
    model : MapModel
        The map.
    """
    columns, rows = smoothed_rows(store, model, selection.indicator, [place.id])
    _draw(selection, model, columns, rows, "sans rang, du taux lissé le plus élevé au plus faible")


def _draw(selection: Selection, model: MapModel, columns: list[Heading], rows: list[Row], order: str) -> None:
    place = selection.territory.id if selection.territory else ""
    marks = {t.id: glyph for t, glyph in zip(selection.marked, GLYPHS[1:], strict=False)}
    caption = f"{model.indicator.title}, {period(model.indicator, model.year)}, {order}"
    st.html(table_html(caption, columns, rows, highlight_id=place, marks=marks))
