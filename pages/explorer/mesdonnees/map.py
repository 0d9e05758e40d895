"""Mes données: a local indicator on a map."""

from __future__ import annotations

import math

import streamlit as st

from observatoire.views.french.grammar import short_label
from observatoire.views.french.sentences import source_line
from observatoire.views.french.wording import LOCAL_BADGE
from observatoire.views.html.frames import ranking_rows
from observatoire.views.html.tables import map_legend_html, table_html
from observatoire.views.local.maps import local_legend, local_map
from observatoire.views.local.words import local_block_html, plain_markdown
from observatoire.views.maps.scopes import outlined, scope_label
from observatoire.views.maps.table import map_table
from observatoire.views.maps.words import map_sentence
from pages.explorer.mesdonnees.compared import Compared
from pages.explorer.mesdonnees.files import Pictures, map_pictures
from pages.parts.maps.frame import draw_map
from pages.state.options.local import LocalOptions
from pages.state.selection import Selection, bound, write_back


def draw_on_map(one: Compared, selection: Selection, options: LocalOptions) -> Pictures:
    """Draw the map of a local indicator, its legend and its table; return the pictures of it.

    Parameters
    ----------
    one : Compared
    selection : Selection
        What the visitor looks at.
    options : LocalOptions
        Which map, which year.
    """
    store, place, entry = one.store, one.place, one.entry
    scope, year = options.scope, options.year
    if scope is None:
        st.info("Aucune carte ne montre ces territoires d’ici.")
        return list
    names = {str(offered): scope_label(store, offered, place) for offered in options.scopes}
    st.selectbox("Carte", list(names), key=bound("local-carte-choisie", str(scope)), format_func=names.__getitem__,
                 on_change=write_back, args=("perimetre", "local-carte-choisie"))  # fmt: skip
    model, label = local_map(store, entry, year, scope), scope_label(store, scope, place)
    found = outlined(store, scope, model.ids, place)
    legend = local_legend(model, short_label(place) if found else "")
    left, right = st.columns([5, 2], gap="small")
    with left, st.container(key="otc-carte-locale"):
        draw_map(store, selection, model, f"{label}, {LOCAL_BADGE.lower()}", key="local-carte", clickable=False)
    with right:
        st.html(local_block_html(map_legend_html(legend)))
    st.markdown(plain_markdown(map_sentence(model, label)))
    columns, rows = ranking_rows(map_table(store, model.data, [place.id]), math.nan, entry.indicator)
    caption = f"{entry.indicator.title}, {year} ({LOCAL_BADGE.lower()})"
    st.html(local_block_html(table_html(caption, columns, rows, highlight_id=place.id)))
    st.caption(plain_markdown(source_line(one.mine, entry.indicator, year)))
    return map_pictures(store, one.mine, model, legend, f"{label}, {LOCAL_BADGE.lower()}", found)
