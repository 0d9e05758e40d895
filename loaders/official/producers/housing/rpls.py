"""Dwellings of social landlords (RPLS): the site's export, the results' workbook, or a line for each dwelling.

The export and the line-a-dwelling file do not say their year. A commune that a whole file does not name has none.
"""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.tables.added import Order
from loaders.official.tables.headed import Table, codes, figures, tables, year_named
from loaders.official.values import fold_arrondissements, rows

_SECRET_TO = 10
"""The export hides how dwellings are let where there are no more than this."""
_WHOLE = 15_000
"""Communes with such dwellings, at least: some 17 000."""
_DEPARTEMENTS = {f"{number:02}" for number in range(1, 96)} - {"20"} | {"2A", "2B", "971", "972", "973", "974"}
_LET = {"nb_loues": "rpls_loues", "nb_vacants": "rpls_vacants"}
_PAGE = "https://www.statistiques.developpement-durable.gouv.fr/le-parc-locatif-social"

DATASETS = (
    Dataset(
        id="sdes-rpls",
        producer="SDES",
        title="Répertoire des logements locatifs des bailleurs sociaux (RPLS)",
        source="sdes_rpls",
        opens=("rpls_logements", "rpls_loues", "rpls_vacants"),
        page=_PAGE,
        address=(
            "https://data.statistiques.developpement-durable.gouv.fr/dido/api/v1/datafiles/"
            "f3c2f2cb-8fb1-40fd-8733-964247744c9a/csv?millesime=2025-01&columns=DEPCOM,DEP_CODE,DPEENERGIE"
            "&withColumnName=true"
        ),
        licence="Licence Ouverte 2.0",
        size=90_000_000,
        rhythm="chaque année, en fin d’année",
        expected={"commune": _WHOLE},
        absent="zero",
        kept_as="rpls_2025",
        note=(
            "Le fichier par logement ne donne que leur nombre\u202f; l’export du site (parc locatif social, communes) "
            "donne aussi ceux qui sont loués et vacants."
        ),
    ),
)


def recognise(opened: Opened) -> str | None:
    """Return the data set that a file is, by its columns."""
    return "sdes-rpls" if _counted(opened) or _by_dwelling(opened) else None


def _counted(opened: Opened) -> Table | None:
    return next(tables(opened, "depcom_arm", "nb_ls"), None)


def _by_dwelling(opened: Opened) -> Table | None:
    return next(tables(opened, "depcom", "dep_code", "dpeenergie"), None)


def read(opened: Opened, _dataset: str) -> Reading:
    """Return the dwellings of each commune, Paris, Lyon and Marseille from their arrondissements."""
    table = _counted(opened)
    if table is None:
        values, year, unsure = _dwellings(opened)
    else:
        year, unsure = _year(opened, table), None
        values = _let(table, year)
    _refuse_cut(values, opened.name)
    return Reading(fold_arrondissements(values), geography=year, edition=f"1er janvier {year}", unsure=unsure)


def _refuse_cut(values: pd.DataFrame, file: str) -> None:
    """Refuse a file of nearly all communes without one of a département: what it lacks would pass for zeros."""
    places = values["code"].drop_duplicates()
    lacking = _DEPARTEMENTS - set(places.str[:2]) - set(places.str[:3])
    if len(places) >= _WHOLE and lacking:
        raise Unexpected(
            f"{file}\u202f: aucune commune du département {min(lacking)}\u202f; le fichier est sans doute coupé."
        )


def _year(opened: Opened, table: Table) -> int:
    """Return the year of a table of counts: in its titles, else in those of its earlier years, else in its name."""
    told = re.findall(r"1er janvier (20\d\d)", table.above)
    earlier = [int(found[1]) for found in table.matching(r"nb_ls_?(20\d\d)").values()]
    if told:
        return int(max(told))
    return max(earlier) + 1 if earlier else year_named(opened, "l’export du RPLS")


def _let(table: Table, year: int) -> pd.DataFrame:
    """Return dwellings, and those let or vacant where the file has them."""
    file = table.member.file
    known = [name for name in _LET if table.column(name)]
    frame = table.frame(["depcom_arm", "nb_ls", *known])
    frame = frame[frame["depcom_arm"].str.fullmatch(r"[0-9AB]{4,5}")]
    where = codes(frame["depcom_arm"])
    dwellings, states = figures(frame["nb_ls"], secret=("s", "secret"), file=file)
    parts = [rows(where, "commune", "rpls_logements", year, dwellings, states)]
    for name in known:
        values, states = figures(frame[name], secret=("s", "secret"), file=file)
        empty = states == "not_published"
        none, few = empty & (dwellings == 0), empty & dwellings.between(1, _SECRET_TO)
        states = states.mask(none, "value").mask(few, "secret")
        parts.append(rows(where, "commune", _LET[name], year, values.mask(none, 0.0), states))
    return pd.concat(parts, ignore_index=True)


def _dwellings(opened: Opened) -> tuple[pd.DataFrame, int, pd.DataFrame | None]:
    """Return how many lines each commune has in a file of one line a dwelling, the year, the counts that may lack."""
    year = year_named(opened, "le fichier RPLS par logement")
    table = _by_dwelling(opened)
    assert table is not None  # `recognise` found it
    counts: Counter[str] = Counter()
    order = Order(opened)
    for part in table.read(["depcom"], chunk=500_000):
        counts.update(part["depcom"])
        order.see(part["depcom"])
    counts.pop("", None)
    found = pd.Series(counts, dtype="float64").sort_index()
    return rows(found.index.to_series(), "commune", "rpls_logements", year, found, "value"), year, order.unsure
