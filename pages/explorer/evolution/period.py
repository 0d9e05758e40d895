"""The menus of the two years between which change is measured; what they choose goes to the URL."""

from __future__ import annotations

import streamlit as st

from pages.state.options.evolution import SeriesOptions
from pages.state.selection import bound, write_back


def choose_period(options: SeriesOptions) -> None:
    """Draw the two menus of years."""
    left, right, _ = st.columns([1, 1, 3])
    for column, name, title, year in ((left, "depuis", "De", options.start), (right, "jusqua", "À", options.end)):
        with column:
            st.selectbox(
                title,
                [str(y) for y in options.known],
                key=bound(f"periode-{name}", str(year)),
                on_change=write_back,
                args=(name, f"periode-{name}"),
            )
