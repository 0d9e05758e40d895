"""Options of « Composer un territoire »: by which way members are picked, and on which list or map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.maps.geometry import Scope, UnknownScopeError, scope_ids
from pages.state.selection import Selection

WAYS: Final = {
    "recherche": "Chercher",
    "liste": "Liste",
    "carte": "Carte",
    "coller": "Coller",
    "fichier": "Fichier",
    "tout-fait": "Tout fait",
}
"""Ways to pick members, the usual one first."""
USUAL_WAY: Final = next(iter(WAYS))
HOLDERS: Final = ("departement", "epci")
UNKNOWN_LIST = "Cette liste n’existe pas\u202f; choisissez un département."


@dataclass(frozen=True)
class ComposerOptions:
    """How members are picked.

    Attributes
    ----------
    way : str
        One of `WAYS`.
    scope : Scope or None
        The EPCI or the communes that are listed, or on the map; None while no département is chosen.
    notices : tuple of str
        What the address asks for and cannot be had.
    """

    way: str
    scope: Scope | None
    notices: tuple[str, ...] = ()


def composer_options(store: Store, selection: Selection) -> ComposerOptions:
    """Return the options of the address, checked; the list of the place's own département where it names none.

    Parameters
    ----------
    store, selection
        The edition and what the visitor looks at.
    """
    asked = selection.option("par")
    way = asked if asked in WAYS else USUAL_WAY
    scope, notices = _usual_scope(selection.territory), ()
    if text := selection.option("dans"):
        try:
            scope = _checked(store, text)
        except UnknownScopeError:
            return ComposerOptions(way, scope, (UNKNOWN_LIST,))
    return ComposerOptions(way, scope, notices)


def _checked(store: Store, text: str) -> Scope:
    scope = Scope.parse(text)
    if scope.within not in HOLDERS or not scope_ids(store, scope):
        raise UnknownScopeError(UNKNOWN_LIST)
    return scope


def _usual_scope(place: Territory | None) -> Scope | None:
    code = {"departement": place.code}.get(place.level, place.departement) if place else None
    return Scope("epci", "departement", code) if code else None
