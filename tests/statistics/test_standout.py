"""What stands out, by hand: the score, what is left out, at most two a theme."""

from __future__ import annotations

import numpy as np
import pytest

from observatoire.model.catalog import load_catalog
from observatoire.model.store import Store, open_store
from observatoire.statistics.indicators import subset_values, values, years
from observatoire.statistics.peers import Method, PeerRequest, peer_group
from observatoire.statistics.standout import MOST, MOST_A_THEME, robust_score, standouts
from tests.conftest import make_indicator


def figures(*numbers: float) -> tuple[np.ndarray, np.ndarray]:
    array = np.array(numbers, dtype=float)
    return array, ~np.isnan(array)


def test_the_score_is_the_gap_in_normal_deviations() -> None:
    # Peers 1 to 5: median 3, quartiles 2 and 4. The place is 4 above the median.
    assert robust_score(*figures(7, 1, 2, 3, 4, 5)) == pytest.approx(4 / (2 / 1.349))


def test_an_outlier_among_the_peers_does_not_move_it() -> None:
    calm, wild = robust_score(*figures(7, 1, 2, 3, 4, 5)), robust_score(*figures(7, 1, 2, 3, 4, 5_000))
    assert calm == wild


@pytest.mark.parametrize(
    "numbers",
    [
        (7, 1, 2, 3, 4),  # too few peers
        (7, 3, 3, 3, 3, 3),  # no spread
        (7, 0.1 + 0.2, 0.3, 0.3, 0.3, 0.3),  # no spread but rounding
        (np.nan, 1, 2, 3, 4, 5),  # no value
        (7, 1, 2, 3, 4, np.nan),  # too few known
    ],
)
def test_what_cannot_be_told_is_left_out(numbers: tuple[float, ...]) -> None:
    assert robust_score(*figures(*numbers)) is None


def test_a_fragile_place_does_not_stand_out(small_store: Store) -> None:
    place = small_store.territory("com-01001")
    group = peer_group(small_store, load_catalog(), place, PeerRequest("departement"))
    assert standouts(small_store, (make_indicator(),), place, group) == ()


@pytest.mark.parametrize(
    ("place", "method"),
    [("com-16102", "epci"), ("com-75056", "categorie"), ("epci-200070514", "departement"), ("dep-16", "france")],
)
def test_the_shipped_catalogue_gives_a_few_of_several_themes(place: str, method: Method) -> None:
    store, catalog = open_store(), load_catalog()
    group = peer_group(store, catalog, store.territory(place), PeerRequest(method))
    found = standouts(store, tuple(catalog.indicators.values()), store.territory(place), group)
    assert 0 < len(found) <= MOST
    scores = [abs(item.score) for item in found]
    assert scores == sorted(scores, reverse=True)
    assert all(1 <= score < 1_000 for score in scores)
    themes = [item.indicator.theme for item in found]
    assert max(themes.count(theme) for theme in themes) <= MOST_A_THEME
    assert "count" not in {item.indicator.kind for item in found}


def test_a_few_communes_have_the_very_figures_of_all() -> None:
    store = open_store()
    positions = np.arange(0, 34_875, 97)
    for indicator in load_catalog().indicators.values():
        if "commune" not in indicator.levels:
            continue
        year = years(store, indicator)[-1]
        rows = values(store, indicator, "commune", year).iloc[positions]
        few, counts = subset_values(store, indicator, year, positions)
        expected = ((rows["status"] == "value") & ~rows["fragile"]).to_numpy()
        assert (counts == expected).all(), indicator.id
        assert np.array_equal(few[counts], rows["value"].to_numpy()[counts]), indicator.id


def test_above_communes_too_a_figure_on_a_small_base_does_not_stand_out() -> None:
    store, catalog = open_store(), load_catalog()
    place = store.territory("epci-200070514")
    group = peer_group(store, catalog, place, PeerRequest("region"))
    told = [item.indicator for item in standouts(store, tuple(catalog.indicators.values()), place, group)]
    small = tuple(indicator.model_copy(update={"min_base": 1e12}) for indicator in told)
    assert told
    assert standouts(store, small, place, group) == ()
