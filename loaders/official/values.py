"""From the cells of a producer's table to values and states: what no reader should write twice."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import cast

import numpy as np
import pandas as pd

from loaders.official.reading import COLUMNS, KEY, Unexpected

DISTRICTS: dict[str, tuple[str, ...]] = {
    "75056": tuple(str(code) for code in range(75101, 75121)),
    "69123": tuple(str(code) for code in range(69381, 69390)),
    "13055": tuple(str(code) for code in range(13201, 13217)),
}
"""Paris, Lyon, Marseille, and their municipal arrondissements."""
CITY = {district: city for city, districts in DISTRICTS.items() for district in districts}
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


def number(
    cells: pd.Series,
    decimal: str = ".",
    thousands: str = "",
    secret: Collection[str] = (),
    missing: Collection[str] = ("",),
    *,
    file: str = "",
) -> tuple[pd.Series, pd.Series]:
    """Read a column of figures, and of marks where there is none.

    Parameters
    ----------
    cells : Series
        Texts, named as their column.
    decimal : str
        The sign before decimals; two signs where a producer writes both (",.").
    thousands : str
        Signs between thousands; spaces of every width for a space. None are understood without it.
    secret, missing : collection of str
        Marks of a secret, and of an absent value; an empty cell is only absent if it is said.
    file : str
        Name to quote.

    Returns
    -------
    tuple of Series and Series
        Values (float, NaN for none), and their states (`value`, `secret`, `not_published`).

    Raises
    ------
    Unexpected
        At the first cell that is neither a number nor a known mark.
    """
    texts = cells.str.strip()
    places, distinct = pd.factorize(texts, use_na_sentinel=False)
    read = [_one(text, decimal, thousands, secret, missing) for text in distinct]
    if unknown := [text for text, found in zip(distinct, read, strict=True) if found is None]:
        # A table that was filtered keeps the numbers of its lines.
        line = texts.index[int(np.argmax((texts == unknown[0]).to_numpy()))]
        line = line + 2 if isinstance(line, int | np.integer) else line
        raise Unexpected(
            f"{file or 'Fichier'}\u202f: colonne {cells.name}, ligne {line}\u202f: «\u00a0{unknown[0]}\u00a0» n’est ni "
            "un nombre ni une marque connue."
        )
    told = [found for found in read if found]
    values = np.array([value for value, _ in told], dtype="float64")[places]
    states = np.array([state for _, state in told], dtype=object)[places]
    return (
        pd.Series(values, texts.index, name=cells.name),
        pd.Series(states, texts.index, dtype="str", name=cells.name),
    )


def _one(
    text: str, decimal: str, thousands: str, secret: Collection[str], missing: Collection[str]
) -> tuple[float, str] | None:
    if text in secret:
        return float("nan"), "secret"
    if text in missing:
        return float("nan"), "not_published"
    plain = _SPACES.sub("", text) if " " in thousands else text
    for sign in thousands.replace(" ", ""):
        plain = plain.replace(sign, "")
    if not re.fullmatch(rf"[-+]?[0-9]+(?:[{re.escape(decimal)}][0-9]+)?(?:[eE][-+]?[0-9]{{1,2}})?", plain):
        return None
    for sign in decimal:
        plain = plain.replace(sign, ".")
    return float(plain), "value"


def years(cells: pd.Series, file: str) -> pd.Series:
    """Read the year with which each cell begins: "2024", "2024-12-31".

    Parameters
    ----------
    cells : Series
        Texts, named as their column.
    file : str
        Name to quote.

    Raises
    ------
    Unexpected
        At the first cell that begins with none.
    """
    if len(odd := cells[~cells.str.match(r"[12]\d{3}(?!\d)")]):
        raise Unexpected(
            f"{file}\u202f: colonne {cells.name}, une année est attendue et non «\u00a0{odd.iloc[0]}\u00a0»."
        )
    return cells.str[:4].astype("int64")


def long(
    frame: pd.DataFrame,
    code: str,
    level: str,
    year: int,
    measures: Mapping[str, str],
    *,
    decimal: str = ".",
    thousands: str = "",
    secret: Collection[str] = (),
    missing: Collection[str] = ("",),
    file: str = "",
) -> pd.DataFrame:
    """Return columns of a table as values of a reading, one row a territory and measure.

    Parameters
    ----------
    frame : DataFrame
        Texts.
    code : str
        The column of the territories' codes.
    level : str
        Theirs, one of `LEVELS`.
    year : int
        Of observation.
    measures : mapping of str to str
        Column to measure.
    decimal, thousands, secret, missing, file
        As `number` takes them.
    """
    parts = []
    for column, measure in measures.items():
        values, states = number(frame[column], decimal, thousands, secret, missing, file=file)
        parts.append(rows(frame[code].str.strip(), level, measure, year, values, states))
    return pd.concat(parts, ignore_index=True)


def rows(
    codes: pd.Series, level: str, measure: str, year: int | pd.Series, values: pd.Series, states: pd.Series | str
) -> pd.DataFrame:
    """Return the rows of a reading for one measure, reasons left empty.

    Parameters
    ----------
    codes : Series
        Of the territories.
    level, measure
        Theirs.
    year : int or Series
        One for all, or each its own.
    values : Series
        NaN for none.
    states : Series or str
        Each its own, or one for all.
    """
    return pd.DataFrame(
        {
            "level": level,
            "code": codes.to_numpy(),
            "measure": measure,
            "year": year if isinstance(year, int) else year.to_numpy(),
            "value": values.to_numpy(dtype="float64"),
            "status": states if isinstance(states, str) else states.to_numpy(),
            "reason": "",
        }
    )


def computed(values: pd.Series, *states: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return what is made of several columns: a secret among them makes it secret, an absence absent.

    Parameters
    ----------
    values : Series
        Made of them; NaN where it cannot be.
    *states : Series
        Theirs.
    """
    status = pd.Series("value", values.index).mask(values.isna(), "not_computable")
    for state in ("not_published", "secret"):
        status = status.mask(pd.concat([one == state for one in states], axis=1).any(axis=1), state)
    return values.where(status == "value"), status


def drop_arrondissements(values: pd.DataFrame) -> pd.DataFrame:
    """Leave out the arrondissements of Paris, Lyon and Marseille: the whole is published beside them."""
    apart = (values["level"] == "arrondissement") | ((values["level"] == "commune") & values["code"].isin(CITY))
    return values[~apart].reset_index(drop=True)


def fold_arrondissements(values: pd.DataFrame) -> pd.DataFrame:
    """Put Paris, Lyon and Marseille, as the sums of their arrondissements, in place of these. Of counts only.

    A city of which an arrondissement is absent gets nothing; of which one is secret, is secret; of which one is not
    published, is not.

    Parameters
    ----------
    values : DataFrame
        Of a reading, whose arrondissements are of the level commune or arrondissement.
    """
    apart = values["level"].isin(["commune", "arrondissement"]) & values["code"].isin(CITY)
    folded = [city for _, part in values[apart].groupby(["measure", "year"], sort=False) for city in _cities(part)]
    kept = values[~apart]
    if not folded:
        return kept.reset_index(drop=True)
    made = pd.concat([kept, pd.DataFrame(folded, columns=list(COLUMNS))], ignore_index=True)
    twice = made.duplicated(KEY) & made["code"].isin(DISTRICTS)
    if twice.any():
        city = made.loc[twice, "code"].iloc[0]
        raise Unexpected(
            f"La commune {city} est publiée entière à côté de ses arrondissements\u202f: ils s’ajouteraient."
        )
    return made


def _cities(part: pd.DataFrame) -> list[dict[str, object]]:
    """Return the rows of the cities, all of whose arrondissements one measure and year has."""
    found: list[dict[str, object]] = []
    for city, districts in DISTRICTS.items():
        rows_ = part[part["code"].isin(districts)]
        if len(rows_) != len(districts):
            continue
        states = set(rows_["status"])
        status = next((state for state in ("secret", "not_published") if state in states), "value")
        total = float(rows_["value"].sum()) if states == {"value"} else float("nan")
        first = cast("dict[str, object]", rows_.iloc[0].to_dict())
        found.append(first | {"level": "commune", "code": city, "value": total, "status": status, "reason": ""})
    return found
