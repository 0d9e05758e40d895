"""The shipped scripts in Chromium, without a server: pages and files are handed to the browser by the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xstatic.pkg.leaflet
from playwright.sync_api import Browser, BrowserContext, Page, Route

from observatoire import views

SITE = "http://localhost/demo"
SCRIPTS = Path(views.__file__).parent / "browser"
LEAFLET = Path(xstatic.pkg.leaflet.BASE_DIR)

Answers = dict[str, str | bytes | Callable[[Route], object]]
Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def lent(browser: Browser) -> Iterator[Page]:
    """The one tab that stays open in the profile that tests lend each other: a new profile is half of a test."""
    tab = profile(browser).new_page()
    tab.route("**/*", lambda route: route.fulfill(body="", content_type="text/html"))
    tab.goto(SITE)
    yield tab
    tab.context.close()


@pytest.fixture
def opened(lent: Page) -> Iterator[Opener]:
    """Open a page whose address, and those of what it asks for, are answered from a dictionary.

    `answers` holds what each address gives, or a function that answers; `vendor/carte/…` and `vendor/leaflet/…` under
    `SITE` are the files that ship. All that goes wrong on the page fails the test, as does an address that nobody
    answers. What a page keeps is forgotten after the test.
    """
    wrong: list[str] = []
    yield opener(lent.context, wrong)
    for page in lent.context.pages:
        if page != lent:
            page.close()
    session = lent.context.new_cdp_session(lent)
    kept = {"origin": "http://localhost", "storageTypes": "cookies,local_storage,indexeddb"}
    session.send("Storage.clearDataForOrigin", kept)
    session.detach()
    assert not wrong, wrong


@pytest.fixture
def clocked(browser: Browser) -> Iterator[Opener]:
    """Open pages as `opened` does, in a profile of the test's own: a clock that is set is set for all of a profile."""
    wrong: list[str] = []
    context = profile(browser)
    yield opener(context, wrong)
    context.close()
    assert not wrong, wrong


def profile(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport={"width": 800, "height": 600}, locale="fr-FR")
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin="http://localhost")
    return context


def opener(context: BrowserContext, wrong: list[str]) -> Opener:
    """Return what opens pages in a profile, and notes what goes wrong on them."""

    def open_page(address: str, answers: Answers, *, before: Callable[[Page], object] | None = None) -> Page:
        def answer(route: Route) -> None:
            asked = route.request.url.split("?")[0]
            if asked.startswith((f"{SITE}/vendor/carte/", f"{SITE}/vendor/leaflet/")):
                folder = SCRIPTS if "/carte/" in asked else LEAFLET
                route.fulfill(path=folder / asked.rpartition("/")[2])
            elif asked in answers:
                body = answers[asked]
                if callable(body):
                    body(route)
                else:
                    route.fulfill(body=body, content_type="text/html; charset=utf-8" if isinstance(body, str) else None)
            else:
                wrong.append(f"nobody answers {asked}")
                route.abort()

        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.route("**/*", answer)
        if before:
            before(page)
        page.goto(address)
        return page

    return open_page
