"""Income tax by commune (DGFiP, Ircom): tax households and their income, in total and by bracket.

What the file calls « Dép. » is a direction of the tax administration, which is no département: 010 is the Ain, the
Bouches-du-Rhône have two, Paris has five, and B31 is that of people who live abroad, whose « communes » are countries.
"""

from __future__ import annotations

import re

import pandas as pd

from loaders.official.columns import folded
from loaders.official.datasets import Dataset
from loaders.official.opened import Member, Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.tables.added import Order
from loaders.official.values import fold_arrondissements, number, rows

HOUSEHOLDS, INCOME, WEALTHIER = "ircom_foyers_fiscaux", "ircom_revenu_fiscal", "ircom_foyers_plus_50000"
NOT_TOLD = "La DGFiP ne donne le détail par tranche de revenu que pour les communes assez peuplées."
DATASETS = (
    Dataset(
        id="dgfip-ircom",
        producer="Direction générale des finances publiques",
        title="L’impôt sur le revenu par collectivité territoriale (Ircom)",
        source="dgfip_ircom",
        opens=(HOUSEHOLDS, INCOME, WEALTHIER),
        page="https://www.data.gouv.fr/fr/datasets/536998cba3a729239d20505e/",
        data_gouv=("536998cba3a729239d20505e", "ircom", "zip"),
        licence="Licence Ouverte 2.0",
        size=15_000_000,
        rhythm="chaque année, au printemps",
        expected={"commune": 33_000},
    ),
)
_COLUMNS = {
    "direction": r"dep(artement)?",
    "commune": r"commune",
    "bracket": r"revenu_fiscal_de_reference_par_tranche.*",
    "households": r"nombre_de_foyers_fiscaux",
    "income": r"revenu_fiscal_de_reference_des_foyers_fiscaux",
}
"""What a column is -> pattern of its folded name."""
TOTAL = "total"
BRACKETS = (
    "0_a_10_000",
    "10_001_a_12_000",
    "12_001_a_15_000",
    "15_001_a_20_000",
    "20_001_a_30_000",
    "30_001_a_50_000",
    "50_001_a_100_000",
    "de_100_000",
)
"""Folded; the last is written with a plus sign before it."""
_ABOVE_50_000 = BRACKETS[-2:]
_EURO, _SECRET = 1000.0, ("n.c.", "n.c", "nc", "NC")
_ABROAD = "B31"
_SPLIT = {"131", "132", "591", "592", "754", "755", "756", "757", "758", "921", "922"}
_OVERSEAS = ("971", "972", "973", "974", "976")
_OUTSIDE = ("975", "977", "978", "986", "987", "988")
_MONACO = "06900"
_LINES = 15
_YEAR = re.compile(r"revenus[^\d]{0,12}(20\d\d)", re.IGNORECASE)


def recognise(opened: Opened) -> str | None:
    """Return the id of the data set, when a table of the file or of its archive has the columns."""
    return DATASETS[0].id if _tables(opened, first=True) else None


def read(opened: Opened, _dataset: str) -> Reading:
    """Read the totals of each commune, and what exceeds 50 000 € where brackets are told.

    Parameters
    ----------
    opened : Opened
        The file.
    _dataset : str
        The one of this module.
    """
    tables = _tables(opened)
    whole = [table for table in tables if "complet" in table[0].name.lower()]
    frames = [_frame(member, place, sheet, names) for member, place, sheet, names in whole or tables]
    frame = pd.concat(frames, ignore_index=True)
    file, year = opened.name, _year(opened, tables)
    frame["code"] = _codes(frame, file)
    frame["bracket"] = frame["bracket"].map(folded)
    if len(odd := frame.loc[~frame["bracket"].isin([TOTAL, *BRACKETS]), "bracket"]):
        raise Unexpected(f"{file}\u202f: la tranche de revenu «\u00a0{odd.iloc[0]}\u00a0» n’est pas attendue.")
    frame = frame[frame["code"] != ""]
    order = Order(opened)
    order.see(frame["code"])
    frame["households"], frame["told"] = number(
        frame["households"], ",.", " ", secret=_SECRET, missing=(".",), file=file
    )
    frame["income"], frame["income_told"] = number(
        frame["income"], ",.", " ", secret=_SECRET, missing=(".",), file=file
    )
    values = pd.concat([_totals(frame, year), _above(frame, year)], ignore_index=True)
    return Reading(fold_arrondissements(values), geography=year + 1, edition=f"revenus {year}", unsure=order.unsure)


def _totals(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    total = frame[frame["bracket"] == TOTAL]
    return pd.concat(
        [
            rows(total["code"], "commune", HOUSEHOLDS, year, total["households"], total["told"]),
            rows(total["code"], "commune", INCOME, year, total["income"] * _EURO, total["income_told"]),
        ],
        ignore_index=True,
    )


def _above(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    """Add up the two highest brackets: secret where one is, not published where a commune has none."""
    high = (
        frame[frame["bracket"].isin(_ABOVE_50_000)]
        .groupby("code")
        .agg(households=("households", "sum"), known=("told", lambda states: bool((states == "value").all())))
    )
    codes = frame.loc[frame["bracket"] == TOTAL, "code"]
    high = high.reindex(codes)
    told, known = high["households"].notna().to_numpy(), high["known"].eq(True).to_numpy()
    states = pd.Series("not_published", index=high.index).mask(told, "secret").mask(told & known, "value")
    values = rows(codes, "commune", WEALTHIER, year, high["households"].where(told & known), states)
    return values.assign(reason=values["reason"].mask(values["status"] == "not_published", NOT_TOLD))


def _codes(frame: pd.DataFrame, file: str) -> pd.Series:
    """Return the INSEE codes; an empty one for what is no commune of France: residents abroad, Monaco, overseas."""
    pairs = frame["direction"].str.strip() + "/" + frame["commune"].str.strip()
    apart = {pair: pair.partition("/") for pair in pairs.unique()}
    return pairs.map({pair: _code(direction, commune, file) for pair, (direction, _, commune) in apart.items()})


def _code(direction: str, commune: str, file: str) -> str:
    if direction == _ABROAD or direction in _OUTSIDE:
        return ""
    commune = commune.zfill(3)
    if not re.fullmatch(r"\d{3}", commune):
        raise Unexpected(f"{file}\u202f: «\u00a0{commune}\u00a0» n’est pas un code de commune de la DGFiP.")
    if direction in _OVERSEAS:
        # The last figure of 971 to 976 is repeated at the head of the commune's code.
        return direction[:2] + commune
    ordinary = re.fullmatch(r"(0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5])0", direction)
    if not ordinary and direction not in _SPLIT:
        raise Unexpected(f"{file}\u202f: la direction «\u00a0{direction}\u00a0» de la DGFiP n’est pas connue.")
    code = direction[:2] + commune
    return "" if code == _MONACO else code


def _year(opened: Opened, tables: list[tuple[Member, int, str | None, dict[str, str]]]) -> int:
    """Return the year of the incomes, which stands in the titles or in the names of the files."""
    texts = [member.head(place, sheet=sheet) for member, place, sheet, _ in tables[:1] if place]
    texts += [member.name for member, *_ in tables] + [opened.name]
    for text in texts:
        if match := _YEAR.search(text):
            return int(match[1])
    raise Unexpected(f"{opened.name}\u202f: l’année des revenus n’est ni dans les titres ni dans le nom du fichier.")


def _tables(opened: Opened, first: bool = False) -> list[tuple[Member, int, str | None, dict[str, str]]]:
    """Return the tables of communes: their members, the place of their line of names, their sheets, their columns."""
    found: list[tuple[Member, int, str | None, dict[str, str]]] = []
    for member in opened.members:
        if member.kind in ("json", "parquet"):
            continue
        for sheet in member.sheets if member.kind in ("xlsx", "ods") else (None,):
            if layout := _layout(member, sheet):
                found.append((member, *layout))
                break
        if found and first:
            break
    return found


def _layout(member: Member, sheet: str | None) -> tuple[int, str | None, dict[str, str]] | None:
    separators = re.compile(r"\t" if sheet is not None else r"[;\t,]")
    for place, line in enumerate(member.head(_LINES, sheet=sheet).split("\n")):
        cells = [cell.strip().strip('"') for cell in separators.split(line.removeprefix("\ufeff"))]
        names = {folded(cell): cell for cell in reversed(cells) if cell}
        columns = {
            key: names[name] for key, pattern in _COLUMNS.items() for name in names if re.fullmatch(pattern, name)
        }
        if len(columns) == len(_COLUMNS):
            return place, sheet, columns
        if {"direction", "bracket"} <= columns.keys():
            missing = next(pattern for key, pattern in _COLUMNS.items() if key not in columns)
            raise Unexpected(
                f"{member.file}\u202f: la colonne «\u00a0{missing}\u00a0» est absente\u202f; "
                f"on y trouve {', '.join(cells)}."
            )
    return None


def _frame(member: Member, place: int, sheet: str | None, columns: dict[str, str]) -> pd.DataFrame:
    frame = member.table(list(columns.values()), sheet=sheet, skip=place)
    frame = frame.set_axis(list(columns), axis=1)
    # A second line of names, under merged cells, has no code; neither have the notes under the table.
    return frame[frame["commune"].str.strip() != ""]
