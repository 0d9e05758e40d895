"""Verdicts and their reasons, rank ranges, differences of places and of years: known cases."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from statsmodels.stats.rates import test_poisson_2indep as poisson_of_two

from observatoire.model.store import Store
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerRequest, peer_group
from observatoire.statistics.uncertainty.differences import between_places, between_years
from observatoire.statistics.uncertainty.judgement import NOTHING, Judgement
from observatoire.statistics.uncertainty.pooling import pooled_figures, pooled_years
from observatoire.statistics.uncertainty.verdicts import judge, judge_first
from observatoire.views.french.verdicts import verdict_sentence
from tests.conftest import make_indicator
from tests.statistics.uncertainty.countries import EVENTS, country, known, rate, share

FIRST = "com-01000"


def shares(folder: Path, percent: list[float], size: float = 1_000.0) -> Store:
    x = np.full(len(percent), size)
    return country(folder, x, {"y__2021": x * np.array(percent) / 100, "x__2021": x})


def judged(store: Store, **precision: object) -> Judgement:
    return judge_first(store, figures(store, share(**precision), "commune", 2021))


def test_a_clear_gap_has_its_margin_and_its_reason(tmp_path: Path) -> None:
    found = judged(shares(tmp_path, [20, 9, 10, 10, 10, 11]), turnover=True)
    # 1.96 √(0.2·0.8/1 000) = 2.48 points of the place's own, a little more with the peers'.
    assert (found.verdict, found.reason) == ("clear", "turnover")
    assert found.gap == pytest.approx(10)
    assert 2.48 < found.margin < 2.9
    assert found.heads == pytest.approx(100)
    assert (found.rank_low, found.rank_high, found.above, found.below) == (1, 1, 0, 5)


def test_a_gap_within_the_margin_is_noise(tmp_path: Path) -> None:
    found = judged(shares(tmp_path, [11, 5, 7, 10, 13, 15]), turnover=True)
    assert (found.verdict, found.reason) == ("noise", "turnover")
    assert found.heads == pytest.approx(10)
    # z to 5, 7, 10, 13 and 15 %: 4.97, 3.13, 0.73, 1.38, 2.66; the last has 0.8 %, held to 5 % / 3.
    assert found.apart == (-1, -1, 0, 0, 1)
    assert (found.rank_low, found.rank_high) == (2, 4)


def test_a_margin_wider_than_usual_gaps_tells_nothing(tmp_path: Path) -> None:
    found = judged(shares(tmp_path, [11, 10, 10, 10, 10.1, 10.2]), turnover=True)
    assert (found.verdict, found.reason) == ("unknown", "spread")
    assert found.solidity == 0, "all of the peers' spread is chance"


def test_what_is_counted_in_full_is_exact_and_said_in_heads(tmp_path: Path) -> None:
    found = judged(shares(tmp_path, [11, 10, 10, 10, 10.1, 10.2]))
    assert (found.verdict, found.reason) == ("exact", "none")
    assert math.isnan(found.margin)
    assert found.heads == pytest.approx(10)
    assert (found.rank_low, found.rank_high) == (1, 1)


def test_growth_and_ratios_counted_in_full_are_exact_and_said_in_heads(tmp_path: Path) -> None:
    # 412 inhabitants of 400; at the peers' 1.5 % in six years they would be 406.
    columns = {"p__2015": [400.0, 1_000, 1_000, 1_000], "p__2021": [412.0, 1_015, 1_015, 1_020],
               "h__2021": [200.0, 500, 500, 500]}  # fmt: skip
    store = country(tmp_path, [412, 1_015, 1_015, 1_020], columns)
    made = make_indicator(kind="change", numerator="p", denominator=None, base_year=2015, min_base=0.0)
    growth = known(made, shape="change", families=("population",), noun="hab.")
    found = judge_first(store, figures(store, growth, "commune", 2021))
    assert found.verdict == "exact"
    assert (found.heads, found.base) == pytest.approx((6, 412))
    assert verdict_sentence(growth, found).endswith("Il tient à 6\u00a0habitants sur 412.")
    yearly = growth.model_copy(update={"annual": True})
    assert judge_first(store, figures(store, yearly, "commune", 2021)).heads == pytest.approx(6)
    sizes = make_indicator(numerator="p", denominator="h", scale=1.0, min_base=0.0)
    by_home = known(sizes, shape="ratio", families=("census", "census"), noun="hab.")
    of_homes = judge_first(store, figures(store, by_home, "commune", 2021))
    # 2.06 a home; the peers' median, 2.03, would make 406.
    assert (of_homes.verdict, of_homes.heads, of_homes.base) == ("exact", pytest.approx(6), 412)
    euros = known(sizes, shape="ratio", families=("exact", "population"))
    assert math.isnan(judge_first(store, figures(store, euros, "commune", 2021)).heads)


def test_sampling_is_named_where_it_makes_most_of_the_margin(tmp_path: Path) -> None:
    found = judged(shares(tmp_path, [15, 9, 10, 10, 10, 11], 12_000), turnover=True)
    assert (found.verdict, found.reason) == ("clear", "sampling")


def test_a_model_says_nothing_of_a_gap_and_a_fragile_or_missing_figure_has_no_verdict(tmp_path: Path) -> None:
    store = shares(tmp_path, [20, 9, 10, 10, 10, 11])
    assert judged(store, method="unknown").verdict == "unknown"
    assert judged(store, method="unknown").reason == "model"
    assert judged(store, method="unknown").rank_low is None
    fragile = share().model_copy(update={"min_base": 5_000.0})
    assert judge_first(store, figures(store, fragile, "commune", 2021)) == NOTHING
    unsaid = share().model_copy(update={"precision": None})
    assert judge_first(store, figures(store, unsaid, "commune", 2021)) == NOTHING


def test_rounded_figures_need_more_than_a_step(tmp_path: Path) -> None:
    poverty = known(
        make_indicator(kind="count", numerator="y", denominator=None, scale=1.0, min_base=0.0),
        method="rounded", shape="single", families=("rounded",), step=1.0, floor=5.0,
    )  # fmt: skip
    for own, peers, verdict in ((5.0, 5.0, "unknown"), (14.0, 13.0, "unknown"), (15.0, 13.0, "exact")):
        store = country(tmp_path, [9e3] * 6, {"y__2021": [own, *[peers] * 5]})
        found = judge_first(store, figures(store, poverty, "commune", 2021))
        assert (found.verdict, found.reason) == (verdict, "rounding")
    assert (found.rank_low, found.rank_high, found.below) == (1, 1, 5)


def test_the_place_is_no_part_of_what_it_is_tested_against(tmp_path: Path) -> None:
    store = shares(tmp_path, [20, 9, 10, 10, 10, 11])
    of_all = figures(store, share(turnover=True), "commune", 2021)
    others = [f"com-{code:05d}" for code in range(1000, 1006)]
    assert judge(store, of_all, FIRST, others) == judge(store, of_all, FIRST, others[1:])


def of_events(folder: Path, counts: list[float], people: list[float], **said: object) -> Judgement:
    columns = {"o__2021": counts, "x__2021": people}
    return judge_first(
        store := country(folder, people, columns, {"o": EVENTS | said}), figures(store, rate(), "commune", 2021)
    )


def test_events_are_set_against_what_the_peers_taken_together_would_give(tmp_path: Path) -> None:
    # Peers: 50 in 100 000, hence 8 expected in 16 000; z = (18 − 8)/√(8 + 0.035·64 + 64/50) = 2.95.
    found = of_events(tmp_path, [18.0, 10, 10, 10, 10, 10], [16_000, 20_000, 20_000, 20_000, 20_000, 20_000])
    assert found.expected == pytest.approx(8)
    assert found.gap == pytest.approx(6.25)
    assert found.gap / found.margin * 1.96 == pytest.approx(10 / (8 + 0.035 * 64 + 64 / 50) ** 0.5)
    assert (found.verdict, found.reason) == ("clear", "events")
    assert (found.low, found.high) == pytest.approx((8 - 1.96 * 10.24**0.5, 8 + 1.96 * 10.24**0.5))


def test_too_few_events_tell_nothing_nor_years_that_do_not_repeat_each_other(tmp_path: Path) -> None:
    people = [4_000.0, 20_000, 20_000, 20_000, 20_000, 20_000]
    few = of_events(tmp_path, [4.0, 10, 10, 10, 10, 10], people)
    assert (few.verdict, few.reason) == ("unknown", "few")
    # Five of them are enough to be looked at; a median of zeros would say nothing.
    assert of_events(tmp_path, [12.0, 0, 0, 0, 30, 20], people).verdict == "clear"
    weak = {"repeatability": {"1": [0.9, 0.9, 0.49, 0.9, 0.9, 0.9]}}
    rare = of_events(tmp_path, [12.0, 0, 0, 0, 30, 20], people, **weak)
    assert (rare.verdict, rare.reason) == ("unknown", "repeat"), "the class of 2 000 to 5 000"
    assert rare.expected == pytest.approx(2)


def test_a_count_of_events_among_peers_that_have_none_is_set_against_its_own_chance(tmp_path: Path) -> None:
    store = country(tmp_path, [9e3] * 7, {"o__2021": [9.0, 0, 0, 0, 0, 0, 4]}, {"o": EVENTS})
    made = make_indicator(kind="count", numerator="o", denominator=None, scale=1.0, min_base=0.0)
    counted = known(made, method="events", shape="single", families=("events",), events=("o",))
    found = judge_first(store, figures(store, counted, "commune", 2021))
    assert (found.verdict, found.expected) == ("clear", 0)
    assert found.margin == pytest.approx(1.96 * (9 + 0.035 * 81) ** 0.5)


def test_two_places_have_one_rate_when_nothing_differs(tmp_path: Path) -> None:
    plain = EVENTS | {"c2": 0.0}
    store = country(tmp_path, [27_000, 90_000], {"o__2021": [18.0, 45], "x__2021": [27_000.0, 90_000]}, {"o": plain})
    found = between_places(store, figures(store, rate(), "commune", 2021), "com-01001", FIRST)
    oracle = poisson_of_two(45, 90_000, 18, 27_000, method="score")
    assert found.gap / found.margin * 1.96 == pytest.approx(-oracle.statistic) == pytest.approx(1.0351, abs=5e-5)
    assert found.tail == pytest.approx(oracle.pvalue) == pytest.approx(0.3006, abs=5e-5)
    assert found.verdict == "noise"


def test_the_difference_is_judged_and_not_the_overlap(tmp_path: Path) -> None:
    # 10.0 and 8.3, standard error 0.5 each: their margins, 9.02 and 9.28, overlap; z = 2.40.
    size = 0.09145 / 0.005**2  # at 10 %: 0.09/n; at 8.3 %: 0.0761/n, both near 0.5 point
    store = country(tmp_path, [size] * 2, {"y__2021": [size * 0.1, size * 0.083], "x__2021": [size, size]})
    found = between_places(store, figures(store, share(turnover=True), "commune", 2021), "com-01001", FIRST)
    own = math.sqrt((0.09 + 0.083 * 0.917) / size) * 100
    assert found.margin == pytest.approx(1.96 * own)
    assert found.gap == pytest.approx(1.7)
    assert found.verdict == "clear"
    assert 10 - 1.96 * own / math.sqrt(2) < 8.3 + 1.96 * own / math.sqrt(2), "the margins overlap"


def test_a_fall_of_accidents_is_set_against_more_than_pure_chance(tmp_path: Path) -> None:
    store = country(tmp_path, [20_000], {"o__2016": [30.0], "o__2021": [18.0]}, {"o": EVENTS})
    made = make_indicator(kind="count", numerator="o", denominator=None, scale=1.0, min_base=0.0)
    counted = known(made, method="events", shape="single", families=("events",), events=("o",), window=1)
    first, last = (figures(store, counted, "commune", year) for year in (2016, 2021))
    found = between_years(store, first, last, FIRST)
    assert found.gap == -12
    assert found.gap / found.margin * 1.96 == pytest.approx(-1.28, abs=5e-3), "-1.73 by chance alone"
    assert found.verdict == "noise"


def test_census_years_that_share_answers_tell_nothing(tmp_path: Path) -> None:
    columns = {
        f"{name}__{year}": [value] for year in (2016, 2018, 2021) for name, value in (("y", year - 1e3), ("x", 9e3))
    }
    store = country(tmp_path, [9_000], columns)
    own = share(turnover=True)
    of = {year: figures(store, own, "commune", year) for year in (2016, 2018, 2021)}
    assert between_years(store, of[2018], of[2021], FIRST).reason == "overlap"
    assert between_years(store, of[2016], of[2021], FIRST).verdict == "noise"


def test_ranks_go_from_those_surely_above_to_those_surely_below(tmp_path: Path) -> None:
    # Standard errors of 0.5 point each, by a size for each share.
    percent = np.array([10, 12, 9.5, 7, 4])
    x = np.round(percent / 100 * (1 - percent / 100) / 0.005**2)
    store = country(tmp_path, x, {"y__2021": x * percent / 100, "x__2021": x})
    found = judge_first(store, figures(store, share(turnover=True), "commune", 2021))
    assert (found.rank_low, found.rank_high) == (2, 3)
    assert found.apart == (1, 0, -1, -1)


def test_years_are_taken_together_but_never_across_a_break() -> None:
    store, catalog = open_offered()
    accidents, by_people = (
        catalog.indicator(name) for name in ("accidents_corporels", "accidents_pour_10000_habitants")
    )
    assert pooled_years(store, accidents, 1) == (2020,)
    assert pooled_years(store, accidents, 5) == (2015, 2016, 2017, 2018, 2019), "2020 is apart"
    assert pooled_years(store, accidents, 3, 2012) == (2010, 2011, 2012)
    assert pooled_years(store, by_people, 5) == (), "populations only since 2016"
    place = store.territory("com-16102")
    group = peer_group(store, catalog, place, PeerRequest("similaires"))
    taken = pooled_years(store, by_people, 3)
    summed = pooled_figures(store, by_people, "commune", taken, [place.id, *group.ids])
    each = [figures(store, by_people, "commune", year, [place.id]) for year in taken]
    assert summed.numerator[0] == sum(one.numerator[0] for one in each) == 46
    assert summed.value[0] == pytest.approx(10_000 * 46 / sum(one.denominator[0] for one in each))
    found = judge_first(store, summed, 3)
    assert found.counted == 46
    assert found.expected == pytest.approx(38.17, abs=0.01)
    assert found.verdict == "noise"


def test_the_verdicts_of_cognac_are_those_of_its_numbers() -> None:
    store, catalog = open_offered()
    place = store.territory("com-16102")
    group = peer_group(store, catalog, place, PeerRequest("similaires"))
    expected = {
        "part_logements_vacants": ("noise", "sampling"),
        "part_20_64_ans": ("clear", "sampling"),
        "part_appartements": ("clear", "sampling"),
        "taux_th_communal": ("exact", "none"),
        "habitants_par_residence_principale": ("unknown", "spread"),
        "tues_pour_100000_habitants": ("unknown", "few"),
    }
    for name, said in expected.items():
        indicator = catalog.indicator(name)
        year = {"taux_th_communal": 2022, "tues_pour_100000_habitants": 2020}.get(name, 2021)
        found = judge_first(store, figures(store, indicator, "commune", year, [place.id, *group.ids]))
        assert (found.verdict, found.reason) == said, name
