"""Choices of the map page: which map, which classes, a second indicator, the years in turn; each read from the URL."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import streamlit as st

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.comparison import compare
from observatoire.statistics.figures import figures
from observatoire.statistics.parts import years
from observatoire.views.french.groups import option_labels
from observatoire.views.maps.classes import CLASS_LABELS, FEWEST, MOST, USUAL, ClassChoice, ClassMethod, read_breaks
from observatoire.views.maps.geometry import LIST, MOST_LISTED, Scope, UnknownScopeError, scope_ids
from observatoire.views.maps.scopes import offered_scopes, scope_label
from pages.parts.blocks import peers_of
from pages.state.selection import Selection, bound, change, quoted, write_back

PEERS = "pairs"


@dataclass(frozen=True)
class MapChoices:
    """What the map page shows.

    Attributes
    ----------
    scope : Scope
    label : str
        Its name.
    classes : ClassChoice
    second : Indicator or None
        Shown on a second map beside the first.
    background : bool
        Whether the visitor turned the IGN's background on.
    """

    scope: Scope
    label: str
    classes: ClassChoice
    second: Indicator | None
    background: bool


def choose_map(store: Store, selection: Selection, place: Territory) -> Scope:
    """Draw the menu of maps, and return the one that the URL names; say so when it names none we have."""
    peers = peers_of(selection)
    together = Scope(place.level, "pairs", ids=tuple(sorted({place.id, *peers}))) if peers else None
    offered = {str(scope): scope for scope in [*offered_scopes(place), together] if scope}
    asked = selection.option("perimetre")
    try:
        scope = offered.get(asked) or (Scope.parse(asked) if asked else next(iter(offered.values())))
        scope_ids(store, scope)
    except UnknownScopeError:
        st.warning(f"La carte «\u00a0{quoted(asked)}\u00a0» n’existe pas\u202f; en voici une autre.")
        scope = next(iter(offered.values()))
    offered.setdefault(str(scope), scope)
    st.selectbox(
        "Carte",
        list(offered),
        key=bound("carte-choisie", str(scope)),
        format_func=lambda text: scope_label(store, offered[text]),
        on_change=write_back,
        args=("perimetre", "carte-choisie"),
    )
    return replace(scope, insets=False) if scope.nationwide and not wants_insets(selection) else scope


def wants_insets(selection: Selection) -> bool:
    """Tell whether overseas stands beside the mainland: a background map has nothing to show under insets."""
    return selection.option("insets") != "non" and selection.option("fond") != "ign"


def choose_details(store: Store, catalog: Catalog, selection: Selection, place: Territory, scope: Scope) -> MapChoices:
    """Draw the choices that few visitors need, folded, and return all that the map shows."""
    indicator = selection.indicator
    set_already = any(map(selection.option, ("methode", "classes", "bornes", "second", "fond", "insets", "vue")))
    title = "Régler la carte\u202f: classes, deuxième indicateur, fond"
    # Long menus are sent only to who opens it: half of what a change of indicator would send.
    settings = st.expander(title, expanded=set_already, key="reglages", on_change="rerun")
    with settings:
        left, middle, right = st.columns([2, 1, 2])
        with left:
            method = _choose_method(selection, indicator)
        with middle:
            count = _choose_count(selection, method)
        with right:
            second = _choose_second(catalog, selection, drawn=settings.open)
        breaks = _choose_breaks(selection, method)
        if settings.open:
            _compose_map(store, place, scope)
        with st.container(horizontal=True, gap="medium"):
            same = _choose_same_classes(store, selection)
            if scope.nationwide:
                _toggle("Outre-mer à côté de la métropole", "insets", wants_insets(selection), on=None, off="non")
            background = selection.option("fond") == "ign"
            _toggle("Fond de carte de l’IGN (en ligne)", "fond", background, on="ign", off=None)
        if background:
            st.caption(
                "Votre navigateur demande ce fond aux serveurs de l’IGN (data.geopf.fr)\u202f: ils voient votre "
                "adresse internet et l’endroit que vous regardez, rien d’autre. Décochez la case pour que plus rien ne "
                "sorte."
            )
    reference, name = math.nan, ClassChoice().reference_name
    if method == "mediane" and scope.level == place.level:
        peers = peers_of(selection)
        reference = compare(figures(store, indicator, place.level, selection.year), place.id, peers).median
        if math.isfinite(reference):
            name = "la médiane des pairs"
    return MapChoices(
        scope=scope,
        label=scope_label(store, scope),
        classes=ClassChoice(method, count, breaks, reference, name, years(store, indicator) if same else ()),
        second=second,
        background=background,
    )


def _choose_method(selection: Selection, indicator: Indicator) -> ClassMethod:
    asked = selection.option("methode")
    usual = ClassChoice().method_for(indicator)
    method = next((m for m in CLASS_LABELS if m == asked), usual)
    if asked and method != asked:
        st.warning(
            f"La façon de faire les classes «\u00a0{quoted(asked)}\u00a0» n’existe pas\u202f; en voici une autre."
        )
    if indicator.map_scale == "symbols":
        st.caption("Ce nombre se montre par des cercles\u202f: il n’y a pas de classes à choisir.")
        return usual
    st.selectbox(
        "Classes",
        list(CLASS_LABELS),
        key=bound("methode-choisie", method),
        format_func=CLASS_LABELS.__getitem__,
        on_change=write_back,
        args=("methode", "methode-choisie", "bornes"),
    )
    return method


def _choose_count(selection: Selection, method: ClassMethod) -> int:
    asked = selection.option("classes")
    count = int(asked) if asked in {str(n) for n in range(FEWEST, MOST + 1)} else USUAL
    if asked and str(count) != asked:
        st.warning(
            f"Une carte a de {FEWEST} à {MOST} classes\u202f; «\u00a0{quoted(asked)}\u00a0» est remplacé par {USUAL}."
        )
    if selection.indicator.map_scale != "symbols" and method != "manuelles":
        st.selectbox(
            "Combien",
            [str(n) for n in range(FEWEST, MOST + 1)],
            key=bound("classes-choisies", str(count)),
            on_change=write_back,
            args=("classes", "classes-choisies"),
        )
    return count


def _choose_breaks(selection: Selection, method: ClassMethod) -> tuple[float, ...]:
    if method != "manuelles" or selection.indicator.map_scale == "symbols":
        return ()
    asked = selection.option("bornes")
    st.text_input(
        "Limites entre les classes, séparées par des points-virgules",
        key=bound("bornes-choisies", asked[:200]),
        placeholder="5\u202f; 10\u202f; 15,5",
        max_chars=200,
        on_change=write_back,
        args=("bornes", "bornes-choisies"),
    )
    breaks = read_breaks(asked)
    if asked and breaks is None:
        st.warning(
            f"Les limites «\u00a0{quoted(asked)}\u00a0» ne se lisent pas\u202f: écrivez de {FEWEST - 1} à {MOST - 1} "
            "nombres, séparés par des points-virgules."
        )
    return breaks or ()


def _choose_second(catalog: Catalog, selection: Selection, *, drawn: bool) -> Indicator | None:
    asked = selection.option("second")
    second = catalog.indicators.get(asked)
    if asked and second is None:
        st.warning(
            f"Le deuxième indicateur «\u00a0{quoted(asked)}\u00a0» n’existe pas\u202f; choisissez-en un dans la liste."
        )
    if not drawn:
        return second
    st.selectbox(
        "À côté, une deuxième carte",
        list(catalog.indicators),
        index=None,
        key=bound("second-choisi", second.id if second else None),
        format_func=lambda i: catalog.indicators[i].title,
        placeholder="Aucune",
        on_change=write_back,
        args=("second", "second-choisi"),
    )
    return second


def _compose_map(store: Store, place: Territory, scope: Scope) -> None:
    """Draw the choice of the territories of a map of one's own, among those of the département."""
    if place.departement is None or scope.level not in ("commune", "epci"):
        return
    near = scope_ids(store, Scope(scope.level, "departement", place.departement))
    listed = scope.ids if scope.within == "liste" else ()
    labels = option_labels(store.territories.loc[list(dict.fromkeys([*near, *listed]))].sort_values("short_name"))

    def write() -> None:
        chosen = st.session_state["liste-choisie"]
        change(perimetre=LIST + ",".join(chosen) if chosen else None)

    st.multiselect(
        "Composer une carte avec les seuls territoires que je choisis",
        list(labels),
        key=bound("liste-choisie", list(listed)),
        format_func=labels.__getitem__,
        max_selections=MOST_LISTED,
        placeholder="Choisir",
        on_change=write,
    )


def second_year(store: Store, second: Indicator, year: int) -> int:
    """Return the year of a second indicator that is nearest to the first's."""
    return min(years(store, second), key=lambda other: (abs(other - year), -other))


def _toggle(label: str, parameter: str, value: bool, *, on: str | None, off: str | None) -> None:
    """Draw a checkbox whose two states are two values of a parameter (None leaves it out)."""
    key = f"{parameter}-choisi"

    def write() -> None:
        change(**{parameter: on if st.session_state[key] else off})

    st.checkbox(label, key=bound(key, value), on_change=write)


def _choose_same_classes(store: Store, selection: Selection) -> bool:
    same = selection.option("vue") == "annees"
    if len(years(store, selection.indicator)) > 1:
        _toggle("Mêmes classes pour toutes les années", "vue", same, on="annees", off=None)
        return same
    return False
