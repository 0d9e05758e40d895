"""The first minute in Chromium: what is read before any script, what stays when the application takes over."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Visit
from tests.conftest import JUDGED

pytestmark = pytest.mark.browser

PLACE = "territoire=epci-200070514"
FIELD = "Nom de commune, d’EPCI, de département, code postal ou code INSEE"
PLACES_ON_SCREEN = """() => Object.fromEntries(['.otc-lineage', 'h1', '.otc-essentials', 'h2'].map((name) => {
  const one = document.querySelector(name);
  return [name, one ? Math.round(one.getBoundingClientRect().top) : null]; }))"""
FIGURES = "() => [...document.querySelectorAll('.otc-essentials .otc-here')].map((cell) => cell.innerText)"


@pytest.mark.parametrize("page", ["", "portrait", "pairs", "comparer", "carte", "evolution", "questions", "lexique"])
def test_without_scripts_every_page_is_read_and_leads_on(browser: Browser, base: str, page: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}, locale="fr-FR")
    plain = context.new_page()
    plain.goto(f"{base}/{page}?{PLACE}")
    expect(plain.get_by_role("heading", level=1)).to_be_visible()
    expect(plain.get_by_role("link", name="Comparer", exact=True).first).to_be_visible()
    assert plain.locator("body").bounding_box()["width"] <= 390  # type: ignore[index]
    plain.get_by_role("link", name="Territoire", exact=True).first.click()
    expect(plain.locator(".otc-essentials")).to_contain_text("65 ans et plus")
    context.close()


def test_the_map_of_a_first_view_is_seen_without_scripts(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    plain = context.new_page()
    with plain.expect_response("**/dessin/carte.png*") as answer:
        plain.goto(f"{base}/carte?{PLACE}")
    assert answer.value.ok
    assert len(answer.value.body()) > 20_000
    context.close()


def let_go(held: list[Route]) -> None:
    """Let the scripts of the framework come that were held back."""
    while held:
        held.pop().continue_()


@pytest.mark.parametrize("size", [(390, 844), (1280, 900)])
def test_the_application_draws_the_same_at_the_same_places(desktop: Visit, size: tuple[int, int]) -> None:
    page = desktop.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    held: list[Route] = []
    page.route("**/static/js/index.*.js", lambda route: held.append(route))
    page.goto(f"{desktop.base}/portrait?{PLACE}", wait_until="commit")
    page.wait_for_selector("#otc-first .otc-essentials")
    page.evaluate("() => Promise.all([...document.fonts].map((letters) => letters.load()))")
    first, figures = page.evaluate(PLACES_ON_SCREEN), page.evaluate(FIGURES)
    assert len(figures) == 6
    let_go(held)
    desktop.ready()
    desktop.quiet()
    then = page.evaluate(PLACES_ON_SCREEN)
    assert page.evaluate(FIGURES) == figures
    for name in (".otc-lineage", "h1", ".otc-essentials"):
        assert abs(first[name] - then[name]) <= 6, (name, first, then)


def test_what_was_scrolled_stays_so(desktop: Visit) -> None:
    page = desktop.page
    page.set_viewport_size({"width": 390, "height": 500})
    held: list[Route] = []
    page.route("**/static/js/index.*.js", lambda route: held.append(route))
    page.goto(f"{desktop.base}/portrait?{PLACE}", wait_until="commit")
    page.wait_for_selector("#otc-first .otc-essentials")
    page.evaluate("window.scrollTo(0, 300)")
    read = "() => document.querySelector('.otc-essentials tr:nth-child(4)').getBoundingClientRect().top"
    before = page.evaluate(read)
    let_go(held)
    desktop.ready()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") > 200
    assert page.evaluate(read) == pytest.approx(before, abs=40), "who reads a row still reads it"


def test_what_is_typed_before_the_application_is_there_is_not_taken_away(desktop: Visit) -> None:
    page = desktop.page
    held: list[Route] = []
    page.route("**/static/js/index.*.js", lambda route: held.append(route))
    page.goto(f"{desktop.base}/", wait_until="commit")
    field = page.locator("#otc-first input[type=search]")
    field.fill("jarnac")
    let_go(held)
    page.wait_for_selector("#root .otc-footer", state="attached")
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
    )
    expect(field).to_have_value("jarnac")
    page.unroute("**/static/js/index.*.js")
    field.press("Enter")
    desktop.ready()
    expect(page.get_by_role("link", name=re.compile("^Jarnac — Commune")).first).to_be_visible()


@pytest.mark.parametrize(
    "page", ["", "portrait", "comparer", "carte", "evolution", "pairs", "questions", "api/v1/documentation"]
)
def test_axe_finds_no_violation_in_a_first_view(desktop: Visit, page: str) -> None:
    held: list[Route] = []  # not refused: the page would be loaded again
    desktop.page.route("**/static/js/index.*.js", lambda route: held.append(route))
    desktop.page.goto(f"{desktop.base}/{page}?{PLACE}", wait_until="commit")
    desktop.page.wait_for_selector("#otc-first h1")
    found = Axe().run(desktop.page, options=JUDGED)
    assert not [(v["id"], [node["html"][:160] for node in v["nodes"][:3]]) for v in found.response["violations"]]


def link_in(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def test_links_of_our_own_html_keep_the_application_and_go_back(desktop: Visit) -> None:
    page = desktop.open(f"comparer?{PLACE}&indicateur=part_logements_vacants")
    page.evaluate("window.stayed = true")
    link_in(page, "Charente")
    expect(page.get_by_role("heading", level=1)).to_have_text("Charente")
    desktop.ready()
    assert "/comparer?territoire=dep-16" in page.url, "the same page"
    assert "indicateur=part_logements_vacants" in page.url, "the same figure"
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Grand Cognac")
    assert page.evaluate("window.stayed"), "no page was loaded anew"
    desktop.assert_clean()


def test_a_place_chosen_in_changer_keeps_the_page_and_closes_the_menu(desktop: Visit) -> None:
    page = desktop.open(f"evolution?{PLACE}&indicateur=population")
    page.get_by_role("button", name="Changer").click()
    expect(page.get_by_label(FIELD)).to_be_focused()
    page.keyboard.type("jarnac")
    page.get_by_role("link", name=re.compile("^Jarnac — Commune")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jarnac")
    assert "/evolution?territoire=com-16167" in page.url
    expect(page.get_by_label(FIELD)).to_have_count(0)
    desktop.assert_clean()
