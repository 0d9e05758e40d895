"""The search in a real browser: Enter, suggestions, a phone whose keyboard is open, fields that are ready."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, Welcome
from tests.conftest import JUDGED

pytestmark = pytest.mark.browser

FIELD = re.compile("Nom de commune")
VIEW = "territoire=epci-200070514&indicateur=part_65_ans_plus"


@pytest.fixture
def keyboard(welcome: Welcome) -> Visit:
    """A visitor with a phone 360 pixels wide, whose keyboard leaves 400 pixels."""
    settings = {"viewport": {"width": 360, "height": 400}, "locale": "fr-FR", "has_touch": True, "is_mobile": True}
    return welcome(**settings)


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1, name=text, exact=True)).to_be_visible()


@pytest.mark.parametrize(("typed", "name"), [("grand cognac", "Grand Cognac"), ("75112", "Paris"), ("MEL", "")])
def test_enter_opens_the_first_result_even_before_it_is_shown(desktop: Visit, typed: str, name: str) -> None:
    page = desktop.open("")
    page.get_by_label(FIELD).focus()
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    heading(page, name or "Métropole européenne de Lille")
    desktop.assert_clean()


def test_enter_does_not_open_what_is_only_suggested(desktop: Visit) -> None:
    page = desktop.open("")
    page.get_by_label(FIELD).focus()
    page.keyboard.type("cognak")
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name=re.compile("^Cognac — Commune"))
    expect(link).to_be_focused()
    expect(page.get_by_text("Vouliez-vous dire")).to_be_visible()
    page.keyboard.press("Enter")
    heading(page, "Cognac")
    desktop.assert_clean()


def test_enter_on_what_is_nowhere_stays_and_says_it(desktop: Visit) -> None:
    page = desktop.open("")
    page.get_by_label(FIELD).fill("Nouméa")
    page.keyboard.press("Enter")
    expect(page.get_by_text("La Nouvelle-Calédonie n’est pas dans ces données")).to_be_visible()
    page.get_by_role("link", name="Ce que l’on n’a pas encore, et où le trouver").click()
    expect(page.get_by_role("heading", name="Ce que l’on n’a pas encore, et où le trouver")).to_be_in_viewport()
    desktop.assert_clean()


def test_on_a_phone_with_its_keyboard_open_results_are_seen(keyboard: Visit) -> None:
    page = keyboard.open("")
    page.get_by_label(FIELD).tap()
    page.keyboard.type("cognac")
    first = page.get_by_role("link", name=re.compile("^Cognac — Commune"))
    expect(first).to_be_in_viewport(ratio=1)
    expect(page.get_by_label(FIELD)).to_be_in_viewport(ratio=1)
    first.tap()
    heading(page, "Cognac")
    keyboard.assert_clean()


def test_changing_the_place_on_a_phone_is_ready_to_type(keyboard: Visit) -> None:
    page = keyboard.open(f"portrait?{VIEW}")
    page.get_by_role("button", name=re.compile("Changer")).tap()
    field = page.get_by_label(FIELD)
    expect(field).to_be_focused()
    page.keyboard.type("16100")
    first = page.get_by_role("link", name=re.compile("^Cognac — Commune.*parce que 16100 est son code postal"))
    expect(first).to_be_in_viewport()
    expect(field).to_be_in_viewport(ratio=1)
    keyboard.assert_clean()


def test_changing_the_place_is_done_with_the_keyboard_alone(desktop: Visit) -> None:
    page = desktop.open(f"portrait?{VIEW}")
    page.get_by_role("button", name=re.compile("Changer")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label(FIELD)).to_be_focused()
    page.keyboard.type("dep 16")
    page.keyboard.press("Enter")
    heading(page, "Charente")
    desktop.assert_clean()


def test_an_indicator_is_found_by_a_word_and_shown(desktop: Visit) -> None:
    page = desktop.open(f"comparer?{VIEW}")
    page.get_by_role("button", name=re.compile("Chercher par un mot")).click()
    field = page.get_by_label("Chercher un indicateur par un mot")
    expect(field).to_be_focused()
    page.keyboard.type("loyer")
    expect(page.get_by_text("Les loyers ne sont pas encore ici")).to_be_visible()
    expect(page.get_by_role("link", name="Ce que l’on n’a pas encore, et où le trouver")).to_be_visible()
    field.fill("logements vides")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="Part des logements vacants (2021)")).to_be_visible()
    desktop.assert_clean()


@pytest.mark.parametrize("typed", ["loyer", "Plaine Commune", "saint-denis", "zzzzqqqq"])
def test_axe_finds_no_violation_under_the_field(desktop: Visit, typed: str) -> None:
    page = desktop.open(f"?q={typed}")
    desktop.quiet()
    found = Axe().run(page, options=JUDGED)
    assert not [(v["id"], v["help"]) for v in found.response["violations"]]
