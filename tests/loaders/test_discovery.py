"""Producers' modules are found by their functions, and refused when they clash or say nothing in the catalogue."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

from loaders import producers
from loaders.pipeline import discovery, measures
from loaders.pipeline.inputs import Inputs, Staged
from loaders.pipeline.remarks import Gap, MeasureColumn, Remark
from loaders.pipeline.sources import Artifacts, SourceError
from loaders.pipeline.stage import stage
from observatoire.model.catalog import load_catalog

MODULE = """
import pandas as pd
from loaders.pipeline.remarks import MeasureColumn

def stage(artifacts):
    return {"TABLE": pd.DataFrame({"code": ["01001"]}, dtype="str")}

def prepare(inputs):
    return {("MEASURE", 2021): MeasureColumn(pd.Series({"01001": 1.0}))}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that takes the place of `loaders/producers`."""
    monkeypatch.setattr(producers, "__path__", [str(tmp_path)])
    for name in [name for name in sys.modules if name.startswith("loaders.producers.")]:
        monkeypatch.delitem(sys.modules, name)
    return tmp_path


def write(folder: Path, name: str, table: str, measure: str) -> None:
    text = MODULE.replace("TABLE", table).replace("MEASURE", measure)
    (folder / f"{name}.py").write_text(text, encoding="utf-8")


def built() -> list[tuple[str, int]]:
    return list(measures.build_measures(Inputs(*[None] * 8)))  # type: ignore[arg-type]


def test_modules_are_asked_in_order_of_names_and_laid_in_the_order_of_the_catalogue(folder: Path) -> None:
    declared = list(load_catalog().measures)
    write(folder, "second", "two", declared[0])
    write(folder, "first", "one", declared[-1])
    (folder / "reader.py").write_text('"""Used by the two others: it has none of the functions."""\n', encoding="utf-8")
    assert [name for name, _ in discovery.found("stage")] == ["first", "second"]
    assert list(discovery.results("notices", None)) == []
    assert stage({}, folder, folder / "staged") == ["one: 1 rows.", "two: 1 rows."]
    assert built() == [(declared[0], 2021), (declared[-1], 2021)]


def test_modules_of_a_room_are_among_the_others_and_no_two_have_one_name(folder: Path) -> None:
    (folder / "room").mkdir()
    (folder / "room" / "__init__.py").touch()
    write(folder, "first", "one", "rp_pop")
    write(folder / "room", "between", "two", "rp_pop")
    assert [name for name, _ in discovery.found("stage")] == ["first", "room/between"]
    write(folder / "room", "first", "three", "rp_pop")
    with pytest.raises(SourceError, match="one name"):
        list(discovery.found("stage"))


def test_what_two_modules_make_is_refused(folder: Path) -> None:
    write(folder, "first", "one", "rp_pop")
    write(folder, "second", "one", "rp_pop")
    with pytest.raises(SourceError, match=r"producers/second\.py makes one, which another module makes already"):
        stage({}, folder, folder / "staged")
    with pytest.raises(SourceError, match=r"producers/second\.py makes \('rp_pop', 2021\), which another"):
        built()


def test_a_measure_that_the_catalogue_does_not_declare_is_refused(folder: Path) -> None:
    write(folder, "first", "one", "rp_popp")
    with pytest.raises(SourceError, match=r"producers/first\.py makes rp_popp: declare it in measures\.toml"):
        built()


def test_a_staged_table_is_read_when_asked_for(tmp_path: Path) -> None:
    tables = Staged(tmp_path)
    with pytest.raises(SourceError, match="run `python -m loaders stage` first"):
        tables["one"]
    pd.DataFrame({"code": ["01001"]}, dtype="str").to_parquet(tmp_path / "one.parquet")
    assert tables["one"]["code"].tolist() == ["01001"]
    assert tables["one"] is tables["one"]


def test_a_file_of_no_declared_source_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no source 'inse' in packages\.toml"):
        Artifacts({}, tmp_path).read("inse", "table.csv")


def test_an_emptied_cell_has_its_cause_and_no_remark() -> None:
    shared, secret, absent = Remark("estimated", "…"), Gap("secret", "…"), Gap("not_published", "…")
    column = MeasureColumn(
        pd.Series({"01001": 1.0, "01002": 2.0, "01003": float("nan")}), {"01001": shared, "01002": shared}
    )
    column.empty(["01002"], secret)
    column.explain(absent)
    assert column.cells.isna().tolist() == [False, True, True]
    assert column.remarks == {"01001": shared}
    assert column.gaps == {"01002": secret, "01003": absent}
