"""Mes données: the places that were brought, on a map of a local or an official figure, and in a table."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from observatoire.local.record import LocalPoints
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.french.sentences import source_line
from observatoire.views.html.tables import Heading, Row, map_legend_html, table_html
from observatoire.views.local.words import badge_html, local_block_html, source_sentences
from observatoire.views.maps.scopes import scope_label
from pages.parts.maps.frame import draw_map
from pages.state.models.local import places_map
from pages.state.options.local import LocalOptions
from pages.state.selection import Selection, bound, write_back

MOST_LISTED = 200
"""Places of the table."""


def draw_places(
    store: Store,
    catalog: Catalog,
    selection: Selection,
    place: Territory,
    options: LocalOptions,
    offered: Sequence[LocalPoints],
) -> None:
    """Draw places over the map of an official figure, the key of their signs, and their table.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the official catalogue, what the visitor looks at and the place.
    options : LocalOptions
        Which places, on which map.
    offered : sequence of LocalPoints
        Those of the visitor, then those that the operator installed.
    """
    titles = {group.id: group.description.title for group in offered}
    st.multiselect("Lieux à montrer", list(titles), key=bound("local-lieux-montres", [g.id for g in options.groups]),
                   format_func=titles.__getitem__, on_change=write_back,
                   args=("local", "local-lieux-montres"))  # fmt: skip
    for group in options.groups:
        st.html(badge_html([group.description.counted, *source_sentences(group.description)]))
    if options.scope is not None and options.official is not None:
        _choose_map(store, catalog, place, options)
        _map(store, catalog, selection, place, options)
    _table(options.groups)


def _choose_map(store: Store, catalog: Catalog, place: Territory, options: LocalOptions) -> None:
    """Draw the choice of the map, and that of the official figure under the places."""
    left, right = st.columns(2)
    names = {str(one): scope_label(store, one, place) for one in options.scopes}
    left.selectbox("Carte", list(names), key=bound("local-lieux-carte", str(options.scope)),
                   format_func=names.__getitem__, on_change=write_back,
                   args=("perimetre", "local-lieux-carte"))  # fmt: skip
    assert options.scope is not None
    offered = {one.id: one.title for one in catalog.indicators.values() if options.scope.level in one.levels}
    assert options.official is not None
    right.selectbox("Chiffre officiel sous les lieux", list(offered), filter_mode="contains",
                    key=bound("local-lieux-fond", options.official.id), format_func=offered.__getitem__,
                    on_change=write_back, args=("second", "local-lieux-fond"))  # fmt: skip


def _map(store: Store, catalog: Catalog, selection: Selection, place: Territory, options: LocalOptions) -> None:
    shown = places_map(store, place, options)
    if shown is None:
        return
    left, right = st.columns([5, 2], gap="small")
    with left:  # without the frame of local data: what the map paints is official
        draw_map(store, selection, shown.model, shown.label, key="local-lieux", clickable=False, pins=shown.pins)
    with right:
        st.html(map_legend_html(shown.legend))
        st.markdown(shown.sentence)
    st.caption(source_line(catalog, shown.model.indicator, shown.model.year))


def _table(shown: Sequence[LocalPoints]) -> None:
    """Draw the places as a table: what the map says, for those who do not see it."""
    points = [point for group in shown for point in group.points]
    rows = [Row("", (point.label, point.category)) for point in points[:MOST_LISTED]]
    columns = [Heading("Lieu"), Heading("Catégorie")]
    st.html(local_block_html(table_html("Les lieux apportés (donnée locale)", columns, rows)))
    if len(points) > MOST_LISTED:
        st.caption(f"Les {MOST_LISTED} premiers\u202f; tous sont dans le fichier de vos données.")
