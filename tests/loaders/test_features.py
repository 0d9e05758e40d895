"""Features: computed by hand on a small country; the file that ships is what the loader computes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from loaders.pipeline.features import features_table, population_within
from loaders.pipeline.manifest import read_manifest
from loaders.pipeline.sources import sha256_of
from observatoire.model.store import open_store
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.sphere import EARTH_RADIUS_KM

PREPARED = Path(__file__).parents[2] / "data" / "prepared"


def test_the_population_within_a_radius_holds_its_own() -> None:
    # One degree of a meridian is 111.2 km; a degree of the parallel at 60° N is half of that.
    lat = np.array([0.0, 1.0, 2.5, 60.0, 60.0])
    lon = np.array([0.0, 0.0, 0.0, 0.0, 1.0])
    people = np.array([1.0, 10.0, 100.0, 1000.0, 10_000.0])
    assert population_within(lon, lat, people, 112.0).tolist() == [11.0, 11.0, 100.0, 11_000.0, 11_000.0]
    assert population_within(lon, lat, people, 55.0).tolist() == people.tolist()
    assert population_within(lon, lat, people, EARTH_RADIUS_KM * 2).sum() == 5 * people.sum()


@pytest.fixture(scope="module")
def shipped() -> pd.DataFrame:
    return pd.read_parquet(PREPARED / "features.parquet").set_index("id")


def test_the_file_that_ships_is_a_fresh_computation(shipped: pd.DataFrame) -> None:
    fresh = features_table(*open_offered()).set_index("id")
    pd.testing.assert_frame_equal(shipped, fresh, check_exact=True)


def test_the_manifest_lists_it() -> None:
    entry = read_manifest(PREPARED)["tables"]["features.parquet"]
    assert entry["sha256"] == sha256_of(PREPARED / "features.parquet")
    assert entry["rows"] == 34_875 + 1_253


def test_what_places_and_populations_say(shipped: pd.DataFrame) -> None:
    assert shipped.loc["com-35238", "eloignement"] == 0  # Rennes is such a town itself
    # The nearest of Cognac is Niort, La Rochelle or Bordeaux: Angoulême has 41 000 inhabitants.
    assert 60 < shipped.loc["com-16102", "eloignement"] < 90
    around = shipped[["population", "voisinage_15_km", "voisinage_50_km"]].loc[lambda f: f.index.str.startswith("com")]
    assert (around["voisinage_15_km"] >= around["population"]).all()
    assert (around["voisinage_50_km"] >= around["voisinage_15_km"]).all()
    assert shipped.loc["com-75056", "voisinage_50_km"] > 11_500_000
    # Cognac's 18 532 inhabitants are 26.8 % of Grand Cognac's 69 249.
    assert shipped.loc["epci-200070514", "poids"] == pytest.approx(100 * 18_532 / 69_249, abs=0.01)
    overseas = shipped.index[shipped["outre_mer"] == 1]
    assert sum(i.startswith("com-97") for i in overseas) == 129


def test_a_village_leans_on_its_epci_and_a_town_hardly(shipped: pd.DataFrame) -> None:
    store = open_store()
    village = next(
        i for i in store.level("commune").query("epci == '200070514'").sort_values("population", kind="stable").index
    )
    own, shrunk = shipped.loc[village, ["plus_65_ans", "plus_65_ans__shrunk"]]
    theirs = shipped.loc["epci-200070514", "plus_65_ans"]
    base = store.measure("rp_pop", 2021)[store.level("commune").index.get_loc(village)]
    assert shrunk == pytest.approx((base * own + 50 * theirs) / (base + 50), rel=1e-3)
    assert abs(shrunk - theirs) < abs(own - theirs)
    cognac = shipped.loc["com-16102"]
    assert cognac["plus_65_ans__shrunk"] == pytest.approx(cognac["plus_65_ans"], rel=0.005)
    # Above communes, a figure is its own.
    epci = shipped.loc[shipped.index.str.startswith("epci")]
    pd.testing.assert_series_equal(epci["revenu__shrunk"], epci["revenu"], check_names=False)
