"""Electricity and gas delivered in each commune (Agence ORE): several lines for a commune and a kind of client, to add.

A line that a secret empties, or makes zero, has a number of hidden meshes: a sum with such a line is a lower bound.
"""

from __future__ import annotations

import pandas as pd

from loaders.official.columns import check_codes
from loaders.official.datasets import Dataset
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.tables.added import Order
from loaders.official.tables.headed import Table, codes, figures, plain, tables, year_named
from loaders.official.values import rows, years

_KEY = ["code", "year", "measure"]
_HOMES = "res"
_KINDS = {_HOMES, "pro", "ent", "agri", "inconnu", "nc", "autre", ""}
"""Another name for homes would be lost from their sums; clients of no known kind are only counted with all."""
_ENERGIES = {"elec": "electricite", "gaz": "gaz"}
_AT_LEAST = "Au moins cela\u202f: le secret cache une partie de ce qui est livré ici."
_COLUMNS = ("code_commune", "filiere", "code_categorie_consommation", "conso_totale_mwh", "nb_sites")
_HIDDEN = "nombre_de_mailles_secretisees"

DATASETS = (
    Dataset(
        id="agence-ore",
        producer="Agence ORE",
        title="Consommation annuelle d’électricité et de gaz par commune",
        source="agence_ore",
        opens=(
            "ore_electricite_res_mwh", "ore_electricite_res_sites", "ore_gaz_res_mwh", "ore_gaz_res_sites",
            "ore_electricite_mwh",
        ),
        page="https://opendata.agenceore.fr/",
        address=(
            "https://opendata.agenceore.fr/data-fair/api/v1/datasets/"
            "consommation-annuelle-d-electricite-et-gaz-par-commune/raw"
        ),
        licence="Licence Ouverte 2.0",
        size=840_000_000,
        rhythm="chaque année, en été",
        expected={"commune": 33_000},
        note="Toutes les années à la fois\u202f; le site donne aussi une seule année (annee = 2024), en moins lourd.",
    ),
)  # fmt: skip


def recognise(opened: Opened) -> str | None:
    """Return the data set that a file is, by its columns."""
    return "agence-ore" if next(tables(opened, *_COLUMNS), None) else None


def read(opened: Opened, _dataset: str) -> Reading:
    """Return what homes were delivered, on how many meters, and what all clients were."""
    table = next(tables(opened, *_COLUMNS))
    table.needed(_HIDDEN)
    named = None if table.column("annee") else year_named(opened, "l’extraction de l’Agence ORE")
    wanted = [*_COLUMNS, _HIDDEN, *([] if named else ["annee"])]
    parts, order = [], Order(opened)
    for part in table.read(wanted, chunk=400_000):
        where, year = codes(part["code_commune"]), _years(part, table, named)
        if (written := where[where != ""]).size:
            check_codes(written, table.member.file)
        order.see(where, year)
        parts.append(_sums(_lines(part, table, where, year)))
    sums = pd.concat(parts).groupby(_KEY, sort=True).sum().reset_index()
    sums = sums[sums["code"].str.fullmatch(r"[0-9][0-9AB][0-9]{3}")]
    if sums.empty:
        raise Unexpected(f"{table.member.file}\u202f: aucun code de commune dans la colonne code_commune.")
    last = int(sums["year"].max())
    return Reading(_told(sums), geography=last + 1, edition=str(last), unsure=order.unsure)


def _years(part: pd.DataFrame, table: Table, named: int | None) -> pd.Series:
    return years(part["annee"], table.member.file) if named is None else pd.Series(named, index=part.index)


def _lines(part: pd.DataFrame, table: Table, where: pd.Series, year: pd.Series) -> pd.DataFrame:
    """Return the lines of a part: one for each of the measures that it counts in.

    Parameters
    ----------
    part : DataFrame
        Texts.
    table : Table
        Theirs.
    where, year : Series
        Commune and year of each line.
    """
    file = table.member.file
    sorts = {text: _energy(text) for text in part["filiere"].unique()}
    energy = part["filiere"].map(sorts)
    if (energy == "").any():
        stray = part.loc[energy == "", "filiere"].iloc[0]
        raise Unexpected(f"{file}\u202f: filiere vaut «\u00a0{stray}\u00a0», Electricité ou Gaz est attendu.")
    hidden = figures(part[_HIDDEN], file=file)[0].fillna(0) > 0
    kinds = part["code_categorie_consommation"].str.lower()
    if strays := sorted(set(kinds) - _KINDS):
        raise Unexpected(
            f"{file}\u202f: code_categorie_consommation vaut «\u00a0{strays[0]}\u00a0», RES, PRO, ENT ou AGRI est "
            "attendu."
        )
    homes = kinds == _HOMES
    made = []
    for column, unit in (("conso_totale_mwh", "mwh"), ("nb_sites", "sites")):
        values, states = figures(part[column], file=file)
        lines = pd.DataFrame({"code": where, "year": year, "value": values.fillna(0.0)})
        empty = (states == "not_published") | (hidden & (values == 0))
        lines["known"], lines["hidden"], lines["lost"] = (
            (~empty).astype(int),
            hidden.astype(int),
            (empty & ~hidden).astype(int),
        )
        made.append(lines[homes].assign(measure="ore_" + energy[homes] + f"_res_{unit}"))
        if unit == "mwh":
            made.append(lines[energy == "electricite"].assign(measure="ore_electricite_mwh"))
    return pd.concat(made, ignore_index=True)


def _energy(text: str) -> str:
    return next((name for start, name in _ENERGIES.items() if plain(text).startswith(start)), "")


def _sums(lines: pd.DataFrame) -> pd.DataFrame:
    return lines.groupby(_KEY)[["value", "known", "hidden", "lost"]].sum()


def _told(sums: pd.DataFrame) -> pd.DataFrame:
    """Return sums with their states: all hidden is secret, partly hidden is a lower bound and says so."""
    states = pd.Series("value", index=sums.index)
    states = states.mask(sums["known"] == 0, "not_published").mask(
        (sums["known"] == 0) & (sums["hidden"] > 0), "secret"
    )
    values = sums["value"].where(states == "value")
    made = [
        rows(sums.loc[at, "code"], "commune", str(measure), sums.loc[at, "year"], values[at], states[at])
        for measure, at in sums.groupby("measure").groups.items()
    ]
    bound = pd.concat(
        [
            (sums.loc[at, "hidden"] + sums.loc[at, "lost"] > 0) & (states[at] == "value")
            for at in sums.groupby("measure").groups.values()
        ]
    )
    told = pd.concat(made, ignore_index=True)
    told["reason"] = bound.map({True: _AT_LEAST, False: ""}).to_numpy()
    return told
