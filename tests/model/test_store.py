"""What the store holds once, however often it is asked for."""

from __future__ import annotations

import numpy as np
import pytest

from observatoire.model.store import open_store
from observatoire.model.territory import LEVELS, Level

STORE = open_store()


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_is_a_slice_of_the_territories_not_a_copy(level: Level) -> None:
    places = STORE.level(level)
    assert np.shares_memory(places["population"].to_numpy(), STORE.territories["population"].to_numpy())
    assert set(places["level"]) == {level}
    assert places["code"].is_monotonic_increasing


def test_the_levels_are_all_the_territories_in_their_order() -> None:
    assert [identifier for level in LEVELS for identifier in STORE.index(level)] == STORE.territories.index.to_list()


@pytest.mark.parametrize("level", ["commune", "epci"])
def test_features_bear_the_index_of_their_level(level: Level) -> None:
    assert STORE.features(level).index is STORE.index(level)


@pytest.mark.parametrize("level", ["departement", "region", "france"])
def test_other_levels_have_no_features(level: Level) -> None:
    features = STORE.features(level)
    assert features.empty
    assert "densite" in features.columns


def test_every_visitor_reads_the_same_texts() -> None:
    first, again = STORE.index("commune")[0], STORE.territories.index[0]
    assert first is again


def test_a_caller_that_writes_changes_nothing_for_the_others() -> None:
    mine = STORE.level("region")
    mine.loc[mine.index[0], "population"] = -1
    assert (STORE.level("region")["population"] > 0).all()
    assert (STORE.territories["population"] >= 0).all()


def test_outlines_are_those_of_the_table_with_a_projection() -> None:
    ids = ["dep-16", "dep-2A"]
    outlines, contours = STORE.outlines("departement", "light", ids), STORE.contours("departement", "light", ids)
    assert outlines.index.to_list() == contours.index.to_list() == ids
    assert all(mine.equals(theirs) for mine, theirs in zip(outlines, contours.geometry, strict=True))
    assert contours.crs == "EPSG:4326"
