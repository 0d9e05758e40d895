"""`brought.js`: what a visitor brought is sent again to a server that does not know it, by the tab that holds it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from observatoire.views.local.words import brought_html
from tests.views.browser.conftest import SITE, Opener

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FIELD = '<div class="st-key-local-fichier-0"><input type="file"><div data-testid="stFileChip">arbres.csv</div></div>'
BODY = f'<div data-testid="stApp" data-test-script-state="notRunning">{FIELD}</div>'
# The application reads each file that it is sent.
SERVER = """
window.sent = [];
document.addEventListener('change', async (event) => {
  if (event.target.type !== 'file' || !event.isTrusted && !event.target.files.length) return;
  sent.push([event.target.files[0].name, await event.target.files[0].text()]);
  if (sent.length === 1) document.querySelector('[data-otc-brought]').dataset.otcContent = 'merged';
});
"""


def opened_page(opened: Opener, held: str) -> Page:
    html = (
        '<!DOCTYPE html><html lang="fr"><head></head><body>'
        f'{BODY}<div id="held">{brought_html("first", held)}</div>'
        '<script src="/demo/vendor/carte/brought.js"></script></body></html>'
    )
    page = opened(f"{SITE}/mes-donnees", {f"{SITE}/mes-donnees": html})
    page.evaluate("document.getElementById('held').innerHTML += ''")  # drawn while the script listens
    return page


def begin_a_session(page: Page, name: str) -> None:
    page.evaluate("html => (document.getElementById('held').innerHTML = html)", str(brought_html(name, "")))


def test_what_was_brought_and_what_was_being_described_are_sent_again_in_that_order(opened: Opener) -> None:
    page = opened_page(opened, '{"a": "</b>"}')
    page.set_input_files("input[type=file]", {"name": "arbres.csv", "mimeType": "text/csv", "buffer": b"code;v\n"})
    page.evaluate(SERVER)
    page.evaluate("document.dispatchEvent(new Event('otc-connected'))")
    begin_a_session(page, "second")
    page.wait_for_function("() => sent.length === 2 && sent[1][1]")
    assert page.evaluate("sent") == [
        ["donnees-locales.json", '{"a": "\\u003c/b\\u003e"}'],
        ["arbres.csv", "code;v\n"],
    ]


def test_a_session_that_goes_on_is_sent_nothing(opened: Opener) -> None:
    page = opened_page(opened, '{"a": 1}')
    page.evaluate(SERVER)
    page.evaluate("document.dispatchEvent(new Event('otc-connected'))")
    begin_a_session(page, "first")  # all was taken out by the visitor
    begin_a_session(page, "other")  # nothing is left to be sent
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("sent") == []
