"""How much events vary when nothing changes: the estimates, on made counts and on those that ship."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from loaders.__main__ import LAST_STEPS
from loaders.pipeline.errors import dispersion, estimated_errors, write_errors
from observatoire.model.catalog import load_catalog
from observatoire.model.store import PREPARED_DIR, open_store


def test_pure_chance_and_more_are_told_apart() -> None:
    rng = np.random.default_rng(7)
    few, many = np.full(4_000, 2.0), np.full(1_000, 60.0)
    means = np.concatenate([few, many])
    plain = rng.poisson(means, (7, 5_000)).astype(float)
    phi, c2 = dispersion(plain)
    assert phi == pytest.approx(1, abs=0.03)
    assert c2 == pytest.approx(0, abs=0.003)
    moved = rng.poisson(means * rng.gamma(1 / 0.035, 0.035, (7, 5_000))).astype(float)
    assert dispersion(moved)[1] == pytest.approx(0.035, abs=0.005)


def test_what_moves_all_places_together_is_no_chance_of_one() -> None:
    rng = np.random.default_rng(8)
    means = np.full(2_000, 60.0)
    halved = rng.poisson(means * np.array([1, 0.5, 1, 0.5, 1, 0.5, 1])[:, None], (7, 2_000)).astype(float)
    assert dispersion(halved)[1] < 0.006, "0.3 if the years were taken as they are"


def test_the_manifest_holds_what_the_data_give_and_nothing_else_changes(tmp_path: Path) -> None:
    shipped = json.loads((PREPARED_DIR / "manifest.json").read_text(encoding="utf-8"))
    for path in PREPARED_DIR.iterdir():
        if path.name != "manifest.json":
            (tmp_path / path.name).symlink_to(path)
    (tmp_path / "manifest.json").write_text(json.dumps({k: v for k, v in shipped.items() if k != "errors"}))
    assert LAST_STEPS["errors"] is write_errors
    write_errors(tmp_path)
    assert (tmp_path / "manifest.json").read_bytes() == (PREPARED_DIR / "manifest.json").read_bytes(), (
        "data/prepared/manifest.json is not what `python -m loaders errors` writes"
    )


def test_accidents_repeat_each_other_as_was_found_by_hand() -> None:
    found = estimated_errors(open_store(), load_catalog())
    assert list(found) == ["baac_acc", "baac_tues", "baac_hosp", "baac_velo", "baac_pieton"]
    accidents, killed = found["baac_acc"], found["baac_tues"]
    assert accidents["years"] == [2005, 2019], "2020 is apart"
    assert found["baac_hosp"]["years"] == [2005, 2017], "counted otherwise since 2018"
    assert accidents["phi"] == pytest.approx(1.0, abs=0.06)
    assert accidents["c2"] == pytest.approx(0.035, abs=0.006)
    assert killed["c2"] == 0
    # 500 to 2 000 inhabitants, 2 000 to 5 000, 5 000 to 10 000: one year, then five.
    assert accidents["repeatability"]["1"][1:4] == pytest.approx([0.29, 0.58, 0.80], abs=0.02)
    assert accidents["repeatability"]["5"][1:4] == pytest.approx([0.57, 0.79, 0.86], abs=0.02)
    assert killed["repeatability"]["5"][1:5] == pytest.approx([0.14, 0.24, 0.35, 0.58], abs=0.02)
