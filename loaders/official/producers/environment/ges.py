"""Greenhouse gases by commune in 2016 (Ademe): the sectors summed, without the CO2 of biomass, which stands apart."""

from __future__ import annotations

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.tables.headed import codes, figures, tables
from loaders.official.values import fold_arrondissements, rows

_YEAR = 2016
_SECTORS = (
    "agriculture", "autres_transports", "autres_transports_international", "dechets", "energie",
    "industrie_hors_energie", "residentiel", "routier", "tertiaire",
)  # fmt: skip
_APART = {"insee_commune", "commune", "co2_biomasse_hors_total", ""}

DATASETS = (
    Dataset(
        id="ademe-ges",
        producer="Ademe",
        title="Inventaire de gaz à effet de serre territorialisé (IGT), 2016",
        source="ademe_igt",
        opens=("igt_ges",),
        page="https://data.ademe.fr/datasets/igt-pouvoir-de-rechauffement-global",
        address=(
            "https://data.ademe.fr/data-fair/api/v1/datasets/igt-pouvoir-de-rechauffement-global/data-files/"
            "IGT%20-%20Pouvoir%20de%20r%C3%A9chauffement%20global.csv"
        ),
        licence="Licence Ouverte 2.0",
        size=5_000_000,
        rhythm="une seule édition, 2016",
        expected={"commune": 33_000},
    ),
)


def recognise(opened: Opened) -> str | None:
    """Return the data set that a file is, by its columns."""
    return "ademe-ges" if next(tables(opened, "insee_commune", "routier", "residentiel"), None) else None


def read(opened: Opened, _dataset: str) -> Reading:
    """Return the tonnes of each commune; a sector without a figure emits nothing there."""
    table = next(tables(opened, "insee_commune", "routier", "residentiel"))
    known = {*_SECTORS, *_APART}
    strays = [name for name, folded in zip(table.names, table.columns, strict=True) if folded not in known]
    if strays:
        raise Unexpected(
            f"{table.member.file}\u202f: la colonne «\u00a0{strays[0]}\u00a0» est inconnue\u202f: est-elle dans le "
            f"total\u202f? Les secteurs attendus sont {', '.join(_SECTORS)}."
        )
    frame = table.frame(["insee_commune", *_SECTORS])
    sectors = pd.DataFrame(
        {name: figures(frame[name], missing=("", "NA", "nan"), file=table.member.file)[0] for name in _SECTORS}
    )
    total = sectors.sum(axis=1, min_count=1)
    states = total.isna().map({True: "not_published", False: "value"})
    values = rows(codes(frame["insee_commune"]), "commune", "igt_ges", _YEAR, total, states)
    return Reading(fold_arrondissements(values), geography=_YEAR, edition=str(_YEAR))
