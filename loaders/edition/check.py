"""Check what ships: contracts between and inside tables, published figures, sha256 of the manifest."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from loaders.pipeline.manifest import NAME, read_manifest
from loaders.pipeline.sources import sha256_of
from loaders.privacy.disclosure import disclosures
from observatoire.model.catalog import load_catalog
from observatoire.model.contracts import CONTRACTS, edition_violations, table_violations
from observatoire.model.official.contracts import TABLES, official_violations
from observatoire.model.official.tables import OFFICIAL, ZONINGS

PUBLISHED = Path(__file__).with_name("published.toml")
OVERSEAS = "97"
MAYOTTE = "976"
# Share of communes with a value that every column must reach: all but the 17 of Mayotte.
COVERAGE = 34858 / 34875
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Result:
    """One check: whether it passed, and a sentence that says what was found."""

    passed: bool
    sentence: str


def check(prepared: Path) -> list[Result]:
    """Run every check on a directory of prepared tables.

    Parameters
    ----------
    prepared : Path

    Returns
    -------
    list of Result
        In the order to print them.
    """
    absent = [name for name in (NAME, *(f"{table}.parquet" for table in CONTRACTS)) if not (prepared / name).is_file()]
    if absent:
        return [Result(False, f"{prepared.name}: {', '.join(absent)} absent, run `python -m loaders prepare`.")]
    tables = {name: pd.read_parquet(prepared / f"{name}.parquet") for name in CONTRACTS}
    results = [_contract(name, table_violations(name, table)) for name, table in tables.items()]
    results += files_as_listed(prepared, read_manifest(prepared))
    if not all(result.passed for result in results[: len(tables)]):
        return results
    published = tomllib.loads(PUBLISHED.read_text(encoding="utf-8"))
    results.append(_contract("all tables together", edition_violations(tables)))
    results += _counts(tables["territories"], published["territories"])
    results += _populations(tables["measures"], published["population_without_mayotte"])
    results += _geography(tables["territories"], published["metropolitan_area_km2"])
    results.append(_coverage(_explained(tables["measures"], tables["gaps"])))
    results += _official(prepared, tables["territories"])
    if all(result.passed for result in results):  # half a minute: tried on tables that hold otherwise
        found = disclosures(tables["territories"], tables["measures"], tables["measures_above"])
        results.append(_contract("persons counted", found))
    return results


def _official(prepared: Path, territories: pd.DataFrame) -> list[Result]:
    """Check what official files add, where they add something; every published measure is one of the catalogue."""
    if not (prepared / f"{OFFICIAL}.parquet").is_file():
        return []
    absent = [name for name in TABLES if not (prepared / f"{name}.parquet").is_file()]
    if absent:
        return [Result(False, f"official files: {', '.join(absent)} absent, run `python -m loaders official build`.")]
    held = [*TABLES, *([ZONINGS] if (prepared / f"{ZONINGS}.parquet").is_file() else [])]
    tables = {name: pd.read_parquet(prepared / f"{name}.parquet") for name in held}
    wrong = official_violations(tables, load_catalog().measures, territories)
    described = read_manifest(prepared)["official"]
    extracts = [file["file"] for file in described if file["extract"]]
    told = f"official files: {len(described)}, of which {len(extracts)} hold a part of their territories."
    return [_contract("official files", wrong), Result(True, told)]


def _contract(name: str, violations: list[str]) -> Result:
    more = f" and {len(violations) - SHOWN} more" if len(violations) > SHOWN else ""
    return Result(
        not violations, f"{name}: " + (" ".join(violations[:SHOWN]) + more if violations else "contract holds.")
    )


def files_as_listed(prepared: Path, manifest: dict[str, Any]) -> list[Result]:
    """Check every file against the sha256 of the manifest, and that there is no other."""
    results = []
    for name, entry in manifest["tables"].items():
        path = prepared / name
        found = sha256_of(path) if path.is_file() else "no file"
        same = found == entry["sha256"]
        results.append(
            Result(same, f"{name}: sha256 " + ("as in the manifest." if same else f"{found}, not the manifest's."))
        )
    unlisted = sorted(
        {p.relative_to(prepared).as_posix() for p in prepared.rglob("*.parquet")} - set(manifest["tables"])
    )
    sentence = f"files the manifest does not list: {', '.join(unlisted) or 'none'}."
    return [*results, Result(not unlisted, sentence)]


def _counts(territories: pd.DataFrame, expected: dict[str, int]) -> list[Result]:
    found = territories["level"].value_counts()
    return [
        Result(int(found.get(level, 0)) == count, f"{level}: {int(found.get(level, 0))} territories, expected {count}.")
        for level, count in expected.items()
    ]


def _populations(measures: pd.DataFrame, expected: dict[str, int]) -> list[Result]:
    kept = measures[~measures["code"].str.startswith(MAYOTTE)]
    results = []
    for year, published in expected.items():
        total = kept[f"pop_mun__{year}"].sum()
        sentence = f"population {year} without Mayotte: {total:.0f}, published {published}."
        results.append(Result(bool(total == published), sentence))
    return results


def _geography(territories: pd.DataFrame, area: dict[str, float]) -> list[Result]:
    communes = territories[territories["level"] == "commune"]
    metropolitan = communes.loc[~communes["code"].str.startswith(OVERSEAS), "area_km2"].sum()
    gap = metropolitan / area["published"] - 1
    placed = bool(communes[["departement", "region"]].notna().all().all())
    one_region = not communes.drop_duplicates(["departement", "region"])["departement"].duplicated().any()
    alone = int(communes["epci"].isna().sum())
    inside = territories[["lon", "lat"]].to_numpy()
    bounds = territories[["west", "south", "east", "north"]].to_numpy()
    within = bool(((inside >= bounds[:, :2]) & (inside <= bounds[:, 2:])).all())
    return [
        Result(
            bool(abs(gap) <= area["tolerance"]),
            f"metropolitan area: {metropolitan:.0f} km², published {area['published']} "
            f"({gap:+.2%}, tolerated {area['tolerance']:.1%}).",
        ),
        Result(bool(placed and one_region), "every commune is in exactly one département and one region."),
        Result(alone == 4, f"{alone} communes outside any EPCI, expected 4."),
        Result(within, "every territory's point is within its bounds."),
    ]


def _explained(measures: pd.DataFrame, gaps: pd.DataFrame) -> pd.DataFrame:
    """Fill the cells whose absence has a declared cause: only those that nobody explains count as lost."""
    filled = measures.set_index("code")
    for (measure, year), rows in gaps.groupby(["measure", "year"]):
        filled.loc[list(rows["code"]), f"{measure}__{year}"] = 0.0
    return filled.copy().reset_index()


def _coverage(measures: pd.DataFrame) -> Result:
    shares = measures.drop(columns="code").notna().mean()
    # The total population also lacks the four islands outside any EPCI.
    floor = COVERAGE - 4 / len(measures) - 1e-9
    thin = shares[shares < floor]
    sentence = f"at least {shares.min():.2%} of communes have a value or a declared cause in every column"
    return Result(thin.empty, f"coverage: {sentence}, {len(thin)} columns below the floor.")
