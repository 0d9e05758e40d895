"""Figures of composed territories: sums of their communes, each once, and exactly those of whole territories."""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
import pytest

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.statistics.change import change_figures
from observatoire.statistics.components import (
    apply_formula,
    cells_of,
    counted_above,
    latest_year,
    shipped_by_commune,
    years,
)
from observatoire.statistics.enclosing import enclosing
from observatoire.statistics.figures import Figure, figures, figures_of_groups
from observatoire.statistics.offering import open_offered
from observatoire.statistics.series import yearly
from observatoire.statistics.trace import trace

COGNAC, ROUILLAC = "epci-200070514", "epci-241600303"
VALLEY = "compose-200070514.241600303"


@pytest.fixture(scope="module")
def data() -> tuple[Store, Catalog]:
    return open_offered()


def additive(data: tuple[Store, Catalog]) -> list[tuple[Indicator, int]]:
    """Every indicator that adds up, in its last year."""
    store, catalog = data
    indicators = [i for i in catalog.indicators.values() if i.additive]
    assert len(indicators) > 100
    return [(i, years(store, i)[-1]) for i in indicators]


def codes_of(store: Store, identifier: str) -> list[str]:
    return [str(code) for code in store.level("commune")["code"].iloc[store.members(identifier)]]


def facts(figure: Figure) -> dict[str, object]:
    """All that is known of a figure; sums in another order may differ by the last bit."""
    known = {field.name: getattr(figure, field.name) for field in fields(Figure)}
    return {name: f"{value:.12g}" if isinstance(value, float) else value for name, value in known.items()}


def summable(store: Store, indicator: Indicator, year: int) -> bool:
    return counted_above(store, indicator, year) or shipped_by_commune(store, indicator, year)


def wholes(store: Store) -> dict[str, str]:
    """Return composed territories that are, together, a whole one: from communes, EPCI and communes, départements."""
    communes = store.level("commune")
    inside = communes[communes["departement"] == "16"]
    epci = [
        code for code in inside["epci"].unique() if set(communes["departement"][communes["epci"] == code]) == {"16"}
    ]
    assert len(epci) > 5
    left = inside["code"][~inside["epci"].isin(epci)]
    made = {
        ".".join(codes_of(store, "dep-16")): "dep-16",
        ".".join(codes_of(store, "dep-2A")): "dep-2A",
        ".".join([*epci, *left]): "dep-16",
        "16.17.19.23.24.33.40.47.64.79.86.87": "reg-75",
        ".".join(store.level("departement")["code"]): "france",
    }
    return {store.territory(f"compose-{codes}").id: whole for codes, whole in made.items()}


def test_a_whole_composed_of_its_parts_has_exactly_its_figures(data: tuple[Store, Catalog]) -> None:
    store, _ = data
    made = wholes(store)
    assert len(made) == 5
    compared = 0
    for indicator, year in additive(data):
        for identifier, whole in made.items():
            level = store.territory(whole).level
            if level not in indicator.levels:
                continue
            expected = facts(figures(store, indicator, level, year, [whole]).figure(0))
            assert facts(figures(store, indicator, "epci", year, [identifier]).figure(0)) == expected, indicator.id
            # The sums themselves, before anybody sees that the territory is a whole one.
            summed = (
                figures_of_groups(store, indicator, year, {"a": store.members(identifier)})
                if summable(store, indicator, year)
                else None
            )
            assert summed is None or facts(summed.figure(0)) == expected, indicator.id
            compared += 1
    assert compared > 480


def test_two_epci_together_are_the_hand_sums_of_their_communes(data: tuple[Store, Catalog]) -> None:
    store, _ = data
    communes = np.array(sorted([*store.members(COGNAC), *store.members(ROUILLAC)]))
    compared = 0
    for indicator, year in additive(data):
        if counted_above(store, indicator, year):
            continue
        sides = []
        for terms, at in cells_of(indicator, year):
            sides.append(sum(sign * store.measure(measure, at)[communes] for sign, measure in terms))
        both = ~np.isnan(sum(sides))
        sums = [np.array([side[both].sum()]) for side in sides]
        own = figures(store, indicator, "epci", year, [VALLEY]).figure(0)
        assert own.members == len(communes) == 67
        assert own.members_with_data == both.sum()
        if own.status == "value":
            expected = apply_formula(indicator, year, sums[0], sums[1] if len(sums) > 1 else np.ones(1))[0]
            assert own.value == pytest.approx(expected, rel=1e-12), indicator.id
            compared += 1
    assert compared > 80


def test_known_figures_of_the_valley(data: tuple[Store, Catalog]) -> None:
    """Census of 2021: 17 000 and 2 826 people of 65 and over among 68 970 and 9 823."""
    store, catalog = data
    share = catalog.indicator("part_65_ans_plus")
    parts = figures(store, share, "epci", 2021, [COGNAC, ROUILLAC])
    own = figures(store, share, "epci", 2021, [VALLEY]).figure(0)
    assert own.numerator == parts.numerator.sum() == 19_826
    assert own.denominator == parts.denominator.sum() == 78_793
    assert own.value == pytest.approx(100 * 19_826 / 78_793)
    assert own.value != pytest.approx(parts.value.mean())


def test_overlapping_members_count_each_commune_once(data: tuple[Store, Catalog]) -> None:
    store, catalog = data
    people = catalog.indicator("population")
    found = figures(store, people, "epci", 2023, ["compose-200070514.16102.16286.241600303", VALLEY])
    assert found.value.tolist() == [79_088, 79_088]


def test_composed_ones_stand_among_epci_in_the_order_asked(data: tuple[Store, Catalog]) -> None:
    store, catalog = data
    indicator = catalog.indicator("part_65_ans_plus")
    ids = [ROUILLAC, VALLEY, "compose-16.17", COGNAC]
    found = figures(store, indicator, "epci", 2021, ids)
    assert found.ids.tolist() == ids
    for at, identifier in enumerate(ids):
        assert found.value[at] == figures(store, indicator, "epci", 2021, [identifier]).value[0]


def test_what_does_not_add_up_is_refused_with_its_reason(data: tuple[Store, Catalog]) -> None:
    store, catalog = data
    median = catalog.indicator("population").model_copy(
        update={"id": "mediane", "kind": "published", "additive": False}
    )
    own = figures(store, median, "epci", 2023, [VALLEY]).figure(0)
    assert (own.status, math.isnan(own.value)) == ("not_applicable", True)
    assert own.reason.startswith("Ce chiffre ne s'additionne pas")


def test_what_only_whole_territories_have_says_so(data: tuple[Store, Catalog]) -> None:
    store, catalog = data
    mayors = catalog.indicator("part_femmes_maires")
    own = figures(store, mayors, "epci", 2026, ["compose-16102.16286.16015", VALLEY])
    assert own.statuses == ["not_computable", "value"]
    assert "intercommunalités" in own.figure(0).reason


def test_a_year_without_data_is_refused(data: tuple[Store, Catalog]) -> None:
    store, catalog = data
    with pytest.raises(KeyError):
        figures(store, catalog.indicator("part_65_ans_plus"), "epci", 1999, [VALLEY])


def test_groups_of_communes_are_computed_alike(data: tuple[Store, Catalog]) -> None:
    store, catalog = data
    for name in ("part_65_ans_plus", "part_femmes_elus_municipaux"):
        indicator = catalog.indicator(name)
        year = latest_year(store, indicator, "epci")
        [own] = figures_of_groups(store, indicator, year, {"a": store.members(VALLEY)}).value
        assert own == figures(store, indicator, "epci", year, [VALLEY]).value[0]


def test_the_sums_behind_a_figure_give_it_back(data: tuple[Store, Catalog]) -> None:
    store, catalog = data
    place = store.territory(VALLEY)
    for indicator in catalog.indicators.values():
        year = latest_year(store, indicator, "epci")
        found = trace(store, indicator, place, year)
        if found.figure.status != "value" or indicator.kind == "change":
            continue
        sums = [np.array([sum(term.sign * term.total for term in terms)]) for terms, _ in found.sums]
        value = apply_formula(indicator, year, sums[0], sums[1] if len(sums) > 1 else np.ones(1))[0]
        assert value == pytest.approx(found.figure.value, rel=1e-12), indicator.id


def test_change_is_over_the_same_communes(data: tuple[Store, Catalog]) -> None:
    store, catalog = data
    people = catalog.indicator("population")
    found = change_figures(store, people, "epci", [COGNAC, VALLEY, ROUILLAC], 2017, 2023)
    before, after = (figures(store, people, "epci", year, [COGNAC, ROUILLAC]).value.sum() for year in (2017, 2023))
    assert found.ids.tolist() == [COGNAC, VALLEY, ROUILLAC]
    assert found.value[1] == pytest.approx(100 * (after / before - 1))
    alone = change_figures(store, people, "epci", [COGNAC, ROUILLAC], 2017, 2023)
    assert found.value[[0, 2]].tolist() == alone.value.tolist()


def test_a_series_has_every_year(data: tuple[Store, Catalog]) -> None:
    store, catalog = data
    people = catalog.indicator("population")
    found = yearly(store, people, "epci", [VALLEY, COGNAC])
    assert [each.year for each in found] == list(years(store, people))
    assert found[-1].value[0] == 79_088


def test_wider_territories_hold_it(data: tuple[Store, Catalog]) -> None:
    store, _ = data
    assert [place.id for place in enclosing(store, store.territory(VALLEY))] == ["dep-16", "reg-75", "france"]
    assert [place.id for place in enclosing(store, store.territory("compose-16.17"))] == ["reg-75", "france"]
