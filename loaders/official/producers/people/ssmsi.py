"""Recorded crime, by commune and département (SSMSI): only what the producer tells of a commune.

Beside a figure that is not told stands the mean of the hidden communes of the département: it is never read.
"""

from __future__ import annotations

import re

import pandas as pd

from loaders.official.columns import Columns, check_codes, folded, known_member, names_of
from loaders.official.datasets import Dataset
from loaders.official.opened import Member, Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.values import drop_arrondissements, rows

FACTS = {
    "cambriolages_de_logement": "ssmsi_cambriolages",
    "violences_physiques_intrafamiliales": "ssmsi_violences_intrafamiliales",
    "vols_de_vehicule": "ssmsi_vols_vehicules",
    "vols_de_vehicules": "ssmsi_vols_vehicules",
    "destructions_et_degradations_volontaires": "ssmsi_degradations",
    "escroqueries_et_fraudes_aux_moyens_de_paiement": "ssmsi_escroqueries",
}
"""Folded name -> measure. Until 2024, « coups et blessures volontaires » left out victims below 15: another thing."""
PEOPLE, DWELLINGS = "ssmsi_population", "ssmsi_logements"
NOT_TOLD = (
    "Le SSMSI ne diffuse pas ce chiffre\u202f: trop peu de faits sont enregistrés ici d’année en année. "
    "Ce n’est pas un zéro."
)
DEPARTEMENTS = {
    "11": 8, "24": 6, "27": 8, "28": 5, "32": 5, "44": 10, "52": 5, "53": 4, "75": 12, "76": 13, "84": 12, "93": 6,
    "94": 2, "01": 1, "02": 1, "03": 1, "04": 1, "06": 1,
}  # fmt: skip
"""Région -> how many départements make it: its sum is told when all are there."""
_PAGE = "https://www.data.gouv.fr/fr/datasets/621df2954fa5a3b5a023e23c/"
_OPENS = (*dict.fromkeys(FACTS.values()), PEOPLE, DWELLINGS)
DATASETS = (
    Dataset(
        id="ssmsi-com",
        producer="SSMSI, ministère de l’Intérieur",
        title="Base statistique communale de la délinquance enregistrée",
        source="ssmsi_delinquance",
        opens=_OPENS,
        page=_PAGE,
        data_gouv=("621df2954fa5a3b5a023e23c", "COM - Base statistique communale", "csv.gz"),
        licence="Licence Ouverte 2.0",
        size=40_000_000,
        rhythm="chaque année, en début d’année, puis une révision",
        expected={"commune": 34_000},
    ),
    Dataset(
        id="ssmsi-dep",
        producer="SSMSI, ministère de l’Intérieur",
        title="Base statistique départementale de la délinquance enregistrée",
        source="ssmsi_delinquance",
        opens=_OPENS,
        page=_PAGE,
        data_gouv=("621df2954fa5a3b5a023e23c", "DEP - Base statistique départementale", "csv"),
        licence="Licence Ouverte 2.0",
        size=2_000_000,
        rhythm="chaque année, en début d’année, puis une révision",
        expected={"departement": 101},
    ),
)
_SHARED = {
    "year": ("annee",),
    "kind": ("indicateur", "classe"),
    "number": ("nombre", "faits"),
    "rate": ("taux_pour_mille", "tauxpourmille"),
    "people": ("insee_pop", "pop"),
    "dwellings": ("insee_log", "log"),
}
_VINTAGES = tuple(f"codgeo_{year}" for year in range(2019, 2060))
_COM = Columns(
    wanted={"code": _VINTAGES, "told": ("est_diffuse", "valeur_publiee"), **_SHARED},
    own=("told", "people", "dwellings"),
)
_DEP = Columns(
    wanted={"code": ("code_departement",), "region": ("code_region",), **_SHARED},
    own=("people", "dwellings"),
)
_TOLERANCE, _ROUNDING = 0.02, 0.5


def recognise(opened: Opened) -> str | None:
    """Return the id of the data set: that of communes has their codes, and a column that says what is told."""
    for member in (member for member in opened.members if member.kind != "xlsx"):
        names = names_of(member)
        found, above = _COM.found(names, member.file), _DEP.found(names, member.file)
        if len({"kind", "number", "people", "dwellings"} & found.keys()) < 3:
            continue
        if "code" in found or "told" in found:
            return DATASETS[0].id if _COM.knows(member) else None
        if "region" in above and "code" not in above:
            raise Unexpected(
                f"{member.file}\u202f: c’est la base des régions\u202f; celle des départements "
                "suffit, et les donne aussi."
            )
        return DATASETS[1].id if _DEP.knows(member) else None
    return None


def read(opened: Opened, dataset: str) -> Reading:
    """Read the facts that we show, and the people and dwellings that the producer sets them against.

    Parameters
    ----------
    opened : Opened
        The file.
    dataset : str
        One of this module's.
    """
    columns = _COM if dataset == "ssmsi-com" else _DEP
    member = known_member(opened, columns)
    parts = [_read(part, member, columns) for part in columns.parts(member, chunk=400_000)]
    frame = pd.concat(parts, ignore_index=True)
    if frame.empty:
        raise Unexpected(f"{member.file}\u202f: aucun des faits attendus n’y est.")
    values = pd.concat([_facts(frame), _bases(frame, member.file)], ignore_index=True)
    last = int(values["year"].max())
    if dataset == "ssmsi-com":
        check_codes(frame["code"], member.file)
        values = drop_arrondissements(values.assign(level="commune"))
        return Reading(values, geography=_vintage(member), edition=str(last))
    regions = frame.drop_duplicates("code").set_index("code")["region"]
    return Reading(_above(values.assign(level="departement"), regions), geography=last, edition=str(last))


def _read(part: pd.DataFrame, member: Member, columns: Columns) -> pd.DataFrame:
    """Keep the lines of our facts, as numbers; a rate that does not follow from them says that a column has slipped."""
    file = member.file
    part = part.assign(measure=part["kind"].map({kind: FACTS.get(folded(kind)) for kind in part["kind"].unique()}))
    part = part[part["measure"].notna()].drop(columns="kind").apply(lambda column: column.str.strip())
    if len(odd := part.loc[~part["year"].str.fullmatch(r"(20)?\d\d"), "year"]):
        raise Unexpected(f"{file}\u202f: «\u00a0{odd.iloc[0]}\u00a0» n’est pas une année.")
    part["year"] = part["year"].astype(int) % 100 + 2000
    if "told" in part:
        if len(odd := part.loc[~part["told"].isin(["diff", "ndiff"]), "told"]):
            raise Unexpected(
                f"{file}\u202f: «\u00a0{odd.iloc[0]}\u00a0» n’est ni «\u00a0diff\u00a0» ni «\u00a0ndiff\u00a0»."
            )
        hidden = part["told"] == "ndiff"
        part["number"], part["rate"] = part["number"].mask(hidden, "NA"), part["rate"].mask(hidden, "NA")
    for name in ("number", "rate", "people", "dwellings"):
        part[name] = columns.number(part[name], member, ",.", missing=("NA", ""))[0]
    base = part["dwellings"].where(part["measure"] == "ssmsi_cambriolages", part["people"])
    off = (part["number"] / base.where(base > 0) * 1000 - part["rate"]).abs() > _TOLERANCE
    if off.any():
        row = part[off].iloc[0]
        raise Unexpected(
            f"{file}\u202f: {row['code']}, {row['year']}\u202f: {row['number']:.0f} faits ne font pas {row['rate']} "
            "pour mille\u202f; une colonne en a remplacé une autre."
        )
    return part


def _facts(frame: pd.DataFrame) -> pd.DataFrame:
    states = pd.Series("value", index=frame.index).mask(frame["number"].isna(), "not_published")
    parts = [
        rows(frame.loc[of, "code"], "", str(measure), frame.loc[of, "year"], frame.loc[of, "number"], states[of])
        for measure, of in frame.groupby("measure", sort=True).groups.items()
    ]
    values = pd.concat(parts, ignore_index=True)
    return values.assign(reason=values["reason"].mask(values["status"] == "not_published", NOT_TOLD))


def _bases(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return people and dwellings, which each line repeats."""
    parts = []
    for column, measure in (("people", PEOPLE), ("dwellings", DWELLINGS)):
        known = frame.groupby(["code", "year"])[column].agg(["first", "min", "max"]).reset_index()
        # Some editions estimate dwellings, whose last decimals differ from line to line.
        if (apart := known["max"] - known["min"] > _ROUNDING).any():
            row = known[apart].iloc[0]
            raise Unexpected(f"{file}\u202f: {row['code']} a deux nombres différents en {row['year']} ({column}).")
        states = pd.Series("value", index=known.index).mask(known["first"].isna(), "not_published")
        parts.append(rows(known["code"], "", measure, known["year"], known["first"], states))
    return pd.concat(parts, ignore_index=True)


def _above(values: pd.DataFrame, regions: pd.Series) -> pd.DataFrame:
    """Add the régions and France: sums of their départements, where all are there and known."""
    values = values[values["code"].isin(regions.index[regions.isin(list(DEPARTEMENTS))])]
    known = values[values["status"] == "value"]
    by_region = known.assign(code=known["code"].map(regions))
    whole = by_region.groupby(["code", "measure", "year"])["value"].agg(["sum", "size"]).reset_index()
    whole = whole[whole["size"] == whole["code"].map(DEPARTEMENTS)]
    country = known.groupby(["measure", "year"])["value"].agg(["sum", "size"]).reset_index()
    country = country[country["size"] == sum(DEPARTEMENTS.values())].assign(code="france")
    sums = [
        rows(part["code"], level, str(measure), part["year"], part["sum"], "value")
        for level, table in (("region", whole), ("france", country))
        for measure, part in table.groupby("measure")
    ]
    return pd.concat([values, *sums], ignore_index=True)


def _vintage(member: Member) -> int:
    """Return the year of the communes' codes, which is in their column's name."""
    name = _COM.found(names_of(member), member.file)["code"]
    return int(re.sub(r"\D", "", name))
