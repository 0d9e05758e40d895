"""The page « Pairs »: every kind of place, every kind of bad address, every choice kept in the URL."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from observatoire.model.catalog import load_catalog
from observatoire.model.store import open_store
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.neighbours import nearest
from tests.pages.test_pages import HOSTILE, PLACES, held, run, unfolded, words

OPTIONS = {
    "nombre": "8",
    "sans": "revenu,ressources",
    "double": "densite",
    "hors": "com-17415",
    "restreint": "region",
}


def page(place: str, **parameters: str) -> AppTest:
    return run("pairs", territoire=place, **parameters)


def linked(app: AppTest) -> list[str]:
    """Territories of the list of peers, in order."""
    tables = [str(element.proto.body) for element in app.get("html") if "Les pairs de" in str(element.proto.body)]
    return re.findall(r"portrait\?territoire=([\w-]+)", tables[0]) if tables else []


def links(app: AppTest) -> list[str]:
    """Labels of the links to pages."""
    return [link.proto.label for link in app.get("page_link")]


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_the_page_opens_for_every_kind_of_place(place: str) -> None:
    text = words(page(place))
    assert "Avec qui comparer" in text
    text = re.sub(r"\?territoire=[^)\"]*", "", text)  # addresses hold our ids
    for raw in ("nan", "None", "NaN", "similaires"):
        assert not re.search(rf"\b{raw}\b", text), raw


def test_the_list_is_that_of_the_domain() -> None:
    store, catalog = open_offered()
    expected = [peer.id for peer in nearest(store, catalog, store.territory("com-16102")).neighbours]
    assert linked(page("com-16102")) == expected


def test_france_has_no_peers_and_paris_none_that_resembles() -> None:
    assert "La France n’a pas de pairs ici" in words(page("france"))
    paris = page("com-75056")
    assert "ne ressemble vraiment à Paris" in words(paris)
    assert "Choisir moi-même les territoires" in links(paris)


def test_the_chart_has_its_sentence_its_table_and_its_download() -> None:
    app = page("epci-200070514")
    assert len(app.get("vega_lite_chart")) == 1
    text = words(app)
    assert "Ce qui distingue le plus souvent les pairs" in text
    assert "Les chiffres de chaque pair" in text
    assert "la médiane de ses pairs" in text
    assert not app.get("download_button"), "made when asked for"
    assert len(unfolded(app, "emporter").get("download_button")) == 8


def test_every_option_changes_the_peers_and_stays_in_the_url() -> None:
    app = page("com-16102", pairs="similaires", **OPTIONS)
    assert not app.warning
    for name, value in OPTIONS.items():
        assert held(app, name) == value
    peers, store = linked(app), open_store()
    assert len(peers) == 8
    assert "com-17415" not in peers
    assert {store.territory(peer).region for peer in peers} == {"75"}
    assert peers != linked(page("com-16102"))[:8]


@pytest.mark.parametrize(
    ("label", "value", "parameter", "written"),
    [
        ("Nombre de pairs", 12, "nombre", "12"),
        ("Chercher dans", "region", "restreint", "region"),
        ("Ne pas tenir compte de", ["densite", "altitude"], "sans", "densite,altitude"),
        ("Compter double", ["population"], "double", "population"),
        ("Retirer des pairs", ["com-17415"], "hors", "com-17415"),
    ],
)
def test_each_widget_writes_its_parameter(label: str, value: object, parameter: str, written: str) -> None:
    app = page("com-16102")
    widgets = [*app.slider, *app.selectbox, *app.multiselect]
    next(w for w in widgets if w.label == label).set_value(value).run()
    assert not app.exception
    assert held(app, parameter) == written


def test_going_back_to_what_is_usual_is_offered_only_when_something_is_not() -> None:
    def back(app: AppTest) -> bool:
        return "Revenir au réglage courant" in links(app)

    assert not back(page("com-16102"))
    assert not back(page("com-16102", pairs="similaires", nombre="20"))
    assert back(page("com-16102", nombre="5"))
    assert back(page("com-16102", pairs="departement"))


def test_the_other_groups_are_offered_with_a_line_each() -> None:
    app = page("com-16102")
    [radio] = app.radio
    assert len(radio.options) == 9
    radio.set_value("departement").run()
    assert held(app, "pairs") == "departement"
    assert "communes de la Charente" in words(app)


def test_a_list_of_ones_own_is_composed_by_search_and_kept() -> None:
    app = page("com-16102", pairs="choisis")
    assert "Votre liste est vide" in words(app)
    next(
        field for field in app.text_input if field.label == "Chercher un territoire à ajouter (communes seulement)"
    ).set_value("saintes").run()
    next(button for button in app.button if button.label == "Ajouter Saintes (17)").click().run()
    assert held(app, "liste") == "com-17415"
    assert "Ajouter Saintes (17)" not in [button.label for button in app.button]
    again = page("com-16102", pairs="choisis", liste="com-17415,com-16015")
    assert "Angoulême" in words(again)
    chosen = next(m for m in again.multiselect if m.label.startswith("Ma liste"))
    chosen.set_value(["com-16015"]).run()
    assert held(again, "liste") == "com-16015"


def test_epci_are_chosen_in_a_menu() -> None:
    app = page("epci-200070514", pairs="choisis")
    menu = next(m for m in app.multiselect if m.label.startswith("Ma liste"))
    assert len(menu.options) > 1_200
    menu.set_value(["epci-243500139"]).run()
    assert held(app, "liste") == "epci-243500139"


@pytest.mark.parametrize(
    ("parameter", "asked", "sentence"),
    [
        ("nombre", "3", "va de 5 à 30"),
        ("nombre", "mille", "va de 5 à 30"),
        ("sans", "bonheur", "Le critère de ressemblance «\u00a0bonheur\u00a0» n’existe pas"),
        ("double", "bonheur", "Le critère de ressemblance «\u00a0bonheur\u00a0» n’existe pas"),
        ("hors", "com-00000", "Le territoire «\u00a0com-00000\u00a0» n’existe pas"),
        ("liste", "epci-200070514", "n’est pas du même niveau"),
        ("restreint", "planete", "La restriction «\u00a0planete\u00a0» n’existe pas"),
        ("pairs", "amis", "Le groupe de comparaison «\u00a0amis\u00a0» n’existe pas"),
    ],
)
def test_a_bad_option_gets_one_sentence_and_the_page_goes_on(parameter: str, asked: str, sentence: str) -> None:
    app = page("com-16102", **{"pairs": "choisis" if parameter == "liste" else "similaires", parameter: asked})
    assert [w for w in app.warning if sentence in w.value]
    assert app.title[0].value == "Cognac"


@pytest.mark.parametrize("asked", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("parameter", ["nombre", "sans", "double", "hors", "restreint", "liste"])
def test_hostile_options_are_repeated_harmless(parameter: str, asked: str) -> None:
    app = page("com-16102", pairs="choisis" if parameter == "liste" else "similaires", **{parameter: asked})
    for warning in app.warning:
        assert "<" not in warning.value
        assert "://" not in warning.value


def test_all_features_dropped_are_all_taken_back() -> None:
    features = [f.id for f in load_catalog().features.values() if "commune" in f.levels]
    app = page("com-16102", sans=",".join(features))
    assert [w for w in app.warning if "tous les critères sont repris" in w.value]
    assert len(linked(app)) == 20


@pytest.mark.parametrize("name", ["portrait", "comparer", "evolution"])
def test_the_menu_of_peers_leads_here(name: str) -> None:
    app = run(name, territoire="com-16102", pairs="similaires", nombre="7")
    [link] = [link.proto for link in app.get("page_link") if "Pourquoi ces pairs" in link.proto.label]
    assert "nombre=7" in link.query_string
