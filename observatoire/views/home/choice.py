"""A place chosen without its name: the map of France, then that of a département, each with a list of the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from markupsafe import Markup

from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.french.grammar import of_place, short_label
from observatoire.views.french.wording import plural
from observatoire.views.home.drawings import AROUND_PARIS, country_map, departement_map, epci_of
from observatoire.views.html.rendering import render
from observatoire.views.style.tokens import INK, PAPER, PEERS_SOFT, RULE

Address = Callable[[str], str]
"""Identifier of a territory -> address."""


class Choice(NamedTuple):
    """A territory to choose: its address and its name."""

    address: str
    name: str


def choice_svg(store: Store, place: Territory) -> str:
    """Return the picture under the links: of France, or of a département; without words, which stand beside it."""
    drawing = country_map(store) if place.level == "france" else departement_map(store, place.id)
    return render("home/picture", drawing=drawing, ground=PEERS_SOFT, border=PAPER, rule=RULE, ink=INK)


def country_html(store: Store, picture: str, opened: Address, portrait: Address) -> Markup:
    """Return the map of France whose départements are links, and their list.

    Parameters
    ----------
    store : Store
    picture : str
        Address of the picture of the map.
    opened : callable
        Where a département is opened, for one of its EPCI to be chosen.
    portrait : callable
        Where a territory is shown.
    """
    places = [store.territory(str(name)) for name in store.index("departement")]
    choices = {place.id: Choice(opened(place.id), f"{short_label(place)} ({place.code})") for place in places}
    return render(
        "home/country",
        drawing=country_map(store),
        picture=picture,
        choices=choices,
        in_inset=AROUND_PARIS,
        listed=[choices[place.id] for place in sorted(places, key=lambda place: place.code)],
        france=portrait("france"),
    )


def departement_html(store: Store, departement: Territory, picture: str, portrait: Address, back: str) -> Markup:
    """Return the map of a département whose EPCI are links, with the same numbers on the map and in their list.

    Parameters
    ----------
    store : Store
    departement : Territory
    picture : str
        Address of the picture of the map.
    portrait : callable
        Where a territory is shown.
    back : str
        Address of the map of France.
    """
    places = epci_of(store, departement)
    choices = {place.id: Choice(portrait(place.id), short_label(place)) for place in places}
    return render(
        "home/departement",
        title=f"{short_label(departement)}\u202f: {plural(len(places), 'intercommunalité', 'intercommunalités')}",
        reach=_reach_sentence(places),
        drawing=departement_map(store, departement.id),
        picture=picture,
        choices=choices,
        whole=Choice(portrait(departement.id), f"Le portrait {of_place(departement)}"),
        back=back,
    )


def _reach_sentence(places: list[Territory]) -> str:
    """Say how many of them reach beyond the département; empty when none does."""
    beyond = sum(len(place.departements) > 1 for place in places)
    if not beyond:
        return ""
    if len(places) == 1:
        return "Elle dépasse les limites du département."
    return f"{plural(beyond, 'dépasse', 'dépassent')} les limites du département."
