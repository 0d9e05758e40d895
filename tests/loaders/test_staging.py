"""A table that is not what it was stops the loader with a sentence, and what shipped before stays."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from loaders.pipeline.sources import SourceError
from loaders.pipeline.staging import CODE, WHOLE, Expected, Form, conform, replacing, write_parquet

EXPECTED = Expected({"code": Form(CODE), "people": Form(WHOLE, optional=True)}, 2, ("code",))


def raw(**changes: list[str | None]) -> pd.DataFrame:
    return pd.DataFrame({"code": ["16102", "2A004"], "people": ["10", None], **changes}, dtype="str")


def refusal(table: pd.DataFrame) -> str:
    with pytest.raises(SourceError) as caught:
        conform(table, EXPECTED, "demo.csv")
    return str(caught.value)


def test_a_sound_table_is_kept_as_text_and_sorted() -> None:
    table = conform(raw()[::-1].assign(other="x"), EXPECTED, "demo.csv")
    assert list(table.columns) == ["code", "people"]
    assert table["code"].tolist() == ["16102", "2A004"]
    assert table["people"].isna().tolist() == [False, True]


def test_a_truncated_table_is_refused() -> None:
    assert refusal(raw().head(1)) == "demo.csv: 1 rows, expected 2 (a truncated or different file)."


def test_a_renamed_column_is_refused() -> None:
    assert "demo.csv: column 'people' is absent" in refusal(raw().rename(columns={"people": "habitants"}))


def test_columns_in_another_order_are_refused() -> None:
    assert "column 'people' comes before 'code'" in refusal(raw()[["people", "code"]])


def test_columns_whose_contents_were_swapped_are_refused() -> None:
    assert "column 'code' holds '10'" in refusal(raw(code=["10", "20"]))


def test_an_empty_code_and_a_repeated_one_are_refused() -> None:
    assert "column 'code' has 1 empty cells" in refusal(raw(code=["16102", None]))
    assert "column code repeats ('16102',)" in refusal(raw(code=["16102", "16102"]))


def test_what_shipped_stays_untouched_when_a_build_fails(tmp_path: Path) -> None:
    shipped = tmp_path / "prepared"
    shipped.mkdir()
    (shipped / "table.parquet").write_bytes(b"before")

    def failing_build() -> None:
        with replacing(shipped) as temporary:
            (temporary / "table.parquet").write_bytes(b"after")
            raise SourceError("broken")

    with pytest.raises(SourceError):
        failing_build()
    assert (shipped / "table.parquet").read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["prepared"]
    with replacing(shipped) as temporary:
        (temporary / "table.parquet").write_bytes(b"after")
    assert (shipped / "table.parquet").read_bytes() == b"after"


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    table = pd.DataFrame({"code": ["a", None], "people": [1.5, float("nan")]})
    write_parquet(table, tmp_path / "one.parquet")
    write_parquet(table.set_index(pd.Index([5, 9])), tmp_path / "two.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()
