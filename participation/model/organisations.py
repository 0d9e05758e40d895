"""Who answers: collectivités that the observatory knows, and others by their SIREN, to be verified."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from observatoire.model.search.index import SearchIndex
from observatoire.model.store import Store
from observatoire.model.territory import Territory, UnknownTerritoryError
from participation.model.typography import punctuated
from participation.model.within import held_by, inside

Type = Literal["commune", "epci", "departement", "region", "syndicat", "autre"]
"""Of an organisation. The first four are levels of the observatory, which knows all of them."""
TYPES: tuple[Type, ...] = get_args(Type)
UNVERIFIED = "à vérifier"
_LA_POSTE = "356000000"
_MOST_NAMESAKES = 5_000
"""That one word finds in the country: « saint »."""


class SirenError(ValueError):
    """What was typed is no SIREN nor SIRET; the message is a French sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(punctuated(message))


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation.

    Attributes
    ----------
    id : str
        What makes it one: the observatory's identifier (`com-16102`), or `siren-` and nine digits. Never its name: one
        commune in ten has a namesake.
    name : str
        As the observatory writes it; as typed for another.
    type : str
        One of `TYPES`.
    siren, territory : str or None
        None where it is not known: the observatory has no SIREN of départements and régions.
    place : str
        What tells it from a namesake: its département; "" where nothing does.
    verified : bool
        Whether the observatory knows it. If not it is `UNVERIFIED`, told to the organiser, and never blocks.
    held_by : tuple of str
        Territories that hold it, itself first; empty for one that the observatory does not know, or that was kept.
    """

    id: str
    name: str
    type: Type
    siren: str | None
    territory: str | None
    place: str = ""
    verified: bool = True
    held_by: tuple[str, ...] = ()


def read_siren(typed: str) -> str:
    """Return the SIREN that somebody typed, or that of the SIRET that they typed.

    Raises
    ------
    SirenError
        When it has not nine digits (fourteen for a SIRET), or its check digit is wrong.
    """
    digits = re.sub(r"[\s\u00a0\u202f.-]", "", typed[:60])
    if not (digits.isascii() and digits.isdigit() and len(digits) in (9, 14)):
        raise SirenError("Un SIREN compte neuf chiffres, un SIRET quatorze.")
    siren = digits[:9]
    if siren == "0" * 9 or _luhn(siren) % 10 or (len(digits) == 14 and not _sound_siret(digits)):
        raise SirenError("Ce numéro a été mal recopié : sa clé de contrôle ne correspond pas.")
    return siren


def _sound_siret(siret: str) -> bool:
    """Check a SIRET; the many offices of La Poste outgrew the rule, and are checked by the sum of their digits."""
    if siret.startswith(_LA_POSTE) and sum(map(int, siret)) % 5 == 0:
        return True
    return _luhn(siret) % 10 == 0


def _luhn(digits: str) -> int:
    doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled)


def known_organisation(store: Store, territory: str) -> Organisation:
    """Return the collectivité of a territory.

    Raises
    ------
    UnknownTerritoryError
        When there is no such territory, or it is no collectivité (France, a composed territory).
    """
    place = store.territory(territory)
    if place.level == "france" or place.composed:
        raise UnknownTerritoryError(territory)
    siren = place.code if place.level == "epci" else place.siren
    apart = _told_apart(store, place)
    return Organisation(place.id, punctuated(place.name), place.level, siren, place.id, apart, held_by=held_by(place))


def _told_apart(store: Store, place: Territory) -> str:
    if place.level not in ("commune", "epci") or not place.departement:
        return ""
    departement = store.territory(f"dep-{place.departement}")
    return f"{punctuated(departement.name)}, {place.departement}"


def other_organisation(siren: str, name: str, kind: Type) -> Organisation:
    """Return an organisation that the observatory does not know, to be verified.

    Parameters
    ----------
    siren : str
        As `read_siren` returns it.
    name : str
        As its respondent writes it; cut at 200 signs.
    kind : str
        Of `TYPES`, as its respondent says.
    """
    shown = "".join(sign if sign.isprintable() else " " for sign in name[:1_000])
    return Organisation(f"siren-{siren}", " ".join(shown.split())[:200], kind, siren, None, verified=False)


def find_organisations(
    store: Store, index: SearchIndex, typed: str, limit: int = 8, within: tuple[str, ...] = ()
) -> list[Organisation]:
    """Return the collectivités that answer a name, a postcode, an INSEE code, a SIREN or a SIRET, best first.

    Parameters
    ----------
    store, index
        The edition, and the search over it.
    typed : str
        What somebody typed. A SIREN that no collectivité has gives none: `other_organisation` is the way on.
    limit : int
        How many at most.
    within : tuple of str
        Territories that they are searched in; empty for all of France.
    """
    # A small commune comes after all its larger namesakes of elsewhere.
    matches = index.search(typed, limit=_MOST_NAMESAKES if within else 4 * limit)
    held = inside(store, within) if within else None
    found = []
    for match in [one for one in matches if held is None or one.id in held][: 4 * limit]:
        try:
            found.append(known_organisation(store, match.id))
        except UnknownTerritoryError:
            continue
    return found[:limit]
