"""Mes données in a real browser, on a phone: a table sent as a person sends it, described, seen on its map."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from pages.explorer.mesdonnees.description import ASKED
from tests.browser.conftest import Visit
from tests.browser.test_workshop import settled
from tests.conftest import JUDGED
from tests.pages.test_own_data import CSV, FIELDS

pytestmark = pytest.mark.browser


def test_a_table_is_sent_described_and_seen_on_its_map(phone: Visit) -> None:
    page = phone.open("mes-donnees?territoire=epci-200070514")
    table = {"name": "arbres.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
    page.set_input_files("input[type=file]", table)  # type: ignore[arg-type]
    expect(page.get_by_text("8\u00a0lignes lues, 16\u00a0chiffres retenus")).to_be_visible()
    for name, text in FIELDS.items():
        page.get_by_label(ASKED[name][0], exact=True).fill(text)
    page.reload()
    settled(page)
    page.set_input_files("input[type=file]", table)  # type: ignore[arg-type]
    for name, text in FIELDS.items():
        expect(page.get_by_label(ASKED[name][0], exact=True)).to_have_value(text)
    page.get_by_role("button", name="Ajouter à mes données").click()
    page.wait_for_function("() => localStorage.getItem('otc-brouillons') === '{}'")
    page.get_by_text("Sur la carte", exact=True).click()
    expect(page.get_by_text("Donnée locale", exact=True).first).to_be_visible()
    frame = page.frame_locator(".st-key-local-carte iframe, iframe[title*='donnée locale']").first
    expect(frame.locator("canvas").first).to_be_attached()
    settled(page)
    phone.quiet()
    found = Axe().run(page, options=JUDGED)
    assert not [(v["id"], [node["html"][:200] for node in v["nodes"][:3]]) for v in found.response["violations"]]
    phone.assert_it_fits()
    assert not phone.errors + phone.outside  # the page that was left dropped what it had begun to ask for
    asked: list[str] = []
    phone.hear("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    expect(page.get_by_text("Vos données", exact=True)).to_be_visible()
    settled(page)
    assert asked == [], "this browser keeps them: nothing would be lost"
    page.get_by_role("button", name="Tout retirer, et l’effacer de ce navigateur").click()
    expect(page.get_by_text("Vos données", exact=True)).to_have_count(0)
    page.wait_for_function("localStorage.getItem('otc-mes-donnees') === null")
