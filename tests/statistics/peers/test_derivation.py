"""What follows from known indicators, on a made catalogue whose answers are plain."""

from __future__ import annotations

import pytest

from observatoire.model.catalog import Catalog, Indicator, load_catalog
from observatoire.model.measures import Measure, remainders
from observatoire.model.territory import Level
from observatoire.statistics.peers.derivation import follows

REAL = load_catalog()


def measure(name: str, **more: object) -> Measure:
    told = {"id": name, "source": "made", "label": name, "unit": "", "years": [2020], "additive": True, "min": 0.0}
    return Measure.model_validate(told | {"max": 9.0} | more)


def indicator(formula: str) -> Indicator:
    """Return the indicator « a + b / c », « a » (a count) or « a > 2014 » (a change since)."""
    above, _, below = formula.partition(" / ")
    above, _, since = above.partition(" > ")
    kind = "ratio" if below else "change" if since else "count"
    changes = {"id": "made", "kind": kind, "numerator": above, "denominator": below or None}
    return REAL.indicator("population").model_copy(update=changes | {"base_year": int(since) if since else None})


MADE = REAL.model_copy(
    update={
        "measures": {
            m.id: m
            for m in (
                measure("people", parts=[["young", "grown", "old"]]),
                *map(measure, ("young", "grown", "old", "area", "homes", "men", "dense")),
                measure("one", min=1.0, max=1.0),
                measure("crowded", part_of="people", decided_by="density"),
            )
        },
        "indicators": {"density": indicator("people / area").model_copy(update={"id": "density"})},
    }
)


def known(*formulas: str) -> list[Indicator]:
    return [indicator(formula) for formula in formulas]


@pytest.mark.parametrize(
    ("asked", "given", "expected"),
    [
        ("grown / people", ["young / people", "old / people"], True),  # a complement
        ("grown / people", ["young / people"], False),
        ("young + old / grown", ["young / people", "old / people"], True),
        ("people - grown / grown", ["young / people", "old / people"], True),
        ("old / young", ["young / people", "old / people"], True),  # a ratio of ratios
        ("young + old / people", ["young + old / people"], True),
        ("grown / people", ["young + old / people"], True),  # the sum is enough
        ("young / people", ["young + old / people"], False),
        ("area", ["people", "people / area"], True),  # a count from a count and a density
        ("area", ["people / area"], False),
        ("homes / people", ["people", "young / people"], False),
        ("homes / people", ["homes / area", "young / people"], False),  # both known, of unknown sizes
        ("homes / people", ["homes / area", "people / area"], True),
        ("people > 2014", ["people > 2014"], True),
        ("people > 2010", ["people > 2014"], False),
        ("people", ["people > 2014"], False),
        ("people > 2014", ["people"], False),
        ("men / people", ["people"], False),
    ],
)
@pytest.mark.parametrize("level", ["commune", "epci"])
def test_an_indicator_follows_when_both_its_sums_are_known_up_to_one_factor(
    asked: str, given: list[str], expected: bool, level: Level
) -> None:
    assert follows(MADE, indicator(asked), known(*given), level) is expected


@pytest.mark.parametrize(
    ("asked", "given", "commune", "epci"),
    [
        ("people / one", ["people"], True, False),  # a commune is one commune
        ("one", ["people"], False, False),  # known without any criterion
        ("crowded / people", ["people / area"], True, False),  # above communes a threshold adds up
        ("crowded / people", ["people"], False, False),
        ("crowded / people", ["people", "area"], True, False),
    ],
)
def test_of_one_commune_more_is_known(asked: str, given: list[str], commune: bool, epci: bool) -> None:
    assert follows(MADE, indicator(asked), known(*given), "commune") is commune
    assert follows(MADE, indicator(asked), known(*given), "epci") is epci


def test_nothing_follows_from_nothing() -> None:
    catalog: Catalog = REAL
    for level in ("commune", "epci"):
        assert not [i.id for i in catalog.indicators.values() if follows(catalog, i, [], level)]


def test_parts_must_make_up_their_whole() -> None:
    import pandas as pd

    measures = {m.id: m for m in (measure("whole", parts=[["a", "b"]]), measure("a"), measure("b"))}
    table = pd.DataFrame({"whole__2020": [1000.0] * 21, "a__2020": [600.0] * 21, "b__2020": [400.0] * 20 + [360.0]})
    assert remainders(table, measures) == []
    table.loc[0, "b__2020"] = 369.0  # two of 21 are one too many
    assert remainders(table, measures) == ["a and b leave more than 3% of whole__2020 in 2"]
    table.loc[0, "whole__2020"] = 199.0  # a hamlet does not count
    assert remainders(table, measures) == []
