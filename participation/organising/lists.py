"""Lists of organisations to invite: lines that are pasted, a table that is brought, all collectivités of a place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from observatoire.local.bounds import LocalDataError
from observatoire.local.containers.opening import open_sheet
from observatoire.local.matching import Places
from observatoire.model.store import Store
from participation.model.campaigns import Campaign, is_eligible, is_inside
from participation.model.organisations import (
    Organisation,
    SirenError,
    known_organisation,
    other_organisation,
    read_siren,
)
from participation.model.within import inside
from participation.results.covariates import those_asked

MOST_LINES = 40_000
LONGEST_LINE = 200
MOST_UNKNOWN = 200
"""Lines that name nobody after which reading stops: guessing takes time, and what has so many is no such list."""
HEADINGS = {
    "code", "codes", "insee", "code insee", "siren", "siret", "identifiant", "nom", "noms", "commune", "communes",
    "epci", "organisation", "organisations", "collectivité", "collectivite", "libellé", "libelle",
}  # fmt: skip

WORD = re.compile(r"[^\W\d_]{2}")
"""What a code never holds, and a name such as « 4B Sud Charente » does."""
PLACED = re.compile(r"\((?:\d{2,3}|2[ABab])\)$")
"""The end of « Segonzac (16) », a name though it holds figures."""

NOT_ASKED = "cette enquête ne s’adresse pas à elle"
OUTSIDE = "elle n’est pas dans le territoire de cette enquête"
UNKNOWN = "aucune organisation ne porte ce code ou ce nom"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A line that names no organisation, or several: its number from 1, what it says, why it is not taken."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list gives.

    Attributes
    ----------
    organisations : tuple of Organisation
        Each once, in the order of the list.
    unknown : tuple of Unknown
        Lines that were not taken.
    twice : int
        Lines that name an organisation once more.
    beyond : int
        Lines that were not read: the list is longer than any, or too many lines named nobody.
    """

    organisations: tuple[Organisation, ...]
    unknown: tuple[Unknown, ...]
    twice: int = 0
    beyond: int = 0


class ListError(ValueError):
    """A list that cannot be read at all; the message is a French sentence."""


def read_list(store: Store, places: Places, campaign: Campaign, content: bytes) -> Listed:
    """Return the organisations of a table that somebody brings: CSV, XLSX or ODS, a code or a name a line.

    Parameters
    ----------
    store, places
        The edition, and what finds its territories by code and exact name.
    campaign : Campaign
        Which says whom it is for.
    content : bytes
        Of the file; checked and bounded before it is parsed.

    Raises
    ------
    ListError
        When it is no table.
    """
    try:
        sheet = open_sheet(content)
    except LocalDataError as error:
        raise ListError(str(error)) from error
    lines = [
        (row.line, [_text(cell)[:LONGEST_LINE] for cell in row.cells if _text(cell)]) for row in sheet.rows[:MOST_LINES]
    ]
    return _listed(store, places, campaign, lines, len(sheet.rows) - len(lines))


def read_lines(store: Store, places: Places, campaign: Campaign, text: str) -> Listed:
    """Return the organisations of lines that somebody pastes: cells are parted by tabs or semicolons.

    Parameters
    ----------
    store, places, campaign
        As `read_list` takes them.
    text : str
    """
    lines = text[: MOST_LINES * LONGEST_LINE].splitlines()
    cells = [
        (number, [cell.strip()[:LONGEST_LINE] for cell in line.replace("\t", ";").split(";") if cell.strip()])
        for number, line in enumerate(lines[:MOST_LINES], 1)
    ]
    return _listed(store, places, campaign, [one for one in cells if one[1]], max(0, len(lines) - MOST_LINES))


def all_of(store: Store, campaign: Campaign, departement: str = "") -> Listed:
    """Return all communes and EPCI of a département that a campaign is for, itself too if it is.

    Parameters
    ----------
    store, campaign
    departement : str
        Its id. An EPCI is of the département where most of its inhabitants live, so that no list holds it twice. All
        that the campaign is for without it.
    """
    asked = those_asked(store, campaign)
    if departement:
        held = inside(store, (departement,))
        asked = [one for one in asked if one in held]
    found = [known_organisation(store, one) for one in asked]
    return Listed(tuple(sorted(found, key=lambda one: (one.type != "epci", one.name))), ())


def _listed(
    store: Store, places: Places, campaign: Campaign, lines: Iterable[tuple[int, list[str]]], beyond: int
) -> Listed:
    found: dict[str, Organisation] = {}
    unknown: list[Unknown] = []
    twice = 0
    left = iter(lines)
    for number, cells in left:
        if not cells or (not found and not unknown and all(cell.lower() in HEADINGS for cell in cells)):
            continue
        one = _organisation(store, places, campaign, cells)
        if isinstance(one, str):
            unknown.append(Unknown(number, " ; ".join(cells)[:LONGEST_LINE], one))
            if len(unknown) == MOST_UNKNOWN:
                return Listed(tuple(found.values()), tuple(unknown), twice, beyond + sum(1 for _ in left))
        elif one.id in found:
            twice += 1
        else:
            found[one.id] = one
    return Listed(tuple(found.values()), tuple(unknown), twice, beyond)


def _organisation(store: Store, places: Places, campaign: Campaign, cells: list[str]) -> Organisation | str:
    """Return the one organisation that a line names, by a code before a name; else why it names none."""
    worded = [cell for cell in cells if WORD.search(cell)]
    placed = [cell for cell in worded if PLACED.search(cell)]
    coded = [cell for cell in cells if any(sign.isdigit() for sign in cell) and cell not in placed]
    named = [cell for cell in cells if cell not in coded]
    why = UNKNOWN
    for cell in coded:
        match = places.code(cell)
        if match.how in ("former", "district"):
            why = f"ce n’est plus une commune à part entière : voyez {store.territory(match.id).name}"
        elif match.id:
            one = known_organisation(store, match.id)
            others = places.named(named[0]) if named else ()
            if is_eligible(campaign, one) and others and one.id not in others:
                return f"le code est celui de {one.name}, le nom celui d’une autre organisation"
            if is_eligible(campaign, one):
                return one
            why = NOT_ASKED if is_inside(campaign, one) else OUTSIDE
        elif outside := _outside(campaign, cell, named):
            return outside
    with_place = [f"{named[0]} ({cell})" for cell in coded if named]
    for name in [*with_place, *named[:1], *(cell for cell in coded if cell in worded)]:
        found = [known_organisation(store, one) for one in places.named(name) if one != "france"]
        asked = [one for one in found if is_eligible(campaign, one)]
        if len(asked) == 1:
            return asked[0]
        if found:
            here = any(is_inside(campaign, one) for one in found)
            told = NOT_ASKED if here else OUTSIDE
            why = f"{len(asked)} organisations s’appellent ainsi : écrivez le code" if asked else told
    return why


def _outside(campaign: Campaign, cell: str, named: list[str]) -> Organisation | None:
    """Return the organisation of a SIREN that the observatory does not know, where the campaign asks such ones."""
    kind = next((kind for kind in ("syndicat", "autre") if kind in campaign.eligible), None)
    if kind is None or not named:
        return None
    try:
        return other_organisation(read_siren(cell), named[0], "syndicat" if kind == "syndicat" else "autre")
    except SirenError:
        return None


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else str(cell)
    return str(cell).strip()
