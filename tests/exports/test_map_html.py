"""The map in one file: opened from disk by a real browser, it asks nobody anything and answers the keyboard."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from observatoire.exports.maps.html import map_html
from observatoire.exports.maps.sheet import MapSheet
from observatoire.model.store import Store
from observatoire.views.french.wording import STATES
from observatoire.views.maps.classes import DOUBTFUL
from tests.conftest import JUDGED
from tests.exports.letters import widths
from tests.exports.map_cases import ALL_EPCI, COGNAC, STORE, five_states, hostile, sheet_of


class _Rows(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        if tag == "tr":
            self.rows.append([])
        self.inside = tag in ("th", "td") or (self.inside and tag == "span")
        if tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.inside and self.rows:
            self.rows[-1][-1] += data

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in ("th", "td")


def table(html: str) -> list[list[str]]:
    reader = _Rows()
    reader.feed(html[html.index("<table") : html.index("</table>")])
    return reader.rows


def test_the_table_has_all_values_the_highest_first_and_states_in_words() -> None:
    sheet = five_states()
    head, *rows = table(map_html(STORE, sheet))
    assert head == ["Territoire", "Code", "Valeur", "Classe ou état"]
    assert {row[1] for row in rows} == {identifier.removeprefix("com-") for identifier in sheet.model.ids}
    model = sheet.model
    plain = [v for v, c in zip(model.data.value, model.classes, strict=True) if isinstance(c, int)]
    by_code = dict(zip((i.removeprefix("com-") for i in model.ids), model.data.value, strict=True))
    assert [by_code[row[1]] for row in rows[: len(plain)]] == sorted(plain, reverse=True)
    kinds = {row[3] for row in rows[len(plain) :]}
    states = {"valeur fragile", *(words.label for key, words in STATES.items() if key != "fragile")}
    # Ribeyret, 40,8 %, is beyond the last limit: its class is the nearest, and does not hold it.
    ends = {f"{label} ({DOUBTFUL})" for label in (sheet.legend.labels[0], sheet.legend.labels[-1])}
    assert kinds - states - ends == {f"{label} (valeur fragile)" for label in sheet.legend.labels}
    assert states <= kinds


def test_its_policy_allows_nothing_but_its_own_script_and_style() -> None:
    html = map_html(STORE, sheet_of(COGNAC))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy[1]
    assert html.count("<script") == 1
    assert not re.search(r'src="|href="(?!data:,|https://observatoire)|@import|url\((?!#|data:font/woff;)', html)


class Opened:
    """A file opened from disk in a browser cut off from the network, and all that it asked for or complained of."""

    def __init__(self, browser: Browser, folder: Path, store: Store, sheet: MapSheet, width: int = 1280) -> None:
        file = folder / "carte.html"
        file.write_text(map_html(store, sheet), encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("dialog", lambda d: (self.errors.append(f"dialog {d.message}"), d.dismiss()))
        self.page.goto(file.as_uri())
        self.address = file.as_uri()

    def assert_silent(self) -> None:
        assert [url for url in self.requests if not url.startswith("data:")] == [self.address]
        assert not self.errors, self.errors


@pytest.mark.browser
def test_it_opens_offline_and_asks_nobody_anything(browser: Browser, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path, STORE, sheet_of(ALL_EPCI, place_id="epci-200070514"))
    assert opened.page.locator("#territoires path").count() == 1_253
    assert opened.page.locator("tbody tr").count() == 1_253
    opened.assert_silent()


@pytest.mark.browser
def test_hover_and_keyboard_tell_name_and_value(browser: Browser, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path, STORE, sheet_of(COGNAC))
    page, bubble = opened.page, opened.page.locator("#bulle")
    page.locator("#com-16102").hover()
    assert re.fullmatch(r"Cognac\u202f: \d\d,\d\u00a0%", bubble.inner_text())
    page.mouse.move(1, 1)
    assert bubble.is_hidden()
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.id")
    assert first.startswith("com-16")
    assert bubble.is_visible()
    seen = {first}
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp") * 2:
        page.keyboard.press(key)
        seen.add(page.evaluate("document.activeElement.id"))
        assert bubble.inner_text() == page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert len(seen) >= 3
    assert page.locator("#territoires [tabindex='0']").count() == 1, "one stop for Tab"
    page.keyboard.press("Escape")
    assert bubble.is_hidden()
    opened.assert_silent()


@pytest.mark.browser
def test_hostile_names_run_nothing(browser: Browser, tmp_path: Path) -> None:
    store, sheet = hostile()
    opened = Opened(browser, tmp_path, store, sheet)
    opened.page.locator("#com-16102").hover()
    assert "<script>alert(1)</script>" in opened.page.locator("#bulle").inner_text()
    assert opened.page.locator("script").count() == 1
    assert opened.page.locator("a[href^=javascript]").count() == 0
    opened.assert_silent()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_everyone_can_read_it(browser: Browser, tmp_path: Path, width: int) -> None:
    opened = Opened(browser, tmp_path, STORE, five_states(), width)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(opened.page, options=JUDGED)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_it_carries_its_letters_and_fits_with_any_others(browser: Browser, tmp_path: Path, width: int) -> None:
    path = tmp_path / "carte.html"
    for store, sheet in ((STORE, five_states()), hostile()):
        path.write_text(map_html(store, sheet), encoding="utf-8")
        assert widths(browser, path, width, wide=False) == (width, set())
        assert widths(browser, path, width, wide=True)[0] == width
