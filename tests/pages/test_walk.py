"""From every page to every other, with every option set: each link opens what it names, without a word of complaint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from observatoire.model.workshop.files import write_link
from observatoire.statistics.offering import open_offered
from pages.state.links import PAGES, parameters_to
from pages.state.parameters import ABOUT_A_PLACE, COMPARER_VIEWS, PLACE_BOUND, names_of
from pages.state.selection import parse
from tests.pages.test_pages import run, unfolded, words
from tests.pages.test_workshop import ten_views

STORE, CATALOG = open_offered()
CHOICES = {
    "territoire": "com-26274",  # fragile: led to its EPCI
    "pairs": "similaires",
    "nombre": "12",
    "sans": "revenu",
    "double": "densite",
    "hors": "com-26113",
    "restreint": "region",
    "indicateur": "population",
    "annee": "2020",
    "avec": "com-26113",
    "seance": write_link(ten_views()),
}
LISTED = CHOICES | {"pairs": "choisis", "liste": "com-26113,com-26362"}
COMPARED = {"second": "densite", "theme": "logement"}
SET: dict[str, tuple[str, dict[str, str]]] = {
    "portrait": ("portrait", CHOICES | {"theme": "fiscalite"}),
    "pairs": ("pairs", CHOICES),
    "pairs of one's choice": ("pairs", LISTED),
    "one indicator": ("comparer", CHOICES | COMPARED | {"indicateur": "part_65_ans_plus", "annee": "2021"}),
    "theme": ("comparer", CHOICES | COMPARED | {"vue": "theme"}),
    "two indicators": ("comparer", CHOICES | COMPARED | {"vue": "croiser"}),
    "side by side": ("comparer", CHOICES | COMPARED | {"vue": "cote"}),
    "map": (
        "carte",
        CHOICES
        | {"perimetre": "communes-departement-26", "vue": "annees", "second": "densite", "methode": "manuelles"}
        | {"classes": "4", "bornes": "100;200;300", "fond": "ign", "insets": "non"},
    ),
    "series": ("evolution", LISTED | {"mode": "base100", "depuis": "2017", "jusqua": "2022"}),
    "questions": ("questions", CHOICES),
    "atelier": ("atelier", CHOICES | {"minutes": "30"}),
    "own data": ("mes-donnees", CHOICES),
    "composer": ("composer", CHOICES | {"par": "liste", "dans": "communes-departement-26"}),
    "presenter": ("presenter", CHOICES | {"minutes": "30", "etape": "2"}),
    "guide": ("guide", CHOICES | {"minutes": "30"}),
    "data": ("donnees", CHOICES | {"theme": "fiscalite"}),
    "glossary": ("lexique", CHOICES),
    "home": ("accueil", CHOICES | {"q": "saintes"}),
}


def links(app: AppTest) -> Iterator[tuple[str, dict[str, str]]]:
    """Every link of a page to another of ours: what Streamlit draws, and addresses in HTML and Markdown."""
    for link in app.get("page_link"):
        yield link.proto.page or "accueil", dict(parse_qsl(link.proto.query_string))
    text = words(app)
    for address in [*re.findall(r'href="([^"]*)"', text), *re.findall(r"\]\(([^)]*)\)", text)]:
        page, _, query = unescape(address).partition("#")[0].partition("?")
        page = "accueil" if page == "./" else page
        if page in PAGES:
            yield page, dict(parse_qsl(query))


def complaints(app: AppTest) -> list[str]:
    """What a page says that its address asked for and could not be had; a verdict on its peers, in bold, is none."""
    return [w.value for w in app.warning if not w.value.startswith("**")]


def kind_of(page: str, asked: dict[str, str]) -> tuple[object, ...]:
    """Links of one kind: forty that differ by their indicator are one."""
    place = asked.get("territoire", "").partition("-")[0]
    return page, place, asked.get("vue"), asked.get("pairs"), tuple(sorted(asked))


@pytest.fixture(scope="module")
def found() -> dict[tuple[object, ...], tuple[str, str, dict[str, str]]]:
    """One link of each kind, from every page with every option set."""
    kinds: dict[tuple[object, ...], tuple[str, str, dict[str, str]]] = {}
    for source, (page, options) in SET.items():
        app = run(page, **options)
        assert not complaints(app), source
        if page in ABOUT_A_PLACE:
            app.text_input(key="recherche-banniere").set_value("saintes").run()
            app = unfolded(app, "partager")
        for target, asked in links(app):
            kinds.setdefault(kind_of(target, asked), (source, target, asked))
    return kinds


def test_every_page_leads_to_every_page_of_the_menu(found: dict[object, tuple[str, str, dict[str, str]]]) -> None:
    assert {target for _, target, _ in found.values()} == set(PAGES)


def test_no_link_hands_on_what_its_target_does_not_read(found: dict[object, tuple[str, str, dict[str, str]]]) -> None:
    for source, target, asked in found.values():
        assert set(asked) <= set(names_of(target)), (source, target)


def test_another_place_leaves_behind_what_named_its_peers(
    found: dict[object, tuple[str, str, dict[str, str]]],
) -> None:
    others = [link for link in found.values() if link[2].get("territoire", CHOICES["territoire"]) != "com-26274"]
    assert {asked["territoire"].partition("-")[0] for _, _, asked in others} >= {"com", "epci"}
    for source, target, asked in others:
        kept = set(asked) & {*PLACE_BOUND, "liste"}
        assert not kept, (source, target, asked)
        assert asked.get("pairs") != "choisis"


def test_every_link_opens_the_view_that_it_names(found: dict[object, tuple[str, str, dict[str, str]]]) -> None:
    assert len(found) > 20
    for source, target, asked in found.values():
        app = run(target, **asked)
        assert not complaints(app), (source, target, asked)
        if target == "comparer" and "territoire" in asked:
            assert app.segmented_control(key="vue-choisie").value == asked.get("vue", "indicateur"), source
        if target in ABOUT_A_PLACE and "territoire" in asked:
            kept = {name: value for name, value in dict(app.query_params).items() if name != "edition"}
            told = {name: value if isinstance(value, str) else value[0] for name, value in kept.items()}
            asked_for = {name: value for name, value in asked.items() if name != "edition"}
            assert asked_for.items() <= told.items(), (source, target)
            own = set(names_of(target)) - {"annee", "pairs"}
            assert (set(told) & own) == (set(asked_for) & own), (source, target)


def test_an_older_link_with_the_option_of_another_page_says_nothing_of_it() -> None:
    for page, stray in (("comparer", {"vue": "annees"}), ("comparer", {"vue": "theme", "theme": "essentiel"})):
        assert not run(page, territoire="com-16102", **stray).warning
    app = run("carte", territoire="com-16102", indicateur="densite", vue="theme", theme="logement", mode="base100")
    assert not app.warning
    assert not app.checkbox(key="vue-choisi").value
    for target, asked in links(app):
        assert not {"theme", "mode"} & set(asked), target
    app.selectbox(key="annee-choisie").set_value("2018").run()
    assert not {"theme", "mode"} & set(app.query_params), "gone with the next choice"


@pytest.mark.parametrize("view", COMPARER_VIEWS)
def test_a_link_to_a_view_takes_its_own_options_and_no_other(view: str) -> None:
    selection = parse(CHOICES | COMPARED | {"vue": "croiser"}, STORE, CATALOG, "comparer")
    asked = parameters_to("comparer", selection, view)
    assert asked.get("vue") == (None if view == "indicateur" else view)
    assert {name for name in ("second", "theme") if name in asked} == set(COMPARER_VIEWS[view])


def test_a_link_cannot_change_what_its_target_does_not_read() -> None:
    selection = parse(CHOICES, STORE, CATALOG, "carte")
    with pytest.raises(KeyError, match="perimetre"):
        parameters_to("comparer", selection, perimetre="pairs")


def test_another_indicator_leaves_the_year_and_another_level_the_peers() -> None:
    selection = parse(CHOICES, STORE, CATALOG, "comparer")
    assert "annee" in parameters_to("comparer", selection)
    assert "annee" not in parameters_to("comparer", selection, indicateur="densite")
    assert parameters_to("comparer", selection, territoire="com-17415")["nombre"] == "12"
    assert not {"pairs", "nombre", "sans", "hors"} & set(parameters_to("pairs", selection, territoire="dep-26"))
