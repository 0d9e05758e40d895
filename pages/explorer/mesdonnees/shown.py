"""Mes données: what is made of a local indicator: among peers, on a map, over time, against an official one."""

from __future__ import annotations

import math

import streamlit as st

from observatoire.local.catalogue import Entry, levels_of, local_years, with_local
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import PeerGroup, PeerRequest, offered_methods
from observatoire.views.compare.scatter import scatter_rows
from observatoire.views.french.grammar import short_label
from observatoire.views.french.groups import LEVEL_NOUNS, group_explanation, group_label
from observatoire.views.french.sentences import left_out, period, source_line
from observatoire.views.french.wording import LOCAL_BADGE, spaced
from observatoire.views.html.frames import around, ranking_rows, solid_rows
from observatoire.views.html.key_figures import key_figures
from observatoire.views.html.series import series_table
from observatoire.views.html.tables import key_figures_html, map_legend_html, table_html
from observatoire.views.local.maps import local_legend, local_map
from observatoire.views.local.words import badge_html, entry_sentences, local_block_html, plain_markdown
from observatoire.views.maps.scopes import offered_scopes, outlined, scope_label
from observatoire.views.maps.table import map_table
from observatoire.views.maps.words import map_sentence
from pages.explorer.mesdonnees.files import Pictures, chart_pictures, local_files, map_pictures
from pages.parts.choices import choose_peers
from pages.parts.map_frame import draw_map
from pages.state.data import shared_group
from pages.state.models.local import group_with_figures, local_cross, local_series, shown_local
from pages.state.selection import Selection

VIEWS = ("Parmi les pairs", "Sur la carte", "Dans le temps", "Face à un chiffre officiel")


def draw_indicator(
    store: Store, catalog: Catalog, selection: Selection, place: Territory, entry: Entry, offered: list[Entry]
) -> None:
    """Draw a local indicator of a place.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the official catalogue, what the visitor looks at and the place.
    entry : Entry
        The local indicator.
    offered : list of Entry
        All those of the visitor.
    """
    asked, known = selection.group, local_years(store, entry)
    if not known:
        st.warning("Aucune année de cet indicateur n’a de chiffre que l’on puisse calculer.")
        return
    if place.level not in levels_of(entry) or asked is None:
        held = ", ".join(LEVEL_NOUNS[level][1] for level in levels_of(entry))
        st.info(f"Ces chiffres parlent de {held}\u202f: choisissez un tel territoire pour le comparer.")
        return
    year = st.selectbox("Année", list(reversed(known)), key="local-annee-montree")
    mine = with_local(catalog, offered)
    st.html(badge_html(entry_sentences(store, entry, year)))
    view = st.segmented_control("Vue", VIEWS, default=VIEWS[0], required=True, key="local-vue",
                                label_visibility="collapsed")  # fmt: skip
    group = _peers(store, place, asked, entry, year)
    if view != VIEWS[1]:
        choose_peers(selection)
        if group is not asked:
            st.info(
                f"Vos données disent peu des {group_label(store, asked)}\u202f: comparaison avec les "
                f"{group_label(store, group)}."
            )
        st.caption(group_explanation(store, place, group))
    if view == VIEWS[0]:
        pictures = _among_peers(store, mine, place, group, entry, year)
    elif view == VIEWS[1]:
        pictures = _map(store, mine, selection, place, entry, year)
    elif view == VIEWS[2]:
        pictures = _series(store, mine, place, group, entry)
    else:
        pictures = _cross(store, catalog, mine, place, group, entry, year)
    local_files(store, mine, place, group, entry, pictures)


def _peers(store: Store, place: Territory, asked: PeerGroup, entry: Entry, year: int) -> PeerGroup:
    methods = [method for method in offered_methods(place) if method != "choisis"]
    # The narrowest first: a council's file is about its own ground.
    near = sorted(methods, key=lambda method: (method not in ("epci", "limitrophes", "departement"), method != "epci"))
    others = (shared_group(place.id, PeerRequest(method)) for method in near)
    return group_with_figures(store, entry, place, year, asked, others)


def _among_peers(store: Store, mine: Catalog, place: Territory, group: PeerGroup, entry: Entry, year: int) -> Pictures:
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


def _map(store: Store, mine: Catalog, selection: Selection, place: Territory, entry: Entry, year: int) -> Pictures:
    held = levels_of(entry)
    scopes = [scope for scope in offered_scopes(place) if scope.level in held and not scope.nationwide]
    if not scopes:
        st.info("Aucune carte ne montre ces territoires d’ici.")
        return list
    scope = st.selectbox(
        "Carte", scopes, key="local-carte-choisie", format_func=lambda one: scope_label(store, one, place)
    )
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
    st.caption(plain_markdown(source_line(mine, entry.indicator, year)))
    return map_pictures(store, mine, model, legend, f"{label}, {LOCAL_BADGE.lower()}", found)


def _series(store: Store, mine: Catalog, place: Territory, group: PeerGroup, entry: Entry) -> Pictures:
    indicator, shown, known = entry.indicator, local_series(store, entry, place, group), local_years(store, entry)
    st.markdown(plain_markdown(spaced(shown.sentence)))
    if shown.drawing is not None and len(known) > 1:
        st.vega_lite_chart(shown.drawing.spec, theme=None, key="local-evolution")
    columns, rows = series_table(shown.lines, shown.band, with_peers=True)
    st.html(local_block_html(table_html(f"{indicator.title}, par année ({LOCAL_BADGE.lower()})", columns, rows)))
    st.caption(plain_markdown(source_line(mine, indicator, known[-1], since=known[0] if len(known) > 1 else None)))
    when = f"{known[0]}-{known[-1]}" if len(known) > 1 else str(known[-1])
    return chart_pictures(store, mine, place, group, shown.drawing if len(known) > 1 else None, ((indicator, when),))


def _cross(
    store: Store, catalog: Catalog, mine: Catalog, place: Territory, group: PeerGroup, entry: Entry, year: int
) -> Pictures:
    offered = [one.id for one in catalog.indicators.values() if place.level in one.levels]
    asked = st.selectbox("Indicateur officiel", offered, key="local-officiel", filter_mode="contains",
                         format_func=lambda one: catalog.indicators[one].title)  # fmt: skip
    shown = local_cross(store, mine, entry, place, group, year, catalog.indicators[asked])
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
