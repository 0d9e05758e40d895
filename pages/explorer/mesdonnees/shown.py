"""Mes données: which local data are shown, in which view: what the address asks, and the choices that change it."""

from __future__ import annotations

import streamlit as st

from observatoire.local.catalogue import Entry, levels_of, local_years
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.french.groups import LEVEL_NOUNS, group_explanation, group_label
from observatoire.views.local.words import (
    NAMED_ONLY,
    NOT_OF_THIS_LEVEL,
    badge_html,
    entry_sentences,
)
from pages.explorer.mesdonnees.charts import draw_among_peers, draw_cross, draw_series
from pages.explorer.mesdonnees.compared import Compared
from pages.explorer.mesdonnees.files import local_files
from pages.explorer.mesdonnees.map import draw_on_map
from pages.explorer.mesdonnees.places import draw_places
from pages.parts.annotations import draw_annotation
from pages.parts.choices import choose_peers
from pages.state.local import Brought
from pages.state.models.local import local_group
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
    one = Compared(store, mine, place, group, entry)
    if options.view == AMONG:
        pictures = draw_among_peers(one, year)
    elif options.view == MAP:
        pictures = draw_on_map(one, selection, options)
    elif options.view == SERIES:
        pictures = draw_series(one)
    else:
        pictures = draw_cross(one, options)
    local_files(one, pictures)
