"""`owndata.js`: local data kept in this browser, handed back to a session that knows of none, removed with them."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page

from observatoire.views.local.words import own_kept_html
from tests.views.browser.conftest import SITE, Opener

pytestmark = pytest.mark.browser

KEY = "otc-mes-donnees"
FILE = '{"format":"x","titre":"<b>&amp; « Arbres »"}'
FIELD = '<div class="st-key-otc-donnees-rendues"><textarea></textarea></div>'


def page_of(opened: Opener, content: str, known: str, stored: str | None = None, script: str = "") -> Page:
    """A page with what the application draws; what it receives is kept in `received`."""
    told = f"localStorage.setItem({json.dumps(KEY)}, {json.dumps(stored)});" if stored is not None else ""
    listen = "window.received = []; addEventListener('focusout', (e) => received.push(e.target.value), true);"
    body = f"{FIELD}{own_kept_html(content, known)}"
    html = (
        f'<!DOCTYPE html><html lang="fr"><head><script>{told}{listen}{script}</script></head><body>{body}'
        '<script src="/demo/vendor/carte/owndata.js"></script></body></html>'
    )
    page = opened(f"{SITE}/", {f"{SITE}/": html})
    page.evaluate("document.body.append('')")
    return page


def kept(page: Page) -> str | None:
    found: str | None = page.evaluate(f"localStorage.getItem('{KEY}')")
    return found


def test_what_the_application_holds_is_kept_and_goes_with_it(opened: Opener) -> None:
    page = page_of(opened, FILE, "yes", stored="older")
    page.wait_for_function(f"localStorage.getItem('{KEY}') !== 'older'")
    assert json.loads(kept(page) or "") == json.loads(FILE)
    page.evaluate("document.querySelector('[data-otc-own]').dataset.otcOwn = ''")
    page.wait_for_function(f"localStorage.getItem('{KEY}') === null")
    assert page.evaluate("received") == []


def test_a_session_that_knows_nothing_is_handed_what_was_kept_and_erases_nothing(opened: Opener) -> None:
    page = page_of(opened, "", "no", stored=FILE)
    page.wait_for_function("received.length > 0")
    assert page.evaluate("received[0]") == FILE
    assert kept(page) == FILE


def test_nothing_kept_hands_nothing(opened: Opener) -> None:
    page = page_of(opened, "", "no")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("received") == []
    assert kept(page) is None


def test_a_browser_that_refuses_says_so(opened: Opener) -> None:
    page = page_of(opened, FILE, "yes", script="Storage.prototype.setItem = () => { throw new Error('full'); };")
    page.wait_for_function("document.querySelector('[data-otc-own-status]').textContent.includes('refuse')")


def test_a_server_that_dies_is_answered_by_the_tab_and_not_twice(opened: Opener) -> None:
    page = page_of(opened, FILE, "yes")
    page.wait_for_function(f"localStorage.getItem('{KEY}') !== null")
    page.evaluate("Object.assign(document.querySelector('[data-otc-own]').dataset, { otcOwn: '', otcKnown: 'no' })")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("received") == [], "`brought.js` sends them again"
    assert kept(page) is not None, "and they stay kept"
