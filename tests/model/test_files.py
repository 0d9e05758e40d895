"""An edition that is not as its manifest says is refused before anything of it is shown, in a sentence that mends."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pandas as pd
import pytest

from observatoire.model.catalog import load_catalog
from observatoire.model.contracts import CONTRACTS, OF_THEIR_TIME
from observatoire.model.files import COLUMNS, MANIFEST, MEND, DataNotReadableError, Listed, column_names, read_manifest
from observatoire.model.store import PREPARED_DIR, open_store
from observatoire.statistics.offering import refuse_other_features

SHIPPED = sorted(json.loads((PREPARED_DIR / MANIFEST).read_text())["tables"])


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    """The edition that ships, each file of it a link: a test harms one of them."""
    for name in (*SHIPPED, MANIFEST):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).symlink_to(PREPARED_DIR / name)
    return tmp_path


def put(path: Path, content: bytes | None) -> None:
    path.unlink()
    if content is not None:
        path.write_bytes(content)


def refusal(edition: Path) -> str:
    with pytest.raises(DataNotReadableError) as refused:
        open_store(edition)
    sentence = str(refused.value)
    assert sentence.startswith(str(edition))
    assert sentence.endswith(MEND)
    assert "\n" not in sentence
    return sentence


def test_each_file_that_ships_is_missed_told_when_cut_and_told_when_changed(edition):
    listed = Listed(edition, read_manifest(edition))
    assert listed.faults() == []
    for name in SHIPPED:
        content = (PREPARED_DIR / name).read_bytes()
        middle = len(content) // 2
        put(edition / name, content[:middle])
        assert listed.faults() == [f"{name} a {middle} octets, et non {len(content)}"]
        put(edition / name, content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
        assert listed.faults() == [f"{name} n’a pas le contenu que dit {MANIFEST}"]
        put(edition / name, None)
        assert listed.faults() == [f"{name} manque"]
        (edition / name).symlink_to(PREPARED_DIR / name)
    assert listed.faults() == []


def test_a_file_is_read_once_and_again_only_when_it_changed(edition, monkeypatch):
    put(edition / "gaps.parquet", (PREPARED_DIR / "gaps.parquet").read_bytes())
    listed, read = Listed(edition, read_manifest(edition)), []
    digest = hashlib.file_digest

    def counted(content, kind):
        read.append(content.name)
        return digest(content, kind)

    monkeypatch.setattr("observatoire.model.files.hashlib.file_digest", counted)
    assert listed.faults() == listed.faults() == []
    assert len(read) == len(SHIPPED)
    os.utime(edition / "gaps.parquet", ns=(1, 1))
    assert listed.faults() == listed.faults() == []
    assert read[len(SHIPPED) :] == [str(edition / "gaps.parquet")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "manifest.json manque"),
        (b"", "n’est pas celui d’une édition, ou il est coupé"),
        (b'{"edition": "2026.1", "tab', "ou il est coupé"),
        (b"\xff\xfe\x00", "ou il est coupé"),
        (b"[" * 100_000, "ou il est coupé"),
        (b"[]", "n’est pas celui d’une édition"),
        (b'{"edition": "2026.1", "cog": 2026, "epci_date": "2026-01-01"}', "n’est pas celui d’une édition"),
        (b'{"edition": "x", "cog": 1, "epci_date": "x", "tables": {"a": 3}}', "n’est pas celui d’une édition"),
        (b'{"edition": "", "cog": 1, "epci_date": "x", "tables": {}}', "ne dit pas de quelle édition il est"),
    ],
)
def test_a_manifest_that_is_none_is_told(edition, content, said):
    put(edition / MANIFEST, content)
    assert said in refusal(edition)


def test_more_faults_than_a_reader_wants_are_counted(edition):
    for name in SHIPPED[:5]:
        put(edition / name, b"")
    assert "\u202f; 2 autres fichiers aussi. " in refusal(edition)


def relist(edition: Path, name: str, table: pd.DataFrame) -> None:
    """Write a table of another time, as its manifest lists it."""
    put(edition / name, None)
    table.to_parquet(edition / name)
    manifest = json.loads((edition / MANIFEST).read_text())
    content = (edition / name).read_bytes()
    manifest["tables"][name] |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    put(edition / MANIFEST, json.dumps(manifest).encode())


def test_an_edition_of_another_time_is_told_by_the_column_that_it_lacks(edition):
    flags = pd.read_parquet(PREPARED_DIR / "flags.parquet")
    relist(edition, "flags.parquet", flags.drop(columns="reason"))
    assert "flags.parquet n’a pas la colonne «\u00a0reason\u00a0»" in refusal(edition)


def test_features_of_another_catalogue_are_told(tmp_path):
    catalog = load_catalog()
    [first, *others] = catalog.features
    path = tmp_path / "features.parquet"
    pd.DataFrame({"id": ["com-16102"], **dict.fromkeys(others, 0.0)}).to_parquet(path)
    with pytest.raises(DataNotReadableError, match=f"n’a pas le critère «\u00a0{first}\u00a0»"):
        refuse_other_features(catalog, path)
    refuse_other_features(catalog, PREPARED_DIR / "features.parquet")


def test_the_columns_that_are_asked_of_any_edition_are_those_of_the_contracts():
    for table, columns in COLUMNS.items():
        of_the_contract = tuple(CONTRACTS[table].key if table in OF_THEIR_TIME else CONTRACTS[table].columns)
        assert columns == of_the_contract, table
        assert set(columns) <= set(column_names(PREPARED_DIR / f"{table}.parquet"))


def test_a_file_that_is_cut_after_the_start_is_told_when_it_is_read(edition):
    store = open_store(edition)
    put(edition / "contours" / "epci_full.parquet", b"PAR1 cut")
    with pytest.raises(DataNotReadableError, match=r"epci_full\.parquet est coupé ou abîmé"):
        store.outlines("epci", "full")
    put(edition / "adjacency.parquet", None)
    with pytest.raises(DataNotReadableError, match=r"adjacency\.parquet manque"):
        store.adjacent("com-16102")
