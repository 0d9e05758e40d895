"""Mes données: what is made of a local indicator: among peers, on a map, over time, against an official one."""

from __future__ import annotations

import math

import streamlit as st

from observatoire.local.catalogue import Entry, is_local, levels_of, local_years
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import PeerGroup
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
from observatoire.views.local.words import (
    NAMED_ONLY,
    NOT_OF_THIS_LEVEL,
    badge_html,
    entry_sentences,
    local_block_html,
    plain_markdown,
)
from observatoire.views.maps.scopes import outlined, scope_label
from observatoire.views.maps.table import map_table
from observatoire.views.maps.words import map_sentence
from pages.explorer.mesdonnees.files import Pictures, chart_pictures, local_files, map_pictures
from pages.explorer.mesdonnees.places import draw_places
from pages.parts.annotations import draw_annotation
from pages.parts.choices import choose_peers
from pages.parts.map_frame import draw_map
from pages.state.local import Brought
from pages.state.models.local import local_cross, local_group, local_series, shown_local
from pages.state.options.local import AMONG, MAP, SERIES, VIEW_LABELS, LocalOptions, local_options
from pages.state.selection import Selection, bound, write_back
from pages.state.workshop import workshop_link


def draw_reading(store: Store, catalog: Catalog, selection: Selection, place: Territory, local: Brought) -> None:
    """Draw what the address asks of local data, the choices that change it, and what takes it further.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the official catalogue, what the visitor looks at and the place.
    local : Brought
        The local data that are here.
    """
    options = local_options(store, catalog, selection, place, local)
    for notice in options.notices:
        st.warning(notice, icon=":material/info:")
    absent = options.absent
    if options.offered:
        st.segmented_control("Vue", options.offered, key=bound("local-vue", None if absent else options.view),
                             required=not absent, label_visibility="collapsed", format_func=VIEW_LABELS.__getitem__,
                             on_change=write_back,
                             args=("vue", "local-vue", "perimetre", *(["local"] if absent else [])))  # fmt: skip
    shown = options.selected(selection)
    if options.groups:
        draw_places(store, catalog, shown, place, options, tuple(local.groups.values()))
    elif options.entry is not None:
        titles = {name: entry.indicator.title for name, entry in local.entries.items()}
        st.selectbox("Indicateur local", list(titles), key=bound("local-montre", options.entry.indicator.id),
                     format_func=titles.__getitem__, on_change=write_back,
                     args=("local", "local-montre", "quand", "perimetre"))  # fmt: skip
        _draw_indicator(store, local.catalogue(catalog), shown, place, options.entry, options)
    if not absent:
        st.caption(NAMED_ONLY)
        workshop_link(shown, store.edition, options.heading)
        draw_annotation(shown, options.heading)


def _draw_indicator(
    store: Store, mine: Catalog, selection: Selection, place: Territory, entry: Entry, options: LocalOptions
) -> None:
    """Draw a local indicator of a place in the view that is asked for."""
    asked, known, year = selection.group, local_years(store, entry), options.year
    if not known:
        st.warning("Aucune année de cet indicateur n’a de chiffre que l’on puisse calculer.")
        return
    if place.level not in levels_of(entry) or asked is None:
        held = ", ".join(LEVEL_NOUNS[level][1] for level in levels_of(entry))
        st.info(f"{NOT_OF_THIS_LEVEL} Ils parlent de {held}.")
        return
    if options.view != SERIES:
        st.selectbox("Année", list(reversed(known)), key=bound("local-annee-montree", year), on_change=write_back,
                     args=("quand", "local-annee-montree"))  # fmt: skip
    st.html(badge_html(entry_sentences(store, entry, year)))
    group = local_group(store, place, asked, entry, year)
    if options.view != MAP:
        choose_peers(selection)
        if group is not asked:
            st.info(
                f"Vos données disent peu des {group_label(store, asked)}\u202f: comparaison avec les "
                f"{group_label(store, group)}."
            )
        st.caption(group_explanation(store, place, group))
    if options.view == AMONG:
        pictures = _among_peers(store, mine, place, group, entry, year)
    elif options.view == MAP:
        pictures = _map(store, mine, selection, place, entry, options)
    elif options.view == SERIES:
        pictures = _series(store, mine, place, group, entry)
    else:
        pictures = _cross(store, mine, place, group, entry, options)
    local_files(store, mine, place, group, entry, pictures)


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


def _map(
    store: Store, mine: Catalog, selection: Selection, place: Territory, entry: Entry, options: LocalOptions
) -> Pictures:
    scope, year = options.scope, options.year
    if scope is None:
        st.info("Aucune carte ne montre ces territoires d’ici.")
        return list
    names = {str(one): scope_label(store, one, place) for one in options.scopes}
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
    store: Store, mine: Catalog, place: Territory, group: PeerGroup, entry: Entry, options: LocalOptions
) -> Pictures:
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
