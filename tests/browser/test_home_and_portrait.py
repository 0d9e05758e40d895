"""Home and portrait in Chromium: a place chosen on the map, the menu on a phone, rows that open, Back to a row."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from observatoire.model.store import open_store
from observatoire.views.home.drawings import AROUND_PARIS, ChoiceMap, country_map, departement_map
from tests.browser.conftest import Visit
from tests.conftest import JUDGED

pytestmark = pytest.mark.browser

PLACE = "territoire=epci-200070514"
ANSWERING = """(points) => {
  const map = document.querySelector(".otc-map-links");
  map.scrollIntoView({ block: "center" });
  const box = map.getBoundingClientRect();
  return points.map(([left, top]) => document.elementFromPoint(box.left + box.width * left / 100,
    box.top + box.height * top / 100)?.closest("a")?.getAttribute("href") ?? "");
}"""


def points(drawing: ChoiceMap) -> dict[str, tuple[float, float]]:
    insets = [outline for inset in drawing.insets for outline in inset.outlines]
    return {one.id: (one.left, one.top) for one in (*drawing.outlines, *insets)}


def click_on_map(page: Page, at: tuple[float, float]) -> None:
    page.locator(".otc-map-links").scroll_into_view_if_needed()
    box = page.locator(".otc-map-links").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * at[0] / 100, box["y"] + box["height"] * at[1] / 100)


@pytest.mark.parametrize("size", [(360, 780), (1280, 900), (1920, 1080)])
def test_a_place_is_chosen_by_two_clicks_on_the_map(desktop: Visit, size: tuple[int, int]) -> None:
    desktop.page.set_viewport_size({"width": size[0], "height": size[1]})
    page = desktop.open("")
    page.evaluate("window.stayed = true")
    desktop.quiet()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= size[0]
    click_on_map(page, points(country_map(open_store()))["dep-16"])
    expect(page.get_by_role("heading", name="Charente\u202f: 9 intercommunalités")).to_be_visible()
    desktop.quiet()
    assert "departement=16" in page.url
    box = page.locator(".otc-map-links").bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= box["y"] + box["height"] * 0.9 <= size[1], "the département is on the first screen"
    click_on_map(page, points(departement_map(open_store(), "dep-16"))["epci-200070514"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Grand Cognac")
    assert "/portrait?territoire=epci-200070514" in page.url
    assert page.evaluate("window.stayed"), "no page was loaded anew"
    page.go_back()
    expect(page.get_by_role("heading", name="Charente\u202f: 9 intercommunalités")).to_be_visible()
    desktop.assert_clean()


@pytest.mark.parametrize("width", [360, 1280])
def test_every_departement_answers_where_it_is_drawn_without_scripts_too(
    browser: Browser, base: str, width: int
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
    page = context.new_page()
    asked = points(country_map(open_store()))
    for address in ("", "simple/"):
        page.goto(f"{base}/{address}")
        found = page.evaluate(ANSWERING, list(asked.values()))
        led = {name: href.rpartition("departement=")[2] for name, href in zip(asked, found, strict=True)}
        assert led == {name: name.removeprefix("dep-") for name in asked}
        assert page.locator(".otc-map-links img").evaluate("(picture) => picture.naturalWidth") == 1000
    context.close()


def test_every_departement_has_one_name_for_those_who_do_not_see_the_map(desktop: Visit) -> None:
    page = desktop.open("")
    map_ = page.locator(".otc-map-links")
    names = map_.get_by_role("link").evaluate_all("(all) => all.map((one) => one.ariaLabel || one.innerText)")
    assert len(set(names)) == len(names)
    assert {"Charente (16)", "Paris (75)", "Guadeloupe"} <= set(names)
    assert map_.get_by_role("link").count() == 101, "those around Paris are named in their inset alone"
    assert len(AROUND_PARIS) == 4
    page.get_by_text("Choisir dans une liste").click()
    listed = page.locator("#otc-choisir-liste").get_by_role("link")
    assert listed.count() == 101
    page.locator("#otc-choisir-liste").get_by_role("link", name="Mayotte (976)").click()
    expect(page.get_by_role("heading", name=re.compile(r"^Mayotte\s: "))).to_be_visible()
    page.get_by_role("link", name="Revenir à la carte de France").click()
    page.get_by_role("link", name="Voir toute la France").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("France")


@pytest.mark.parametrize("address", ["?departement=62", f"portrait?{PLACE}"])
def test_axe_finds_no_violation_on_a_map_and_in_an_open_row(desktop: Visit, address: str) -> None:
    page = desktop.open(address)
    desktop.quiet()
    page.evaluate("() => document.querySelectorAll('.otc-row').forEach((row) => { row.open = true; })")
    found = Axe().run(page, options=JUDGED)
    assert not [(v["id"], [node["html"][:160] for node in v["nodes"][:3]]) for v in found.response["violations"]]


@pytest.mark.parametrize("address", [f"evolution?{PLACE}&indicateur=population", "lexique", "atelier"])
def test_the_entry_of_the_page_is_seen_in_the_menu_of_a_phone_and_nothing_overflows(phone: Visit, address: str) -> None:
    page = phone.page
    page.set_viewport_size({"width": 360, "height": 780})
    phone.open(address)
    phone.quiet()
    box = page.locator(".st-key-otc-menu a:has(strong)").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0
    for width in (360, 390):
        page.set_viewport_size({"width": width, "height": 844})
        phone.quiet()
        phone.assert_it_fits()
    phone.assert_clean()


@pytest.mark.parametrize("place", ["epci-200070514", "com-16102", "com-26274", "dep-16"])
def test_the_head_of_a_portrait_is_short_on_a_phone_and_nothing_overflows(phone: Visit, place: str) -> None:
    page = phone.open(f"portrait?territoire={place}")
    phone.quiet()
    first = page.locator(".otc-essentials .otc-here").first.bounding_box()
    assert first is not None
    assert first["y"] + first["height"] <= 844, "the first figure is on the first screen"
    theme = page.locator(".otc-theme").first.bounding_box()
    assert theme is not None
    assert theme["y"] <= 6 * 844
    phone.assert_it_fits()
    phone.assert_clean()


def test_a_row_opens_all_that_is_known_of_its_figure(desktop: Visit) -> None:
    page = desktop.open(f"portrait?{PLACE}&theme=demographie")
    # What the framework purifies away is in no page (it lets no SVG through).
    layers = "e => getComputedStyle(e).backgroundImage.split('radial-gradient').length - 1"
    assert page.locator("[data-otc-row=part_65_ans_plus] .otc-dots").evaluate(layers) == 20
    row = page.locator("[data-otc-row=part_65_ans_plus]")
    expect(row).to_contain_text("25,1\u202f%")
    expect(row.locator(".otc-reading")).to_be_hidden()
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(row.locator(".otc-reading")).to_have_text(
        re.compile(
            r"^En 2021, 25,1\s% des habitants .* ou plus\. Entre la 7e\set la 14e\svaleur la plus élevée sur 21\s; "
        )
    )
    expect(row).to_contain_text("Ce que ce chiffre ne dit pas.")
    expect(row).to_contain_text("Source\u202f: 2021 · Insee, Recensement de la population 2021")
    copied = row.get_by_role("button", name="Copier la phrase et sa source")
    expect(copied).to_be_visible()
    cited = row.locator("textarea").input_value()
    assert cited.startswith("En 2021, 25,1\u00a0% des habitants")
    assert "indicateur=part_65_ans_plus" in cited
    row.get_by_role("link", name=re.compile("^Comparer")).click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Part des 65 ans et plus (2021)")
    desktop.assert_clean()


@pytest.mark.parametrize("leaves", ["by a row", "by the menu"])
def test_back_shows_the_row_that_was_read(phone: Visit, leaves: str) -> None:
    page = phone.open(f"portrait?{PLACE}")
    phone.quiet()
    row = page.locator("[data-otc-row=part_logements_vacants]")
    row.scroll_into_view_if_needed()
    row.locator("summary").click()
    row.get_by_role("link", name=re.compile("^Comparer")).scroll_into_view_if_needed()
    phone.quiet()
    before = row.bounding_box()
    assert before is not None
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") > 2_000
    if leaves == "by a row":
        row.get_by_role("link", name=re.compile("^Comparer")).click()
    else:
        page.locator(".st-key-otc-menu a", has_text="Atelier").dispatch_event("click")
    expect(row).to_have_count(0)
    phone.quiet()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0
    page.go_back()
    expect(row).to_be_visible()
    phone.quiet()
    page.wait_for_function("() => document.querySelector('[data-testid=stMain]').scrollTop > 2000")
    phone.quiet()
    after = row.bounding_box()
    assert after is not None
    assert after["y"] == pytest.approx(before["y"], abs=40)
    expect(row.locator(".otc-reading")).to_be_visible()
