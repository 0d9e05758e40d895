"""The files of producers that are workbooks, archives of several tables, or tables of several levels at once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.producers.layouts import LAYOUTS, departement_of, filosofi
from benchmarks.producers.writing import (
    Cells,
    Layout,
    Lines,
    at,
    code,
    exactly,
    open_document_of,
    share,
    workbook_of,
    write_delimited,
    write_layout,
)
from loaders.official.insee.zonings import SKIP
from loaders.official.producers.people import apl, ircom

Made = tuple[bytes, int]
"""A file, and its number of lines."""
_SALES: dict[str, Cells] = {
    "nb_ventes_whole_appartement": share(0.02), "med_prix_m2_whole_appartement": exactly(2500),
    "moy_prix_m2_whole_appartement": exactly(2600), "nb_ventes_whole_maison": share(0.03),
    "med_prix_m2_whole_maison": exactly(2100), "moy_prix_m2_whole_maison": exactly(2200),
    "nb_ventes_whole_apt_maison": share(0.05),
}  # fmt: skip


def _sales(scale: str) -> dict[str, Cells]:
    place: dict[str, Cells] = {"code_geo": code, "libelle_geo": "Un lieu", "code_parent": "16", "echelle_geo": scale}
    return {**place, **_SALES}


def _access(profession: apl.Profession) -> Made:
    """Return the workbook of a profession: a sheet a year, eight lines of titles, a line of units."""
    title, general = profession.title, len(profession.columns) > 1
    columns: dict[str, Cells] = {"Code commune INSEE": code, "Commune": "Une commune", f"APL aux {title}": exactly(3.7)}
    if general:
        columns |= {f"APL aux {title} de 65 ans et moins": exactly(3.1)}
    columns |= {f"Population standardisée 2021 pour les {title}": share(1), "Population totale 2021": share(1)}
    titles = [[""] for _ in range(8)]
    layout = Layout("", columns, places="districts")
    return workbook_of({f"APL {year}": (titles, layout) for year in (2022, 2023, 2024)})


def _sheet_of(ending: str, places: str) -> tuple[list[list[str]], Layout]:
    columns: dict[str, Cells] = {"Code": code, "Libellé": ending}
    quarters = {f"T{quarter}_{year}": exactly(7.3) for year in range(1982, 2026) for quarter in range(1, 5)}
    return [["Taux de chômage localisés"], ["en %"], []], Layout("", {**columns, **quarters}, places=places)


def _unemployment() -> Made:
    return workbook_of({"Département": _sheet_of("Un département", "departement"),
                        "Région": _sheet_of("Une région", "region")})  # fmt: skip


def _membership() -> Made:
    zonings = ("ARR", "CANOV", "ZE2020", "UU2020", "AAV2020", "BV2022")
    communes: dict[str, Cells] = {"CODGEO": code, "LIBGEO": "Une commune", "DEP": departement_of, "REG": "75",
                                  "EPCI": "200070514", **dict.fromkeys(zonings, departement_of)}  # fmt: skip
    zones: dict[str, Cells] = {"NIVGEO": at("zoning"), "CODGEO": code, "LIBGEO": "Une zone", "NB_COM": "1"}
    titles = [["Géographie au 01/01/2026"], *([""] for _ in range(SKIP - 1))]
    return workbook_of({
        "COM": (titles, Layout("", communes)),
        "Zones_supra_communales": (titles, Layout("", zones, places="departement", crossed={"zoning": zonings})),
    })  # fmt: skip


def _direction(lines: Lines) -> npt.NDArray[np.object_]:
    return np.array([one if len(one) == 3 else f"{one}0" for one in departement_of(lines)], dtype=object)


def _within(lines: Lines) -> npt.NDArray[np.object_]:
    return np.array([one[2:] for one in lines.codes], dtype=object)


def _bracketed(lines: Lines, start: str = "") -> npt.NDArray[np.bool_]:
    """Tell the lines of Ircom: brackets only for communes that are large enough."""
    here = np.array([one.startswith(start) for one in lines.codes], dtype=bool)
    return here & ((lines.picked["bracket"] == 0) | (lines.people > 3000))


def _incomes() -> Made:
    """Return the archive of Ircom: the workbook of all communes, and one of each département."""
    columns: dict[str, Cells] = {
        "Dép.": _direction, "Commune": _within, "Libellé de la commune": "Une commune",
        "Revenu fiscal de référence par tranche (en euros)": at("bracket"),
        "Nombre de foyers fiscaux": share(0.05), "Revenu fiscal de référence des foyers fiscaux": share(1.5),
        "Impôt net (total)*": share(0.1), "Nombre de foyers fiscaux imposés": share(0.02),
    }  # fmt: skip
    brackets = ["Total", *(text.replace("_", " ") for text in ircom.BRACKETS)]
    whole = Layout("", columns, places="districts", crossed={"bracket": brackets}, kept=_bracketed)
    held, lines = io.BytesIO(), 0
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        content, lines = workbook_of({"Communes": ([["Revenus 2024"]], whole)})
        archive.writestr("ircom_communes_complet_revenus_2024.xlsx", content)
        for number in range(1, 96):
            here = partial(_bracketed, start=f"{number:02}")
            part = Layout("", columns, crossed={"bracket": brackets}, kept=here)
            archive.writestr(f"ircom_{number:02}_revenus_2024.xlsx", workbook_of({"Communes": ([], part)})[0])
    return held.getvalue(), lines


def _farming() -> Made:
    columns: dict[str, Cells] = {"CODE_COM": code, "SAU (ha)": exactly(1024.5), "Surfaces céréales (ha)": exactly(80),
                                 "Surfaces prairies (ha)": exactly(250)}  # fmt: skip
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("RA2020_1013_SAU_Communes.ods", open_document_of("SAU_Communes", Layout("", columns)))
    return held.getvalue(), 0


def _prices() -> Made:
    """Return the statistics on DVF: every level, and the sections of the cadastre, which are most of it."""
    held, lines = io.BytesIO(), 0
    for places, scale in (
        ("france", "nation"),
        ("departement", "departement"),
        ("epci", "epci"),
        ("districts", "commune"),
    ):
        lines += write_delimited(held, Layout("", _sales(scale), places=places, separator=","), names=not lines)
    section: Cells = lambda of: of.codes + of.of("section")  # noqa: E731 - a column, as the others are written
    sections = {**_sales("section"), "code_geo": section}
    crossed = {"section": [f"0000{letter}" for letter in "ABCDEFGH"]}
    lines += write_delimited(held, Layout("", sections, crossed=crossed, separator=","), names=False)
    return held.getvalue(), lines


def _old_incomes(year: int) -> Made:
    """Return the archive of one year of the old Filosofi: a table a level."""
    held, lines = io.BytesIO(), 0
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for ending, places in (("COM", "both"), ("EPCI", "epci"), ("DEP", "departement"), ("REG", "region")):
            with archive.open(f"FILO{year}_DISP_{ending}.csv", "w") as content:
                lines += write_delimited(content, Layout("", filosofi(year), places=places))
    return held.getvalue(), lines


WRITERS: Mapping[str, Callable[[], Made]] = {
    **{f"apl_{one.id}.xlsx": partial(_access, one) for one in apl.PROFESSIONS},
    "sl_etc_2025T4.xlsx": _unemployment,
    "table-appartenance-geo-communes-2026.xlsx": _membership,
    "ircom-2025-revenus-2024.zip": _incomes,
    "RA2020_1013_SAU_Communes.zip": _farming,
    "stats_whole_period_2025.csv": _prices,
    "indic-struct-distrib-revenu-2020.zip": partial(_old_incomes, 2020),
}


def write_others(folder: Path) -> int:
    """Write the files of producers other than Melodi that are not there yet; return the number of lines."""
    writers: dict[str, Callable[[], int]] = {one.name: partial(write_layout, folder, one) for one in LAYOUTS}
    writers |= {name: partial(_written, folder / name, made) for name, made in WRITERS.items()}
    total = 0
    for name, write in writers.items():
        if not (folder / name).is_file():
            lines = write()
            print(f"{name}: {lines:,} lines, {(folder / name).stat().st_size / 1e6:.0f} MB", flush=True)
            total += lines
    return total


def _written(path: Path, made: Callable[[], Made]) -> int:
    content, lines = made()
    path.write_bytes(content)
    return lines
