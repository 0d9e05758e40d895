"""`favourites.js`: territories kept in this browser alone, bounded, opened by links that the page gives, forgotten."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from observatoire.views.composing.blocks import PLACE_HOLDER, favourites_html, keep_html
from tests.views.browser.conftest import SITE, Opener

pytestmark = pytest.mark.browser

ID, OTHER = "compose-200070514.241600303", "compose-16.17"
NAME = "Vallée <b>&amp; « eaux »"
ADDRESS = f"portrait?territoire={PLACE_HOLDER}&annee=2021"
KEY = "otc-mes-territoires"


def page_of(opened: Opener, stored: str | None = None, kept: str = ID, *, script: str = "") -> Page:
    """A page with the button that keeps a territory, and the list of what is kept."""
    told = f"localStorage.setItem({json.dumps(KEY)}, {json.dumps(stored)});" if stored is not None else ""
    body = f"{keep_html(kept, NAME, NAME)}{favourites_html(ADDRESS)}"
    html = (
        f'<!DOCTYPE html><html lang="fr"><head><script>{told}{script}</script></head><body>{body}'
        '<script src="/demo/vendor/carte/favourites.js"></script></body></html>'
    )
    page = opened(f"{SITE}/", {f"{SITE}/": html})
    page.evaluate("document.body.append('')")  # as the framework draws: the script sees a change
    return page


def entry(identifier: str, name: str = "") -> dict[str, str]:
    return {"id": identifier, "name": name, "told": name or "Sans nom"}


def test_a_territory_is_kept_opened_renamed_and_forgotten(opened: Opener) -> None:
    page = page_of(opened, json.dumps([entry(OTHER, "Deux Charentes")]))
    section = page.locator("[data-otc-favourites]")
    expect(section.get_by_role("link")).to_have_text(["Deux Charentes"])
    page.get_by_role("button", name="Garder dans mes territoires").click()
    expect(page.locator("[data-otc-keep] [role=status]")).to_have_text("Gardé dans mes territoires.")
    expect(section.get_by_role("link")).to_have_text([NAME, "Deux Charentes"])
    address = section.get_by_role("link").first.get_attribute("href")
    assert address == f"portrait?territoire={ID}&annee=2021&nom=Vall%C3%A9e%20%3Cb%3E%26amp%3B%20%C2%AB%20eaux%20%C2%BB"
    page.evaluate("document.querySelector('[data-otc-keep]').dataset.otcName = 'Vallée'")
    page.evaluate("document.querySelector('[data-otc-keep]').dataset.otcTold = 'Vallée'")
    page.get_by_role("button", name="Garder dans mes territoires").click()
    expect(section.get_by_role("link")).to_have_text(["Vallée", "Deux Charentes"])  # not twice
    page.get_by_role("button", name="Oublier Vallée").focus()
    page.keyboard.press("Enter")
    expect(section.get_by_role("link")).to_have_text(["Deux Charentes"])
    expect(page.get_by_role("button", name="Oublier Deux Charentes")).to_be_focused()
    page.keyboard.press("Enter")
    expect(section).to_be_hidden()
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None


@pytest.mark.parametrize(
    "stored",
    ["{", "null", json.dumps([None, 7, {}, entry("com-16102"), entry("javascript:alert(1)"),
                              entry("compose-16.17&x=1"), entry("compose-" + "16." * 5_000),
                              {"id": OTHER, "name": 1, "told": "a"}])],
)  # fmt: skip
def test_what_is_none_of_ours_is_not_shown(opened: Opener, stored: str) -> None:
    page = page_of(opened, stored)
    expect(page.locator("[data-otc-favourites]")).to_be_hidden()
    page.get_by_role("button", name="Garder dans mes territoires").click()
    expect(page.locator("[data-otc-favourites] li")).to_have_count(1)


def test_no_more_than_forty_are_kept_and_it_is_said(opened: Opener) -> None:
    forty = [entry(f"compose-{16000 + at}.17000", f"N {at}") for at in range(40)]
    page = page_of(opened, json.dumps(forty))
    page.get_by_role("button", name="Garder dans mes territoires").click()
    expect(page.locator("[data-otc-keep] [role=status]")).to_contain_text("Au plus 40 territoires")
    expect(page.locator("[data-otc-favourites] li")).to_have_count(40)


def test_a_browser_that_refuses_says_what_to_do(opened: Opener) -> None:
    refuse = "Storage.prototype.setItem = () => { throw new Error('full'); };"
    page = page_of(opened, script=refuse)
    page.get_by_role("button", name="Garder dans mes territoires").click()
    expect(page.locator("[data-otc-keep] [role=status]")).to_contain_text("gardez son lien ou son fichier")
