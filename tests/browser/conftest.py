"""A real server and a real browser, Debian's Chromium, cut off from every network but the loopback."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Locator, Page, Request, ViewportSize

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
RESTLESS = """() => new Promise((done) => {
  const seen = new Set();
  new MutationObserver((all) => all.forEach(({ type, attributeName, target }) => {
    const node = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
    seen.add(`${type} ${attributeName ?? ""} ${node?.outerHTML.slice(0, 200)}`);
  })).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const app = document.querySelector("[data-testid=stApp]");
  setTimeout(() => done([{ ...app?.dataset }, document.querySelector(".otc-connection")?.innerText, ...seen]), 2000);
})"""
"""What the framework says of its run and of its line, and what changes on the page within two seconds."""


@dataclass
class Visit:
    """One visitor: a page of the browser, and all that went wrong or outside while it was open."""

    page: Page
    base: str
    outside: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    loading: set[str] = field(default_factory=set)
    heard: list[tuple[Any, Callable[[Any], object]]] = field(default_factory=list)
    lent_again: bool = True

    @property
    def own_page(self) -> Page:
        """The page, for what lasts as long as its tab: a script that runs in every document, a medium.

        The tab is closed after the test, as that would come to the next ones too.
        """
        self.lent_again = False
        return self.page

    def hear(self, event: Any, listener: Callable[[Any], object]) -> None:
        """Listen to the page for the time of this visit."""
        self.page.on(event, listener)
        self.heard.append((event, listener))

    def leave(self) -> None:
        """Give the tab back as it was lent, or close it: nothing of the test is left in it."""
        for event, listener in self.heard:
            self.page.remove_listener(event, listener)
        if self.lent_again and not self.page.is_closed():
            self.page.unroute_all()
            empty_tab(self.page, self.base)
        else:
            self.page.close()

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
        until = time.monotonic() + PATIENCE / 1000
        try:
            self.page.wait_for_function(STILL)
        except Error as error:
            error.add_note(f"{self.page.url}: {self.page.evaluate(RESTLESS)}")
            raise
        while self.loading:
            assert time.monotonic() < until, f"never came: {self.loading}"
            self.page.wait_for_function(STILL)

    def open_list(self, label: str | re.Pattern[str]) -> None:
        """Open the first list of choices of a label, as `open_field` does."""
        self.open_field(self.page.get_by_label(label).first)

    def open_field(self, field: Locator) -> None:
        """Open the list of a field as a person does: once the page stands still under the pointer.

        A list closes when the page scrolls, and hangs where its field was when the page grows. On a slow machine the
        page scrolls to a field after it was clicked, and even after what was typed into it.
        """
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


def visit_in(context: BrowserContext, base: str, tab: Page | None = None) -> Visit:
    """Begin a visit, in a tab of its own if none is given, that records all that goes wrong or is asked elsewhere."""
    visit = Visit(tab or context.new_page(), base)

    def note(request: Request) -> None:
        if not request.url.startswith((base, "data:", "blob:")):
            visit.outside.append(request.url)

    visit.hear("request", note)
    visit.hear("popup", lambda opened: opened.on("request", note))
    visit.hear("request", lambda r: visit.loading.add(r.url))
    visit.hear("requestfinished", lambda r: visit.loading.discard(r.url))
    visit.hear("requestfailed", lambda r: visit.loading.discard(r.url))
    visit.hear("requestfailed", lambda r: visit.failed.append(f"{r.url} {r.failure}"))
    visit.hear("response", lambda r: visit.failed.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    visit.hear("console", lambda m: visit.errors.append(m.text) if m.type == "error" else None)
    visit.hear("pageerror", lambda e: visit.errors.append(str(e)))
    return visit


def empty_tab(tab: Page, base: str) -> None:
    """Lead a tab to a text of the application’s address, out of its pages, and let it forget what it kept itself."""

    def agree(dialog: Dialog) -> None:
        dialog.accept()

    tab.on("dialog", agree)  # a page may ask before it is left
    tab.goto(f"{base}/robots.txt")
    tab.remove_listener("dialog", agree)
    tab.evaluate("sessionStorage.clear()")


@dataclass(frozen=True)
class Profile:
    """A profile that tests lend each other, and the tab that stays open in it.

    The scripts of the application are read and compiled once in each profile: that tab keeps their process alive.
    """

    context: BrowserContext
    tab: Page
    size: ViewportSize | None

    def forget(self, base: str) -> None:
        """Forget what tests left, but the files of the application."""
        self.context.clear_cookies()
        session = self.context.new_cdp_session(self.tab)
        session.send("Storage.clearDataForOrigin", {"origin": base, "storageTypes": "local_storage,indexeddb"})
        session.detach()


Lend = Callable[..., BrowserContext]
Welcome = Callable[..., Visit]


@pytest.fixture(scope="session")
def profiles() -> dict[str, Profile]:
    """Profiles by their settings."""
    return {}


def profile_of(profiles: dict[str, Profile], browser: Browser, base: str, script: str, settings: Any) -> Profile:
    """Return the profile of these settings, as it was when new, with its tab open."""
    name = repr((script, sorted(settings.items())))
    profile = profiles.get(name)
    if profile is not None and not profile.tab.is_closed():
        profile.forget(base)
        return profile
    context = profile.context if profile else browser.new_context(**settings)
    if script and not profile:
        context.add_init_script(script)
    tab = context.new_page()
    empty_tab(tab, base)
    profiles[name] = Profile(context, tab, settings.get("viewport"))
    if profile:
        profiles[name].forget(base)
    return profiles[name]


@pytest.fixture
def lend(browser: Browser, base: str, profiles: dict[str, Profile]) -> Iterator[Lend]:
    """Lend a profile that remembers nothing of other tests but the files of the application.

    Takes what `Browser.new_context` takes. A test whose profile runs a script of its own in every page, or speaks to
    another server, makes one for itself.
    """
    lent = list[Profile]()

    def lent_context(**settings: Any) -> BrowserContext:
        lent.append(profile_of(profiles, browser, base, "", settings))
        return lent[-1].context

    yield lent_context
    for profile in lent:
        profile.context.set_offline(False)
        for page in profile.context.pages:
            if page != profile.tab:
                page.close()


@pytest.fixture
def welcome(browser: Browser, base: str, profiles: dict[str, Profile]) -> Iterator[Welcome]:
    """Begin a visit in the tab of a profile, which is given back empty: a new one costs a third of what a page costs.

    Takes what `Browser.new_context` takes, and a `script` that runs at the beginning of every document.
    """
    begun = list[tuple[Profile, Visit]]()

    def begun_visit(script: str = "", **settings: Any) -> Visit:
        profile = profile_of(profiles, browser, base, script, settings)
        begun.append((profile, visit_in(profile.context, base, profile.tab)))
        return begun[-1][1]

    yield begun_visit
    for profile, visit in begun:
        profile.context.set_offline(False)
        for page in profile.context.pages:
            if page != profile.tab:
                page.close()
        visit.leave()
        if visit.lent_again and profile.size:
            profile.tab.set_viewport_size(profile.size)


@pytest.fixture
def desktop(welcome: Welcome) -> Visit:
    """A visitor with an empty profile and a screen 1280 pixels wide."""
    return welcome(viewport={"width": 1280, "height": 900}, locale="fr-FR")


@pytest.fixture
def phone(welcome: Welcome) -> Visit:
    """A visitor with an empty profile and a phone 390 pixels wide."""
    settings = {"viewport": {"width": 390, "height": 844}, "locale": "fr-FR", "has_touch": True, "is_mobile": True}
    return welcome(**settings)
