"""The home page: the map that its address asks for, the menu's entries."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette

from observatoire.model.catalog import load_catalog
from observatoire.model.store import open_store
from pages.server.first_view import selection_of
from pages.server.routes import routes
from pages.state.links import MENU, PAGES, beside
from pages.state.models.first import first_view
from tests.pages.asgi import Client
from tests.pages.test_first_view import client, loaded  # noqa: F401 - the data are loaded
from tests.pages.test_pages import run, words


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("16", "Charente\u202f: 9\u00a0intercommunalités"),
        ("2a", "Corse-du-Sud\u202f: "),
        ("974", "La Réunion\u202f: 5\u00a0intercommunalités"),
        ("dep-16", "Charente\u202f: 9\u00a0intercommunalités"),
    ],
)
def test_the_address_names_the_departement_to_choose_in(asked: str, title: str) -> None:
    text = words(run("accueil", departement=asked))
    assert title in text
    assert "otc-choisir-liste" not in text
    view = first_view(open_store(), load_catalog(), selection_of("accueil", f"departement={asked}"))
    assert title in view.blocks[0]
    assert not view.notices


@pytest.mark.parametrize("asked", ["99", "<script>alert(1)</script>", "epci-200070514", "france"])
def test_a_departement_that_does_not_exist_is_said_and_france_is_offered(asked: str) -> None:
    app = run("accueil", departement=asked)
    [told] = [warning.value for warning in app.warning]
    assert told.startswith("Le département «\u00a0")
    assert told.endswith("n’existe pas\u202f; choisissez-en un sur la carte.")
    assert "otc-choisir-liste" in words(app)
    view = first_view(open_store(), load_catalog(), selection_of("accueil", f"departement={asked}"))
    assert len(view.notices) == 1


def test_a_choice_that_has_begun_comes_before_the_search() -> None:
    for query, order in (("departement=16", ("otc-choose", "<form")), ("", ("<form", "otc-choose"))):
        block = first_view(open_store(), load_catalog(), selection_of("accueil", query)).blocks[0]
        assert block.index(order[0]) < block.index(order[1]), query


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("", "2021 · Insee, Recensement de la population 2021, bases infracommunales (IRIS)\xa0: population et logement"
         " · 34\u202f858\xa0communes sur 34\u202f875, 99,6\xa0% de la population"),
        ("territoire=com-16102", "2021 · Insee, Recensement de la population 2021, bases infracommunales (IRIS)\xa0:"
         " population et logement</p>"),
    ],
)  # fmt: skip
def test_a_figure_of_the_home_page_has_its_source_beside_it(place: str, source: str) -> None:
    block = first_view(open_store(), load_catalog(), selection_of("accueil", place)).blocks[0]
    assert source in block
    assert block.count('<p class="otc-source">2') == 6


def test_the_workshop_follows_through_the_map() -> None:
    view = first_view(open_store(), load_catalog(), selection_of("accueil", "seance=abc&q=cognac"))
    assert 'href="./?departement=16&amp;seance=abc"' in view.blocks[0]


def test_every_page_is_reached_from_the_menu_or_from_another_page() -> None:
    reached = {page for held in MENU.values() for page in held}
    assert reached == set(PAGES) - {"accueil", "presenter", "guide"}
    assert beside("pairs") == ("portrait", "pairs", "composer")
    assert beside("carte") == ()
    assert beside("guide") == ()
    assert len(MENU) == 7


def test_pictures_of_plain_pages_have_the_address_at_which_they_are_served() -> None:
    plain, drawn = client(), Client(Starlette(routes=routes(base_path="")))
    assert 'src="/dessin/carte.png?territoire=com-16102' in plain.get("/simple/carte?territoire=com-16102").text
    for query in ("", "?departement=16"):
        [address] = re.findall(r'src="(/geo/[^"]+)"', plain.get(f"/simple/{query}").text)
        answer = drawn.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("image/svg+xml")
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("name", ["dep-99", "com-16102", "epci-200070514", "x"])
def test_a_picture_of_no_departement_does_not_exist(name: str) -> None:
    drawn = Client(Starlette(routes=routes(base_path="")))
    assert drawn.get(f"/geo/{open_store().edition}/choix/{name}.svg").status_code == 404
