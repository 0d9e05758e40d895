"""Cars on 1 January (SDES): a line for each fuel, Crit'Air class and kind of owner, a column a year.

Companies' fleets stand at their seat: only the cars of private persons are counted. Under the code of Paris, Lyon and
Marseille stands what no arrondissement has: both add up.
"""

from __future__ import annotations

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.tables.added import Order
from loaders.official.tables.headed import codes, figures, plain_cells, summed, tables
from loaders.official.values import CITY, DISTRICTS, rows

_OLD = ("crit_air_4", "crit_air_5", "non_classe")
_CLASSES = {"crit_air_e", "crit_air_1", "crit_air_2", "crit_air_3", "inconnu", *_OLD}
_GROUP = ["measure", "code"]
_KEY = ["commune_code", "carburant", "crit_air", "statut_utilisateur"]

DATASETS = (
    Dataset(
        id="sdes-voitures",
        producer="SDES",
        title="Parc de voitures particulières par commune",
        source="sdes_parc_vp",
        opens=("vp_particuliers", "vp_particuliers_electriques", "vp_particuliers_critair_4_plus"),
        page="https://www.statistiques.developpement-durable.gouv.fr/donnees-sur-le-parc-de-vehicules-en-circulation",
        address=(
            "https://data.statistiques.developpement-durable.gouv.fr/dido/api/v1/datafiles/"
            "1582861b-e042-4490-9161-6429d8229703/csv?withColumnName=true&GROUPE=eq:VP"
        ),
        licence="Licence Ouverte 2.0",
        size=140_000_000,
        rhythm="chaque année, au printemps",
        expected={"commune": 34_000},
    ),
)


def recognise(opened: Opened) -> str | None:
    """Return the data set that a file is, by its columns."""
    return "sdes-voitures" if next(tables(opened, *_KEY, "parc_20*"), None) else None


def read(opened: Opened, _dataset: str) -> Reading:
    """Return the cars of private persons each year, those that are electric, those of the oldest classes."""
    table = next(tables(opened, *_KEY, "parc_20*"))
    years = {int(found[1]): name for name, found in table.matching(r"parc_(20\d\d)").items()}
    file, group = table.member.file, table.needed("groupe")
    sums: list[pd.DataFrame] = []
    order = Order(opened)
    for part in table.read([*_KEY, group, *years.values()], chunk=200_000):
        part = part[(part[group].str.upper() == "VP") & (plain_cells(part["statut_utilisateur"]) == "particulier")]
        _check(part, file)
        order.see(codes(part["commune_code"]))
        parked = pd.DataFrame({year: figures(part[name], file=file)[0] for year, name in years.items()})
        fuel, old = plain_cells(part["carburant"]), plain_cells(part["crit_air"]).isin(_OLD)
        where = codes(part["commune_code"])
        for measure, counts in (
            ("vp_particuliers", pd.Series(True, index=part.index)),
            ("vp_particuliers_electriques", fuel == "electrique"),
            ("vp_particuliers_critair_4_plus", old),
        ):
            sums.append(summed(parked.where(counts, 0.0).assign(code=where, measure=measure), _GROUP))
    if not sums:
        raise Unexpected(f"{file}\u202f: aucune voiture de particulier dans ce fichier.")
    told, last = _told(_cities(summed(pd.concat(sums), _GROUP))), max(years)
    return Reading(told, geography=last, edition=f"1er janvier {last}", unsure=order.unsure)


def _check(part: pd.DataFrame, file: str) -> None:
    """Refuse classes that are not known, and a line that is there twice."""
    if strays := sorted(set(plain_cells(part["crit_air"])) - _CLASSES):
        raise Unexpected(
            f"{file}\u202f: CRIT_AIR vaut «\u00a0{strays[0]}\u00a0», une classe de E à 5 ou «\u00a0Non classé\u00a0» "
            "est attendu."
        )
    if part.duplicated(_KEY).any():
        line = part[part.duplicated(_KEY)].iloc[0]
        raise Unexpected(
            f"{file}\u202f: deux lignes pour {line['commune_code']}, {line['carburant']}, {line['crit_air']}."
        )


def _cities(table: pd.DataFrame) -> pd.DataFrame:
    """Add what arrondissements hold to what stands under their city; nothing of a city of which one is absent."""
    there = set(table["code"])
    partly = {
        city for city, districts in DISTRICTS.items() if there & {city, *districts} and not there >= set(districts)
    }
    lost = table["code"].isin(partly | {code for code, city in CITY.items() if city in partly})
    unlocated = table["code"].str.fullmatch(r"..000|97[1-6]00") | ~table["code"].str.fullmatch(r"[0-9][0-9AB][0-9]{3}")
    table = table[~lost & ~unlocated]
    return summed(table.assign(code=table["code"].replace(CITY)), _GROUP)


def _told(table: pd.DataFrame) -> pd.DataFrame:
    made = []
    for measure, part in table.groupby("measure"):
        for year in (column for column in part.columns if isinstance(column, int)):
            states = part[year].isna().map({True: "not_published", False: "value"})
            made.append(rows(part["code"], "commune", str(measure), int(year), part[year], states))
    return pd.concat(made, ignore_index=True)
