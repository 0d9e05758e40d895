"""Accounts of communes and of EPCI (OFGL), consolidated: a line for each budget and aggregate.

A new commune has a line for each of those that made it (`siren` tells them apart): amounts add up, and people are
counted once for each.
"""

from __future__ import annotations

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.tables.added import Order
from loaders.official.tables.headed import Table, codes, figures, plain_cells, summed, tables
from loaders.official.values import rows, years

_DEBT = "encours_de_dette"
_AGGREGATES = {
    _DEBT: "ofgl_dette",
    "depenses_de_fonctionnement": "ofgl_depenses_fonctionnement",
    "recettes_de_fonctionnement": "ofgl_recettes_fonctionnement",
    "depenses_d_equipement": "ofgl_depenses_equipement",
}
_OF_EPCI = "ofgl_dette_intercommunalite_par_habitant"
_WHERE = {"ofgl-communes": ("com_code", "insee", "code_insee"), "ofgl-epci": ("epci_code", "code_siren_epci")}
_EXPORT = "https://data.ofgl.fr/api/explore/v2.1/catalog/datasets"
_NAMES = (
    "%22Encours%20de%20dette%22,%22D%C3%A9penses%20de%20fonctionnement%22,"
    "%22Recettes%20de%20fonctionnement%22,%22D%C3%A9penses%20d'%C3%A9quipement%22"
)

DATASETS = (
    Dataset(
        id="ofgl-communes",
        producer="OFGL",
        title="Comptes consolidés des communes",
        source="ofgl_comptes",
        opens=("ofgl_population", *_AGGREGATES.values()),
        page="https://data.ofgl.fr/explore/dataset/ofgl-base-communes-consolidee/",
        address=(
            f"{_EXPORT}/ofgl-base-communes-consolidee/exports/csv?select=exer,com_code,siren,agregat,montant,ptot"
            f"&where=agregat%20in%20({_NAMES})&limit=-1&delimiter=%3B"
        ),
        licence="Licence Ouverte 2.0",
        size=75_000_000,
        rhythm="chaque année, en été ou à l’automne",
        expected={"commune": 33_000},
    ),
    Dataset(
        id="ofgl-epci",
        producer="OFGL",
        title="Comptes consolidés des groupements à fiscalité propre",
        source="ofgl_comptes",
        opens=(_OF_EPCI,),
        page="https://data.ofgl.fr/explore/dataset/ofgl-base-gfp-consolidee/",
        address=(
            f"{_EXPORT}/ofgl-base-gfp-consolidee/exports/csv?select=exer,epci_code,siren,agregat,montant,ptot"
            "&where=agregat%20%3D%20%22Encours%20de%20dette%22&limit=-1&delimiter=%3B"
        ),
        licence="Licence Ouverte 2.0",
        size=1_000_000,
        rhythm="chaque année, en été ou à l’automne",
        expected={"epci": 1_150},
    ),
)


def recognise(opened: Opened) -> str | None:
    """Return the data set that a file is: whose accounts; that of communes names their EPCI too."""
    table = next(tables(opened, "agregat", "montant"), None)
    if table is None:
        return None
    return next((known for known, names in _WHERE.items() if table.column(*names)), None)


def read(opened: Opened, dataset: str) -> Reading:
    """Return the accounts of each year, summed over the budgets of a territory."""
    table = next(tables(opened, "agregat", "montant"))
    code, year = table.needed(*_WHERE[dataset]), table.needed("exer", "exercice", "annee")
    people = table.needed("ptot", "population_totale")
    budget = table.column("siren")
    frame = _lines(table, [code, year, "agregat", "montant", people, *([budget] if budget else [])])
    file = table.member.file
    lines = pd.DataFrame(
        {
            "code": codes(frame[code]),
            "year": years(frame[year], file),
            "aggregate": frame["agregat"],
            "budget": frame[budget] if budget else "",
            "amount": figures(frame["montant"], file=file)[0],
            "people": figures(frame[people], file=file)[0],
        }
    )
    twice = lines.duplicated(["code", "year", "aggregate", "budget"])
    if twice.any():
        line = lines[twice].iloc[0]
        raise Unexpected(
            f"{file}\u202f: deux lignes de {line['aggregate']} pour {line['code']} en {line['year']}\u202f; une par "
            "budget (colonne siren) est attendue."
        )
    if dataset == "ofgl-epci" and budget and not lines["budget"].isin(lines["code"]).any():
        raise Unexpected(
            f"{file}\u202f: colonne siren, aucun budget n’est celui d’un EPCI\u202f; ce sont sans doute des communes, "
            "dont la colonne com_code est absente."
        )
    order = Order(opened)
    order.see(lines["code"], lines["year"])
    values = _communes(lines) if dataset == "ofgl-communes" else _epci(lines)
    last = int(lines["year"].max())
    return Reading(values, geography=last + 1, edition=str(last), unsure=order.unsure)


def _lines(table: Table, columns: list[str]) -> pd.DataFrame:
    """Return the lines of the aggregates that are read, among some sixty."""
    parts = []
    for part in table.read(columns, chunk=500_000):
        part = part.assign(agregat=plain_cells(part["agregat"]))
        parts.append(part[part["agregat"].isin(_AGGREGATES) & (part[columns[0]] != "")])
    frame = pd.concat(parts, ignore_index=True)
    if frame.empty:
        raise Unexpected(
            f"{table.member.file}\u202f: aucun agrégat connu, comme «\u00a0Encours de dette\u00a0», n’y est."
        )
    return frame


def _sum(lines: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return a column summed by territory and year; unknown as soon as one part is."""
    return summed(lines[["code", "year", column]], ["code", "year"])


def _communes(lines: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for aggregate, measure in _AGGREGATES.items():
        summed = _sum(lines[lines["aggregate"] == aggregate], "amount")
        parts.append(_told(summed, "commune", measure, summed["amount"]))
    people = _sum(lines.drop_duplicates(["code", "year", "budget"]), "people")
    parts.append(_told(people, "commune", "ofgl_population", people["people"]))
    return pd.concat(parts, ignore_index=True)


def _epci(lines: pd.DataFrame) -> pd.DataFrame:
    debt = lines[lines["aggregate"] == _DEBT]
    amount, people = _sum(debt, "amount"), _sum(debt, "people")["people"]
    return _told(amount, "epci", _OF_EPCI, (amount["amount"] / people).where(people > 0))


def _told(frame: pd.DataFrame, level: str, measure: str, values: pd.Series) -> pd.DataFrame:
    states = values.isna().map({True: "not_published", False: "value"})
    return rows(frame["code"], level, measure, frame["year"], values, states)
