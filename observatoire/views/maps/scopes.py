"""The maps on offer for a territory, their names, and which shape of a map stands for a territory."""

from __future__ import annotations

from observatoire.model.store import Store
from observatoire.model.territory import COMPOSED, Territory, territory_id
from observatoire.views.french.grammar import of_place, short_label
from observatoire.views.french.groups import LEVEL_NOUNS
from observatoire.views.french.wording import plural
from observatoire.views.maps.geometry import Scope


def offered_scopes(territory: Territory) -> list[Scope]:
    """Return the maps that make sense for a territory; the first is the one a page opens with."""
    near: dict[str, list[tuple[str, str, str | None]]] = {
        "commune": [("commune", "epci", territory.epci), ("commune", "departement", territory.departement)],
        "epci": [
            ("commune", "epci", territory.code),
            ("epci", "departement", territory.departement),
            ("epci", "region", territory.region),
            ("commune", "departement", territory.departement),
        ],
        "departement": [
            ("commune", "departement", territory.code),
            ("epci", "departement", territory.code),
            ("departement", "france", ""),
        ],
        "region": [("epci", "region", territory.code), ("departement", "france", ""), ("region", "france", "")],
        "france": [("departement", "france", ""), ("region", "france", "")],
    }
    if territory.composed:
        near["epci"][0] = ("commune", "compose", territory.code)
    wanted = [*near[territory.level], ("epci", "france", ""), ("commune", "france", "")]
    return [Scope(level, within, code) for level, within, code in wanted if code is not None]  # type: ignore[arg-type]


def scope_label(store: Store, scope: Scope, place: Territory | None = None) -> str:
    """Name a map: "Communes de la Charente", "EPCI de France".

    Parameters
    ----------
    store, scope
        The edition and the map.
    place : Territory, optional
        Whom the map is shown to: a composed territory keeps the name that it was given.
    """
    noun = LEVEL_NOUNS[scope.level][1]
    plural_noun = noun[:1].upper() + noun[1:]
    if scope.within == "pairs":
        whom = "Les pairs du territoire" if place and place.composed else "Le territoire et ses pairs"
        return f"{whom} ({plural(len(scope.ids), *LEVEL_NOUNS[scope.level])})"
    if scope.within == "liste":
        return f"Ma sélection ({plural(len(scope.ids), *LEVEL_NOUNS[scope.level])})"
    if scope.nationwide:
        return f"{plural_noun} de France"
    if scope.within == "compose":
        own = place if place and place.code == scope.code else store.territory(COMPOSED + scope.code)
        return f"{plural_noun} {of_place(own)}"
    holder = store.territory(territory_id(scope.within, scope.code))
    # An EPCI's name in full does not fit the menu.
    return f"{plural_noun} {f'de l’EPCI {short_label(holder)}' if scope.within == 'epci' else of_place(holder)}"


def shape_of(scope: Scope, ids: tuple[str, ...], territory: Territory) -> int | None:
    """Return the rank of the shape that is, or holds, a territory; None when it is not on the map."""
    holder = territory.id
    if territory.level == "commune" and scope.level == "epci" and territory.epci:
        holder = territory_id("epci", territory.epci)
    elif territory.level in ("commune", "epci") and scope.level == "departement" and territory.departement:
        holder = territory_id("departement", territory.departement)
    elif territory.level != "france" and scope.level == "region" and territory.region:
        holder = territory_id("region", territory.region)
    return ids.index(holder) if holder in ids else None
