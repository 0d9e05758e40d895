"""A real server and a real browser, Debian's Chromium, cut off from every network but the loopback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from benchmarks.server import running_server

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
        self.page.wait_for_selector(".otc-footer", timeout=30_000)
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
    """Open a tab that records all that goes wrong."""
    visit = Visit(context.new_page(), base)

    def gate(route: Route) -> None:
        if route.request.url.startswith(base):
            route.continue_()
        else:
            visit.outside.append(route.request.url)
            route.abort()

    context.route("**/*", gate)
    visit.page.on("request", lambda r: visit.loading.add(r.url))
    visit.page.on("requestfinished", lambda r: visit.loading.discard(r.url))
    visit.page.on("requestfailed", lambda r: visit.loading.discard(r.url))
    visit.page.on("requestfailed", lambda r: visit.failed.append(f"{r.url} {r.failure}"))
    visit.page.on("response", lambda r: visit.failed.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    visit.page.on("console", lambda m: visit.errors.append(m.text) if m.type == "error" else None)
    visit.page.on("pageerror", lambda e: visit.errors.append(str(e)))
    return visit


@pytest.fixture
def desktop(browser: Browser, base: str) -> Iterator[Visit]:
    """A visitor with a fresh profile and a screen 1280 pixels wide."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    yield visit_in(context, base)
    context.close()


@pytest.fixture
def phone(browser: Browser, base: str) -> Iterator[Visit]:
    """A visitor with a fresh profile and a phone 390 pixels wide."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="fr-FR", has_touch=True, is_mobile=True
    )
    yield visit_in(context, base)
    context.close()
