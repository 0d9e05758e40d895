"""Reading a set of INSEE's Melodi, from its file or from answers of the API: the one reader of all sets.

Totals stand among details: every dimension is fixed, and two lines for one territory and year are refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import IO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from loaders.official import answers
from loaders.official.containers.delimited import Layout, batches
from loaders.official.insee.zeros import holds_all, unknown
from loaders.official.opened import Member, Opened
from loaders.official.reading import COLUMNS, Reading, Unexpected
from loaders.official.sets import MelodiSet, SetMeasure, sets
from loaders.official.values import computed, number

ALWAYS = ("GEO", "GEO_OBJECT", "TIME_PERIOD", "OBS_VALUE")
BESIDE = ("OBS_STATUS", "CONF_STATUS", "FREQ", "UNIT_MULT", "UNIT_MEASURE", "DECIMALS", "OBS_STATUS_FR")
"""Columns that are no dimension; some sets lack some."""
OBJECTS = {"COM": "commune", "EPCI": "epci", "DEP": "departement", "REG": "region", "FRANCE": "france"}
WHOLE_FRANCE = "F"
"""Not `FM` (without overseas) nor `F_X_D976` (without Mayotte)."""
SAYS_NOTHING, MISSING = ("A", "R", ""), ("K", "M", "L", "O")
REMARKS = {
    "W": "Comprend les chiffres d’une commune voisine, comptée avec elle.",
    "P": "Chiffre provisoire.",
}
KEY_OF_LINES = ("level", "code", "year")
TOLD = ("value", "status", "reason")
COUNTED_ELSEWHERE = "Les chiffres de cette commune sont comptés avec ceux d’une autre."
FREE, CONFIDENTIAL = ("F", ""), "C"


def set_of(opened: Opened) -> MelodiSet | None:
    """Return the set that a file is of, by its columns and codes; None when it is none of ours.

    Raises
    ------
    Unexpected
        When it comes from Melodi, and its columns are not those of the set that it is most like.
    """
    member = _data(opened)
    if member is None:
        return None
    columns = answers.columns(member) if member.kind == "json" else member.header
    found = set(columns) - set(ALWAYS) - set(BESIDE)
    alike = [one for one in sets().values() if found <= set(one.dimensions) and _required(one) <= found]
    if not alike:
        _refuse_near(member, found)
        return None
    if len(alike) == 1 and not alike[0].known_by:
        return alike[0]
    told = [one for one in alike if _has_codes(member, one)]
    if len(told) > 1:
        raise Unexpected(f"{member.file}\u202f: ce fichier peut être {' ou '.join(one.id for one in told)}.")
    return told[0] if told else None


def _required(one: MelodiSet) -> set[str]:
    return set(one.dimensions) - set(one.optional)


def _data(opened: Opened) -> Member | None:
    """Return the member that holds the figures: the other one of a file holds labels."""
    for member in opened.members:
        if member.kind == "csv" and set(ALWAYS) <= set(member.header):
            return member
        if member.kind == "json" and answers.are_answers(member):
            return member
    return None


def _refuse_near(member: Member, found: Collection[str]) -> None:
    """Say which column changed, of a set that shares most of them or that the file is named after."""
    shares = {one.id: len(set(found) & set(one.dimensions)) / len({*found, *one.dimensions}) for one in sets().values()}
    near = max(shares, key=lambda name: (f"{name}_" in f"{member.name}_", shares[name]), default="")
    if not near or (shares[near] < 0.5 and f"{near}_" not in f"{member.name}_"):
        return
    one = sets()[near]
    absent, more = sorted(_required(one) - set(found)), sorted(set(found) - set(one.dimensions))
    told = [f"la colonne {name} est absente" for name in absent] + [f"la colonne {name} est de trop" for name in more]
    raise Unexpected(f"{member.file}\u202f: ce fichier ressemble à {near}, mais {', '.join(told)}.")


def _has_codes(member: Member, one: MelodiSet) -> bool:
    """Tell whether the codes that tell a set from others of the same columns are there."""
    if not one.known_by:
        return True
    with member.stream() as content:
        for part in _parts(member, content, list(one.known_by)):
            shown = pc.and_kleene(True, pa.array(np.ones(len(part), dtype=bool)))
            for name, code in one.known_by.items():
                shown = pc.and_(shown, pc.equal(part.column(name), code))
            if pc.any(shown).as_py():
                return True
    return False


def read_set(opened: Opened, one: MelodiSet) -> Reading:
    """Read the measures of a set.

    Parameters
    ----------
    opened : Opened
        A file that `set_of` knows.
    one : MelodiSet
        Its set.

    Raises
    ------
    Unexpected
        When a filter leaves two lines for one territory and year, or none for any; when a mark is unknown.
    """
    member = _data(opened)
    if member is None:
        raise Unexpected(f"{opened.name}\u202f: aucune colonne GEO_OBJECT ni OBS_VALUE.")
    lines, geography = _kept_lines(member, one)
    if lines.empty:
        raise Unexpected(f"{member.file}\u202f: aucune ligne de {one.id} n’a les codes attendus.")
    lines = _judged(lines, member.file)
    zero = one.absent == "zero"
    cut = zero and not holds_all(lines, one.expected)
    parts = [_measure(lines, one, measure, member.file, alone=zero and not cut) for measure in one.measures]
    values = pd.concat([part for part in parts if len(part)], ignore_index=True)
    if cut:
        values = pd.concat([values, unknown(values, lines, [m.id for m in one.measures])], ignore_index=True)
    return Reading(values[list(COLUMNS)], geography or one.geography, str(int(values["year"].max())))


def _kept_lines(member: Member, one: MelodiSet) -> tuple[pd.DataFrame, int]:
    """Return the lines that some measure needs, and the year of their geography where the file says it."""
    known = set(answers.columns(member) if member.kind == "json" else member.header)
    asked = [one.codes_of(part) for measure in one.measures for part in (measure, measure.whole) if part]
    names = [name for name in dict.fromkeys(name for of_one in asked for name in of_one) if name in known]
    codes = {name: {code for of_one in asked for code in of_one.get(name, ())} for name in names}
    columns = list(
        dict.fromkeys([*ALWAYS, *codes, *(c for c in ("OBS_STATUS", "CONF_STATUS", "UNIT_MULT") if c in known)])
    )
    objects = [name for name, level in OBJECTS.items() if level in one.levels]
    kept: list[pd.DataFrame] = []
    seen: dict[str, set[str]] = {name: set() for name in codes}
    with member.stream() as content:
        for batch in _parts(member, content, columns):
            mask = pc.is_in(batch.column("GEO_OBJECT"), value_set=pa.array(objects))
            for name, wanted in codes.items():
                mask = pc.and_(mask, pc.is_in(batch.column(name), value_set=pa.array(sorted(wanted))))
            part = _of_one_measure(batch.filter(mask), asked, names)
            if len(part):
                kept.append(part.to_pandas())
            for name, held in seen.items():
                held.update(pc.unique(batch.column(name)).to_pylist())
    _refuse_lost_codes(codes, seen, member.file)
    lines = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=columns)
    return lines, answers.geography(member) if member.kind == "json" else 0


def _of_one_measure(
    part: pa.RecordBatch, asked: Sequence[Mapping[str, Sequence[str]]], names: Sequence[str]
) -> pa.RecordBatch:
    """Keep the lines of which every code is asked by one measure: most crossings of those of all are of none."""
    kept = pa.array(np.zeros(len(part), dtype=bool))
    for codes in asked:
        mask = pa.array(np.ones(len(part), dtype=bool))
        for name in (name for name in names if name in codes):
            mask = pc.and_(mask, pc.is_in(part.column(name), value_set=pa.array(codes[name])))
        kept = pc.or_(kept, mask)
    return part.filter(kept)


def _refuse_lost_codes(codes: dict[str, set[str]], seen: dict[str, set[str]], file: str) -> None:
    """A code that no line has was renamed: what is left would be taken for all."""
    for name, wanted in codes.items():
        if not wanted & seen[name]:
            expected, found = ", ".join(sorted(wanted)[:5]), ", ".join(sorted(seen[name])[:8])
            raise Unexpected(f"{file}\u202f: colonne {name}, codes {expected} attendus\u202f; on y trouve {found}.")


def _parts(member: Member, content: IO[bytes], columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    if member.kind == "json":
        yield pa.RecordBatch.from_pandas(answers.table(member)[list(columns)], preserve_index=False)
    else:
        yield from batches(content, Layout(columns), member.file)


def _judged(lines: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return the lines with level, code, year, value, status and reason in place of INSEE's marks."""
    lines = lines[(lines["GEO_OBJECT"] != "FRANCE") | (lines["GEO"] == WHOLE_FRANCE)].reset_index(drop=True)
    values, states = number(lines["OBS_VALUE"], file=file)
    marks, secrets = (
        lines[name] if name in lines else pd.Series("", index=lines.index) for name in ("OBS_STATUS", "CONF_STATUS")
    )
    _refuse_unknown(marks, (*SAYS_NOTHING, *MISSING, *REMARKS), file)
    _refuse_unknown(secrets, (*FREE, CONFIDENTIAL), file)
    if "UNIT_MULT" in lines:
        values = values * 10.0 ** number(lines["UNIT_MULT"].replace("", "0"), file=file)[0]
    gone, secret = marks.isin(MISSING), secrets == CONFIDENTIAL
    states = states.mask(gone, "not_published").mask(secret, "secret")
    reasons = marks.map(REMARKS).fillna("").where(states == "value", "")
    reasons = reasons.mask((marks == "K") & (states == "not_published"), COUNTED_ELSEWHERE)
    years = lines["TIME_PERIOD"]
    odd = years[~years.str.fullmatch(r"[12]\d{3}")]
    if len(odd):
        raise Unexpected(
            f"{file}\u202f: colonne TIME_PERIOD, une année est attendue et non «\u00a0{odd.iloc[0]}\u00a0»."
        )
    return lines.assign(
        level=lines["GEO_OBJECT"].map(OBJECTS),
        code=lines["GEO"].where(lines["GEO_OBJECT"] != "FRANCE", "france"),
        year=years.astype("int64"),
        value=values.where(states == "value"),
        status=states,
        reason=reasons,
    )


def _refuse_unknown(marks: pd.Series, known: Collection[str], file: str) -> None:
    stray = marks[~marks.isin(known)]
    if len(stray):
        raise Unexpected(f"{file}\u202f: colonne {marks.name}, marque inconnue «\u00a0{stray.iloc[0]}\u00a0».")


def _measure(lines: pd.DataFrame, one: MelodiSet, measure: SetMeasure, file: str, *, alone: bool) -> pd.DataFrame:
    """Return the rows of one measure: counts, or the rates that they are of others."""
    counts = _counts(lines, one, measure, file, alone=alone)
    if measure.whole is None:
        return counts
    whole = _counts(lines, one, measure.whole, file, alone=alone).set_index([*KEY_OF_LINES])
    both = counts.join(whole[["value", "status"]].add_prefix("whole_"), on=[*KEY_OF_LINES], how="inner")
    rates = (100 * both["value"] / both["whole_value"]).where(both["whole_value"] >= measure.least)
    values, states = computed(rates, both["status"], both["whole_status"])
    return both.assign(value=values, status=states)[list(counts.columns)]


def _counts(lines: pd.DataFrame, one: MelodiSet, measure: SetMeasure, file: str, *, alone: bool) -> pd.DataFrame:
    """Return each line that has the codes of a measure, or the sums of those of several codes.

    One line is `alone` enough for a sum where those that are absent are zeros.
    """
    codes = {name: wanted for name, wanted in one.codes_of(measure).items() if name in lines}
    mask = np.ones(len(lines), dtype=bool)
    for name, wanted in codes.items():
        mask &= lines[name].isin(wanted).to_numpy()
    if measure.years:
        mask &= lines["year"].isin(measure.years).to_numpy()
    several = [name for name, wanted in codes.items() if len(wanted) > 1]
    key = [*KEY_OF_LINES]
    kept = _once(lines.loc[mask, [*key, *several, *TOLD]], [*key, *several], measure.id, file)
    if several:
        needed = 1 if alone else int(np.prod([len(codes[name]) for name in several]))
        kept = _added(kept, key, needed)
    return kept[[*key, *TOLD]].assign(measure=measure.id)


def _once(kept: pd.DataFrame, key: list[str], measure: str, file: str) -> pd.DataFrame:
    """Leave out a line that says what another says: answers of the API give some twice, rounded otherwise.

    A line that says otherwise is refused.
    """
    again = kept.duplicated(key)
    if not again.any():
        return kept
    first = kept.groupby(key, sort=False, dropna=False)[["value", "status"]].transform("first")
    same = np.isclose(kept["value"], first["value"], rtol=1e-8, equal_nan=True) & (kept["status"] == first["status"])
    kept = kept[~(again & same)]
    twice = kept[kept.duplicated(key)]
    if len(twice):
        row = twice.iloc[0]
        raise Unexpected(
            f"{file}\u202f: deux lignes de {measure} pour {row['level']} {row['code']} en {row['year']}\u202f; une "
            "dimension n’est pas fixée."
        )
    return kept


def _added(kept: pd.DataFrame, key: list[str], needed: int) -> pd.DataFrame:
    """Return sums over lines of several codes: missing, for the first cause, as soon as one of them is."""
    if kept.empty:
        return kept
    missing = kept[kept["status"] != "value"].drop_duplicates(key).set_index(key)
    grouped = kept.groupby(key, sort=False)
    sums = grouped["value"].sum(min_count=1).to_frame()
    few = (grouped.size() < needed).reindex(sums.index)
    sums["status"] = missing["status"].reindex(sums.index).fillna("value")
    sums["status"] = sums["status"].mask(few & (sums["status"] == "value"), "not_published")
    remarks = kept.loc[kept["reason"] != ""].drop_duplicates(key).set_index(key)["reason"]
    sums["reason"] = remarks.reindex(sums.index).fillna("")
    sums["value"] = sums["value"].where(sums["status"] == "value")
    return sums.reset_index()
