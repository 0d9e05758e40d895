"""Components that several pages repeat: search, banner, choices of peers, indicator and year."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory, territory_id
from observatoire.statistics.components import years
from observatoire.statistics.figures import figures
from observatoire.statistics.peers.groups import offered_methods
from observatoire.views.french.grammar import display_name, short_label, typographic
from observatoire.views.french.groups import LEVEL_NOUNS, METHOD_LABELS, option_label, what_it_is
from observatoire.views.french.sentences import period, reading
from observatoire.views.html.frames import ranking_rows
from observatoire.views.html.page import only_year_html
from observatoire.views.html.tables import table_html
from observatoire.views.style.tokens import GLYPHS
from pages.state.data import about_text, peer_labels, search_index, shared_data
from pages.state.links import link_to
from pages.state.selection import MAX_PICKED, Selection, bound, change, current_selection, remember, write_back

RESULTS = 8
EXAMPLES = ("epci-200070514", "com-05023", "com-97411")
"""An EPCI, a mountain town, an overseas city."""
MOST_CHOICES = 300
NO_PEERS = (
    "La France n’a pas de pairs ici. Choisissez une région, un département, un EPCI ou une commune pour comparer."
)


def search_field(
    store: Store,
    selection: Selection,
    *,
    key: str,
    query: str = "",
    examples: Sequence[str] = (),
    page: str = "portrait",
) -> None:
    """Draw the search field and, under it, the territories found as links to a page, what was chosen kept.

    Parameters
    ----------
    store : Store
    selection : Selection
        What the links keep.
    key : str
        Of the field.
    query : str
        What is searched for already.
    examples : sequence of str
        Ids offered while nothing is searched for.
    page : str
        Where the links lead.
    """
    asked = st.text_input(
        "Nom de commune, d’EPCI, de département, code postal ou code INSEE",
        value=query[:100],
        max_chars=100,
        key=f"recherche-{key}",
        placeholder="Par exemple\u202f: Cognac, 16100, Grand Cognac",
        type="search",
        autocomplete="off",
        live="250ms",
    )
    text = (asked or "").strip()
    if key == "accueil":
        change(q=text or None)
    if not text:
        if examples:
            st.caption("Ou commencez par un exemple\u202f:")
            with st.container(horizontal=True, gap="small"):
                for identifier in examples:
                    place = store.territory(identifier)
                    _link_to_place(page, selection, place, f"**{option_label(place)}**")
        return
    found = search_index().search(text, limit=RESULTS)
    if not found:
        st.info(
            "Aucun territoire ne correspond. Vérifiez l’orthographe, ou essayez le code postal.",
            icon=":material/search_off:",
        )
    for match in found:
        place = store.territory(match.id)
        label = f"**{display_name(place)}** — {what_it_is(store, place)}"
        if match.reason == "former":
            label += f" (ancienne commune\u202f: {typographic(match.matched)})"
        _link_to_place(page, selection, place, label)


def _link_to_place(page: str, selection: Selection, place: Territory, label: str) -> None:
    """Draw the link to another place: an edition that the address names is that of the place it was about."""
    link_to(page, selection, label, changes={"territoire": place.id, "edition": None})


def ask_for_place(page: str, selection: Selection) -> None:
    """Offer the search where a page needs a territory and the URL names none that exists; keep what else it asks."""
    store, _ = shared_data()
    st.title("Quel territoire\u202f?", anchor=False)
    search_field(store, selection, key="manquant", examples=EXAMPLES, page=page)


def open_page() -> tuple[Store, Catalog, Selection, Territory]:
    """Read the selection for a page about a territory, keep it in the URL, draw the banner."""
    store, catalog = shared_data()
    selection = current_selection(store, catalog)
    if selection.territory is None:
        raise RuntimeError("the frame runs this page only with a territory")
    remember(selection, store.edition)
    banner(store, selection, selection.territory)
    return store, catalog, selection, selection.territory


def tell(notices: Sequence[str]) -> None:
    """Say what the address of a page asked for and could not be had."""
    if notices:
        with st.container(key="otc-avis"):
            for notice in notices:
                st.warning(notice, icon=":material/info:")


def banner(store: Store, selection: Selection, territory: Territory) -> None:
    """Draw the place's name, what it is, and the way to another one."""
    with st.container(key="otc-banniere", horizontal=True, vertical_alignment="bottom"):
        with st.container():
            st.caption(what_it_is(store, territory))
            st.title(short_label(territory), anchor=False)
        with st.popover("Changer de territoire", icon=":material/search:"):
            search_field(store, selection, key="banniere")


def choose_indicator(
    catalog: Catalog,
    selection: Selection,
    *,
    among: Sequence[Indicator] | None = None,
    current: Indicator | None = None,
) -> None:
    """Draw the menu of indicators, in the order of the themes; the choice goes to the URL.

    Parameters
    ----------
    catalog, selection
        The catalogue and what the visitor looks at.
    among : sequence of Indicator, optional
        Those on offer; all of the catalogue by default.
    current : Indicator, optional
        The one shown; that of the selection by default.
    """
    st.selectbox(
        "Indicateur",
        [i.id for i in (among or catalog.indicators.values())],
        key=bound("indicateur-choisi", (current or selection.indicator).id),
        format_func=lambda i: f"{catalog.indicators[i].title} — {catalog.themes[catalog.indicators[i].theme].title}",
        on_change=write_back,
        args=("indicateur", "indicateur-choisi", "annee"),
    )


def choose_year(store: Store, selection: Selection) -> None:
    """Draw the menu of years, or the only year there is."""
    known = years(store, selection.indicator)
    if len(known) == 1:
        st.html(only_year_html(period(selection.indicator, known[0])))
        return
    st.selectbox(
        "Année",
        [str(year) for year in reversed(known)],
        key=bound("annee-choisie", str(selection.year)),
        on_change=write_back,
        args=("annee", "annee-choisie"),
    )


def choose_peers(selection: Selection) -> None:
    """Draw the menu of peer groups and, under it, the way to why these peers."""
    territory = selection.territory
    if territory is None or selection.peers is None:
        return
    st.selectbox(
        "Comparer avec",
        list(offered_methods(territory)),
        key=bound("pairs-choisis", selection.peers.method),
        format_func=lambda m: METHOD_LABELS[m][territory.level],
        on_change=write_back,
        args=("pairs", "pairs-choisis"),
    )
    link_to("pairs", selection, "Pourquoi ces pairs\u202f?")


def choose_picked(selection: Selection, ask: str = "Mettre en avant d’autres territoires") -> None:
    """Draw the menu of the territories to set beside the place; long groups offer their largest ones."""
    group = selection.group
    offered = peer_labels(group.place, group.request, MOST_CHOICES) if group else {}
    labels = {t.id: option_label(t) for t in selection.picked} | offered
    many = group is not None and len(group.ids) > MOST_CHOICES
    several = f" (les {MOST_CHOICES} plus peuplés du groupe)" if many else ""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.multiselect(
            f"{ask}{several}",
            list(labels),
            key=bound("mis-en-avant", [t.id for t in selection.picked]),
            format_func=labels.__getitem__,
            on_change=write_back,
            args=("avec", "mis-en-avant"),
            max_selections=MAX_PICKED,
            placeholder="Choisir parmi les pairs",
        )
        menu = st.popover("Un autre", icon=":material/search:", key="un-autre", on_change="rerun")
    if menu.open and selection.territory is not None:
        with menu:
            search_to_add(selection.territory, [t.id for t in selection.picked], "avec", MAX_PICKED)


def search_to_add(place: Territory, chosen: Sequence[str], parameter: str, most: int) -> None:
    """Draw a search among the territories of the place's level; the one clicked joins a list of the URL.

    Parameters
    ----------
    place
        The place.
    chosen : sequence of str
        Ids that the list holds already.
    parameter : str
        Which list of the URL.
    most : int
        How many it can hold.
    """
    store, _ = shared_data()
    several = LEVEL_NOUNS[place.level][1]
    if len(chosen) >= most:
        st.caption(f"La liste est pleine\u202f: {most} {several} au plus.")
        return
    asked = st.text_input(
        f"Chercher un territoire à ajouter ({several} seulement)",
        max_chars=100,
        key=f"ajout-{parameter}",
        placeholder="Nom ou code postal" if place.level == "commune" else "Nom",
        type="search",
        autocomplete="off",
        live="250ms",
    )
    text = (asked or "").strip()
    found = [store.territory(match.id) for match in search_index().search(text, limit=40)] if text else []
    fit = [t for t in found if t.level == place.level and t.id not in {place.id, *chosen}][:RESULTS]
    if text and not fit:
        st.caption("Aucun territoire de ce niveau ne correspond. Vérifiez l’orthographe.")
    for territory in fit:
        st.button(
            f"Ajouter {option_label(territory)}",
            key=f"ajouter-{parameter}-{territory.id}",
            icon=":material/add:",
            type="tertiary",
            on_click=change,
            kwargs={parameter: ",".join([*chosen, territory.id])},
        )


def place_reading(store: Store, selection: Selection) -> None:
    """Write the place's own figure as a sentence."""
    if selection.territory is None:
        return
    place = selection.territory
    row = figures(store, selection.indicator, place.level, selection.year, [place.id]).figure(0)
    st.markdown(reading(selection.indicator, selection.territory, row, selection.year))


def offer_epci(store: Store, selection: Selection) -> None:
    """Where a commune's figure is fragile, lead to the same figure for its EPCI."""
    if selection.territory is None or selection.territory.epci is None or "epci" not in selection.indicator.levels:
        return
    epci = store.territory(territory_id("epci", selection.territory.epci))
    label = f"Voir plutôt ce chiffre pour l’intercommunalité\u202f: **{short_label(epci)}**"
    link_to("comparer", selection, label, icon=":material/arrow_forward:", changes={"territoire": epci.id})


def ranking(table: pd.DataFrame, selection: Selection, median: float = math.nan) -> None:
    """Draw a ranking as a table, the place and the picked ones marked by a sign."""
    columns, rows = ranking_rows(table, median, selection.indicator)
    place = selection.territory.id if selection.territory else ""
    marks = {t.id: glyph for t, glyph in zip(selection.marked, GLYPHS[1:], strict=False)}
    when = period(selection.indicator, selection.year)
    caption = f"{selection.indicator.title}, {when}, de la valeur la plus élevée à la plus faible"
    st.html(table_html(caption, columns, rows, highlight_id=place, marks=marks))


def about_indicator(indicator: Indicator) -> None:
    """Say where its series breaks; draw what the indicator is, and is not, folded."""
    for rupture in indicator.breaks:
        st.caption(f"Rupture de série en {rupture.year}\u202f: {rupture.note}")
    title = "Comprendre ce chiffre\u202f: définition, calcul, limites, source"
    folded = st.expander(title, key="comprendre", on_change="rerun")
    if folded.open:
        folded.markdown(about_text(indicator.id))
