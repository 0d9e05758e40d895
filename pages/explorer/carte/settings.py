"""Settings of the map that few visitors need, folded: classes, a second indicator, the background."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.components import years
from observatoire.views.maps.classes import CLASS_LABELS, FEWEST, MOST
from pages.explorer.carte.scope import compose_map
from pages.state.options.carte import SAME_CLASSES, MapOptions
from pages.state.selection import Selection, bound, change, write_back


def choose_settings(
    store: Store, catalog: Catalog, selection: Selection, place: Territory, options: MapOptions
) -> None:
    """Draw the choices that few visitors need, folded.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    options : MapOptions
        What the address asks of the map.
    """
    title = "Régler la carte\u202f: classes, deuxième indicateur, fond"
    # Long menus are sent only to who opens it: half of what a change of indicator would send.
    settings = st.expander(title, expanded=options.is_set, key="reglages", on_change="rerun")
    with settings:
        symbols = selection.indicator.map_scale == "symbols"
        left, middle, right = st.columns([2, 1, 2])
        with left:
            _choose_method(options, symbols)
        with middle:
            if not symbols and options.method != "manuelles":
                _choose_count(options)
        with right:
            if settings.open:
                _choose_second(catalog, options)
        if not symbols and options.method == "manuelles":
            _choose_breaks(options)
        if settings.open:
            compose_map(store, place, options.scope)
        with st.container(horizontal=True, gap="medium"):
            if len(years(store, selection.indicator)) > 1:
                same = "Mêmes classes pour toutes les années"
                _toggle(same, "vue", options.same_classes, on=SAME_CLASSES, off=None)
            if options.scope.nationwide:
                _toggle("Outre-mer à côté de la métropole", "insets", options.insets, on=None, off="non")
            _toggle("Fond de carte de l’IGN (en ligne)", "fond", options.background, on="ign", off=None)
        if options.background:
            st.caption(
                "Votre navigateur demande ce fond aux serveurs de l’IGN (data.geopf.fr)\u202f: ils voient votre "
                "adresse internet et l’endroit que vous regardez, rien d’autre. Décochez la case pour que plus rien ne "
                "sorte."
            )


def _choose_method(options: MapOptions, symbols: bool) -> None:
    if symbols:
        st.caption("Ce nombre se montre par des cercles\u202f: il n’y a pas de classes à choisir.")
        return
    st.selectbox(
        "Classes",
        list(CLASS_LABELS),
        key=bound("methode-choisie", options.method),
        format_func=CLASS_LABELS.__getitem__,
        on_change=write_back,
        args=("methode", "methode-choisie", "bornes"),
    )


def _choose_count(options: MapOptions) -> None:
    st.selectbox(
        "Combien",
        [str(n) for n in range(FEWEST, MOST + 1)],
        key=bound("classes-choisies", str(options.count)),
        on_change=write_back,
        args=("classes", "classes-choisies"),
    )


def _choose_breaks(options: MapOptions) -> None:
    st.text_input(
        "Limites entre les classes, séparées par des points-virgules",
        key=bound("bornes-choisies", options.typed),
        placeholder="5\u202f; 10\u202f; 15,5",
        max_chars=200,
        on_change=write_back,
        args=("bornes", "bornes-choisies"),
    )


def _choose_second(catalog: Catalog, options: MapOptions) -> None:
    st.selectbox(
        "À côté, une deuxième carte",
        list(catalog.indicators),
        index=None,
        key=bound("second-choisi", options.second.id if options.second else None),
        format_func=lambda i: catalog.indicators[i].title,
        placeholder="Aucune",
        on_change=write_back,
        args=("second", "second-choisi"),
    )


def _toggle(label: str, parameter: str, value: bool, *, on: str | None, off: str | None) -> None:
    """Draw a checkbox whose two states are two values of a parameter (None leaves it out)."""
    key = f"{parameter}-choisi"

    def write() -> None:
        change(**{parameter: on if st.session_state[key] else off})

    st.checkbox(label, key=bound(key, value), on_change=write)
