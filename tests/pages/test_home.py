"""The home page: the map that its address asks for, the menu's entries."""

from __future__ import annotations

import pytest

from observatoire.model.catalog import load_catalog
from observatoire.model.store import open_store
from pages.server.first_view import selection_of
from pages.state.links import MENU, PAGES, beside
from pages.state.models.first import first_view
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


def test_the_workshop_follows_through_the_map() -> None:
    view = first_view(open_store(), load_catalog(), selection_of("accueil", "seance=abc&q=cognac"))
    assert 'href="./?departement=16&amp;seance=abc"' in view.blocks[0]


def test_every_page_is_reached_from_the_menu_or_from_another_page() -> None:
    reached = {page for held in MENU.values() for page in held}
    assert reached == set(PAGES) - {"accueil", "presenter", "guide"}
    assert beside("pairs") == ("portrait", "pairs")
    assert beside("carte") == ()
    assert beside("guide") == ()
    assert len(MENU) == 7
