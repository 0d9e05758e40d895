"""The values of a map as a table, from the highest to the lowest."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from observatoire.views.french.sentences import period
from observatoire.views.html.frames import ranking_rows
from observatoire.views.html.tables import table_html
from observatoire.views.style.tokens import GLYPHS
from pages.state.selection import Selection


def ranking(table: pd.DataFrame, selection: Selection, median: float = math.nan) -> None:
    """Draw a ranking as a table, the place and the picked ones marked by a sign."""
    columns, rows = ranking_rows(table, median, selection.indicator)
    place = selection.territory.id if selection.territory else ""
    marks = {t.id: glyph for t, glyph in zip(selection.marked, GLYPHS[1:], strict=False)}
    when = period(selection.indicator, selection.year)
    caption = f"{selection.indicator.title}, {when}, de la valeur la plus élevée à la plus faible"
    st.html(table_html(caption, columns, rows, highlight_id=place, marks=marks))
