"""`component.js`, first script of the map's frame: it hears our own page only."""

from __future__ import annotations

import pytest
from playwright.sync_api import Frame, Page

from tests.views.browser.conftest import SITE, Answers, Opener

pytestmark = pytest.mark.browser

HEARS = """<script src="/demo/vendor/carte/component.js"></script>
<script>window.heard = []; addEventListener("message", (event) => heard.push(event.data));</script>"""
FRAME = '<iframe src="http://localhost/demo/cadre"></iframe>'
ANSWERS: Answers = {
    f"{SITE}/cadre": HEARS,
    f"{SITE}/page": FRAME,
    f"{SITE}/enfant": "<script>parent.postMessage('enfant', '*')</script>",
    "http://ailleurs.test/page": FRAME,
}
SEND = "() => { for (const text of ['a', 'b']) frames[0].postMessage(text, '*'); }"


def inner(page: Page) -> Frame:
    return page.frames[1]


def heard(page: Page) -> list[str]:
    """What the frame heard, once those under way have come."""
    own = """() => new Promise((done) => { const { port1, port2 } = new MessageChannel();
      port1.onmessage = done; port2.postMessage(0); })"""
    inner(page).evaluate(own)
    return list(inner(page).evaluate("window.heard"))


def test_it_hears_the_page_that_holds_it(opened: Opener) -> None:
    page = opened(f"{SITE}/page", ANSWERS)
    page.evaluate(SEND)
    inner(page).wait_for_function("window.heard.length === 2")
    assert heard(page) == ["a", "b"]


def test_it_does_not_hear_another_site_that_holds_it(opened: Opener) -> None:
    page = opened("http://ailleurs.test/page", ANSWERS)
    page.evaluate(SEND)
    assert heard(page) == []


def test_it_does_not_hear_itself_nor_a_frame_within_it(opened: Opener) -> None:
    page = opened(f"{SITE}/page", ANSWERS)
    inner(page).evaluate("window.postMessage('soi', '*')")
    child = """() => new Promise((done) => { const child = document.createElement("iframe");
      child.onload = done; child.src = "/demo/enfant"; document.body.append(child); })"""
    inner(page).evaluate(child)
    assert heard(page) == []
