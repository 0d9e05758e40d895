"""Power plants by commune (ODRÉ's national register): the JSON of a grouped request, or the register itself.

Small plants stand in one line a commune. The register says no date: its name does, else the file's date.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.tables.added import Order
from loaders.official.tables.headed import codes, figures, plain, plain_cells, summed, tables, year_named
from loaders.official.values import CITY, rows

_RENEWABLE = ("solaire", "eolien", "hydraulique", "bioenergies", "energies_marines", "geothermie")
_OTHERS = ("thermique", "nucleaire", "stockage", "autre")
_COMMUNE = ("codeinseecommune", "codeinseecommuneimplantation")
_POWER = ("kw", "puismaxinstallee", "sum_puismaxinstallee")
_PLANTS = ("inst", "nbinstallations", "sum_nbinstallations")
_EXPORT = (
    "https://odre.opendatasoft.com/api/explore/v2.1/catalog/datasets/"
    "registre-national-installation-production-stockage-electricite-agrege/exports/json"
)

DATASETS = (
    Dataset(
        id="odre-registre",
        producer="ODRÉ",
        title="Registre national des installations de production d’électricité",
        source="odre_registre",
        opens=("odre_renouvelable_kw", "odre_solaire_kw", "odre_solaire_installations"),
        page="https://odre.opendatasoft.com/explore/dataset/registre-national-installation-production-stockage-electricite-agrege/",
        address=(
            f"{_EXPORT}?select=codeinseecommune,filiere,sum(nbinstallations)%20as%20inst,sum(puismaxinstallee)%20as%20kw"
            "&group_by=codeinseecommune,filiere"
        ),
        licence="Licence Ouverte 2.0",
        size=7_000_000,
        rhythm="chaque mois, avec un arrêté au 31 décembre",
        expected={"commune": 30_000},
        note=(
            "Le registre ne dit pas sa date\u202f: elle se lit dans son nom (…-311225, …_2025), à défaut dans celle du "
            "fichier."
        ),
    ),
)


def recognise(opened: Opened) -> str | None:
    """Return the data set that a file is, by its columns."""
    table = next(tables(opened, "filiere", "codeinseecommune*"), None)
    return "odre-registre" if table and table.column(*_POWER) else None


def read(opened: Opened, _dataset: str) -> Reading:
    """Return installed power, and solar plants, of each commune that has a plant."""
    table = next(tables(opened, "filiere", "codeinseecommune*"))
    commune, power, plants = (table.needed(*known) for known in (_COMMUNE, _POWER, _PLANTS))
    working = table.column("regime")
    frame = table.frame([commune, "filiere", power, plants, *([working] if working else [])])
    if working:
        frame = frame[plain_cells(frame[working]).isin(["en_service", ""])]
    year, edition = _year(opened)
    file = table.member.file
    lines = pd.DataFrame(
        {
            "code": codes(frame[commune]).replace(CITY),
            "kind": _kinds(frame["filiere"], file),
            "kw": figures(frame[power], file=file)[0],
            "plants": figures(frame[plants], file=file)[0],
        }
    )
    lines = lines[lines["code"].str.fullmatch(r"[0-9][0-9AB][0-9]{3}")]
    solar = lines["kind"] == "solaire"
    order = Order(opened)
    order.see(lines["code"])
    made = [
        _sum(lines, lines["kw"].where(lines["kind"].isin(_RENEWABLE), 0.0), "odre_renouvelable_kw", year),
        _sum(lines, lines["kw"].where(solar, 0.0), "odre_solaire_kw", year),
        _sum(lines, lines["plants"].where(solar, 0.0), "odre_solaire_installations", year),
    ]
    return Reading(pd.concat(made, ignore_index=True), geography=year + 1, edition=edition, unsure=order.unsure)


def _kinds(cells: pd.Series, file: str) -> pd.Series:
    """Return the kind of each plant; refuse one that is not known, which may be renewable or not."""
    found = {
        text: next((kind for kind in (*_RENEWABLE, *_OTHERS) if plain(text).startswith(kind)), "")
        for text in cells.unique()
    }
    if strays := sorted(text for text, kind in found.items() if not kind):
        raise Unexpected(f"{file}\u202f: filiere vaut «\u00a0{strays[0]}\u00a0», qui n’est pas une filière connue.")
    return cells.map(found)


def _sum(lines: pd.DataFrame, values: pd.Series, measure: str, year: int) -> pd.DataFrame:
    """Return a sum by commune, unknown as soon as one plant's is: a plant without power would make it too low."""
    total = summed(pd.DataFrame({"code": lines["code"], "value": values}), ["code"])
    states = total["value"].isna().map({True: "not_published", False: "value"})
    return rows(total["code"], "commune", measure, year, total["value"], states)


def _year(opened: Opened) -> tuple[int, str]:
    """Return the year of a register: that in its name, a day (311225) included; else that of the file."""
    ends = [text for text in plain(opened.name).split("_") if len(text) == len("311225") and text.startswith("3112")]
    if ends:
        return 2000 + int(ends[0][-2:]), f"31 décembre 20{ends[0][-2:]}"
    try:
        year = year_named(opened, "le registre")
    except Unexpected:
        day = datetime.fromtimestamp(opened.path.stat().st_mtime, UTC)
        return day.year, f"non datée, fichier du {day:%d/%m/%Y}"
    return year, str(year)
