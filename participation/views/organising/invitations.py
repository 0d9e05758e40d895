"""The one file of codes: to be printed or mailed by the organiser's own tool, as CSV and as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from observatoire.exports.formats.xlsx import xlsx_bytes
from observatoire.exports.tables.table import Column, Export
from observatoire.exports.tables.texts import csv_bytes, safe_cell
from observatoire.model.store import Store
from observatoire.model.territory import UnknownTerritoryError
from observatoire.views.french.wording import long_date
from participation.model.campaigns import Campaign
from participation.model.codes import shown_code
from participation.model.organisations import Organisation, known_organisation
from participation.views.words import KINDS

COLUMNS: Final = (
    Column("organisation", "Identifiant", description="Identifiant de l’observatoire, ou SIREN."),
    Column("nom", "Nom", description="De l’organisation."),
    Column("type", "Type"),
    Column("departement", "Département"),
    Column("code", "Code d’invitation", description="Dix-sept signes. Il n’est gardé nulle part ailleurs."),
    Column("adresse", "Adresse du formulaire"),
    Column("jusqu_au", "Répondre jusqu’au"),
)
CARE: Final = "Gardez ce fichier comme une liste de clés : qui a le code répond pour l’organisation."
REMINDED: Final = tuple(column for column in COLUMNS if column.name != "code")
"""Columns of a reminder: a code that was given cannot be told again."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A file to hand over, in both formats, and how many lines it has."""

    csv: bytes
    xlsx: bytes
    lines: int


def organisations_of(store: Store, ids: Sequence[str], known: Mapping[str, Organisation]) -> list[Organisation]:
    """Return organisations by their ids; one that nobody knows is told by its SIREN alone.

    Parameters
    ----------
    store : Store
    ids : sequence of str
    known : mapping of str to Organisation
        Those that were just read from a list.
    """
    found = []
    for one in ids:
        try:
            found.append(known.get(one) or known_organisation(store, one))
        except UnknownTerritoryError:
            siren = one.removeprefix("siren-")
            found.append(Organisation(one, f"SIREN {siren}", "autre", siren, None, verified=False))
    return found


def handed(
    campaign: Campaign,
    organisations: Sequence[Organisation],
    codes: Mapping[str, str] | None,
    address: str,
    day: date,
) -> Handed:
    """Return the file of some organisations, with their codes where there are any.

    Parameters
    ----------
    campaign : Campaign
    organisations : sequence of Organisation
    codes : mapping of str to str
        By id, as `invite` returns them; None for a file without codes, to remind or where none is asked.
    address : str
        Of the form.
    day : date
        That the file bears.
    """
    columns = REMINDED if codes is None else COLUMNS
    rows = [
        {
            "organisation": one.id, "nom": one.name, "type": KINDS[one.type][0], "departement": one.place,
            "code": "" if codes is None else shown_code(codes[one.id]), "adresse": address,
            "jusqu_au": long_date(campaign.closes),
        }
        for one in organisations
    ]  # fmt: skip
    names = [column.name for column in columns]
    frame = pd.DataFrame([[row[name] for name in names] for row in rows], columns=names, dtype=object)
    export = Export(
        f"{'Invitées' if codes is None else 'Codes d’invitation'} : {campaign.title}", "", "", "", "",
        "Organisations invitées." if codes is None else "Un code par organisation, qui ne sert qu’une fois.",
        "", (), address, "", columns, frame, made_on=day,
        caveats=() if codes is None else (CARE,),
    )  # fmt: skip
    lines = [[safe_cell(str(row[name])) for name in names] for row in rows]
    return Handed(csv_bytes(lines, tuple(names)), xlsx_bytes(export), len(rows))
