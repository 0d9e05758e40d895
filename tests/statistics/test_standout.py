"""What stands out, by hand: the score, what is left out, at most one a theme."""

from __future__ import annotations

import numpy as np
import pytest

from observatoire.model.catalog import load_catalog
from observatoire.model.store import Store
from observatoire.statistics.comparison import compare
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import Method, PeerRequest, peer_group
from observatoire.statistics.standout import (
    GROUPS_OF_COMMUNES,
    MOST,
    MOST_A_THEME,
    StandingOut,
    robust_score,
    standing_out,
    standouts,
)
from tests.conftest import make_indicator


def numbers_of(*numbers: float) -> tuple[np.ndarray, np.ndarray]:
    array = np.array(numbers, dtype=float)
    return array, ~np.isnan(array)


def test_the_score_is_the_gap_in_normal_deviations() -> None:
    # Peers 1 to 5: median 3, quartiles 2 and 4. The place is 4 above the median.
    assert robust_score(*numbers_of(7, 1, 2, 3, 4, 5)) == pytest.approx(4 / (2 / 1.349))


def test_an_outlier_among_the_peers_does_not_move_it() -> None:
    calm, wild = robust_score(*numbers_of(7, 1, 2, 3, 4, 5)), robust_score(*numbers_of(7, 1, 2, 3, 4, 5_000))
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
    assert robust_score(*numbers_of(*numbers)) is None


def test_yes_and_no_have_no_spread() -> None:
    # Half the peers lie wholly in a perimeter, the others not at all: being in it is no distance.
    assert robust_score(*numbers_of(100, 0, 0, 0, 100, 100)) is None
    assert robust_score(*numbers_of(100, 0, 0, 50, 100, 100)) is not None


def test_what_says_little_of_a_place_comes_after_the_rest() -> None:
    catalog = load_catalog()
    assert catalog.indicator("altitude_moyenne").weight == 0
    for little in ("heures_ouverture_mairie", "part_elus_reconduits", "part_population_versement_transport"):
        assert 0 < catalog.indicator(little).weight <= 0.5
    for much in ("part_65_ans_plus", "part_logements_vacants", "revenu_imposable_par_habitant"):
        assert catalog.indicator(much).weight == 1


def test_a_seat_or_two_are_no_news() -> None:
    store, catalog = open_offered()
    deputies = catalog.indicator("part_femmes_adjoints").model_copy(update={"weight": 1.0})
    place = store.territory("com-16102")
    group = peer_group(store, catalog, place, PeerRequest("similaires"))
    of_all = figures(store, deputies, "commune", 2026, [place.id, *group.ids])
    # 4 of 8 where the median is 4 of 9: half a person, though two normal deviations away.
    assert abs(robust_score(of_all.value, of_all.counts) or 0) > 2
    assert standouts(store, (deputies,), place, group) == ()


def test_a_fragile_place_does_not_stand_out(small_store: Store) -> None:
    place = small_store.territory("com-01001")
    group = peer_group(small_store, load_catalog(), place, PeerRequest("departement"))
    assert standouts(small_store, (make_indicator(),), place, group) == ()


@pytest.mark.parametrize(
    ("place", "method"),
    [("com-16102", "epci"), ("com-75056", "categorie"), ("epci-200070514", "departement"), ("dep-16", "france")],
)
def test_the_shipped_catalogue_gives_a_few_of_several_themes(place: str, method: Method) -> None:
    store, catalog = open_offered()
    group = peer_group(store, catalog, store.territory(place), PeerRequest(method))
    found = standouts(store, tuple(catalog.indicators.values()), store.territory(place), group)
    assert 0 < len(found) <= MOST
    scores = [abs(item.score) * item.indicator.weight * item.judgement.solidity for item in found]
    assert scores == sorted(scores, reverse=True)
    assert all(1 <= abs(item.score) < 1_000 for item in found)
    assert all(item.indicator.weight for item in found), "no trivia"
    themes = [item.indicator.theme for item in found]
    assert max(themes.count(theme) for theme in themes) <= MOST_A_THEME
    assert "count" not in {item.indicator.kind for item in found}


def test_the_weight_of_the_catalogue_decides_and_a_small_gap_is_no_news() -> None:
    store, catalog = open_offered()
    place = store.territory("epci-200070514")
    group = peer_group(store, catalog, place, PeerRequest("departement"))
    ageing = catalog.indicator("part_65_ans_plus")
    flats = catalog.indicator("part_appartements")
    first = [item.indicator.id for item in standouts(store, (ageing, flats), place, group)]
    assert first == ["part_appartements", "part_65_ans_plus"]
    lighter = flats.model_copy(update={"weight": 0.1})
    found = [item.indicator.id for item in standouts(store, (ageing, lighter), place, group)]
    assert found == ["part_65_ans_plus", "part_appartements"]
    light = flats.model_copy(update={"weight": 0.0})
    assert "part_appartements" not in {i.indicator.id for i in standouts(store, (ageing, light), place, group)}
    wide = flats.model_copy(update={"least_gap": 90.0})
    assert "part_appartements" not in {i.indicator.id for i in standouts(store, (ageing, wide), place, group)}


def test_a_standout_carries_its_figure_and_its_comparison() -> None:
    store, catalog = open_offered()
    place = store.territory("epci-200070514")
    group = peer_group(store, catalog, place, PeerRequest("departement"))
    stands = standing_out(store, catalog, place, group)
    assert stands.found
    assert not stands.too_small
    for item in stands.found:
        of_all = figures(store, item.indicator, "epci", item.year)
        assert item.figure == of_all.of(place.id)
        assert item.comparison == compare(of_all, place.id, group.ids)


def test_nothing_is_looked_for_in_a_hamlet_and_groups_of_communes_say_nothing_of_one() -> None:
    store, catalog = open_offered()
    hamlet = store.territory("com-26274")
    assert hamlet.population < 200
    group = peer_group(store, catalog, hamlet, PeerRequest("departement"))
    assert standing_out(store, catalog, hamlet, group) == StandingOut((), too_small=True)
    town = store.territory("com-16102")
    peers = peer_group(store, catalog, town, PeerRequest("departement"))
    assert GROUPS_OF_COMMUNES in catalog.themes
    assert GROUPS_OF_COMMUNES not in {i.indicator.theme for i in standing_out(store, catalog, town, peers).found}


def test_above_communes_too_a_figure_on_a_small_base_does_not_stand_out() -> None:
    store, catalog = open_offered()
    place = store.territory("epci-200070514")
    group = peer_group(store, catalog, place, PeerRequest("region"))
    told = [item.indicator for item in standouts(store, tuple(catalog.indicators.values()), place, group)]
    small = tuple(indicator.model_copy(update={"min_base": 1e12}) for indicator in told)
    assert told
    assert standouts(store, small, place, group) == ()
