"""Opening hours as people write them, and what is kept of mail and site addresses."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from loaders.pipeline.sources import SourceError
from loaders.pipeline.staging import conform
from loaders.producers.town_halls import (
    RAW,
    HoursError,
    Week,
    described,
    mass_market,
    parse_week,
    town_hall_columns,
)

MORNING = ["09:00:00", "12:00:00"]
AFTERNOON = ["14:00:00", "17:30:00"]


def week(*entries: list[object]) -> Week | None:
    return parse_week(json.dumps(entries))


def test_ranges_of_days_and_slots_add_up() -> None:
    assert week(["lundi", "jeudi", [MORNING, AFTERNOON]], ["vendredi", "vendredi", [MORNING]]) == Week(
        29, 5, False, False
    )


def test_saturday_and_evening() -> None:
    late = week(["vendredi", "samedi", [["17:00:00", "18:30:00"]]])
    assert late == Week(3, 2, True, True)
    assert week(["lundi", "lundi", [["14:00:00", "18:00:00"]]]) == Week(4, 1, False, False)


def test_a_repeated_day_counts_once() -> None:
    assert week(["mercredi", "mercredi", [MORNING]], ["mercredi", "mercredi", [MORNING, AFTERNOON]]) == Week(
        6.5, 1, False, False
    )
    assert week(["lundi", "mardi", [MORNING]], ["mardi", "mardi", [["10:00:00", "13:00:00"]]]) == Week(
        7, 2, False, False
    )


def test_weird_entries() -> None:
    assert week() is None
    assert week(["lundi", "", [MORNING]]) == Week(3, 1, False, False)
    assert week(["lundi", "lundi", [MORNING, ["18:00:00", "18:00:00"]]]) == Week(3, 1, False, False)
    assert week(["lundi", "lundi", [["12:00:00", "09:00:00"]]]) is None
    assert week(["samedi", "dimanche", []]) is None


@pytest.mark.parametrize(
    "text",
    [
        "[",
        '[["lundi", "lundi"]]',
        '[["monday", "monday", []]]',
        '[["mardi", "lundi", []]]',
        '[["lundi", "lundi", [["9h", "12h"]]]]',
        "[1]",
    ],
)
def test_hours_in_another_writing_are_refused(text: str) -> None:
    with pytest.raises(HoursError):
        parse_week(text)


def raw(**changes: object) -> pd.DataFrame:
    hall = {"code": "16102", "type": "COM", "mairie_horaires": "[]", "mairie_email": "Mairie@Orange.FR"}
    return pd.DataFrame(
        [{**hall, "mairie_telephone": "05 45 36 55 36", "mairie_site": "https://x.fr", **changes}], dtype="str"
    )


def test_only_what_names_nobody_is_kept() -> None:
    assert described(raw()).iloc[0].tolist() == ["16102", "[]", "1", "https", "orange.fr"]
    assert described(raw(mairie_site="www.x.fr"))["site"].tolist() == [""]
    assert described(raw(mairie_site="https:/x.fr "))["site"].tolist() == ["https"]
    assert described(raw(mairie_site="mairie@orange.fr"))["site"].isna().all()
    without = described(raw(mairie_site=None, mairie_email=None, mairie_telephone=None))
    assert without[["telephone", "site", "mail_domain"]].isna().all(axis=None)
    assert described(raw(type="COMD")).empty


def test_measures_of_a_town_hall() -> None:
    hours = json.dumps([["lundi", "samedi", [MORNING]]])
    halls = pd.concat([described(raw(mairie_horaires=hours)), described(raw(code="16103", mairie_site="http://x.fr"))])
    columns = town_hall_columns(halls, pd.Index(["16102", "16103"]))
    cells = {name: column.cells.tolist() for (name, _), column in columns.items()}
    assert (cells["mairie_n"], cells["mairie_has_site"], cells["mairie_https"]) == ([1, 1], [1, 1], [1, 0])
    assert (cells["mairie_has_horaires"], cells["mairie_mail_gp"], cells["mairie_has_tel"]) == ([1, 0], [1, 1], [1, 1])
    assert [cells[f"mairie_{name}"][0] for name in ("heures", "jours", "samedi", "soir")] == [18, 6, 1, 0]
    assert columns["mairie_heures", 2026].gaps["16103"].status == "not_published"


def test_refusals_name_file_column_and_expectation() -> None:
    with pytest.raises(
        SourceError, match=r"communes\.csv\.lzma: column 'mairie_horaires' of 16102 holds .*expected days and times"
    ):
        town_hall_columns(described(raw(mairie_horaires='[["lundi", "lundi", [["9h", "12h"]]]]')), pd.Index(["16102"]))
    with pytest.raises(SourceError, match=r"column 'code' lacks 1 communes, such as 16103"):
        town_hall_columns(described(raw()), pd.Index(["16102", "16103"]))
    with pytest.raises(SourceError, match=r"demo\.csv: 1 rows, expected 37530"):
        conform(raw(), RAW, "demo.csv")
    with pytest.raises(SourceError, match=r"demo\.csv: column 'mairie_site' is absent"):
        conform(raw().drop(columns="mairie_site"), RAW, "demo.csv")


def test_the_list_of_providers_is_ours_and_well_formed() -> None:
    domains = mass_market()
    assert {"wanadoo.fr", "orange.fr", "gmail.com"} <= domains
    assert not domains & {"collectivite47.fr", "ovh.fr", "gmail.fr"}
    assert len(domains) == 29
    assert all(domain == domain.lower() and "@" not in domain for domain in domains)
