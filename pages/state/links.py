"""Addresses of our views: every link from one page to another is made here, with what its target reads and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st

from observatoire.model.catalog import Indicator
from observatoire.model.composed.names import bare_id, name_in
from observatoire.model.territory import is_composed
from pages.state.parameters import CARRIED, COMPARER_VIEWS, PEER_OPTIONS, PLACE, PLACE_BOUND, USUAL_VIEW, names_of
from pages.state.selection import Selection

PRIVACY_PATH: Final = "confidentialite"
"""Address of the plain page that says what is kept of a visitor."""
PAGES = {
    "accueil": ("explorer/accueil.py", "Accueil"),
    "questions": ("explorer/questions.py", "Questions"),
    "portrait": ("explorer/portrait/page.py", "Portrait"),
    "pairs": ("explorer/pairs/page.py", "Territoires semblables"),
    "composer": ("explorer/composer/page.py", "Composer"),
    "comparer": ("explorer/comparer/page.py", "Comparer"),
    "carte": ("explorer/carte/page.py", "Carte"),
    "evolution": ("explorer/evolution/page.py", "Évolution"),
    "atelier": ("explorer/atelier/page.py", "Atelier"),
    "mes-donnees": ("explorer/mesdonnees/page.py", "Mes données"),
    "presenter": ("explorer/presenter/page.py", "Présenter"),
    "guide": ("comprendre/guide.py", "Guide de l’animateur"),
    "donnees": ("comprendre/donnees.py", "Données et méthode"),
    "lexique": ("comprendre/lexique.py", "Lexique"),
}
"""Address of each page -> its script and its name in the menu."""

MENU: Final[Mapping[str, tuple[str, ...]]] = {
    "Questions": ("questions",),
    "Territoire": ("portrait", "pairs", "composer"),
    "Comparer": ("comparer",),
    "Carte": ("carte",),
    "Évolution": ("evolution",),
    "Atelier": ("atelier", "mes-donnees"),
    "Comprendre": ("donnees", "lexique"),
}
"""Entries of the menu: each leads to its first page, and those of several pages show them under it.

The name of the site leads home, the Atelier to what is presented and to the facilitator's guide.
"""


def beside(page: str) -> tuple[str, ...]:
    """Return the pages of the menu's entry that a page is of; none when it is alone there, or of no entry."""
    return next((held for held in MENU.values() if page in held and len(held) > 1), ())


def script_of(page: str) -> str:
    """Return the script of a page, as `st.page_link` takes it."""
    return PAGES[page][0]


def parameters_to(page: str, selection: Selection, view: str = "", **changes: str | None) -> dict[str, str]:
    """Return the parameters with which a link leads from a selection to a page.

    What is carried goes along. The options of the page go along from that page only; a view of Comparer that is named
    takes its own and no other. Another place leaves behind what named others by their relation to the first, another
    level the whole choice of peers, another indicator the year.

    Parameters
    ----------
    page : str
        Where to: "comparer".
    selection : Selection
        What the visitor looks at.
    view : str
        Of Comparer: which of `COMPARER_VIEWS`; empty for the one shown, or the usual one from another page.
    **changes : str or None
        Parameters that the link changes, or (None) leaves out.

    Raises
    ------
    KeyError
        When a change is no parameter of the page.
    """
    if stray := set(changes) - set(names_of(page)):
        raise KeyError(f"{page} does not read {sorted(stray)}")
    kept: dict[str, str | None] = selection.raw()
    if page != selection.page:
        kept = {name: value for name, value in kept.items() if name in CARRIED}
    if view:
        kept = {name: value for name, value in kept.items() if name in (*CARRIED, *COMPARER_VIEWS[view])}
        kept["vue"] = None if view == USUAL_VIEW else view
    place = changes.get("territoire")
    if place and (selection.territory is None or place != selection.territory.id):
        kept |= dict.fromkeys(_left_behind(selection, place))
    if changes.get("indicateur", selection.indicator.id) != selection.indicator.id:
        kept["annee"] = None
    kept |= changes
    if place and is_composed(place):
        kept |= {"territoire": bare_id(place), "nom": name_in(place) or kept.get("nom")}
    return {name: value for name in names_of(page) if (value := kept.get(name))}


def _left_behind(selection: Selection, place: str) -> tuple[str, ...]:
    """Return the parameters that mean nothing for another place."""
    here = selection.territory.id.partition("-")[0] if selection.territory else ""
    if here and here != place.partition("-")[0]:
        return (*PLACE_BOUND, "pairs", *PEER_OPTIONS)
    chosen = selection.peers is not None and selection.peers.method == "choisis"
    return (*PLACE_BOUND, "pairs") if chosen else PLACE_BOUND


def address_to(page: str, selection: Selection, view: str = "", **changes: str | None) -> str:
    """Return `parameters_to` as an address that a link of our pages can have.

    Parameters
    ----------
    page : str
        Its path.
    selection
        What the visitor looks at.
    view : str, optional
        Which of its views; empty for its first one.
    **changes : str or None
        Parameters that differ from the selection's; None takes one away.
    """
    query = urlencode(parameters_to(page, selection, view, **changes), safe=",")
    return f"{'' if page == 'accueil' else page}?{query}"


_API: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "portrait": ("valeurs", ("territoire", "nom")),
    "pairs": ("pairs", PLACE),
    "comparer": ("comparaison", (*PLACE, "indicateur", "annee")),
    "carte": ("valeurs", ("territoire", "nom", "indicateur", "annee")),
    "evolution": ("valeurs", ("territoire", "nom", "indicateur")),
}
"""What the API gives of each view: the last part of its address, and the parameters that it takes."""


def api_address(selection: Selection) -> str:
    """Return the address at which the API gives the figures of the place of a view; empty where there is none."""
    if selection.territory is None or selection.page not in _API:
        return ""
    alone = selection.peers is None and selection.page in ("comparer", "pairs")
    what, names = _API["carte" if alone else selection.page]
    every = {"annee": "toutes"} if selection.page == "evolution" else {}
    given = {name: value for name in names if (value := selection.raw().get(name))} | every
    return f"./api/v1/{what}?{urlencode(given, safe=',')}"


def same_page(selection: Selection, territory: str) -> str:
    """Return the address of the page that is read, about another territory and from today's edition."""
    return address_to(selection.page, selection, territoire=territory, edition=None)


def same_page_for_each(selection: Selection) -> Callable[[str], str]:
    """Return what `same_page` returns, made once for all territories of a kind: four hundred differ by a code."""
    bases: dict[str, str] = {}
    here = selection.territory.id if selection.territory else ""

    def address(territory: str) -> str:
        if territory == here or is_composed(territory):
            return same_page(selection, territory)
        kind = territory.partition("-")[0]
        if kind not in bases:
            bases[kind] = same_page(selection, f"{kind}-@")
        return bases[kind].replace(f"territoire={kind}-%40", f"territoire={territory}")

    return address


def picture_address(path: str) -> str:
    """Return the address of a picture of ours, the same from every page, plain ones too.

    Parameters
    ----------
    path : str
        Relative to the application: "geo/2026.1/choix/france.svg".
    """
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}/{path}" if base else f"/{path}"


def link_to(
    page: str,
    selection: Selection,
    label: str,
    view: str = "",
    *,
    icon: str | None = None,
    changes: Mapping[str, str | None] = {},
) -> None:
    """Draw a link to a page.

    Parameters
    ----------
    page, selection, view, changes
        As `parameters_to` takes them.
    label : str
        Its words, in Markdown.
    icon : str, optional
        As Streamlit names it.
    """
    options: dict[str, Any] = {"icon": icon} if icon else {}
    st.page_link(script_of(page), label=label, query_params=parameters_to(page, selection, view, **changes), **options)


def links_to_one(selection: Selection, shown: Iterable[Indicator]) -> dict[str, str]:
    """Return, by indicator, the address of its view in Comparer: forty addresses that differ by a word."""
    base = address_to("comparer", selection, USUAL_VIEW, indicateur="@", annee=None)
    return {indicator.id: base.replace("indicateur=%40", f"indicateur={indicator.id}") for indicator in shown}
