"""From the identifier that a link or a command names to a living territory, however written, whatever it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from observatoire.model.search.queries import DISTRICTS, read_district
from observatoire.model.store import Store
from observatoire.model.territory import Territory, UnknownTerritoryError, canonical_id, territory_id


@dataclass(frozen=True, slots=True)
class Found:
    """A territory; `was`: what the identifier named, when it is another: the name of a commune that is no more."""

    territory: Territory
    was: str = ""
    kind: Literal["same", "former", "district"] = "same"


def look_up(store: Store, asked: str) -> Found:
    """Return the territory that an identifier names, written in whatever case, lost zeros put back.

    Raises
    ------
    UnknownTerritoryError
        When it names none, living or gone.
    """
    identifier = canonical_id(asked)
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
