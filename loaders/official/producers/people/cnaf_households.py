"""Households with RSA or prime d'activité from the CAF, by commune, in December, rounded to 5 (Cnaf)."""

from __future__ import annotations

import pandas as pd

from loaders.official.columns import Columns, check_codes, known_member, member_of
from loaders.official.datasets import Dataset
from loaders.official.opened import Member, Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.values import fold_arrondissements, rows

MEASURES = {"rsa": "cnaf_foyers_rsa", "ppa": "cnaf_foyers_prime_activite"}
DATASETS = (
    Dataset(
        id="cnaf-s-ben-com",
        producer="Caisse nationale des allocations familiales",
        title="Foyers bénéficiaires du RSA et de la prime d’activité, par commune",
        source="cnaf_foyers",
        opens=tuple(MEASURES.values()),
        page="https://data.caf.fr/explore/dataset/s_ben_com_f/",
        address="https://data.caf.fr/api/explore/v2.1/catalog/datasets/s_ben_com_f/exports/csv"
        "?select=dtreffre,numcomdo,nomcom,indfoy_rsa,indfoy_ppa&delimiter=%3B",
        licence="Licence Ouverte 2.0",
        size=8_000_000,
        rhythm="chaque année",
        expected={"commune": 30_000},
    ),
)
_COLUMNS = Columns(
    wanted={
        "date": ("dtreffre",),
        "code": ("numcomdo",),
        "rsa": ("indfoy_rsa",),
        "ppa": ("indfoy_ppa",),
        "rsa_amount": ("indmtt_rsa",),
        "ppa_amount": ("indmtt_ppa",),
    },
    own=("code", "rsa"),
    optional=("ppa", "rsa_amount", "ppa_amount"),
)
_LEAST, _MOST = 50, 5_000
"""Euros a household and month, in the mean: beyond, households and amounts have changed places."""


def recognise(opened: Opened) -> str | None:
    """Return the id of the data set, when the file has its columns."""
    return DATASETS[0].id if member_of(opened, _COLUMNS) else None


def read(opened: Opened, _dataset: str) -> Reading:
    """Read every December; households without a code, that nobody located, are in no commune.

    Parameters
    ----------
    opened : Opened
        The file.
    _dataset : str
        The one of this module.
    """
    member = known_member(opened, _COLUMNS)
    frame = _COLUMNS.table(member)
    frame["date"], frame["code"] = frame["date"].str.strip(), frame["code"].str.strip()
    if len(odd := frame.loc[~frame["date"].str.fullmatch(r"\d{4}-\d{2}(-\d{2})?"), "date"]):
        raise Unexpected(f"{member.file}\u202f: la date «\u00a0{odd.iloc[0]}\u00a0» n’est pas un mois comme 2024-12.")
    frame = frame[(frame["date"].str[5:7] == "12") & (frame["code"] != "")]
    if frame.empty:
        raise Unexpected(f"{member.file}\u202f: aucune ligne de décembre qui ait un code de commune.")
    check_codes(frame["code"], member.file)
    years = frame["date"].str[:4].astype(int)
    parts = []
    for column, measure in MEASURES.items():
        if column in frame:
            counts, states = _COLUMNS.number(frame[column], member, thousands=" ", secret=("s", "nd"))
            if f"{column}_amount" in frame:
                _check_amount(counts, frame[f"{column}_amount"], member)
            parts.append(rows(frame["code"], "commune", measure, years, counts, states))
    values = fold_arrondissements(pd.concat(parts, ignore_index=True))
    return Reading(values, geography=int(years.max()), edition=f"décembre {years.max()}")


def _check_amount(households: pd.Series, amounts: pd.Series, member: Member) -> None:
    """Refuse households whose amounts, where they were asked for, are not those of a benefit."""
    total = _COLUMNS.number(amounts, member, ",.", " ", secret=("s", "nd"))[0].sum()
    if households.sum() > 0 and not _LEAST <= total / households.sum() <= _MOST:
        raise Unexpected(
            f"{member.file}\u202f: les montants ne vont pas avec les foyers\u202f; une colonne en a remplacé une autre."
        )
