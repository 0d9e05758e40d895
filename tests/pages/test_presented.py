"""What is presented is what was prepared: each page, and the scene of the view made of it, draw the same."""

from __future__ import annotations

import json
import re
from typing import Any

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from observatoire.model.workshop.files import write_link
from observatoire.model.workshop.record import Workshop
from observatoire.statistics.offering import open_offered
from pages.state.data import shared_data
from pages.state.selection import parse
from pages.state.workshop import view_of
from tests.pages.test_map_page import specs
from tests.pages.test_pages import run, words

STORE, CATALOG = open_offered()
EPCI = {"territoire": "epci-200070514", "pairs": "departement"}
COMMUNE = {"territoire": "com-16102", "pairs": "similaires", "nombre": "8"}
OLDER_NAME = "densite_de_population"


@pytest.fixture(autouse=True)
def renamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An indicator that older links know by another name."""
    for catalog in (CATALOG, shared_data()[1]):
        older = catalog.indicators["densite"].model_copy(update={"aliases": (OLDER_NAME,)})
        monkeypatch.setitem(catalog.indicators, "densite", older)


def both(page: str, **parameters: str) -> tuple[AppTest, AppTest]:
    """Return a page, and the scene that presents it as « Ajouter à la séance » records it."""
    view = view_of(parse(parameters, STORE, CATALOG, page))
    return run(page, **parameters), run("presenter", seance=write_link(Workshop(views=(view,))))


def charts(app: AppTest) -> list[dict[str, Any]]:
    """What the charts of a page draw, with their data and without their size: a scene enlarges them."""
    found = []
    for element in app.get("vega_lite_chart"):
        spec = {name: part for name, part in json.loads(element.proto.spec).items() if name not in ("width", "config")}
        found.append(spec | {"data": chart_data(element)})
    return found


def chart_data(element: Any) -> dict[str, list[dict[str, Any]]]:
    """The rows that a chart draws, by data set."""
    return {data.name: pa.ipc.open_stream(data.data.data).read_all().to_pylist() for data in element.proto.datasets}


def tables(app: AppTest) -> list[str]:
    """The rows of the tables of several figures, their links left out: these name the page that they leave."""
    bodies = re.findall(r'<table class="otc-table otc-rows.*?</table>', words(app), flags=re.DOTALL)
    return [re.sub(r' href="[^"]*"|<caption>.*?</caption>', "", body) for body in bodies]


@pytest.mark.parametrize(
    "asked",
    [
        EPCI,
        EPCI | {"perimetre": "epci-france", "methode": "mediane", "insets": "non"},
        EPCI | {"perimetre": "epci-france", "methode": "mediane", "classes": "7"},
        EPCI | {"perimetre": "pairs", "methode": "mediane"},
        EPCI | {"perimetre": "epci-region-75", "methode": "naturelles", "classes": "3"},
        EPCI | {"perimetre": "epci-france-sans-encarts", "methode": "egales", "fond": "ign"},
        EPCI | {"methode": "manuelles", "bornes": "20;25;30", "avec": "epci-241600303"},
        EPCI | {"indicateur": "densite", "annee": "2019", "vue": "annees", "methode": "quantiles"},
        EPCI | {"second": "densite", "perimetre": "epci-departement-16", "methode": "egales", "classes": "4"},
        EPCI | {"second": OLDER_NAME, "perimetre": "epci-departement-16"},
        EPCI | {"indicateur": "population", "perimetre": "epci-france", "insets": "non", "vue": "annees"},
        EPCI | {"perimetre": "planetes", "methode": "hasard", "classes": "99"},
        COMMUNE | {"perimetre": "liste:com-16102,com-16167,com-16089", "methode": "zero"},
        COMMUNE | {"perimetre": "pairs", "methode": "mediane", "hors": "com-17415"},
    ],
    ids=lambda asked: " ".join(f"{name}={value}" for name, value in asked.items() if name not in ("territoire",)),
)
def test_the_map_presented_is_the_map_prepared(asked: dict[str, str]) -> None:
    page, scene = both("carte", **asked)
    drawn, presented = specs(page), specs(scene)
    assert len(drawn) == (2 if "second" in asked else 1), "by whatever name the second indicator is called"
    for spec in drawn:
        assert spec.pop("background") is (asked.get("fond") == "ign")
    assert [spec.pop("background") for spec in presented] == [False] * len(drawn), "another site is never asked"
    assert presented == drawn
    legends = [re.findall(r'<div class="otc-legend">.*?</div>', words(app), flags=re.DOTALL) for app in (page, scene)]
    assert legends[0] == legends[1]
    assert [w.value for w in scene.warning] == [w.value for w in page.warning]


def test_the_median_of_the_peers_cuts_the_map_of_a_room() -> None:
    _, scene = both("carte", **EPCI, perimetre="epci-france", methode="mediane", insets="non")
    assert "la médiane des pairs (28,3\u00a0%)" in words(scene)
    assert specs(scene)[0]["geometry"].endswith("epci-france-sans-encarts.map")


@pytest.mark.parametrize(
    "asked",
    [
        EPCI | {"indicateur": "population"},
        EPCI | {"indicateur": "population", "mode": "base100", "avec": "epci-241600303,epci-243500139"},
        EPCI | {"indicateur": "densite", "annee": "2018", "avec": "epci-243500139"},
        EPCI | {"indicateur": "population", "depuis": "2017", "jusqua": "2022"},
        EPCI | {"indicateur": "part_65_ans_plus"},
        COMMUNE | {"indicateur": "population", "mode": "base100", "jusqua": "1789"},
        {"territoire": "france", "indicateur": "population"},
    ],
    ids=lambda asked: " ".join(f"{name}={value}" for name, value in asked.items()),
)
def test_the_series_presented_is_the_series_prepared(asked: dict[str, str]) -> None:
    page, scene = both("evolution", **asked)
    assert charts(scene) == charts(page) != []
    assert {w.value for w in scene.warning} <= {w.value for w in page.warning}


def test_a_period_that_was_chosen_is_told_to_the_room() -> None:
    _, scene = both("evolution", territoire="com-16102", indicateur="population", depuis="2017", jusqua="2023")
    assert "18\u202f825\u00a0hab. en 2017, 18\u202f532\u00a0hab. en 2023, soit −1,6\u00a0%" in words(scene)


@pytest.mark.parametrize(
    "asked",
    [
        {"vue": "theme", "theme": "demographie"},
        {"vue": "cote", "theme": "demographie", "avec": "com-16167"},
        {"vue": "croiser", "indicateur": "densite", "second": "part_65_ans_plus"},
    ],
    ids=str,
)
def test_a_room_is_told_which_indicators_chose_the_peers(asked: dict[str, str]) -> None:
    page, scene = both("comparer", **COMMUNE, **asked)
    assert "qu’ils lui ressemblent" in " ".join(caption.value for caption in page.caption)
    assert "qu’ils lui ressemblent" in words(scene)
    mark = "critère de choix des pairs"
    assert words(scene).count(mark) == words(page).count(mark)
    assert (mark in words(scene)) is (asked["vue"] == "theme")


def large(scene: AppTest) -> tuple[str, str]:
    """The title and the text of the figure that a scene shows large."""
    found = re.search(
        r'<div class="otc-scene"> *<h2>(.*?)</h2> *<p class="otc-scene-value[^>]*>(.*?)</p>', words(scene)
    )
    assert found is not None
    return found[1], found[2]


@pytest.mark.parametrize(
    ("asked", "title", "text"),
    [
        # The chart goes to 2023, whatever year the address names.
        ({"annee": "2018"}, "Population municipale (2023)", "18\u202f532\u00a0hab."),
        ({"depuis": "2016", "jusqua": "2020"}, "Population municipale (2023)", "18\u202f532\u00a0hab."),
        (
            {"annee": "2018", "mode": "base100"},
            "Population municipale, base 100 en 2016 (2023\u202f: 18\u202f532\u00a0hab.)",
            "99,1",
        ),
        # Its only year that counts: the later ones repeat it.
        ({"territoire": "com-97611"}, "Population municipale (2017)", "71\u202f437\u00a0hab."),
        # The figure of 2022 is to check: no line goes there.
        (
            {"territoire": "com-81007", "indicateur": "taux_moyen_taxe_fonciere"},
            "Taux moyen de taxe foncière bâtie (2021)",
            "9,02\u00a0%",
        ),
        # Known for one year: another indicator stands for it.
        ({"indicateur": "part_65_ans_plus"}, "Population municipale (2023)", "18\u202f532\u00a0hab."),
    ],
    ids=str,
)
def test_the_large_figure_is_that_of_the_end_of_the_line(asked: dict[str, str], title: str, text: str) -> None:
    _, scene = both(
        "evolution", **{"territoire": "com-16102", "indicateur": "population", "pairs": "departement"} | asked
    )
    assert large(scene) == (title, text)


@pytest.mark.parametrize("mode", ["valeurs", "base100"])
def test_a_room_is_told_which_series_chose_the_peers(mode: str) -> None:
    page, scene = both("evolution", **COMMUNE, indicateur="population", mode=mode)
    assert any("qu’ils lui ressemblent" in caption.value for caption in page.caption)
    assert words(scene).count("qu’ils lui ressemblent") == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"vue": "theme", "theme": "logement"},
        {"vue": "theme", "indicateur": "densite"},
        {"vue": "cote", "theme": "logement", "avec": "epci-241600303,epci-243500139"},
        {"vue": "cote", "theme": "inconnu", "avec": "epci-241600303"},
    ],
    ids=str,
)
def test_the_tables_of_comparer_are_presented(asked: dict[str, str]) -> None:
    page, scene = both("comparer", **EPCI, **asked)
    assert tables(scene) == tables(page) != []


@pytest.mark.parametrize(
    "asked",
    [
        {"vue": "croiser", "second": "densite", "avec": "epci-243500139"},
        {"vue": "croiser", "indicateur": "part_logements_vacants"},
        {"vue": "croiser", "second": "bonheur"},
        {"vue": "croiser", "second": OLDER_NAME, "annee": "2021"},
        {"pairs": "choisis", "liste": "epci-241600303,epci-243500139", "avec": "epci-241600303,epci-200072049"},
        {},
    ],
    ids=str,
)
def test_the_charts_of_comparer_are_presented(asked: dict[str, str]) -> None:
    page, scene = both("comparer", **(EPCI | asked))
    assert [w.value for w in scene.warning] == [w.value for w in page.warning]
    [drawn], [presented] = charts(page), charts(scene)
    if asked:
        assert presented == drawn
    else:  # ten territories, one a row, do not hold on the screen of a room: the same values, on one line
        said = "Médiane du groupe\u202f: 28,3\u00a0%"
        assert said in drawn["description"]
        assert said in presented["description"]


def test_a_portrait_of_a_theme_is_presented_with_all_its_indicators() -> None:
    prepared, presented = (words(app) for app in both("portrait", **EPCI, theme="logement"))
    rows = re.findall(r'class="otc-row-title"><b>(.*?)</b>', prepared)
    cards = re.findall(r'class="otc-card[^>]*>.*?<h3[^>]*>(.*?)</h3>', presented, re.S)
    assert sorted(rows) == sorted(cards) != []
