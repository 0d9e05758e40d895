"""Mes données: a local indicator on a chart: among peers, over time, against an official one."""

from __future__ import annotations

import streamlit as st

from observatoire.local.catalogue import Entry, is_local, local_years
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.views.compare.scatter import scatter_rows
from observatoire.views.french.sentences import left_out, period, source_line
from observatoire.views.french.wording import LOCAL_BADGE, spaced
from observatoire.views.html.frames import around, ranking_rows, solid_rows
from observatoire.views.html.key_figures import key_figures
from observatoire.views.html.series import series_table
from observatoire.views.html.tables import key_figures_html, table_html
from observatoire.views.local.words import (
    local_block_html,
    plain_markdown,
)
from pages.explorer.mesdonnees.files import Pictures, chart_pictures
from pages.state.models.local import local_cross, local_series, shown_local
from pages.state.options.local import LocalOptions
from pages.state.selection import bound, write_back


def draw_among_peers(
    store: Store, mine: Catalog, place: Territory, group: PeerGroup, entry: Entry, year: int
) -> Pictures:
    """Draw a local indicator among the peers of a place; return the pictures of it.

    Parameters
    ----------
    store, mine, place
        The edition, the catalogue with local indicators and the place.
    group : PeerGroup
    entry : Entry
        The local indicator.
    year : int
    """
    indicator, shown = entry.indicator, shown_local(store, entry, place, group, year)
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
    st.caption(plain_markdown(source_line(mine, indicator, year)))
    return chart_pictures(store, mine, place, group, shown.drawing, ((indicator, str(year)),))


def draw_series(store: Store, mine: Catalog, place: Territory, group: PeerGroup, entry: Entry) -> Pictures:
    """Draw a local indicator year by year; return the pictures of it.

    Parameters
    ----------
    store, mine, place
        The edition, the catalogue with local indicators and the place.
    group : PeerGroup
    entry : Entry
        The local indicator.
    """
    indicator, shown, known = entry.indicator, local_series(store, entry, place, group), local_years(store, entry)
    st.markdown(plain_markdown(spaced(shown.sentence)))
    if shown.drawing is not None and len(known) > 1:
        st.vega_lite_chart(shown.drawing.spec, theme=None, key="local-evolution")
    columns, rows = series_table(shown.lines, shown.band, with_peers=True)
    st.html(local_block_html(table_html(f"{indicator.title}, par année ({LOCAL_BADGE.lower()})", columns, rows)))
    st.caption(plain_markdown(source_line(mine, indicator, known[-1], since=known[0] if len(known) > 1 else None)))
    when = f"{known[0]}-{known[-1]}" if len(known) > 1 else str(known[-1])
    return chart_pictures(store, mine, place, group, shown.drawing if len(known) > 1 else None, ((indicator, when),))


def draw_cross(
    store: Store, mine: Catalog, place: Territory, group: PeerGroup, entry: Entry, options: LocalOptions
) -> Pictures:
    """Draw a local indicator against an official one; return the pictures of it.

    Parameters
    ----------
    store, mine, place
        The edition, the catalogue with local indicators and the place.
    group : PeerGroup
    entry : Entry
        The local indicator.
    options : LocalOptions
        Which year, which official indicator.
    """
    year, official = options.year, options.official
    if official is None:
        return list
    offered = [one.id for one in mine.indicators.values() if place.level in one.levels and not is_local(one)]
    st.selectbox("Indicateur officiel", offered, key=bound("local-officiel", official.id), filter_mode="contains",
                 format_func=lambda one: mine.indicators[one].title, on_change=write_back,
                 args=("second", "local-officiel"))  # fmt: skip
    shown = local_cross(store, mine, entry, place, group, year, official)
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
    return chart_pictures(store, mine, place, group, shown.drawing, both)
