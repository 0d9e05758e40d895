"""What a map shows: classes, states kept apart, circles for counts, the maps on offer."""

from __future__ import annotations

import re

import numpy as np
import pytest
import shapely

from observatoire.statistics.classes import quantile_breaks
from observatoire.statistics.components import years
from observatoire.statistics.offering import open_offered
from observatoire.statistics.uncertainty.variances import errors_of
from observatoire.views.html.tables import class_labels, map_legend_html
from observatoire.views.maps.classes import DOUBTFUL, ClassChoice, Muted
from observatoire.views.maps.geometry import Scope, mercator, scope_ids
from observatoire.views.maps.legend import bound_decimals, legend_of
from observatoire.views.maps.model import LARGEST, map_figures, map_model
from observatoire.views.maps.scopes import Outlined, offered_scopes, outlined, scope_label, shape_of, traced
from observatoire.views.maps.words import map_sentence, standing_sentence, surer_scope, surer_text
from observatoire.views.style.tokens import DIVERGING

STORE, CATALOG = open_offered()
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
    for value, kind in zip(model.data.value, model.classes, strict=True):
        if isinstance(kind, int):
            assert model.bounds[kind] <= value <= model.bounds[kind + 1]


def test_fragile_communes_are_muted_in_their_class_and_cut_none() -> None:
    model = map_model(STORE, SHARE, 2021, Scope.parse("communes-departement-05"))
    fragile, solid = model.data.fragile, model.data.value[model.data.counts]
    assert model.missing["fragile"] == fragile.sum() > 0
    assert model.bounds == tuple(quantile_breaks(solid)), "solid values alone say where classes are cut"
    assert model.bounds[-1] < np.nanmax(model.data.value), "Ribeyret, 40,8 %, is beyond them"
    for mark, value in zip(np.array(model.classes, object)[fragile], model.data.value[fragile], strict=True):
        assert isinstance(mark, Muted)
        assert mark.rank == 0 or value >= model.bounds[mark.rank]
        assert mark.rank == 4 or value < model.bounds[mark.rank + 1]
    assert sum(model.counts) == len(solid), "a class counts its solid values"
    assert [mark for mark in model.looks if mark != Muted(0, True)] == [Muted(rank) for rank in range(5)]
    assert all("ordre de grandeur" in text for text, weak in zip(model.tooltips, fragile, strict=True) if weak)


def test_a_rural_map_says_that_it_is_fragile_and_leads_to_the_epci_of_the_region() -> None:
    empty_homes = CATALOG.indicator("part_logements_vacants")
    model = map_model(STORE, empty_homes, 2021, Scope.parse("communes-epci-200069672"))
    assert (len(model.ids), sum(model.counts), model.missing) == (103, 18, {"fragile": 85}), "the Ternois"
    assert not [mark for mark in model.classes if isinstance(mark, str)], "no commune is blank"
    sentence = map_sentence(model, "Communes de l’EPCI Ternois")
    assert "pour 18\u00a0communes. Hachures sur une couleur pâlie\u202f: 85\u00a0communes sur 103" in sentence
    assert "Sans couleur" not in sentence
    assert surer_scope(STORE, model) == Scope("epci", "region", "32")
    assert surer_text(STORE, Scope("epci", "region", "32")).startswith(
        "Voir plutôt la carte des EPCI des Hauts-de-France"
    )
    legend = map_legend_html(legend_of(model, ""))
    assert legend.count("50%,transparent 50%") == 5, "each class shows itself solid and muted"
    assert 'valeur fragile</span> <span class="otc-count">85 communes' in legend


def test_a_map_that_is_mostly_solid_leads_nowhere_else() -> None:
    cognac = map_model(STORE, SHARE, 2021, Scope.parse("communes-epci-200070514"))
    assert surer_scope(STORE, cognac) is None
    deaths = CATALOG.indicator("tues_pour_100000_habitants")
    everywhere = map_model(STORE, deaths, years(STORE, deaths)[-1], Scope.parse("communes-france"))
    assert everywhere.mostly_fragile
    assert surer_scope(STORE, everywhere) == Scope("epci", "france")
    by_epci = map_model(STORE, deaths, years(STORE, deaths)[-1], FRANCE)
    assert surer_scope(STORE, by_epci) is None, "it is the map of EPCI"


def test_where_no_value_is_solid_hatches_stand_alone_and_the_sentence_says_so() -> None:
    deaths = CATALOG.indicator("tues_pour_100000_habitants")
    model = map_model(STORE, deaths, years(STORE, deaths)[-1], Scope.parse("communes-epci-200069672"))
    assert model.bounds == model.palette == ()
    assert set(model.classes) == {"fragile"}
    assert "Aucune valeur à classer" in map_sentence(model, "Communes")
    assert "103\u00a0communes sur 103" in map_sentence(model, "Communes")
    assert legend_of(model, "").footnote == ""


def test_a_fragile_count_has_its_circle_too() -> None:
    homes = CATALOG.indicator("logements")
    model = map_model(STORE, homes, 2021, Scope.parse("communes-departement-05"))
    assert model.radii is not None
    weak = [at for at, mark in enumerate(model.classes) if mark == "fragile"]
    assert len(weak) == model.missing["fragile"] == 55
    at = weak[0]
    assert (model.radii[at] / LARGEST) ** 2 == pytest.approx(model.data.value[at] / model.bounds[-1])
    assert "Cercle creux" in legend_of(model, "").footnote


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
    ratio = model.data.of("com-16167").value / model.data.of("com-16102").value
    assert (radius["com-16167"] / LARGEST) ** 2 == pytest.approx(ratio)
    legend = legend_of(model, "")
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


VALLEY = "compose-200070514.241600303"
PARTLY = "compose-16015.200070514"


def outlined_ids(scope: str, place: str) -> tuple[list[str], Outlined]:
    ids = tuple(scope_ids(STORE, Scope.parse(scope)))
    found = outlined(STORE, Scope.parse(scope), ids, STORE.territory(place))
    return [ids[rank] for rank in found.together], found


def test_a_composed_territory_is_outlined_where_an_epci_is() -> None:
    whole = ["epci-200070514", "epci-241600303"]
    for scope in ("epci-departement-16", "epci-region-75", "epci-france"):
        assert sorted(outlined_ids(scope, VALLEY)[0]) == whole, scope
    communes = STORE.index("commune")[STORE.members(VALLEY)]
    assert set(outlined_ids("communes-departement-16", VALLEY)[0]) == set(communes)
    # All that a map shows needs no outline, and neither does what it does not show.
    for scope in (f"communes-{VALLEY}", "communes-departement-17", "departements-france"):
        assert not outlined_ids(scope, VALLEY)[0], scope
    assert outlined_ids("departements-france", VALLEY)[1].rank is not None, "the département that holds it"


def test_an_epci_is_outlined_among_the_communes_around_it() -> None:
    ids, _ = outlined_ids("communes-departement-16", "epci-200070514")
    assert len(ids) == 54
    assert not outlined_ids("communes-epci-200070514", "epci-200070514")[1]


def test_a_part_of_an_epci_has_its_own_outline_on_a_map_of_epci() -> None:
    ids, found = outlined_ids("epci-departement-16", PARTLY)
    assert not ids
    full = STORE.outlines("epci", "full", [PARTLY]).iloc[0]
    assert found.shape.equals(full)
    drawn = traced(STORE, Scope.parse("epci-departement-16"), found.shape)
    assert len(str(drawn)) < 8_000, "it travels with each change"
    points = np.array(" ".join(drawn["rings"]).split(), dtype=float)
    assert len(points) % 2 == 0
    west, south, east, north = shapely.bounds(shapely.transform(full, mercator))
    first = points[:2] * drawn["step"]
    assert west - 0.01 <= first[0] <= east + 0.01
    assert south - 0.01 <= first[1] <= north + 0.01


def test_an_outline_overseas_stands_in_its_inset() -> None:
    place = STORE.territory("compose-97411.97408.16015")
    shape = STORE.outlines("epci", "full", [place.id]).iloc[0]
    scope = Scope.parse("epci-france")
    rings = [np.array(ring.split(), dtype=float).reshape(-1, 2) for ring in traced(STORE, scope, shape)["rings"]]
    step = traced(STORE, scope, shape)["step"]
    lefts = [ring.cumsum(axis=0)[:, 0].min() * step for ring in rings]
    assert all(-6 < left < 10 for left in lefts), "La Réunion lies 55 degrees east"
    true = traced(STORE, Scope.parse("epci-france-sans-encarts"), shape)
    assert any(float(ring.split()[0]) * true["step"] > 50 for ring in true["rings"])


def test_limits_of_classes_that_differ_read_differently() -> None:
    assert bound_decimals((98.71, 98.74, 100.0), 1) == 2
    assert bound_decimals((0.0, 12.3, 45.6), 1) == 1
    assert bound_decimals((1.0, 1.0), 0) == 0, "one value, one class"
    assert bound_decimals((), 1) == 1
    for indicator in CATALOG.indicators.values():
        if indicator.map_scale == "symbols":
            continue
        model = map_model(STORE, indicator, years(STORE, indicator)[-1], FRANCE)
        labels = legend_of(model, "").labels
        assert len(set(labels)) == len(labels), indicator.id


def test_the_sentence_counts_what_has_no_colour() -> None:
    sentence = map_sentence(map_model(STORE, SHARE, 2021, FRANCE), "EPCI de France")
    assert "pour 1\u202f248\u00a0EPCI" in sentence
    assert "5\u00a0EPCI (non publié)" in sentence


def test_all_communes_of_france_are_counted() -> None:
    model = map_model(STORE, SHARE, 2021, Scope.parse("communes-france"))
    assert len(model.ids) == 34_875
    assert sum(model.counts) + sum(model.missing.values()) == 34_875
    assert model.missing["not_published"] == 17, "the communes of Mayotte"
    figures = map_figures(STORE, SHARE, 2021, Scope.parse("communes-france")).split("|")
    assert figures[model.ids.index("com-16102")] == "23,1"
    assert figures[model.ids.index("com-97611")] == ""


def test_figures_are_the_tooltips_without_unit_and_words() -> None:
    model = map_model(STORE, SHARE, 2021, Scope.parse("communes-departement-05"))
    for figure, text, kind in zip(model.figures, model.tooltips, model.classes, strict=True):
        if isinstance(kind, Muted):
            assert text in {f"{figure}\u00a0% ({why})" for why in ("ordre de grandeur", DOUBTFUL)}
        elif isinstance(kind, int):
            assert text == f"{figure}\u00a0%"
        else:
            assert figure == ""


@pytest.mark.parametrize("method", ["quantiles", "naturelles", "egales", "mediane", "zero"])
@pytest.mark.parametrize("classes", range(3, 8))
def test_every_way_of_cutting_gives_a_sound_map(method, classes: int) -> None:
    for identifier in ("part_65_ans_plus", "evolution_population_annuelle", "part_logements_sociaux_dgf"):
        indicator = CATALOG.indicator(identifier)
        model = map_model(STORE, indicator, years(STORE, indicator)[-1], FRANCE, ClassChoice(method, classes))
        assert len(model.palette) == len(model.counts) == len(model.bounds) - 1 <= 7
        assert len(set(model.palette)) == len(model.palette), "two classes of one colour"
        assert list(model.bounds) == sorted(model.bounds)
        for value, kind in zip(model.data.value, model.classes, strict=True):
            if isinstance(kind, int):
                assert model.bounds[kind] <= value <= model.bounds[kind + 1]


def test_hand_set_breaks_are_those_of_the_legend() -> None:
    model = map_model(STORE, SHARE, 2021, FRANCE, ClassChoice("manuelles", breaks=(20.0, 25.0, 30.5)))
    assert model.bounds[1:-1] == (20.0, 25.0, 30.5)
    legend = legend_of(model, "")
    assert legend.labels[1:] == ("de 20,0 à moins de 25,0", "de 25,0 à moins de 30,5", "de 30,5 à 41,5")
    assert "choisies à la main" in map_legend_html(legend)


def test_around_the_median_of_the_peers_the_two_hues_part_there() -> None:
    choice = ClassChoice("mediane", 4, reference=26.9, reference_name="la médiane des pairs")
    model = map_model(STORE, SHARE, 2021, FRANCE, choice)
    assert 26.9 in model.bounds
    assert model.palette == DIVERGING[4]
    assert "la médiane des pairs (26,9\u00a0%)" in legend_of(model, "").footnote


def test_classes_held_over_the_years_are_the_same_every_year() -> None:
    density = CATALOG.indicator("densite")
    known = tuple(years(STORE, density))
    scope = Scope.parse("communes-epci-200070514")
    held = [map_model(STORE, density, year, scope, ClassChoice(years=known)) for year in (known[0], known[-1])]
    alone = [map_model(STORE, density, year, scope) for year in (known[0], known[-1])]
    assert held[0].bounds == held[1].bounds
    assert alone[0].bounds != alone[1].bounds
    assert held[0].bounds[0] == min(model.bounds[0] for model in held)
    assert f"pour toutes les années, de {known[0]} à {known[-1]}" in legend_of(held[0], "").footnote


def test_circles_held_over_the_years_have_one_scale() -> None:
    people = CATALOG.indicator("population")
    known = tuple(years(STORE, people))
    scope = Scope.parse("communes-epci-200070514")
    first, last = (map_model(STORE, people, year, scope, ClassChoice(years=known)) for year in (known[0], known[-1]))
    at = first.ids.index("com-16102")
    assert first.radii is not None
    assert last.radii is not None
    ratio = first.data.value[at] / last.data.value[at]
    assert (first.radii[at] / last.radii[at]) ** 2 == pytest.approx(ratio)


def test_where_the_place_stands() -> None:
    model = map_model(STORE, SHARE, 2021, Scope.parse("epci-departement-16"))
    sentence = standing_sentence(model, STORE.territory("epci-200070514"))
    # `python -m observatoire compare epci-200070514 --indicator part_65_ans_plus --peers departement`
    assert sentence.startswith("Grand Cognac\u202f: 25,1\u00a0%, 2e valeur la plus faible sur 9 EPCI")
    assert "classe sur" in sentence
    assert standing_sentence(model, STORE.territory("reg-75")) == ""
    assert "Grand Cognac" not in standing_sentence(model, STORE.territory("com-16102"))


def test_a_class_of_one_value_is_named_by_it() -> None:
    assert class_labels([1, 5, 5], str) == ("de 1 à moins de 5", "5")


def test_what_chance_alone_may_have_put_in_an_end_class_is_hatched_and_said() -> None:
    accidents = CATALOG.indicator("accidents_pour_10000_habitants")
    model = map_model(STORE, accidents, 2019, FRANCE)
    ends = [at for at, mark in enumerate(model.classes) if isinstance(mark, Muted) and model.data.counts[at]]
    assert len(ends) == model.doubtful > 50
    variance = errors_of(STORE, model.data, "epci").variance
    middle = np.median(model.data.value[model.data.counts])
    for at in ends:
        assert model.classes[at] in (Muted(0, True), Muted(4, True))
        assert abs(model.data.value[at] - middle) <= 1.96 * variance[at] ** 0.5
    sure = [at for at, mark in enumerate(model.classes) if mark in (0, 4)]
    assert all(abs(model.data.value[at] - middle) > 1.96 * variance[at] ** 0.5 for at in sure)
    assert model.text_of(ends[0]).endswith(f"({DOUBTFUL})")
    assert f"Hachures pour {model.doubtful} EPCI" in legend_of(model, "").footnote
    told = re.sub(r"<[^>]+>|\s+", " ", map_legend_html(legend_of(model, "")))
    assert re.search(rf"dont trop proches du milieu\s+{model.doubtful} EPCI", told), told
    exact = map_model(STORE, CATALOG.indicator("taux_th_communal"), 2022, Scope.parse("communes-departement-16"))
    assert exact.doubtful == 0
    assert "trop proches" not in map_legend_html(legend_of(exact, ""))
    assert sum(model.counts) == int(model.data.counts.sum()), "they are counted in their class"
