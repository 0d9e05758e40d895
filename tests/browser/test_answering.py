"""Answering on a phone: the link of a response, the ticket that no script reads, words kept when the tab is closed."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from benchmarks.server import running_server
from pages.server.participer.desk import COOKIE
from participation.configuration import PLACE, configured
from participation.model.codes import shown_code
from participation.model.questionnaire import Cell, Questionnaire
from participation.storage.opening import Storage, open_storage
from participation.storage.responses import read_draft, save_answer, start_response
from tests.browser.conftest import visit_in
from tests.browser.reading import english, said
from tests.conftest import JUDGED, PATIENCE
from tests.participation.conftest import COGNAC, FORM, opened_campaign

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "fr-FR", "has_touch": True, "is_mobile": True}
GROUNDS = """[...document.querySelectorAll("[data-testid=stRadioOption] > div > div:first-child")]
  .map((one) => getComputedStyle(one).backgroundColor)"""
BREAKS = """(() => {
  document.body.insertAdjacentHTML("beforeend", '<p data-testid="stElementContainer"><b class="otc-read"></b></p>');
  const seen = getComputedStyle(document.body.lastChild).breakInside;
  document.body.lastChild.remove();
  return seen;
})()"""


def assert_accessible(page: Page) -> None:
    found = Axe().run(page, options=JUDGED)
    assert not [(v["id"], [node["html"][:200] for node in v["nodes"][:3]]) for v in found.response["violations"]]


def until_kept(storage: Storage, response: str, words: str) -> None:
    """Wait until the server has written an answer."""
    end = time.monotonic() + PATIENCE / 1000
    while (saved := read_draft(storage, response).saved.get(Cell("beaucoup"))) is None or saved.given.value != words:
        assert time.monotonic() < end, saved
        time.sleep(0.05)


def test_a_response_is_resumed_by_its_link_and_keeps_what_is_typed(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PLACE, str(tmp_path / "participation"))
    today = date.today()  # the server that this test starts reads the same calendar
    storage = open_storage(configured())  # type: ignore[arg-type]
    days = {"opens": today - timedelta(1), "closes": today + timedelta(9), "purge_on": today + timedelta(99)}
    opened_campaign(storage, Questionnaire.model_validate(FORM), **days)
    begun = start_response(storage, "barometre", organisation=COGNAC, day=today)
    save_answer(storage, begun.id, Cell("heures"), "12", seen=0, day=today)
    code = shown_code(begun.code)
    with (tmp_path / "log").open("w") as log, running_server(options=["--logger.level=debug"], log=log) as server:
        context = browser.new_context(**PHONE)
        visit = visit_in(context, f"http://127.0.0.1:{server.port}")
        page = visit.page
        page.goto(f"{visit.base}/participer/reprise#{code}")
        page.wait_for_url("**/repondre?partie=vous")
        visit.ready()
        assert page.evaluate("document.cookie.includes('otc')") is False
        tickets = [one for one in context.cookies() if one["name"] == COOKIE]
        assert {(one["path"], one["httpOnly"], one["sameSite"]) for one in tickets} == {
            ("/_stcore", True, "Strict"), ("/participer", True, "Strict"),
        }  # fmt: skip
        first = page.get_by_role("radio", name="Maire")
        first.focus()
        page.keyboard.press("Space")  # the keyboard alone
        expect(page.locator(".otc-saved")).to_contain_text("Enregistré à")
        page.emulate_media(forced_colors="active")
        grounds = page.evaluate(GROUNDS)
        assert grounds[0] not in grounds[1:], "what is chosen is seen where colours are the visitor’s own"
        page.emulate_media(forced_colors="none")
        page.get_by_role("link", name="Continuer").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**partie=site")
        words = page.locator(".st-key-otc-q-beaucoup textarea")
        words.click()
        page.keyboard.type("Des actes")
        until_kept(storage, begun.id, "Des actes")
        page.keyboard.type(", et des cartes")
        expect(words).to_have_value("Des actes, et des cartes")
        visit.quiet()
        page.emulate_media(media="print")
        assert page.evaluate(BREAKS) == "auto", "an answer read through begins on the first page of paper"
        page.emulate_media(media="screen")
        assert_accessible(page)
        assert not english(said(page))
        visit.assert_it_fits()
        page.keyboard.type(", et des plans")
        page.close()
        until_kept(storage, begun.id, "Des actes, et des cartes, et des plans")
        again = visit_in(context, visit.base)
        again.page.goto(f"{visit.base}/participer/repondre/site")
        expect(again.page.locator("textarea")).to_have_value("Des actes, et des cartes, et des plans")
        assert_accessible(again.page)
        for one in (visit, again):
            one.assert_clean()
        context.close()
    storage.close()
    assert code not in (tmp_path / "log").read_text()
