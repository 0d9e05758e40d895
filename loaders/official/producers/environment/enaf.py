"""Natural, farmed and wooded land taken for building (Cerema), in square metres, by commune and year.

naf23art24 is what was taken between 1 January 2023 and 1 January 2024: the year is 2023. naf11art25 and the like sum
several years. The last year is provisional.
"""

from __future__ import annotations

import re

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.tables.headed import codes, figures, tables
from loaders.official.values import rows

_FROM = 2011
_PROVISIONAL = "Dernière année du fichier\u202f: le producteur la dit provisoire."

DATASETS = (
    Dataset(
        id="cerema-enaf",
        producer="Cerema",
        title="Consommation d’espaces naturels, agricoles et forestiers, par commune",
        source="cerema_enaf",
        opens=("enaf_m2", "enaf_habitat_m2", "enaf_cumul_m2", "enaf_surface_m2"),
        page="https://artificialisation.developpement-durable.gouv.fr/",
        address="https://www.data.gouv.fr/fr/datasets/r/b258feec-f8ff-4e0a-93b3-baf1fe46ef66",
        data_gouv=("6a01b9280dd2d45907e5fc61", "conso-com", "csv"),
        licence="Licence Ouverte 2.0",
        size=33_000_000,
        rhythm="chaque année, au printemps",
        expected={"commune": 34_000},
    ),
)


def recognise(opened: Opened) -> str | None:
    """Return the data set that a file is, by its columns."""
    return "cerema-enaf" if next(tables(opened, "idcom", "naf*"), None) else None


def read(opened: Opened, _dataset: str) -> Reading:
    """Return the land taken each year, for dwellings, and since 2011."""
    table = next(tables(opened, "idcom", "naf*"))
    total = _years(table.matching(r"naf(\d\d)art(\d\d)"))
    housing = _years(table.matching(r"art(\d\d)hab(\d\d)"))
    surface = table.matching(r"surfcom(20\d\d)")
    if not total or set(total) != set(housing) or len(surface) != 1:
        raise Unexpected(
            f"{table.member.file}\u202f: colonnes naf..art.. et art..hab.. d’années différentes, ou surfcom "
            "absente\u202f; une de chaque est attendue pour chaque année."
        )
    file, last = table.member.file, max(total)
    area, vintage = next((name, int(found[1])) for name, found in surface.items())
    frame = table.frame(["idcom", *total.values(), *housing.values(), area])
    where = codes(frame["idcom"])
    parts = []
    for measure, columns in (("enaf_m2", total), ("enaf_habitat_m2", housing)):
        for year, name in columns.items():
            part = rows(where, "commune", measure, year, *figures(frame[name], file=file))
            parts.append(_provisional(part) if year == last else part)
    if set(range(_FROM, last + 1)) <= set(total):
        taken = pd.DataFrame({year: figures(frame[total[year]], file=file)[0] for year in range(_FROM, last + 1)})
        cumulated = taken.sum(axis=1, skipna=False)
        states = cumulated.isna().map({True: "not_published", False: "value"})
        parts.append(_provisional(rows(where, "commune", "enaf_cumul_m2", last, cumulated, states)))
        parts.append(rows(where, "commune", "enaf_surface_m2", last, *figures(frame[area], file=file)))
    return Reading(pd.concat(parts, ignore_index=True), geography=vintage, edition=f"1er janvier {last + 1}")


def _years(found: dict[str, re.Match[str]]) -> dict[int, str]:
    """Return columns of one year by that year: those that sum several are left out."""
    years = {}
    for name, match in found.items():
        start, end = int(match[1]), int(match[2])
        if end == start + 1:
            years[2000 + start] = name
    return years


def _provisional(part: pd.DataFrame) -> pd.DataFrame:
    return part.assign(reason=part["status"].map(lambda status: _PROVISIONAL if status == "value" else ""))
