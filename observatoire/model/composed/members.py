"""From a list of codes to the members of a composed territory: what is kept, and what must be said of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from observatoire.model.composed.names import (
    LONGEST_LIST,
    MOST_MEMBERS,
    cleaned_name,
    composed_id,
    listed_codes,
    member_code,
    member_id,
    name_in,
)
from observatoire.model.search.queries import DISTRICTS, read_district
from observatoire.model.territory import COMPOSED, PREFIXES, Level, UnknownTerritoryError, territory_id

if TYPE_CHECKING:
    from observatoire.model.store import Ints, Store

RemarkKind = Literal[
    "unknown", "repeated", "contained", "overlap", "many", "former", "district", "single", "name", "parted", "unparted",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class MemberRemark:
    """What must be said of a list of members, beside what it makes.

    Attributes
    ----------
    kind : str
        unknown: what no territory is named by; repeated: listed twice; contained: within another member, counted once;
        overlap: two members that share communes, counted once; many: beyond the most that is kept; former: a commune
        that is no more; district: an arrondissement; single: one member alone, which is a territory already; name:
        signs were taken out of the name; parted: members that gave way to what is left of them, without the others;
        unparted: that could not, for there would have been too many members (`changing.py`).
    names : tuple of str
        Of what: names of territories, or what was written where none is known.
    others : tuple of str
        What holds it, overlaps it, or stands for it today.
    """

    kind: RemarkKind
    names: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Composition:
    """A list of members, checked.

    Attributes
    ----------
    id : str
        Of the territory that they make; that of the member itself when it is alone; empty when there is none.
    name : str
        Given by the visitor; empty without one.
    members : tuple of str
        Their identifiers, in the order of the list.
    remarks : tuple of MemberRemark
    """

    id: str
    name: str
    members: tuple[str, ...]
    remarks: tuple[MemberRemark, ...]


def compose(store: Store, codes: Iterable[str], name: str = "") -> Composition:
    """Return the composition of a list: each member once, those within others left out, what is wrong said.

    Parameters
    ----------
    store : Store
    codes : iterable of str
        Codes (`16102`, `200070514`, `16`) or identifiers (`com-16102`), as a visitor lists them.
    name : str
        What the visitor calls it.
    """
    remarks: list[MemberRemark] = []
    found = _known(store, codes, remarks)
    if len(found) > MOST_MEMBERS:
        remarks.append(MemberRemark("many", (str(len(found)),)))
        found = found[:MOST_MEMBERS]
    members = _apart(store, found, remarks)
    told = cleaned_name(name)
    if len(members) > 1 and told != " ".join(name.split()).replace("'", "’"):
        remarks.append(MemberRemark("name", (told,)))
    if len(members) == 1:
        remarks.append(MemberRemark("single", (store.territory(members[0]).name,)))
        return Composition(members[0], told, tuple(members), tuple(remarks))
    identifier = composed_id(map(member_code, members), told) if members else ""
    return Composition(identifier, told, tuple(members), tuple(remarks))


@lru_cache(maxsize=32)
def read_composition(store: Store, identifier: str, name: str = "") -> Composition:
    """Return the composition that an identifier or a list of codes writes, whoever wrote it.

    Parameters
    ----------
    store : Store
    identifier : str
        `compose-16102.200070514`, in any case and order; more than is read of it is said.
    name : str
        The name given beside; that which the identifier carries when it is empty.

    Raises
    ------
    UnknownTerritoryError
        When no member is known.
    """
    composition = compose(store, listed_codes(identifier), name or name_in(identifier))
    if not composition.members:
        raise UnknownTerritoryError(identifier)
    if len(identifier.partition("~")[0]) > len(COMPOSED) + LONGEST_LIST:
        many = MemberRemark("many", (str(len(identifier)),))
        return Composition(composition.id, composition.name, composition.members, (*composition.remarks, many))
    return composition


def listed(store: Store, text: str) -> Composition | None:
    """Return the composition that a search for codes asks for; None for a text that is no list of known codes."""
    codes = listed_codes(text)
    if len(codes) < 2 or any(member_id(code) not in store.territories.index for code in codes):
        return None
    return compose(store, codes)


def _known(store: Store, codes: Iterable[str], remarks: list[MemberRemark]) -> list[str]:
    """Return the territories that codes name, each once; communes of before lead to those of today."""
    known = store.territories.index
    found: dict[str, None] = {}
    unknown: list[str] = []
    repeated: list[str] = []
    for code in codes:
        identifier = member_id(code)
        if identifier not in known:
            identifier = _of_today(store, identifier, remarks)
        if not identifier:
            unknown.append(code[:40])
        elif identifier in found:
            repeated.append(store.territory(identifier).name)
        else:
            found[identifier] = None
    if unknown:
        remarks.append(MemberRemark("unknown", tuple(dict.fromkeys(unknown))))
    if repeated:
        remarks.append(MemberRemark("repeated", tuple(dict.fromkeys(repeated))))
    return list(found)


def _of_today(store: Store, identifier: str, remarks: list[MemberRemark]) -> str:
    """Return the commune that one which is no more, or an arrondissement, is a part of; empty for neither."""
    if not identifier.startswith("com-"):
        return ""
    code = identifier.removeprefix("com-")
    if code in (former := _former(store)):
        name, successor = former[code]
        current = territory_id("commune", successor)
        remarks.append(MemberRemark("former", (name,), (store.territory(current).name,)))
        return current
    district = read_district(code) if code.isdigit() else None
    if district is None:
        return ""
    town = territory_id("commune", DISTRICTS[district[0]][0])
    remarks.append(MemberRemark("district", (code,), (store.territory(town).name,)))
    return town


def communes_of(store: Store, members: Sequence[str]) -> Ints:
    """Return the positions of the communes of some members in the store's order, each once, ascending."""
    alone = [identifier for identifier in members if identifier.startswith("com-")]
    wider = [store.members(identifier) for identifier in members if not identifier.startswith("com-")]
    return np.unique(np.concatenate([store.positions("commune", alone), *wider]))


@lru_cache(maxsize=2)
def _former(store: Store) -> dict[str, tuple[str, str]]:
    """Return name and successor of each commune that is no more, by code: the first that is known, as `look_up`."""
    rows = store.former_communes.drop_duplicates("code")
    named = zip(rows["name"].tolist(), rows["current"].tolist(), strict=True)
    return dict(zip(rows["code"].tolist(), named, strict=True))


_WIDEST_FIRST: tuple[Level, ...] = ("departement", "epci", "commune")


def _apart(store: Store, found: Sequence[str], remarks: list[MemberRemark]) -> list[str]:
    """Return the members that bring communes of their own, in their order; say which lie within others, or overlap."""
    taken = np.zeros(len(store.index("commune")), dtype=bool)
    within: list[str] = []
    holders: dict[str, None] = {}
    kept: set[str] = set()
    names = store.territories["name"]
    for level in _WIDEST_FIRST:
        for identifier in (i for i in found if i.startswith(f"{PREFIXES[level]}-")):
            communes = communes_of(store, [identifier])
            inside = taken[communes]
            if inside.all():
                within.append(str(names[identifier]))
                holders |= dict.fromkeys(_holders(store, kept, communes))
                continue
            if inside.any():
                remarks.append(
                    MemberRemark("overlap", (str(names[identifier]),), _holders(store, kept, communes[inside]))
                )
            taken[communes] = True
            kept.add(identifier)
    if within:
        remarks.append(MemberRemark("contained", tuple(within), tuple(holders)))
    return [identifier for identifier in found if identifier in kept]


def _holders(store: Store, kept: set[str], communes: Ints) -> tuple[str, ...]:
    """Return the names of the members that hold some of these communes."""
    found: dict[str, None] = {}
    for level in _WIDEST_FIRST[:2]:
        rows = store.level(level)
        for position in np.unique(store.membership(level)[communes]):
            if position >= 0 and str(rows.index[position]) in kept:
                found[str(rows["name"].iloc[position])] = None
    return tuple(found)
