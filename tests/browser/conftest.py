"""A real server and a real browser, Debian's Chromium, cut off from every network but the loopback."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from benchmarks.server import running_server
from tests.conftest import PATIENCE

STILL = """() => new Promise((done) => {
  let frames = 0;
  const changes = new MutationObserver(() => { frames = 0; });
  changes.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const painted = (frame) => frame.contentWindow.thematicMap && frame.contentWindow.thematicMap.paintedAt() > 0
    && !frame.contentDocument.querySelector("[aria-busy=true], .leaflet-zoom-anim");
  (function look() {
    const app = document.querySelector("[data-testid=stApp]");
    const idle = app && app.dataset.testScriptState === "notRunning"
      && [...document.querySelectorAll(".st-key-otc-carte iframe")].every(painted);
    frames = idle ? frames + 1 : 0;
    if (frames < 20) return requestAnimationFrame(look);
    changes.disconnect();
    done(true);
  })();
})"""
"""No run is under way, maps are painted, and nothing has changed on the page for twenty frames of the screen."""


@dataclass
class Visit:
    """One visitor: a page of the browser, and all that went wrong or outside while it was open."""

    page: Page
    base: str
    outside: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    loading: set[str] = field(default_factory=set)

    def open(self, address: str) -> Page:
        """Go to an address of the application and wait until its page is complete."""
        for _ in range(300):  # leaving a page that still loads would count as requests that failed
            if not self.loading:
                break
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
        self.page.goto(f"{self.base}/{address}")
        self.ready()
        return self.page

    def ready(self) -> None:
        """Wait until the frame's foot is drawn and no run is under way."""
        self.page.wait_for_selector(".otc-footer")
        self.page.wait_for_function("() => !document.getElementById('otc-first')")
        self.page.wait_for_function(
            # A function: a bare expression is evaluated as text at the second look, which our policy refuses.
            "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
        )

    def quiet(self) -> None:
        """Wait until all that was asked for has come, and nothing changes on the page any more."""
        self.page.wait_for_function(STILL)
        while self.loading:
            self.page.wait_for_function(STILL)

    def open_list(self, label: str | re.Pattern[str]) -> None:
        """Open a list of choices as a person does: once the page stands still under the pointer.

        A list closes when the page scrolls, and hangs where its field was when the page grows.
        """
        field = self.page.get_by_label(label).first
        self.quiet()
        field.scroll_into_view_if_needed()
        self.quiet()
        field.click()

    def assert_it_fits(self) -> None:
        """Nothing goes beyond the width of the screen."""
        widths = self.page.evaluate(
            "[document.querySelector('[data-testid=stMain]').scrollWidth, document.documentElement.clientWidth]"
        )
        assert widths[0] <= widths[1]

    def assert_clean(self) -> None:
        """Nothing left the machine, nothing failed, nothing was refused."""
        assert not self.outside, self.outside
        assert not self.failed, self.failed
        assert not self.errors, self.errors


@pytest.fixture(scope="session")
def base() -> Iterator[str]:
    """Address of a running application."""
    with running_server() as server:
        yield f"http://127.0.0.1:{server.port}"


def visit_in(context: BrowserContext, base: str) -> Visit:
    """Open a tab that records all that goes wrong, and what is asked of any other address."""
    visit = Visit(context.new_page(), base)
    visit.page.set_default_timeout(PATIENCE)

    def note(request: Request) -> None:
        if not request.url.startswith((base, "data:", "blob:")):
            visit.outside.append(request.url)

    visit.page.on("request", note)
    visit.page.on("popup", lambda opened: opened.on("request", note))
    visit.page.on("request", lambda r: visit.loading.add(r.url))
    visit.page.on("requestfinished", lambda r: visit.loading.discard(r.url))
    visit.page.on("requestfailed", lambda r: visit.loading.discard(r.url))
    visit.page.on("requestfailed", lambda r: visit.failed.append(f"{r.url} {r.failure}"))
    visit.page.on("response", lambda r: visit.failed.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    visit.page.on("console", lambda m: visit.errors.append(m.text) if m.type == "error" else None)
    visit.page.on("pageerror", lambda e: visit.errors.append(str(e)))
    return visit


Lend = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def kept_contexts() -> dict[str, BrowserContext]:
    """Profiles that tests lend each other: the scripts of the application are read and compiled once in each."""
    return {}


@pytest.fixture
def lend(browser: Browser, base: str, kept_contexts: dict[str, BrowserContext]) -> Iterator[Lend]:
    """Lend a profile that remembers nothing of other tests but the files of the application.

    Takes what `Browser.new_context` takes. A test whose profile runs a script of its own in every page, or speaks to
    another server, makes one for itself.
    """
    lent = list[BrowserContext]()

    def lent_context(**settings: Any) -> BrowserContext:
        name = repr(sorted(settings.items()))
        if name not in kept_contexts:
            kept_contexts[name] = browser.new_context(**settings)
        context = kept_contexts[name]
        context.clear_cookies()
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Storage.clearDataForOrigin", {"origin": base, "storageTypes": "local_storage,indexeddb"})
        page.close()
        lent.append(context)
        return context

    yield lent_context
    for context in lent:
        context.set_offline(False)
        for page in context.pages:
            page.close()


@pytest.fixture
def desktop(lend: Lend, base: str) -> Visit:
    """A visitor with an empty profile and a screen 1280 pixels wide."""
    return visit_in(lend(viewport={"width": 1280, "height": 900}, locale="fr-FR"), base)


@pytest.fixture
def phone(lend: Lend, base: str) -> Visit:
    """A visitor with an empty profile and a phone 390 pixels wide."""
    settings = {"viewport": {"width": 390, "height": 844}, "locale": "fr-FR", "has_touch": True, "is_mobile": True}
    return visit_in(lend(**settings), base)
