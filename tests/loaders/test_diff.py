"""A person reads what an update changes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from loaders.__main__ import main
from loaders.edition.diff import Edition, diff
from loaders.pipeline.staging import write_parquet

EPCI = "200070514"


def edition(populations: dict[str, float], **columns: float) -> Edition:
    codes = list(populations)
    communes = [(f"com-{code}", "commune", code, f"Ville {code}", f"Ville {code}", EPCI) for code in codes]
    rows = [*communes, (f"epci-{EPCI}", "epci", EPCI, "Communauté du Pays", "Le Pays", None)]
    measures = pd.DataFrame({"code": codes, "pop_mun__2022": list(populations.values()), **columns})
    cells = pd.DataFrame({"measure": ["pop_mun"], "year": [2022], "code": [codes[0]], "reason": ["…"]})
    return {
        "territories": pd.DataFrame(rows, columns=["id", "level", "code", "name", "short_name", "epci"]),
        "measures": measures,
        "gaps": cells.assign(status="secret").head(0),
        "flags": cells.assign(flag="estimated"),
    }


OLD = edition({"16001": 100.0, "16002": 50.0}, lycees__2026=0.0)
NEW = edition({"16001": 130.0, "16003": 50.0}, pop_mun__2023=1.0)


def test_two_equal_editions_do_not_differ() -> None:
    assert diff(OLD, OLD).count("  no change") == 4


def test_what_changes_is_said() -> None:
    lines = diff(OLD, NEW)
    assert "  lost measure lycees: 2026" in lines
    assert "  new years of pop_mun: 2023" in lines
    assert "  1 commune appear: Ville 16003 (16003)" in lines
    assert "  1 commune vanish: Ville 16002 (16002)" in lines
    assert "    Le Pays (200070514) 2022: 150 -> 180 (+20.0%)" in lines


def test_moves_from_nothing_and_counts_of_remarks_are_said() -> None:
    new = {**OLD, "measures": OLD["measures"].assign(lycees__2026=[1.0, 1.0]), "flags": OLD["flags"].head(0)}
    new["gaps"] = OLD["flags"].drop(columns="flag").assign(status="secret")
    lines = diff(OLD, new)
    assert "    Le Pays (200070514) 2026: 0 -> 2 (from nothing)" in lines
    assert "  gaps pop_mun secret: 0 -> 1" in lines
    assert "  flags pop_mun estimated: 1 -> 0" in lines


def test_sums_that_ship_above_the_communes_are_compared_too() -> None:
    above = pd.DataFrame({"id": [f"epci-{EPCI}"], "rne_elus_f__2026": [40.0], "rne_elus_f__2026__n": [2]})
    old, new = {**OLD, "measures_above": above}, {**OLD, "measures_above": above.assign(rne_elus_f__2026=50.0)}
    assert "    Le Pays (200070514) 2026: 40 -> 50 (+25.0%)" in diff(old, new)
    assert "  new measure rne_elus_f: 2026" in diff(OLD, new)


def test_the_command_compares_two_directories(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, tables in (("old", OLD), ("data/prepared", NEW)):
        for table, content in tables.items():
            write_parquet(content, tmp_path / name / f"{table}.parquet")
    assert main(["diff", str(tmp_path / "old"), "--data", str(tmp_path / "data")]) == 0
    assert "150 -> 180" in capsys.readouterr().out
    assert main(["diff", str(tmp_path / "nowhere"), "--data", str(tmp_path / "data")]) == 1
    assert "expected a prepared edition" in capsys.readouterr().err


def test_what_is_published_above_the_communes_is_compared_too() -> None:
    table = pd.DataFrame({"id": [f"epci-{EPCI}", "dep-16"], "pop_mun__2022": [1000.0, float("nan")]})
    more = table.assign(pop_mun__2022=[1500.0, 7.0])
    assert "Published above communes" not in diff(OLD, {**OLD, "published": table}), "nothing to compare it with"
    lines = diff({**OLD, "published": table}, {**OLD, "published": more})
    assert "  pop_mun: 1 published figures differ, 1 appear, 0 vanish" in lines
    assert f"    Le Pays (epci-{EPCI}) 2022: 1000 -> 1500 (+50.0%)" in lines
    back = diff({**OLD, "published": more}, {**OLD, "published": table})
    assert "  pop_mun: 1 published figures differ, 0 appear, 1 vanish" in back
