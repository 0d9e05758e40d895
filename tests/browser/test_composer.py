"""« Composer un territoire » in a browser: a click on the map, Back, « Mes territoires », a reload; keyboard, axe."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

COGNAC, VALLEY = "epci-200070514", "compose-200070514.241600303"
TERRITORY = "() => new URLSearchParams(location.search).get('territoire')"


def test_a_click_adds_back_undoes_and_what_is_kept_outlives_a_reload(desktop: Visit) -> None:
    page = desktop.open(f"composer?territoire={COGNAC}&par=carte&dans=epci-departement-16")
    desktop.quiet()
    said = page.locator(".otc-composing")
    frame = page.locator(".st-key-otc-carte iframe")
    frame.scroll_into_view_if_needed()
    desktop.quiet()
    box = frame.bounding_box()
    assert box
    page.mouse.click(box["x"] + 0.32 * box["width"], box["y"] + 0.36 * box["height"])  # Rouillac
    expect(said).to_contain_text("2\u00a0membres, 67\u00a0communes")
    desktop.quiet()
    assert page.evaluate(TERRITORY) == VALLEY
    page.go_back()
    expect(said).to_contain_text("1\u00a0membre, 54\u00a0communes")
    page.go_forward()
    expect(said).to_contain_text("2\u00a0membres, 67\u00a0communes")
    desktop.quiet()
    page.get_by_role("button", name="Garder dans mes territoires").click()
    kept = page.locator("[data-otc-favourites]")
    expect(kept.get_by_role("link")).to_have_text(["Grand Cognac et Rouillacais"])
    assert not Axe().run(page, options={"resultTypes": ["violations"]}).violations_count
    # « Liste » is walked by keyboard alone.
    page.get_by_role("radio", name="Carte").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Grand Angoulême (16)").focus()
    page.keyboard.press("Space")
    expect(said).to_contain_text("3\u00a0membres")
    desktop.quiet()
    desktop.assert_clean()
    page.reload()  # which drops what it had begun to ask for
    desktop.ready()
    expect(said).to_contain_text("3\u00a0membres")
    expect(kept.get_by_role("link")).to_have_text(["Grand Cognac et Rouillacais"])
    page.get_by_role("radio", name="Coller").click()
    lines = page.get_by_label(re.compile("^Une ligne par territoire"))
    lines.fill("Segonzac (16)\nZorglub")  # and neither left nor read
    page.reload()
    expect(lines).to_have_value("Segonzac (16)\nZorglub")
    page.get_by_role("button", name="Lire et ajouter").click()
    page.get_by_role("button", name="Laisser de côté").first.click()
    page.wait_for_function("() => !localStorage.getItem('otc-brouillons').includes('Zorglub')")
    assert not desktop.errors + desktop.outside
