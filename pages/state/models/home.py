"""What the home page offers beside its search: the map of France, or that of the département that the address names."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from observatoire.model.store import Store
from observatoire.model.territory import Territory, UnknownTerritoryError
from observatoire.views.home.choice import country_html, departement_html
from pages.state.links import address_to, picture_address
from pages.state.selection import Selection, quoted


@dataclass(frozen=True)
class ShownChoice:
    """The map to choose a place on, and what the address asked for and could not be had."""

    html: Markup
    notices: tuple[str, ...]
    departement: bool = False
    """Whether it is that of a département: a choice that has begun comes before the search."""


def choice_path(edition: str, name: str) -> str:
    """Return the path of the picture of a map to choose on, relative to the application: "france", "dep-16"."""
    return f"geo/{edition}/choix/{name}.svg"


def shown_choice(store: Store, selection: Selection) -> ShownChoice:
    """Return the map that the home page shows.

    Parameters
    ----------
    store : Store
    selection : Selection
        Of the home page: its option `departement` is a code, "16".
    """
    asked = selection.option("departement").strip()
    departement, notices = _departement(store, asked)

    def picture(name: str) -> str:
        return picture_address(choice_path(store.edition, name))

    def portrait(identifier: str) -> str:
        return address_to("portrait", selection, territoire=identifier)

    if departement is not None:
        back = address_to("accueil", selection, departement=None, q=None)
        html = departement_html(store, departement, picture(departement.id), portrait, f"./{back}")
        return ShownChoice(html, notices, departement=True)

    def opened(identifier: str) -> str:
        code = store.territory(identifier).code
        return f"./{address_to('accueil', selection, departement=code, q=None)}"

    return ShownChoice(country_html(store, picture("france"), opened, portrait), notices)


def _departement(store: Store, asked: str) -> tuple[Territory | None, tuple[str, ...]]:
    if not asked:
        return None, ()
    try:
        return store.territory(f"dep-{asked.upper().removeprefix('DEP-')}"), ()
    except UnknownTerritoryError:
        told = f"Le département «\u00a0{quoted(asked)}\u00a0» n’existe pas\u202f; choisissez-en un sur la carte."
        return None, (told,)
