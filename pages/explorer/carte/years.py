"""The years of a map, one after the other, on the same classes."""

from __future__ import annotations

import time

import streamlit as st

from observatoire.model.store import Store
from observatoire.statistics.components import years
from pages.server.bounds.runs import RUNS
from pages.server.operation.metrics import PARTS
from pages.state.options.carte import SAME_CLASSES
from pages.state.selection import Selection, change

SECONDS_A_YEAR = 1.5


def play_years(store: Store, selection: Selection) -> None:
    """Draw the buttons that go from year to year; classes then stay the same for all years."""
    known = years(store, selection.indicator)
    # Drawn even when empty: were the map to change place in the page, its frame would be made anew.
    with st.container(key="otc-annees", horizontal=True, vertical_alignment="center", gap="small"):
        if len(known) > 1:
            _draw_player(known, selection.year)


def _draw_player(known: tuple[int, ...], year: int) -> None:
    at, last = known.index(year), len(known) - 1
    playing = st.session_state.get("lecture") is not None

    def go(to: int, play: bool = False) -> None:
        st.session_state["lecture"] = time.monotonic() if play else None
        change(annee=str(to), vue=SAME_CLASSES)

    before, after = known[max(at - 1, 0)], known[min(at + 1, last)]
    st.button("Année précédente", icon=":material/chevron_left:", disabled=at == 0, on_click=go, args=(before,))
    if playing:
        st.button("Pause", icon=":material/pause:", on_click=go, args=(year,))
        _tick(known, year)
    else:
        first = known[0] if at == last else year
        st.button("Lire les années", icon=":material/play_arrow:", on_click=go, args=(first, True))
    st.button("Année suivante", icon=":material/chevron_right:", disabled=at == last, on_click=go, args=(after,))
    st.markdown(f"**{year}**", width="content")


@st.fragment(run_every=SECONDS_A_YEAR)
def _tick(known: tuple[int, ...], year: int) -> None:
    """While the years are played, go to the next one when its time has come."""
    with RUNS.turn_of_a_part(PARTS.timed):
        _next(known, year)


def _next(known: tuple[int, ...], year: int) -> None:
    since = st.session_state.get("lecture")
    if since is None or time.monotonic() - since < SECONDS_A_YEAR - 0.1:
        return
    following = [other for other in known if other > year]
    st.session_state["lecture"] = time.monotonic() if len(following) > 1 else None
    if following:
        change(annee=str(following[0]))
    st.rerun()
