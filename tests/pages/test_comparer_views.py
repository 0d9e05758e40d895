"""Comparer's four views: each kind of place, each kind of bad address; the URL holds the whole view."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from observatoire.model.store import open_store
from tests.pages.test_pages import held, run, unfolded, words

VIEWS = ("indicateur", "theme", "croiser", "cote")
PLACES = {
    "commune": "com-16102",
    "epci": "epci-200070514",
    "departement": "dep-16",
    "region": "reg-75",
    "France": "france",
    "village": "com-16139",
    "hamlet, fragile": "com-26274",
    "nobody lives there": "com-55039",
    "Mayotte, not published": "com-97611",
    "island without EPCI": "com-85113",
    "Paris": "com-75056",
}


def links(app: AppTest) -> dict[str, str]:
    return {link.proto.label: link.proto.query_string for link in app.get("page_link")}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_every_view_shows_every_kind_of_place(view: str, place: str) -> None:
    app = run("comparer", territoire=place, vue=view)
    assert not app.warning
    text = words(app)
    assert "nan" not in text.lower().split()
    assert "None" not in text
    assert app.segmented_control(key="vue-choisie").value == view
    assert len(app.header) == 1
    assert "otc-footer" in text
    if place != "france":
        assert "<table" in text
        assert "Petits nombres" in text
        assert not app.get("download_button"), "made when asked for"
        assert unfolded(app, "emporter").get("download_button")


@pytest.mark.parametrize("place", ["com-16102", "epci-200070514", "france"])
@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"vue": "nuage"}, "La vue «\u00a0nuage\u00a0» n’existe pas"),
        ({"vue": "<b>theme</b>"}, "La vue «\u00a0bthemeb\u00a0» n’existe pas"),
        ({"vue": "theme", "theme": "bonheur"}, "Le thème «\u00a0bonheur\u00a0» n’existe pas"),
        ({"vue": "cote", "theme": "![x](http://a.b/c.png)"}, "Le thème «\u00a0xhttpabcpng\u00a0» n’existe pas"),
        ({"vue": "croiser", "second": "bonheur"}, "Le second indicateur «\u00a0bonheur\u00a0» n’existe pas"),
        ({"vue": "croiser", "second": "<script>"}, "Le second indicateur «\u00a0script\u00a0» n’existe pas"),
        ({"vue": "cote", "avec": "com-00000"}, "«\u00a0com-00000\u00a0» n’existe pas"),
        ({"vue": "cote", "avec": "reg-75,reg-76"}, "n’est pas du même niveau"),
    ],
)
def test_what_the_url_cannot_have_is_said_in_one_sentence(
    place: str, parameters: dict[str, str], sentence: str
) -> None:
    app = run("comparer", territoire=place, **parameters)
    assert [w for w in app.warning if sentence in w.value], [w.value for w in app.warning]
    assert len(app.header) == 1


def test_a_theme_of_the_portrait_is_no_fault() -> None:
    app = run("comparer", territoire="com-16102", vue="theme", theme="essentiel")
    assert not app.warning
    assert app.selectbox(key="theme-compare").value == "demographie"


def test_the_same_indicator_twice_is_replaced_in_silence() -> None:
    app = run("comparer", territoire="com-16102", vue="croiser", indicateur="densite", second="densite")
    assert not app.warning
    assert app.selectbox(key="second-choisi").value == "part_logements_vacants"


def test_an_indicator_without_this_level_gives_way_and_says_so() -> None:
    app = run("comparer", territoire="com-16102", vue="croiser", indicateur="age_moyen_maires")
    assert "n’existe pas à ce niveau" in app.info[0].value
    assert app.selectbox(key="indicateur-choisi").value == "part_65_ans_plus"


def test_choices_go_to_the_url() -> None:
    app = run("comparer", territoire="epci-200070514")
    app.segmented_control(key="vue-choisie").set_value("croiser").run()
    assert held(app, "vue") == "croiser"
    app.selectbox(key="second-choisi").set_value("densite").run()
    assert held(app, "second") == "densite"
    assert "densité de population" in app.header[0].value
    app.segmented_control(key="vue-choisie").set_value("theme").run()
    app.selectbox(key="theme-compare").set_value("fiscalite").run()
    assert held(app, "theme") == "fiscalite"
    assert held(app, "second") == "densite", "coming back finds it again"
    assert not app.exception


def test_wider_territories_stand_beside_the_groups_own_value() -> None:
    text = words(run("comparer", territoire="com-16102", indicateur="part_65_ans_plus"))
    for label in ("EPCI\u202f: Grand Cognac", "Département\u202f: Charente", "Région\u202f: Nouvelle-Aquitaine"):
        assert text.count(label) == 2, "in the key figures and at the foot of the table"
    assert "25,1\u00a0%" in text


def test_each_row_of_a_theme_leads_to_its_own_view() -> None:
    text = words(run("comparer", territoire="epci-200070514", vue="theme", theme="logement", pairs="departement"))
    assert "indicateur=part_maisons" in text
    assert "vue=" not in text.split("indicateur=part_maisons")[1].split('"')[0]
    assert "pairs=departement" in text


@pytest.mark.parametrize("view", VIEWS)
def test_a_fragile_commune_is_offered_its_epci_and_keeps_the_view(view: str) -> None:
    app = run("comparer", territoire="com-26274", vue=view, theme="logement")
    query = next(query for label, query in links(app).items() if "Voir plutôt" in label)
    epci = open_store().territory("com-26274").epci
    assert f"territoire=epci-{epci}" in query
    assert f"vue={view}" in query
    assert "ordre de grandeur" in words(app)


def test_five_places_side_by_side_and_a_sixth_is_refused() -> None:
    app = run("comparer", territoire="com-16102", vue="cote", avec="com-16089,com-16167,com-16058,com-16015,com-17415")
    assert "Au plus 4 territoires" in app.warning[0].value
    names = ("Cognac", "Châteaubernard", "Jarnac", "Boutiers-Saint-Trojan", "Angoulême")
    assert app.header[0].value == f"Démographie\u202f: {', '.join(names)}"


def test_the_cloud_is_drawn_with_its_own_words() -> None:
    app = run("comparer", territoire="com-16102", vue="croiser", avec="com-16089")
    chart = app.get("vega_lite_chart")[0].proto
    assert "Tirets" in chart.spec
    assert "■ </span>Châteaubernard" in words(app)
