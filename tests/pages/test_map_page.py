"""The map page: its maps, classes, second map, years and background, each read from the address and checked."""

from __future__ import annotations

import json
import re

import pytest

from observatoire.model.store import open_store
from observatoire.views.french.groups import short_labels
from observatoire.views.maps.classes import read_breaks
from tests.pages.test_pages import held, run, words

HOSTILE = ["<script>alert(1)</script>", "![x](http://example.org/x.png)", "x" * 5_000, "5\x00", "٥;٦;٧", "{{7*7}}"]


def specs(app) -> list[dict]:
    """What the page sends to each of its map frames."""
    found = []
    for element in app.get("component_instance"):
        group = json.loads(element.proto.json_args)["feature_group"]
        found.append(json.loads(re.search(r"thematicMap\.show\(map_div, (.*)\);", group)[1]))  # type: ignore[index]
    return found


@pytest.mark.parametrize(
    ("place", "perimetre", "geometry", "count"),
    [
        ("epci-200070514", "communes-epci-200070514", "communes-epci-200070514.map", 54),
        ("com-16102", "communes-departement-16", "communes-departement-16.map", 359),
        ("epci-200070514", "epci-departement-16", "epci-departement-16.map", 9),
        ("epci-200070514", "epci-region-75", "epci-region-75.map", 156),
        ("epci-200070514", "epci-france", "epci-france.map", 1253),
        ("com-16102", "communes-france", "communes-france.map", 34_875),
        ("reg-75", "regions-france", "regions-france.map", 18),
        ("com-16102", "liste:com-16167,com-16102,com-33063", "liste:com-16102,com-16167,com-33063.map", 3),
    ],
)
def test_each_kind_of_map(place: str, perimetre: str, geometry: str, count: int) -> None:
    app = run("carte", territoire=place, perimetre=perimetre)
    assert not app.warning
    [spec] = specs(app)
    assert spec["geometry"].endswith(geometry)
    assert spec["count"] == count == len(spec["classes"])
    assert held(app, "perimetre") == perimetre


def test_the_figures_of_all_communes_come_by_address() -> None:
    [spec] = specs(run("carte", territoire="com-16102", perimetre="communes-france"))
    assert spec["figures"] is None
    assert spec["figuresUrl"].endswith("/communes-france/part_65_ans_plus-2021.figures")
    assert len(json.dumps(spec)) < 40_000


def test_peers_are_shown_with_the_place_among_all() -> None:
    app = run("carte", territoire="epci-200070514", pairs="departement", perimetre="pairs")
    [spec] = specs(app)
    assert spec["geometry"].endswith("epci-france.map")
    assert len(spec["classes"]) == 9
    ranks = [sum(map(int, spec["shown"].split()[: n + 1])) for n in range(9)]
    ids = open_store().level("epci").index
    departements = open_store().territories.loc[[ids[rank] for rank in ranks], "departement"]
    assert set(departements) == {"16"}
    assert ids[spec["selected"]] == "epci-200070514"
    assert "Le territoire et ses pairs (9\u00a0EPCI)" in words(app)


@pytest.mark.parametrize(
    ("parameter", "asked", "sentence"),
    [
        ("perimetre", "planetes-galaxie", "La carte «\u00a0planetes-galaxie\u00a0» n’existe pas"),
        ("perimetre", "liste:com-16102,com-99999", "n’existe pas"),
        ("perimetre", "communes-epci-999999999", "n’existe pas"),
        ("methode", "hasard", "La façon de faire les classes «\u00a0hasard\u00a0» n’existe pas"),
        ("classes", "12", "de 3 à 7 classes"),
        ("classes", "trois", "de 3 à 7 classes"),
        ("second", "bonheur", "Le deuxième indicateur «\u00a0bonheur\u00a0» n’existe pas"),
    ],
)
def test_what_the_address_asks_and_cannot_be_had_is_said_once(parameter: str, asked: str, sentence: str) -> None:
    app = run("carte", territoire="epci-200070514", **{parameter: asked})
    assert len(app.warning) == 1
    assert sentence in app.warning[0].value
    assert specs(app)


@pytest.mark.parametrize("asked", ["", "5", "5;10;a", "1;2;3;4;5;6;7", "nan;1;2", "inf;1;2", *HOSTILE])
def test_limits_that_cannot_be_read_are_said_once(asked: str) -> None:
    parameters = {"bornes": asked} if asked else {}
    app = run("carte", territoire="epci-200070514", methode="manuelles", **parameters)
    assert len(app.warning) == (1 if asked else 0)
    assert all("ne se lisent pas" in w.value and "://" not in w.value and "<" not in w.value for w in app.warning)
    assert len(specs(app)[0]["palette"]) == 5


def test_limits_as_a_french_visitor_types_them() -> None:
    assert read_breaks("5;10;15,5") == (5, 10, 15.5)
    assert read_breaks(" 15,5\u202f; 5; 1 000\u202f;") == (5, 15.5, 1000)
    assert read_breaks("-2,5;0") == (-2.5, 0)
    assert read_breaks("\u22122,5;0") == (-2.5, 0)
    assert read_breaks("5;5;5") is None
    assert read_breaks("1e400;2;3") is None


def test_limits_typed_by_the_visitor_cut_the_map() -> None:
    app = run("carte", territoire="epci-200070514", methode="manuelles", bornes="20;25;30")
    assert len(specs(app)[0]["palette"]) == 4
    assert "de 20,0 à moins de 25,0" in words(app)
    assert "choisies à la main" in words(app)


@pytest.mark.parametrize("parameter", ["perimetre", "methode", "classes", "second", "fond", "insets", "vue"])
@pytest.mark.parametrize("asked", HOSTILE)
def test_hostile_options_neither_break_nor_show_on_the_page(parameter: str, asked: str) -> None:
    app = run("carte", territoire="com-16102", **{parameter: asked})
    assert specs(app)
    assert len(app.warning) <= 1
    assert "<script" not in words(app)
    assert "example.org" not in " ".join(w.value for w in app.warning)


def test_a_visitor_composes_a_map_from_the_communes_around() -> None:
    app = run("carte", territoire="com-16102")
    assert not app.multiselect  # long menus are sent only to who opens the settings
    app.session_state["reglages"] = True
    app.run().multiselect(key="liste-choisie").set_value(["com-16102", "com-16167"]).run()
    assert not app.exception
    assert held(app, "perimetre") == "liste:com-16102,com-16167"
    assert specs(app)[0]["count"] == 2
    assert "Ma sélection (2\u00a0communes)" in words(app)
    app.multiselect(key="liste-choisie").set_value([]).run()
    assert specs(app)[0]["geometry"].endswith("communes-epci-200070514.map")


def test_classes_and_their_number() -> None:
    app = run("carte", territoire="epci-200070514", perimetre="epci-france", methode="naturelles", classes="7")
    assert len(specs(app)[0]["palette"]) == 7
    assert app.selectbox(key="methode-choisie").value == "naturelles"
    app.selectbox(key="classes-choisies").set_value("3").run()
    assert held(app, "classes") == "3"
    assert len(specs(app)[0]["palette"]) == 3


def test_around_the_median_of_the_peers() -> None:
    app = run("carte", territoire="epci-200070514", pairs="departement", perimetre="epci-france", methode="mediane")
    assert "la médiane des pairs (28,3\u00a0%)" in words(app)
    other_level = run("carte", territoire="epci-200070514", methode="mediane")
    assert "la médiane des territoires de la carte" in words(other_level)


def test_two_maps_side_by_side_show_the_same_shapes() -> None:
    app = run("carte", territoire="epci-200070514", second="densite")
    first, second = specs(app)
    assert first["geometry"] == second["geometry"]
    assert first["classes"] != second["classes"]
    assert "Densité de population (hab./km²), 2021" in words(app)
    cited = app.caption[-1].value
    assert "Recensement de la population 2021" in cited
    assert "Critères de répartition des dotations" in cited, "the second map has its own producers"


def test_overseas_in_its_true_place() -> None:
    app = run("carte", territoire="epci-200070514", perimetre="epci-france", insets="non")
    assert specs(app)[0]["geometry"].endswith("epci-france-sans-encarts.map")
    assert not app.checkbox(key="insets-choisi").value
    app.checkbox(key="insets-choisi").check().run()
    assert specs(app)[0]["geometry"].endswith("epci-france.map")


def test_the_background_is_off_until_asked_for_and_then_explained() -> None:
    plain = run("carte", territoire="epci-200070514")
    assert specs(plain)[0]["background"] is False
    assert "data.geopf.fr" not in words(plain)
    asked = run("carte", territoire="epci-200070514", fond="ign")
    assert specs(asked)[0]["background"] is True
    assert "serveurs de l’IGN (data.geopf.fr)" in words(asked)


def test_the_years_in_turn_keep_their_classes() -> None:
    app = run("carte", territoire="epci-200070514", indicateur="densite", annee="2020")
    alone = specs(app)[0]["classes"]
    app.button[[b.label for b in app.button].index("Année suivante")].click().run()
    assert not app.exception
    assert (held(app, "annee"), held(app, "vue")) == ("2021", "annees")
    assert "Mêmes classes pour toutes les années, de 2016 à 2023" in words(app)
    app.button[[b.label for b in app.button].index("Année précédente")].click().run()
    assert len(specs(app)[0]["classes"]) == len(alone)
    assert held(app, "annee") == "2020"


def test_playing_starts_again_from_the_first_year_when_at_the_last() -> None:
    app = run("carte", territoire="epci-200070514", indicateur="densite", annee="2023")
    app.button[[b.label for b in app.button].index("Lire les années")].click().run()
    assert not app.exception
    assert held(app, "annee") == "2016"
    assert "Pause" in [b.label for b in app.button]
    app.button[[b.label for b in app.button].index("Pause")].click().run()
    assert "Lire les années" in [b.label for b in app.button]


def test_the_sentence_says_where_the_place_stands() -> None:
    text = words(run("carte", territoire="epci-200070514", perimetre="epci-departement-16"))
    assert "2e valeur la plus faible sur 9 EPCI" in text


def test_the_table_of_all_communes_holds_both_ends_and_the_place() -> None:
    text = words(run("carte", territoire="com-16102", perimetre="communes-france"))
    assert "Jard-sur-Mer" in text
    assert "◆ </span>Cognac" in text
    assert "10\u202f383" in text


@pytest.mark.parametrize(
    ("place", "indicator"),
    [("com-97611", "part_65_ans_plus"), ("france", "population"), ("com-75056", "part_femmes_maires"),
     ("com-26274", "evolution_population_annuelle")],
)  # fmt: skip
def test_maps_without_values_or_with_circles_hold_together(place: str, indicator: str) -> None:
    app = run("carte", territoire=place, indicateur=indicator)
    [spec] = specs(app)
    size = spec["count"] if spec["shown"] is None else len(spec["shown"].split())
    assert len(spec["classes"]) == size
    assert spec["symbols"] is None or len(spec["symbols"].split("|")) == size


def test_the_table_names_the_territories_of_the_map() -> None:
    text = words(run("carte", territoire="epci-200070514", indicateur="part_65_ans_plus"))
    store = open_store()
    own = set(short_labels(store.level("commune").iloc[store.members("epci-200070514")]))
    named = re.findall(r'<th scope="row">(?:<span[^>]*>[^<]*</span>)?([^<…]+)', text)
    table = [name for name in named if name.strip() not in ("", "Grand Cognac")]
    assert len(table) >= 10
    assert set(table) <= own


RARE = {
    "territoire": "com-16352",
    "indicateur": "accidents_pour_10000_habitants",
    "perimetre": "communes-departement-16",
}


def test_rare_events_are_offered_over_several_years_and_smoothed_and_by_epci() -> None:
    app = run("carte", **RARE)
    assert "une année ne présage pas de la suivante" in words(app)
    [control] = [group for group in app.get("button_group") if "Cas rares" in group.label]
    control.set_value(["lisse"]) if isinstance(control.value, list) else control.set_value("lisse")
    app.run()
    assert not app.exception
    assert held(app, "rares") == "lisse"
    told = words(app)
    assert "taux lissé" in app.header[0].value
    assert "rapprochés de la moyenne des communes de leur taille" in told
    assert "Rang" not in "".join(re.findall(r"<th[^>]*>([^<]*)</th>", told))
    assert "Taux lissé" in told


def test_years_together_are_kept_in_the_address() -> None:
    app = run("carte", rares="3", annee="2019", **RARE)
    assert not app.warning
    assert app.header[0].value.endswith("moyenne de 3 ans (2017-2019)")


@pytest.mark.parametrize("asked", ["5", "lissé", "-1", *HOSTILE])
def test_a_remedy_that_this_map_has_not_is_said_once(asked: str) -> None:
    app = run("carte", rares=asked, **RARE)
    assert len(app.warning) == 1
    assert "cas rares" in app.warning[0].value
    assert all("://" not in w.value and "<" not in w.value for w in app.warning)
    assert specs(app)
