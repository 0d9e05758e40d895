"""What a map shows: classes, states kept apart, circles for counts, the maps on offer."""

from __future__ import annotations

import pytest

from observatoire.model.catalog import load_catalog
from observatoire.model.store import open_store
from observatoire.views.geometry import Scope
from observatoire.views.map_model import (
    LARGEST,
    legend_of,
    map_model,
    map_sentence,
    offered_scopes,
    scope_label,
    shape_of,
)
from observatoire.views.style import DIVERGING

STORE, CATALOG = open_store(), load_catalog()
SHARE = CATALOG.indicator("part_65_ans_plus")
FRANCE = Scope.parse("epci-france")


def test_every_epci_is_in_a_class_or_in_a_state() -> None:
    model = map_model(STORE, SHARE, 2021, FRANCE)
    assert len(model.ids) == len(model.classes) == len(model.tooltips) == 1_253
    assert sum(model.counts) + sum(model.missing.values()) == 1_253
    assert model.missing == {"not_published": 5}, "the five EPCI of Mayotte"
    assert len(model.counts) == len(model.palette) == len(model.bounds) - 1 == 5
    assert max(model.counts) - min(model.counts) <= 2, "quantiles"


def test_classes_follow_values() -> None:
    model = map_model(STORE, SHARE, 2021, FRANCE)
    for value, kind in zip(model.frame["value"], model.classes, strict=True):
        if isinstance(kind, int):
            assert model.bounds[kind] <= value <= model.bounds[kind + 1]


def test_fragile_communes_are_not_coloured() -> None:
    model = map_model(STORE, SHARE, 2021, Scope.parse("communes-departement-05"))
    fragile = model.frame["fragile"].to_numpy()
    assert model.missing["fragile"] == fragile.sum() > 0
    assert {kind for kind, weak in zip(model.classes, fragile, strict=True) if weak} == {"fragile"}
    assert all("ordre de grandeur" in text for text, weak in zip(model.tooltips, fragile, strict=True) if weak)


def test_a_change_has_two_hues_that_part_at_zero() -> None:
    change = CATALOG.indicator("evolution_population_annuelle")
    model = map_model(STORE, change, 2023, FRANCE)
    assert 0.0 in model.bounds
    assert model.palette == DIVERGING[4]
    assert model.missing == {"not_computable": 5}


def test_counts_are_circles_whose_surface_follows_the_value() -> None:
    model = map_model(STORE, CATALOG.indicator("population"), 2023, Scope.parse("communes-epci-200070514"))
    assert model.radii is not None
    radius = dict(zip(model.ids, model.radii, strict=True))
    assert radius["com-16102"] == LARGEST
    ratio = model.frame.at["com-16167", "value"] / model.frame.at["com-16102", "value"]
    assert (radius["com-16167"] / LARGEST) ** 2 == pytest.approx(ratio)
    legend = legend_of(CATALOG.indicator("population"), model, 2023, "")
    assert legend.circles[0] == (LARGEST, "18\u202f532")


def test_maps_on_offer_exist_and_have_names() -> None:
    for identifier in ("com-16102", "com-85113", "epci-200070514", "dep-16", "reg-75", "france"):
        territory = STORE.territory(identifier)
        scopes = offered_scopes(territory)
        assert scopes
        for scope in scopes:
            assert scope_label(STORE, scope)
            assert map_model(STORE, SHARE, 2021, scope).ids


def test_the_shape_that_holds_a_place() -> None:
    model = map_model(STORE, SHARE, 2021, FRANCE)
    rank = shape_of(FRANCE, model.ids, STORE.territory("com-16102"))
    assert rank is not None
    assert model.ids[rank] == "epci-200070514"
    assert shape_of(FRANCE, model.ids, STORE.territory("reg-75")) is None


def test_the_sentence_counts_what_has_no_colour() -> None:
    sentence = map_sentence(SHARE, map_model(STORE, SHARE, 2021, FRANCE), 2021, "EPCI de France")
    assert "pour 1\u202f248 EPCI" in sentence
    assert "5 non publié" in sentence
