"""A replica is killed while people work, another is stopped for an upgrade: nobody loses anything."""

from __future__ import annotations

import contextlib
import re
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from websockets.exceptions import ConnectionClosed

from pages.explorer.mesdonnees.description import ASKED
from tests.browser.conftest import STILL
from tests.browser.test_village_hall import KEPT, estimate, given
from tests.browser.test_workshop import ADDRESSES, PLACE, settled
from tests.deploy.site import Site, draw, given_to
from tests.pages.test_own_data import CSV, FIELDS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("deploy")]

SEES_THE_LOSS = """() => new MutationObserver(() => {
  const app = document.querySelector("[data-testid=stApp]");
  window.wasLost ||= app.dataset.testConnectionState !== "CONNECTED";
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-test-connection-state"] })"""
TITLE = "Arbres remarquables"
REPLICA = {"1": "2", "2": "1"}


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A visitor for whom this machine's own certificate is as good as another."""
    for name in REPLICA:
        site.start(name)
    context = browser.new_context(ignore_https_errors=True, locale="fr-FR", viewport={"width": 1280, "height": 900})
    context.on("page", lambda page: page.on("dialog", lambda dialog: dialog.accept()))
    yield context
    context.close()


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    settled(page)
    page.wait_for_function(STILL)
    return page


def replica_of(context: BrowserContext) -> str:
    return next(str(cookie.get("value")) for cookie in context.cookies() if cookie.get("name") == "otc_relais")


def bring(page: Page, name: str) -> None:
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": CSV.encode()})
    expect(page.get_by_text("16\u00a0chiffres retenus")).to_be_visible()


def moved(page: Page) -> None:
    """Wait until the tab is connected again, not until its page is drawn: what is done next is done at once."""
    page.bring_to_front()
    page.wait_for_function("() => window.wasLost")
    page.wait_for_selector("[data-testid=stApp][data-test-connection-state=CONNECTED]")


def test_whoever_chooses_composes_guesses_notes_or_sends_loses_nothing(context: BrowserContext, site: Site) -> None:
    choosing = opened(context, f"{site.address}/comparer?{PLACE}")
    composing = opened(context, f"{site.address}/composer?{PLACE}&par=chercher")
    composing.get_by_label("Commune, EPCI ou département à ajouter").fill("Rouillacais")
    expect(composing.get_by_role("button", name=re.compile("Ajouter.*Rouillacais")).first).to_be_visible()
    guessing = opened(context, f"{site.address}/{ADDRESSES['guess']}&carnet=oui")
    estimate(guessing, "Table 1", "20")
    given(guessing, "Table 1")
    guessing.get_by_label("On voit").fill("Un quart de 65 ans et plus")
    sending = opened(context, f"{site.address}/mes-donnees?{PLACE}")
    bring(sending, "arbres.csv")
    for name, text in FIELDS.items():
        sending.get_by_label(ASKED[name][0], exact=True).fill(text)
    sending.get_by_role("button", name="Ajouter à mes données").click()
    expect(sending.get_by_text("Vos données", exact=True)).to_be_visible()
    sending.get_by_label(ASKED["title"][0], exact=True).fill(TITLE)
    for page in (choosing, composing, guessing, sending):
        page.wait_for_function(STILL)
        page.evaluate(SEES_THE_LOSS)

    lost = replica_of(context)
    site.kill(lost)

    moved(choosing)
    choosing.get_by_role("radio", name="Tout un thème").click()
    moved(composing)
    expect(composing.get_by_label("Commune, EPCI ou département à ajouter")).to_have_value("Rouillacais")
    composing.get_by_role("button", name=re.compile("Ajouter.*Rouillacais")).first.click()
    moved(guessing)
    estimate(guessing, "Table 2", "32,5")

    choosing.bring_to_front()
    choosing.wait_for_url(re.compile("vue=theme"))
    settled(choosing)
    assert "vue=theme" in choosing.url, "nothing undoes it"
    composing.bring_to_front()
    composing.wait_for_url(re.compile("territoire=compose-200070514.241600303"))
    guessing.bring_to_front()
    given(guessing, "Table 1", "Table 2")
    expect(guessing.get_by_label("On voit")).to_have_value("Un quart de 65 ans et plus")
    assert guessing.evaluate("name => localStorage.getItem(name)", KEPT).count('"qui"') == 2
    sending.bring_to_front()
    expect(sending.get_by_text("Vos données", exact=True)).to_be_visible()
    expect(sending.get_by_text("16\u00a0chiffres retenus")).to_be_visible()
    expect(sending.get_by_label(ASKED["title"][0], exact=True)).to_have_value(TITLE)
    assert replica_of(context) == REPLICA[lost]


def test_a_replica_that_is_stopped_answers_then_sends_its_visitors_to_the_other(site: Site) -> None:
    for name in REPLICA:
        site.start(name)
    with site.tab() as tab:
        first = given_to(tab)
        draw(tab, "portrait", PLACE)
        process = site.replicas[first].process
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(ConnectionClosed):  # once all that the run says has come
            while True:
                tab.recv(timeout=20)
        assert tab.close_code == 1012, "service restart: the browser connects again"
    with site.tab(cookie=f"otc_relais={first}") as tab:
        assert given_to(tab) == REPLICA[first]
        draw(tab, "portrait", PLACE)
    assert process.wait(timeout=30) in (0, -signal.SIGTERM)
    assert site.get("/_ready").status == 200, "the site never stops"
    assert site.get(f"/pairs?{PLACE}", cookie=f"otc_relais={first}").status == 200
