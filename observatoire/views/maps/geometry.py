"""Which shapes a map shows, where they stand on it, and which one lies under a click.

A *scope* names the shapes of a map in one word that can stand in a URL: `communes-epci-200070514`, `epci-region-75`,
`epci-france`, `liste:com-16102,com-16089`. Maps of the whole country show the five overseas départements as insets in
the sea beside the mainland: each is moved and scaled by one affine transform of the Mercator plane, so its shape on a
web map is its true shape, and clicks are read on the same moved outlines. `-sans-encarts` leaves them where they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal, Protocol, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from observatoire.model.store import Detail
from observatoire.model.territory import (
    COMPOSED,
    LONGEST_COMPOSED,
    Level,
    UnknownTerritoryError,
    is_well_formed,
    territory_id,
)

Geometries = npt.NDArray[np.object_]
Holder = Literal["epci", "compose", "departement", "region", "france", "liste", "pairs"]

_SHOWN: dict[str, Level] = {"communes": "commune", "epci": "epci", "departements": "departement", "regions": "region"}
TRUE_PLACES = "-sans-encarts"
_SCOPE = re.compile(
    r"(communes)-(epci)-(\d{9})|(communes|epci)-(departement)-(\d{2,3}|2[AB])|(epci)-(region)-(\d{2})"
    r"|(communes)-(compose)-([\dAB]{2,9}(?:\.[\dAB]{2,9})+)"
    rf"|(communes|epci|departements|regions)-(france)(?:{TRUE_PLACES})?",
    re.ASCII,  # digits of other scripts are no code
)
LIST = "liste:"
MOST_LISTED = 100
"""Territories that the address of a map may list."""

# Where each overseas département stands on a map of France: west and south corner in Mercator degrees.
# The Bay of Biscay and the sea west of Corsica are empty: the mainland loses no room to the insets.
INSET_SIDE = 2.15
INSETS: dict[str, tuple[str, float, float]] = {
    "971": ("Guadeloupe", -5.25, 50.35),
    "972": ("Martinique", -5.25, 48.0),
    "973": ("Guyane", -5.25, 45.65),
    "974": ("La Réunion", 3.45, 45.3),
    "976": ("Mayotte", 5.8, 45.3),
}
INSET_LABEL_ROOM = 0.42


class UnknownScopeError(ValueError):
    """No map has this name, or this edition has no such territory."""


class ContourStore(Protocol):
    """What this module needs of the store."""

    @property
    def territories(self) -> pd.DataFrame: ...

    def members(self, identifier: str) -> npt.NDArray[np.intp]: ...

    def outlines(self, level: Level, detail: Detail, ids: Sequence[str] | None = None) -> pd.Series[Any]: ...

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Scope:
    """The shapes of one map: those of one level within one territory, or a list of them.

    Attributes
    ----------
    level : str
        Level of the shapes shown.
    within : str
        Level of the territory that holds them; `compose` when it is made of others, `liste` or `pairs` when they are
        listed.
    code : str
        Its code; empty for France and for lists.
    ids : tuple of str
        The listed territories: a visitor's own list, or a place and its peers, shown among all others.
    insets : bool
        On maps of the country: whether overseas stands beside the mainland, or where it is.
    """

    level: Level
    within: Holder
    code: str = ""
    ids: tuple[str, ...] = ()
    insets: bool = True

    @classmethod
    def parse(cls, text: str) -> Scope:
        """Read a scope from a URL; peers cannot be read so, for their address does not say who they are.

        Raises
        ------
        UnknownScopeError
            When the text is not the name of a map.
        """
        if text.startswith(LIST):
            return cls.of_list(text.removeprefix(LIST).split(",", MOST_LISTED))
        match = _SCOPE.fullmatch(text) if len(text) <= LONGEST_COMPOSED else None
        if match is None:
            raise UnknownScopeError("Cette carte n’existe pas.")
        shown, within, code = [*(part for part in match.groups() if part), ""][:3]
        return cls(_SHOWN[shown], cast(Holder, within), code, insets=not text.endswith(TRUE_PLACES))

    @classmethod
    def of_list(cls, ids: Sequence[str]) -> Scope:
        """Return the map of some territories of one level.

        Raises
        ------
        UnknownScopeError
            When they are none, too many, of several levels, or no identifiers.
        """
        kept = tuple(sorted(set(ids)))
        levels = {_LEVEL_OF.get(identifier.partition("-")[0]) for identifier in kept}
        level = levels.pop() if len(levels) == 1 else None
        if level is None or len(kept) > MOST_LISTED or not all(map(is_well_formed, kept)):
            raise UnknownScopeError("Cette liste de territoires ne fait pas une carte.")
        return cls(level, "liste", ids=kept)

    def __str__(self) -> str:
        if self.within == "liste":
            return LIST + ",".join(self.ids)
        if self.within == "pairs":
            return "pairs"
        shown = next(word for word, level in _SHOWN.items() if level == self.level)
        name = "-".join(part for part in (shown, self.within, self.code) if part)
        return name if self.insets else name + TRUE_PLACES

    @property
    def nationwide(self) -> bool:
        """Whether the map is one of the whole country."""
        return self.within in ("france", "pairs")

    @property
    def drawn(self) -> Scope:
        """The map whose outlines are sent: peers are shown among all the territories of their level."""
        return replace(self, within="france", ids=()) if self.within == "pairs" else self


_LEVEL_OF: dict[str, Level] = {"com": "commune", "epci": "epci", "dep": "departement", "reg": "region"}


def scope_ids(store: ContourStore, scope: Scope) -> list[str]:
    """Return the territories of a map, in the order of its geometry file.

    An EPCI astride two départements or regions belongs to the maps of both.

    Raises
    ------
    UnknownScopeError
        When this edition has no such territory.
    """
    return list(_scope_ids(store, scope))


@lru_cache(maxsize=64)
def _scope_ids(store: ContourStore, scope: Scope) -> tuple[str, ...]:
    rows = store.territories
    if scope.within == "compose":
        return _of_composed(store, scope)
    if scope.code and territory_id(cast(Level, scope.within), scope.code) not in rows.index:
        raise UnknownScopeError("Ce territoire n’existe pas dans cette édition des données.")
    shown = rows.loc[rows["level"] == scope.level]
    if scope.ids:
        known = shown.index.intersection(pd.Index(scope.ids))
        if len(known) < len(scope.ids):
            raise UnknownScopeError("Un territoire de cette liste n’existe pas dans cette édition des données.")
        return tuple(str(identifier) for identifier in shown.index[shown.index.isin(known)])
    if scope.nationwide:
        kept = shown
    elif scope.level == "epci":
        touched = rows.loc[(rows["level"] == "departement") & (rows[scope.within] == scope.code), "code"]
        wanted = {scope.code} if scope.within == "departement" else set(touched)
        kept = shown.loc[[not wanted.isdisjoint(str(codes).split()) for codes in shown["departements"]]]
    else:
        kept = shown.loc[shown[scope.within] == scope.code]
    return tuple(str(identifier) for identifier in kept.index)


def _of_composed(store: ContourStore, scope: Scope) -> tuple[str, ...]:
    rows = store.territories
    try:
        held = store.members(COMPOSED + scope.code)
    except UnknownTerritoryError:
        raise UnknownScopeError("Ce territoire n’existe pas dans cette édition des données.") from None
    return tuple(map(str, rows.index[rows["level"] == scope.level][held]))


def scope_shapes(store: ContourStore, scope: Scope, detail: Detail = "light") -> tuple[list[str], Geometries]:
    """Return the identifiers of a map and their outlines as drawn (insets in place), in the same order.

    Parameters
    ----------
    detail : str
        For a map of the whole country; smaller ones are always drawn in full.
    """
    ids = scope_ids(store, scope)
    return ids, drawn_shapes(store, scope, ids, detail)


def drawn_shapes(store: ContourStore, scope: Scope, ids: list[str], detail: Detail) -> Geometries:
    """Return some outlines of a map as drawn.

    Parameters
    ----------
    store, scope
        The edition and the map.
    ids : list of str
        Of its shapes.
    detail : str
        As `scope_shapes` takes it.
    """
    outlines = store.outlines(scope.level, detail if scope.nationwide else "full", ids)
    shapes: Geometries = outlines.to_numpy().copy()
    if not scope.nationwide:
        return shapes
    homes = home_departements(store, ids)
    for code in INSETS:
        rows = np.flatnonzero(homes == code)
        if len(rows):  # an inset enlarges small islands: they are drawn from the detailed outlines
            shapes[rows] = store.outlines(scope.level, "full", [ids[row] for row in rows]).to_numpy()
            if scope.insets:
                shapes[rows] = shapely.transform(shapes[rows], lambda xy, code=code: into_inset(store, code, xy))
    return shapes


def home_departements(store: ContourStore, ids: Sequence[str]) -> npt.NDArray[np.object_]:
    """Return the code of the département of each territory of one level; of a region, its first."""
    rows = store.territories
    places = rows.loc[list(ids)]
    level = str(places["level"].iloc[0]) if len(places) else "commune"
    if level == "departement":
        return places["code"].to_numpy(dtype=object)
    if level == "region":
        departements = rows.loc[rows["level"] == "departement"]
        first = departements.groupby("region", observed=True)["code"].first()
        return first.reindex(places["code"]).to_numpy(dtype=object)
    return places["departement"].to_numpy(dtype=object)


def mercator(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Project longitude and latitude to the Mercator plane, in degrees of the equator."""
    lat = np.radians(points[:, 1])
    return np.column_stack([points[:, 0], np.degrees(np.arcsinh(np.tan(lat)))])


def unmercator(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Turn points of the Mercator plane back into longitude and latitude."""
    return np.column_stack([points[:, 0], np.degrees(np.arctan(np.sinh(np.radians(points[:, 1]))))])


def into_inset(store: ContourStore, code: str, lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Move and scale points of an overseas département into its inset, below the label."""
    outline = store.outlines("departement", "light", [territory_id("departement", code)]).iloc[0]
    west, south, east, north = shapely.bounds(shapely.transform(outline, mercator))
    _, inset_west, inset_south = INSETS[code]
    margin = 0.1
    room = np.array([INSET_SIDE - 2 * margin, INSET_SIDE - margin - INSET_LABEL_ROOM])
    scale = float((room / [east - west, north - south]).min())
    centre = np.array([(west + east) / 2, (south + north) / 2])
    target = np.array([inset_west + margin, inset_south + margin]) + room / 2
    return unmercator((mercator(lonlat) - centre) * scale + target)
