"""A view of what a visitor brought, drawn large: their figures among peers, on a map, over time, or their places."""

from __future__ import annotations

import streamlit as st

from observatoire.local.catalogue import Entry, levels_of
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.views.charts.drawing import Drawing
from observatoire.views.french.grammar import short_label
from observatoire.views.french.wording import LOCAL_BADGE, spaced
from observatoire.views.html.tables import map_legend_html
from observatoire.views.local.maps import local_legend, local_map
from observatoire.views.local.words import NOT_OF_THIS_LEVEL, badge_html, local_block_html, source_sentences
from observatoire.views.maps.scopes import outlined, scope_label
from observatoire.views.workshop.html import figure_html, told_html
from pages.explorer.presenter.large import draw_large
from pages.parts.maps.frame import draw_map
from pages.parts.workshop import figure_of_view
from pages.state.address import read_address
from pages.state.links import link_to
from pages.state.local import brought
from pages.state.models.local import local_cross, local_group, local_series, places_map, shown_local
from pages.state.options.local import AMONG, MAP, SERIES, LocalOptions, local_options
from pages.state.selection import Selection


def draw_brought_view(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    """Draw a view of local data, or the way to those that are not here.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the official catalogue, what the view shows and the place.
    """
    here = brought(catalog)
    options = local_options(store, catalog, selection, place, here)
    if options.absent:  # which the page says
        carried = {"seance": read_address().get("seance")}
        link_to("mes-donnees", selection, "Apporter ces données", icon=":material/arrow_forward:", changes=carried)
    elif options.groups:
        _places(store, selection, place, options)
    elif options.entry is not None and selection.group is not None and place.level in levels_of(options.entry):
        group = local_group(store, place, selection.group, options.entry, options.year)
        figure = figure_of_view(store, catalog, selection, here)
        drawing, sentence = _drawn(store, here.catalogue(catalog), place, options.entry, group, options)
        left, right = st.columns([4, 7], gap="large")
        left.html(figure_html(figure, spaced(sentence)) if figure else told_html(spaced(sentence)))
        with right:
            if options.view == MAP:
                _map(store, selection, place, options.entry, options)
            elif drawing is not None:
                draw_large(drawing, tall=options.view == SERIES)
    else:
        st.html(told_html(NOT_OF_THIS_LEVEL))


def _drawn(
    store: Store, mine: Catalog, place: Territory, entry: Entry, group: PeerGroup, options: LocalOptions
) -> tuple[Drawing | None, str]:
    """Return the chart of a view and its sentence; "" for that of the figure, no chart for a map."""
    if options.view == AMONG:
        return shown_local(store, entry, place, group, options.year).drawing, ""
    if options.view == SERIES:
        series = local_series(store, entry, place, group)
        return series.drawing, series.sentence
    if options.view == MAP or options.official is None:
        return None, ""
    cross = local_cross(store, mine, entry, place, group, options.year, options.official)
    return cross.drawing, cross.sentence


def _map(store: Store, selection: Selection, place: Territory, entry: Entry, options: LocalOptions) -> None:
    if options.scope is None:
        return
    model, label = local_map(store, entry, options.year, options.scope), scope_label(store, options.scope, place)
    found = outlined(store, options.scope, model.ids, place)
    with st.container(key="otc-carte"):
        named = f"{label}, {LOCAL_BADGE.lower()}"
        draw_map(store, selection, model, named, key="carte-presentee", clickable=False)
    st.html(local_block_html(map_legend_html(local_legend(model, short_label(place) if found else ""))))


def _places(store: Store, selection: Selection, place: Territory, options: LocalOptions) -> None:
    shown = places_map(store, place, options)
    left, right = st.columns([4, 7], gap="large")
    with left:
        for group in options.groups:
            told = group.description
            st.html(badge_html([told.title, told.counted, *source_sentences(told)]))
        if shown is not None:
            st.markdown(shown.sentence)
            st.html(map_legend_html(shown.legend))
    if shown is not None:
        with right, st.container(key="otc-carte"):
            draw_map(
                store, selection, shown.model, shown.label, key="carte-presentee", clickable=False, pins=shown.pins
            )
