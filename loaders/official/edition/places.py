"""From the geography of a file to the territories of the edition: passage to today's communes, codes to identifiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from loaders.official.reading import COLUMNS, KEY, Unexpected
from loaders.official.values import CITY, fold_arrondissements
from loaders.official.wording import counted, counted_level
from loaders.pipeline.passage import SPLITS, Passage, apportion
from loaders.pipeline.remarks import SHARED_OUT
from observatoire.model.territory import PREFIXES

OUTSIDE = r"975\d\d|977\d\d|978\d\d|98\d\d\d|99\d\d\d|0{5}|[Z9]{2}\w*|Z\w*"
"""Codes of collectivities overseas, of abroad, of what is not located: no territory here."""
FEW_UNKNOWN = 0.02
RESTORED = "Commune rétablie depuis\u202f: ce chiffre ne se partage pas."
CHANGED = "Commune nouvelle depuis\u202f: ce chiffre ne s’additionne pas."


@dataclass(frozen=True, slots=True)
class Places:
    """The territories of the edition.

    Attributes
    ----------
    passage : Passage
        From any former code to today's communes.
    ids : mapping of str to Index
        The codes of each level, in order.
    renamed : set of str
        Former codes of communes that only changed their code.
    """

    passage: Passage
    ids: Mapping[str, pd.Index[str]]
    renamed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Brought:
    """Values of today's territories.

    Attributes
    ----------
    values : DataFrame
        As `Reading.values`, of today's communes and of the edition's other territories; `estimated` tells shares.
    notes : list of str
        What was lost on the way, in French.
    """

    values: pd.DataFrame
    notes: list[str] = field(default_factory=list)


def places_of(territories: pd.DataFrame, former: pd.DataFrame) -> Places:
    """Return the territories of an edition, and the way to them from former codes.

    Parameters
    ----------
    territories, former : DataFrame
        Of the edition.
    """
    communes = territories[territories["level"] == "commune"].set_index("code")
    successors = dict(zip(former["code"], former["current"], strict=True)) | {code: code for code in communes.index}
    passage = Passage(successors, communes["population"].astype("float64"), SPLITS)
    ids = {str(level): pd.Index(part["code"]) for level, part in territories.groupby("level")}
    return Places(passage, ids, frozenset(former.loc[former["kind"] == "ancien_code", "code"]))


def identifier(level: str, code: str) -> str:
    """Return the identifier of a territory: "epci-200070514"."""
    return "france" if level == "france" else f"{PREFIXES[level]}-{code}"  # type: ignore[index]


def bring(values: pd.DataFrame, places: Places, additive: Mapping[str, bool], file: str, *, zero: bool) -> Brought:
    """Bring the values of a file to today's territories.

    Parameters
    ----------
    values : DataFrame
        As `Reading.values`.
    places : Places
        Of the edition.
    additive : mapping of str to bool
        Whether each measure adds up.
    file : str
        Name to quote.
    zero : bool
        Whether an absent row of a commune is a zero.

    Raises
    ------
    Unexpected
        When many codes are no territory of any time.
    """
    notes: list[str] = []
    values = _without_districts(values, additive)
    above = values[values["level"] != "commune"]
    kept = [_known_above(above, places, file, notes).assign(estimated=False)]
    communes = values[values["level"] == "commune"]
    if len(communes):
        kept.append(_communes(communes, places, additive, file, notes, zero=zero))
    brought = pd.concat(kept, ignore_index=True)
    return Brought(brought, notes)


def _without_districts(values: pd.DataFrame, additive: Mapping[str, bool]) -> pd.DataFrame:
    """Leave out the arrondissements of Paris, Lyon and Marseille; fold counts of which the whole is not published."""
    apart = values["level"].isin(["commune", "arrondissement"]) & values["code"].isin(CITY)
    districts = values[apart]
    if districts.empty:
        return values[values["level"] != "arrondissement"]
    rest = values[~apart & (values["level"] != "arrondissement")]
    whole = rest.loc[(rest["level"] == "commune") & rest["code"].isin(set(CITY.values())), KEY[1:]]
    published = set(whole.itertuples(index=False, name=None))
    cities = zip(districts["code"].map(CITY), districts["measure"], districts["year"], strict=True)
    alone = [city not in published for city in cities]
    counts = districts[np.array(alone) & districts["measure"].map(additive).to_numpy(dtype=bool)]
    return pd.concat([rest, fold_arrondissements(counts)], ignore_index=True) if len(counts) else rest


def _known_above(above: pd.DataFrame, places: Places, file: str, notes: list[str]) -> pd.DataFrame:
    """Keep the territories that the edition has; say how many it has not."""
    kept = []
    for level, part in above.groupby("level", sort=False):
        known = part["code"].isin(places.ids[str(level)])
        strange = part.loc[~known, "code"].unique()
        if len(strange) and not known.any():
            raise Unexpected(f"{file}\u202f: aucun code de {level} n’est connu, par exemple {strange[0]}.")
        if len(strange):
            notes.append(
                f"{counted_level(len(strange), str(level))} hors de l’édition, par exemple {sorted(strange)[0]}"
            )
        kept.append(part[known])
    return pd.concat(kept, ignore_index=True) if kept else above


def _communes(
    values: pd.DataFrame,
    places: Places,
    additive: Mapping[str, bool],
    file: str,
    notes: list[str],
    *,
    zero: bool,
) -> pd.DataFrame:
    passage = places.passage
    codes = pd.Index(values["code"].unique())
    strange = _of_no_commune(codes, passage, file, notes)
    split = passage.still_whole(codes)
    values = values[~values["code"].isin(strange)]
    whole = values["code"].isin(list(split))
    parts = [_moved(values[~whole], places, additive, notes, zero=zero)]
    if whole.any():
        told = counted(len(split), "commune séparée depuis", "communes séparées depuis")
        notes.append(f"{told}\u202f: les comptes sont partagés selon la population, le reste est perdu")
        parts.append(_shared(values[whole], passage, split, additive))
    return pd.concat(parts, ignore_index=True)


def _of_no_commune(codes: pd.Index[str], passage: Passage, file: str, notes: list[str]) -> pd.Index[str]:
    """Return the codes of no commune of any time, said; refuse a file in which they are many."""
    strange = codes[~codes.isin(list(passage.successors))]
    unknown = strange[~strange.str.fullmatch(OUTSIDE)]
    if len(unknown) > max(3, FEW_UNKNOWN * len(codes)):
        raise Unexpected(
            f"{file}\u202f: {len(unknown)} codes ne sont d’aucune commune, par exemple «\u00a0{unknown[0]}\u00a0»."
        )
    if len(strange):
        told = counted(len(strange), "code d’aucune commune d’ici", "codes d’aucune commune d’ici")
        notes.append(f"{told}, par exemple {sorted(strange)[0]}")
    return strange


def bring_zones(zones: pd.DataFrame, places: Places, file: str, notes: list[str]) -> pd.DataFrame:
    """Return which of today's communes make each zone.

    A merged commune is in the zone of the one whose code it keeps, or in that which all of its parts share; those that
    were parted since are all in the zone of their former whole.

    Parameters
    ----------
    zones : DataFrame
        As `Reading.zones`.
    places : Places
        Of the edition.
    file : str
        Name to quote.
    notes : list of str
        To which what is lost is added.

    Raises
    ------
    Unexpected
        When many codes are no commune of any time.
    """
    passage = places.passage
    codes = pd.Index(zones["commune"].unique())
    known = codes.difference(_of_no_commune(codes, passage, file, notes))
    split = passage.still_whole(codes)
    ways = [(code, today) for code in known for today in split.get(code, (passage.successors[code],))]
    table = zones.merge(pd.DataFrame(ways, columns=["commune", "today"]), on="commune")
    key = ["zoning", "today"]
    own = table[table["commune"] == table["today"]]
    others = table[~pd.MultiIndex.from_frame(table[key]).isin(pd.MultiIndex.from_frame(own[key]))]
    others = others.drop_duplicates([*key, "code"])
    torn = others.duplicated(key, keep=False)
    if torn.any():
        told = counted(others.loc[torn, "today"].nunique(), "commune nouvelle", "communes nouvelles")
        notes.append(f"{told} de parties de zones différentes\u202f: sans zone")
    made = pd.concat([own, others[~torn]]).assign(commune=lambda rows: rows["today"])
    kept = made[["zoning", "code", "name", "commune"]]
    return kept.sort_values(["zoning", "code", "commune"], ignore_index=True)


def _moved(
    values: pd.DataFrame, places: Places, additive: Mapping[str, bool], notes: list[str], *, zero: bool
) -> pd.DataFrame:
    """Give each value to its commune of today: merged communes add up, what does not add up is lost for them."""
    today = values["code"].map(places.passage.successors)
    origins = pd.DataFrame({"today": today, "code": values["code"]}).drop_duplicates()
    several = origins["today"].value_counts()
    # The head of merged communes keeps its code: without it, part of the whole is not in the file.
    headless = origins[~origins["today"].isin(origins["code"]) & ~origins["code"].isin(places.renamed)]
    several = several + several.index.isin(headless["today"])
    merged = today.isin(several.index[several > 1]) | (today != values["code"])
    plain = values[~merged].assign(estimated=False)
    if not merged.any():
        return plain
    moved = values[merged].assign(code=today[merged])
    sums = moved["measure"].map(additive).to_numpy(dtype=bool)
    lost = moved[~sums].drop_duplicates(KEY)
    if len(lost):
        lost = lost.assign(value=np.nan, status="not_published", reason=CHANGED)
        told = counted(lost["code"].nunique(), "commune nouvelle", "communes nouvelles")
        notes.append(f"{told}\u202f: médianes, taux et prix ne s’additionnent pas")
    made = [plain, lost.assign(estimated=False)]
    if sums.any():
        made.append(_summed(moved[sums], several, zero=zero))
    return pd.concat(made, ignore_index=True)


def _summed(moved: pd.DataFrame, several: pd.Series, *, zero: bool) -> pd.DataFrame:
    """Add up merged communes: missing as soon as one of them is, for the cause of the first."""
    grouped = moved.groupby(KEY, sort=False)
    sums = grouped["value"].sum(min_count=1).to_frame()
    causes = moved[moved["status"] != "value"].drop_duplicates(KEY).set_index(KEY)
    sums["status"] = causes["status"].reindex(sums.index).fillna("value")
    wanted = pd.Series(several.reindex(sums.index.get_level_values("code")).to_numpy(), index=sums.index)
    few = (grouped.size() < wanted) & (sums["status"] == "value")
    if not zero:
        sums["status"] = sums["status"].mask(few, "not_published")
    sums["value"] = sums["value"].where(sums["status"] == "value")
    told = moved[moved["reason"] != ""].drop_duplicates(KEY).set_index(KEY)["reason"]
    sums["reason"] = told.reindex(sums.index).fillna("")
    return sums.reset_index()[list(COLUMNS)].assign(estimated=False)


def _shared(
    values: pd.DataFrame, passage: Passage, split: Mapping[str, tuple[str, ...]], additive: Mapping[str, bool]
) -> pd.DataFrame:
    """Share the counts of communes that were parted since, by population; what does not add up is lost for them."""
    rows = []
    for row in values.to_dict("records"):
        parts = list(split[row["code"]])
        weights = passage.weights.loc[parts]
        if row["status"] == "value" and additive[row["measure"]]:
            total = row["value"]
            whole = float(total).is_integer() and total >= 0
            shares = apportion(int(total), weights) if whole else total * weights / weights.sum()
            said = {"reason": SHARED_OUT.reason, "estimated": True}
            rows += [row | said | {"code": part, "value": float(shares[part])} for part in parts]
        else:
            status = row["status"] if row["status"] != "value" else "not_published"
            lost = {"value": np.nan, "status": status, "reason": RESTORED, "estimated": False}
            rows += [row | lost | {"code": part} for part in parts]
    return pd.DataFrame(rows)
