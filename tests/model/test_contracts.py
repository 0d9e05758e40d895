"""Contracts report every violation at once, and what ships has none."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from observatoire.model.contracts import CONTRACTS, edition_violations, table_violations

PREPARED = Path(__file__).parents[2] / "data" / "prepared"


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
