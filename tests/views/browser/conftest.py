"""The shipped scripts in Chromium, without a server: pages and files are handed to the browser by the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xstatic.pkg.leaflet
from playwright.sync_api import Browser, Page, Route

from observatoire import views

SITE = "http://localhost/demo"
SCRIPTS = Path(views.__file__).parent / "browser"
LEAFLET = Path(xstatic.pkg.leaflet.BASE_DIR)

Answers = dict[str, str | bytes | Callable[[Route], object]]
Opener = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opener]:
    """Open a page whose address, and those of what it asks for, are answered from a dictionary.

    `answers` holds what each address gives, or a function that answers; `vendor/carte/…` and `vendor/leaflet/…` under
    `SITE` are the files that ship. All that goes wrong on the page fails the test, as does an address that nobody
    answers.
    """
    context = browser.new_context(viewport={"width": 800, "height": 600}, locale="fr-FR")
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin="http://localhost")
    wrong: list[str] = []

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

    yield open_page
    context.close()
    assert not wrong, wrong
