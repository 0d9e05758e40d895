"""Farmed land at the census of agriculture of 2020 (Agreste), at the seat of the farm. An empty cell is a secret."""

from __future__ import annotations

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.tables.headed import codes, figures, tables
from loaders.official.values import rows

_YEAR = 2020
_SECRET = ("", "s", "S", "nd")
_MEASURES = {"ra2020_sau_ha": r"sau(?:_.*)?", "ra2020_prairies_ha": r"(?:surfaces?_)?prairies.*"}

DATASETS = (
    Dataset(
        id="agreste-ra2020",
        producer="Agreste",
        title="Recensement agricole 2020, surface agricole par commune",
        source="agreste_ra2020",
        opens=tuple(_MEASURES),
        page="https://agreste.agriculture.gouv.fr/agreste-web/disaron/RA2020_1013/detail/",
        address=(
            "https://agreste.agriculture.gouv.fr/agreste-web/download/publication/publie/RA2020_1013/"
            "RA2020_1013_SAU_Communes.zip"
        ),
        licence="Licence Ouverte 2.0",
        size=1_800_000,
        rhythm="tous les dix ans",
        expected={"commune": 25_000},
        without=("75", "92", "93", "94"),
        note=(
            "Le site ne donne pas toute sa chaîne de certificats\u202f: si l’adresse est refusée, prenez-le avec un "
            "navigateur."
        ),
    ),
)


def recognise(opened: Opened) -> str | None:
    """Return the data set that a file is, by its columns."""
    found = next(tables(opened, "code_com", "sau*"), None)
    return "agreste-ra2020" if found and found.matching(_MEASURES["ra2020_prairies_ha"]) else None


def read(opened: Opened, _dataset: str) -> Reading:
    """Return farmed land, and meadows, in hectares."""
    table = next(tables(opened, "code_com", "sau*"))
    columns = {}
    for measure, pattern in _MEASURES.items():
        found = list(table.matching(pattern))
        if len(found) != 1:
            raise Unexpected(
                f"{table.member.file}\u202f: {len(found)} colonnes pour {measure} ({', '.join(found)}), il en faut une."
            )
        columns[measure] = found[0]
    frame = table.frame(["code_com", *columns.values()])
    frame = frame[frame["code_com"].str.fullmatch(r"[0-9AB]{4,5}")]
    where = codes(frame["code_com"])
    parts = [
        rows(where, "commune", measure, _YEAR, *figures(frame[name], _SECRET, missing=(), file=table.member.file))
        for measure, name in columns.items()
    ]
    return Reading(pd.concat(parts, ignore_index=True), geography=_YEAR, edition="2020")
