"""Hand-computed cases, chosen to reject plausible errors."""

from __future__ import annotations

import math

import numpy as np
import pytest

from observatoire.model.breaks import Break
from observatoire.model.catalog import Indicator, load_catalog
from observatoire.model.reasons import NOBODY_LISTED, NOT_COMPLETE, REASONS
from observatoire.model.store import STATUSES, Store, open_store
from observatoire.statistics.comparison import compare
from observatoire.statistics.components import apply_formula, commune_components, years
from observatoire.statistics.figures import figures, figures_of_groups
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerRequest, peer_group
from observatoire.statistics.standout import standing_out
from observatoire.views.maps.geometry import Scope
from observatoire.views.maps.model import map_model
from tests.conftest import make_indicator, values


def test_a_ratio_is_a_sum_over_a_sum_and_not_a_mean_of_ratios(small_store: Store, share: Indicator) -> None:
    epci = values(small_store, share, "epci", 2021)
    # 100 x (10 + 60 + 90) / (100 + 300 + 600) = 16; the mean of 10, 20 and 15 would be 15.
    assert epci.at["epci-100000001", "value"] == 16.0


def test_a_commune_without_numerator_does_not_weigh_in_the_denominator(small_store: Store, share: Indicator) -> None:
    row = values(small_store, share, "epci", 2021).loc["epci-100000002"]
    # 02002 is secret: 100 x (90 + 200) / (600 + 2 000), its 50 people left out.
    assert row["value"] == pytest.approx(100 * 290 / 2_600)
    assert (row["members"], row["members_with_data"]) == (3, 2)
    assert row["population_covered_pct"] == pytest.approx(100 * 2_600 / 2_650)


def test_a_sum_of_what_small_communes_hide_is_told_when_none_does(small_store: Store) -> None:
    hidden = make_indicator(only_complete=True)
    epci = figures(small_store, hidden, "epci", 2021)
    assert epci.of("epci-100000001").value == 16.0
    lacking = epci.of("epci-100000002")
    assert (lacking.status, lacking.reason) == ("not_published", REASONS[NOT_COMPLETE])
    assert math.isnan(lacking.value), "02002 is secret: the sum of the two others would be no sum of three"
    assert lacking.members_with_data == 2
    communes = figures(small_store, hidden, "commune", 2021)
    assert communes.of("com-02002").status == "secret"
    assert communes.of("com-01001").status == "value"
    assert math.isnan(communes.together()), "a group of which one is secret"
    assert communes.together(communes.positions(["com-01001", "com-01002"])) == pytest.approx(100 * 70 / 400)


def test_the_five_states_are_kept_apart(small_store: Store, share: Indicator) -> None:
    status = values(small_store, share, "commune", 2021)["status"]
    assert status["com-01001"] == "value"
    assert status["com-02002"] == "secret"
    assert status["com-02003"] == "not_computable", "no inhabitant: a division by zero, not a zero"
    only_epci = make_indicator(id="x", levels=["epci"])
    assert set(values(small_store, only_epci, "commune", 2021)["status"]) == {"not_applicable"}
    assert values(small_store, only_epci, "commune", 2021)["value"].isna().all()


def test_a_missing_cell_without_declared_cause_is_not_published(small_store: Store) -> None:
    assert small_store.gaps("young", 2021).tolist() == [0, 0, 0, 0, 0, 1, 0]
    assert math.isnan(small_store.measure("young", 2021)[5])


def test_zero_is_a_value(small_store: Store) -> None:
    count = make_indicator(id="z", kind="count", numerator="young", denominator=None, min_base=0.0)
    row = values(small_store, count, "commune", 2021).loc["com-02003"]
    assert (row["value"], row["status"]) == (0.0, "value")


def test_small_bases_are_fragile_and_the_bound_itself_is_not(small_store: Store, share: Indicator) -> None:
    fragile = values(small_store, share, "commune", 2021)["fragile"]
    assert fragile["com-01001"], "100 people are below 200"
    assert not fragile["com-01002"], "300 are not"
    exact = make_indicator(id="e", min_base=300.0)
    assert not values(small_store, exact, "commune", 2021)["fragile"]["com-01002"]
    assert not values(small_store, share, "commune", 2021)["fragile"]["com-02002"], "a secret is no figure"


def test_change_compares_sums(small_store: Store, growth: Indicator) -> None:
    epci = values(small_store, growth, "epci", 2023)
    # From 900 people (100, 200 and 600) to 1 000 (100, 300 and 600).
    assert epci.at["epci-100000001", "value"] == pytest.approx(100 * (1_000 / 900 - 1))
    annual = make_indicator(
        id="a",
        kind="change",
        numerator="pop",
        denominator=None,
        base_year=2017,
        annual=True,
        min_base=0.0,
        scale=100.0,
    )
    assert values(small_store, annual, "epci", 2023).at["epci-100000001", "value"] == pytest.approx(
        100 * ((1_000 / 900) ** (1 / 6) - 1)
    )


def test_a_figure_carried_from_the_base_year_is_not_a_change_of_zero(small_store: Store, growth: Indicator) -> None:
    communes = values(small_store, growth, "commune", 2023)
    assert communes.at["com-02003", "status"] == "not_computable"
    assert communes.at["com-01001", "value"] == 0.0, "a true zero stays a zero"


def test_estimated_parts_are_flagged_up_to_the_top(small_store: Store, headcount: Indicator) -> None:
    assert values(small_store, headcount, "commune", 2023)["flagged"].tolist() == [False, True] + [False] * 4 + [True]
    assert values(small_store, headcount, "epci", 2023)["flagged"].tolist() == [True, False]
    assert values(small_store, headcount, "france", 2023)["flagged"].tolist() == [True]


def test_levels_agree_on_totals(small_store: Store, headcount: Indicator) -> None:
    totals = [
        values(small_store, headcount, level, 2023)["value"].sum()
        for level in ("commune", "departement", "region", "france")
    ]
    assert totals == [3_690.0] * 4
    # 02003 belongs to no EPCI.
    assert values(small_store, headcount, "epci", 2023)["value"].sum() == 3_650.0


def test_denominator_of_another_year(small_store: Store) -> None:
    density = make_indicator(
        id="d", numerator="pop", denominator="area", denominator_year=2026, scale=1.0, min_base=0.0
    )
    assert years(small_store, density) == (2017, 2023)
    assert values(small_store, density, "epci", 2023).at["epci-100000001", "value"] == pytest.approx(1_000 / 6)


def test_formula_with_a_difference(small_store: Store) -> None:
    rest = make_indicator(id="r", numerator="people - young", denominator="people")
    assert values(small_store, rest, "epci", 2021).at["epci-100000001", "value"] == 84.0


def test_unknown_year_is_refused(small_store: Store, share: Indicator) -> None:
    with pytest.raises(KeyError):
        values(small_store, share, "epci", 1999)


def test_a_change_has_one_year(small_store: Store, growth: Indicator) -> None:
    assert years(small_store, growth) == (2023,)


def test_the_value_of_a_group_is_its_own_ratio(small_store: Store, share: Indicator) -> None:
    communes = figures(small_store, share, "commune", 2021)
    chosen = communes.positions(["com-01001", "com-01002", "com-02002"])
    assert communes.together(chosen) == pytest.approx(100 * 70 / 400)
    assert math.isnan(communes.together(communes.positions(["com-02002"])))
    assert math.isnan(communes.together(communes.positions(["com-02003"])))


def test_a_figure_beyond_its_plausible_range_is_kept_and_does_not_count(small_store: Store) -> None:
    bounded = make_indicator(id="b", min_base=0.0, plausible=(0.0, 15.0))
    found = figures(small_store, bounded, "commune", 2021)
    # 10, 20, 15, 15, 10 %, secret, not computable: the bound itself is plausible.
    assert found.implausible.tolist() == [False, True, False, False, False, False, False]
    assert found.of("com-01002").value == 20.0
    assert found.counts.tolist() == [True, False, True, True, True, False, False]
    assert not found.of("com-01002").counts


def test_the_true_reason_of_a_missing_figure_comes_with_it(small_store: Store, share: Indicator) -> None:
    communes = figures(small_store, share, "commune", 2021)
    assert communes.of("com-02002").reason == "moins de onze ménages"
    assert "nul" in communes.of("com-02003").reason, "a division by zero is said as one"
    assert communes.of("com-01001").reason == ""
    assert figures(small_store, share, "commune", 2021, ["com-02002"]).figure(0).reason == "moins de onze ménages"
    only_epci = make_indicator(id="x", levels=["epci"])
    assert "ensemble de communes" in figures(small_store, only_epci, "commune", 2021).figure(0).reason
    # The département has a value without the secret commune: nothing to explain. All of its communes missing, it has
    # the reason that they share.
    assert figures(small_store, share, "departement", 2021).of("dep-02").reason == ""
    women = make_indicator(
        id="w", numerator="women", denominator="mayors", min_base=0.0, levels=["epci", "departement"]
    )
    assert "personne" in figures(small_store, women, "epci", 2026).figure(1).reason
    assert "Trop peu" in figures(small_store, women, "departement", 2026).figure(0).reason


def test_what_the_edition_says_of_a_value_comes_with_it(small_store: Store, headcount: Indicator) -> None:
    communes = figures(small_store, headcount, "commune", 2023)
    assert [communes.of(f"com-{code}").reason for code in ("01002", "02003", "01001")] == ["scindée", "figée", ""]
    assert communes.repeated.tolist() == [False] * 6 + [True], "carried, not estimated"
    assert figures(small_store, headcount, "epci", 2023).figure(0).reason == "scindée", "said of the whole too"
    assert figures(small_store, headcount, "france", 2023).figure(0).reason == "", "two reasons are none"
    assert not figures(small_store, headcount, "france", 2023).figure(0).repeated


def test_a_list_of_communes_is_a_group_like_any_other(small_store: Store, share: Indicator) -> None:
    """What a composed territory will be: its communes, each once, by the same implementation."""
    [first] = figures_of_groups(small_store, share, 2021, {"compose-a": [0, 1, 2]}).value.tolist()
    assert first == figures(small_store, share, "epci", 2021).of("epci-100000001").value
    both = figures_of_groups(small_store, share, 2021, {"a": [0, 5], "b": [5]})
    assert both.statuses == ["value", "secret"]
    assert both.members_with_data.tolist() == [1, 0]
    assert both.figure(1).reason == "moins de onze ménages"


def test_equal_ratios_tie_exactly(share: Indicator) -> None:
    # A third, written in two hundred ways, is one float, else equal places would be ranked apart.
    numerators = np.arange(1.0, 201.0)
    assert set(apply_formula(share, 2021, numerators, 3 * numerators).tolist()) == {100 / 3}


def test_callers_cannot_corrupt_the_store(small_store: Store, share: Indicator) -> None:
    with pytest.raises(ValueError, match="read-only"):
        small_store.measure("people", 2021)[0] = 7
    frame = small_store.territories
    frame.loc["com-01001", "population"] = -1
    assert small_store.territory("com-01001").population == 100
    assert commune_components(small_store, share, 2021).denominator[0] == 100
    with pytest.raises(ValueError, match="read-only"):
        figures(small_store, share, "epci", 2021).value[0] = 7


def test_counts_of_persons_come_whole_above_communes_and_never_by_commune(small_store: Store) -> None:
    women = make_indicator(
        id="women", numerator="women", denominator="mayors", min_base=0.0, levels=["epci", "departement", "france"]
    )
    assert years(small_store, women) == (2026,)
    epci = values(small_store, women, "epci", 2026)
    assert epci["value"].tolist()[0] == 50.0
    assert epci["members_with_data"].tolist() == [2, 0]
    assert epci["population_covered_pct"].tolist()[0] == pytest.approx(100 * 2 / 3)
    assert epci["status"].tolist() == ["value", "not_published"]
    # One mayor known in the first département: withheld, it would be about a person.
    assert values(small_store, women, "departement", 2026)["status"].tolist() == ["secret", "value"]
    assert set(values(small_store, women, "commune", 2026)["status"]) == {"not_applicable"}


def test_what_does_not_add_up_is_not_added(small_store: Store, share: Indicator) -> None:
    median = share.model_copy(update={"additive": False})
    found = figures_of_groups(small_store, median, 2021, {"a": [0, 1]})
    assert found.statuses == ["not_applicable"]
    assert "additionne pas" in found.figure(0).reason
    assert math.isnan(figures(small_store, median, "commune", 2021).together())


@pytest.mark.parametrize(
    ("place", "indicator_id"),
    [
        ("com-61499", "taux_moyen_taxe_fonciere"),  # -56,64 %
        ("com-59153", "taux_moyen_taxe_fonciere"),  # 100,19 %
        ("com-61104", "poids_dgf_recettes"),  # 2 640 % of its receipts
        ("com-71085", "part_logements_sociaux_dgf"),  # 192 % of its dwellings
    ],
)
def test_known_odd_figures_are_shown_and_enter_no_rank_no_class_and_no_headline(place: str, indicator_id: str) -> None:
    store, catalog = open_offered()
    indicator = catalog.indicator(indicator_id)
    of_all = figures(store, indicator, "commune", 2022)
    own = of_all.of(place)
    assert own.status == "value"
    assert own.implausible
    homes = store.level("commune")["departement"]
    others = [str(i) for i in homes.index[homes == homes[place]]]
    assert compare(of_all, place, others).rank is None
    assert compare(of_all, others[0], others).high <= indicator.plausible[1]
    scope = Scope("commune", "departement", store.territory(place).departement or "")
    model = map_model(store, indicator, 2022, scope)
    assert model.classes[model.ids.index(place)] == "implausible"
    group = peer_group(store, catalog, store.territory(place), PeerRequest("departement"))
    assert indicator_id not in {
        item.indicator.id for item in standing_out(store, catalog, store.territory(place), group).found
    }


def test_every_indicator_says_what_is_plausible() -> None:
    assert [i.id for i in load_catalog().indicators.values() if i.plausible is None] == []


def test_where_the_register_lists_nobody_the_reason_says_so() -> None:
    store, deputies = open_store(), load_catalog().indicators["part_femmes_adjoints"]
    for level in ("commune", "epci"):
        of_level = figures(store, deputies, level, 2021)
        without = of_level.codes == STATUSES.index("not_computable")
        assert without.any(), level
        assert {store.reason_texts[code] for code in of_level.reasons[without]} == {REASONS[NOBODY_LISTED]}


@pytest.mark.parametrize(
    ("indicator", "year", "place", "implausible"),
    [
        ("altitude_moyenne", 2018, "com-06059", True),  # Èze, from the sea to 700 m: read on the sea
        ("altitude_moyenne", 2018, "com-59260", False),  # Ghyvelde, in the polders of Flanders: 1 m
        ("altitude_moyenne", 2018, "epci-241700459", True),  # Île de Ré
        ("taux_moyen_taxe_fonciere", 2022, "com-81007", True),  # 0.07 %
        ("taux_moyen_taxe_fonciere", 2022, "com-26349", False),  # 1.09 %, a gas storage
        ("taux_moyen_taxe_fonciere", 2021, "com-82050", False),  # 0.007 %, voted before the break
        ("effort_fiscal", 2022, "com-95144", True),
        ("effort_fiscal", 2022, "com-26349", False),
        ("recettes_fonctionnement_par_habitant", 2022, "com-80099", True),  # 157 €, between 556 and 582 before
        ("recettes_fonctionnement_par_habitant", 2022, "com-55505", False),  # 235 €, three years in a row
        ("taux_th_communal", 2022, "com-10372", False),  # 0 %, in every year
        ("elus_municipaux", 2026, "com-67275", True),  # 2 councillors for 830 inhabitants: vacant seats
        ("elus_municipaux", 2026, "com-02044", False),  # 5, a whole council since 2020
        ("bases_taxe_fonciere_par_habitant", 2022, "com-29083", False),  # Île-de-Sein is exempt
    ],
)
def test_a_range_leaves_true_extremes_in_and_impossible_ones_out(
    indicator: str, year: int, place: str, implausible: bool
) -> None:
    store = open_store()
    found = figures(store, load_catalog().indicator(indicator), store.territory(place).level, year, [place])
    assert found.figure(0).status == "value"
    assert found.figure(0).implausible is implausible


def test_a_break_moves_the_range_from_its_year_on() -> None:
    moved = (Break(year=2015, note="a"), Break(year=2020, note="b", plausible=(5.0, 9.0)))
    indicator = make_indicator(plausible=(0.0, 9.0), breaks=moved)
    assert [indicator.plausible_in(year) for year in (2014, 2015, 2020, 2022)] == [(0, 9), (0, 9), (5, 9), (5, 9)]
    assert make_indicator(plausible=None).plausible_in(2020) == (-math.inf, math.inf)
    with pytest.raises(ValueError, match="lowest, highest"):
        Indicator.model_validate(
            indicator.model_dump() | {"breaks": [{"year": 2020, "note": "b", "plausible": [9, 5]}]}
        )


def test_no_share_of_a_council_of_fewer_than_seven_is_ranked() -> None:
    store, catalog = open_offered()
    shares = [
        i for i in catalog.indicators.values() if i.denominator and i.denominator.startswith("rne_") and i.min_base >= 7
    ]
    assert len(shares) == sum(1 for i in catalog.indicators.values() if (i.denominator or "").startswith("rne_")) > 10
    small = 0
    for indicator in shares:
        for level in indicator.levels:
            of_all = figures(store, indicator, level, years(store, indicator)[-1])
            few = (of_all.codes == STATUSES.index("value")) & (of_all.denominator < 7)
            assert not of_all.counts[few].any()
            small += int(few.sum())
    assert small > 1_000  # such councils there are


def test_incomplete_councils_are_counted_aloud() -> None:
    store, councils = open_store(), load_catalog().indicator("elus_municipaux")
    found = [int(figures(store, councils, "commune", year).implausible.sum()) for year in years(store, councils)]
    assert dict(zip(years(store, councils), found, strict=True)) == {2021: 18, 2024: 22, 2026: 3}


def test_years_beyond_the_last_denominator_are_set_against_it(small_store: Store) -> None:
    later = make_indicator(id="later", numerator="pop", denominator="people", denominator_until=2021, scale=100.0)
    # Of 2017 there is no denominator, of 2023 there is that of 2021: 100 x (100 + 300 + 600) / (100 + 300 + 600).
    assert years(small_store, later) == (2023,)
    assert values(small_store, later, "epci", 2023).at["epci-100000001", "value"] == 100.0
    assert values(small_store, later, "commune", 2023).at["com-02002", "value"] == 100.0
    assert years(small_store, make_indicator(id="same", numerator="pop", denominator="people")) == ()
    area = make_indicator(id="area", numerator="area", denominator="pop", denominator_until=2023, scale=1000.0)
    # 1 000 x 5 / 2 000: the population of 2023, not that of 2017.
    assert values(small_store, area, "commune", 2026).at["com-02001", "value"] == 2.5
