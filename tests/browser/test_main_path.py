"""The main path and every page in a real browser without network: from a name to the map, and back by a link."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from benchmarks.server import running_server
from tests.browser.conftest import Visit, visit_in
from tests.browser.test_seen import assert_the_keyboard_is_seen
from tests.conftest import JUDGED

pytestmark = pytest.mark.browser

VIEW = "territoire=epci-200070514&pairs=departement&indicateur=part_65_ans_plus&annee=2021"
MAP = ".st-key-otc-carte iframe"
PAGES = {
    "accueil": "",
    "portrait": f"portrait?{VIEW}",
    "comparer": f"comparer?{VIEW}",
    "carte": f"carte?{VIEW}",
    "evolution": "evolution?territoire=epci-200070514&indicateur=population",
    "donnees": "donnees",
    "lexique": "lexique",
}


def heading(page: Page, level: int, text: str) -> None:
    expect(page.get_by_role("heading", level=level, name=text, exact=True)).to_be_visible()


def painted_colours(visit: Visit) -> int:
    """Wait for the map; return how many different colours its canvas shows."""
    frame = visit.page.frame_locator(MAP)
    frame.locator("canvas").first.wait_for()
    visit.quiet()
    return int(
        frame.locator("canvas").last.evaluate(
            """() => {
              const seen = new Set();
              for (const c of document.querySelectorAll('canvas')) {
                const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
                for (let i = 0; i < d.length; i += 4 * 97)
                  if (d[i + 3] === 255) seen.add([d[i], d[i + 1], d[i + 2]].join());
              }
              return seen.size;
            }"""
        )
    )


def test_one_press_of_back_undoes_one_choice(desktop: Visit) -> None:
    page = desktop.open("comparer?territoire=epci-200070514")
    heading(page, 2, "Part des 65 ans et plus (2021)")
    for typed, title in (
        ("vacants", "Part des logements vacants (2021)"),
        ("âge moyen des m", "Âge moyen des maires (2026)"),
    ):
        desktop.open_list(re.compile("^Indicateur"))
        page.keyboard.type(typed)
        expect(page.get_by_role("option").first).to_contain_text(title.partition(" (")[0])
        page.keyboard.press("Enter")
        heading(page, 2, title)
    page.get_by_role("link", name="Évolution", exact=True).click()
    heading(page, 3, "Entre deux années")
    for title in ("Âge moyen des maires (2026)", "Part des logements vacants (2021)", "Part des 65 ans et plus (2021)"):
        desktop.quiet()  # a person looks before the next press
        page.go_back()
        heading(page, 2, title)
    page.go_forward()
    heading(page, 2, "Part des logements vacants (2021)")


@pytest.mark.parametrize("name", PAGES)
def test_each_page_opens_by_its_own_address_whole_offline_and_for_all(desktop: Visit, name: str) -> None:
    page = desktop.open(PAGES[name])
    assert page.locator("html").get_attribute("lang") == "fr"
    assert "Observatoire territorial citoyen" in page.title()
    assert page.get_by_role("dialog").count() == 0, "a « page not found » over the page"
    assert page.locator("h1").count() == 1
    if name in ("portrait", "comparer", "carte", "evolution"):
        heading(page, 1, "Grand Cognac")
    if name == "carte":
        assert painted_colours(desktop) >= 6, "five classes and the ground"
    if name in ("comparer", "evolution"):
        expect(
            page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first
        ).to_be_visible()
    if name in ("accueil", "portrait", "comparer", "carte"):
        desktop.quiet()
        assert_the_keyboard_is_seen(page)
    if name == "portrait":
        page.get_by_text("Sa fiche d’identité").click()  # where it lies is drawn when it is looked at
        page.wait_for_function("() => document.querySelector('.otc-locator')?.naturalWidth > 0")
    desktop.quiet()
    desktop.assert_clean()
    found = Axe().run(page, options=JUDGED)
    violations = [
        (v["id"], v["help"], [node["html"][:160] for node in v["nodes"][:3]]) for v in found.response["violations"]
    ]
    assert not violations, violations


def test_the_address_of_a_term_scrolls_to_it(desktop: Visit) -> None:
    page = desktop.open("lexique#terme-epci")
    page.wait_for_function("() => Math.abs(document.querySelector('#terme-epci').getBoundingClientRect().top) < 150")
    desktop.quiet()
    top = page.locator("#terme-epci").evaluate("node => node.getBoundingClientRect().top")
    assert abs(top) < 150, "the word did not stay at the top of the window"
    desktop.assert_clean()


def test_a_shared_link_is_right_on_a_fresh_server(browser: object) -> None:
    with running_server() as server:
        context = browser.new_context(locale="fr-FR")  # type: ignore[attr-defined]
        visit = visit_in(context, f"http://127.0.0.1:{server.port}")
        page = visit.open(f"comparer?{VIEW}")
        heading(page, 1, "Grand Cognac")
        expect(page.get_by_text("Entre la 2e et la 3e valeur la plus faible sur 9").first).to_be_visible()
        assert page.get_by_role("dialog").count() == 0
        visit.assert_clean()
        context.close()


def test_from_the_first_page_to_the_map_and_back_by_the_link(desktop: Visit, base: str) -> None:
    page = desktop.open("")
    page.get_by_label(re.compile("Nom de commune")).press_sequentially("grand cog", delay=30)
    page.get_by_role("link", name=re.compile("Grand Cognac — Communauté d’agglomération")).click()
    heading(page, 1, "Grand Cognac")

    page.get_by_role("link", name="Comparer", exact=True).first.click()
    heading(page, 2, "Part des 65 ans et plus (2021)")
    desktop.open_list(re.compile("Comparer avec"))
    page.get_by_role("option", name="EPCI du même département").click()
    expect(page.get_by_text("Entre la 2e et la 3e valeur la plus faible sur 9").first).to_be_visible()

    page.get_by_role("link", name="Carte", exact=True).click()
    expect(page.get_by_label(re.compile("^Carte|Carte$")).first).to_be_visible()
    desktop.ready()
    assert painted_colours(desktop) >= 6
    shared = page.url
    assert "territoire=epci-200070514" in shared
    assert "pairs=departement" in shared

    other = page.context.browser.new_context(locale="fr-FR")  # type: ignore[union-attr]
    again = visit_in(other, base)
    again.open(shared.removeprefix(f"{base}/"))
    heading(again.page, 2, "Part des 65 ans et plus (2021)")
    assert painted_colours(again) >= 6
    again.assert_clean()
    other.close()
    desktop.assert_clean()


def test_a_click_on_the_map_opens_that_commune(desktop: Visit) -> None:
    page = desktop.open(PAGES["carte"])
    painted_colours(desktop)
    frame = page.frame_locator(MAP)
    box = frame.locator("#map_div, .folium-map").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tooltip = frame.locator(".leaflet-tooltip .tooltip-name")
    tooltip.wait_for()
    name = tooltip.inner_text()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(re.compile("territoire=com-"))
    heading(page, 1, name.replace("'", "’"))
    assert "perimetre=communes-epci-200070514" in page.url
    desktop.assert_clean()


def test_changing_the_indicator_repaints_without_reloading_the_map(desktop: Visit) -> None:
    page = desktop.open(PAGES["carte"])
    painted_colours(desktop)
    frame = next(f for f in page.frames if "streamlit_folium" in f.url)
    frame.evaluate("window.kept = true")
    paints = frame.evaluate("() => thematicMap.paints()")
    desktop.open_list(re.compile("^Indicateur"))
    page.keyboard.type("logements vacants")
    page.get_by_role("option", name=re.compile("Part des logements vacants")).click()
    heading(page, 2, "Part des logements vacants (2021)")
    frame.wait_for_function("paints => thematicMap.paints() > paints", arg=paints)
    assert frame.evaluate("window.kept === true"), "the frame was made anew"
    desktop.assert_clean()


@pytest.mark.parametrize("name", ["accueil", "comparer", "carte", "donnees"])
def test_nothing_overflows_a_phone(phone: Visit, name: str) -> None:
    """Other pages are held to it where `test_home_and_portrait` opens them on a phone."""
    phone.open(PAGES[name])
    phone.quiet()
    phone.assert_it_fits()
    phone.assert_clean()


def test_the_search_works_with_the_keyboard_alone(desktop: Visit) -> None:
    page = desktop.open("")
    field = page.get_by_label(re.compile("Nom de commune"))
    field.focus()
    page.keyboard.type("16100")
    link = page.get_by_role("link", name=re.compile("^Cognac — Commune"))
    link.wait_for()
    for _ in range(8):
        page.keyboard.press("Tab")
        if link.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    heading(page, 1, "Cognac")
