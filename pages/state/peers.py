"""Which peers the URL asks for: read, checked, written back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_args

from observatoire.model.catalog import Catalog
from observatoire.model.search.lookup import look_up
from observatoire.model.store import Store
from observatoire.model.territory import Territory, UnknownTerritoryError
from observatoire.statistics.peers.groups import (
    FEWEST_SIMILAR,
    MOST_CHOSEN,
    MOST_SIMILAR,
    SEARCHED,
    SIMILAR,
    Method,
    PeerRequest,
    Within,
    default_method,
    offered_methods,
)
from observatoire.statistics.peers.rules import counted_both_ways, features_for, leaves_none, read_number, read_within
from observatoire.views.french.grammar import display_name

MOST_REMOVED = 40
LONGEST_LIST = 6_000
"""Characters of a list of territories that are read."""


def quoted(text: str) -> str:
    """Return a visitor's text fit to be repeated on screen: short, letters, figures, hyphens, « 2026.1 »."""
    return re.sub(r"(?<!\d)\.|\.(?!\d)|[^\w\s.-]", "", text)[:30].strip() or "…"


def peer_parameters(request: PeerRequest | None) -> dict[str, str | None]:
    """Return the URL parameters that name a peer group; what is usual is left out."""
    if request is None:
        return {}
    similar = request.searched
    return {
        "pairs": request.method,
        "nombre": str(request.n) if similar and request.n != SIMILAR else None,
        "sans": ",".join(request.dropped) if similar else None,
        "double": ",".join(request.doubled) if similar else None,
        "hors": ",".join(request.removed),
        "restreint": request.within if similar else None,
        "liste": ",".join(request.chosen) if request.method == "choisis" else None,
    }


def parse_peers(
    parameters: Mapping[str, str], store: Store, catalog: Catalog, territory: Territory | None, notices: list[str]
) -> PeerRequest | None:
    """Read the peers that the URL asks for; what is unknown becomes a notice and a sound default.

    Parameters
    ----------
    parameters : mapping of str to str
        Those of the address.
    store, catalog, territory
        The edition, the catalogue and the territory.
    notices : list of str
        Where what is not understood is said, in French.
    """
    if territory is None:
        return None
    method = _method(parameters.get("pairs", ""), territory, notices)
    if method is None:
        return None
    removed = _ids(parameters.get("hors", ""), store, territory, notices, MOST_REMOVED)
    if method == "choisis":
        chosen = _ids(parameters.get("liste", ""), store, territory, notices, MOST_CHOSEN)
        return PeerRequest(method, removed=removed, chosen=chosen)
    if method not in SEARCHED:
        return PeerRequest(method, removed=removed)
    dropped = _features(parameters.get("sans", ""), catalog, territory, notices)
    if leaves_none(catalog, territory, dropped):
        notices.append(
            "Sans aucun critère, on ne peut pas chercher qui se ressemble\u202f: tous les critères sont repris."
        )
        dropped = ()
    doubled = _features(parameters.get("double", ""), catalog, territory, notices)
    both = counted_both_ways(dropped, doubled)  # in silence: what is left out wins, and the page says that it is
    return PeerRequest(
        method=method,
        n=_number(parameters.get("nombre", ""), notices),
        dropped=dropped,
        doubled=tuple(name for name in doubled if name not in both),
        removed=removed,
        within=_within(parameters.get("restreint", ""), territory, notices),
    )


def _method(asked: str, territory: Territory, notices: list[str]) -> Method | None:
    if asked in offered_methods(territory):
        return asked
    # Changing level (EPCI to commune) can leave a group behind: only unknown words deserve a notice.
    if asked and asked not in get_args(Method):
        notices.append(
            f"Le groupe de comparaison «\u00a0{quoted(asked)}\u00a0» n’existe pas\u202f; un groupe courant le remplace."
        )
    return default_method(territory)


def _number(asked: str, notices: list[str]) -> int:
    if not asked:
        return SIMILAR
    if (number := read_number(asked)) is not None:
        return number
    notices.append(
        f"Le nombre de territoires semblables va de {FEWEST_SIMILAR} à {MOST_SIMILAR}\u202f; "
        f"«\u00a0{quoted(asked)}\u00a0» est remplacé par {SIMILAR}."
    )
    return SIMILAR


def _features(asked: str, catalog: Catalog, territory: Territory, notices: list[str]) -> tuple[str, ...]:
    """Read a list of features; one that only exists for another level is left aside in silence."""
    wanted = dict.fromkeys(part for part in asked[:600].split(",") if part)
    unknown = [part for part in wanted if part not in catalog.features]
    if unknown:
        notices.append(
            f"Le critère de ressemblance «\u00a0{quoted(unknown[0])}\u00a0» n’existe pas\u202f; il n’est pas pris en "
            "compte."
        )
    return tuple(f for f in features_for(catalog, territory) if f in wanted)


def _within(asked: str, territory: Territory, notices: list[str]) -> Within:
    within = read_within(asked, territory)
    if within is None and asked not in get_args(Within):  # one that only exists for another level: in silence
        notices.append(
            f"La restriction «\u00a0{quoted(asked)}\u00a0» n’existe pas\u202f; elle n’est pas prise en compte."
        )
    return within or ""


def _ids(asked: str, store: Store, territory: Territory, notices: list[str], most: int) -> tuple[str, ...]:
    """Read a list of territories of the place's level; unknown ones and other levels are refused with a sentence."""
    found, refused = read_ids(asked[:LONGEST_LIST], store, territory)
    if refused:
        notices.append(f"{refused}\u202f; il est laissé de côté.")
    if len(found) > most:
        notices.append(f"Un lien garde au plus {most} territoires\u202f; les suivants sont laissés de côté.")
    return tuple(territory.id for territory in found[:most])


def read_ids(asked: str, store: Store, territory: Territory) -> tuple[list[Territory], str]:
    """Read a list of territories of the place's level, the place itself left out, each once.

    Parameters
    ----------
    asked : str
        Identifiers separated by commas; empty ones are passed over.
    store : Store
    territory : Territory
        The place.

    Returns
    -------
    list of Territory
        In the order asked.
    str
        Why the first one that cannot be taken cannot, in French, without a full stop; empty when all can.
    """
    found, refused = [], ""
    for identifier in dict.fromkeys(part for part in asked.split(",") if part):
        try:
            candidate = look_up(store, identifier).territory
        except UnknownTerritoryError:
            refused = refused or f"Le territoire «\u00a0{quoted(identifier)}\u00a0» n’existe pas"
            continue
        if candidate.level != territory.level:
            refused = refused or (
                f"{display_name(candidate)} n’est pas du même niveau que le territoire montré\u202f: on ne compare que "
                "des territoires de même niveau"
            )
        elif candidate.id != territory.id and candidate not in found:
            found.append(candidate)
    return found, refused
