"""`answers.js`: what is typed in a survey is sent before its field is left, and again until somebody answers for it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route

from participation.model.questionnaire import Cell
from participation.views.html.blocks import saved_html
from tests.views.browser.conftest import SITE, Opener

pytestmark = pytest.mark.browser

KEY = "otc-r-oubli"
PLACES = {KEY: (Cell("oubli"), 4), "otc-r-heures": (Cell("heures"), 0)}


def test_words_are_sent_while_they_are_typed_and_again_where_the_line_was_cut(clocked: Opener) -> None:
    sent: list[str] = []

    def answer(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(status=503 if len(sent) == 1 else 204)

    field = f'<div class="x st-key-{KEY} y"><textarea></textarea></div>'
    number = '<div class="st-key-otc-nombre-heures"><div class="st-key-otc-r-heures"><input type="text"></div></div>'
    listen = (
        "window.__streamlit = {BACKEND_BASE_URL: '/demo/'}; window.left = [];"
        "addEventListener('focusout', (e) => left.push([e.isTrusted, e.target.value]));"
    )
    body = f'<div class="st-key-otc-reponses">{field}{number}</div>{saved_html("", (0, 3), PLACES, "0123abcd")}'
    page = clocked(
        f"{SITE}/",
        {
            f"{SITE}/": f'<!DOCTYPE html><html lang="fr"><head><script>{listen}</script></head><body>{body}'
            '<script src="/demo/vendor/carte/answers.js"></script></body></html>',
            f"{SITE}/participer/mots": answer,
        },
        before=lambda page: page.clock.install(),
    )
    marks = page.query_selector("[data-otc-fields]")
    page.locator("textarea").click()
    page.keyboard.type("Tout")
    page.clock.run_for(1_900)
    assert page.evaluate("left") == []
    page.clock.run_for(200)
    assert page.evaluate("left") == [[False, "Tout"]], "the framework takes it as it takes a field that is left"
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert sent == [], "the framework's line brings it"
    for status in (503, 204):
        with page.expect_response("**/mots") as answered:
            page.clock.run_for(10_100)
        assert answered.value.status == status
    assert sent[0].count("Tout") == sent[1].count("Tout") == 1
    assert 'name="oubli."' in sent[1]
    assert 'name="vu.oubli."\r\n\r\n4' in sent[1]
    assert 'name="pour"\r\n\r\n0123abcd' in sent[1], "of which response it is"
    page.locator("textarea").click()
    page.keyboard.type(" ici")
    page.clock.run_for(2_100)
    page.evaluate("(one) => { one.dataset.otcFields = one.dataset.otcFields.replace('4', '5'); }", marks)
    page.clock.run_for(30_000)
    assert len(sent) == 2, "the server drew another revision: it has it"
    page.locator("input").click()
    page.keyboard.type("1 234")
    page.clock.run_for(2_100)
    assert page.evaluate("left.at(-1)") == [False, "1 234"], "a number that is one goes as words do"
    page.keyboard.type(",")
    page.clock.run_for(5_000)
    assert page.evaluate("left.at(-1)") == [False, "1 234"], "half a number waits"
    assert page.evaluate("document.activeElement.inputMode") == "decimal"
    with page.expect_response("**/mots"):
        page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert page.evaluate("left.at(-1)") == [False, "1 234,"], "unless the page is left"
    assert 'name="heures."\r\n\r\n1 234,\r' in sent[-1]
    assert 'name="vu.heures."\r\n\r\n0' in sent[-1]
