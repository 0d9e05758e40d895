"""The two years between which change is measured: chosen, checked, kept in the URL."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from observatoire.model.catalog import Indicator
from pages.state.selection import Selection, bound, quoted, write_back


def choose_period(selection: Selection, indicator: Indicator, known: Sequence[int]) -> tuple[int, int]:
    """Draw the two menus of years; return the period, first year before last.

    Without a choice, the widest period that no break in series crosses.
    """
    default = _widest(indicator, known)
    start = _year(selection.option("depuis"), known, default[0])
    end = _year(selection.option("jusqua"), known, default[1])
    if start > end:
        start, end = end, start
    if start == end:
        if any(selection.option(name) for name in ("depuis", "jusqua")):
            st.warning(f"Une évolution va d’une année à une autre\u202f: voici {default[0]}-{default[1]}.")
        start, end = default
    left, right, _ = st.columns([1, 1, 3])
    for column, name, title, year in ((left, "depuis", "De", start), (right, "jusqua", "À", end)):
        with column:
            st.selectbox(
                title,
                [str(y) for y in known],
                key=bound(f"periode-{name}", str(year)),
                on_change=write_back,
                args=(name, f"periode-{name}"),
            )
    return start, end


def _year(asked: str, known: Sequence[int], default: int) -> int:
    if asked in {str(year) for year in known}:
        return int(asked)
    if asked:
        st.warning(
            f"L’année «\u00a0{quoted(asked)}\u00a0» n’est pas disponible pour cet indicateur\u202f; voici {default}."
        )
    return default


def _widest(indicator: Indicator, known: Sequence[int]) -> tuple[int, int]:
    """Return the widest period without a break; the latest of equal ones."""
    edges = sorted({known[0], *(b.year for b in indicator.breaks)})
    spans = []
    for low, high in zip(edges, [*edges[1:], known[-1] + 1], strict=True):
        inside = [year for year in known if low <= year < high]
        if len(inside) > 1:
            spans.append((inside[-1] - inside[0], inside[0], inside[-1]))
    widest = max(spans, default=(0, known[0], known[-1]))
    return widest[1], widest[2]
