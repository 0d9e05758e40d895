"""The features of the catalogue: sound, documented, and no held-out outcome among them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from benchmarks.peers.outcomes import HELD_OUT
from observatoire.model.catalog import load_catalog
from observatoire.model.features import Feature, feature_faults
from observatoire.statistics.components import years
from observatoire.statistics.offering import open_offered

ROOT = Path(__file__).parents[2]
FIELDS = {
    "id": "size", "title": "Taille", "short_title": "Taille", "indicator": "population", "year": 2023,
    "transform": "log", "weight": 1.0, "levels": ["commune"], "reason": "r",
}  # fmt: skip


def feature(**changes: object) -> Feature:
    return Feature.model_validate({k: v for k, v in (FIELDS | changes).items() if v is not None})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"computed": "poids"}, "either `indicator` or `computed`"),
        ({"indicator": None}, "either `indicator` or `computed`"),
        ({"unit": "km", "decimals": 0}, "go with `computed`"),
        ({"indicator": None, "computed": "potentiel", "unit": "hab.", "decimals": 0}, "`radius` is required"),
        ({"indicator": None, "computed": "eloignement", "unit": "km", "decimals": 0}, "`town` is required"),
        ({"radius": 15.0}, "`radius` is required for computed = potentiel, and only there"),
        ({"weight": 0.0}, "greater than 0"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_faulty_features_are_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(words)):
        feature(**changes)


def test_features_are_checked_against_indicators() -> None:
    indicators = load_catalog().indicators
    assert list(feature_faults({"size": feature()}, indicators)) == []
    absent = " ".join(feature_faults({"size": feature(indicator="taille")}, indicators))
    assert "no indicator 'taille'" in absent
    epci_only = next(i for i in indicators.values() if "commune" not in i.levels)
    stray = " ".join(feature_faults({"size": feature(indicator=epci_only.id)}, indicators))
    assert f"{epci_only.id} has no commune" in stray


def test_each_feature_has_its_figures() -> None:
    store, catalog = open_offered()
    for item in catalog.features.values():
        if item.indicator is not None:
            assert item.year in years(store, catalog.indicator(item.indicator)), item.id
        for level in item.levels:
            assert store.features(level)[item.id].notna().mean() > 0.97, item.id


def test_no_feature_is_a_held_out_outcome_nor_made_of_its_measures() -> None:
    catalog = load_catalog()
    tops = {
        measure
        for item in catalog.features.values()
        if item.indicator is not None
        for _, measure in catalog.indicator(item.indicator).numerator_terms
    }
    for name in HELD_OUT:
        outcome = {measure for _, measure in catalog.indicator(name).numerator_terms}
        assert not outcome & tops, name


def test_the_technical_note_names_every_feature() -> None:
    note = (ROOT / "docs" / "peers.md").read_text(encoding="utf-8")
    for item in load_catalog().features.values():
        assert f"`{item.id}`" in note
