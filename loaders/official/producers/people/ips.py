"""Social position index of collèges (Depp): the sum of the indices and the number of schools, by commune."""

from __future__ import annotations

import pandas as pd

from loaders.official.columns import Columns, check_codes, known_member, member_of
from loaders.official.datasets import Dataset
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.tables.added import Order
from loaders.official.values import CITY, rows

INDICES, SCHOOLS = "depp_ips_colleges_somme", "depp_colleges_avec_ips"
DATASETS = (
    Dataset(
        id="depp-ips-colleges",
        producer="Depp, ministère de l’Éducation nationale",
        title="Indices de position sociale dans les collèges",
        source="depp_ips_colleges",
        opens=(INDICES, SCHOOLS),
        page="https://data.education.gouv.fr/explore/dataset/fr-en-ips-colleges-ap2023/",
        address="https://data.education.gouv.fr/api/explore/v2.1/catalog/datasets/"
        "fr-en-ips-colleges-ap2023/exports/csv?use_labels=true&delimiter=%3B",
        licence="Licence Ouverte 2.0",
        size=3_000_000,
        rhythm="chaque année",
        expected={"commune": 3_400},
        absent="zero",
    ),
)
_COLUMNS = Columns(
    wanted={
        "start": ("rentree_scolaire",),
        "school": ("uai", "numero_d_etablissement"),
        "name": ("nom_de_l_etablissement", "nom_de_l_etablissment", "nom_etablissement"),
        "code": ("code_insee_de_la_commune", "code_insee_commune"),
        "index": ("ips", "ips_etab"),
    },
    own=("index",),
)
_LOWEST, _HIGHEST = 30, 220


def recognise(opened: Opened) -> str | None:
    """Return the id of the data set, when the file has its columns and its schools are collèges."""
    member = member_of(opened, _COLUMNS)
    if member is None:
        return None
    names = _COLUMNS.table(member)["name"].str.upper()
    # Écoles and lycées have files of their own, written alike.
    return DATASETS[0].id if names.str.contains("COLL").mean() > 0.5 else None


def read(opened: Opened, _dataset: str) -> Reading:
    """Add up the indices of each commune and year, and count them; a school without one is not counted.

    Parameters
    ----------
    opened : Opened
        The file.
    _dataset : str
        The one of this module.
    """
    member = known_member(opened, _COLUMNS)
    frame = _COLUMNS.table(member)
    if len(odd := frame.loc[~frame["start"].str.fullmatch(r"\d{4}-\d{4}"), "start"]):
        raise Unexpected(f"{member.file}\u202f: «\u00a0{odd.iloc[0]}\u00a0» n’est pas une année scolaire.")
    if frame.duplicated(["start", "school"]).any():
        school = frame.loc[frame.duplicated(["start", "school"]), "school"].iloc[0]
        raise Unexpected(f"{member.file}\u202f: le collège {school} a deux lignes pour une année.")
    order = Order(opened)
    order.see(frame["code"].str.strip(), frame["start"].str[:4].astype(int))
    frame["value"] = _COLUMNS.number(frame["index"], member, ",.", missing=("", "NS", "nd"))[0]
    frame = frame[frame["value"].notna()]
    if not frame["value"].between(_LOWEST, _HIGHEST).all():
        raise Unexpected(f"{member.file}\u202f: la colonne IPS a des valeurs qu’aucun indice n’atteint.")
    # Each school lies in one arrondissement: their sums are the city's, whether or not each of them has a school.
    codes = frame["code"].str.strip().replace(CITY)
    check_codes(codes, member.file)
    years = frame["start"].str[:4].astype(int)
    sums = frame["value"].groupby([codes, years]).agg(["sum", "size"]).round(3).reset_index()
    values = pd.concat(
        [
            rows(sums["code"], "commune", measure, sums["start"], sums[column], "value")
            for column, measure in (("sum", INDICES), ("size", SCHOOLS))
        ],
        ignore_index=True,
    )
    return Reading(values, geography=int(years.max()), edition=f"rentrée {years.max()}", unsure=order.unsure)
