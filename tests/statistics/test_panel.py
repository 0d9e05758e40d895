"""A few territories have the very figures of their level: values, states, comparison, the group's own value."""

from __future__ import annotations

from dataclasses import astuple, fields

import numpy as np
import pytest

from observatoire.model.catalog import Indicator
from observatoire.model.store import STATUSES, Store, open_store
from observatoire.model.territory import Level
from observatoire.statistics.comparison import compare, compare_first
from observatoire.statistics.enclosing import enclosing, enclosing_figures
from observatoire.statistics.figures import Figures, figures, latest, panel
from observatoire.statistics.offering import open_offered

_, CATALOG = open_offered()
SOME = list(CATALOG.indicators.values())[::9]


def test_the_hand_made_communes(small_store: Store, share: Indicator, growth: Indicator, headcount: Indicator) -> None:
    ids = [f"com-{code}" for code in ("02003", "01002", "02002", "01001")]
    ratio, change, count = panel(small_store, [(share, 2021), (growth, 2023), (headcount, 2023)], "commune", ids)
    assert [STATUSES[code] for code in ratio.codes] == ["not_computable", "value", "secret", "value"]
    np.testing.assert_allclose(ratio.value, [np.nan, 20.0, np.nan, 10.0])
    assert ratio.fragile.tolist() == [False, False, False, True]  # 100 people, fewer than 200
    # 02003 is carried from its own base year: no change was observed; 01002 went from 200 to 300.
    assert STATUSES[change.codes[0]] == "not_computable"
    assert change.value[1] == pytest.approx(50)
    assert change.flagged.tolist() == [False, True, False, False]
    assert count.value.tolist() == [40.0, 300.0, 50.0, 100.0]
    # (60 + 10) young of (300 + 100) people: the secret one and the empty one weigh nothing.
    assert ratio.together(slice(None)) == pytest.approx(17.5)
    assert np.isnan(ratio.together(slice(0, 1)))


def test_another_level_is_refused(small_store: Store, share: Indicator) -> None:
    with pytest.raises(KeyError, match="epci-100000001"):
        panel(small_store, [(share, 2021)], "commune", ["com-01001", "epci-100000001"])


@pytest.mark.parametrize(("level", "step"), [("commune", 97), ("epci", 11), ("departement", 4)])
@pytest.mark.parametrize("indicator", SOME, ids=lambda i: i.id)
def test_a_few_territories_have_the_very_figures_of_the_level(level: Level, step: int, indicator: Indicator) -> None:
    store = open_store()
    [(_, year)] = latest(store, [indicator], level)
    whole = figures(store, indicator, level, year)
    at = np.arange(0, len(whole), step)
    few, expected = figures(store, indicator, level, year, whole.ids[at].tolist()), whole.take(at)
    for field in fields(Figures):
        if field.name not in ("indicator", "year", "texts"):
            mine, theirs = getattr(few, field.name), getattr(expected, field.name)
            np.testing.assert_array_equal(mine, theirs, err_msg=field.name)
    ids = whole.ids[at].tolist()
    for mine, theirs in zip(astuple(compare_first(few)), astuple(compare(whole, ids[0], ids[1:])), strict=True):
        assert mine == theirs or mine == pytest.approx(theirs, nan_ok=True)
    assert few.together() == pytest.approx(whole.together(at), nan_ok=True)


@pytest.mark.parametrize(
    ("place", "around"),
    [
        ("com-16102", ["epci-200070514", "dep-16", "reg-75", "france"]),
        ("com-85113", ["dep-85", "reg-52", "france"]),  # an island without EPCI
        ("com-97411", ["epci-249740119", "reg-04", "france"]),  # one département, one région: said once
        ("com-75056", ["epci-200054781", "reg-11", "france"]),  # the département is the commune itself
        ("epci-200070514", ["dep-16", "reg-75", "france"]),
        ("dep-974", ["france"]),
        ("reg-75", ["france"]),
        ("france", []),
    ],
)
def test_the_wider_territories_of_a_place(place: str, around: list[str]) -> None:
    store = open_store()
    assert [t.id for t in enclosing(store, store.territory(place))] == around


def test_the_wider_figures_are_those_of_their_level() -> None:
    store, indicator = open_store(), CATALOG.indicator("part_65_ans_plus")
    found = enclosing_figures(store, indicator, 2021, store.territory("epci-200070514"))
    france = next(figure for territory, figure in found if territory.id == "france")
    assert france.value == figures(store, indicator, "france", 2021).of("france").value
    assert len(found) == 3
