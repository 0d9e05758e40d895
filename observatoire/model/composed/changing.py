"""A composed territory changed by what a visitor points at: its communes told by shape, taken in, taken out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from observatoire.model.composed.members import Composition, MemberRemark, communes_of, compose
from observatoire.model.composed.names import MOST_MEMBERS

if TYPE_CHECKING:
    from observatoire.model.store import Ints, Store

Held = Literal["out", "part", "in"]
"""Whether none of the communes of a territory are held, some, or all."""


def held(store: Store, members: Sequence[str], ids: Sequence[str]) -> list[Held]:
    """Tell of each territory whether some members hold it: by its communes, whoever brings them.

    Parameters
    ----------
    store : Store
    members : sequence of str
        Identifiers of the members of a composed territory.
    ids : sequence of str
        Communes, EPCI or départements to tell.
    """
    taken = np.zeros(len(store.index("commune")), dtype=bool)
    taken[communes_of(store, members)] = True
    if ids and all(identifier.startswith("com-") for identifier in ids):
        return ["in" if inside else "out" for inside in taken[store.positions("commune", ids)].tolist()]
    found: list[Held] = []
    for identifier in ids:
        inside = taken[communes_of(store, [identifier])]
        found.append("in" if inside.all() else "part" if inside.any() else "out")
    return found


def with_added(store: Store, composition: Composition, ids: Sequence[str]) -> Composition:
    """Return a composition with more members; what lies within others is left out, and said.

    Parameters
    ----------
    store : Store
    composition : Composition
        What is composed so far.
    ids : sequence of str
        Identifiers, in any order.
    """
    return compose(store, [*composition.members, *ids], composition.name)


def without(store: Store, composition: Composition, identifier: str) -> Composition:
    """Return a composition without any commune of a territory: a member that holds some gives way to its others.

    What is left is written with as few members as EPCI and communes allow. Where there would be too many, nothing is
    changed, and that is said.

    Parameters
    ----------
    store : Store
    composition : Composition
        What is composed so far.
    identifier : str
        A commune, an EPCI or a département, member or not.
    """
    gone = communes_of(store, [identifier])
    kept: list[str] = []
    parted: list[str] = []
    for member in composition.members:
        own = communes_of(store, [member])
        left = np.setdiff1d(own, gone, assume_unique=True)
        if len(left) == len(own):
            kept.append(member)
        elif len(left):
            kept += whole_of(store, left)
            parted.append(member)
    if len(kept) > MOST_MEMBERS:
        unparted = MemberRemark("unparted", (store.territory(identifier).name,), _names(store, parted))
        return Composition(composition.id, composition.name, composition.members, (unparted,))
    changed = compose(store, kept, composition.name)
    if not parted:
        return changed
    remark = MemberRemark("parted", _names(store, parted), (store.territory(identifier).name,))
    return Composition(changed.id, changed.name, changed.members, (*changed.remarks, remark))


def whole_of(store: Store, communes: Ints) -> list[str]:
    """Return the fewest EPCI and communes that hold some communes and no other: EPCI that lie within, then the rest.

    Parameters
    ----------
    store : Store
    communes : ndarray of int
        Positions in the store's order, each once.
    """
    epci = store.membership("epci")
    rows = store.index("epci")
    sizes = np.bincount(epci[epci >= 0], minlength=len(rows))
    inside = np.bincount(epci[communes][epci[communes] >= 0], minlength=len(rows))
    entire = (inside == sizes) & (sizes > 1)
    own = epci[communes]
    alone = communes[(own < 0) | ~entire[own]]
    return [*map(str, rows[entire]), *map(str, store.index("commune")[alone])]


def _names(store: Store, ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(store.territory(identifier).name for identifier in ids)
