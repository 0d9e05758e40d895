"""What an update changes, for a person to read before it ships."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from loaders.pipeline.sources import SourceError
from observatoire.model.official.tables import OFFICIAL, PUBLISHED

TABLES = ("territories", "measures", "gaps", "flags")
# Ships sums by EPCI and above where the communes' own are withheld; an older edition may not have it.
ABOVE, FORMERLY = "measures_above", "measures_upper"
"""The name of that table, and that of editions made before 26 November 2026."""
WORDS = {"gaps": "status", "flags": "flag"}
LARGEST = 10
SHOWN = 8

Edition = dict[str, pd.DataFrame]


def read_edition(prepared: Path) -> Edition:
    """Read the tables of a prepared edition that are compared.

    Parameters
    ----------
    prepared : Path

    Returns
    -------
    dict of str to DataFrame
    """
    absent = [f"{name}.parquet" for name in TABLES if not (prepared / f"{name}.parquet").is_file()]
    if absent:
        raise SourceError(f"{prepared.name}: {', '.join(absent)} absent, expected a prepared edition.")
    found = {name: pd.read_parquet(prepared / f"{name}.parquet") for name in TABLES}
    if (prepared / f"{OFFICIAL}.parquet").is_file():
        official = pd.read_parquet(prepared / f"{OFFICIAL}.parquet")
        found["measures"] = found["measures"].merge(official, on="code", validate="one_to_one")
        found[PUBLISHED] = pd.read_parquet(prepared / f"{PUBLISHED}.parquet")
        for name in ("gaps", "flags"):
            more = pd.read_parquet(prepared / f"{OFFICIAL}_{name}.parquet")
            found[name] = pd.concat([found[name], more], ignore_index=True)
    for name in (ABOVE, FORMERLY):
        if (prepared / f"{name}.parquet").is_file():
            return found | {ABOVE: pd.read_parquet(prepared / f"{name}.parquet")}
    return found


def diff(old: Edition, new: Edition) -> list[str]:
    """Say what changes from one edition to another.

    Parameters
    ----------
    old, new : dict of str to DataFrame
        `territories`, `measures`, `gaps`, `flags`, perhaps `measures_above` and `published`.

    Returns
    -------
    list of str
        Lines to print, under headings.
    """
    sections = {
        "Measures and years": _measures(old, new),
        "Territories": _territories(old["territories"], new["territories"]),
        "Largest moves by EPCI": _moves(old, new),
        "Gaps and flags": [*_remarks("gaps", old, new), *_remarks("flags", old, new)],
    }
    if PUBLISHED in old and PUBLISHED in new:
        sections["Published above communes"] = _published(old, new)
    lines = []
    for heading, found in sections.items():
        lines += [heading, *(f"  {line}" for line in found or ["no change"])]
    return lines


def _years(edition: Edition) -> dict[str, list[str]]:
    """List the years of each measure, whatever the level at which it ships."""
    columns = [*edition["measures"].columns, *(edition[ABOVE].columns if ABOVE in edition else [])]
    years: dict[str, list[str]] = {}
    for column in dict.fromkeys(columns):
        measure, _, year = str(column).partition("__")
        if year.isdigit():
            years.setdefault(measure, []).append(year)
    return years


def _measures(old: Edition, new: Edition) -> list[str]:
    before, after = _years(old), _years(new)
    lines = []
    for measure in sorted({*before, *after}):
        had, has = set(before.get(measure, [])), set(after.get(measure, []))
        for word, years in (("new", has - had), ("lost", had - has)):
            if years:
                whole = f"{word} measure" if not had or not has else f"{word} years of"
                lines.append(f"{whole} {measure}: {', '.join(sorted(years))}")
    return lines


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    return ", ".join(found[:SHOWN]) + (f" and {len(found) - SHOWN} more" if len(found) > SHOWN else "")


def _territories(old: pd.DataFrame, new: pd.DataFrame) -> list[str]:
    before, after = (table.set_index("id") for table in (old, new))
    lines = []
    for word, here, there in (("appear", after, before), ("vanish", before, after)):
        apart = here.loc[here.index.difference(there.index)]
        for level, rows in apart.groupby("level", sort=False):
            names = (f"{name} ({code})" for name, code in rows[["name", "code"]].itertuples(index=False))
            lines.append(f"{len(rows)} {level} {word}: {_listed(names)}")
    both = before.index.intersection(after.index)
    for column, word in (("name", "renamed"), ("epci", "in another EPCI")):
        was, now = before.loc[both, column].fillna(""), after.loc[both, column].fillna("")
        moved = both[was.to_numpy() != now.to_numpy()]
        if len(moved):
            names = (f"{after.loc[i, 'name']} ({was[i] or 'none'} -> {now[i] or 'none'})" for i in moved)
            lines.append(f"{len(moved)} {word}: {_listed(names)}")
    return lines


def _by_epci(edition: Edition) -> pd.DataFrame:
    communes = edition["territories"].query("level == 'commune'").set_index("code")["epci"]
    measures = edition["measures"].set_index("code")
    summed = measures.groupby(communes.reindex(measures.index).to_numpy()).sum(min_count=1)
    if ABOVE not in edition:
        return summed
    above = edition[ABOVE][edition[ABOVE]["id"].str.startswith("epci-")]
    given = above.set_index(above["id"].str.removeprefix("epci-")).drop(columns="id")
    return summed.drop(columns=given.columns, errors="ignore").join(given)


def _moves(old: Edition, new: Edition) -> list[str]:
    """List for each measure the ten largest relative moves of an EPCI, all common years together."""
    before, after = _by_epci(old), _by_epci(new)
    territories = pd.concat([old["territories"], new["territories"]]).query("level == 'epci'")
    names = territories.drop_duplicates("code", keep="last").set_index("code")["short_name"]
    lines = []
    for measure, pairs in _pairs(before, after, _years(new)):
        moved = _moved(pairs.dropna())
        if len(moved):
            lines.append(f"{measure}: {len(moved)} sums of an EPCI differ")
            lines += [f"  {line}" for line in _largest(moved, names)]
    return lines


def _pairs(
    before: pd.DataFrame, after: pd.DataFrame, years: dict[str, list[str]]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each measure with what it was and is in each territory and year that both tables have."""
    common = before.index.intersection(after.index)
    for measure, known in years.items():
        both = before.columns.intersection(after.columns)
        columns = [f"{measure}__{year}" for year in known if f"{measure}__{year}" in both]
        was, now = (sums.loc[common, columns].reset_index(names="place").melt("place") for sums in (before, after))
        pairs = was.set_index(["place", "variable"]).rename(columns={"value": "was"})
        yield measure, pairs.assign(now=now["value"].to_numpy())


def _moved(pairs: pd.DataFrame) -> pd.DataFrame:
    return pairs[~np.isclose(pairs["was"], pairs["now"], rtol=1e-9, atol=1e-9)]


def _published(old: Edition, new: Edition) -> list[str]:
    """List what producers publish otherwise of the territories above communes, or no longer, or only now."""
    before, after = (edition[PUBLISHED].set_index("id") for edition in (old, new))
    names = pd.concat([old["territories"], new["territories"]]).drop_duplicates("id", keep="last")
    short = names.set_index("id")["short_name"]
    lines = []
    for measure, pairs in _pairs(before, after, _years(new)):
        moved = _moved(pairs.dropna())
        gone, come = pairs["now"].isna() & pairs["was"].notna(), pairs["was"].isna() & pairs["now"].notna()
        appear, vanish = int(come.sum()), int(gone.sum())
        if len(moved) or appear or vanish:
            lines.append(f"{measure}: {len(moved)} published figures differ, {appear} appear, {vanish} vanish")
            lines += [f"  {line}" for line in _largest(moved, short)]
    return lines


def _largest(pairs: pd.DataFrame, names: pd.Series[str]) -> list[str]:
    # What leaves zero moves without bound, and comes first.
    base = pairs["was"].abs().replace(0, np.nan)
    ratio = ((pairs["now"] - pairs["was"]) / base).fillna(np.inf)
    order = ratio.abs().sort_values(ascending=False, kind="stable").index[:LARGEST]
    lines = []
    for code, column in order:
        was, now = pairs.loc[(code, column), "was"], pairs.loc[(code, column), "now"]
        share = ratio[(code, column)]
        moved = "from nothing" if np.isinf(share) else f"{share:+.1%}"
        lines.append(f"{names.get(code, code)} ({code}) {column.partition('__')[2]}: {was:g} -> {now:g} ({moved})")
    return lines


def _remarks(name: str, old: Edition, new: Edition) -> list[str]:
    """Compare the number of gaps, or of flags, by measure and kind."""
    by = ["measure", WORDS[name]]
    counts = [edition[name].groupby(by).size() for edition in (old, new)]
    table = pd.concat(counts, axis=1, keys=["was", "now"]).fillna(0).astype("int64")
    changed = table[table["was"] != table["now"]].sort_index()
    return [
        f"{name} {' '.join(key)}: {row.was} -> {row.now}"
        for key, row in zip(changed.index, changed.itertuples(), strict=True)
    ]
