"""Mes données: a local indicator on a chart: among peers, over time, against an official one."""

from __future__ import annotations

import streamlit as st

from observatoire.local.catalogue import is_local, local_years
from observatoire.views.compare.scatter import scatter_rows
from observatoire.views.french.sentences import left_out, period, source_line
from observatoire.views.french.wording import LOCAL_BADGE, spaced
from observatoire.views.html.frames import around, ranking_rows, solid_rows
from observatoire.views.html.key_figures import key_figures
from observatoire.views.html.series import series_table
from observatoire.views.html.tables import key_figures_html, table_html
from observatoire.views.local.words import local_block_html, plain_markdown
from pages.explorer.mesdonnees.compared import Compared
from pages.explorer.mesdonnees.files import Pictures, chart_pictures
from pages.state.models.local import local_cross, local_series, shown_local
from pages.state.options.local import LocalOptions
from pages.state.selection import bound, write_back


def draw_among_peers(one: Compared, year: int) -> Pictures:
    """Draw a local indicator among the peers of a place; return the pictures of it."""
    indicator, place = one.entry.indicator, one.place
    shown = shown_local(one.store, one.entry, place, one.group, year)
    st.markdown(plain_markdown(spaced(shown.told)))
    if shown.drawing is not None:
        st.vega_lite_chart(shown.drawing.spec, theme=None, key="local-comparaison")
    st.markdown(plain_markdown(spaced(shown.sentence)))
    if left := left_out(shown.result):
        st.caption(left)
    figures = key_figures_html(key_figures(indicator, place, shown.own, shown.result, shown.together))
    extract = around(shown.table, [place.id], solid_rows(shown.table))
    columns, rows = ranking_rows(extract, shown.result.median, indicator)
    caption = f"{indicator.title}, {year} ({LOCAL_BADGE.lower()})"
    st.html(local_block_html(figures, table_html(caption, columns, rows, highlight_id=place.id)))
    st.caption(plain_markdown(source_line(one.mine, indicator, year)))
    return chart_pictures(one, shown.drawing, ((indicator, str(year)),))


def draw_series(one: Compared) -> Pictures:
    """Draw a local indicator year by year; return the pictures of it."""
    indicator, known = one.entry.indicator, local_years(one.store, one.entry)
    shown = local_series(one.store, one.entry, one.place, one.group)
    st.markdown(plain_markdown(spaced(shown.sentence)))
    if shown.drawing is not None and len(known) > 1:
        st.vega_lite_chart(shown.drawing.spec, theme=None, key="local-evolution")
    columns, rows = series_table(shown.lines, shown.band, with_peers=True)
    st.html(local_block_html(table_html(f"{indicator.title}, par année ({LOCAL_BADGE.lower()})", columns, rows)))
    st.caption(plain_markdown(source_line(one.mine, indicator, known[-1], since=known[0] if len(known) > 1 else None)))
    when = f"{known[0]}-{known[-1]}" if len(known) > 1 else str(known[-1])
    return chart_pictures(one, shown.drawing if len(known) > 1 else None, ((indicator, when),))


def draw_cross(one: Compared, options: LocalOptions) -> Pictures:
    """Draw a local indicator against an official one; return the pictures of it.

    Parameters
    ----------
    one : Compared
    options : LocalOptions
        Which year, which official indicator.
    """
    mine, place, entry = one.mine, one.place, one.entry
    year, official = options.year, options.official
    if official is None:
        return list
    offered = [known.id for known in mine.indicators.values() if place.level in known.levels and not is_local(known)]
    st.selectbox("Indicateur officiel", offered, key=bound("local-officiel", official.id), filter_mode="contains",
                 format_func=lambda name: mine.indicators[name].title, on_change=write_back,
                 args=("second", "local-officiel"))  # fmt: skip
    shown = local_cross(one.store, mine, entry, place, one.group, year, official)
    st.markdown(plain_markdown(spaced(shown.sentence)))
    if shown.drawing is not None:
        st.vega_lite_chart(shown.drawing.spec, theme=None, key="local-nuage")
    caption = f"{shown.view.x.title} (officiel) et {shown.view.y.title} ({LOCAL_BADGE.lower()})"
    table = table_html(caption, shown.view.columns, scatter_rows(shown.view), highlight_id=place.id)
    st.html(local_block_html(table))
    st.caption(plain_markdown(source_line(mine, *shown.official)))
    st.caption(plain_markdown(source_line(mine, entry.indicator, year)))
    across, of_when = shown.official
    both = ((across, period(across, of_when)), (entry.indicator, str(year)))
    return chart_pictures(one, shown.drawing, both)
