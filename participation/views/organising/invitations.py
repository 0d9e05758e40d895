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
UNSPENT: Final = (
    "{name} n’a pas utilisé son code. En faire un autre annule celui-ci, perdu ou vu par d’autres. Une réponse "
    "commencée n’est pas perdue : qui en a noté le code de reprise la continue, et l’envoie avec le nouveau code. Sans "
    "lui, il faut en commencer une autre, avec le nouveau code aussi."
)
SPENT: Final = (
    "**{name} a utilisé son code.** Une réponse a été envoyée avec lui, et rien ne dit laquelle : c’est ce qui la rend "
    "anonyme."
)
LOST: Final = (
    "Un code déjà utilisé ne peut pas être remplacé : chaque code utilisé a sa réponse, un autre permettrait d’en "
    "envoyer une seconde, sans que personne puisse retirer la première."
)
MISSING: Final = (
    "Il manque une réponse à cette enquête : un code a été utilisé et l’envoi s’est interrompu, ou la réponse a été "
    "effacée. Un autre code peut donc être donné, à qui a vu son envoi échouer : il n’y aura pas plus de réponses que "
    "d’organisations qui ont utilisé le leur."
)
RESUMED: Final = (
    "Qui a noté le code de reprise, montré en commençant, peut relire sa réponse, et la retirer ou l’effacer jusqu’à "
    "la publication. Sans lui, elle reste telle qu’elle a été envoyée, et elle compte."
)
NEVER_SENT: Final = (
    "Si {name} dit n’avoir rien envoyé, quelqu’un d’autre a répondu avec son code. Cette réponse ne peut être ni "
    "retrouvée ni retirée : dites-le à la personne chargée de la protection des données, et à qui lira les résultats."
)
SPENT_AND_NAMED: Final = (
    "**{name} a répondu avec ce code.** Un autre l’annule. Il ne fait pas compter deux fois sa réponse : il sert si "
    "elle la retire et répond de nouveau, ou si plusieurs personnes y répondent."
)
REPLACED: Final = "L’envoi de {name} a échoué : je lui donne un autre code. Le journal le garde."
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
