"""From the identifier that a link or a command names to a living territory, however written, whatever it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from observatoire.model.composed.members import MemberRemark, read_composition
from observatoire.model.composed.names import LONGEST_NAME
from observatoire.model.search.queries import DISTRICTS, read_district
from observatoire.model.store import Store
from observatoire.model.territory import Territory, UnknownTerritoryError, canonical_id, is_composed, territory_id


@dataclass(frozen=True, slots=True)
class Found:
    """A territory; `was`: what the identifier named, when it is another: the name of a commune that is no more.

    `remarks`: what must be said of the members of a composed one.
    """

    territory: Territory
    was: str = ""
    kind: Literal["same", "former", "district", "composed"] = "same"
    remarks: tuple[MemberRemark, ...] = ()


def look_up(store: Store, asked: str, name: str = "") -> Found:
    """Return the territory that an identifier names, written in whatever case, lost zeros put back.

    Parameters
    ----------
    store : Store
    asked : str
        The identifier.
    name : str
        What a visitor calls it, if it is composed of others.

    Raises
    ------
    UnknownTerritoryError
        When it names none, living or gone.
    """
    identifier = canonical_id(asked)
    if is_composed(identifier):
        composition = read_composition(store, identifier, name[: 4 * LONGEST_NAME])
        return Found(store.territory(composition.id), kind="composed", remarks=composition.remarks)
    try:
        return Found(store.territory(identifier))
    except UnknownTerritoryError:
        if not identifier.startswith("com-"):
            raise UnknownTerritoryError(asked) from None
    code = identifier.removeprefix("com-")
    former = store.former_communes
    gone = former[former["code"] == code]
    if len(gone):
        current = store.territory(territory_id("commune", str(gone["current"].iloc[0])))
        return Found(current, str(gone["name"].iloc[0]), "former")
    district = read_district(code) if code.isdigit() else None
    if district is None:
        raise UnknownTerritoryError(asked)
    return Found(store.territory(territory_id("commune", DISTRICTS[district[0]][0])), code, "district")
