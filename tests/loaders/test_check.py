"""The check fails on what was changed; that it passes on what ships, `.ci/run data` says each time."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from loaders.edition.check import check

PREPARED = Path(__file__).parents[2] / "data" / "prepared"


def test_the_check_fails_on_a_changed_table_and_on_an_empty_directory(tmp_path: Path) -> None:
    assert [result.passed for result in check(tmp_path)] == [False]
    copy = tmp_path / "prepared"
    shutil.copytree(PREPARED, copy)
    territories = pd.read_parquet(copy / "territories.parquet")
    territories[territories["id"] != "com-16102"].to_parquet(copy / "territories.parquet", index=False)
    failed = " ".join(result.sentence for result in check(copy) if not result.passed)
    assert "territories.parquet: sha256" in failed
    assert "commune: 34874 territories, expected 34875." in failed


BREACHES = {
    # Beyond what measures.toml declares for one commune, though far below what any sum may be.
    "in a table": [
        ("measures", "baac_tues__2020", (0, 151), "cells such as 151.0, expected 0.0 to 150.0."),
        ("measures", "alt_x_area__2018", (0, -10001), "cells such as -10001.0, expected -10000.0 to 1200000.0."),
    ],
    "between measures": [
        ("measures", "rp_appartements__2021", (1, 0.5), "rp_appartements__2021 exceeds rp_logements__2021 in "),
        ("measures", "pop_zone_tendue__2024", (1, 0.5), "pop_zone_tendue__2024 exceeds pop_mun__2023 in "),
        ("measures_above", "rne_cc__2026", (300, 0), "rne_cc__2026 is beyond 0 to 250 a commune in "),
        ("measures_above", "rne_vp_f__2026", (1, 30), "rne_vp_f__2026 exceeds rne_vp__2026 in "),
    ],
}
"""What each check finds in one pass: tables that break their own contract are not held against each other."""


@pytest.mark.parametrize("where", BREACHES)
def test_the_check_fails_on_each_breach_of_what_the_catalogue_declares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    copy = tmp_path / "prepared"
    shutil.copytree(PREPARED, copy)
    for table in {table for table, *_ in BREACHES[where]}:
        changed = pd.read_parquet(copy / f"{table}.parquet")
        for of, column, (times, more), _ in BREACHES[where]:
            if of == table:
                changed[column] = changed[column] * times + more
                if table == "measures_above":
                    changed.loc[changed[f"{column}__n"] == 0, column] = float("nan")
        changed.to_parquet(copy / f"{table}.parquet", index=False)
    monkeypatch.setattr("loaders.edition.check.SHOWN", 1_000)  # each breach is told, those after the fifth too
    failed = " ".join(result.sentence for result in check(copy) if not result.passed)
    assert [sentence for *_, sentence in BREACHES[where] if sentence not in failed] == []
