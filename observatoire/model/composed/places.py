"""Composed territories as the store hands them out: records, rows, communes, outlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from observatoire.model.composed.members import communes_of, read_composition
from observatoire.model.composed.names import bare_id, member_code
from observatoire.model.territory import COMPOSED, Territory, is_composed

if TYPE_CHECKING:
    from observatoire.model.store import Detail, Ints, Store

MOST_NAMED = 3
"""Members that an unnamed territory is called by."""
_KEPT = 32
"""Composed territories remembered: what visitors compose shall not fill the memory."""


@dataclass(frozen=True)
class _Composed:
    territory: Territory
    communes: Ints


def composed_territory(store: Store, identifier: str) -> Territory:
    """Return the territory that an identifier composes; the member itself when there is one alone.

    Raises
    ------
    UnknownTerritoryError
        When none of its members is in this edition.
    """
    return _composed(store, identifier).territory


def composed_members(store: Store, identifier: str) -> Ints:
    """Return the positions of its communes in the store's order, each once, ascending."""
    return _composed(store, identifier).communes


@lru_cache(maxsize=_KEPT)
def _composed(store: Store, identifier: str) -> _Composed:
    composition = read_composition(store, identifier)
    members = tuple(sorted(composition.members, key=member_code))
    communes = communes_of(store, members)
    communes.setflags(write=False)
    if not is_composed(composition.id):
        return _Composed(store.territory(composition.id), communes)
    rows = store.level("commune").iloc[communes]
    people = rows["population"].groupby(rows["departement"]).sum()
    regions = rows["population"].groupby(rows["region"]).sum()
    seat = rows.iloc[int(rows["population"].to_numpy().argmax())]
    name = composition.name or _usual_name(store, members, len(communes))
    territory = Territory(
        id=composition.id,
        level="epci",
        code=bare_id(composition.id).removeprefix(COMPOSED),
        name=name,
        short_name=name,
        liaison=0,
        departement=str(people.idxmax()),
        departements=tuple(sorted(map(str, people.index))),
        region=str(regions.idxmax()) if len(regions) else None,
        epci=None,
        nature=None,
        population=int(rows["population"].sum()),
        area_km2=float(rows["area_km2"].sum()),
        members=len(communes),
        postcodes=(),
        siren=None,
        lon=float(seat["lon"]),
        lat=float(seat["lat"]),
        bounds=(
            float(rows["west"].min()), float(rows["south"].min()),
            float(rows["east"].max()), float(rows["north"].max()),
        ),
        composed=members,
    )  # fmt: skip
    return _Composed(territory, communes)


def _usual_name(store: Store, members: Sequence[str], communes: int) -> str:
    """Return what an unnamed territory is called: its members, the largest first, or how many communes it has."""
    if len(members) > MOST_NAMED:
        return f"Territoire de {communes:,} communes".replace(",", "\u202f")
    places = sorted((store.territory(member) for member in members), key=lambda place: -place.population)
    names = [place.short_name for place in places]
    return f"{', '.join(names[:-1])} et {names[-1]}"


def places_of(store: Store, ids: Sequence[str]) -> pd.DataFrame:
    """Return the rows of some territories, composed ones among them: as `Store.territories`, in the order given.

    Raises
    ------
    KeyError
        When one of the ids is none.
    """
    made = {identifier: _row(store.territory(identifier)) for identifier in ids if is_composed(identifier)}
    if not made:
        return store.territories.loc[list(ids)]
    rows = store.territories.loc[[identifier for identifier in ids if identifier not in made]]
    index = pd.Index(list(made), name="id", dtype=object)
    frame = pd.DataFrame(list(made.values()), index=index, columns=rows.columns).astype(rows.dtypes.to_dict())
    return pd.concat([rows, frame]).loc[list(ids)]


def _row(place: Territory) -> dict[str, Any]:
    west, south, east, north = place.bounds
    return {
        "level": place.level, "code": place.code, "name": place.name, "short_name": place.short_name,
        "liaison": place.liaison, "departement": place.departement, "departements": " ".join(place.departements),
        "region": place.region, "epci": None, "nature": None, "population": place.population,
        "area_km2": place.area_km2, "members": place.members, "seat": None, "siren": None, "postcodes": "",
        "lon": place.lon, "lat": place.lat, "west": west, "south": south, "east": east, "north": north,
        "homonym": False,
    }  # fmt: skip


def composed_outlines(store: Store, detail: Detail, ids: Sequence[str]) -> pd.Series[Any]:
    """Return outlines of EPCI and of composed territories, in the order given.

    A composed one is its communes dissolved: neighbours share the very same points, so that no sliver is left.
    """
    plain = [identifier for identifier in ids if not is_composed(identifier)]
    known = dict(store.outlines("epci", detail, plain).items())
    shapes = [known[i] if i in known else _dissolved(store, detail, i) for i in ids]
    return pd.Series(shapes, index=pd.Index(list(ids), name="id"), dtype=object)


@lru_cache(maxsize=_KEPT)
def _dissolved(store: Store, detail: Detail, identifier: str) -> Any:
    communes = store.index("commune")[composed_members(store, identifier)]
    return shapely.coverage_union_all(store.outlines("commune", detail, communes.tolist()).to_numpy())
