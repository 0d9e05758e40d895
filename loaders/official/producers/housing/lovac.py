"""Vacant dwellings of the private stock (LOVAC): communes, départements, régions, each in a file with all its years.

The stock of a year goes with the vacant dwellings of the next one: the producer sets them so, and both are stored at
the year of the vacant ones.
"""

from __future__ import annotations

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.tables.headed import Table, codes, figures, tables
from loaders.official.values import fold_arrondissements, rows

_SECRET = ("s", "S")
_EXPECTED = {"lovac-communes": 34_000, "lovac-departements": 96, "lovac-regions": 13}
_LEVELS = {"lovac-communes": "commune", "lovac-departements": "departement", "lovac-regions": "region"}


def _dataset(identifier: str, title: str, level: str, beginning: str) -> Dataset:
    return Dataset(
        id=identifier,
        producer="Ministère chargé du Logement et Cerema",
        title=title,
        source="lovac",
        opens=("lovac_parc_prive", "lovac_vacants", "lovac_vacants_2_ans"),
        page="https://www.data.gouv.fr/fr/datasets/61816c6e23197bb34835228e/",
        data_gouv=("61816c6e23197bb34835228e", beginning, "csv"),
        licence="Licence Ouverte 2.0",
        size=4_500_000 if level == "commune" else 20_000,
        rhythm="chaque année, au printemps",
        expected={level: _EXPECTED[identifier]},
    )


DATASETS = (
    _dataset("lovac-communes", "Logements vacants du parc privé, communes", "commune", "lovac-opendata-communes"),
    _dataset(
        "lovac-departements", "Logements vacants du parc privé, départements", "departement", "lovac-opendata-dep"
    ),
    _dataset("lovac-regions", "Logements vacants du parc privé, régions", "region", "lovac-opendata-reg"),
)


def recognise(opened: Opened) -> str | None:
    """Return the data set that a file is: which territory its lines are, by its columns."""
    table = next(tables(opened, "pp_vacant_*"), None)
    if table is None:
        return None
    if table.matching(r"codgeo_\d\d"):
        return "lovac-communes"
    if table.matching(r"epci_\d\d"):
        return None
    return "lovac-departements" if table.column("dep") else ("lovac-regions" if table.column("reg") else None)


def read(opened: Opened, dataset: str) -> Reading:
    """Return stock and vacant dwellings of each year that the file holds."""
    table = next(tables(opened, "pp_vacant_*"))
    level = _LEVELS[dataset]
    vacant = {int(found[1]): name for name, found in table.matching(r"pp_vacant_(\d\d)").items()}
    long_vacant = {int(found[1]): name for name, found in table.matching(r"pp_vacant_plus_2ans_(\d\d)").items()}
    stock = {int(found[1]): name for name, found in table.matching(r"(?:ff_)?pp_total_(\d\d)").items()}
    if not vacant or not long_vacant or not stock:
        raise Unexpected(
            f"{table.member.file}\u202f: LOVAC sans colonne pp_vacant_, pp_vacant_plus_2ans_ ou pp_total_\u202f; elles "
            "sont attendues toutes trois, suivies de deux chiffres."
        )
    code, geography = _code(table, level, max(vacant))
    frame = table.frame([code, *vacant.values(), *long_vacant.values(), *stock.values()])
    where = codes(frame[code]) if level == "commune" else frame[code].str.zfill(2)
    kept = where.str.fullmatch(r"[0-9AB]{5}" if level == "commune" else r"[0-9AB]{2,3}")
    parts = []
    for measure, columns, later in (
        ("lovac_vacants", vacant, 0), ("lovac_vacants_2_ans", long_vacant, 0), ("lovac_parc_prive", stock, 1)
    ):  # fmt: skip
        for short, name in columns.items():
            if short + later in vacant:
                values, states = figures(frame[name], _SECRET, file=table.member.file)
                made = rows(where, level, measure, 2000 + short + later, values, states)
                parts.append(made[kept.to_numpy()])
    whole = fold_arrondissements(pd.concat(parts, ignore_index=True))
    return Reading(whole, geography=geography, edition=str(2000 + max(vacant)))


def _code(table: Table, level: str, last: int) -> tuple[str, int]:
    """Return the column of the codes and the year of their geography."""
    if level != "commune":
        return table.needed("dep" if level == "departement" else "reg"), 2000 + last
    found = table.matching(r"codgeo_(\d\d)")
    if len(found) != 1:
        raise Unexpected(f"{table.member.file}\u202f: {len(found)} colonnes CODGEO, il en faut une.")
    name, year = next(iter(found.items()))
    return name, 2000 + int(year[1])
