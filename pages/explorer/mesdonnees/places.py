"""Mes données: the places that were brought, on a map of a local or an official figure, and in a table."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from observatoire.local.record import LocalPoints
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.components import latest_year
from observatoire.views.french.grammar import short_label
from observatoire.views.french.sentences import source_line
from observatoire.views.html.tables import Heading, Row, map_legend_html, table_html
from observatoire.views.local.maps import pins_of, signs_of
from observatoire.views.local.words import badge_html, places_sentence, source_sentences
from observatoire.views.maps.legend import legend_of
from observatoire.views.maps.model import map_model
from observatoire.views.maps.scopes import offered_scopes, outlined, scope_label
from pages.parts.map_frame import draw_map
from pages.state.selection import Selection

MOST_LISTED = 200
"""Places of the table."""


def draw_places(
    store: Store, catalog: Catalog, selection: Selection, place: Territory, groups: Sequence[LocalPoints]
) -> None:
    """Draw places over the map of an official figure, the key of their signs, and their table.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the official catalogue, what the visitor looks at and the place.
    groups : sequence of LocalPoints
        Those of the visitor, then those that the operator installed.
    """
    st.header("Les lieux apportés", anchor=False)
    titles = {rank: group.description.title for rank, group in enumerate(groups)}
    chosen = st.multiselect("Lieux à montrer", list(titles), default=list(titles), key="local-lieux-montres",
                            format_func=titles.__getitem__)  # fmt: skip
    shown = [groups[rank] for rank in chosen]
    if not shown:
        return
    for group in shown:
        st.html(badge_html([group.description.counted, *source_sentences(group.description)]))
    scopes = [scope for scope in offered_scopes(place) if not scope.nationwide]
    if scopes:
        left, right = st.columns(2)
        scope = left.selectbox("Carte", scopes, key="local-lieux-carte",
                               format_func=lambda one: scope_label(store, one))  # fmt: skip
        offered = [one.id for one in catalog.indicators.values() if scope.level in one.levels]
        asked = right.selectbox("Chiffre officiel sous les lieux", offered, key="local-lieux-fond",
                                index=offered.index("densite") if "densite" in offered else 0, filter_mode="contains",
                                format_func=lambda one: catalog.indicators[one].title)  # fmt: skip
        indicator = catalog.indicators[asked]
        model = map_model(store, indicator, latest_year(store, indicator, scope.level), scope)
        label = f"{scope_label(store, scope)}, avec des lieux apportés (donnée locale)"
        left, right = st.columns([5, 2], gap="small")
        with left:
            draw_map(store, selection, model, label, key="local-lieux", clickable=False, pins=pins_of(shown))
        with right:
            found = outlined(store, scope, model.ids, place)
            st.html(map_legend_html(legend_of(model, short_label(place) if found else "")))
            st.markdown(places_sentence(signs_of(shown)))
        st.caption(source_line(catalog, indicator, model.year))
    _table(shown)


def _table(shown: Sequence[LocalPoints]) -> None:
    """Draw the places as a table: what the map says, for those who do not see it."""
    points = [point for group in shown for point in group.points]
    rows = [Row("", (point.label, point.category)) for point in points[:MOST_LISTED]]
    st.html(table_html("Les lieux apportés (donnée locale)", [Heading("Lieu"), Heading("Catégorie")], rows))
    if len(points) > MOST_LISTED:
        st.caption(f"Les {MOST_LISTED} premiers\u202f; tous sont dans le fichier de vos données.")
